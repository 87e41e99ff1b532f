"""The word lists by which actors are found: `rules/actors.yaml`, read once."""

from dataclasses import dataclass, fields
from functools import cache

from reportminer.link.data import read_words


@dataclass(frozen=True, slots=True)
class Rules:
    """The word lists of `rules/actors.yaml`, in lower case."""

    modals: frozenset[str]
    told: frozenset[str]
    urge: frozenset[str]
    that: frozenset[str]
    # `for` is a word of the language and cannot be a field's name
    for_: frozenset[str]
    problem: frozenset[str]
    adverbs: frozenset[str]
    openings: frozenset[str]
    determiners: frozenset[str]
    pronouns: frozenset[str]
    quantifiers: frozenset[str]
    prepositions: frozenset[str]
    verbs: frozenset[str]
    heads: frozenset[str]
    not_heads: frozenset[str]
    bare: frozenset[str]
    active_after_be: frozenset[str]
    participles: frozenset[str]
    addressed: frozenset[str]
    agents: frozenset[str]
    not_agents: frozenset[str]
    bare_before_article: frozenset[str]
    bare_or_noun: frozenset[str]
    done_by_itself: frozenset[str]
    how: frozenset[str]
    times: frozenset[str]


@cache
def rules() -> Rules:
    """The rules, read once."""
    names = [item.name.rstrip("_") for item in fields(Rules)]
    data = read_words("actors.yaml", names)
    return Rules(**{item.name: frozenset(data[item.name.rstrip("_")]) for item in fields(Rules)})
