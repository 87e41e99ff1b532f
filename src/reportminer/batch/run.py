"""The main job: reports in, dataset out."""

import logging
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from time import perf_counter

from reportminer.batch.assemble import Totals, assemble, remove_tables
from reportminer.batch.away import Here, away
from reportminer.batch.before import Told, keep_choices, left_by, set_aside, settled, told_before
from reportminer.batch.engine import Engine, LocalEngine, Task
from reportminer.batch.failures import Failure, of_refused
from reportminer.batch.finished import Finished, fingerprint
from reportminer.batch.given import comma_text, matched, read_given, unmatched, unmet
from reportminer.batch.inputs import Hashes
from reportminer.batch.made import make_from_tables
from reportminer.batch.partners import decisions_file, keep_place, kept_list, known_of
from reportminer.batch.pictures import draw_pictures
from reportminer.batch.recipe import Recipe, recipe_of
from reportminer.batch.record import record_of, settings_of
from reportminer.batch.status import unread
from reportminer.batch.store import Store, held, open_out, sweep, write_whole, writing
from reportminer.batch.worker import unchanged
from reportminer.config import Settings, models_dir
from reportminer.export.coded_by import CODED_BY, codebook_text
from reportminer.export.formats import FORMATS, present
from reportminer.export.page import write_page
from reportminer.export.pictures import drawn
from reportminer.export.runfile import write_run
from reportminer.gather.codebook import Codebook, load_codebook
from reportminer.ingest import Found, find
from reportminer.ingest.find import MARK
from reportminer.labels import ReportStatus
from reportminer.link.identity import Known
from reportminer.link.overrides import Overrides, read_overrides
from reportminer.types import Source

log = logging.getLogger(__name__)


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
    failed_before: int
    """Reports that could not be read in an earlier run and were not tried again."""
    left: tuple[str, ...]
    """Files of the run before that are not among the inputs now: they left the tables."""
    unread: tuple[str, ...]
    """Reports of which not one page could be read: scans, as a rule."""
    unused: tuple[str, ...]
    """What of the user's own tables is about nothing in the reports, in words."""
    seconds: float
    address: str = field(default="", repr=False)
    """Address of OUT, where it is one: then `out` was a folder that is gone."""


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
    retry_failed: bool = False
    """Try again what could not be read in an earlier run."""
    scheduler: str = ""
    """Address of a Dask scheduler; its workers do the work, in place of this machine."""
    page_images: bool = False
    """Draw the pages of PDFs that hold findings (see `export.pictures`); kept up where OUT has some."""
    organisations: Path | None = None
    """The user's own list of organisations (see `link.identity.organisations`)."""
    partner_decisions: Path | None = None
    """What the user decided about partners (see `link.identity.decisions`); else the file in OUT, if any."""
    address: str = field(default="", repr=False)
    """Address of OUT in a shared or object store, in place of `out` (see `batch.away`)."""


def run(job: Job, hear: Callable[[Outcome], None] = lambda _: None) -> RunResult:
    """Mine every report of `job.inputs` and write the dataset to `job.out`, or to `job.address`.

    `hear` is told of each report as it is done. Raises UsageError where the call makes no sense;
    a report that cannot be read is no error but a row of failures.csv.
    """
    if not job.address:
        return _run(job, Here(), hear)
    with away(job.address) as shelf:
        return _run(replace(job, out=shelf.folder), shelf, hear)


def _run(job: Job, shelf: Here, hear: Callable[[Outcome], None]) -> RunResult:
    begin = perf_counter()
    codebook = load_codebook(job.settings.codebook)
    metadata = read_given(job.metadata, read_overrides) if job.metadata else Overrides()
    recipe = recipe_of(job.settings, codebook)
    shelf.pull(recipe.key, force=job.force)
    before = told_before(job.out)
    keep_choices(job, codebook, before)
    known = known_of(job.organisations, decisions_file(job.out, job.partner_decisions))
    hashes = Hashes(job.out)
    found = find(job.inputs, leave_out=job.out, max_bytes=job.settings.limits.max_bytes, hash_of=hashes)
    open_out(job.out, force=job.force)
    with writing(job.out, by_run=True), held(job.out, by_run=True):
        sweep(job.out)
        hashes.keep(job.out, recipe.key)
        told = matched(metadata, found)
        result = _Run(job, found, recipe, codebook, told, known, before, begin, shelf).result(hear)
        shelf.push(whole=True)
        return result


