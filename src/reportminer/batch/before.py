"""What the run before this one was, so that nothing of it is undone in silence.

OUT/.reportminer/before.json     run.json of the last run that came to its end, while the next is at work
"""

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any

from reportminer.errors import UsageError
from reportminer.export.coded_by import SHIPPED
from reportminer.gather.codebook import Codebook
from reportminer.ingest import Found
from reportminer.ingest.addresses import public
from reportminer.ingest.find import MARK

if TYPE_CHECKING:
    from reportminer.batch.run import Job

Told = Mapping[str, Any]
LISTS = ("metadata", "organisations", "partner_decisions")


def _kept(out: Path) -> Path:
    return out / MARK / "before.json"


def told_before(out: Path) -> Told:
    """The record of the last run into OUT that came to its end; empty where there was none."""
    for path in (out / "run.json", _kept(out)) if os.path.isdir(out / MARK) else ():
        try:
            told = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError):
            continue
        if isinstance(told, dict) and "reportminer" in told:  # with --force OUT may hold another's
            return told
    return {}


def set_aside(out: Path) -> None:
    """Keep the record of the last run: this one may be broken off, and is then run again."""
    if (out / "run.json").exists():
        (out / "run.json").replace(_kept(out))


def settled(out: Path) -> None:
    """Forget it: the run that followed came to its end and has a record of its own."""
    _kept(out).unlink(missing_ok=True)


def left_by(told: Told, found: Found) -> tuple[str, ...]:
    """Files of the last run that are not among the inputs of this one, under any name."""
    hashes = {source.sha256 for source in found.sources}
    names = {source.name for source in found.sources} | {name for name, _ in found.copies}
    names |= {refused.name for refused in found.refused}
    before = told.get("inputs") or {}
    return tuple(name for name, digest in before.items() if digest not in hashes and name not in names)


def keep_choices(job: "Job", codebook: Codebook, told: Told) -> None:
    """Raises UsageError where a run that names no file would undo what the last one did by a file.

    The same for codebook, metadata, organisations and decisions: it costs the user one word to say which is
    meant, and may cost hours to get back what was undone.
    """
    if job.force:
        return
    shown = public(job.address) if job.address else str(job.out)
    recoded = told.get("recoded") or {}
    if recoded and job.settings.codebook is None and recoded["sha256"] != codebook.sha256:
        raise UsageError(
            f"{shown} was coded again by the codebook “{recoded['codebook']}”; this run would undo that",
            hint="give that codebook (--codebook FILE), or --force to go back to the partnership codebook",
        )
    if lost := " ".join(_lost(job, codebook, told)):
        raise UsageError(
            f"{shown} was made with {lost}; this run does not name it and would undo what it says",
            hint=f"add {lost} to keep it, or --force to go on without",
        )


def _lost(job: "Job", codebook: Codebook, told: Told) -> Iterator[str]:
    """Options of the last run, with their files, that this one does not have."""
    settings = told.get("settings") or {}
    book, digest = settings.get("codebook", ""), (told.get("recipe") or {}).get("codebook")
    if job.settings.codebook is None and book not in SHIPPED and digest != codebook.sha256:
        yield f"--codebook {quote(book)}"
    for name in LISTS:
        if settings.get(name) and getattr(job, name) is None:
            yield f"--{name.replace('_', '-')} {quote(settings[name])}"
