"""How well actors, modalities and the rest, and relations are found: `python -m reportminer.evaluate.links`.

The labels, spans and partners of the annotation are given, so that only what the links add is measured;
`--found-partners` takes the partners that the program finds instead. Codings are the program's own.
"""

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from reportminer.annotations import Document, load
from reportminer.annotations.records import Finding as Gold
from reportminer.annotations.records import Split
from reportminer.gather.codebook import load_codebook
from reportminer.gather.coding import Coder
from reportminer.labels import Label
from reportminer.link.annotated import as_mined, same_actor
from reportminer.link.attributes import attribute
from reportminer.link.parties import Parties, name_key
from reportminer.link.relations import relate
from reportminer.tag.partners import PartnerTagger
from reportminer.types import Finding, Mined

WITH_ACTOR = frozenset({Label.RECOMMENDATION, Label.CHALLENGE})


@dataclass(slots=True)
class Tally:
    """Of one attribute: findings, right ones, wanted and given, and given ones that are right."""

    findings: int = 0
    right: int = 0
    wanted: int = 0
    given: int = 0
    hits: int = 0

    def add(self, *, right: bool, wanted: bool, given: bool) -> None:
        """Count one finding."""
        self.findings += 1
        self.right += right
        self.wanted += wanted
        self.given += given
        self.hits += right and wanted and given

    @property
    def accuracy(self) -> float:
        """Share of findings for which the answer (or its absence) is right."""
        return self.right / self.findings if self.findings else 0.0

    @property
    def f1(self) -> float:
        """F1 of the answers given."""
        return 2 * self.hits / (self.wanted + self.given) if self.wanted + self.given else 0.0


@dataclass(slots=True)
class Figures:
    """Tallies by attribute, and counts of relations by kind."""

    attributes: dict[str, Tally] = field(default_factory=dict)
    relations: Counter[tuple[str, str]] = field(default_factory=Counter)

    def tally(self, name: str) -> Tally:
        """The tally of an attribute, made when first asked for."""
        return self.attributes.setdefault(name, Tally())

    def relation_f1(self, kind: str = "") -> float:
        """F1 of the relations of a kind, or of all."""
        counts: Counter[str] = Counter()
        for (own, what), count in self.relations.items():
            if kind in ("", own):
                counts[what] += count
        both = counts["wanted"] + counts["given"]
        return 2 * counts["right"] / both if both else 0.0


def measure(documents: Sequence[Document], texts: Path, *, found_partners: bool = False) -> Figures:
    """Figures over annotated reports whose texts lie in `texts`."""
    figures, coder = Figures(), Coder(load_codebook(None))
    tagger = PartnerTagger() if found_partners else None
    for document in documents:
        mined = _linked(as_mined(document, texts), coder, tagger)
        gold_parties = Parties(as_mined(document, texts).partners)
        for gold, finding in zip(document.findings, mined.findings, strict=True):
            _attributes(figures, gold, finding, gold_parties)
        _relations(figures, document, mined)
    return figures


def _linked(mined: Mined, coder: Coder, tagger: PartnerTagger | None) -> Mined:
    if tagger:
        partners, mentions = tagger.tag(mined.report, mined.outline, mined.segments)
        mined = replace(mined, partners=partners, mentions=mentions)
    parties = (mined.partners, mined.mentions)
    findings = attribute(mined.report, mined.segments, mined.findings, mined.outline, parties)
    mined = replace(mined, findings=findings, codings=coder.code(mined.report, mined.outline, findings))
    return replace(mined, relations=relate(mined))


def _attributes(figures: Figures, gold: Gold, found: Finding, parties: Parties) -> None:
    if found.label in WITH_ACTOR:
        same = same_actor(gold.actor, found.actor, parties.named(found.actor), parties)
        for name in ("actor", f"actor of {found.label.lower()}s"):
            figures.tally(name).add(right=same, wanted=bool(gold.actor), given=bool(found.actor))
    if found.label is Label.RECOMMENDATION:
        right = gold.modality == found.modality
        figures.tally("modality").add(right=right, wanted=bool(gold.modality), given=bool(found.modality))
        figures.tally("deadline").add(
            right=_half(gold.deadline, found.deadline), wanted=bool(gold.deadline), given=bool(found.deadline)
        )
        number = gold.number.lower().removeprefix("recommendation ")
        right = number == found.number.lower()
        figures.tally("number").add(right=right, wanted=bool(number), given=bool(found.number))
    same = gold.negated == found.negated
    figures.tally("negated").add(right=same, wanted=gold.negated, given=found.negated)
    one, other = name_key(gold.speaker), name_key(found.speaker)
    same = one == other or bool(one and other and (one in other or other in one))
    figures.tally("speaker").add(right=same, wanted=bool(one), given=bool(other))


def _half(wanted: str, found: str) -> bool:
    """Whether two wordings of a time share half of the words of the longer one."""
    one, other = set(name_key(wanted).split()), set(name_key(found).split())
    return one == other or 2 * len(one & other) >= max(len(one), len(other), 1)


def _relations(figures: Figures, document: Document, mined: Mined) -> None:
    places = {finding.id: number for number, finding in enumerate(document.findings)}
    wanted = {(r.kind.value, places[r.source], places[r.target]) for r in document.relations}
    given = {(r.kind, r.source, r.target) for r in mined.relations}
    for name, relations in (("wanted", wanted), ("given", given), ("right", wanted & given)):
        figures.relations.update((kind, name) for kind, _, _ in relations)


def lines(figures: Figures) -> Iterator[str]:
    """The figures as a table."""
    yield f"{'':26}{'findings':>9}{'accuracy':>9}{'wanted':>8}{'given':>7}{'F1':>7}"
    for name, tally in sorted(figures.attributes.items()):
        counts = f"{tally.findings:9}{tally.accuracy:9.3f}{tally.wanted:8}{tally.given:7}"
        yield f"{name:26}{counts}{tally.f1:7.3f}"
    for kind in ("answers", "from", ""):
        own = {
            w: sum(n for (k, what), n in figures.relations.items() if what == w and kind in ("", k))
            for w in _COUNTS
        }
        name = f"relations: {kind or 'all'}"
        yield f"{name:44}{own['wanted']:8}{own['given']:7}{figures.relation_f1(kind):7.3f}"


_COUNTS = ("wanted", "given", "right")


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures of one part of the corpus."""
    parser = argparse.ArgumentParser(prog="python -m reportminer.evaluate.links", description=__doc__)
    parser.add_argument("--annotations", type=Path, default=Path("annotations/corpus.jsonl"))
    parser.add_argument("--texts", type=Path, default=Path("corpus/text"))
    parser.add_argument("--split", type=Split, default=Split.DEVELOPMENT, choices=list(Split))
    parser.add_argument("--found-partners", action="store_true", help="take the partners that are found")
    told = parser.parse_args(arguments)
    documents = [d for d in load(told.annotations, told.texts) if d.about.split == told.split]
    print("\n".join(lines(measure(documents, told.texts, found_partners=told.found_partners))))


if __name__ == "__main__":
    main()
