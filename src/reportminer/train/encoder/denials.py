"""Made-up sentences that tell a trouble and deny it, as texts to learn from."""

import random
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import numpy as np

from reportminer.labels import Label
from reportminer.ruledata import from_yaml
from reportminer.tag.cues import LABELS
from reportminer.tag.encoder.windows import Passage
from reportminer.train.encoder.data import WRITTEN, Text

EACH = 12
"""Sentences of one text: neighbours that are about other things, some told and some denied."""


def denials(weight: float, seed: int) -> list[Text]:
    """The sentences shuffled into short texts, with their labels."""
    text = files("reportminer.train.encoder").joinpath("denials.yaml").read_text(encoding="utf-8")
    found = sorted(set(_sentences(from_yaml(text))))
    random.Random(seed).shuffle(found)
    return [
        _text(number, found[at : at + EACH], weight) for number, at in enumerate(range(0, len(found), EACH))
    ]


def _sentences(data: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    for told, way in ((True, "there"), (False, "not_there")):
        for frame in data[way]:
            for number, trouble in enumerate(data["troubles"]):
                who = data["who"][number % len(data["who"])]
                sentence = frame.format(t=trouble, w=who)
                yield sentence[0].upper() + sentence[1:], told
    for there, not_there in data["pairs"]:
        yield there, True
        yield not_there, False


def _text(number: int, rows: list[tuple[str, bool]], weight: float) -> Text:
    labels = np.zeros((len(rows), len(LABELS)), np.float32)
    labels[:, LABELS.index(Label.CHALLENGE)] = [told for _, told in rows]
    passages = tuple(Passage(sentence) for sentence, _ in rows)
    spans = np.zeros((len(rows), 2), np.int64)
    return Text(
        f"denials {number}", spans, f"{WRITTEN}denials", passages, labels, np.full_like(labels, weight)
    )
