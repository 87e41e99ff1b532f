"""What the encoder says of every segment of a report: read once, beside everything else, and kept.

To read a report takes longer than to weigh it, so no page ever waits for it: what is not read yet is
weighed by rules and words alone. Every model of a project that has the same encoder shares its odds.
"""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reportminer.desk import atomic
from reportminer.errors import ModelError
from reportminer.manifest import DAMAGED
from reportminer.tag.encoder.windows import Passage

Floats = NDArray[np.float32]

PIECE = 1024
"""Segments that are read at one go: as many as a run gives the encoder together."""


def encoder_of(models: Path) -> str:
    """Digest of the encoder that a folder of models judges with; empty where it judges without one."""
    told = models / "findings" / "joint.json"
    if not told.is_file() or not (models / "encoder" / "encoder.json").is_file():
        return ""
    try:
        return str(json.loads(told.read_text(encoding="utf-8"))["encoder_sha256"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"joint.json cannot be read: {error}", hint="install reportminer again") from error


def passages_of(record: Mapping[str, Any]) -> list[Passage]:
    """The segments of a record as the encoder wants them: the same that a run gives it."""
    from reportminer.tag.findings import LONGEST  # noqa: PLC0415 - spaCy: heavy

    text, sections = record["text"], record["sections"]
    headings = [_headings(sections, at) for at in range(len(sections))]
    return [
        Passage(text[start : min(end, start + LONGEST)], kind, headings[section])
        for start, end, _, section, kind, _ in record["segments"]
    ]


def _headings(sections: Sequence[Sequence[Any]], at: int) -> tuple[str, ...]:
    """Headings over the text of a section, from the outside in."""
    found = []
    while at >= 0:
        found.append(str(sections[at][4]))
        at = sections[at][6]
    return tuple(heading for heading in reversed(found) if heading)


def read(passages: Sequence[Passage], models: Path) -> Floats:
    """Passages x labels: log odds. What a worker process does.

    Raises ModelError where the encoder is missing, or is not the one that is judged with.
    """
    from reportminer.tag.encoder.model import load  # noqa: PLC0415 - heavy

    encoder = load(models / "encoder")
    if encoder is None or encoder.digest != encoder_of(models):
        raise ModelError(
            "the encoder is not the one that the arbiter was fitted to", hint="run `make models` again"
        )
    return encoder.read(passages, [True] * len(passages)).odds


class Readings:
    """The odds that are kept in a folder, by report and encoder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sound: set[Path] = set()

    def has(self, report: str, digest: str) -> bool:
        """Whether an encoder has read a report. Odds that are damaged count as none: they are made anew."""
        path = self._path(report, digest)
        if path not in self._sound:
            with suppress(*DAMAGED):  # also where there are none
                self.get(report, digest)
                self._sound.add(path)
        return path in self._sound and path.is_file()

    def get(self, report: str, digest: str) -> Floats:
        """Segments x labels, for a report that was read."""
        odds: Floats = np.load(self._path(report, digest), allow_pickle=False)
        return odds

    def keep(self, report: str, digest: str, odds: Floats) -> None:
        """Write whole or not at all."""
        atomic.write(self._path(report, digest), lambda file: np.save(file, odds, allow_pickle=False))

    def _path(self, report: str, digest: str) -> Path:
        return self._folder / f"{report}.odds-{digest[:16]}.npy"
