"""Judged bodies as the reader learns from them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reportminer.tag.partners.portrait import portraits
from reportminer.tag.partners.reader import ROLES, Laid, lay
from reportminer.train.partner_cases import Case, examples
from reportminer.train.partner_fit import folds, roles_of

if TYPE_CHECKING:
    from tokenizers import Tokenizer


@dataclass(frozen=True, slots=True)
class Shown:
    """One judged body."""

    case: int
    fold: int
    laid: Laid
    right: bool
    """It is a partner."""
    roles: frozenset[str]
    """Those that annotators gave it."""
    written: bool


def shown(cases: Sequence[Case], tokenizer: "Tokenizer", count: int) -> list[Shown]:
    """The judged bodies of all cases, one after the other, dealt into `count` folds of organisations."""
    dealt = zip(cases, folds(cases, count), strict=True)
    return [each for at, (case, fold) in enumerate(dealt) for each in _of(case, at, fold, tokenizer)]


def _of(case: Case, number: int, fold: int, tokenizer: "Tokenizer") -> Iterator[Shown]:
    own = examples(case)
    seen = portraits(case.reading, [example.body for example in own])
    for example, portrait in zip(own, seen, strict=True):
        roles = roles_of(case, example) & frozenset(ROLES)
        yield Shown(number, fold, lay(tokenizer, portrait), example.right, roles, case.written)
