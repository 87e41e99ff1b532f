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

    def shares(self, report: str, finding: str, first: Iterable[str], settled: int = 1) -> dict[str, float]:
        """The share of all coders of a finding that gives each code.

        `first` is what the first one gave, or what so many settled together (`settled`).
        """
        coders = [*[dict.fromkeys(first, 1.0)] * settled, *self._told.get(report, {}).get(finding, ())]
        codes = sorted({code for coder in coders for code in coder})
        return {code: sum(coder.get(code, 0.0) for coder in coders) / len(coders) for code in codes}


def _read(path: Path) -> Told:
    hint = "name a file of codes by report and finding, as annotations/codes_again.json"
    try:
        found: Told = json.loads(path.read_text("utf-8"))
        shares = [
            share
            for findings in found.values()
            for coders in findings.values()
            for coder in coders
            for share in coder.values()
        ]
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise SettingsError(f"{path} cannot be read: {error}", hint=hint) from error
    if not all(isinstance(share, int | float) and 0 <= share <= 1 for share in shares):
        raise SettingsError(f"{path} holds a share of a code that is none", hint=hint)
    return found


ALONE = Coders()
"""Nobody beside the first."""
