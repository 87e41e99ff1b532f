"""The inputs of a run, kept in OUT: what `status` counts, and hashes that need not be taken again.

OUT/.reportminer/inputs.jsonl     first {"key": ...} of the recipe, then a line a file, in the order
                                  in which they are found: path (or address, as it is shown), SHA-256, and
                                  its stamp: size, times of last change of contents and of its
                                  entry (ns), inode; of a file in a store what that tells of it
"""

import json
import os
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from tempfile import SpooledTemporaryFile, gettempdir
from typing import Any

from reportminer.batch.store import write_lines
from reportminer.export.files import refused
from reportminer.ingest.addresses import Far, is_address
from reportminer.ingest.find import MARK, order, sha256_of

Stamp = list[int | str]
SETTLED = 2 * 10**9
"""Nanoseconds since its last change after which a file's stamp tells of the next one."""
UNSETTLED: Stamp = [-1, 0, 0, 0]
IN_MEMORY = 4 * 2**20
TEMPORARY = "; TMPDIR names that folder"


def _file(out: Path) -> Path:
    return out / MARK / "inputs.jsonl"


def kept(out: Path) -> tuple[str, Iterator[tuple[str, str]]]:
    """Key of the recipe, and path and SHA-256 of each file of the last run; no key where there was none."""
    lines = _lines(out)
    first = next(lines, None)
    key = str(first["key"]) if isinstance(first, dict) else ""
    return key, ((line[0], line[1]) for line in lines if isinstance(line, list))


def _lines(out: Path) -> Iterator[Any]:
    try:
        with _file(out).open(encoding="utf-8") as file:
            for line in file:
                yield json.loads(line)
    except (OSError, ValueError):
        return


class Hashes:
    """Gives the SHA-256 of files in the order of `ingest.find.order`; remembers those of the last run.

    Memory does not grow with the files: the old list is read along, the new one goes to a temporary file.
    """

    def __init__(self, out: Path) -> None:
        self._old = (line for line in _lines(out) if isinstance(line, list))
        self._next = next(self._old, None)
        self._new = SpooledTemporaryFile(IN_MEMORY, "w+", encoding="utf-8")  # noqa: SIM115 - closed by `keep`

    def __call__(self, item: Path | Far) -> str:
        """Hash of a file; not read where it was not touched since its hash was taken."""
        name = item.name if isinstance(item, Far) else str(item)
        stamp = _stamp(item)
        digest = self._known(item, name, stamp) if stamp else ""
        if not digest:
            digest = sha256_of(item)
            if stamp != _stamp(item) or _lately(item, stamp):
                stamp = []
        self._note(json.dumps([name, digest, stamp or UNSETTLED]) + "\n")
        return digest

    def _note(self, line: str) -> None:
        """Not to be taken for a report that cannot be read."""
        try:
            self._new.write(line)
        except OSError as error:
            raise refused(error, f"a temporary file in {gettempdir()}", TEMPORARY) from error

    def _known(self, item: Path | Far, name: str, stamp: Stamp) -> str:
        while self._next and _order(self._next[0]) < order(item):
            self._next = next(self._old, None)
        same = self._next and self._next[0] == name and self._next[2] == stamp
        return str(self._next[1]) if self._next and same else ""

    def keep(self, out: Path, key: str) -> str:
        """Write the list into OUT; gives the hash of what was written, stamps left out."""
        digest = sha256()
        self._new.seek(0)
        with self._new as lines:
            write_lines(_file(out), self._told(key, lines, digest))
        return digest.hexdigest()

    @staticmethod
    def _told(key: str, lines: Any, digest: Any) -> Iterator[str]:
        yield json.dumps({"key": key}) + "\n"
        for line in lines:
            digest.update(json.dumps(json.loads(line)[:2]).encode())
            yield line


def _order(name: str) -> tuple[str, bytes]:
    """Order of a name in the list."""
    return order(Far("", "", name, None) if is_address(name) else Path(name))


def _stamp(item: Path | Far) -> Stamp:
    """Nothing where no stamp can be relied on."""
    if isinstance(item, Far):
        return list(item.stamp)
    told = os.stat(item)
    return [told.st_size, told.st_mtime_ns, told.st_ctime_ns, told.st_ino]


def _lately(item: Path | Far, stamp: Stamp) -> bool:
    """Whether a file here was changed just now; of one in a store its stamp tells (see `ingest.remote`)."""
    return isinstance(item, Path) and abs(time.time_ns() - int(stamp[2])) < SETTLED
