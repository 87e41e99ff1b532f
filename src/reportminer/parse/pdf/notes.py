"""Footnotes and captions: lines that are no running text, told by form and place."""

import re

from reportminer.labels import BlockKind
from reportminer.parse.pdf.model import Area, PageLayout, TextLine

_MARK = re.compile(r"^(?:[⁰¹²³⁴⁵⁶⁷⁸⁹]+|\*{1,3}|[†‡§]|\[\d{1,3}\]|\d{1,3}[.)]?(?=\s+\S|[A-Z“‘]))\s*")
_CAPTION = re.compile(
    r"^(?:figure|fig\.?|table|tab\.|chart|graph|box|map|diagram|exhibit|plate|photo|image|infographic"
    r"|tableau|cuadro|gráfico|abbildung|tabelle)\s*"
    r"(?:[A-Z]{0,2}\d{1,3}(?:[.\-–]\d{1,3})*[a-z]?|[IVX]{1,5})(?:\s*[.:|–—-]|\s*$|\s+(?-i:(?=[^a-z\s])))",
    re.IGNORECASE,
)
_UNNUMBERED = re.compile(
    r"^(?:figure|table|chart|graph|map|diagram|exhibit|photo|image|infographic)\s?:", re.I
)
_LONG_CAPTION, _SHORT_CAPTION = 900, 350


def mark_footnotes(layout: PageLayout, body: float) -> None:
    """Small lines at the foot of a column, from the first one that begins with a mark."""
    flow = [line for line in layout.lines if line.kind is None and line.area is Area.FLOW and not line.aside]
    small = {id(line) for line in flow if line.size < 0.93 * body}
    if not small:
        return
    for strip in {line.strip: None for line in flow}:
        run = _foot([line for line in flow if line.strip == strip], layout, small)
        start = next((k for k, line in enumerate(run) if _MARK.match(line.text)), None)
        if start is None and not (run and under_rule(run[0], layout)):
            continue
        for line in run[start if start is not None and not under_rule(run[0], layout) else 0 :]:
            line.kind = BlockKind.FOOTNOTE


def _foot(lines: list[TextLine], layout: PageLayout, small: set[int]) -> list[TextLine]:
    """The last small lines of a column, if no other text stands below them."""
    run: list[TextLine] = []
    for line in reversed(lines):
        if id(line) not in small or line.bold or line.top < 0.3 * layout.tall:
            break
        run.append(line)
    run.reverse()
    if not run:
        return []
    for line in run:
        line.left = min(other.x0 for other in run)
    low = run[0].top
    below = (
        x
        for x in layout.lines
        if id(x) not in small and x.kind is None and x.top > low and x.x1 > run[0].left and x.x0 < run[0].x1
    )
    return [] if any(x.area is not Area.FIGURE for x in below) else run


def under_rule(line: TextLine, layout: PageLayout) -> bool:
    """Whether a short rule stands just above the line."""
    return any(
        -2 < line.top - rule.bottom < 2.2 * line.size
        and abs(rule.x0 - min(line.x0, line.left)) < 24
        and rule.width < 0.6 * layout.wide
        for rule in layout.rules
    )


def is_caption(text: str) -> bool:
    """Whether a block names a figure, table or box."""
    found = _CAPTION.match(text) or _UNNUMBERED.match(text)
    if not found:
        return False
    return len(text) < (_LONG_CAPTION if found.group().rstrip()[-1] in ".:|–—" else _SHORT_CAPTION)


def raised(text: str) -> bool:
    """Whether a text begins with a raised mark."""
    return text[:1] in "⁰¹²³⁴⁵⁶⁷⁸⁹†‡"


def begins_note(text: str) -> str:
    """The mark that a footnote begins with, or nothing."""
    found = _MARK.match(text)
    return found.group().strip() if found else ""
