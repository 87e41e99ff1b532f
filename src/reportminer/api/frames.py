"""Tables as pandas DataFrames, with the types that the schema says.

| type in the schema | dtype | where nothing is known |
|---|---|---|
| string | `string` | the empty string |
| integer | `Int64` | `<NA>` |
| number | `float64` | `NaN` |
| boolean | `boolean` | `<NA>` |
| array | `object`, a Python list a cell | an empty list |
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportminer.errors import UsageError
from reportminer.export.cells import READ, arm
from reportminer.export.csvs import columns_of
from reportminer.export.tables import Column, tables

if TYPE_CHECKING:
    from pandas import DataFrame


def pandas() -> Any:
    """The module. Raises UsageError where it is not installed."""
    try:
        import pandas as pd  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise UsageError(
            "DataFrames need pandas",
            hint="pip install 'reportminer[pandas]'; or take .rows(table), which gives plain dicts",
        ) from error
    return pd


def frame_of_table(out: Path, name: str, columns: Sequence[str] = ()) -> "DataFrame":
    """Table `name` of an output folder; `columns` are those wanted, all of them where there are none.

    Raises UsageError for a table or column that does not exist, OutputError where the file is missing.
    """
    pd = pandas()
    wanted = chosen(columns_of(out, known(name)), columns, name)
    names = [column.name for column in wanted]
    cells = pd.read_csv(out / tables()[name].file_name, usecols=names, dtype=str, keep_default_na=False)
    typed: DataFrame = pd.DataFrame({c.name: _typed(pd, cells[c.name], c) for c in wanted})
    return typed


def frame_of_rows(rows: Iterable[Mapping[str, object]], columns: Sequence[Column]) -> "DataFrame":
    """Rows of values, as a table's writer takes them, with the columns of their table."""
    pd, rows = pandas(), list(rows)
    cells = {c.name: [_value(row[c.name], c) for row in rows] for c in columns}
    typed: DataFrame = pd.DataFrame({c.name: pd.Series(cells[c.name], dtype=DTYPES[c.type]) for c in columns})
    return typed


def known(name: str) -> str:
    """The name of a table; UsageError where there is none of that name."""
    if name not in tables():
        raise UsageError(f"no table {name}", hint=f"choose one of {', '.join(tables())}")
    return name


def chosen(own: Sequence[Column], names: Sequence[str], table: str) -> list[Column]:
    """The columns of these names, in the order asked for; all where no names are given."""
    by_name = {column.name: column for column in own}
    if unknown := [name for name in names if name not in by_name]:
        raise UsageError(
            f"{table} has no column {', '.join(unknown)}", hint=f"choose of {', '.join(by_name)}"
        )
    return [by_name[name] for name in names or by_name]


def _typed(pd: Any, cells: Any, column: Column) -> Any:
    """Cells as they stand in the file, as a Series of the column's type."""
    if column.type == "string":
        return _armed(cells.astype("string"))
    return pd.Series([READ[column.type](cell) for cell in cells], dtype=DTYPES[column.type])


def _armed(cells: Any) -> Any:
    """Formulas as they stand in the report: writers put an apostrophe before them."""
    disarmed = cells.str.startswith("'")
    cells[disarmed] = cells[disarmed].map(arm)
    return cells


def _value(value: object, column: Column) -> object:
    """A value as its column takes it: nothing is nothing."""
    if column.type == "string":
        return "" if value is None else str(value)
    return None if value == "" else value


DTYPES = {
    "string": "string",
    "integer": "Int64",
    "number": "float64",
    "boolean": "boolean",
    "array": "object",
}
"""Dtype of each type of column."""
