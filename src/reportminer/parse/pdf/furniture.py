"""Running heads, feet and page numbers: found by place and repetition, on single pages by form."""

import re
from collections import Counter
from dataclasses import dataclass

from reportminer.labels import BlockKind
from reportminer.parse.pdf.model import Area, PageLayout, TextLine

_BAND = 0.14
"""Share of the page's height at its top and bottom where furniture stands."""
_OUTERMOST = 4
_DIGITS = re.compile(r"\d+")
_NUMBER = re.compile(
    r"^\W*(?:page|seite|p\.?|pg\.?)?\s*(?:\d{1,4}|[ivxlc]{1,7})(?:\s*(?:of|/|von|sur|de)\s*\d{1,4})?\W*$",
    re.IGNORECASE,
)
_FEW_PAGES = 3


@dataclass(frozen=True, slots=True)
class _Place:
    line: TextLine
    side: BlockKind
    key: tuple[str, str]


def mark_furniture(layouts: list[PageLayout], body: float) -> None:
    """Set the kind of every line that is a header or footer."""
    places = [place for layout in layouts for place in _outer(layout)]
    pages: dict[tuple[str, str], set[int]] = {}
    for place in places:
        pages.setdefault(place.key, set()).add(place.line.page)
    enough = 2 if len(layouts) <= 8 else 3
    for place in places:
        if len(pages[place.key]) >= enough:
            place.line.kind = place.side
    for layout in layouts:
        _mark_numbers(layout)
        if len(layouts) <= _FEW_PAGES:
            _mark_by_form(layout, body)


def _outer(layout: PageLayout) -> list[_Place]:
    """The lines nearest to the top and bottom edge, with what they say but for numbers."""
    flow = sorted((line for line in layout.lines if line.edges), key=lambda line: line.top)
    band = _BAND * layout.height
    top = [line for line in flow[: 2 * _OUTERMOST] if line.bottom < band][:_OUTERMOST]
    low = [line for line in flow[-2 * _OUTERMOST :] if line.top > layout.height - band][-_OUTERMOST:]
    sides = ((top, BlockKind.HEADER), (low, BlockKind.FOOTER))
    return [_Place(line, side, (side.value, _key(line.text))) for lines, side in sides for line in lines]


def _key(text: str) -> str:
    return _DIGITS.sub("#", " ".join(text.casefold().split()))


def _mark_numbers(layout: PageLayout) -> None:
    """A bare number as the first or last line of a page is its number."""
    flow = sorted((line for line in layout.lines if line.edges and line.text.strip()), key=lambda x: x.top)
    for lines, side in ((flow[:2], BlockKind.HEADER), (flow[-2:], BlockKind.FOOTER)):
        for line in lines:
            near = line.top < 0.1 * layout.height or line.bottom > 0.9 * layout.height
            if line.kind is None and near and _NUMBER.match(line.text):
                line.kind = side


def _mark_by_form(layout: PageLayout, body: float) -> None:
    """Without other pages to compare: a small line apart from the text, at the very edge."""
    flow = sorted((x for x in layout.lines if x.area is Area.FLOW and x.kind is None), key=lambda x: x.top)
    if len(flow) < 4:
        return
    top, rest = _head(flow)
    if top and top[-1].bottom < 0.12 * layout.height and _modest(top, rest, body):
        for line in top:
            line.kind = BlockKind.HEADER
    low, rest = _head([*reversed(flow)])
    if low and low[-1].top > 0.9 * layout.height and _modest(low, rest, body):
        for line in low:
            line.kind = BlockKind.FOOTER


def _head(flow: list[TextLine]) -> tuple[list[TextLine], list[TextLine]]:
    """The lines before the first gap that is wider than a line."""
    for k in range(min(3, len(flow) - 1)):
        gap = max(flow[k + 1].top - flow[k].bottom, flow[k].top - flow[k + 1].bottom)
        if gap > 0.9 * flow[k].size:
            return flow[: k + 1], flow[k + 1 :]
    return [], flow


def _modest(lines: list[TextLine], rest: list[TextLine], body: float) -> bool:
    """Small and short, as furniture is; not a heading that happens to stand at the top."""
    styles = Counter(line.style for line in rest)
    return all(
        line.size <= 1.05 * body
        and len(line.text) < 120
        and (line.size < 0.95 * body or not line.bold or bool(_DIGITS.search(line.text)))
        for line in lines
    ) and (any(styles[line.style] == 0 or line.size < 0.97 * body for line in lines) or _numbered(lines))


def _numbered(lines: list[TextLine]) -> bool:
    """Begins or ends with a page number."""
    return any(re.search(r"^\d{1,4}\b|\b\d{1,4}$", line.text.strip()) for line in lines)
