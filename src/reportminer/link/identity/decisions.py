"""What a user decided about partners by hand: kept in a CSV file that can be put under version control.

Columns: `decision` is `same` (two ids are one organisation) or `different` (they are not); `partner_id` and
`other_id` say which; `name`, `other_name` and `note` are for people. In `different`, the other may also be
the id of a report, in which the partner of that name is another organisation.
"""

import csv
import io
from collections.abc import Iterable
from dataclasses import astuple, dataclass, field, fields
from pathlib import Path

from reportminer.errors import SettingsError
from reportminer.link.identity.tables import read_rows

SAME, DIFFERENT = "same", "different"
_HINT = "columns are decision (same, different), partner_id, other_id, name, other_name, note"


@dataclass(frozen=True, slots=True)
class Decision:
    """A row of the file."""

    decision: str
    partner_id: str
    other_id: str
    name: str = ""
    other_name: str = ""
    note: str = ""

    @property
    def pair(self) -> tuple[str, str]:
        """The two ids in order."""
        one, other = sorted((self.partner_id, self.other_id))
        return one, other


COLUMNS = tuple(column.name for column in fields(Decision))


@dataclass(frozen=True, slots=True)
class Decisions:
    """All of them; of two about one pair the later counts."""

    rows: tuple[Decision, ...] = ()
    _last: dict[tuple[str, str], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._last.update((row.pair, row.decision) for row in self.rows)

    def apart(self, one: str, other: str) -> bool:
        """Whether the user says that they are two."""
        return self._last.get((min(one, other), max(one, other))) == DIFFERENT

    def pairs(self, decision: str) -> list[tuple[str, str]]:
        """Pairs of ids so decided, in order."""
        return sorted(pair for pair, told in self._last.items() if told == decision)

    def with_rows(self, more: Iterable[Decision]) -> "Decisions":
        """These and more; what they say of a pair takes the place of what was said before."""
        new = tuple(more)
        said = {row.pair for row in new}
        return Decisions((*(row for row in self.rows if row.pair not in said), *new))


def read_decisions(path: Path) -> Decisions:
    """Read the file. Raises SettingsError naming file, line and remedy."""
    rows = []
    for place, row in read_rows(path, COLUMNS[:3], COLUMNS[3:], _HINT):
        if row["decision"] not in (SAME, DIFFERENT):
            raise SettingsError(f"{place}: {row['decision']!r} is no decision", hint=_HINT)
        if not row["partner_id"] or not row["other_id"] or row["partner_id"] == row["other_id"]:
            raise SettingsError(f"{place}: two ids are needed", hint=_HINT)
        rows.append(Decision(**row))
    return Decisions(tuple(rows))


def written(decisions: Decisions) -> str:
    """The file's text."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(astuple(row) for row in decisions.rows)
    return text.getvalue()
