"""What a project holds, as plain records; every GUID is made from what a thing is."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from uuid import NAMESPACE_URL, uuid5

_OURS = uuid5(NAMESPACE_URL, "urn:reportminer")


def guid(*parts: str) -> str:
    """The same parts give the same GUID (RFC 4122, version 5), everywhere and always."""
    return str(uuid5(_OURS, "\x1f".join(parts)))


@dataclass(frozen=True, slots=True)
class Code:
    """A code and those below it."""

    guid: str
    name: str
    description: str = ""
    codable: bool = True
    """Whether text can carry it; a mere folder of codes cannot."""
    color: str = ""
    """`#RRGGBB`, or nothing."""
    children: tuple["Code", ...] = ()


@dataclass(frozen=True, slots=True)
class Selection:
    """A span of a text and the codes it carries."""

    guid: str
    start: int
    """Code points from the beginning of the text."""
    end: int
    """Half open."""
    codes: tuple[str, ...]
    """GUIDs of codes."""
    name: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A source: its text, what was selected in it, and what is known of it."""

    guid: str
    name: str
    text: str
    selections: tuple[Selection, ...] = ()
    description: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    """Values of the document's variables, by name."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link from one selection to another."""

    guid: str
    name: str
    origin: str
    target: str


@dataclass(frozen=True, slots=True)
class User:
    """Who coded."""

    guid: str
    name: str


@dataclass(frozen=True, slots=True)
class Project:
    """A whole project."""

    name: str
    codes: tuple[Code, ...]
    texts: Collection[Text]
    """Written one by one, and gone through several times: they need not all be in memory."""
    links: tuple[Link, ...] = ()
    user: User = User(guid("user", "reportminer"), "reportminer")


def all_codes(codes: Iterable[Code]) -> Iterator[Code]:
    """Every code, those above before those below."""
    for code in codes:
        yield code
        yield from all_codes(code.children)
