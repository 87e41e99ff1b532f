"""What the headings of a page truly are, by annotators, by tags and by hand-made layout; and the scoring.

Annotators saw sentences, tags are uneven, so both are cleaned: a number alone belongs to the heading
after it; contents entries, captions and sources tagged as headings are none; a heading that one side
cuts into lines and the other does not is one heading; what an annotator's segment glued to other text is
neither asked for nor held against the reader. Tags of a report count only where they agree with its
annotated pages.
"""

import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rapidfuzz.distance import Indel

_NUMBER = re.compile(r"^\(?(?:\d{1,3}(?:\.\d{1,3})*|[IVXivx]{1,5}|[A-Z])[.)]?(?:\s+|$)")
_NO_HEADING = re.compile(r"^(?:figure|table|map|box|chart|graph|source|note)s?\b", re.IGNORECASE)
_BARE_CAPTION = re.compile(r"^(?:figure|table|map|box|chart|graph)\s+[\dIVX]{1,5}\.?$", re.IGNORECASE)
_ENTRY = re.compile(r"\S\s+\d{1,3}$")
_FEW_ENTRIES, _COVER = 4, 1
_OF_DESIGNS = frozenset({"contents", "inthisreport", "inthisissue", "whatsinside", "agenda", "memorandum"})
"""Headings that the designs of the written corpus put in."""
_SAME, _ALIKE, _MOST_PARTS, _AGREES = 0.85, 0.8, 3, 0.55


