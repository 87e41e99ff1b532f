"""Files that appear whole or not at all."""

import errno
import json
import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from reportminer.errors import OutputError

_REMEDIES = {
    "free some space": ("ENOSPC", "EDQUOT", "EFBIG"),
    "check who may write there": ("EACCES", "EPERM", "EROFS"),
    "let the program open more files (ulimit -n)": ("EMFILE", "ENFILE"),
}
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+:/")
_OTHERWISE = "check that folder, and the disk that it is on"


def remedy(error: OSError) -> str:
    """What the user can do where the system refuses to write."""
    name = errno.errorcode.get(error.errno or 0, "")
    return next((told for told, names in _REMEDIES.items() if name in names), _OTHERWISE)


def refused(error: OSError, where: str, more: str = "") -> OutputError:
    """The same as an error for the user; `where` as `/out/findings.csv`, `more` follows the remedy."""
    return OutputError(f"cannot write {where}: {error.strerror or error}", hint=remedy(error) + more)


def lacking(out: Path, told: str, hint: str = "give the folder that `reportminer run` wrote") -> OutputError:
    """The error for an OUT that lacks what is asked for: `told`, unless there is no such folder at all."""
    if _ADDRESS.match(os.fspath(out)):
        hint = "this works on a folder of this machine alone: copy the dataset here first"
    elif not os.path.lexists(out):
        told = f"{out}: no such folder"
    elif not os.path.isdir(out):
        told = f"{out} is no folder"
    return OutputError(told, hint=hint)


def of_sqlite(error: sqlite3.Error, path: Path) -> OSError:
    """What SQLite says of a disk, as any other file would."""
    told = {sqlite3.SQLITE_FULL: errno.ENOSPC, sqlite3.SQLITE_READONLY: errno.EACCES}
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the rest tells of places inside SQLite
    return OSError(told.get(code, errno.EIO), str(error), str(path))


def begin(path: Path) -> TextIO:
    """Open a temporary file beside `path`: UTF-8, LF line ends."""
    return open(temporary(path), "w", encoding="utf-8", newline="\n")


def temporary(path: Path) -> Path:
    """The name under which a file is written until it is whole."""
    return path.with_name(f".{path.name}.part")


def commit(file: TextIO, path: Path) -> None:
    """Close the file and give it its name, over what stood there before."""
    try:
        file.close()
        os.replace(file.name, path)
    except BaseException:
        discard(file)
        raise


def discard(file: TextIO) -> None:
    """Close the file and take it away, also where the disk is full and what is left cannot be written."""
    with suppress(OSError):
        file.close()
    Path(file.name).unlink(missing_ok=True)


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A name to write to; what stands there takes the name `path` where the block ends well, else it goes."""
    part = temporary(path)
    try:
        yield part
        os.replace(part, path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def write_text(path: Path, text: str) -> None:
    """Write a whole text file in one step. Raises OutputError where it cannot be begun."""
    try:
        file = begin(path)
    except OSError as error:
        raise refused(error, str(path)) from error
    try:
        file.write(text)
    except BaseException:
        discard(file)
        raise
    commit(file, path)


def write_json(path: Path, content: object) -> None:
    """Write JSON as people read it, keys in the order given."""
    write_text(path, json.dumps(content, ensure_ascii=False, indent=2) + "\n")
