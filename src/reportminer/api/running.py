"""`reportminer run` as a function."""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from os import PathLike
from pathlib import Path

from reportminer.api.dataset import Dataset
from reportminer.batch.run import Job, Outcome
from reportminer.batch.run import run as run_job
from reportminer.config import MODELS, Limits, Settings, use_models
from reportminer.errors import UsageError
from reportminer.export.formats import FORMATS
from reportminer.ingest.addresses import is_address, public

AnyPath = str | PathLike[str]
LIMITS = Limits()


def run(
    reports: AnyPath | Iterable[AnyPath],
    out: AnyPath,
    *,
    jobs: int | None = None,
    codebook: AnyPath | None = None,
    metadata: AnyPath | None = None,
    organisations: AnyPath | None = None,
    partner_decisions: AnyPath | None = None,
    models: AnyPath | None = None,
    recall: bool = False,
    fast: bool = False,
    ocr: bool = False,
    formats: str | Iterable[str] = (),
    page_images: bool = False,
    force: bool = False,
    retry_failed: bool = False,
    scheduler: str = "",
    limits: Limits = LIMITS,
    progress: bool | Callable[[Outcome], None] = False,
) -> Dataset:
    """Read reports and write the dataset to `out`: what `reportminer run` does, with the same options.

    The dataset is what the call names: call it again with old and new reports, and only what is new is read.
    A report that cannot be read is no error: it stands in `failures` of what comes back. Reports are read in
    worker processes, which do not run your script again: it needs no `if __name__ == "__main__":` on any
    platform.

    Args:
        reports: a file, a folder, a pattern with `*`, an address (`s3://bucket/folder`), or several of these.
        out: folder for the dataset; made if missing.
        jobs: worker processes; one a core where nothing is said.
        codebook: your own codebook (YAML or CSV); the partnership codebook where there is none.
        metadata: your own table (CSV) of titles, organisations, years, countries, which takes precedence.
        organisations: your own list (CSV) of organisations, whose ids and names take precedence.
        partner_decisions: what you decided with `reportminer partners`; else the file in `out`.
        models: folder of models made by `reportminer train`; else those of this installation.
        recall: find more, at the price of more that is wrong.
        fast: leave out the encoder and the reader of themes: half the time, more that is wrong.
        ocr: read scanned pages with Tesseract, which must be installed.
        formats: further formats of the tables: jsonl, parquet, xlsx, sqlite, refi; one or several.
        page_images: draw the pages of PDFs that hold findings into `out/pages`.
        force: use `out` even if it holds something else; go on without the codebook or list that the last run
            into `out` was given.
        retry_failed: try again what could not be read in an earlier run.
        scheduler: address of a Dask scheduler (`tcp://host:8786`), whose workers then do the work.
        limits: how much of a hostile file is looked at: `reportminer.Limits(max_bytes=…, max_pages=…,
            max_seconds=…, max_page_seconds=…, max_memory_mb=…)`.
        progress: True shows a bar (a line a report where there is no terminal) on standard error; a
            function is called with an `Outcome` (source, failure or None, done, total) after each report.

    Returns:
        The dataset: `.findings`, `.partners`, `.themes` and every other table as a DataFrame.

    Raises:
        UsageError: the call makes no sense: no such file, no reports, an unknown format, an address as `out`.
        OutputError: `out` cannot be written, or holds something else.
        CodebookError, ModelError: a codebook or models that cannot be used.

    """
    job = Job(
        inputs=_inputs(reports),
        out=_folder(out),
        settings=Settings(limits, _path(codebook), recall, ocr, _path(models), fast),
        jobs=_jobs(jobs),
        force=force,
        formats=_formats(formats),
        metadata=_path(metadata),
        retry_failed=retry_failed,
        scheduler=scheduler,
        page_images=page_images,
        organisations=_path(organisations),
        partner_decisions=_path(partner_decisions),
    )
    with models_for_now(job.settings.models), _heard(progress) as hear:
        run_job(job, hear)
    return Dataset(out)


@contextmanager
def models_for_now(folder: Path | None) -> Iterator[None]:
    """Load models from this folder inside the block, and whence they came before after it."""
    before = os.environ.get(MODELS)
    use_models(folder)
    try:
        yield
    finally:
        if before is not None:
            os.environ[MODELS] = before
        elif folder is not None:
            os.environ.pop(MODELS, None)


@contextmanager
def _heard(progress: bool | Callable[[Outcome], None]) -> Iterator[Callable[[Outcome], None]]:
    if callable(progress):
        yield progress
        return
    from reportminer.cli.show import progress as shown  # noqa: PLC0415 - a terminal's affair

    with shown(quiet=not progress) as hear:
        yield hear


def _inputs(reports: AnyPath | Iterable[AnyPath]) -> tuple[str, ...]:
    several = (reports,) if isinstance(reports, str | PathLike) else reports
    return tuple(os.fspath(report) for report in several)


def _folder(out: AnyPath) -> Path:
    """Where the dataset goes: a folder, for it is opened again when it is written."""
    if is_address(os.fspath(out)):
        raise UsageError(
            f"{public(os.fspath(out))}: the dataset that comes back needs a folder of this machine",
            hint="name a folder; `reportminer run --out` writes to an address",
        )
    return Path(out)


def _path(given: AnyPath | None) -> Path | None:
    return None if given is None else Path(given)


def _jobs(wanted: int | None) -> int:
    from reportminer.cli.run import cores  # noqa: PLC0415

    if wanted is not None and wanted < 0:
        raise UsageError(f"jobs must not be below zero, not {wanted}", hint="leave it out for one a core")
    return wanted or cores()


def _formats(wanted: str | Iterable[str]) -> tuple[str, ...]:
    names = tuple(dict.fromkeys((wanted,) if isinstance(wanted, str) else wanted))
    if unknown := [name for name in names if name not in FORMATS]:
        raise UsageError(f"no format {', '.join(unknown)}", hint=f"choose of {', '.join(FORMATS)}")
    return names
