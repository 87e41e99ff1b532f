"""Training actors and relations: `python -m reportminer.train.links --out models/links`.

Learns from the train and development parts of `annotations/corpus.jsonl`; thresholds are those that serve
best on reports left out (folds by report), the development part among them. The test part is never read.
"""

import argparse
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from reportminer.annotations import Document, load
from reportminer.annotations.records import RelationKind, Split
from reportminer.gather.codebook import as_own, load_codebook
from reportminer.gather.coding import Coder
from reportminer.labels import Label
from reportminer.link.annotated import as_mined, same_actor
from reportminer.link.candidates import PLAIN
from reportminer.link.numbering import number_of
from reportminer.link.pairs import Pairing
from reportminer.link.parties import Parties
from reportminer.link.relations import KINDS, chosen, scene_of
from reportminer.link.weights import FORMAT, flags
from reportminer.link.who import ActorReader
from reportminer.types import Mined

FOLDS = 6
PARTS = (Split.TRAIN, Split.DEVELOPMENT)
COSTS = {"actor_recommendation": 0.5, "actor_challenge": 0.2, "answers": 1.0, "from": 1.0}
"""Inverse strength of the penalty."""
ACTORS = {"actor_recommendation": Label.RECOMMENDATION, "actor_challenge": Label.CHALLENGE}
LEAST = 2
"""Cases that a feature must occur in."""
_THRESHOLDS = [round(0.02 * step, 2) for step in range(6, 40)]


@dataclass(frozen=True, slots=True)
class Case:
    """A finding with its candidates: features, whether each is right, and how many right ones there are."""

    report: str
    features: Sequence[Mapping[str, float]]
    right: Sequence[bool]
    wanted: int
    """0 where nothing should be chosen."""


Score = Callable[[Sequence[Case], Sequence[Sequence[float]], float], float]


def actor_cases(document: Document, mined: Mined, label: Label) -> list[Case]:
    """One for each finding of a label."""
    parties = Parties(mined.partners, mined.mentions)
    reader = ActorReader(mined.report, mined.segments, parties)
    cases = []
    for gold, finding in zip(document.findings, mined.findings, strict=True):
        if finding.label is not label:
            continue
        found = reader.candidates(finding)
        words = [mined.report.text[c.span[0] : c.span[1]] for c in found]
        right = [
            bool(gold.actor) and same_actor(gold.actor, told, c.partner, parties)
            for c, told in zip(found, words, strict=True)
        ]
        cases.append(Case(document.id, [flags(c.features) for c in found], right, int(bool(gold.actor))))
    return cases


def relation_cases(document: Document, mined: Mined, kind: str) -> list[Case]:
    """One for each recommendation (`answers`) or lesson (`from`)."""
    places = {finding.id: number for number, finding in enumerate(document.findings)}
    told = {(places[r.source], places[r.target]) for r in document.relations if r.kind == RelationKind(kind)}
    pairing = Pairing(scene_of(mined))
    cases = []
    for number, finding in enumerate(mined.findings):
        if KINDS.get(finding.label) == kind:
            pairs = pairing.pairs(number)
            right = [(number, pair.target) in told for pair in pairs]
            wanted = sum(source == number for source, _ in told)
            cases.append(Case(document.id, [pair.features for pair in pairs], right, wanted))
    return cases


def accuracy(cases: Sequence[Case], scores: Sequence[Sequence[float]], threshold: float) -> float:
    """Share of findings whose best candidate is right, or that rightly have none."""
    right = 0
    for case, own in zip(cases, scores, strict=True):
        plain = [at for way in PLAIN for at, row in enumerate(case.features) if way in row]
        best = plain[0] if plain else int(np.argmax(own)) if len(own) else -1
        given = bool(plain) or (best >= 0 and own[best] >= threshold)
        right += case.right[best] if given else not case.wanted
    return right / len(cases)


def f1(cases: Sequence[Case], scores: Sequence[Sequence[float]], threshold: float) -> float:
    """F1 of the relations that `chosen` gives."""
    right = given = 0
    for case, own in zip(cases, scores, strict=True):
        picked = chosen([(float(score), at) for at, score in enumerate(own)], threshold)
        given += len(picked)
        right += sum(case.right[at] for _, at in picked)
    return 2 * right / (given + sum(case.wanted for case in cases))


