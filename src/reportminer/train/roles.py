"""Trains the judge of section roles, and measures it on reports of organisations that it has not seen.

    python -m reportminer.train.roles --reports DIR --truth annotations/roles.json
        --written annotations/corpus.jsonl --texts corpus/text --out models/roles

The truth of real reports is kept by key: who holds the reports can train again.
"""

import argparse
import io
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from reportminer.annotations import load
from reportminer.config import Limits
from reportminer.labels import Role
from reportminer.parse import read
from reportminer.section import headed
from reportminer.section.evidence import COLUMNS, Row, described
from reportminer.section.learnt import FORMAT, RoleModel, answers
from reportminer.train.corpus import KINDS, group_of, reports_of
from reportminer.train.keyed import key_of
from reportminer.types import Outline, Report, Section, Source

ROLES = tuple(Role)
STRENGTH = 1.0
"""Inverse strength of the penalty on weights."""
WRITTEN = 0.5
"""Weight of a section of the written corpus."""
LEAST = 0.5


@dataclass(frozen=True, slots=True)
class Case:
    """A section whose role is known."""

    group: str
    section: Section
    row: Row
    role: Role


def keys_of(sections: Sequence[Section]) -> list[str]:
    """A key for each section: a digest of its headings from the outside in and its place among its likes."""
    tree, seen = Outline(tuple(sections)), Counter[str]()
    found = []
    for section in sections:
        path = tree.heading_path(section)
        seen[path] += 1
        found.append(key_of(f"{path} {seen[path]}"))
    return found


def real_cases(truth: Path, folders: Sequence[Path]) -> list[Case]:
    """Sections of real reports; those that are missing, or whose key is not found, are left out."""
    paths = reports_of(folders)
    found = []
    for name, roles in sorted(json.loads(truth.read_text("utf-8")).items()):
        if name in paths:
            report = read_report(paths[name])
            sections = headed(report)
            rows, keys = described(report, sections), keys_of(sections)
            known = zip(sections, rows, keys, strict=True)
            group = group_of(Path(name).stem)
            found += [Case(group, s, row, Role(roles[key])) for s, row, key in known if key in roles and row]
    return found


def written_cases(annotations: Path, texts: Path) -> list[Case]:
    """Sections of the written corpus, whose roles the writers gave."""
    found = []
    for document in load(annotations, texts):
        roles = {section.start: section.role for section in document.sections}
        report = read_report(texts / f"{document.id}.txt")
        sections = headed(report)
        pairs = zip(sections, described(report, sections), strict=True)
        found += [Case("written", s, row, roles[s.start]) for s, row in pairs if row and s.start in roles]
    return found


def read_report(path: Path) -> Report:
    """A report of the kinds that are annotated."""
    content = path.read_bytes()
    kind = KINDS[path.suffix.lower()]
    return read(Source(str(path), path.name, sha256(content).hexdigest(), kind, len(content)), Limits())


def fit(real: Sequence[Case], written: Sequence[Case]) -> RoleModel:
    """A model of these cases, of three roles at least."""
    cases = [*real, *written]
    weights = [1.0] * len(real) + [WRITTEN] * len(written)
    known = [ROLES.index(case.role) for case in cases]
    table = _table([case.row for case in cases])
    used = np.unique(table.indices)
    model = LogisticRegression(C=STRENGTH, max_iter=150, tol=3e-3)
    model.fit(table[:, used], known, sample_weight=weights)
    held = np.zeros((COLUMNS, len(ROLES)), np.float32)
    held[np.ix_(used, model.classes_)] = model.coef_.T
    bias = np.full(len(ROLES), -30.0, np.float32)
    bias[model.classes_] = model.intercept_
    return RoleModel(ROLES, held.astype(np.float16).astype(np.float32), bias, LEAST)


def _table(rows: Sequence[Row]) -> csr_matrix:
    ends = np.cumsum([0, *map(len, rows)])
    columns = [column for row in rows for column in row]
    values = [value for row in rows for value in row.values()]
    return csr_matrix((values, columns, ends), shape=(len(rows), COLUMNS))


