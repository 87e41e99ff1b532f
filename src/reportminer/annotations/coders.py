"""Codes that several coders gave the same findings, each without a look at the others'."""

import json
from collections.abc import Iterable
from pathlib import Path

from reportminer.errors import SettingsError

OPEN = 0.5
"""Share of the coders by which a code is neither given nor denied."""
Told = dict[str, dict[str, list[dict[str, float]]]]


class Coders:
    """What further coders gave: by report and finding (its id, or the key of its words)."""

    def __init__(self, path: Path | None = None) -> None:
        """`path`: a JSON object of reports, of findings, of a list of coders: codes with 1, or 0.5 in doubt.

        Raises SettingsError where it cannot be read.
        """
        self._told: Told = _read(path) if path else {}

    def shares(self, report: str, finding: str, first: Iterable[str]) -> dict[str, float]:
        """The share of all coders of a finding that gives each code; `first` is what the first one gave."""
        coders = [dict.fromkeys(first, 1.0), *self._told.get(report, {}).get(finding, ())]
        codes = sorted({code for coder in coders for code in coder})
        return {code: sum(coder.get(code, 0.0) for coder in coders) / len(coders) for code in codes}


def _read(path: Path) -> Told:
    try:
        found: Told = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsError(
            f"{path} cannot be read: {error}", hint="name a file of codes by finding"
        ) from error
    return found


ALONE = Coders()
"""Nobody beside the first."""
