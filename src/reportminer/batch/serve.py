"""The inside of a worker process: take a source, do the task, send a short word back."""

import math
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from multiprocessing import parent_process
from multiprocessing.connection import Connection
from threading import Thread
from typing import Any, Generic, TypeVar

from reportminer.batch.failures import failure_of, of_machine
from reportminer.config import Limits
from reportminer.errors import EvidenceError, InputError, ReportminerError
from reportminer.ingest.remote import at_hand
from reportminer.types import Source

Word_co = TypeVar("Word_co", covariant=True)

ORPHAN_SECONDS = 5
"""How long after its time a worker ends itself, should it hang where not even `_follow` can end it."""


class Sign(Enum):
    """What a worker says beside its answers."""

    READY = "it can take work"
    LEAVING = "the answer that follows is its last"


@dataclass(frozen=True, slots=True)
class Work(Generic[Word_co]):
    """What workers are for. It is sent to them, so all of it can be pickled."""

    make: Callable[[], Callable[[Source], Word_co]]
    """Called once in each worker; gives the task. Its answers should be short: results go to disk."""
    jobs: int
    limits: Limits
    preload: tuple[str, ...] = ()
    """Modules that all workers need."""


def serve(pipe: "Connection[Any, Any]", work: Work[Any], folder: str) -> None:
    """Live as a worker until the pipe closes. `folder` is for what is temporary; the parent removes it."""
    tempfile.tempdir = folder
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's business
    Thread(target=_follow, args=(folder,), daemon=True).start()
    _bound_memory(work.limits.max_memory_mb)
    task = work.make()
    pipe.send(Sign.READY)
    try:
        while _one(pipe, task, work.limits):
            pass
    except (EOFError, OSError):
        shutil.rmtree(folder, ignore_errors=True)  # the parent is gone, or wants no more


def _follow(folder: str) -> None:
    """End this process with its parent, which may be killed in the middle of a report.

    The next run may be at work by then, in the same OUT: it needs the memory, and no old results.
    """
    if parent := parent_process():
        parent.join()
        shutil.rmtree(folder, ignore_errors=True)
        os._exit(1)


def _bound_memory(mebibytes: int) -> None:
    if sys.platform != "linux":
        return
    import resource  # noqa: PLC0415 - there is none on Windows

    limit, most = mebibytes * 2**20, resource.getrlimit(resource.RLIMIT_AS)[1]
    limit = limit if most == resource.RLIM_INFINITY else min(limit, most)  # nobody may go beyond `ulimit -v`
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _one(pipe: "Connection[Any, Any]", task: Callable[[Source], Any], limits: Limits) -> bool:
    """Do one source. False where this process had better not do another."""
    source = pipe.recv()
    _alarm(math.ceil(limits.max_seconds) + ORPHAN_SECONDS)
    try:
        with at_hand(source, limits.max_bytes) as here:
            answer = task(here)
    except (InputError, EvidenceError) as error:
        answer = failure_of(source, error, limits)
    except ReportminerError as error:
        answer = error  # nothing of this report: the parent raises it
    except MemoryError as error:
        pipe.send(Sign.LEAVING)  # first, so that nothing more is handed over
        pipe.send(failure_of(source, error, limits))
        return False
    except OSError as error:
        answer = of_machine(error) or failure_of(source, error, limits)
    except Exception as error:
        answer = failure_of(source, error, limits)
    _alarm(0)
    pipe.send(answer)
    return True


def _alarm(seconds: int) -> None:
    """End this process after some seconds, even in the middle of a library's endless loop."""
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)
