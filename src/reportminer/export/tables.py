"""The schema of every table, read once from `tables.yaml`: the one source for all writers."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from reportminer import labels
from reportminer.ruledata import from_yaml

Row = Mapping[str, object]
"""One row of a table: plain strings, numbers, booleans and lists, so that JSON can carry it."""

TYPES = frozenset({"string", "integer", "number", "boolean", "array"})
ITEMS = frozenset({"", "string", "integer", "box"})


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, type (of `TYPES`), what it holds, what a list is made of."""

    name: str
    type: str
    description: str
    items: str = ""
    enum: str = ""
    """Name of the enumeration in `labels` whose values alone may stand here."""
    empty: bool = False
    """It may be empty although it is part of the key."""

    def __post_init__(self) -> None:
        if self.type not in TYPES or self.items not in ITEMS or (self.type == "array") != bool(self.items):
            raise ValueError(f"tables.yaml: column {self.name} has no usable type")

    @property
    def values(self) -> tuple[str, ...]:
        """The values allowed, in order; empty where anything may stand."""
        return tuple(str(value) for value in getattr(labels, self.enum)) if self.enum else ()


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """`columns` of this table name a row of `table` by its columns `to`."""

    columns: tuple[str, ...]
    table: str
    to: tuple[str, ...] = ()
    """The same names as `columns` where nothing is said."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its columns in order, and how its rows hang together with those of others."""

    name: str
    description: str
    columns: tuple[Column, ...]
    primary_key: tuple[str, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    indexes: tuple[tuple[str, ...], ...] = ()
    search: tuple[str, ...] = ()
    """Columns whose words can be searched where a format has full-text search."""
    open: str = ""
    """Type of further columns that the data bring along; empty for a table of fixed columns."""

    @property
    def file_name(self) -> str:
        """Name of its CSV file in an output folder."""
        return f"{self.name}.csv"

    @property
    def header(self) -> list[str]:
        """Names of its columns, in order."""
        return [column.name for column in self.columns]

    def widened(self, names: list[str]) -> tuple[Column, ...]:
        """The columns of a header: those of the schema, then further ones of an open table."""
        own = {column.name: column for column in self.columns}
        further = [name for name in names if name not in own]
        if names[: len(own)] != self.header or (further and not self.open):
            raise ValueError(f"{self.file_name} has columns {names}, not {self.header}")
        described = f"Findings of the theme in the report ({self.name})."
        return self.columns + tuple(Column(name, self.open, described) for name in further)


@cache
def tables() -> dict[str, Table]:
    """All tables by name, in the order in which they are described and written."""
    text = files("reportminer.export").joinpath("tables.yaml").read_text(encoding="utf-8")
    return {name: _table(name, spec) for name, spec in from_yaml(text).items()}


def _table(name: str, spec: dict[str, Any]) -> Table:
    keys = [
        ForeignKey(tuple(key["columns"]), key["table"], tuple(key.get("to", key["columns"])))
        for key in spec.pop("foreign_keys", [])
    ]
    return Table(
        name=name,
        columns=tuple(Column(name=column, **told) for column, told in spec.pop("columns").items()),
        primary_key=tuple(spec.pop("primary_key", ())),
        foreign_keys=tuple(keys),
        indexes=tuple(tuple(index) for index in spec.pop("indexes", ())),
        search=tuple(spec.pop("search", ())),
        **spec,
    )