@dataclass(frozen=True)
class _Run:
    """A run in an output folder that is ours."""

    job: Job
    found: Found
    recipe: Recipe
    codebook: Codebook
    metadata: Overrides
    known: Known
    before: Told
    begin: float
    shelf: Here

    @cached_property
    def store(self) -> Store:
        return Store(self.job.out, self.recipe.key, self.job.address)

    @cached_property
    def formats(self) -> tuple[str, ...]:
        """Formats to write: those asked for, and those that OUT holds, for they would be out of date."""
        noted = self._note.read_text(encoding="utf-8").split() if self._note.exists() else []
        wanted = {*self.job.formats, *present(self.job.out), *noted}
        return tuple(name for name in FORMATS if name in wanted)

    @property
    def _note(self) -> Path:
        """Tells of formats until they are written, so that a run that is broken off does not lose them."""
        return self.job.out / MARK / "formats"

    @cached_property
    def pictures(self) -> bool:
        """Whether pages are drawn: asked for, or there already and out of date otherwise."""
        return self.job.page_images or bool(drawn(self.job.out))

    @cached_property
    def left(self) -> tuple[str, ...]:
        """What the run before held and this one is not told of."""
        return left_by(self.before, self.found)

    @cached_property
    def finished(self) -> Finished:
        return Finished(self.job.out, self.formats)

    def result(self, hear: Callable[[Outcome], None]) -> RunResult:
        """Mine what has no result yet, and make the tables anew where they would change."""
        fresh, failed = self._sorted()
        before = len(failed)
        reused = len(self.found.sources) - len(fresh) - before
        log.info(
            "%d to read, %d read before, %d failed before",
            *(len(fresh), reused, before),
            extra={"fresh": len(fresh), "reused": reused, "failed_before": before},
        )
        if not fresh and (totals := self.finished.totals(self._fingerprint(failed))):
            log.info("nothing has changed")
            keep_place(self.job.out, self.job.partner_decisions)  # the same name, perhaps of another folder
            return self._told(totals, failed, reused, before)
        if self.left:
            log.warning("%d reports of the run before are not among the inputs", len(self.left))
        self._begin_anew()
        failed |= self._mine(fresh, hear)
        result = self._told(self._assembled(failed), failed, reused, before)
        self._finish(result)
        self.finished.leave(self._fingerprint(failed), result.totals)
        settled(self.job.out)
        log.info("done", extra={"seconds": round(result.seconds, 3), "counts": dict(result.totals.counts)})
        return result

    def _sorted(self) -> tuple[list[Source], dict[str, Failure]]:
        """Sources without a result, the largest first; and failures of an earlier run, by hash.

        The largest first, so that none of them holds up the end. By hash: two files may be shown by one name.
        """
        rest = [source for source in self.found.sources if not self.store.has(source)]
        failed: dict[str, Failure] = {}
        for source in () if self.job.retry_failed else rest:
            if failure := self.store.lasting(source, self.job.settings.limits):
                failed[source.sha256] = failure
        fresh = [source for source in rest if source.sha256 not in failed]
        return sorted(fresh, key=lambda source: (-source.size, source.sha256)), failed

    def _begin_anew(self) -> None:
        """From here on OUT is not whole."""
        self.finished.remove()
        write_whole(self._note, " ".join(self.formats))
        set_aside(self.job.out)
        remove_tables(self.job.out)
        self.shelf.push(whole=False)

    def _mine(self, fresh: list[Source], hear: Callable[[Outcome], None]) -> dict[str, Failure]:
        """Mine each of them; gives the failures."""
        failed: dict[str, Failure] = {}
        if not fresh:
            return failed
        total = len(self.found.sources)
        with closing(self._engine(len(fresh)).mine(fresh)) as answers:
            for done, (source, failure) in enumerate(answers, total - len(fresh) + 1):
                if failure:
                    failed[source.sha256] = failure
                    self._keep(source, failure)
                else:
                    self.shelf.bring(
                        self.store.text_path(source.report_id), self.store.path(source.report_id)
                    )
                _note_outcome(source, failure)
                hear(Outcome(source, failure, done, total))
        return failed

    def _engine(self, reports: int) -> Engine:
        if self.job.scheduler:
            from reportminer.batch.cluster import DaskEngine  # noqa: PLC0415 - an extra

            return DaskEngine(Task(self.job.settings, self.store), self.job.scheduler)
        # Told by name: workers may be copies of a process that began when other models were in use.
        settings = replace(self.job.settings, models=models_dir())
        return LocalEngine(Task(settings, self.store), min(self.job.jobs, reports))

    def _keep(self, source: Source, failure: Failure) -> None:
        """Keep a failure that these bytes would come to again: not that of a file moved or changed."""
        if source.root or unchanged(source):  # what lies in a store was held to its hash when it came
            self.store.fail(source, failure, self.job.settings.limits)

    def _assembled(self, failed: dict[str, Failure]) -> Totals:
        read = [source for source in self.found.sources if source.sha256 not in failed]
        lost = (source.report_id for source in self.found.sources if source.sha256 in failed)
        self.store.prune((source.report_id for source in read), lost)
        listed = self.job.organisations
        write_whole(kept_list(self.job.out), comma_text(listed) if listed else "")
        return assemble(
            self.store, read, self._failures(failed), self.codebook, self.metadata, known=self.known
        )

    def _failures(self, failed: dict[str, Failure]) -> list[Failure]:
        """All rows of failures.csv, in their order."""
        refused = [of_refused(refused.name, refused.error) for refused in self.found.refused]
        return sorted([*refused, *failed.values()], key=lambda f: (f.source.casefold(), f.source))

    def _told(self, totals: Totals, failed: dict[str, Failure], reused: int, before: int) -> RunResult:
        failures = tuple(self._failures(failed))
        return RunResult(
            self.job.out,
            self.found,
            totals,
            failures,
            reused,
            before,
            self.left,
            unread(self.job.out) if totals.statuses[ReportStatus.FAILED.value] else (),
            self._unused(),
            perf_counter() - self.begin,
            self.job.address,
        )

    def _unused(self) -> tuple[str, ...]:
        metadata, listed = self.job.metadata, self.job.organisations
        rows = unmatched(metadata, self.found) if metadata else ""
        names = unmet(listed, self.known.organisations, self.job.out) if listed else ""
        return tuple(filter(None, (rows, names)))

    def _finish(self, result: RunResult) -> None:
        """What is made from the tables, and the record of the run."""
        out = self.job.out
        make_from_tables(out, self.formats)
        self._note.unlink()
        write_whole(out / MARK / CODED_BY, codebook_text(self.codebook))
        keep_place(out, self.job.partner_decisions)
        write_run(out, record_of(self.job, self.recipe, result))
        if self.pictures:
            read = [source for source in self.found.sources if self.store.has(source)]
            draw_pictures(self.store, read, self.job.settings.limits, self.job.jobs)
        write_page(out)

    def _fingerprint(self, failed: dict[str, Failure]) -> str:
        return fingerprint(self._decisive(failed))

    def _decisive(self, failed: dict[str, Failure]) -> Iterator[object]:
        """All that the tables are made from."""
        yield [
            self.recipe.key,
            settings_of(self.job),
            self.formats,
            self.pictures,
            list(self.found.passed_over),
        ]
        decided = decisions_file(self.job.out, self.job.partner_decisions)
        for told in (self.job.metadata, self.job.organisations, decided):
            yield told.read_text("utf-8", "replace") if told else ""
        yield from self.found.copies
        yield from self._failures(failed)
        for source in self.found.sources:
            yield source.name, source.sha256


def _note_outcome(source: Source, failure: Failure | None) -> None:
    if failure:
        log.warning("%s", failure.told, extra={"report": source.name, "stage": failure.stage})
    else:
        log.debug("read %s", source.name, extra={"report": source.name, "id": source.report_id})
