"""A file put into a shared or object store, whole or not at all."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

from reportminer.errors import OutputError, ReportminerError
from reportminer.ingest.addresses import public, reach, told


@contextmanager
def reaching(address: str) -> Iterator[None]:
    """What a store refuses inside becomes an OutputError that names it, without its secrets."""
    try:
        yield
    except (ReportminerError, MemoryError):
        raise
    except Exception as error:
        raise OutputError(
            f"cannot work at {public(address)}: {told(error, address)}",
            hint="check the address, your rights and the connection; the same command then goes on where it"
            " stopped",
        ) from None


def put(address: str, name: str, content: bytes | Path) -> None:
    """Write a file to `address`/`name`. Raises OutputError where the store does not take it.

    An object store shows an object once it is whole. In a folder of this machine that is made so. Other
    stores (sftp, smb) may be left with half a file when all is cut off: results go last and tell their end.
    """
    with reaching(address):
        store, base = reach(address)
        target = f"{base}/{name}"
        if not store.async_impl:  # an object store has no folders to make
            store.makedirs(str(PurePosixPath(target).parent), exist_ok=True)
        if not _is_folder(store):
            _send(store, content, target)
            return
        part = str(PurePosixPath(target).with_name(f".{PurePosixPath(target).name}.{uuid.uuid4().hex}.part"))
        try:
            _send(store, content, part)
            os.replace(part, target)
        except BaseException:
            Path(part).unlink(missing_ok=True)
            raise


def _is_folder(store: Any) -> bool:
    protocol = store.protocol
    return "file" in ((protocol,) if isinstance(protocol, str) else protocol)


def _send(store: Any, content: bytes | Path, target: str) -> None:
    if isinstance(content, Path):
        store.put_file(str(content), target)
    else:
        store.pipe_file(target, content)
