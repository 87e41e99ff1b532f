"""The dataset that a run wrote, to work with in Python."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportminer.api.frames import chosen, frame_of_table, known
from reportminer.batch.failures import Failure
from reportminer.errors import UsageError
from reportminer.export.csvs import columns_of, read_typed
from reportminer.export.files import lacking
from reportminer.export.runfile import read_run
from reportminer.export.tables import tables

if TYPE_CHECKING:
    from pandas import DataFrame


class Dataset:
    """The tables of an output folder. Nothing is read before it is asked for.

    Every table is an attribute by its name (`dataset.findings`, `dataset.partners`, `dataset.themes`,
    `dataset.theme_matrix` …, see `tables`): a pandas DataFrame with a row as the table has it and the
    columns and types that `datapackage.json` describes. Text is `string` (empty where nothing is known),
    whole numbers `Int64`, other numbers `float64`, truth values `boolean`, lists Python lists. Offsets
    (`char_start`, `char_end`) count Unicode code points of `text(report_id)`, half open; pages count from 1;
    boxes are `[page, x0, top, x1, bottom]` in PDF points from the page's top left.

    A DataFrame is read once and kept: what you change in it stays changed. `table(name)` reads it anew.
    """

    def __init__(self, out: str | PathLike[str]) -> None:
        """`out`: the folder. Raises OutputError where no run was finished there."""
        self.out = Path(out)
        """The folder."""
        self._frames: dict[str, DataFrame] = {}
        if not (self.out / "run.json").exists():
            raise lacking(
                self.out,
                f"{self.out} holds no finished run",
                hint="give the folder that `reportminer run` wrote; one that was broken off goes on when run"
                " again",
            )
        self.record: dict[str, Any] = read_run(self.out)
        """What run.json tells: versions, settings, hashes of inputs, counts, seconds."""

    @property
    def tables(self) -> tuple[str, ...]:
        """Names of the tables."""
        return tuple(tables())

    def table(self, name: str, columns: Sequence[str] = ()) -> "DataFrame":
        """Table `name` as a DataFrame, read from disk; only these `columns`, in this order, where given.

        Raises UsageError for a name that does not exist or where pandas is not installed, OutputError
        where the file is missing.
        """
        return frame_of_table(self.out, name, columns)

    def rows(self, name: str, columns: Sequence[str] = ()) -> Iterator[dict[str, object]]:
        """The rows of table `name` one by one, as dicts of plain values; needs no pandas, and no memory.

        Empty numbers and truth values are None. Raises as `table` does.
        """
        chosen(columns_of(self.out, known(name)), columns, name)
        return read_typed(self.out, name, columns)

    def text(self, report_id: str) -> str:
        """The text of a report, in which its offsets count. Raises UsageError for an unknown id."""
        path = self.out / "texts" / f"{report_id}.txt"
        if Path(report_id).name != report_id or not path.is_file():
            raise UsageError(f"no text of {report_id}", hint="reports.csv holds the ids of reports")
        return path.read_bytes().decode("utf-8")

    @cached_property
    def failures(self) -> tuple[Failure, ...]:
        """Inputs that could not be read: each with `source`, `stage`, `error` and `hint`.

        As a DataFrame: `table("failures")`.
        """
        return tuple(Failure(**{k: str(v) for k, v in row.items()}) for row in self.rows("failures"))

    def __getattr__(self, name: str) -> "DataFrame":
        """A table by its name, as a DataFrame."""
        if name.startswith("_") or name not in tables():
            raise AttributeError(f"{type(self).__name__} has no attribute or table {name!r}")
        if name not in self._frames:
            self._frames[name] = self.table(name)
        return self._frames[name]

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *tables()})

    def __repr__(self) -> str:
        counts = self.record.get("counts", {})
        told = ", ".join(f"{counts.get(name, 0):,} {name}" for name in ("reports", "findings", "partners"))
        return f"<Dataset {str(self.out)!r}: {told}, {counts.get('failures', 0):,} not read>"


def open(out: str | PathLike[str]) -> Dataset:
    """The dataset of an earlier run, by the folder it was written to.

    Raises OutputError where no run was finished there.
    """
    return Dataset(out)
