"""OUT at an address: the run works in a folder here, and what it made is put there file by file.

A folder, since tables, workbooks and SQLite files are written in place, as no object can be. Results are
put there by the worker that made them, wherever it is, so that nothing finished is lost; the run brings
back what it needs. At the end come tables, report.html, run.json and last the mark that all is whole.
"""

import json
import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from reportminer.batch.assemble import MADE_FROM_TABLES
from reportminer.batch.partners import DECISIONS
from reportminer.batch.shelf import put, reaching
from reportminer.errors import OutputError
from reportminer.export.formats import FORMATS, files_of
from reportminer.export.tables import tables
from reportminer.ingest.addresses import public, reach
from reportminer.ingest.find import MARK

_KEPT = re.compile(r"\.reportminer/(?:results|failed)/r[0-9a-f]{12}\.([0-9a-f]{12})\.json")
_TEXT = re.compile(r"(?:\.reportminer/)?texts/r[0-9a-f]{12}\.txt")
_OTHER = re.compile(r"\.reportminer/(?!lock$)[a-z_]+(?:\.[a-z]+)?|pages/r[0-9a-f]{12}/[1-9][0-9]{0,5}\.jpg")
_PART = re.compile(r"((?:[^/]+/)*)\.([^/]+)\.[0-9a-f]{32}\.part")
_LAST = ("report.html", "run.json", f"{MARK}/finished.json")
_MANY = 1000
"""Files asked for at once: a store that can hands over several at a time."""
Stamp = tuple[int, int]


class Here:
    """OUT is a folder of this machine: nothing is to be done."""

    def pull(self, key: str, *, force: bool) -> None:
        """Bring what an earlier run left at the address, of results those made by the recipe `key`."""

    def push(self, *, whole: bool) -> None:
        """Make the address hold what the folder holds, of all that is ours."""

    def bring(self, *paths: Path) -> None:
        """Bring files that a worker put there."""


class Shelf(Here):
    """OUT at an address, and the folder that stands for it here."""

    def __init__(self, address: str, folder: Path) -> None:
        self.address = address
        self.folder = folder
        self.store, self.base = reach(address)
        self.there: dict[str, Stamp | None] = {}
        """Files of ours at the address, with the stamp of the same file here."""

    def pull(self, key: str, *, force: bool) -> None:
        """As `Here` says. Raises OutputError where the address cannot be reached or holds something else."""
        names = self._names()
        if names and not force and not any(name.startswith(f"{MARK}/") for name in names):
            raise OutputError(
                f"{public(self.address)} holds something else", hint="name another folder, or give --force"
            )
        self._clear(name for name in names if _is_part(name))
        self.there = {name: None for name in names if _is_ours(name)}
        self._get([name for name in self.there if not (kept := _KEPT.fullmatch(name)) or kept[1] == key])
        self._date()

    def outline(self) -> None:
        """What `status` looks at: which results and texts there are, not what is in them."""
        names = [name for name in self._names() if _is_ours(name)]
        for name in names:
            if f"{MARK}/results/" in name or _TEXT.fullmatch(name):
                path = self.folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(b" " if _TEXT.fullmatch(name) else b'{"text_bytes": 1}')
        self._get([n for n in names if n.startswith(f"{MARK}/") and not (self.folder / n).exists()])

    def push(self, *, whole: bool) -> None:
        """As `Here` says. What tells that all is whole goes away first and comes last.

        Results of another recipe, which never came here, stay until the run is `whole`.
        """
        here = {name: _stamp(path) for name, path in self._files()}
        gone = (name for name in self.there.keys() - here.keys() if whole or self.there[name])
        self._clear(sorted(gone, key=_rank, reverse=True))
        for name in sorted(here, key=_rank):
            if self.there.get(name) != here[name]:
                put(self.address, name, self.folder / name)
                self.there[name] = here[name]

    def bring(self, *paths: Path) -> None:
        """As `Here` says."""
        self._get([path.relative_to(self.folder).as_posix() for path in paths])

    def _names(self) -> list[str]:
        with reaching(self.address):
            self.store.invalidate_cache()
            try:
                found = self.store.find(self.base)
            except FileNotFoundError:
                return []
        if self.base in found:
            raise OutputError(f"{public(self.address)} is a file", hint="name a folder with --out")
        return [path.removeprefix(self.base).lstrip("/") for path in found]

    def _get(self, names: list[str]) -> None:
        """Names are ours, and none of them leads out of the folder."""
        for at in range(0, len(names), _MANY):
            some = names[at : at + _MANY]
            paths = [self.folder / name for name in some]
            for folder in {path.parent for path in paths}:
                folder.mkdir(parents=True, exist_ok=True)
            with reaching(self.address):
                self.store.get([f"{self.base}/{name}" for name in some], [str(path) for path in paths])
            self.there |= {name: _stamp(path) for name, path in zip(some, paths, strict=True)}

    def _clear(self, names: Iterable[str]) -> None:
        for name in names:
            with reaching(self.address):
                self.store.rm_file(f"{self.base}/{name}")
            self.there.pop(name, None)

    def _files(self) -> Iterator[tuple[str, Path]]:
        for path in self.folder.rglob("*"):
            name = path.relative_to(self.folder).as_posix()
            if _is_ours(name) and path.is_file():
                yield name, path

    def _date(self) -> None:
        """Give the files of a finished run the times that its mark tells of, if they have their sizes."""
        try:
            told = json.loads((self.folder / _LAST[-1]).read_text(encoding="utf-8"))["files"]
        except (OSError, ValueError, KeyError):
            return
        for name in self.there.keys() & told.keys():
            path = self.folder / name
            if told[name] and path.stat().st_size == told[name][0]:
                os.utime(path, ns=(told[name][1], told[name][1]))
                self.there[name] = _stamp(path)


@contextmanager
def away(address: str) -> Iterator[Shelf]:
    """OUT at an address. Raises UsageError where it is none that can be reached."""
    with TemporaryDirectory(prefix="reportminer-", ignore_cleanup_errors=True) as folder:
        yield Shelf(address, Path(folder).resolve())


@cache
def _made() -> frozenset[str]:
    """Names of the files that lie openly in OUT."""
    names = [f"{table}.csv" for table in tables()] + [name for form in FORMATS for name in files_of(form)]
    return frozenset((*names, *MADE_FROM_TABLES, DECISIONS))


def _is_ours(name: str) -> bool:
    """Whether a file in OUT is one that a run writes, or reads: no other is touched, here or there."""
    patterns: tuple[Callable[[str], object], ...] = (_KEPT.fullmatch, _TEXT.fullmatch, _OTHER.fullmatch)
    return name in _made() or any(fits(name) for fits in patterns)


def _is_part(name: str) -> bool:
    """Whether it is what a killed run left of a file of ours."""
    found = _PART.fullmatch(name)
    return bool(found and _is_ours(found[1] + found[2]))


def _rank(name: str) -> tuple[int, bool, str]:
    """Results first, then tables, then what tells that they are whole."""
    return _LAST.index(name) + 1 if name in _LAST else 0, name in _made(), name


def _stamp(path: Path) -> Stamp:
    told = path.stat()
    return told.st_size, told.st_mtime_ns
