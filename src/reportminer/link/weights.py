"""Small logistic models as JSON: a weight a feature, a bias, a threshold. What training made, no code."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import exp
from typing import Any

from reportminer.config import models_dir, once_per_models
from reportminer.errors import ModelError
from reportminer.manifest import model_file

FORMAT = "reportminer-links-1"
NAMES = ("actor_recommendation", "actor_challenge", "answers", "from")
_HINT = "install reportminer again from its wheel, or run `make models`"


@dataclass(frozen=True, slots=True)
class Logistic:
    """Logistic regression over named features; a feature that it does not know weighs nothing."""

    bias: float
    weights: Mapping[str, float]
    threshold: float
    """From this probability on the answer is yes."""

    def probability(self, features: Mapping[str, float]) -> float:
        """From 0 to 1."""
        known = self.weights
        total = self.bias + sum(known.get(name, 0.0) * value for name, value in features.items())
        return 1.0 / (1.0 + exp(-max(min(total, 30.0), -30.0)))


def flags(names: Iterable[str]) -> dict[str, float]:
    """Features that are there or not."""
    return dict.fromkeys(names, 1.0)


@once_per_models
def link_models() -> dict[str, Logistic]:
    """The models of `models/links/links.json`, by name. Raises ModelError where they cannot be used."""
    models = models_dir()
    path = models / "links" / "links.json"
    try:
        data = json.loads(model_file(models, "links/links.json"))
        if data["format"] != FORMAT or set(data["models"]) != set(NAMES):
            raise ModelError(f"{path.name} is of another version than this program", hint=_HINT)
        return {name: _model(spec) for name, spec in data["models"].items()}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"the model of relations, {path.name}, cannot be read: {error}", hint=_HINT
        ) from error


def _model(spec: Any) -> Logistic:
    weights = {str(name): float(weight) for name, weight in spec["weights"].items()}
    return Logistic(float(spec["bias"]), weights, float(spec["threshold"]))
