"""How well findings are coded: `python -m reportminer.evaluate.themes` prints it, code by code."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from reportminer.annotations import Document, load
from reportminer.annotations.coders import ALONE, OPEN, Coders
from reportminer.annotations.records import Finding, Split
from reportminer.gather.codebook import Codebook, as_own, load_codebook
from reportminer.gather.coding import Coder, Passage

SETTLED = 2
"""Coders who settled the codes of an annotation file together."""


@dataclass(slots=True)
class Score:
    """Codings right, given wrongly, and missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """Share of what was given that is right."""
        return self.right / (self.right + self.wrong or 1)

    @property
    def recall(self) -> float:
        """Share of what is right that was given."""
        return self.right / (self.right + self.missed or 1)

    @property
    def f1(self) -> float:
        """Harmonic mean of both."""
        return 2 * self.right / (2 * self.right + self.wrong + self.missed or 1)


Coding = tuple[Document, Finding, frozenset[str]]
"""A finding of a document, and the codes that it is given."""


def codings(coder: Coder, documents: Sequence[Document]) -> list[Coding]:
    """Every finding of the documents with its codes; the findings are given."""
    pairs = [(document, finding) for document in documents for finding in document.findings]
    given = coder.stream(_passage(*pair) for pair in pairs)
    return [(*pair, frozenset(codes)) for pair, codes in zip(pairs, given, strict=True)]


def measure(given: Sequence[Coding], codebook: Codebook, coders: Coders = ALONE) -> dict[str, Score]:
    """Scores by code, and of all together under "" (micro).

    Right is what most of the `coders` give; what as many give as deny counts for nothing.
    """
    scores = {"": Score(), **{code.id: Score() for code in codebook.codes}}
    for document, finding, codes in given:
        shares = coders.shares(document.id, finding.id, finding.codes, SETTLED)
        for code in {*codes, *shares}:
            for score in (scores[""], scores[code]):
                _count(score, shares.get(code, 0.0), given=code in codes)
    return scores


def _count(score: Score, share: float, *, given: bool) -> None:
    score.right += given and share > OPEN
    score.wrong += given and share < OPEN
    score.missed += not given and share > OPEN


def _passage(document: Document, finding: Finding) -> Passage:
    above = [s for s in document.sections if s.start <= finding.start < s.end]
    heading = max(above, key=lambda s: s.start).heading if above else ""
    return Passage(finding.text, heading, f"{document.id} {heading}")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--annotations", type=Path, default=Path("annotations/corpus.jsonl"))
    parser.add_argument("--texts", type=Path, default=Path("corpus/text"))
    parser.add_argument("--split", default="test", choices=[s.value for s in Split if s])
    parser.add_argument(
        "--own", action="store_true", help="judge the codes as a user's own: nothing learnt of them"
    )
    parser.add_argument("--codes-again", type=Path, help="what further coders gave, by finding")
    parser.add_argument("--fast", action="store_true", help="do not ask the reader of themes")
    given = parser.parse_args()
    documents = [d for d in load(given.annotations, given.texts) if d.about.split == given.split]
    book = load_codebook()
    coders = Coders(given.codes_again) if given.codes_again else ALONE
    found = codings(Coder(as_own(book) if given.own else book, fast=given.fast), documents)
    print(f"{'code':28}precision recall    F1   given  asked")
    for code, score in measure(found, book).items():
        print(_row(code or "all (micro)", score))
    if given.codes_again:
        print(_row("all, by most coders", measure(found, book, coders)[""]))


def _row(name: str, s: Score) -> str:
    figures = f"{s.precision:9.2f}{s.recall:7.2f}{s.f1:6.2f}{s.right + s.wrong:8}{s.right + s.missed:7}"
    return f"{name:28}{figures}"


if __name__ == "__main__":
    main()
