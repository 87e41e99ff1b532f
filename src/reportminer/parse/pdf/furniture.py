"""Running heads, feet and page numbers: found by place and repetition, on single pages by form."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from reportminer.labels import BlockKind
from reportminer.parse.pdf.model import Area, PageLayout, TextLine
from reportminer.parse.pdf.notes import raised, under_rule
from reportminer.parse.pdf.words import any_of

_BAND = 0.14
"""Share of the page's height at its top and bottom where furniture stands."""
_MARGIN = 0.075
"""Share of the height that no text block reaches into."""
_OUTERMOST = 5
_SAME_PLACE = 4.0
_DIGITS = re.compile(r"\d+")
_LONGEST_NUMBER = 9
_NUMBER = re.compile(
    rf"^[\s|(\[·•–—-]*(?:{any_of('page')})?\s*(?:\d{{1,4}}|[ivxlc]{{1,7}}|[A-Z]-?\d{{1,3}})"
    rf"(?:\s*(?:{any_of('page_of')})\s*\d{{1,4}})?[\s|)\]·•–—-]*$",
    re.IGNORECASE,
)
_AT_END = re.compile(r"^\d{1,4}\b(?!\.)|\b\d{1,4}$")
_FEW_PAGES = 3
_LEAST = 6
"""Characters of a line that others can be told to go on from."""
_OFTEN = 2
_VOLUME = 4
"""Pages of a volume that counts its own, at least."""
_MOSTLY = 0.7
"""Share of the lines of a group whose numbers count pages, at least."""
_MOST, _LITTLE = 0.7, 150


@dataclass(frozen=True, slots=True)
class _Place:
    line: TextLine
    side: BlockKind

    @property
    def key(self) -> tuple[BlockKind, str]:
        """What it says but for numbers, and on which side of the page."""
        return self.side, _DIGITS.sub("#", " ".join(self.line.text.casefold().split()))

    @property
    def slot(self) -> tuple[BlockKind, int, int]:
        """Where it stands and how large it is."""
        return self.side, round(self.line.base / 2), round(self.line.size * 2)


def mark_furniture(layouts: list[PageLayout], body: float) -> None:
    """Set the kind of every line that is a header or footer."""
    places = [place for layout in layouts for place in _outer(layout)]
    _mark_repeated(places, 2 if len(layouts) <= 8 else 3)
    _mark_beginnings(places)
    _mark_in_slots(places, len(layouts))
    for layout in layouts:
        _unmark_text(layout)
        _mark_numbers(layout)
        if len(layouts) <= _FEW_PAGES:
            _mark_by_form(layout, max(body, _usual_size(layout)))


def _usual_size(layout: PageLayout) -> float:
    """The size that most of a page is set in, tables with it."""
    sizes: Counter[float] = Counter()
    for line in _flow(layout):
        sizes[round(line.size * 2) / 2] += len(line.text)
    return max(sizes, key=lambda size: (sizes[size], -size)) if sizes else 0.0


def _flow(layout: PageLayout) -> list[TextLine]:
    """Upright lines with text, from the top down."""
    lines = (line for line in layout.lines if line.edges and line.area is not Area.FIGURE)
    return sorted((line for line in lines if line.text.strip()), key=lambda line: line.top)


def _outer(layout: PageLayout) -> list[_Place]:
    """The lines nearest to the top and bottom edge."""
    flow, band = _flow(layout), _BAND * layout.tall
    top = [line for line in flow[:_OUTERMOST] if line.bottom < band]
    low = [line for line in flow[-_OUTERMOST:] if line.top > layout.tall - band]
    sides = ((top, BlockKind.HEADER), (low, BlockKind.FOOTER))
    return [_Place(line, side) for lines, side in sides for line in lines]


def _mark_repeated(places: list[_Place], enough: int) -> None:
    """The same words at the same height on several pages."""
    groups: dict[tuple[BlockKind, str], list[_Place]] = defaultdict(list)
    for place in places:
        groups[place.key].append(place)
    held = [group for group in groups.values() if len(group) >= enough]
    counters = _counters(held)
    for group in held:
        tops = sorted(place.line.top for place in group)
        for place in _recurring(group, counters, enough):
            low, high = place.line.top - _SAME_PLACE, place.line.top + _SAME_PLACE
            if bisect_right(tops, high) - bisect_left(tops, low) >= enough:
                place.line.kind = place.side


