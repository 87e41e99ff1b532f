"""Files that appear whole or not at all."""

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from reportminer.errors import OutputError


def begin(path: Path) -> TextIO:
    """Open a temporary file beside `path`: UTF-8, LF line ends."""
    return open(temporary(path), "w", encoding="utf-8", newline="\n")


def temporary(path: Path) -> Path:
    """The name under which a file is written until it is whole."""
    return path.with_name(f".{path.name}.part")


def commit(file: TextIO, path: Path) -> None:
    """Close the file and give it its name, over what stood there before."""
    file.close()
    os.replace(file.name, path)


def discard(file: TextIO) -> None:
    """Close the file and take it away, also where the disk is full and what is left cannot be written."""
    with suppress(OSError):
        file.close()
    Path(file.name).unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write a whole text file in one step."""
    try:
        file = begin(path)
    except OSError as error:
        raise OutputError(
            f"cannot write {path}: {error.strerror}", hint="check who may write there"
        ) from error
    try:
        file.write(text)
    except BaseException:
        discard(file)
        raise
    commit(file, path)


def write_json(path: Path, content: object) -> None:
    """Write JSON as people read it, keys in the order given."""
    write_text(path, json.dumps(content, ensure_ascii=False, indent=2) + "\n")
