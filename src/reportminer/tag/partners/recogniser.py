"""The named-entity recogniser: asked what kind of name a name is, on a sample of its mentions.

It is spaCy's English recogniser as taken over into `models/partners/ner`. Names are found by the
grammar of `names`; the recogniser votes on each, so that it reads a part of the text only.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import Any

from reportminer.config import models_dir, once_per_models
from reportminer.errors import ModelError
from reportminer.types import Span

SAMPLED = 2
"""Mentions of one name that are read."""
_LONGEST = 1200


@once_per_models
def _pipeline() -> Any:
    path = models_dir() / "partners" / "ner"
    try:
        return import_module("spacy").load(path)
    except OSError as error:
        raise ModelError(
            f"no recogniser at {path.name}", hint="install reportminer again, or run `make models`"
        ) from error


def votes(
    text: str, places: Sequence[Span], wanted: Iterable[tuple[str, int, Span]]
) -> dict[str, Counter[str]]:
    """What the recogniser takes each name for.

    `wanted` gives name, index of its place and its span, in the order of the text. For up to
    `SAMPLED` mentions of each name: the label of the entity that covers it or ends with it, or
    `NONE`; the answer counts these by name.
    """
    sample = _sample(wanted)
    chosen = sorted({place for _, place, _ in sample})
    entities = _entities(text, [(n, places[n]) for n in chosen])
    found: dict[str, Counter[str]] = {}
    for name, place, span in sample:
        found.setdefault(name, Counter())[_label(entities[place], span)] += 1
    return found


def _sample(wanted: Iterable[tuple[str, int, Span]]) -> list[tuple[str, int, Span]]:
    taken: Counter[str] = Counter()
    sample = []
    for item in wanted:
        if taken[item[0]] < SAMPLED:
            taken[item[0]] += 1
            sample.append(item)
    return sample


def _entities(text: str, places: list[tuple[int, Span]]) -> dict[int, list[tuple[int, int, str]]]:
    """Entities by place, with spans in the document."""
    contexts = (
        (text[start : min(end, start + _LONGEST)], (number, start)) for number, (start, end) in places
    )
    return {
        number: [(start + e.start_char, start + e.end_char, e.label_) for e in doc.ents]
        for doc, (number, start) in _pipeline().pipe(contexts, as_tuples=True, batch_size=64)
    }


def _label(entities: list[tuple[int, int, str]], span: Span) -> str:
    for start, end, label in entities:
        if start < span[1] and span[0] < end:
            whole = abs(start - span[0]) <= 4 and abs(end - span[1]) <= 2
            return label if whole else f"part_{label}"
    return "NONE"
