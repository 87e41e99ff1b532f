"""Edges of columns: those that text keeps to, and those that asides leave it."""

from collections import Counter, defaultdict

from reportminer.parse.pdf.model import Area, PageLayout, TextLine

_MANY = 8
_LARGER = 1.1
"""Times the usual size of a column: titles."""


def narrow(layout: PageLayout) -> None:
    """Set the edges of lines that stand beside an aside to those of the room that it leaves them."""
    for rect in layout.asides:
        level = [
            line
            for line in layout.lines
            if not line.aside
            and line.kind is None
            and line.area is Area.FLOW
            and line.bottom > rect.top
            and line.top < rect.bottom
        ]
        left = [line for line in level if line.x1 < rect.x0 + 2]
        right = [line for line in level if line.x0 > rect.x1 - 2]
        last = {line.strip: line.x1 for line in sorted(left, key=lambda line: line.x1)}
        first = {line.strip: line.x0 for line in sorted(right, key=lambda line: -line.x0)}
        for line in left:
            line.right = min(line.right, last[line.strip])
        for line in right:
            edge = first[line.strip]
            if edge > line.left:
                line.inset, line.left = edge - line.left, edge


def set_margins(lines: list[TextLine]) -> None:
    """Set the left and right edge of each column piece, furniture and notes left out.

    Titles in larger type may reach over the edges that the text under them keeps to.
    """
    pieces: defaultdict[tuple[int, Area], list[TextLine]] = defaultdict(list)
    for line in lines:
        pieces[line.strip, line.area].append(line)
    for held in pieces.values():
        plain = [line for line in held if line.kind is None]
        most = _LARGER * _ruling(plain)
        usual, widest = _edges([line for line in plain if line.size <= most]), _edges(plain)
        for line in held:
            line.left, line.right = (usual if line.size <= most else widest) or (line.x0, line.x1)


def _ruling(lines: list[TextLine]) -> float:
    """The size that most characters are set in."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    return max(sizes, key=lambda size: (sizes[size], size)) if sizes else 0.0


def _edges(lines: list[TextLine]) -> tuple[float, float] | None:
    """Left and right edge; of many lines the one that reaches furthest may be two that ran together."""
    if not lines:
        return None
    right = sorted(line.x1 for line in lines)
    return min(line.x0 for line in lines), right[-2] if len(right) >= _MANY else right[-1]