def squeezed(text: str) -> str:
    """Letters and digits only."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())


def bare(text: str) -> str:
    """The same without a number at the start."""
    return squeezed(_NUMBER.sub("", text.strip()))


@dataclass(slots=True)
class Truth:
    """Headings of the pages of one file, in order, and the other text that annotators saw."""

    headings: dict[int, list[str]] = field(default_factory=dict)
    others: dict[int, list[str]] = field(default_factory=dict)
    unjudged: set[str] = field(default_factory=set)
    """Texts, squeezed, that are neither asked for nor held against the reader."""


def gold_truth(data: dict[str, object]) -> Truth:
    """From an annotation file; a number that stands alone is put before the heading that follows."""
    truth = Truth({int(page): [] for page in data.get("pages") or []})  # type: ignore[attr-defined]
    number = ""
    for segment in data["segments"]:  # type: ignore[attr-defined]
        page, text = int(segment.get("page") or 1), str(segment["text"])
        if not segment.get("heading"):
            truth.others.setdefault(page, []).append(squeezed(text))
            number = ""
        elif not bare(text):
            number = f"{text} "
        else:
            truth.headings.setdefault(page, []).append(number + text)
            number = ""
    return truth


def tag_truth(path: Path) -> Truth:
    """From a file of tags, one block a line: `{"page": 1, "tag": "H2", "text": "..."}`."""
    truth = Truth()
    caption = False
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        text = " ".join(str(row.get("text") or "").replace("\x02", "").split())
        head = bool(re.fullmatch(r"H\d?", row["tag"])) and bool(bare(text))
        found = truth.headings.setdefault(int(row["page"]), [])
        if head and not caption and not _NO_HEADING.match(text) and row["page"] > _COVER:
            found.append(text)
        caption = head and bool(_BARE_CAPTION.match(text))
    for page, held in truth.headings.items():
        if sum(bool(_ENTRY.search(text)) for text in held) >= _FEW_ENTRIES:
            truth.headings[page] = []
    return truth


def layout_truth(path: Path) -> dict[str, Truth]:
    """From the layout reference: file name to the headings of its single page."""
    found = {}
    for name, page in json.loads(path.read_text(encoding="utf-8")).items():
        texts = [e["content"]["text"] for e in page["elements"] if e["category"] == "Heading1"]
        found[name] = Truth({1: [text for text in texts if squeezed(text)]})
    return found


def written_truth(path: Path) -> tuple[Truth, str]:
    """From a layout file of the written corpus: the truth and the name of the design.

    Titles of boxes and the lines of the cover are neither headings nor anything else.
    """
    data = json.loads(path.read_text(encoding="utf-8"))
    blocks = data["blocks"]
    truth = Truth({page: [] for page in range(1, max(int(b.get("page") or 1) for b in blocks) + 1)})
    for block in blocks:
        text, page = " ".join(str(block["text"]).split()), int(block.get("page") or 1)
        if block["kind"] == "heading" and block.get("level"):
            truth.headings[page].append(text)
        elif block["kind"] in ("heading", "cover"):
            truth.unjudged.add(squeezed(text))
    truth.unjudged |= _OF_DESIGNS
    return truth, str(data["design"])


def trusted(tags: Truth, gold: Truth) -> bool:
    """Whether tags name the headings that annotators saw on the same pages."""
    count: Counter[str] = Counter()
    for page, wanted in gold.headings.items():
        count.update(score(wanted, tags.headings.get(page, []), gold.others.get(page, [])))
    return f1(count) >= _AGREES


def score(wanted: Sequence[str], found: Sequence[str], others: Sequence[str] = ()) -> Counter[str]:
    """Headings of a page that are `right`, `wrong` and `missed`.

    Runs of up to three neighbours on either side may match as one. Found ones that begin or end another
    segment of the annotator are left out.
    """
    want, have = [bare(text) for text in wanted], [bare(text) for text in found]
    free_want, free_have = set(range(len(want))), set(range(len(have)))
    right = 0
    shapes = sorted(((a, b) for a in range(1, _MOST_PARTS + 1) for b in range(1, _MOST_PARTS + 1)), key=sum)
    for a, b in shapes:
        for i in range(len(want) - a + 1):
            for k in range(len(have) - b + 1):
                left, these = set(range(i, i + a)), set(range(k, k + b))
                if left <= free_want and these <= free_have and _same(want[i : i + a], have[k : k + b]):
                    free_want, free_have, right = free_want - left, free_have - these, right + 1
    wrong = sum(not glued(squeezed(found[k]), others) for k in free_have)
    return Counter(right=right, wrong=wrong, missed=len(free_want))


def score_layout(wanted: Sequence[str], found: Sequence[str]) -> Counter[str]:
    """The same for hand-made layout: one to one, numbers included, at least 0.8 alike."""
    want, have = [squeezed(text) for text in wanted], [squeezed(text) for text in found]
    free = set(range(len(have)))
    right = 0
    for text in want:
        alike = {k: Indel.normalized_similarity(text, have[k]) for k in sorted(free)}
        best = max(alike, key=lambda k: (alike[k], -k), default=None)
        if best is not None and alike[best] >= _ALIKE:
            free.remove(best)
            right += 1
    return Counter(right=right, wrong=len(free), missed=len(want) - right)


def _same(a: Sequence[str], b: Sequence[str]) -> bool:
    return bool(Indel.normalized_similarity("".join(a), "".join(b)) >= _SAME)


def glued(text: str, others: Sequence[str]) -> bool:
    """Whether a text is the beginning or end of a longer segment that is no heading."""
    return any((s.startswith(text) or s.endswith(text)) and len(s) > 1.25 * len(text) for s in others)


def is_heading(text: str, wanted: Sequence[str]) -> bool:
    """Whether a block is one of the headings wanted, a line of one, or several of them in one."""
    whole, plain = squeezed(text), bare(text)
    names = {squeezed(name) for name in wanted} | {bare(name) for name in wanted}
    for name in names:
        if name and (Indel.normalized_similarity(name, whole) >= _ALIKE or name == plain):
            return True
        part = len(whole) > (0.35 if len(whole) < 12 else 0.15) * len(name) and len(whole) >= 6
        if part and (name.startswith(whole) or name.endswith(whole)):
            return True
    rest = whole
    for name in sorted((name for name in names if len(name) >= 4), key=lambda name: (-len(name), name)):
        rest = rest.replace(name, "", 1)
    return len(rest) <= 0.2 * len(whole)


def f1(count: Counter[str]) -> float:
    """F1 of counts of `right`, `wrong` and `missed`."""
    whole = 2 * count["right"] + count["wrong"] + count["missed"]
    return 2 * count["right"] / whole if whole else 0.0


def by_page(rows: Sequence[tuple[int, str]]) -> dict[int, list[str]]:
    """Texts of each page."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    for page, text in rows:
        found[page].append(text)
    return found
