"""A limit on the time that one page may take."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class PageTimeoutError(Exception):
    """A page took too long. It stays within `parse`: the page is marked, the report goes on."""


@contextmanager
def page_clock(seconds: float) -> Iterator[None]:
    """Raise PageTimeoutError where what runs inside takes longer than so many seconds of computing.

    Counts the time of this process alone, so a busy machine does not change what is read. It cannot break
    into a single call of a library that never comes back: for that there is the limit of the whole file.
    Does nothing outside the main thread, and on Windows.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGPROF, _ring)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _ring(_signal: int, _frame: FrameType | None) -> None:
    raise PageTimeoutError
