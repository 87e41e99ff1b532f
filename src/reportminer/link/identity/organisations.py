"""The user's own list of organisations, which takes precedence over what the program makes of names.

A CSV file in UTF-8 with the columns `id`, `name`, and perhaps `aliases` (several with `;` between them),
`kind` and `country`: where a country is given, the row counts in reports on that country alone.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from reportminer.errors import SettingsError
from reportminer.link.country import countries_in
from reportminer.link.identity.keys import normal_name
from reportminer.link.identity.tables import read_rows

NEEDED = ("id", "name")
MORE = ("aliases", "kind", "country")
_ID = re.compile(r"[\w.:/-]{1,80}")
_HINT = "give a CSV file in UTF-8: columns id, name and, as you like, aliases (with ; between), kind, country"


@dataclass(frozen=True, slots=True)
class Organisation:
    """A row of the list."""

    id: str
    name: str
    kind: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Organisations:
    """The list, by name or alias as it is compared and country (empty for all)."""

    rows: Mapping[tuple[str, str], Organisation] = field(default_factory=dict)

    def of(self, name: str, aliases: Sequence[str], country: str) -> Organisation | None:
        """The organisation of that name, else of the longest alias that the list has, or None."""
        for spelling in (name, *sorted(aliases, key=lambda a: (-len(a), a))):
            key = normal_name(spelling)
            found = (self.rows.get((key, country)) if country else None) or self.rows.get((key, ""))
            if found:
                return found
        return None


def read_organisations(path: Path) -> Organisations:
    """Read the user's list. Raises SettingsError naming file, line and remedy."""
    rows: dict[tuple[str, str], Organisation] = {}
    places: dict[tuple[str, str], str] = {}
    ids: dict[str, str] = {}
    for place, row in read_rows(path, NEEDED, MORE, _HINT):
        own = _organisation(place, row)
        if own.id in ids:
            raise SettingsError(
                f"{place}: id {own.id} stands in {ids[own.id]} already", hint="keep one of the two"
            )
        ids[own.id] = place
        for name in dict.fromkeys((own.name, *_aliases(row["aliases"]))):
            key = (normal_name(name), own.country)
            if rows.get(key, own) != own:
                raise SettingsError(
                    f"{place}: {name!r} is {rows[key].id} by {places[key]}",
                    hint="a name stands for one organisation: tell them apart by country, or leave it out",
                )
            rows[key], places[key] = own, place
    return Organisations(rows)


def _aliases(cell: str) -> list[str]:
    return [name for part in cell.split(";") if (name := part.strip())]


def _organisation(place: str, row: Mapping[str, str]) -> Organisation:
    if not row["id"] or not row["name"]:
        raise SettingsError(f"{place}: an id and a name are needed", hint=_HINT)
    if not _ID.fullmatch(row["id"]):
        raise SettingsError(
            f"{place}: {row['id']!r} cannot be an id", hint="take letters, digits and . : / _ - (80 at most)"
        )
    named = countries_in(row["country"])
    if row["country"] and len(named) != 1:
        raise SettingsError(
            f"{place}: {row['country']!r} is not one country", hint="give its English name, or nothing"
        )
    return Organisation(row["id"], row["name"], row["kind"], next(iter(named), ""))
