"""Mentions of judged bodies as the reader learns from them and is asked about them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reportminer.tag.partners.portrait import glimpse, telling
from reportminer.tag.partners.reader import ROLES, Laid, lay
from reportminer.train.partner_cases import Case, Example, examples, in_window
from reportminer.train.partner_fit import fit_mentions, folds, roles_of, scored_case, table

if TYPE_CHECKING:
    from tokenizers import Tokenizer

HARD = 2
"""To each mention that is always learnt from, mentions of bodies that are none: those most like a partner."""
EASY = 8
"""Of the other mentions of such bodies one in so many is learnt from."""
GUESS = 1.0
"""What is taught of the likeliest mention of a partner of none of whose mentions somebody said anything."""


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
    judged: bool
    """Somebody said so of this mention, and not of its body alone."""
    roles: frozenset[str]
    """Those that annotators gave the body, where the mention shows anything."""
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
    """Each judged body's mentions that the reader is shown, then those that somebody judged; none twice."""
    for at, example in enumerate(examples(case)):
        body = case.reading.bodies[example.body]
        chosen, taught = telling(case.reading, body), _told(case, example)
        seen: set[tuple[int, ...]] = set()
        for rank, mention in enumerate([*chosen, *(m for m in body.mentions if m.name.start in taught)]):
            laid = lay(tokenizer, glimpse(case.reading, body, mention))
            if laid.ids in seen:
                continue
            seen.add(laid.ids)
            start = mention.name.start
            shows, judged = taught.get(start), start in case.shows
            roles = roles_of(case, example) & frozenset(ROLES) if shows else frozenset()
            score = case.reading.scores[start]
            yield Shown(number, at, fold, laid, shows, judged, roles, case.written, rank < len(chosen), score)


def _told(case: Case, example: Example) -> dict[int, float]:
    """What is taught of a body's mentions where the annotator looked, by their starts.

    Those of a body that is no partner show none, whatever was said of them where it was judged otherwise.
    """
    body = case.reading.bodies[example.body]
    inside = [m for m in body.mentions if in_window(case, m)]
    if not example.right:
        return {mention.name.start: 0.0 for mention in telling(case.reading, replace(body, mentions=inside))}
    said = {m.name.start: case.shows[m.name.start] for m in inside if m.name.start in case.shows}
    if any(m.name.start in case.shows for m in body.mentions):
        return said
    best = telling(case.reading, replace(body, mentions=inside))[0]
    return {best.name.start: GUESS}


def taught(found: Sequence[Shown]) -> list[int]:
    """Indices of what is learnt from: all that was judged, and what looks like a partner and is none."""
    said = [at for at, each in enumerate(found) if each.shows is not None]
    kept = [at for at in said if found[at].shows or found[at].judged]
    rest = sorted(set(said) - set(kept), key=lambda at: (-found[at].score, at))
    hard = HARD * len(kept)
    return sorted([*kept, *rest[:hard], *rest[hard::EASY]])
