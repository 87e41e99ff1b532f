"""Names that tell of no one body: "Government", "Justice", "Health Boards", "Steering Committee"."""

from collections.abc import Sequence, Set

from reportminer.tag.partners.kinds import is_short_form, name_key
from reportminer.tag.partners.records import Body
from reportminer.tag.partners.rules import countries, is_plain, is_subject, known, words
from reportminer.tag.partners.tokens import is_acronym

_GOVERNMENT = frozenset({"government", "governments"})
_NEAR = 120
"""Characters from a bare subject within which another subject is one of the same list."""


def generic(bodies: Sequence[Body], small: Set[str]) -> set[int]:
    """Indices of the bodies that no name of theirs tells from others.

    `small` are words that the report writes in small letters.
    """
    found = {n for n, body in enumerate(bodies) if _nobody(body, small)}
    subjects = sorted(
        mention.name.start
        for n in found
        for mention in bodies[n].mentions
        if is_subject(name_key(mention.name.text)) and name_key(mention.name.text) not in _GOVERNMENT
    )
    return found | {n for n, body in enumerate(bodies) if subjects and _among(body, subjects)}


def _nobody(body: Body, small: Set[str]) -> bool:
    if body.known or body.defined:
        return False
    counts = body.names
    many = sum(count for name, count in counts.items() if _many(name))
    return 2 * many >= len(body.mentions) or all(_bare(name, small) for name in counts)


def _bare(name: str, small: Set[str]) -> bool:
    """A subject, a word for a body, or a body within one: "Justice", "Government", "Partnerships Unit"."""
    parts = name_key(name).removeprefix("government s ").split()
    if len(parts) == 1:
        subject = is_subject(parts[0]) and parts[0] in small - words().organisation.keys()
        return (subject and not is_acronym(name)) or parts[0] in _GOVERNMENT or is_short_form(name)
    first, last = parts[0], parts[-1]
    if len(parts) > 2:
        return False
    return (last in words().organs and is_plain(first)) or (
        last in words().boards and first in words().purposes
    )


def _many(name: str) -> bool:
    """As in "Health Boards", "NHS Trusts"."""
    parts = name.split()
    first = is_plain(parts[0].lower()) or (is_acronym(parts[0]) and parts[0] not in countries())
    return len(parts) == 2 and first and parts[1].lower() in words().plurals and name not in known().number


def _among(body: Body, subjects: Sequence[int]) -> bool:
    """Whether it is named by subjects alone, and only beside a bare one: "(Justice; Social Affairs)"."""
    if body.known or body.defined or not all(_of_subjects(name) for name in body.names):
        return False
    starts = [mention.name.start for mention in body.mentions]
    return all(any(abs(start - at) < _NEAR for at in subjects) for start in starts)


def _of_subjects(name: str) -> bool:
    parts = name_key(name).split()
    strong = words().organisation.keys() - words().weak
    return all(is_plain(part) for part in parts) and strong.isdisjoint(parts)
