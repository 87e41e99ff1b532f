"""Reports in a shared or object store: listed by whoever runs, fetched one by one by who reads them.

Nothing that a store calls a file becomes a path here: a file is asked for inside the store by its name,
and is kept, while it is read, under a name of ours.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from glob import has_magic
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from reportminer.errors import LimitError, RemoteError, ReportminerError, UnreadableError, UsageError
from reportminer.ingest.addresses import WEB, Far, is_address, printable, public, reach, told
from reportminer.types import Source

READ_SIZE = 1 << 20
SETTLED = 2.0
"""Seconds since its last change after which the time of a file tells of the next one."""
_TAGS = ("ETag", "etag", "md5Hash", "content_md5", "checksum")
_TIMES = ("mtime", "LastModified", "last_modified", "updated", "modified", "modify", "created")
_AGAIN = "check the connection and your rights there; `run --retry-failed` tries again"
Infos = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Listing:
    """How the files at an address are listed."""

    address: str
    mark: str
    """A folder that holds a folder of this name is not entered."""
    limit: int
    """Most bytes of one file."""
    refuse: Callable[[str, ReportminerError], None]
    """Hears of what is there and cannot be listed or read."""

    def files(self) -> Iterator[tuple[Far, bool]]:
        """Every file that is not hidden, and whether the user named the file itself (or by a pattern).

        Raises UsageError where the address cannot be listed.
        """
        store, base = reach(self.address)
        try:
            for path, info in self._named(store, base).items():
                if info["type"] == "directory":
                    yield from ((far, False) for far in self._walk(store, base, path))
                elif far := self._far(base, path, info):
                    yield far, True
        except ReportminerError:
            raise
        except FileNotFoundError:
            raise UsageError(
                f"no such file or folder: {public(self.address)}", hint="check the spelling and your rights"
            ) from None
        except Exception as error:
            raise UsageError(
                f"{public(self.address)} cannot be listed: {told(error, self.address)}",
                hint="check the address, the connection and where the credentials come from",
            ) from None

    def _named(self, store: Any, base: str) -> Infos:
        """What the address stands for. The web has no folders: what it shows of one may be anything."""
        store.invalidate_cache()
        if self.address.lower().startswith(WEB) or not has_magic(base) or store.exists(base):
            return {base: store.info(base)}
        matches: Infos = store.glob(base, detail=True)
        found = {path.rstrip("/"): info for path, info in matches.items() if not _hidden(path)}
        if not found:
            raise FileNotFoundError
        return found

    def _walk(self, store: Any, base: str, top: str) -> Iterator[Far]:
        """Files below a folder. Links to folders are not followed: they may loop."""
        folders, seen = [top], {top}
        while folders:
            folder = folders.pop()
            inside = self._inside(store, base, folder, top)
            if folder != top and any(_last(path) == self.mark for path in inside):
                continue
            for path, info in inside.items():
                if _last(path).startswith(".") or path in seen:
                    continue
                seen.add(path)
                if info["type"] != "directory":
                    yield from filter(None, [self._far(base, path, info)])
                elif not info.get("islink"):
                    folders.append(path)

    def _inside(self, store: Any, base: str, folder: str, top: str) -> Infos:
        try:
            return {str(info["name"]).rstrip("/"): info for info in store.ls(folder, detail=True)}
        except Exception as error:
            if folder == top:
                raise
            name = _name(self.address, base, folder)
            said = f"{name}: folder cannot be listed ({told(error, self.address)})"
            self.refuse(name, UnreadableError(said, hint="check your rights there"))
            return {}

    def _far(self, base: str, path: str, info: dict[str, Any]) -> Far | None:
        name = _name(self.address, base, path)
        if info["type"] not in ("file", "link"):
            said = f"{name}: not a regular file"
            self.refuse(name, UnreadableError(said, hint="give a file, a folder or a pattern"))
            return None
        inner = "" if self.address.lower().startswith(WEB) else path
        return Far(self.address, inner, name, info.get("size"), _stamp(info), self.limit)


def _hidden(path: str) -> bool:
    return any(part.startswith(".") and part not in (".", "..") for part in path.split("/"))


def _last(path: str) -> str:
    return path.rpartition("/")[2]


def _name(address: str, base: str, path: str) -> str:
    """The address of a file below the one that the user gave, as it is shown."""
    plain = address.rstrip("/")
    name = plain.removesuffix(base) + path
    if not (plain.endswith(base) and is_address(name)):
        name = str(reach(address)[0].unstrip_protocol(path))
    if path == base or address.lower().startswith(WEB) or not name.endswith(path):
        return public(name)
    # below a folder: a question mark is a letter like any other there, and begins no secret
    return public(name.removesuffix(path)) + printable(path)


def _stamp(info: dict[str, Any]) -> tuple[int | str, ...]:
    """Size and what changes with the contents; nothing where that cannot be relied on."""
    tags = [str(info[key]) for key in _TAGS if info.get(key)]
    times = [info[key] for key in _TIMES if info.get(key)]
    if info.get("size") is None or not (tags or times) or (not tags and any(map(_fresh, times))):
        return ()
    return (int(info["size"]), *tags, *map(str, times))


def _fresh(moment: object) -> bool:
    """Whether a file was changed so lately that the next change may bear the same time."""
    if isinstance(moment, datetime):
        moment = moment.timestamp()
    return isinstance(moment, int | float) and abs(time.time() - moment) < SETTLED


def pieces(root: str, path: str, name: str, limit: int) -> Iterator[bytes]:
    """The bytes of a file in a store, piece by piece. Raises RemoteError where they do not come."""
    store, base = reach(root)
    left = limit
    try:
        with store.open(path or base, "rb") as file:
            while piece := file.read(READ_SIZE):
                left -= len(piece)
                if left < 0:
                    raise LimitError(
                        f"{name}: goes on after the limit of {limit / 2**20:.0f} MiB", hint="raise --max-mb"
                    )
                yield piece
    except (ReportminerError, MemoryError):
        raise
    except FileNotFoundError:
        raise RemoteError(f"{name}: is not there any more", hint=_AGAIN) from None
    except Exception as error:
        raise RemoteError(f"{name}: cannot be fetched ({told(error, root)})", hint=_AGAIN) from None


@contextmanager
def at_hand(source: Source, limit: int = 1 << 40) -> Iterator[Source]:
    """The source as a file on this machine: a copy that goes away at the end, where it lies in a store.

    Raises RemoteError where it cannot be fetched, or is not what it was when it was listed.
    """
    if not source.root:
        yield source
        return
    with TemporaryDirectory(prefix="reportminer-") as folder:
        path, digest = Path(folder) / f"report.{source.kind}", sha256()
        with path.open("wb") as file:
            for piece in pieces(source.root, source.path, source.name, limit):
                digest.update(piece)
                file.write(piece)
        if digest.hexdigest() != source.sha256:
            raise RemoteError(f"{source.name}: came otherwise than it was listed", hint=_AGAIN)
        yield replace(source, path=str(path), root="")
