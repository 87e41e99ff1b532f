"""Headings that stand at the beginning of a paragraph: `Challenges: Funding is …`, `Lesson 3. …`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from reportminer.labels import DECLARED, BlockKind, Role
from reportminer.section.roles import role_of
from reportminer.section.words import any_of
from reportminer.types import Block, Report

_NUMBERED = re.compile(
    rf"^(?:(?:{any_of('before_run_in')})\s+)?(?:{any_of('run_in')})s?"
    r"(?:\s+(?:learn(?:ed|t)|no\.?|number|#))?\s*(?:\d{1,3}(?:\.\d{1,2}){0,2}[a-z]?|[IVX]{1,5}|[A-Z])\s*[.:)–—-]\s*(?=\S|$)",
    re.IGNORECASE,
)
_LABEL = re.compile(r"^([\"“*]?[A-Z][^.:;!?\n]{2,80}?)\s*(?::|\s[–—]|\.\s?[–—])\s+(?=\S)")
_ALONE = re.compile(r"^([A-Z][^.:;!?\n]{2,80}?)\s*:$")
_MOST_WORDS = 7
_FIRST_WORDS = 3
_MOST_WORDS_LEAD = 14
_NOUNS = rf"(?P<what>(?:{any_of('held')})(?:\s+learn(?:ed|t))?)\b"
_STEM = re.compile(rf"\b(?:{any_of('held_before')})\s+(?:\w+\s+){{0,2}}{_NOUNS}", re.IGNORECASE)
_STEM_ALONE = re.compile(
    rf"^{_NOUNS}\s+(?:{any_of('holds')})(?:\s+(?:{any_of('as_follows')}))?\s*:", re.IGNORECASE
)
"""How a sentence that ends in a colon names what the list below it holds."""
_ABOUT = re.compile(rf"\b(?:{any_of('about')})\w*\b|\bto\b", re.IGNORECASE)
"""What makes a sentence one about something else: what was done about challenges, who was asked of them."""
_DONE = re.compile(rf"\b(?:{any_of('done_by')})\s+(?:\w+\s+)?(?:{any_of('done')}|met\s+by)", re.IGNORECASE)
"""What is said to have been done about them: the list holds that."""
_SENTENCE = re.compile(r"[.;!?]\s+")
_TAIL = 400
"""Characters at a paragraph's end in which its last sentence is looked for."""
_SAYS = re.compile(rf"\b(?:{any_of('says')})\b", re.IGNORECASE)
"""What a title has not: `The boats should be sold` is a sentence without its stop."""
_FIRSTS = ("1", "a", "A", "i", "I")
_MOST_INNER, _MOST_BETWEEN = 300, 6
"""Blocks that are looked at under such a title, and up to the first of its items."""
_KINDS = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)
_DIGITS = re.compile(r"\d+(?:\.\d+)*")
_LETTER = re.compile(r"[A-Za-z]+")
_BETWEEN = (BlockKind.HEADER, BlockKind.FOOTER, BlockKind.FOOTNOTE)
"""What a page's end may put between a paragraph and its list."""
_LOOK = 240


@dataclass(frozen=True, slots=True)
class RunIn:
    """A run-in heading and the stretch it rules."""

    start: int
    body: int
    end: int
    text: str
    role: Role | None


def run_ins(report: Report, headings: frozenset[int]) -> Iterator[RunIn]:
    """Those of all paragraphs and list items but the blocks at `headings`, which are headings already.

    A label before a colon makes one only where its words declare what follows (challenges, lessons,
    recommendations): other labels, names above all, are too many and too unlike one another. Words
    that the reader found set off from the rest of their paragraph make one whatever they say.
    """
    for at, block in enumerate(report.blocks):
        if block.kind in _KINDS and block.start not in headings:
            label = _labelled(report, at, block)
            lead = _led(report, at, label.body if label else block.start + _past_marker(report, block))
            if lead and label and _NUMBERED.match(label.text + ": x"):
                lead = replace(lead, role=None)  # `Conclusion 4. Partnerships. …` stays a conclusion
            stem = None if label or lead else _stem(report, at) or _title(report, at)
            yield from (found for found in (label, lead, stem) if found)


def _labelled(report: Report, at: int, block: Block) -> RunIn | None:
    start = block.start + _past_marker(report, block)
    text = report.text[start : min(block.end, start + _LOOK)]
    numbered = _NUMBERED.match(text)
    label = numbered or _LABEL.match(text) or (_ALONE.match(text) if block.end - start <= 90 else None)
    if not label:
        return None
    heading = text[: label.end()].rstrip(" :.–—-)\t") if numbered else label[1]
    role = role_of(heading.strip('"“* '))
    if role is None or len(heading.split()) > _MOST_WORDS or not (numbered or _declares(heading)):
        return None
    if not numbered and _is_item_with_dash(block, text[: label.end()]):
        return None
    body, end = start + label.end(), _end(report, at)
    return RunIn(block.start, body, end, heading, role) if body < end else None


def _is_item_with_dash(block: Block, label: str) -> bool:
    """`• Failures in the harbours – above all …` is one thing told, not the heading of several."""
    bullet = block.kind is BlockKind.LIST_ITEM and not any(c.isalnum() for c in block.marker)
    return bullet and label.rstrip().endswith(("–", "—")) and len(label.split()) > _FIRST_WORDS + 1


