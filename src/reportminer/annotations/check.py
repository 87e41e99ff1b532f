"""Whether a record holds together: spans where they say, ids that exist, the text that was meant."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import TypeVar

from reportminer.annotations.records import ENDS, FORMAT, Document, Finding, NearMiss, text_hash
from reportminer.errors import AnnotationError

SHOWN = 60
"""Characters of a text that a message shows."""
_T = TypeVar("_T", bound=Hashable)
_ID = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a record that does not hold, and what to do about it."""

    place: str
    message: str
    hint: str

    def error(self, where: str) -> AnnotationError:
        """As an error of the record at `where`."""
        return AnnotationError(f"{where}: {self.place}: {self.message}", hint=self.hint)


def verify(document: Document, where: str = "") -> None:
    """Raise AnnotationError at the first problem; `where` names file and line."""
    for problem in problems(document):
        raise problem.error(where or document.id)


def problems(document: Document) -> Iterator[Problem]:
    """Everything that does not hold in a record, the text first.

    Spans are checked against the text where it is there, else against their own length.
    """
    for check in _CHECKS:
        yield from check(document)


def unknown_codes(document: Document, known: Collection[str]) -> Iterator[Problem]:
    """Codes of findings that are not `known`: no fault of the record, which may be of another codebook."""
    for finding in document.findings:
        for code in finding.codes:
            if code not in known:
                yield Problem(
                    f"finding {finding.id}",
                    f"the codebook has no code {_short(code)}",
                    "check the spelling, or give the codebook that was used",
                )


def locate(text: str, quote: str, near: int) -> int:
    """Where `quote` stands in `text`, closest to `near`; -1 where it does not."""
    after = text.find(quote, max(near, 0))
    before = text.rfind(quote, 0, max(near, 0) + len(quote))
    places = [at for at in (before, after) if at >= 0]
    return min(places, key=lambda at: (abs(at - near), at), default=-1)


def _head(document: Document) -> Iterator[Problem]:
    if document.format != FORMAT:
        yield Problem(
            "format", f"{document.format!r} is not {FORMAT!r}", "convert the file with its own version"
        )
    if not _ID.fullmatch(document.id):
        yield Problem("id", f"{_short(document.id)} is no id", "use letters, digits, _ - and . only")
    if document.time and not is_time(document.time):
        yield Problem("time", f"{document.time!r} is no time", "write it as 2024-05-31T14:00:00Z")
    if document.text and text_hash(document.text) != document.sha256:
        yield Problem("sha256", "this is not the text that was annotated", "restore the annotated text")


def is_time(text: str) -> bool:
    """Whether it is a time (or a day) of ISO 8601."""
    try:
        return bool(datetime.fromisoformat(text))
    except ValueError:
        return False


def _spans(document: Document) -> Iterator[Problem]:
    for place, start, end, quote in _quoted(document):
        problem = _misplaced(document.text, start, end, quote)
        if problem:
            yield Problem(place, *problem)


def _quoted(document: Document) -> Iterator[tuple[str, int, int, str]]:
    for at, unit in enumerate(document.segments):
        yield f"segments[{at}]", unit.start, unit.end, unit.text
    for finding in document.findings:
        yield f"finding {finding.id}", finding.start, finding.end, finding.text
    for miss in document.near_misses:
        yield f"near miss {miss.id}", miss.start, miss.end, miss.text
    for at, mention in enumerate(document.mentions):
        yield f"mentions[{at}] of {mention.partner}", mention.start, mention.end, mention.text
    for at, section in enumerate(document.sections):
        heading = section.heading
        yield f"sections[{at}]", section.start, section.start + len(heading), heading


def _misplaced(text: str, start: int, end: int, quote: str) -> tuple[str, str] | None:
    """Message and hint where `quote` is not what stands at `start:end`."""
    if not 0 <= start <= end or (text and end > len(text)):
        return f"{start}:{end} is no span of a text of {len(text)} characters", _remedy(text, start, quote)
    if not text:
        bad = end - start != len(quote)
        return (f"{start}:{end} is not as long as {_short(quote)}", "count code points") if bad else None
    if text[start:end] == quote:
        return None
    return f"at {start}:{end} stands {_short(text[start:end])}, not {_short(quote)}", _remedy(
        text, start, quote
    )


