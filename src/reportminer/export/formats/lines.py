"""Tables as JSON Lines: a row a line, typed, keys in the order of the columns."""

import json
from pathlib import Path

from reportminer.export.csvs import read_typed
from reportminer.export.files import begin, commit, discard
from reportminer.export.tables import tables


def write_lines(out: Path) -> list[Path]:
    """Write `<table>.jsonl` for every table of OUT: UTF-8, LF, lists as lists, no value as null."""
    return [_write(out, name) for name in tables()]


def _write(out: Path, name: str) -> Path:
    path = out / f"{name}.jsonl"
    file = begin(path)
    try:
        for row in read_typed(out, name):
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    except BaseException:
        discard(file)
        raise
    commit(file, path)
    return path
