"""The main job: reports in, dataset out."""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from reportminer.batch.assemble import Totals, assemble, remove_tables
from reportminer.batch.engine import LocalEngine
from reportminer.batch.failures import Failure
from reportminer.batch.store import Recipe, Store, held, open_out, recipe_of, write_whole, writing
from reportminer.config import Settings
from reportminer.export.datapackage import write_datapackage
from reportminer.export.formats import FORMATS, present, write_format
from reportminer.export.network import write_network
from reportminer.export.page import write_page
from reportminer.export.runfile import write_run
from reportminer.export.themes import write_theme_tables
from reportminer.gather.codebook import Codebook, load_codebook
from reportminer.ingest import Found, find
from reportminer.ingest.find import MARK
from reportminer.link.overrides import Overrides, read_overrides
from reportminer.types import Source


@dataclass(frozen=True, slots=True)
class Outcome:
    """One report is done, for better or worse: what a progress bar hears."""

    source: Source
    failure: Failure | None
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class RunResult:
    """What a run gave."""

    out: Path
    found: Found
    totals: Totals
    failures: tuple[Failure, ...]
    reused: int
    """Reports whose result of an earlier run was taken as it is."""
    seconds: float


@dataclass(frozen=True, slots=True)
class Job:
    """What to run, and how."""

    inputs: tuple[str, ...]
    out: Path
    settings: Settings = field(default_factory=Settings)
    jobs: int = 1
    force: bool = False
    formats: tuple[str, ...] = ()
    """Further formats of the tables (see `export.formats`), beside those that OUT has already."""
    metadata: Path | None = None
    """The user's own table of titles, years and so on (see `link.overrides`)."""


def run(job: Job, hear: Callable[[Outcome], None] = lambda _: None) -> RunResult:
    """Mine every report of `job.inputs` and write the dataset to `job.out`.

    `hear` is told of each report as it is done. Raises UsageError where the call makes no sense;
    a report that cannot be read is no error but a row of failures.csv.
    """
    begin = perf_counter()
    codebook = load_codebook(job.settings.codebook)
    metadata = read_overrides(job.metadata) if job.metadata else Overrides()
    found = find(job.inputs, leave_out=job.out, max_bytes=job.settings.limits.max_bytes)
    open_out(job.out, force=job.force)
    with held(job.out), writing(job.out):
        return _into(job, found, (codebook, metadata), hear, begin)


def _into(
    job: Job,
    found: Found,
    told: tuple[Codebook, Overrides],
    hear: Callable[[Outcome], None],
    begin: float,
) -> RunResult:
    """The run in an output folder that is ours; `told` is what the user brings: codebook and metadata."""
    codebook, metadata = told
    recipe = recipe_of(job.settings, codebook)
    store = Store(job.out, recipe.key)
    formats = _formats(job)
    remove_tables(job.out)
    fresh = [source for source in found.sources if not store.has(source)]
    failed = _mine(job, store, fresh, len(found.sources), hear)
    failures = [*_refused(found), *failed.values()]
    failures.sort(key=lambda failure: (failure.source.casefold(), failure.source))
    read = [source for source in found.sources if source.sha256 not in failed]
    store.prune(source.report_id for source in read)
    totals = assemble(store, read, failures, codebook, metadata)
    reused = len(found.sources) - len(fresh)
    result = RunResult(job.out, found, totals, tuple(failures), reused, perf_counter() - begin)
    _finish(job, recipe, result, formats)
    return result


def _formats(job: Job) -> tuple[str, ...]:
    """Formats to write: those asked for, and those that OUT holds, for they would be out of date.

    They are noted in OUT until they are written, so that a run that is broken off does not lose them.
    """
    note = job.out / MARK / "formats"
    noted = note.read_text(encoding="utf-8").split() if note.exists() else []
    wanted = {*job.formats, *present(job.out), *noted}
    found = tuple(name for name in FORMATS if name in wanted)
    write_whole(note, " ".join(found))
    return found


def _refused(found: Found) -> list[Failure]:
    return [Failure(r.name, "find", r.error.message, r.error.hint) for r in found.refused]


def _mine(
    job: Job, store: Store, fresh: list[Source], total: int, hear: Callable[[Outcome], None]
) -> dict[str, Failure]:
    """Mine what has no result yet, the largest first so that none of them holds up the end.

    Gives the failures by hash: two files may be shown by the same name.
    """
    failed: dict[str, Failure] = {}
    if not fresh:
        return failed
    by_size = sorted(fresh, key=lambda source: (-source.size, source.sha256))
    engine = LocalEngine(job.settings, store, min(job.jobs, len(fresh)))
    with closing(engine.mine(by_size)) as answers:
        for done, (source, failure) in enumerate(answers, total - len(fresh) + 1):
            if failure:
                failed[source.sha256] = failure
            hear(Outcome(source, failure, done, total))
    return failed


def _finish(job: Job, recipe: Recipe, result: RunResult, formats: Sequence[str]) -> None:
    """What is made from the tables, and the record of the run."""
    write_theme_tables(job.out)
    write_network(job.out)
    write_datapackage(job.out)
    for name in formats:
        write_format(job.out, name)
    (job.out / MARK / "formats").unlink()
    write_run(job.out, _record(job, recipe, result))
    write_page(job.out)


def _record(job: Job, recipe: Recipe, result: RunResult) -> dict[str, object]:
    """What run.json says: enough to make the same dataset again."""
    limits = job.settings.limits
    return {
        "settings": {
            "recall": job.settings.recall,
            "ocr": job.settings.ocr,
            "codebook": str(job.settings.codebook or "default"),
            "metadata": str(job.metadata or ""),
            "limits": {name: getattr(limits, name) for name in limits.__slots__},
        },
        "recipe": {
            "key": recipe.key,
            "code": recipe.code,
            "libraries": recipe.libraries,
            "models": recipe.models,
            "codebook": recipe.codebook,
        },
        "inputs": {source.name: source.sha256 for source in result.found.sources},
        "copies": dict(result.found.copies),
        "passed_over": dict(result.found.passed_over),
        "counts": {
            **dict(sorted(result.totals.counts.items())),
            "labels": dict(sorted(result.totals.labels.items())),
            "reused": result.reused,
        },
        "seconds": {
            "total": round(result.seconds, 3),
            "stages": {stage: round(s, 3) for stage, s in sorted(result.totals.seconds.items())},
        },
    }