def fit(name: str, cases: Sequence[Case], score: Score) -> tuple[dict[str, Any], float]:
    """The model as JSON, and its figure on reports left out."""
    left_out = _left_out(cases, COSTS[name])
    figure, threshold = max((score(cases, left_out, t), t) for t in _THRESHOLDS)
    vectors, model = _learn(cases, COSTS[name])
    weights = {
        feature: round(float(weight), 4)
        for feature, weight in zip(vectors.feature_names_, model.coef_[0], strict=True)
        if abs(weight) >= 0.005
    }
    return {"bias": round(float(model.intercept_[0]), 4), "threshold": threshold, "weights": weights}, figure


def _learn(cases: Sequence[Case], cost: float) -> tuple[DictVectorizer, LogisticRegression]:
    rows = [row for case in cases for row in case.features]
    seen: dict[str, int] = {}
    for row in rows:
        for feature in row:
            seen[feature] = seen.get(feature, 0) + 1
    vectors = DictVectorizer()
    matrix = vectors.fit_transform([{k: v for k, v in row.items() if seen[k] >= LEAST} for row in rows])
    right = [value for case in cases for value in case.right]
    return vectors, LogisticRegression(C=cost, max_iter=2000).fit(matrix, right)


def _left_out(cases: Sequence[Case], cost: float) -> list[Sequence[float]]:
    """Probabilities by models that have not seen the report."""
    reports = sorted({case.report for case in cases})
    fold = {report: at % FOLDS for at, report in enumerate(reports)}
    scores: list[Sequence[float]] = [()] * len(cases)
    for number in range(FOLDS):
        vectors, model = _learn([case for case in cases if fold[case.report] != number], cost)
        for at, case in enumerate(cases):
            if fold[case.report] == number and case.features:
                scores[at] = model.predict_proba(vectors.transform(case.features))[:, 1]
    return scores


def train(annotations: Path, texts: Path) -> tuple[dict[str, Any], dict[str, float]]:
    """The models as JSON, and the figure of each on reports left out."""
    documents = [d for d in load(annotations, texts) if d.about.split in PARTS]
    mined = [as_mined(document, texts) for document in documents]
    models, figures = {}, {}
    for name, label in ACTORS.items():
        cases = [c for d, m in zip(documents, mined, strict=True) for c in actor_cases(d, m, label)]
        models[name], figures[name] = fit(name, cases, accuracy)
    coder = Coder(as_own(load_codebook(None)))  # else it would have learnt the codes of these very findings
    whole = [_whole(one, coder) for one in mined]
    for kind in KINDS.values():
        cases = [c for d, m in zip(documents, whole, strict=True) for c in relation_cases(d, m, kind)]
        models[kind], figures[kind] = fit(kind, cases, f1)
    return {"format": FORMAT, "models": models}, figures


def _whole(mined: Mined, coder: Coder) -> Mined:
    """With numbers and codings. Actors are left out: they come from a model that has seen these reports."""
    findings = tuple(
        replace(f, number=number_of(mined.report, mined.outline, f, None, None)) for f in mined.findings
    )
    codings = coder.code(mined.report, mined.outline, findings)
    return replace(mined, findings=findings, codings=codings)


def main(arguments: Sequence[str] | None = None) -> None:
    """Train and write `links.json`."""
    parser = argparse.ArgumentParser(prog="python -m reportminer.train.links", description=__doc__)
    parser.add_argument("--annotations", type=Path, default=Path("annotations/corpus.jsonl"))
    parser.add_argument("--texts", type=Path, default=Path("corpus/text"))
    parser.add_argument("--out", type=Path, required=True, help="folder for links.json")
    told = parser.parse_args(arguments)
    model, figures = train(told.annotations, told.texts)
    told.out.mkdir(parents=True, exist_ok=True)
    text = json.dumps(model, indent=1, sort_keys=True, ensure_ascii=False)
    (told.out / "links.json").write_text(text + "\n", encoding="utf-8")
    for name, figure in figures.items():
        print(f"{name:22} {figure:.3f} on reports left out")


if __name__ == "__main__":
    main()
