"""What a user decided about partners by hand: kept in a CSV file that can be put under version control.

Columns: `decision` is `same` (two ids are one organisation) or `different` (they are not); `partner_id` and
`other_id` say which; `name`, `other_name` and `note` are for people. In `different`, the other may also be
the id of a report, in which the partner of that name is another organisation.
"""

import csv
import io
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, field, fields
from pathlib import Path

from reportminer.errors import SettingsError
from reportminer.link.identity.tables import read_rows
from reportminer.tag.partners.joining import Joined

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
    """All of them; where rows contradict each other the later counts."""

    rows: tuple[Decision, ...] = ()
    overruled: list[Decision] = field(default_factory=list, init=False)
    """Rows that later ones contradict, in order: they decide nothing."""
    _last: dict[tuple[str, str], str] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        held = _Held()
        self.overruled.extend(row for row in reversed(self.rows) if not held.takes(row))
        self.overruled.reverse()
        self._last.update((row.pair, row.decision) for row in self._held())

    def _held(self) -> list[Decision]:
        gone = set(self.overruled)
        return [row for row in self.rows if row not in gone]

    def apart(self, one: str, other: str) -> bool:
        """Whether the user says that they are two."""
        return self._last.get((min(one, other), max(one, other))) == DIFFERENT

    def pairs(self, decision: str) -> list[tuple[str, str]]:
        """Pairs of ids so decided, in order."""
        return sorted(pair for pair, told in self._last.items() if told == decision)

    def with_rows(self, more: Iterable[Decision], together: Collection[str] = ()) -> "Decisions":
        """These and more, without the rows that these contradict; of a pair the new row takes the place.

        Ids that stand `together` are one from now on. What is told to be different from another leaves all
        that was made one with that other by way of it.
        """
        new = tuple(more)
        said = {row.pair for row in new}
        gone = {row for told in new if told.decision == DIFFERENT for row in _ties(self.rows, told)}
        gone |= {row for row in self.rows if row.decision == DIFFERENT and set(row.pair) <= set(together)}
        found = Decisions((*(row for row in self.rows if row.pair not in said and row not in gone), *new))
        return Decisions(tuple(found._held()))

    def undone_by(self, later: "Decisions") -> tuple[Decision, ...]:
        """Rows of these that later ones have no more, nor say in other words."""
        said = {(row.pair, row.decision) for row in later.rows}
        return tuple(row for row in self.rows if (row.pair, row.decision) not in said)


class _Held:
    """Rows that hold beside each other: which ids are one, and which of these are apart."""

    def __init__(self) -> None:
        self._one = Joined()
        self._apart: dict[str, set[str]] = {}

    def takes(self, row: Decision) -> bool:
        """Whether a row holds beside those taken before; then it is one of them."""
        one, other = sorted((self._one.find(row.partner_id), self._one.find(row.other_id)))
        if row.decision == DIFFERENT:
            self._part(one, other)
            return one != other
        if other in self._apart.get(one, ()):
            return False
        if one != other:
            self._join(one, other)
        return True

    def _part(self, one: str, other: str) -> None:
        if one != other:
            self._apart.setdefault(one, set()).add(other)
            self._apart.setdefault(other, set()).add(one)

    def _join(self, one: str, other: str) -> None:
        self._one.join(one, other)
        for away in self._apart.pop(other, set()):
            self._apart[away].discard(other)
            self._part(self._one.find(one), away)


def _ties(rows: Sequence[Decision], told: Decision) -> Iterator[Decision]:
    """Rows that make the other of `told` one with its partner, itself or by way of what is one with that."""
    one = Joined()
    for row in rows:
        if row.decision == SAME and told.other_id not in row.pair:
            one.join(*row.pair)
    for row in rows:
        if row.decision == SAME and told.other_id in row.pair:
            (beside,) = set(row.pair) - {told.other_id}
            if one.find(beside) == one.find(told.partner_id):
                yield row


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
