"""How well names are told to be one organisation: `python -m reportminer.evaluate.partner_identity`.

Within a report: over mentions that annotator and program both have, pairs of mentions that they give to one
partner. Across reports: over the partners that are found, pairs of partners of two reports that are one
organisation. Which are, a reader said in a table of those that stand in more than one report: `report`,
`partner` (its id in the annotation, or the name of one that is told of and not annotated), `organisation`.
"""

import argparse
import csv
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from reportminer.annotations import Document, load
from reportminer.annotations.records import Split
from reportminer.link.annotated import as_mined
from reportminer.link.identity import Known, Sighting, partner_id
from reportminer.link.identity.register import Register
from reportminer.link.metadata import metadata_of
from reportminer.tag.partners import PartnerTagger
from reportminer.types import Mention, Partner


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs that are one by both, by the program alone, by the annotator alone."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def __add__(self, other: "Pairs") -> "Pairs":
        return Pairs(self.right + other.right, self.wrong + other.wrong, self.missed + other.missed)

    @property
    def precision(self) -> float:
        """Share of the pairs found that are right."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Share of the right pairs that were found."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of both."""
        both = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / both if both else 1.0


def pairwise(items: Iterable[tuple[Hashable, Hashable]]) -> Pairs:
    """Over items as (what the annotator takes it for, what the program takes it for): their pairs."""
    told = Counter(items)
    wanted, given = Counter[Hashable](), Counter[Hashable]()
    for (gold, found), count in told.items():
        wanted[gold] += count
        given[found] += count
    right = _choose(told.values())
    return Pairs(right, _choose(given.values()) - right, _choose(wanted.values()) - right)


def _choose(counts: Iterable[int]) -> int:
    return sum(count * (count - 1) // 2 for count in counts)


def aligned(document: Document, mentions: Sequence[Mention]) -> list[tuple[str, int]]:
    """Annotated partner and found partner of each mention that both have: the one that it overlaps most."""
    left = dict(enumerate(mentions))
    found = []
    for gold in sorted(document.mentions, key=lambda m: (m.start, -m.end)):
        overlaps = [
            (min(gold.end, m.end) - max(gold.start, m.start), -at)
            for at, m in left.items()
            if m.start < gold.end and gold.start < m.end
        ]
        if overlaps:
            found.append((gold.partner, left.pop(-max(overlaps)[1]).partner))
    return found


@dataclass(frozen=True, slots=True)
class Found:
    """What the program finds in an annotated report."""

    document: Document
    partners: tuple[Partner, ...]
    mentions: tuple[Mention, ...]
    country: str

    @property
    def sightings(self) -> list[Sighting]:
        """Its partners as the register takes them."""
        return [
            Sighting(self.document.id, partner_id(p.name), p.name, p.aliases, self.country)
            for p in self.partners
        ]


def find(document: Document, texts: Path, tagger: PartnerTagger) -> Found:
    """Read and tag a report."""
    mined = as_mined(document, texts)
    partners, mentions = tagger.tag(mined.report, mined.outline, mined.segments)
    return Found(document, partners, mentions, metadata_of(mined.report, mined.outline, "en").country)


def within(found: Iterable[Found]) -> Pairs:
    """Pairs of mentions within reports."""
    return sum((pairwise(aligned(item.document, item.mentions)) for item in found), Pairs())


def across(found: Sequence[Found], same: Mapping[tuple[str, str], str]) -> tuple[Pairs, list[str]]:
    """Pairs of partners of two reports, and the pairs that are wrong or missed in words.

    Every partner that is found counts; one that the table does not hold is an organisation of its own.
    """
    with TemporaryDirectory() as folder, Register(Path(folder) / "register", Known()) as register:
        for item in found:
            register.add(item.sightings)
        register.settle()
        told = [own for item in found for own in _organisations(item, same, register.ids(item.document.id))]
    right = wrong = missed = 0
    words = []
    for at, (report, gold, given, name) in enumerate(told):
        for other_report, other_gold, other_given, other_name in told[at + 1 :]:
            if report == other_report or (gold != other_gold and given != other_given):
                continue
            right += gold == other_gold and given == other_given
            wrong += gold != other_gold
            missed += given != other_given
            if gold != other_gold or given != other_given:
                kind = "missed" if gold == other_gold else "wrong"
                words.append(f"{kind}: {name} ({report}), {other_name} ({other_report})")
    return Pairs(right, wrong, missed), words


def _organisations(
    item: Found, same: Mapping[tuple[str, str], str], ids: Mapping[str, str]
) -> Iterable[tuple[str, str, str, str]]:
    """(report, organisation by the annotator, id by the program, name) of each partner found."""
    votes: dict[int, Counter[str]] = {}
    for gold, number in aligned(item.document, item.mentions):
        votes.setdefault(number, Counter())[gold] += 1
    for number, sighting in enumerate(item.sightings):
        ranked = sorted(votes.get(number, Counter()).items(), key=lambda vote: (-vote[1], vote[0]))
        gold = ranked[0][0] if ranked else sighting.name
        named = same.get((item.document.id, sighting.name))
        told = named or same.get((item.document.id, gold), f"{item.document.id}/{gold}")
        yield item.document.id, told, ids[sighting.own_id], sighting.name


def read_same(path: Path) -> dict[tuple[str, str], str]:
    """The table of partners that are one organisation in several reports."""
    with path.open(encoding="utf-8", newline="") as file:
        return {(row["report"], row["partner"]): row["organisation"] for row in csv.DictReader(file)}


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures of parts of the corpus."""
    parser = argparse.ArgumentParser(
        prog="python -m reportminer.evaluate.partner_identity", description=__doc__
    )
    parser.add_argument("--annotations", type=Path, default=Path("annotations/corpus.jsonl"))
    parser.add_argument("--same", type=Path, default=Path("annotations/same_partners.csv"))
    parser.add_argument("--texts", type=Path, default=Path("corpus/text"))
    parser.add_argument("--split", type=Split, action="append", choices=list(Split), help="may be repeated")
    told = parser.parse_args(arguments)
    splits, tagger = told.split or [Split.DEVELOPMENT], PartnerTagger()
    documents = [d for d in load(told.annotations, told.texts) if d.about.split in splits]
    found = [find(document, told.texts, tagger) for document in documents]
    both = sum(len(aligned(item.document, item.mentions)) for item in found)
    mentions = sum(len(document.mentions) for document in documents)
    pairs, words = across(found, read_same(told.same))
    print("\n".join(words))
    print(f"{len(found)} reports; {both} of {mentions} annotated mentions are found")
    for name, figures in (("within a report", within(found)), ("across reports", pairs)):
        shares = f"precision {figures.precision:.3f} recall {figures.recall:.3f} F1 {figures.f1:.3f}"
        print(f"{name}: {shares} {figures}")


if __name__ == "__main__":
    main()