def _remedy(text: str, start: int, quote: str) -> str:
    at = locate(text, quote, start) if quote else -1
    if at >= 0:
        return f"the nearest place of these words is {at}:{at + len(quote)}"
    begins = locate(text, quote[:20], start) if quote[:20].strip() else -1
    if begins >= 0:
        end = begins + len(quote)
        return f"the text differs; words that begin alike stand at {begins}: {_short(text[begins:end])}"
    return "these words do not stand in the text: is it the right text?"


def _short(text: str) -> str:
    shown = text if len(text) <= SHOWN else f"{text[: SHOWN - 20]} … {text[-15:]}"
    return f"“{shown}”".replace("\n", "\\n").replace("\r", "\\r")


def _marks(document: Document) -> tuple[Finding | NearMiss, ...]:
    return (*document.findings, *document.near_misses)


def _empty(document: Document) -> Iterator[Problem]:
    for finding in document.findings:
        if not finding.labels or len(set(finding.labels)) < len(finding.labels):
            yield Problem(f"finding {finding.id}", "has no label, or one twice", "give each label once")
    for partner in document.partners:
        if not partner.name.strip():
            yield Problem(f"partner {partner.id}", "has no name", "give the longest name in the text")
    for item in _marks(document):
        if not item.text.strip():
            yield Problem(item.id, "is empty", "remove it, or give the words it marks")


def _sections(document: Document) -> Iterator[Problem]:
    for at, section in enumerate(document.sections):
        if section.end < section.start + len(section.heading):
            yield Problem(f"sections[{at}]", "ends before its heading does", "set its end")
        if document.text and section.end > len(document.text):
            yield Problem(f"sections[{at}]", "ends after the text does", "set its end")


def _ids(document: Document) -> Iterator[Problem]:
    marks = [item.id for item in _marks(document)]
    for name, ids in (("mark", marks), ("partner", [p.id for p in document.partners])):
        for twice in sorted({i for i in ids if ids.count(i) > 1} | ({""} & set(ids))):
            yield Problem(f"{name} {twice!r}", "has an id that is not its own", "give each its own id")
    partners = {partner.id for partner in document.partners}
    for at, mention in enumerate(document.mentions):
        if mention.partner not in partners:
            yield Problem(f"mentions[{at}]", f"no partner has the id {mention.partner!r}", "add the partner")


def _relations(document: Document) -> Iterator[Problem]:
    labels = {finding.id: finding.labels for finding in document.findings}
    for at, relation in enumerate(document.relations):
        ends = zip((relation.source, relation.target), ENDS[relation.kind], strict=True)
        for name, label in ends:
            if label not in labels.get(name, ()):
                said = f"{relation.kind} needs a {label.lower()}, and {name!r} is none"
                yield Problem(f"relations[{at}]", said, "name a finding that carries the label")
        if relation.source == relation.target:
            yield Problem(f"relations[{at}]", f"{relation.source!r} is related to itself", "remove it")


def _twice(document: Document) -> Iterator[Problem]:
    """What is said twice."""
    for finding in document.findings:
        for code in _repeated(finding.codes):
            yield Problem(f"finding {finding.id}", f"has the code {code!r} twice", "give each code once")
    findings = ((f.start, f.end, label) for f in document.findings for label in f.labels)
    for start, end, label in _repeated(findings):
        yield Problem(f"{start}:{end}", f"is a {label.lower()} twice", "keep one finding")
    for start, end in _repeated((miss.start, miss.end) for miss in document.near_misses):
        yield Problem(f"{start}:{end}", "is a near miss twice", "keep one of them")
    for mention in _repeated(document.mentions):
        yield Problem(
            f"{mention.start}:{mention.end}", f"mentions {mention.partner!r} twice", "keep one of them"
        )
    for relation in _repeated(document.relations):
        ends = f"{relation.source!r} to {relation.target!r}"
        yield Problem("relations", f"`{relation.kind}` from {ends} stands twice", "keep one of them")


def _repeated(items: Iterable[_T]) -> list[_T]:
    return [item for item, count in Counter(items).items() if count > 1]


def _overlaps(document: Document) -> Iterator[Problem]:
    """Segments are laid side by side: one that reaches into another would count words twice."""
    units = sorted((unit.start, unit.end, at) for at, unit in enumerate(document.segments))
    for (_, end, first), (start, _, second) in pairwise(units):
        if start < end:
            yield Problem(
                f"segments[{second}]", f"begins at {start}, before segments[{first}] ends", "cut it there"
            )


_CHECKS: tuple[Callable[[Document], Iterator[Problem]], ...] = (
    _head,
    _spans,
    _empty,
    _sections,
    _ids,
    _relations,
    _twice,
    _overlaps,
)