def judged(real: Sequence[Case], written: Sequence[Case]) -> Iterator[tuple[Case, Role, Role]]:
    """Each real case with what the model alone and what both say, the model not having seen its group."""
    for fold in folds(real):
        model = fit([case for case in real if case.group not in fold], written)
        held = [case for case in real if case.group in fold]
        rows, sections = [case.row for case in held], [case.section for case in held]
        alone = model.probabilities(rows).argmax(axis=1)
        told = answers(model, sections, rows)
        for case, best, role in zip(held, alone, told, strict=True):
            yield case, ROLES[best], role or case.section.role


def folds(cases: Sequence[Case], count: int = 10) -> list[set[str]]:
    """Whole organisations in `count` parts of about the same number of cases."""
    sizes = Counter(case.group for case in cases)
    parts: list[set[str]] = [set() for _ in range(min(count, len(sizes)))]
    for group in sorted(sizes, key=lambda name: (-sizes[name], name)):
        min(parts, key=lambda part: sum(sizes[name] for name in part)).add(group)
    return parts


def figures(pairs: Sequence[tuple[Role, Role]]) -> dict[str, Any]:
    """Accuracy, macro F1, and for each role how many there are, precision and recall, of (true, found)."""
    roles = [role for role in ROLES if any(true == role for true, _ in pairs)]
    by_role, f1 = {}, []
    for role in roles:
        right = sum(true == found == role for true, found in pairs)
        there, told = (sum(pair[at] == role for pair in pairs) for at in (0, 1))
        f1.append(2 * right / (there + told))
        by_role[str(role)] = [there, round(right / max(told, 1), 3), round(right / there, 3)]
    accuracy = sum(true == found for true, found in pairs) / len(pairs)
    return {"accuracy": round(accuracy, 3), "macro_f1": round(sum(f1) / len(f1), 3), "roles": by_role}


def measured(real: Sequence[Case], written: Sequence[Case]) -> dict[str, Any]:
    """Rules, model and both, on organisations left out of training."""
    rows = list(judged(real, written))
    ways = {
        "rules": [(case.role, case.section.role) for case, _, _ in rows],
        "model": [(case.role, alone) for case, alone, _ in rows],
        "both": [(case.role, both) for case, _, both in rows],
    }
    found = {name: figures(pairs) for name, pairs in ways.items()}
    for name, figure in found.items():
        print(f"{name:6s} accuracy {figure['accuracy']:.3f}, macro F1 {figure['macro_f1']:.3f}")
    for role, (count, precision, recall) in found["both"]["roles"].items():
        before = found["rules"]["roles"][role]
        print(f"  {role:16s} {count:4d}  {before[1]:.2f} {before[2]:.2f}  ->  {precision:.2f} {recall:.2f}")
    return found


def save(model: RoleModel, out: Path, about: dict[str, Any]) -> None:
    """Write weights and what is known of them. The same model gives the same bytes."""
    out.mkdir(parents=True, exist_ok=True)
    held = io.BytesIO()
    np.savez(held, weights=model.weights.astype(np.float16), bias=model.bias)
    (out / "weights.npz").write_bytes(held.getvalue())
    told = {
        "format": FORMAT,
        "sha256": sha256(held.getvalue()).hexdigest(),
        "roles": " ".join(model.roles),
        "least": model.least,
        **about,
    }
    (out / "roles.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """See the module's docstring."""
    parser = argparse.ArgumentParser(description="Train the judge of section roles.")
    parser.add_argument("--reports", type=Path, action="append", default=[], help="the annotated reports")
    parser.add_argument("--truth", type=Path, required=True, help="roles of their sections, by key")
    parser.add_argument("--written", type=Path, required=True, help="annotations of written reports")
    parser.add_argument("--texts", type=Path, required=True, help="the folder of their texts")
    parser.add_argument("--out", type=Path, required=True, help="where the model goes")
    parser.add_argument("--no-evaluation", action="store_true", help="train only")
    args = parser.parse_args()
    real, written = real_cases(args.truth, args.reports), written_cases(args.written, args.texts)
    about: dict[str, Any] = {"sections": {"real": len(real), "written": len(written)}}
    if not args.no_evaluation:
        about["organisations_left_out"] = measured(real, written)
    save(fit(real, written), args.out, about)


if __name__ == "__main__":
    main()
