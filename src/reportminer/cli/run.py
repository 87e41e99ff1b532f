"""`reportminer run`: reports in, dataset out."""

import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reportminer.cli.options import LIMITS, MaxMb, MaxMemoryMb, MaxPages, MaxSeconds, Ocr, limits_of
from reportminer.config import Settings
from reportminer.labels import ReportStatus

if TYPE_CHECKING:
    from reportminer.batch import RunResult


class Format(StrEnum):
    """Formats that the tables can have beside CSV."""

    JSONL = "jsonl"
    PARQUET = "parquet"
    XLSX = "xlsx"
    SQLITE = "sqlite"
    REFI = "refi"


def cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run(
    reports: Annotated[
        list[str],
        typer.Argument(
            help="Files, folders or quoted patterns: .pdf, .docx, .html, .txt, .md. Folders are read wholly."
        ),
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for the dataset. Made if missing.")],
    jobs: Annotated[
        int,
        typer.Option(
            "--jobs", "-j", min=0, show_default=False, help="Worker processes (default: one a core)."
        ),
    ] = 0,
    codebook: Annotated[
        Path | None, typer.Option(help="Your own codebook (YAML or CSV). [default: the partnership codebook]")
    ] = None,
    metadata: Annotated[
        Path | None,
        typer.Option(
            help="Your own table (CSV) of what the reports are, which takes precedence: source, report_id or "
            "sha256, and title, organisation, year, country, kind."
        ),
    ] = None,
    recall: Annotated[
        bool, typer.Option("--recall", help="Find more, at the price of more that is wrong.")
    ] = False,
    ocr: Ocr = False,
    formats: Annotated[
        list[Format] | None,
        typer.Option(
            "--format",
            help="Also write the tables as this; refi is for NVivo, ATLAS.ti, MAXQDA and others. "
            "May be repeated; those that OUT has already are kept up.",
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Use OUT even if it holds something else.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.")] = False,
    max_mb: MaxMb = LIMITS.max_bytes // 2**20,
    max_pages: MaxPages = LIMITS.max_pages,
    max_seconds: MaxSeconds = LIMITS.max_seconds,
    max_memory_mb: MaxMemoryMb = LIMITS.max_memory_mb,
) -> None:
    """Read REPORTS and write the dataset to OUT.

    OUT will hold findings.csv (challenges, lessons, recommendations with page and exact words),
    partners.csv, relations.csv, themes.csv and more tables, datapackage.json that describes them, and
    report.html to look at. Run it again after adding reports: only what is new is read.

    Exit status: 0 all was read; 3 some inputs could not be read (failures.csv says why), or not one of
    their pages (status `failed` in reports.csv: scans, for example); 2 wrong call.
    """
    from reportminer.batch.run import Job
    from reportminer.batch.run import run as run_job
    from reportminer.cli.show import progress, summary

    limits = limits_of(max_mb, max_pages, max_seconds, max_memory_mb)
    settings = Settings(limits, codebook, recall, ocr)
    wanted = tuple(dict.fromkeys(f.value for f in formats or ()))
    job = Job(tuple(reports), out, settings, jobs or cores(), force, wanted, metadata)
    with progress(quiet=quiet) as hear:
        result = run_job(job, hear)
    if not quiet:
        summary(result)
    raise typer.Exit(_status(result))


def _status(result: "RunResult") -> int:
    return 3 if result.failures or result.totals.statuses[ReportStatus.FAILED.value] else 0
