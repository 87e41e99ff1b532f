"""Options that several commands share, so that they are called and explained alike."""

from typing import Annotated

import typer

from reportminer.config import Limits

LIMITS = Limits()

Ocr = Annotated[
    bool, typer.Option("--ocr", help="Read scanned pages with Tesseract, which must be installed. Slow.")
]
MaxMb = Annotated[int, typer.Option(min=1, help="Largest file, in MiB.")]
MaxPages = Annotated[int, typer.Option(min=1, help="Most pages of one file.")]
MaxSeconds = Annotated[float, typer.Option(min=0.1, help="Longest time for one file.")]
MaxMemoryMb = Annotated[int, typer.Option(min=512, help="Most memory of one worker, in MiB (Linux).")]


def limits_of(max_mb: int, max_pages: int, max_seconds: float, max_memory_mb: int) -> Limits:
    """The limits that the user asked for."""
    return Limits(max_mb * 2**20, max_pages, max_seconds, max_memory_mb=max_memory_mb)
