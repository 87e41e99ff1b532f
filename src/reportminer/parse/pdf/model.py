"""What the rooms of the PDF reader hand to each other. Points from the top left of the page as read."""

from dataclasses import dataclass, field
from enum import Enum

import numpy as np
import numpy.typing as npt

from reportminer.labels import BlockKind, PageStatus
from reportminer.types import Edges

NO_EDGES = Edges(b"")
"""Of lines whose characters have no known places."""

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.uint32]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Style:
    """A face in a colour: what tells a heading from the text around it besides its size."""

    font: str
    weight: int
    """100 to 900, 400 for a regular face."""
    italic: bool
    colour: int
    """0xRRGGBB."""


@dataclass(frozen=True, slots=True)
class Glyphs:
    """The printed characters of a page in the order of the file, one array for each property."""

    code: Codes
    x0: Floats
    x1: Floats
    top: Floats
    bottom: Floats
    base: Floats
    size: Floats
    style: Ints
    """Index into the document's styles."""
    spaced: Flags
    """White space stands before it in the file."""

    def __len__(self) -> int:
        return len(self.code)

    def take(self, keep: Flags | Ints) -> "Glyphs":
        """The same for some of the characters."""
        return Glyphs(
            self.code[keep],
            self.x0[keep],
            self.x1[keep],
            self.top[keep],
            self.bottom[keep],
            self.base[keep],
            self.size[keep],
            self.style[keep],
            self.spaced[keep],
        )


@dataclass(frozen=True, slots=True)
class Rect:
    """An axis-parallel rectangle on the page."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def width(self) -> float:
        """Points."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """Points."""
        return self.bottom - self.top


class Area(Enum):
    """Where a line was found."""

    FLOW = "flow"
    TABLE = "table"
    FIGURE = "figure"


@dataclass(slots=True)
class TextLine:
    """A printed line of one column."""

    page: int
    text: str
    edges: Edges
    x0: float
    top: float
    x1: float
    bottom: float
    base: float
    size: float
    style: int
    strip: int
    """Number of the column piece on its page, in reading order."""
    left: float
    right: float
    """Edges of the column piece that it stands in."""
    inset: float = 0.0
    """Points by which a drop capital pushes it in."""
    bold: bool = False
    """Set in a face at least 200 heavier than regular, all of it."""
    lead: int = 0
    """Characters at its start, a number or bullet included, that are set off (bold, italic) from the
    rest; all of them where only the number is plain."""
    lead_bold: bool = False
    """It is set off by weight."""
    slanted: bool = False
    """Set in italics, all of it."""
    unsure: tuple[int, ...] = ()
    """Places of the spaces in its text that do not show: slanted letters lean over them."""
    area: Area = Area.FLOW
    item: bool = False
    """It begins with a number that was set for show."""
    aside: int = 0
    """Number of the aside on its page that it stands in, from 1."""
    row: int = -1
    """Tables: number of the row on the page."""
    cell: int = 0
    """Tables: column."""
    kind: BlockKind | None = None
    """Set by the first room that knows what it is."""
    level: int = 0

    @property
    def height(self) -> float:
        """Points."""
        return self.bottom - self.top


@dataclass(slots=True)
class PageLayout:
    """What one page came to."""

    number: int
    width: float = 0.0
    height: float = 0.0
    status: PageStatus = PageStatus.OK
    lines: list[TextLine] = field(default_factory=list)
    rules: list[Rect] = field(default_factory=list)
    """Thin horizontal rules."""
    asides: list[Rect] = field(default_factory=list)
    """Boxes and notes in the margin that stand beside running text."""
    turned: int = 0
    """Quarter turns from the frame that it was read in to the page as shown."""
    warnings: list[str] = field(default_factory=list)
    unmapped: int = 0
    """Characters whose code the font does not tie to a letter."""
    scanned: bool = False
    """A picture fills the page, or its text lies unseen under one: text from character recognition."""
    poor: bool = False
    """The text of a scan is there, but badly recognised."""

    @property
    def tall(self) -> float:
        """Height of the page in the frame that it was read in."""
        return self.width if self.turned % 2 else self.height

    @property
    def wide(self) -> float:
        """Width of the page in the frame that it was read in."""
        return self.height if self.turned % 2 else self.width