def _stem(report: Report, at: int) -> RunIn | None:
    """A last sentence that announces the list below it: `Other challenges include the following:`."""
    block = report.blocks[at]
    text = report.text[block.start : block.end]
    if not text.endswith(":") or _end(report, at) == block.end:
        return None
    tail = text[-_TAIL:]
    stops = [stop.end() for stop in _SENTENCE.finditer(tail)]
    start = block.end - len(tail) + (stops[-1] if stops else 0)
    sentence = report.text[start : block.end]
    found = _STEM_ALONE.match(sentence) or _STEM.search(sentence)
    if found is None or _ABOUT.search(sentence[: found.start()]) or _DONE.search(sentence[found.end() :]):
        return None
    role = role_of(found["what"])
    return RunIn(start, block.end, _end(report, at), found["what"], role) if role in DECLARED else None


def _title(report: Report, at: int) -> RunIn | None:
    """A few words under a letter or number, above items that are counted anew: `(a) Boats`, `(i) Buy two`."""
    block = report.blocks[at]
    start = block.start + _past_marker(report, block)
    text = report.text[start : block.end]
    brief = len(text.split()) <= _MOST_WORDS and text[:1].isupper() and text[-1:].isalnum()
    own = _core(block)
    if not (own and brief) or _SAYS.search(text):
        return None
    if _core_after(report, at) not in _FIRSTS:
        return None
    inner = _inner(report, at)
    if not inner or _core(inner[0]) not in _FIRSTS or _core(inner[0]) in (own, _next(own)):
        return None
    return RunIn(block.start, block.end, inner[-1].end, text, role_of(text))


def _inner(report: Report, at: int) -> list[Block]:
    """The list items after one, up to the next of its own count, a heading, or text of some length."""
    found: list[Block] = []
    sister, passed = _next(_core(report.blocks[at])), 0
    for block in report.blocks[at + 1 : at + 1 + _MOST_INNER]:
        if block.kind is BlockKind.LIST_ITEM:
            if _core(block) == sister:
                break
            found.append(block)
            passed = 0
        elif block.kind not in _BETWEEN:
            passed += 1
            if block.kind is not BlockKind.PARAGRAPH or passed > 1 or not found:
                break
    return found


def _core_after(report: Report, at: int) -> str:
    """The letter or number of the next list item, a block or two on."""
    near = report.blocks[at + 1 : at + 1 + _MOST_BETWEEN]
    return next((_core(block) for block in near if block.kind is BlockKind.LIST_ITEM), "")


def _core(block: Block) -> str:
    """The letter or number of a list item without its brackets; empty for a bullet."""
    return block.marker.strip("().: ") if block.kind is BlockKind.LIST_ITEM else ""


def _next(core: str) -> str:
    """What counts on: 4 from 3, c from b; of romans no more than the letter is looked at."""
    if core.isdecimal():
        return str(int(core) + 1)
    return chr(ord(core) + 1) if len(core) == 1 else ""


def _declares(label: str) -> bool:
    """Whether the first few words of a label say it all: not `The committee discussed challenges:`."""
    words = label.strip('"“* ').split()
    return any(role_of(" ".join(words[:count])) in DECLARED for count in range(1, _FIRST_WORDS + 1))


def _led(report: Report, at: int, start: int) -> RunIn | None:
    """A lead set off from its paragraph: `44. **Monitoring of the model.** The team …`.

    `start` is where it begins: after a marker, or after a label (`Finding 2. **Reach.** The team …`).
    It ends in a full stop. Those that end in a colon are names of speakers, sources and items of lists,
    and those of bullets are content, unless their words declare what follows.
    """
    block = report.blocks[at]
    lead = report.text[start : block.start + block.lead].strip()
    rest = report.text[block.start + block.lead : block.end].lstrip(" .:–—-¹²³⁴⁵⁶⁷⁸⁹⁰")
    if not lead or not rest or len(lead.split()) > _MOST_WORDS_LEAD or not lead[0].isupper():
        return None
    after = report.text[block.start + block.lead : block.end].lstrip()[:1]
    bullet = block.kind is BlockKind.LIST_ITEM and not any(c.isalnum() for c in block.marker)
    told = role_of(lead)
    role = told if told in DECLARED or not bullet else None
    stop = lead.rstrip("¹²³⁴⁵⁶⁷⁸⁹⁰").endswith(".") or after == "."
    colon = lead.endswith(":") or after == ":"
    if not ((stop and not bullet) or ((stop or colon) and role is not None)):
        return None
    return RunIn(start, block.end - len(rest), _end(report, at), lead.rstrip(" .:¹²³⁴⁵⁶⁷⁸⁹⁰"), role)


def _past_marker(report: Report, block: Block) -> int:
    """How long a list item's bullet or number and the space after it are."""
    text = report.text[block.start : block.end]
    if not block.marker or not text.startswith(block.marker):
        return 0
    rest = text[len(block.marker) :]
    return len(text) - len(rest.lstrip())


def _end(report: Report, at: int) -> int:
    """A paragraph that ends in a colon takes the list below it along, but no item of its own series."""
    block = report.blocks[at]
    end = block.end
    if not report.text.endswith(":", block.start, end):
        return end
    own = _series(report, block)
    for number in range(at + 1, len(report.blocks)):
        item = report.blocks[number]
        if item.kind in _BETWEEN:
            continue
        if item.kind is not BlockKind.LIST_ITEM or (own is not None and _series(report, item) == own):
            break
        end = item.end
    return end


def _series(report: Report, block: Block) -> str | None:
    """The kind of a block's marker, digits and letters masked (`1.`, `(a)`).

    Empty for a list item without one: those of a list are of one kind too. None for a plain paragraph.
    """
    words = report.text[block.start : block.end].split(maxsplit=1)
    marker = block.marker or (words[0] if words and words[0][:1].isdigit() else "")
    unmarked = "" if block.kind is BlockKind.LIST_ITEM else None
    return _LETTER.sub("a", _DIGITS.sub("1", marker)) or unmarked
