"""Files, folders and globs to sources: each file once, hashed, in a fixed order."""

import glob
import hashlib
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from reportminer.errors import InputError, LimitError, ReportminerError, UnreadableError, UsageError
from reportminer.ingest.addresses import Far, is_address, printable, public
from reportminer.types import Source

KINDS = {
    ".pdf": "pdf",
    ".docx": "docx",
    ".html": "html",
    ".htm": "html",
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
}
READ_SIZE = 1 << 20
MARK = ".reportminer"
"""A folder that holds this is a dataset made by a run: its texts are no reports."""
MADE = ("texts", "pages", MARK)
"""Folders in which a run keeps what it makes."""
LINKED = "links to folders"
DATASETS = "datasets of other runs"
"""Both stand among the endings of files passed over."""


@dataclass(frozen=True, slots=True)
class Refused:
    """An input that was named, or found, and cannot be handed on: a row of failures.csv."""

    name: str
    error: ReportminerError


@dataclass(frozen=True, slots=True)
class Found:
    """What the user's words led to."""

    sources: tuple[Source, ...]
    """In the order of their names; of files with the same bytes, the first by name."""
    refused: tuple[Refused, ...]
    copies: tuple[tuple[str, str], ...]
    """(name, name of the source with the same bytes)."""
    passed_over: tuple[tuple[str, int], ...]
    """Files in folders that are no reports: (file ending, count)."""


def kind_of(path: Path) -> str:
    """The reader that takes a file, by its ending: `pdf`, `docx`, `html`, `text`, `markdown`, or empty."""
    return KINDS.get(path.suffix.lower(), "")


def find(
    inputs: Iterable[str],
    *,
    leave_out: Path | None = None,
    max_bytes: int = 1 << 40,
    hash_of: Callable[[Path | Far], str] | None = None,
) -> Found:
    """Walk `inputs` (files, folders, globs, here or at an address).

    `leave_out` is OUT: what lies there is never read, even where a pattern leads to it. `hash_of` gives the
    SHA-256 of a file, where the caller may know it; it is asked in the order of `order`. Raises UsageError
    where an input does not exist or where nothing at all is found.
    """
    inputs = list(inputs)
    seen = _Seen(_real(leave_out) if leave_out else "", max_bytes)
    named = {_place(item): item for text in inputs for item in _items(text, seen)}
    sources, refused, copies = _hashed(sorted(named.values(), key=order), max_bytes, hash_of or sha256_of)
    if not sources and not refused and not seen.closed:
        raise UsageError(f"no reports in {', '.join(map(public, inputs))}", hint=seen.nothing())
    return Found(sources, (*refused, *seen.closed), copies, tuple(sorted(seen.passed_over.items())))


@dataclass(slots=True)
class _Seen:
    """What a walk through folders met besides reports."""

    avoid: str
    """OUT, links followed; empty where there is none."""
    max_bytes: int
    passed_over: Counter[str] = field(default_factory=Counter)
    closed: list[Refused] = field(default_factory=list)
    """Folders that cannot be entered: what lies there is unknown, so it stands in failures.csv."""
    own: bool = False
    """Whether OUT was among what was named."""

    def shut(self, error: OSError) -> None:
        """Remember a folder that cannot be listed."""
        name = shown(Path(str(error.filename)))
        said = f"{name}: folder cannot be listed ({error.strerror})"
        self.closed.append(Refused(name, UnreadableError(said, hint="check its permissions")))

    def enters(self, folder: Path) -> bool:
        """Whether to look into a folder: none that is hidden, and no dataset of ours."""
        # By os.path, here and below: a pathlib.Path raises PermissionError for what lies in a closed folder.
        if folder.name.startswith(".") or (self.avoid and _real(folder) == self.avoid):
            return False
        dataset = os.path.isdir(folder / MARK)
        self.passed_over.update([DATASETS] * dataset)
        return not dataset

    def made(self, folder: Path) -> bool:
        """Whether a folder is OUT, or one of those in which a run keeps what it makes."""
        if not self.avoid:
            return False
        within = os.path.relpath(_real(folder), self.avoid).split(os.sep)[0]
        self.own |= (found := within in (os.curdir, *MADE))
        return found

    def pass_over(self, path: Path) -> None:
        """Count a file that is no report by its ending, which may be no text either."""
        self.passed_over[shown(Path(path.suffix.lower())) if path.suffix else "(none)"] += 1

    def nothing(self) -> str:
        """What to do where nothing was found."""
        if self.own:
            return "the folder that --out names is never read: name another one"
        if self.passed_over[LINKED]:
            return "links to folders are not followed: name the folders that they lead to"
        return f"reads {', '.join(sorted(KINDS))} files"


def _real(folder: Path) -> str:
    """Where a folder is, links followed; of one that leads to itself as far as it goes."""
    return os.path.realpath(folder)


def order(item: Path | Far) -> tuple[str, bytes]:
    """The order in which files are taken."""
    if isinstance(item, Far):
        return item.name.casefold(), item.name.encode()
    return item.as_posix().casefold(), os.fsencode(item)


def _place(item: Path | Far) -> object:
    """What no two files share."""
    return (item.name, item.path or item.root) if isinstance(item, Far) else item


def _items(text: str, seen: _Seen) -> Iterator[Path | Far]:
    return _far(text, seen) if is_address(text) else _paths(text, seen)


