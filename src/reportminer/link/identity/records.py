"""What passes between the parts of partner identity."""

from dataclasses import dataclass, field

from reportminer.link.identity.decisions import Decisions
from reportminer.link.identity.organisations import Organisations


@dataclass(frozen=True, slots=True)
class Known:
    """What the user knows better than the program."""

    organisations: Organisations = field(default_factory=Organisations)
    decisions: Decisions = field(default_factory=Decisions)


@dataclass(frozen=True, slots=True)
class Sighting:
    """A partner as one report tells of it."""

    report_id: str
    own_id: str
    """Its id within the report."""
    name: str
    aliases: tuple[str, ...]
    country: str
    """Country of the report as its metadata has it; empty where that is not known."""


@dataclass(frozen=True, slots=True)
class Base:
    """What a partner is by its own report, whatever other reports say."""

    id: str
    name: str
    how: str = ""
    """Why it bears another name than in its report: `list`, `known`, `state`; empty where it does not."""
    bound: bool = False
    """It belongs to one country: two of different countries are never one."""
    country: str = ""
    """Its own, told by its name, or that of the report; empty where it is not known or does not matter."""
    alone: bool = False
    """Nothing but its report tells it from others of that name: it is never joined by its name."""


@dataclass(frozen=True, slots=True)
class Link:
    """Two bases that are one organisation."""

    one: str
    other: str
    reason: str
    score: float


@dataclass(frozen=True, slots=True)
class MergedName:
    """A row of partner_links.csv."""

    partner_id: str
    merged_id: str
    name: str
    merged_name: str
    reason: str
    score: float
    reports: int
