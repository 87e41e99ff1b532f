"""List numbers and bullets as Word counts and prints them (ECMA-376 part 1, 17.9)."""

import re
from dataclasses import dataclass, field

from reportminer.parse.docx.styles import Styles, is_on, number, value_of
from reportminer.parse.markup.node import Node
from reportminer.parse.markup.numbers import written

_LEVELS = 9
_PLACE = re.compile(r"%([1-9])")
_SIGNS = "•◦▪"
_MOST_NUMBER = 99_999


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list is counted and printed."""

    form: str = "decimal"
    text: str = ""
    start: int = 1
    restart: int = -1
    """Number of the level (from 1) that sets this one back; -1 for any above, 0 for none."""
    legal: bool = False
    """Print the numbers of the levels above in decimals."""
    style: str = ""
    """Paragraph style that stands for this level."""

    @property
    def counts(self) -> bool:
        """Whether it is numbered at all."""
        return self.form not in ("bullet", "none")


@dataclass(frozen=True, slots=True)
class Listing:
    """A list: its levels, which list it counts along with, and where it starts anew."""

    scheme: str
    levels: dict[int, Level]
    starts: dict[int, int]


@dataclass(slots=True)
class Numbering:
    """The lists of a document, and how far each has counted."""

    _lists: dict[str, Listing] = field(default_factory=dict)
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)
    _started: set[tuple[str, int]] = field(default_factory=set)

    @classmethod
    def read(cls, tree: Node | None, styles: Styles) -> "Numbering":
        """From numbering.xml; a document without it has no lists."""
        found = cls()
        if tree is None:
            return found
        schemes = {n.get("abstractNumId"): n for n in tree.below() if n.tag == "w:abstractNum"}
        nums = {n.get("numId"): n for n in tree.below() if n.tag == "w:num"}
        for name, node in nums.items():
            scheme = _resolved(value_of(node.child("w:abstractNumId")), schemes, nums, styles)
            if scheme in schemes:
                found._lists[name] = _listing(scheme, schemes[scheme], node)
        return found

    def level_of_style(self, num: str, style: str) -> int:
        """The level that stands for a paragraph style in a list."""
        listing = self._lists.get(num)
        levels = listing.levels.items() if listing else ()
        return next((at for at, level in levels if level.style == style), 0)

    def marker(self, num: str, at: int) -> str | None:
        """Count one item on level `at` (from 0) of a list; what is printed, None for an unknown list."""
        listing = self._lists.get(num)
        at = min(at, _LEVELS - 1)
        if listing is None or at not in listing.levels:
            return None
        level = listing.levels[at]
        self._count(num, listing, at)
        if level.form == "none" and not _PLACE.search(level.text):
            return " ".join(level.text.split())
        if not level.counts:
            return _bullet(level.text, at) if level.form == "bullet" else ""
        return self._printed(listing, at)

    def _count(self, num: str, listing: Listing, at: int) -> None:
        counts = self._counts.setdefault(listing.scheme, {})
        if at in listing.starts and (num, at) not in self._started:
            self._started.add((num, at))
            counts[at] = listing.starts[at]
        elif at in counts:
            counts[at] = min(counts[at] + 1, _MOST_NUMBER)
        else:
            counts[at] = listing.levels[at].start
        for deeper in [d for d in counts if d > at]:
            restart = listing.levels[deeper].restart if deeper in listing.levels else -1
            if restart != 0 and (restart < 0 or at < restart):
                del counts[deeper]

    def _printed(self, listing: Listing, at: int) -> str:
        counts = self._counts[listing.scheme]
        own = listing.levels[at]

        def place(found: re.Match[str]) -> str:
            which = int(found[1]) - 1
            level = listing.levels.get(which, Level())
            form = "decimal" if own.legal else level.form
            return written(counts.get(which, level.start), form, repeat=True) if form != "none" else ""

        return " ".join(_PLACE.sub(place, own.text[:200]).split())


def _resolved(scheme: str, schemes: dict[str, Node], nums: dict[str, Node], styles: Styles) -> str:
    """The scheme that a list style leads to, where the scheme is only a link to one."""
    for _ in range(_LEVELS):
        link = schemes[scheme].child("w:numStyleLink") if scheme in schemes else None
        target = nums.get(styles.style(value_of(link)).num) if link else None
        if target is None:
            break
        scheme = value_of(target.child("w:abstractNumId"))
    return scheme


def _listing(scheme: str, node: Node, num: Node) -> Listing:
    levels = dict(_levels(node))
    starts: dict[int, int] = {}
    for override in (child for child in num.nodes if child.tag == "w:lvlOverride"):
        at = number(override.get("ilvl"), 0)
        levels.update(_levels(override))
        start = override.child("w:startOverride")
        if start is not None:
            starts[at] = number(value_of(start), 1)
    return Listing(scheme, levels, starts)


def _levels(node: Node) -> list[tuple[int, Level]]:
    nodes = [child for child in node.nodes if child.tag == "w:lvl"]
    return [(number(child.get("ilvl"), 0), _level(child)) for child in nodes if _level_is_sane(child)]


def _level_is_sane(node: Node) -> bool:
    return number(node.get("ilvl"), _LEVELS) < _LEVELS


def _level(node: Node) -> Level:
    legal = node.child("w:isLgl")
    return Level(
        form=value_of(node.child("w:numFmt"), "decimal"),
        text=value_of(node.child("w:lvlText")),
        start=number(value_of(node.child("w:start")), 1 if node.child("w:start") else 0),
        restart=number(value_of(node.child("w:lvlRestart")), -1),
        legal=legal is not None and is_on(value_of(legal, "1")),
        style=value_of(node.child("w:pStyle")),
    )


def _bullet(text: str, at: int) -> str:
    """The sign as printed; letters and private codes are signs of symbol fonts."""
    sign = text.strip()[:3]
    if not sign or sign[0].isalnum() or not sign.isprintable() or "\ue000" <= sign[0] <= "\uf8ff":
        return _SIGNS[min(at, len(_SIGNS) - 1)]
    return sign
