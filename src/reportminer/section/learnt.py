"""The learnt judge of section roles: a logistic regression over `evidence`, read from `models/roles`.

It speaks where it is sure, and never of what the rules tell better: what declares challenges,
lessons or recommendations, contents pages and lists of sources are left to them, for findings are
read by that, and so is what they know to be none of the roles (replies, plans).
"""

import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from reportminer.config import models_dir, once_per_models
from reportminer.errors import ModelError
from reportminer.labels import DECLARED, Role
from reportminer.manifest import DAMAGED, model_file
from reportminer.section.evidence import COLUMNS, Row, described
from reportminer.section.roles import may_speak
from reportminer.types import Report, Section

FORMAT = 1
KEPT = frozenset(DECLARED) | {Role.CONTENTS, Role.REFERENCES}
"""Only the rules may give or take these: findings are read by them, or nothing is read under them."""
_FIRST = 2
"""Section 0 has no heading, and the first heading may be the title, which has no role of its own."""

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class RoleModel:
    """Weights of the regression and how sure it must be."""

    roles: tuple[Role, ...]
    weights: Floats
    """Columns of the evidence x roles."""
    bias: Floats
    least: float
    """Probability from which a role is given."""

    def probabilities(self, rows: Sequence[Row]) -> Floats:
        """Rows x roles."""
        scores = np.stack([self._score(row) for row in rows]) if rows else np.empty((0, len(self.roles)))
        odds = np.exp(scores - scores.max(axis=1, keepdims=True))
        found: Floats = (odds / odds.sum(axis=1, keepdims=True)).astype(np.float32)
        return found

    def _score(self, row: Row) -> Floats:
        columns = np.fromiter(row, np.int64, len(row))
        values = np.fromiter(row.values(), np.float32, len(row))
        score: Floats = values @ self.weights[columns] + self.bias
        return score


def refined(report: Report, sections: Sequence[Section], model: RoleModel | None = None) -> list[Section]:
    """The sections with the roles that rules and model come to. `sections` have the rules' roles.

    Raises ModelError where the model is missing or damaged.
    """
    rows = described(report, sections)
    if not any(rows):
        return list(sections)
    told = answers(model or role_model(), sections, rows)
    return list(_applied(sections, told))


def answers(model: RoleModel, sections: Sequence[Section], rows: Sequence[Row]) -> list[Role | None]:
    """For each section the role that the model gives it, None where the rules' answer stands."""
    found: list[Role | None] = []
    for section, chances in zip(sections, model.probabilities(rows), strict=True):
        role = model.roles[int(chances.argmax())]
        told = section.role in KEPT or (section.declared and section.role is Role.OTHER)
        silent = section.index < _FIRST or told or role in KEPT or chances.max() < model.least
        found.append(None if silent else role)
    return found


def _applied(sections: Sequence[Section], told: Sequence[Role | None]) -> Iterator[Section]:
    done: list[Section] = []
    for section, role in zip(sections, told, strict=True):
        above = done[section.parent].role if section.parent >= 0 else section.role
        if role is not None and may_speak(role, above):
            done.append(replace(section, role=role, declared=role != above or section.parent < 0))
        else:
            done.append(section if section.declared else replace(section, role=above))
        yield done[-1]


@once_per_models
def role_model() -> RoleModel:
    """The model that ships, read once. Raises ModelError where it is missing, damaged or too old."""
    folder = models_dir() / "roles"
    try:
        told = json.loads(model_file(folder.parent, "roles/roles.json"))
        content = model_file(folder.parent, "roles/weights.npz")
        if told["format"] != FORMAT or sha256(content).hexdigest() != told["sha256"]:
            raise ValueError("another version, or damaged")
        return _built(told, content)
    except DAMAGED as error:
        raise ModelError(
            f"no model of section roles in {folder}: {error}", hint="install reportminer again"
        ) from None


def _built(told: dict[str, object], content: bytes) -> RoleModel:
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        weights, bias = arrays["weights"].astype(np.float32), arrays["bias"].astype(np.float32)
    roles = tuple(Role(name) for name in str(told["roles"]).split())
    if weights.shape != (COLUMNS, len(roles)) or bias.shape != (len(roles),):
        raise ValueError("weights of another shape")
    return RoleModel(roles, weights, bias, float(str(told["least"])))
