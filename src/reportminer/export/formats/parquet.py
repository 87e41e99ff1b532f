"""Tables as Parquet: typed columns, lists as lists."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from reportminer.export.csvs import columns_of, read_typed
from reportminer.export.files import whole
from reportminer.export.tables import Column, tables

_BATCH = 20_000
_TYPES = {"string": pa.string(), "integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_()}
_ITEMS = {"string": pa.string(), "integer": pa.int64(), "box": pa.list_(pa.float64())}


def write_parquet(out: Path) -> list[Path]:
    """Write `<table>.parquet` for every table of OUT, batch by batch."""
    return [_write(out, name) for name in tables()]


def _write(out: Path, name: str) -> Path:
    columns = columns_of(out, name)
    schema = pa.schema(
        [_field(column) for column in columns], metadata={"description": tables()[name].description}
    )
    path = out / f"{name}.parquet"
    # A file of Python's: by its name Arrow opens none whose name is no UTF-8.
    with (
        whole(path) as part,
        part.open("wb") as file,
        pq.ParquetWriter(file, schema, compression="zstd") as writer,
    ):
        for rows in _batches(read_typed(out, name)):
            writer.write_table(pa.Table.from_pylist(rows, schema=schema))
    return path


def _field(column: Column) -> Any:
    kind = pa.list_(_ITEMS[column.items]) if column.items else _TYPES[column.type]
    return pa.field(column.name, kind, metadata={"description": column.description})


def _batches(rows: Iterator[dict[str, object]]) -> Iterator[list[dict[str, object]]]:
    while batch := list(islice(rows, _BATCH)):
        yield batch
