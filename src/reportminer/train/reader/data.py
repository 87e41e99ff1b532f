"""Mentions of judged bodies as the reader learns from them and is asked about them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reportminer.tag.partners.portrait import glimpse, telling
from reportminer.tag.partners.reader import ROLES, Laid, lay
from reportminer.train.partner_cases import Case, examples
from reportminer.train.partner_fit import fit_mentions, folds, roles_of, scored_case, table

if TYPE_CHECKING:
    from tokenizers import Tokenizer

HARD = 2
"""Mentions of bodies that are no partners, those that look most like one, to each of partners."""
EASY = 8
"""Of the others one in so many is learnt from."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One mention."""

    case: int
    example: int
    """Of the case's examples, whose body it is."""
    fold: int
    laid: Laid
    shows: float | None
    """Whether it shows that its body is a partner: 1 yes, ½ it hints at it, 0 no; None where nobody said."""
    roles: frozenset[str]
    """Those that annotators gave the body."""
    written: bool
    asked: bool
    """It is one of those that the reader is shown of its body."""
    score: float
    """What a mention model that saw none of its organisation says of it."""


def shown(cases: Sequence[Case], tokenizer: "Tokenizer", count: int) -> list[Shown]:
    """What the reader is shown of all judged bodies, and all mentions that somebody judged.

    The cases are dealt into `count` folds of organisations; mentions are chosen as at run time, by what
    models of the other folds say of them.
    """
    dealt = folds(cases, count)
    data = table(cases)
    found: list[Shown] = []
    for fold in range(count):
        model = fit_mentions(data, [n for n, at in enumerate(dealt) if at != fold])
        for number in (n for n, at in enumerate(dealt) if at == fold):
            found += _of(scored_case(data, number, model), number, fold, tokenizer)
    return sorted(found, key=lambda each: (each.case, each.example))


def _of(case: Case, number: int, fold: int, tokenizer: "Tokenizer") -> Iterator[Shown]:
    reading = case.reading
    for at, example in enumerate(examples(case)):
        body = reading.bodies[example.body]
        chosen = telling(reading, body)
        starts = {mention.name.start for mention in chosen}
        told = any(mention.name.start in case.shows for mention in body.mentions)
        said = [m for m in body.mentions if m.name.start in case.shows and m.name.start not in starts]
        for rank, mention in enumerate([*chosen, *said]):
            shows = case.shows.get(mention.name.start, None if example.right else 0.0)
            if shows is None and not told and rank == 0:
                shows = 1.0  # the best guess
            roles = roles_of(case, example) & frozenset(ROLES) if shows else frozenset()
            laid = lay(tokenizer, glimpse(reading, body, mention))
            score = reading.scores[mention.name.start]
            asked = rank < len(chosen)
            yield Shown(number, at, fold, laid, shows, roles, case.written, asked, score)


def taught(found: Sequence[Shown]) -> list[int]:
    """Indices of what is learnt from: all of partners, and of the others those that look like one."""
    said = [at for at, each in enumerate(found) if each.shows is not None]
    judged = [at for at in said if found[at].shows or not found[at].asked]
    rest = sorted(set(said) - set(judged), key=lambda at: (-found[at].score, at))
    hard = HARD * len(judged)
    return sorted([*judged, *rest[:hard], *rest[hard::EASY]])
