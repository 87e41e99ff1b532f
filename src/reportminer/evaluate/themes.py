"""How well findings are coded: `python -m reportminer.evaluate.themes` prints it, code by code."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from reportminer.annotations import Document, load
from reportminer.annotations.records import Finding, Split
from reportminer.gather.codebook import as_own, load_codebook
from reportminer.gather.coding import Coder, Passage


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


def measure(coder: Coder, documents: Sequence[Document]) -> dict[str, Score]:
    """Scores by code, and of all together under "" (micro); the findings are given."""
    pairs = [(f, _passage(d, f)) for d in documents for f in d.findings]
    scores = {"": Score(), **{code.id: Score() for code in coder.codebook.codes}}
    for (finding, _), given in zip(pairs, coder.stream(p for _, p in pairs), strict=True):
        for code in {*given, *finding.codes}:
            for score in (scores[""], scores[code]):
                score.right += code in given and code in finding.codes
                score.wrong += code in given and code not in finding.codes
                score.missed += code not in given
    return scores


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
    parser.add_argument("--fast", action="store_true", help="do not ask the reader of themes")
    given = parser.parse_args()
    documents = [d for d in load(given.annotations, given.texts) if d.about.split == given.split]
    book = load_codebook()
    scores = measure(Coder(as_own(book) if given.own else book, fast=given.fast), documents)
    print(f"{'code':28}precision recall    F1   given  asked")
    for code, s in scores.items():
        row = f"{s.precision:9.2f}{s.recall:7.2f}{s.f1:6.2f}{s.right + s.wrong:8}{s.right + s.missed:7}"
        print(f"{code or 'all (micro)':28}{row}")


if __name__ == "__main__":
    main()
