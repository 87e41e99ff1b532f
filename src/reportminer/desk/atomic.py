"""Files of the desk that are there whole or not at all, also where two requests make one at a time."""

import os
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO


def write(path: Path, fill: Callable[[BinaryIO], object]) -> None:
    """Have `fill` write a file; the last of several that are at it gives what stands in the end.

    The page asks for several things at once and the worker is beside it: each writes under a name of
    its own. What fails leaves nothing behind.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{uuid.uuid4().hex}.part")
    try:
        with part.open("wb") as file:
            fill(file)
            file.flush()
            os.fsync(file.fileno())  # else a power cut may leave the new name on an empty file
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
