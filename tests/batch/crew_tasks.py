"""What workers do in tests: each source's path says what is to become of its worker."""

import os
import signal
import time
from pathlib import Path

from reportminer.errors import ModelError, UnreadableError
from reportminer.types import Source


class Act:
    """Does what the name of a source says; answers with its size."""

    def __init__(self, folder: str) -> None:
        self.folder = Path(folder)

    def __call__(self, source: Source) -> int:
        (self.folder / f"{source.name}.{os.getpid()}").touch()
        act = getattr(self, source.name.rstrip("0123456789"), None)
        if act:
            act(source)
        return source.size

    def segfault(self, source: Source) -> None:
        os.kill(os.getpid(), signal.SIGSEGV)

    def killed(self, source: Source) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def unlucky(self, source: Source) -> None:
        if len(list(self.folder.glob(f"{source.name}.*"))) == 1:
            os.kill(os.getpid(), signal.SIGTERM)

    def threads(self, source: Source) -> None:
        before = len(os.listdir("/proc/self/task"))
        import numpy as np

        np.ones((600, 600)) @ np.ones((600, 600))
        assert len(os.listdir("/proc/self/task")) == before <= 2  # one of them waits for the parent's end

    def orphaned(self, source: Source) -> None:
        """Who knows how this worker ends is killed with it."""
        os.kill(os.getppid(), signal.SIGKILL)
        os.kill(os.getpid(), signal.SIGKILL)

    def leaves(self, source: Source) -> None:
        os._exit(0)

    def hangs(self, source: Source) -> None:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
        while True:
            pass

    def greedy(self, source: Source) -> None:
        bytearray(8 * 2**30)

    def faulty(self, source: Source) -> None:
        raise KeyError("x")

    def deep(self, source: Source) -> None:
        self.deep(source)

    def refused(self, source: Source) -> None:
        raise UnreadableError(f"{source.name}: no", hint="try another")

    def modelless(self, source: Source) -> None:
        raise ModelError("no model", hint="make models")

    def slow(self, source: Source) -> None:
        time.sleep(0.3)


def stillborn() -> Act:
    """A worker that dies before it is ready."""
    os._exit(7)
