"""All checks of a corpus in one pass, and what counts as a fault."""

from collections.abc import Sequence
from dataclasses import dataclass

from reportminer.annotations import Document
from reportminer.errors import SettingsError
from reportminer.evaluate.lint.corpus import Corpus
from reportminer.evaluate.lint.counts import Row, leaking_splits, tables
from reportminer.evaluate.lint.duplicates import Pair, near_duplicates
from reportminer.evaluate.lint.leaks import Leak, Lean, leaks, leans
from reportminer.evaluate.lint.phrases import Phrase, overused


@dataclass(frozen=True, slots=True)
class LintSettings:
    """From where on something is told."""

    alike: float = 0.5
    """Near-duplicates: share of three-word runs that two sentences have in common."""
    precision: float = 0.9
    """Leaks: share of a word's sentences that carry the label."""
    occurrences: int = 8
    """Leaks: sentences in which the word stands at least."""
    reports: int = 4
    """Phrases: reports in which one stands at least."""
    times: float = 3.0
    """Phrases: how many times as many reports as expected."""
    outside: float = 0.75
    """Least share of labels outside sections that declare them."""
    leaning: int = 10
    """Words shown that lean to a label."""
    shared: tuple[str, ...] = ()
    """Organisations that may stand in the test part and in others."""

    def __post_init__(self) -> None:
        shares = (self.alike, self.precision, self.outside)
        if not all(0 < share <= 1 for share in shares) or min(self.occurrences, self.reports) < 1:
            raise SettingsError("shares lie above 0 and up to 1, counts from 1", hint="change the settings")


@dataclass(frozen=True, slots=True)
class Lint:
    """What was found, and the faults in words."""

    tables: dict[str, list[Row]]
    duplicates: list[Pair]
    leaks: list[Leak]
    phrases: list[Phrase]
    leans: list[Lean]
    splits: list[str]
    faults: list[str]


def lint(documents: Sequence[Document], settings: LintSettings) -> Lint:
    """Look over a corpus. Raises SettingsError for an empty one."""
    if not documents:
        raise SettingsError("there is no record to look over", hint="give files with records")
    corpus = Corpus.of(documents)
    sentences = corpus.sentences
    found = Lint(
        tables=tables(corpus.documents),
        duplicates=near_duplicates(sentences, settings.alike),
        leaks=leaks(sentences, settings.precision, settings.occurrences),
        phrases=overused(sentences, settings.reports, settings.times),
        leans=leans(sentences, settings.leaning),
        splits=leaking_splits(corpus.documents, settings.shared),
        faults=[],
    )
    found.faults.extend(_faults(found, settings))
    return found


def _faults(found: Lint, settings: LintSettings) -> list[str]:
    whole = found.tables["all"][0]
    given = sum(count for _, count in whole.labels)
    counts = (
        (len(found.duplicates), "pairs of sentences are nearly the same"),
        (len(found.leaks), "words decide a label by themselves"),
        (len(found.phrases), "phrases stand in too many reports"),
        (len(found.splits), "organisations or genres of the test part stand in others too"),
    )
    faults = [f"{count:,} {what}" for count, what in counts if count]
    if whole.outside is not None and whole.outside < settings.outside:
        faults.append(
            f"{whole.outside:.0%} of labels stand outside declared sections, not {settings.outside:.0%}"
        )
    if whole.near_misses < given:
        faults.append(f"{whole.near_misses:,} near misses for {given:,} labels")
    return faults
