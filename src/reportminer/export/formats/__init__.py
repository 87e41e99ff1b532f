"""The tables of an output folder in further formats, made from its CSV files."""

from collections.abc import Callable
from pathlib import Path

from reportminer.errors import UsageError

FORMATS = ("parquet", "xlsx", "sqlite")


def write_format(out: Path, name: str) -> list[Path]:
    """Write the tables of OUT as `name`, one of `FORMATS`; gives the files that were written.

    parquet: one `<table>.parquet` for each table. xlsx: `reportminer.xlsx`. sqlite:
    `reportminer.sqlite`. Raises `UsageError` for any other name, `OutputError` where a table is
    missing.
    """
    return _writer(name)(out)


def _writer(name: str) -> Callable[[Path], list[Path]]:
    # Each format brings a heavy library along, which is loaded only for the one that is asked for.
    if name == "parquet":
        from reportminer.export.formats.parquet import write_parquet as chosen  # noqa: PLC0415
    elif name == "xlsx":
        from reportminer.export.formats.workbook import write_workbook as chosen  # noqa: PLC0415
    elif name == "sqlite":
        from reportminer.export.formats.sqlite import write_sqlite as chosen  # noqa: PLC0415
    else:
        raise UsageError(f"no format {name}", hint=f"choose one of {', '.join(FORMATS)}")
    return chosen
