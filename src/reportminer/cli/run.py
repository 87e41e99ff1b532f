"""`reportminer run`: reports in, dataset out."""

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from reportminer.cli import options as o
from reportminer.cli import say
from reportminer.config import Settings, use_models
from reportminer.errors import UsageError
from reportminer.labels import ReportStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from reportminer.batch import Outcome, RunResult
    from reportminer.batch.run import Job


def cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run(
    reports: o.Reports,
    out: o.Out,
    jobs: o.Jobs = 0,
    codebook: o.Codebook = None,
    metadata: o.Metadata = None,
    organisations: o.Organisations = None,
    partner_decisions: o.PartnerDecisions = None,
    models: o.Models = None,
    recall: o.Recall = False,
    fast: o.Fast = False,
    ocr: o.Ocr = False,
    formats: o.Formats = None,
    page_images: o.PageImages = False,
    force: o.Force = False,
    retry_failed: o.RetryFailed = False,
    engine: o.Engine = o.EngineName.LOCAL,
    scheduler: o.Scheduler = "",
    quiet: o.Quiet = False,
    log_level: o.LogLevel = None,
    log_format: o.LogAs = o.LogFormat.TEXT,
    max_mb: o.MaxMb = o.LIMITS.max_bytes // 2**20,
    max_pages: o.MaxPages = o.LIMITS.max_pages,
    max_seconds: o.MaxSeconds = o.LIMITS.max_seconds,
    max_page_seconds: o.MaxPageSeconds = o.LIMITS.max_page_seconds,
    max_memory_mb: o.MaxMemoryMb = o.LIMITS.max_memory_mb,
) -> None:
    """Read REPORTS and write the dataset to OUT.

    OUT will hold findings.csv (challenges, lessons, recommendations with page and exact words),
    partners.csv, relations.csv, themes.csv and more tables, datapackage.json that describes them, and
    report.html to look at.

    For example: reportminer run my-reports/ --out out --format xlsx

    The dataset is what the command names. To add reports, put them into the same folder and run the command
    again, or name old and new ones (run first/ second/ --out out): only what is new is read. Reports of the
    last run that are not named leave the tables, and you are told which.

    Where the last run into OUT was given --codebook, --metadata, --organisations or --partner-decisions, or
    `themes recode` coded it again, a run that names no such file is refused: name it again, or go on without
    by --force.

    REPORTS and OUT may be addresses in a shared or object store (s3://bucket/folder, gs://, abfs://,
    sftp://). Reports are fetched one by one by who reads them; OUT is worked on in a temporary folder.

    Exit status: 0 all was read; 3 some inputs could not be read (failures.csv says why), or not one of
    their pages (status `failed` in reports.csv: scans, for example); 2 wrong call; 130 stopped by Ctrl-C.
    """
    from reportminer.batch.run import Job
    from reportminer.ingest.addresses import is_address

    limits = o.limits_of(max_mb, max_pages, max_seconds, max_memory_mb, max_page_seconds)
    settings = Settings(limits, codebook, recall, ocr, models, fast)
    use_models(models)
    far = is_address(out)
    job = Job(
        inputs=tuple(reports),
        out=Path() if far else Path(out),
        settings=settings,
        jobs=jobs or cores(),
        force=force,
        formats=tuple(dict.fromkeys(f.value for f in formats or ())),
        metadata=metadata,
        retry_failed=retry_failed,
        scheduler=_address(engine, scheduler),
        page_images=page_images,
        organisations=organisations,
        partner_decisions=partner_decisions,
        address=out if far else "",
    )
    raise typer.Exit(_status(_run(job, quiet, log_level, log_format)))


def _address(engine: o.EngineName, scheduler: str) -> str:
    """The scheduler, where one is wanted."""
    if (engine is o.EngineName.DASK) != bool(scheduler):
        raise UsageError(
            "--engine dask and --scheduler go together",
            hint="for example: --engine dask --scheduler tcp://host:8786",
        )
    return scheduler


def _run(job: "Job", quiet: bool, level: o.Level | None, form: o.LogFormat) -> "RunResult":
    """Run it, and show what the user wants to see of it."""
    from reportminer.batch.run import run as run_job
    from reportminer.cli.log import log_to_stderr
    from reportminer.cli.show import progress, summary

    if form is o.LogFormat.JSON:
        level = level or o.Level.INFO
    log_to_stderr(level, form)
    with progress(quiet=quiet or level is not None) as hear, _told_where_it_stopped(hear) as listen:
        result = run_job(job, listen)
    if not quiet:
        summary(result)
    return result


@contextmanager
def _told_where_it_stopped(hear: "Callable[[Outcome], None]") -> "Iterator[Callable[[Outcome], None]]":
    """What Ctrl-C leaves behind, in words; `main` adds how to go on."""
    last: list[Outcome] = []

    def listen(outcome: "Outcome") -> None:
        last[:] = [outcome]
        hear(outcome)

    try:
        yield listen
    except KeyboardInterrupt:
        if last:
            say(f"{last[0].done:,} of {last[0].total:,} reports are done and kept")
        raise


def _status(result: "RunResult") -> int:
    return 3 if result.failures or result.totals.statuses[ReportStatus.FAILED.value] else 0