def _mark_beginnings(places: list[_Place]) -> None:
    """A line that others at its place go on from: a footer without the words that are hidden elsewhere."""
    marked: defaultdict[tuple[BlockKind, float, int], list[tuple[str, float]]] = defaultdict(list)
    for place in places:
        if place.line.kind is not None:
            marked[_spot(place)].append((place.line.text, place.line.base))
    for held in marked.values():
        held.sort()
    for place in places:
        if place.line.kind is None and len(place.line.text) >= _LEAST and _gone_on_from(place, marked):
            place.line.kind = place.side


def _spot(place: _Place, step: int = 0) -> tuple[BlockKind, float, int]:
    """Where lines stand that may go on from each other, and those a step up or down."""
    return place.side, place.line.size, int(place.line.base // _SAME_PLACE) + step


def _gone_on_from(place: _Place, marked: dict[tuple[BlockKind, float, int], list[tuple[str, float]]]) -> bool:
    """Whether several of the marked lines around begin with its words; `marked` are in order, by spot."""
    text, count = place.line.text, 0
    for step in (0, -1, 1):
        held = marked.get(_spot(place, step), [])
        for k in range(bisect_left(held, (text,)), len(held)):
            other, base = held[k]
            if count >= _OFTEN or not other.startswith(text):
                break
            count += abs(base - place.line.base) <= _SAME_PLACE
    return count >= _OFTEN


def _recurring(group: list[_Place], counters: dict[int, int], enough: int) -> list[_Place]:
    """Those with the same words often enough, or a number that counts pages; not the next of a row of tables.

    `counters` is how the page numbers lead each page: other words that count there are no furniture.
    """
    shifts = _shifts(group)
    often = Counter(place.line.text.strip() for place in group)
    if len(often) == 1 or (_NUMBER.match(group[0].line.text) and (shifts or len(often) < len(group))):
        return group
    enough = max(enough, _OFTEN + 1)  # one title that comes again stands among others that count
    return [
        place
        for place in group
        if often[place.line.text.strip()] >= enough
        or place.line.page in shifts.get(counters.get(place.line.page, 0), ())
    ]


def _shifts(group: list[_Place]) -> dict[int, set[int]]:
    """By how much a number in most of the lines leads the page that it stands on, and these pages.

    Volumes of one file count their own pages; where they have one name they are one group.
    """
    pages: defaultdict[int, list[int]] = defaultdict(list)
    for place in group:
        numbers = _DIGITS.findall(_title().sub("", place.line.text.strip()))[-3:]
        for shift in {int(n) - place.line.page for n in numbers if len(n) <= _LONGEST_NUMBER}:
            pages[shift].append(place.line.page)
    best = max(pages, key=lambda shift: (len(pages[shift]), -abs(shift)), default=None)
    if best is not None and len(pages[best]) >= _MOSTLY * len(group):
        return {best: {place.line.page for place in group}}
    volumes = {shift: set(held) for shift, held in pages.items() if len(held) >= _VOLUME}
    return volumes if len(set().union(*volumes.values())) >= _MOSTLY * len(group) else {}


@cache
def _title() -> re.Pattern[str]:
    """A word and number at the start of a line that count something else than pages."""
    return re.compile(rf"^(?:{any_of('counted')})s?\s+\d{{1,3}}\b", re.IGNORECASE)


def _counters(groups: Iterable[list[_Place]]) -> dict[int, int]:
    """By how much the page number leads each page: volumes of one file may each count their own pages.

    Of two that count on a page it is the one of the most pages, and of two alike the one at the foot.
    """
    pages: Counter[int] = Counter()
    low: Counter[int] = Counter()
    counted: defaultdict[int, set[int]] = defaultdict(set)
    for group in groups:
        for shift, own in _shifts(group).items():
            counted[shift] |= own
            pages[shift] += len(own)
            low[shift] += sum(place.side is BlockKind.FOOTER for place in group if place.line.page in own)
    rising = sorted(counted, key=lambda shift: (pages[shift], low[shift], -abs(shift)))
    return {page: shift for shift in rising for page in counted[shift]}


def _mark_in_slots(places: list[_Place], pages: int) -> None:
    """Other words in a slot that furniture has on many pages: running heads of short chapters."""
    slots = Counter(place.slot for place in places if place.line.kind is not None)
    for place in places:
        if place.line.kind is None and slots[place.slot] >= max(4, 0.2 * pages):
            place.line.kind = place.side


def _unmark_text(layout: PageLayout) -> None:
    """Give back lines that only happen to recur: those that running text goes straight on from.

    Where most of a page would be furniture, whole pages recur, and none of it is.
    """
    flow = _flow(layout)
    marked = sum(len(line.text) for line in flow if line.kind is not None)
    again = True
    if marked > _MOST * sum(len(line.text) for line in flow) and marked > _LITTLE:
        for line in flow:
            line.kind = None
    while again:
        again = False
        for line in flow:
            if line.kind is not None and any(_same_text(line, other) for other in flow if other.kind is None):
                line.kind, again = None, True


def _same_text(line: TextLine, other: TextLine) -> bool:
    gap = max(other.top - line.bottom, line.top - other.bottom)
    return (
        (line.style, line.strip) == (other.style, other.strip)
        and abs(line.size - other.size) < 0.3
        and -0.5 * line.size < gap < 0.6 * line.size
        and abs(line.base - other.base) > 0.5 * line.size
        and min(line.x1, other.x1) - max(line.x0, other.x0) > 0.5 * (line.x1 - line.x0)
    )


def _mark_numbers(layout: PageLayout) -> None:
    """A bare number as the first or last line of a page is its number; so is what stands beside it."""
    flow, height = _flow(layout), layout.tall
    for lines, side in ((flow[:4], BlockKind.HEADER), (flow[-4:], BlockKind.FOOTER)):
        near = [
            x
            for x in lines
            if (x.bottom < 0.1 * height if side is BlockKind.HEADER else x.top > 0.88 * height)
        ]
        for line in near:
            if _NUMBER.match(line.text) and _apart(line, flow):
                line.kind = line.kind or side
                for other in near:
                    if abs(other.base - line.base) < 3 and _apart(other, flow):
                        other.kind = other.kind or side


def _apart(line: TextLine, flow: list[TextLine]) -> bool:
    """No line above or below it as near as the next line of a paragraph would be."""
    return not any(
        other is not line
        and other.x0 < line.x1
        and other.x1 > line.x0
        and max(other.top - line.bottom, line.top - other.bottom) < 0.35 * line.size
        and abs(other.base - line.base) > 3
        and other.kind is None
        for other in flow
    )


def _mark_by_form(layout: PageLayout, body: float) -> None:
    """Without other pages to compare: small lines apart from the text, at the very edges."""
    height = layout.tall
    for _ in range(2):
        flow = [line for line in _flow(layout) if line.kind is None]
        top, rest = _head(flow)
        if (
            top
            and not _ends_sentence(top)
            and (
                (len(flow) > 3 and top[-1].bottom < 0.12 * height and _modest(top, rest, body))
                or (top[-1].bottom < _MARGIN * height and all(line.size < 1.4 * body for line in top))
            )
        ):
            _set(top, BlockKind.HEADER)
        low, rest = _head([*reversed(flow)])
        note = any(raised(line.text) or under_rule(line, layout) for line in low)
        if (
            low
            and len(flow) > 3
            and not (note or _ends_sentence(low))
            and low[-1].top > 0.88 * height
            and _modest(low, rest, body)
        ):
            _set(low, BlockKind.FOOTER)


def _set(lines: list[TextLine], side: BlockKind) -> None:
    for line in lines:
        line.kind = side


def _head(flow: list[TextLine]) -> tuple[list[TextLine], list[TextLine]]:
    """The lines before the first gap that is wider than a line."""
    for k in range(min(4, len(flow) - 1)):
        gap = max(flow[k + 1].top - flow[k].bottom, flow[k].top - flow[k + 1].bottom)
        if gap > 0.9 * flow[k].size:
            return flow[: k + 1], flow[k + 1 :]
    return [], flow


def _ends_sentence(lines: list[TextLine]) -> bool:
    """The rest of a sentence that began on another page: from a small letter to a full stop."""
    first, *_, last = [line.text.strip() for line in (*lines, lines[-1])]
    return first[:1].islower() and last.endswith((".", ".”", '."', "!", "?"))


def _modest(lines: list[TextLine], rest: list[TextLine], body: float) -> bool:
    """Small and short, as furniture is; not a heading that happens to stand at the top."""
    styles = Counter((line.style, round(line.size)) for line in rest)
    if any(line.size > 1.05 * body or len(line.text) > 160 for line in lines):
        return False
    numbered = any(_AT_END.search(line.text.strip()) for line in lines)
    odd = all(styles[line.style, round(line.size)] <= 1 for line in lines)
    bold = any(line.bold and line.size > 0.95 * body for line in lines)
    return numbered or (odd and not bold)