def _far(address: str, seen: _Seen) -> Iterator[Far]:
    from reportminer.ingest.remote import Listing  # noqa: PLC0415 - most runs need none

    def refuse(name: str, error: ReportminerError) -> None:
        seen.closed.append(Refused(name, error))

    for far, named in Listing(address, MARK, seen.max_bytes, refuse).files():
        path = Path(far.path or far.name)
        if named or kind_of(path):
            yield far
        else:
            seen.pass_over(path)


def _paths(text: str, seen: _Seen) -> Iterator[Path]:
    path = Path(text)
    if os.path.isdir(path) and text:
        if not seen.made(path):
            yield from _walk(path, seen)
    elif os.path.exists(path) and text:
        if not seen.made(path.parent):
            yield path
    elif matches := glob.glob(text, recursive=True):
        for match in sorted(matches):
            yield from _paths(match, seen)
    else:
        raise _absent(text)


def _absent(text: str) -> UsageError:
    """Why an input leads to nothing."""
    if not text:
        return UsageError("an input has no name", hint="is a variable of your shell empty?")
    try:
        os.stat(text)
    except PermissionError as error:
        return UsageError(f"{text} cannot be opened ({error.strerror})", hint="check the permissions there")
    except (OSError, ValueError):
        pass
    return UsageError(f"no such file or folder: {text}", hint="check the spelling; quote a pattern with *")


def _walk(folder: Path, seen: _Seen) -> Iterator[Path]:
    """Files below `folder` that a reader takes. Links to folders are not followed, for they may loop."""
    for here, folders, names in os.walk(folder, onerror=seen.shut):
        folders[:] = sorted(name for name in folders if seen.enters(Path(here, name)))
        seen.passed_over.update(LINKED for name in folders if os.path.islink(Path(here, name)))
        for path in (Path(here, name) for name in sorted(names) if not name.startswith(".")):
            if kind_of(path):
                yield path
            else:
                seen.pass_over(path)


def _hashed(
    paths: list[Path | Far], max_bytes: int, hash_of: Callable[[Path | Far], str]
) -> tuple[tuple[Source, ...], tuple[Refused, ...], tuple[tuple[str, str], ...]]:
    sources: dict[str, Source] = {}
    refused: list[Refused] = []
    copies: list[tuple[str, str]] = []
    for path in paths:
        try:
            source = (
                _far_source(path, hash_of) if isinstance(path, Far) else source_of(path, max_bytes, hash_of)
            )
        except InputError as error:
            refused.append(Refused(path.name if isinstance(path, Far) else shown(path), error))
            continue
        if source.sha256 in sources:
            copies.append((source.name, sources[source.sha256].name))
        else:
            sources[source.sha256] = source
    return tuple(sources.values()), tuple(refused), tuple(copies)


def shown(path: Path) -> str:
    """A file's name as tables and messages show it: no line breaks, no bytes that are no text."""
    return printable(path.as_posix().encode("utf-8", "surrogateescape").decode("utf-8", "replace"))


def sha256_of(item: Path | Far) -> str:
    """Hash of the bytes of a file, read piece by piece."""
    digest = hashlib.sha256()
    for chunk in _chunks(item):
        digest.update(chunk)
    return digest.hexdigest()


def _chunks(item: Path | Far) -> Iterator[bytes]:
    if isinstance(item, Far):
        from reportminer.ingest.remote import pieces  # noqa: PLC0415

        yield from pieces(item.root, item.path, item.name, item.limit)
        return
    with item.open("rb") as file:
        while chunk := file.read(READ_SIZE):
            yield chunk


def source_of(
    path: Path, max_bytes: int = 1 << 40, hash_of: Callable[[Path | Far], str] = sha256_of
) -> Source:
    """Hash one file. Raises UnreadableError or LimitError."""
    kind = _kind(path, shown(path))
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise UnreadableError(
                f"{shown(path)}: not a regular file", hint="give a file, a folder or a pattern"
            )
        _check_size(shown(path), size, max_bytes)
        text, name = str(path), shown(path)  # kept once where they are the same: there may be a million
        return Source(text, text if name == text else name, hash_of(path), kind, size)
    except OSError as error:
        raise UnreadableError(
            f"{shown(path)}: cannot be opened ({error.strerror})", hint="check its permissions"
        ) from None


def _far_source(far: Far, hash_of: Callable[[Path | Far], str]) -> Source:
    """The same for a file in a store. Raises RemoteError where it does not come."""
    kind = _kind(Path(far.path or far.name), far.name)
    _check_size(far.name, 1 if far.size is None else far.size, far.limit)
    return Source(far.path, far.name, hash_of(far), kind, far.size or 0, far.root)


def _kind(path: Path, name: str) -> str:
    kind = kind_of(path)
    if not kind:
        raise UnreadableError(
            f"{name}: not a kind of file that is read", hint=f"reads {', '.join(sorted(KINDS))}"
        )
    return kind


def _check_size(name: str, size: int, max_bytes: int) -> None:
    if not size:
        raise UnreadableError(f"{name}: is empty (0 bytes)", hint="get the file again from its source")
    if size > max_bytes:
        raise LimitError(
            f"{name}: {size / 2**20:.0f} MiB, over the limit of {max_bytes / 2**20:.0f} MiB",
            hint="raise --max-mb",
        )
