"""What the machine sees of each segment of a report, kept so that a new model can weigh it at once.

Signals are kept field by field, whatever their fields are: names as text, arrays end to end.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from reportminer.desk import atomic

if TYPE_CHECKING:
    from reportminer.tag.features import Signals


@dataclass(frozen=True, slots=True)
class Features:
    """Signals of the segments of one report, in their order."""

    rows: "tuple[Signals, ...]"

    @classmethod
    def of(cls, rows: "Sequence[Signals]") -> "Features":
        """From the tagger's."""
        return cls(tuple(rows))

    def save(self, path: Path) -> None:
        """Write whole or not at all."""
        held = self._arrays()
        atomic.write(path, lambda file: np.savez_compressed(file, allow_pickle=False, **held))

    def _arrays(self) -> dict[str, NDArray[Any]]:
        arrays: dict[str, NDArray[Any]] = {}
        if not self.rows:
            return arrays
        for field in fields(self.rows[0]):
            values = [getattr(row, field.name) for row in self.rows]
            if isinstance(values[0], np.ndarray):
                arrays[field.name] = np.concatenate(values)
                arrays[f"{field.name}.sizes"] = np.array([len(value) for value in values])
            else:
                text = json.dumps(values, ensure_ascii=False).encode()
                arrays[f"{field.name}.json"] = np.frombuffer(text, dtype=np.uint8)
        return arrays

    @classmethod
    def load(cls, path: Path) -> "Features":
        """Read what `save` wrote."""
        from reportminer.tag.features import Signals  # noqa: PLC0415 - spaCy: heavy

        columns: dict[str, list[Any]] = {}
        with np.load(path, allow_pickle=False) as file:
            for field in fields(Signals):
                if field.name in file:
                    ends = np.cumsum(file[f"{field.name}.sizes"])[:-1]
                    columns[field.name] = np.split(file[field.name], ends)
                elif f"{field.name}.json" in file:
                    found = json.loads(file[f"{field.name}.json"].tobytes())
                    columns[field.name] = [tuple(v) if isinstance(v, list) else v for v in found]
        names = list(columns)
        rows = zip(*columns.values(), strict=True)
        return cls(tuple(Signals(**dict(zip(names, row, strict=True))) for row in rows))
