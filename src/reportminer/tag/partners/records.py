"""What the partner tagger works on: places that may name organisations, mentions, bodies."""

from dataclasses import dataclass, field

from reportminer.labels import BlockKind, Role


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it stands in the text."""

    text: str
    start: int
    end: int
    opening: bool
    """It begins its sentence, so that its first capital proves nothing."""
    article: bool = False
    """The word "the" stands before it."""
    placed: bool = False
    """A word of place stands before it: "in Saltmere"."""
    nation: str = ""
    """The part of a state whose body it is by the words before it: "In Wales, the Department of Ports"."""


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of text that is looked through for names: a segment, a heading, a caption, a footnote."""

    start: int
    end: int
    kind: BlockKind
    role: Role
    heading: str
    segment: int
    """Index of the segment, -1 for what is none."""
    capitals: bool
    """Set in capitals, so that case proves nothing."""
    frame: frozenset[str]
    """Classes of the words that announce it: of its heading, its table's first row, its lead-in."""
    amount: bool
    """A figure stands in it, as in a table of contributions."""


@dataclass(frozen=True, slots=True)
class Named:
    """A name at its place."""

    name: Name
    place: int


@dataclass(slots=True)
class Body:
    """Everything that one organisation is called in a report; made while bodies are joined."""

    mentions: list[Named] = field(default_factory=list)
    votes: dict[str, int] = field(default_factory=dict)
    """Label of the recogniser → sampled mentions that it gave it to."""
    defined: bool = False
    """An acronym was tied to a long form."""
    full: set[str] = field(default_factory=set)
    """Long forms that the report itself ties to an acronym."""
    known: str = ""
    """Kind by the ruler of well-known organisations."""

    @property
    def names(self) -> dict[str, int]:
        """Spelling → how often it stands, most frequent first."""
        counts: dict[str, int] = {}
        for mention in self.mentions:
            counts[mention.name.text] = counts.get(mention.name.text, 0) + 1
        return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
