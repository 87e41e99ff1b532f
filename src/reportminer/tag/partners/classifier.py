"""Logistic regressions kept as plain JSON: no pickle, no scikit-learn at run time."""

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from reportminer.config import models_dir, once_per_models
from reportminer.errors import ModelError


@dataclass(frozen=True, slots=True)
class Linear:
    """A logistic regression: log-odds of a set of binary features, or of named numbers."""

    intercept: float
    weights: dict[str, float]

    def of_set(self, features: Iterable[str]) -> float:
        """Log-odds where each feature given is 1."""
        return self.intercept + sum(self.weights.get(name, 0.0) for name in features)

    def of_numbers(self, features: Mapping[str, float]) -> float:
        """Log-odds of named numbers; those without a weight count for nothing."""
        return self.intercept + sum(self.weights.get(name, 0.0) * value for name, value in features.items())


@dataclass(frozen=True, slots=True)
class Models:
    """What `models/partners/classifier.json` holds."""

    mention: Linear
    """Of one mention, by its surroundings."""
    body: Linear
    """Of a body, by everything that is known of it."""
    roles: dict[str, Linear]
    """Of each role, for a partner whose role no rule tells."""
    threshold: float
    """A body whose probability is at least this is a partner."""
    read: "Blend | None" = None
    """How what the reader says is weighed; None where there was none."""

    def probability(self, features: Mapping[str, float]) -> float:
        """That a body is a partner."""
        return logistic(self.body.of_numbers(features))


@dataclass(frozen=True, slots=True)
class Blend:
    """The last word: a logistic regression over the log odds of a body and those of the reader."""

    intercept: float
    body: float
    reader: float
    sieve: float
    """Log odds of a body under which it is not read, and no partner."""
    threshold: float
    """A body that was read and whose probability is at least this is a partner."""
    reader_sha256: str

    def probability(self, body: float, reader: float) -> float:
        """That a body is a partner, by both log odds."""
        return logistic(self.intercept + self.body * body + self.reader * reader)


def logistic(odds: float) -> float:
    """Probability of log-odds, without overflow."""
    return 1 / (1 + math.exp(-max(min(odds, 30.0), -30.0)))


@once_per_models
def load() -> Models:
    """The models shipped with the package, read once."""
    path = models_dir() / "partners" / "classifier.json"
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return from_json(data)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"{path.name} cannot be used: {error}", hint="install reportminer again, or run `make models`"
        ) from error


def from_json(data: dict[str, Any]) -> Models:
    """Models from the contents of `classifier.json`."""
    return Models(
        mention=Linear(**data["mention"]),
        body=Linear(**data["body"]),
        roles={role: Linear(**weights) for role, weights in sorted(data["roles"].items())},
        threshold=float(data["threshold"]),
        read=_blend(data["read"]) if data.get("read") else None,
    )


def _blend(told: Mapping[str, Any]) -> Blend:
    numbers = {name: float(value) for name, value in told.items() if name != "reader_sha256"}
    return Blend(**numbers, reader_sha256=str(told["reader_sha256"]))
