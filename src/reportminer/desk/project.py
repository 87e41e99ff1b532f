"""A project on disk: what lies where, and how it is begun from the output folder of a run."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from sqlite3 import Connection
from typing import Any

from reportminer.annotations import text_hash
from reportminer.config import Settings
from reportminer.desk import atomic
from reportminer.desk.features import Features
from reportminer.desk.guideline import shipped
from reportminer.desk.intake import Taken, source_for, take_in, take_text
from reportminer.desk.store import Store, now
from reportminer.errors import AnnotationError, InputError, OutputError, ReportminerError
from reportminer.export.coded_by import CODED_BY, SHIPPED, codebook_text, kept_codebook
from reportminer.export.csvs import read_table
from reportminer.export.runfile import read_run
from reportminer.gather.codebook import Codebook, load_codebook
from reportminer.ingest.find import MARK, source_of
from reportminer.manifest import DAMAGED

DATABASE = "project.sqlite"
GUIDELINE = "guideline.md"
FOLDER = "annotation"
"""Where in OUT a project is begun."""
OPEN = "open it with the folder that it was begun from: `reportminer annotate OUT`"
AGAIN = "what is kept of it in `features` is damaged; take a copy of that folder back"


def place_of(folder: Path, project: Path | None = None) -> tuple[Path, Path | None]:
    """The project's folder and the run that it is begun from. Raises OutputError where there is neither."""
    if project is not None:
        return project, folder if (folder / MARK).is_dir() else None
    if (folder / DATABASE).is_file():
        return folder, None
    if (folder / MARK).is_dir():
        return folder / FOLDER, folder
    raise OutputError(
        f"{folder} is neither the output of a run nor a project",
        hint="give the folder that `reportminer run` wrote",
    )


@contextmanager
def existing(folder: Path, *, begin: bool = False) -> Iterator["Project"]:
    """A project that was begun before, closed at the end. Raises OutputError where there is none.

    With `begin`, one is begun from the output of a run.
    """
    place, _ = place_of(folder)
    known = (place / DATABASE).is_file()
    if not known and not begin:
        raise OutputError(f"no project in {folder}", hint="begin one with `reportminer annotate`")
    project = Project(place) if known else Project.open(folder)
    try:
        yield project
    finally:
        project.close()


@dataclass(frozen=True, slots=True)
class Waiting:
    """A report of a run that is to be taken in: all that a worker needs."""

    id: str
    name: str
    sha256: str
    path: str
    """Empty where the file was not found."""
    text: str
    """Path of the text that the run kept."""
    headings: tuple[dict[str, str], ...]


class Project:
    """An open project."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self.store = Store(folder / DATABASE)
            self._guideline()
        except OSError as error:
            raise OutputError(
                f"cannot write to {folder}: {error.strerror or error}",
                hint="give a folder that you may write to with `reportminer annotate OUT --project FOLDER`",
            ) from error
        self.record = lru_cache(maxsize=16)(self._record)
        self.features = lru_cache(maxsize=64)(self._features)

    @classmethod
    def open(cls, folder: Path, project: Path | None = None, reports: tuple[Path, ...] = ()) -> "Project":
        """Open a project, or begin one from the output of a run.

        `reports` are folders in which files that are not where the run found them are looked for.
        """
        place, out = place_of(folder, project)
        opened = cls(place)
        if out is not None:
            opened.join(out, reports)
        if not opened.reports():
            raise OutputError(f"no reports in {folder}", hint="give the folder that `reportminer run` wrote")
        return opened

    def close(self) -> None:
        """Close the database."""
        self.store.close()

    def join(self, out: Path, reports: tuple[Path, ...] = ()) -> None:
        """List the reports of a run that are not in the project yet."""
        self._take_codebook(out)
        finder = _Finder(out, reports)
        with self.store.writing() as db:
            db.execute("INSERT OR REPLACE INTO meta VALUES ('out', ?)", (str(out.resolve()),))
        known = {row["id"] for row in self.reports()}
        for row in read_table(out / "reports.csv"):
            if row["report_id"] not in known:
                path = finder.path(row["source"], row["sha256"])
                self.add(row["source"], row["sha256"], path, row["title"])

    def add(self, name: str, sha256: str, path: str, title: str = "") -> str:
        """List a report that is to be taken in; gives its id. `path` is empty where the file is gone."""
        report = source_for(Path(path or name), name, sha256).report_id
        with self.store.writing() as db:
            place = db.execute("SELECT count(*) FROM reports").fetchone()[0]
            db.execute(
                "INSERT INTO reports (id, place, name, title, sha256, path, status)"
                " VALUES (?, ?, ?, ?, ?, ?, 'waiting')",
                (report, place, name, title, sha256, path),
            )
        return report

    def reports(self) -> list[dict[str, Any]]:
        """id, name, title, path, status, what is said of each report, and its size, in order."""
        columns = "id, name, title, path, status, said, segments, characters"
        return [dict(row) for row in self.store.all(f"SELECT {columns} FROM reports ORDER BY place")]

    def size(self, report: str) -> tuple[int, int]:
        """Segments and characters of a report."""
        row = self.store.one("SELECT segments, characters FROM reports WHERE id = ?", report)
        if row is None:
            raise AnnotationError(f"no report {report}", hint="load the page again")
        return row["segments"], row["characters"]

    def waiting(self, report: str) -> Waiting:
        """What a worker needs to take a report in."""
        row = self._row(report)
        if row["path"]:
            return Waiting(report, row["name"], row["sha256"], row["path"], "", ())
        out = Path(self.store.meta("out"))
        sections = [s for s in read_table(out / "sections.csv") if s["report_id"] == report]
        text = out / "texts" / f"{report}.txt"
        return Waiting(report, row["name"], row["sha256"], "", str(text), tuple(sections))

    def keep(self, report: str, taken: Taken | None, said: str = "") -> None:
        """Keep what was taken in, or why it failed."""
        if taken is None:
            with self.store.writing() as db:
                db.execute("UPDATE reports SET status = 'failed', said = ? WHERE id = ?", (said, report))
            return
        taken.features.save(self._features_path(report))
        with self.store.writing() as db:
            db.execute(
                "UPDATE reports SET status = 'ready', said = ?, record = ?, boxes = ?, segments = ?,"
                " characters = ?, title = CASE WHEN title = '' THEN ? ELSE title END WHERE id = ?",
                (taken.said, taken.record, taken.boxes, *taken.size, taken.title, report),
            )

    def take(self, report: str) -> None:
        """Take a report in, here and now. A report that fails, in whatever way, is marked so."""
        try:
            self.keep(report, work(self.waiting(report)))
        except Exception as error:
            self.keep(report, None, reason_of(error))

    def ready(self) -> Iterator[str]:
        """Ids of the reports that can be worked on."""
        return (row["id"] for row in self.reports() if row["status"] == "ready")

    def raw(self, report: str) -> str:
        """The record of a report as JSON. Raises AnnotationError where it is not taken in."""
        row = self._row(report)
        if row["status"] != "ready":
            raise AnnotationError(f"{row['name']}: {row['status']}", hint=row["said"] or "wait a moment")
        return str(row["record"])

    def kept_text(self, report: str) -> str:
        """The hash of the text that the run kept of a report; empty where it kept none."""
        path = Path(self.store.meta("out")) / "texts" / f"{report}.txt"
        return text_hash(path.read_bytes().decode("utf-8")) if path.is_file() else ""

    def boxes(self, report: str) -> str:
        """Boxes of its segments as JSON."""
        return str(self._row(report)["boxes"])

    def file(self, report: str) -> Path | None:
        """The report's file, where it is at hand."""
        path = str(self._row(report)["path"])
        return Path(path) if path else None

    def _row(self, report: str) -> Any:
        row = self.store.one("SELECT * FROM reports WHERE id = ?", report)
        if row is None:
            raise AnnotationError(f"no report {report}", hint="load the page again")
        return row

    def _record(self, report: str) -> Mapping[str, Any]:
        found: dict[str, Any] = json.loads(self.raw(report))
        return found

    def _features(self, report: str) -> Features:
        path = self._features_path(report)
        with suppress(*DAMAGED, TypeError):  # the last where another version of the program kept them
            return Features.load(path)
        features = self._again(report)
        features.save(path)
        return features

    def _again(self, report: str) -> Features:
        """Features made anew. Raises AnnotationError where they would not be those of the kept record."""
        row = self._row(report)
        try:
            taken = work(self.waiting(report))
        except Exception as error:
            raise AnnotationError(f"{row['name']}: {reason_of(error)}", hint=AGAIN) from error
        # What is said in layers is said of segments by their number: the record is never made anew.
        if _cuts(taken.record) != _cuts(self.raw(report)):
            raise AnnotationError(f"{row['name']} is cut into other segments by now", hint=AGAIN)
        return taken.features

    def _features_path(self, report: str) -> Path:
        return self.folder / "features" / f"{report}.npz"

    @cached_property
    def codebook(self) -> Codebook:
        """The codebook of the run. Raises OutputError where it is one of the user's own and is gone."""
        if book := kept_codebook(self.folder):
            return book
        told = self.store.meta("codebook", "default")  # where an earlier version began the project
        if told not in SHIPPED:
            raise OutputError(f"the codebook {told} is not kept in {self.folder}", hint=OPEN)
        return load_codebook()

    def _take_codebook(self, out: Path) -> None:
        """Take over the codebook of the run that the project was begun from, as it is coded now."""
        own = str(out.resolve())
        inside = self.folder.resolve().parent == out.resolve()  # also where both were moved
        if inside or self.store.meta("codebook_of", own) == own:
            _write(self.folder / CODED_BY, codebook_text(_codebook_of(out)))
            with self.store.writing() as db:
                db.execute("INSERT OR REPLACE INTO meta VALUES ('codebook_of', ?)", (own,))

    def _guideline(self) -> None:
        """`guideline.md` of the project: its first text is the program's, each change a new version."""
        path = self.folder / GUIDELINE
        with self.store.writing() as db:  # two that open a project at once read what the other wrote
            if not path.exists():
                _write(path, shipped())
            self._noted(db, path.read_text(encoding="utf-8", errors="replace"), "file")

    def change_guideline(self, text: str, who: str, edited: int | None = None) -> int:
        """Write a new text of the guideline; gives the number of its version.

        `edited` is the version that it was made of. Raises AnnotationError where another one holds by now.
        """
        with self.store.writing() as db:
            last = self.store.guideline()
            if edited is not None and edited != last and text != self._guideline_text():
                raise AnnotationError(
                    f"the guideline was changed by somebody else: version {last} holds, not {edited}",
                    hint="keep a copy of your text, load the page again and change what is there",
                )
            _write(self.folder / GUIDELINE, text)
            return self._noted(db, text, who)

    def _guideline_text(self) -> str | None:
        row = self.store.one("SELECT text FROM guidelines ORDER BY version DESC LIMIT 1")
        return str(row["text"]) if row else None

    def _noted(self, db: Connection, text: str, who: str) -> int:
        """Record a version of the guideline, unless it is the one that holds; gives its number."""
        last = self.store.guideline()
        if text == self._guideline_text():
            return last
        db.execute("INSERT INTO guidelines VALUES (?, ?, ?, ?)", (last + 1, now(), who, text))
        return last + 1


def _codebook_of(out: Path) -> Codebook:
    """The codebook that OUT is coded by. Raises OutputError where it is one of the user's own and is gone."""
    if book := kept_codebook(out / MARK):
        return book
    record = read_run(out)
    if record.get("recoded") or record.get("settings", {}).get("codebook", "") not in SHIPPED:
        raise OutputError(
            f"the codebook that {out} is coded by is not kept in it",
            hint=f"code it again: `reportminer themes recode {out} --codebook FILE`",
        )
    return load_codebook()


def _write(path: Path, text: str) -> None:
    atomic.write(path, lambda file: file.write(text.encode("utf-8")))


def reason_of(error: Exception) -> str:
    """Why a report could not be taken in, for the list of reports."""
    said = f"it could not be taken in: {type(error).__name__}: {error}"
    if isinstance(error, ReportminerError):
        said = f"{error.message} ({error.hint})"
    return said.encode("utf-8", "backslashreplace").decode("utf-8")  # names of files may be no UTF-8


def _cuts(record: str) -> tuple[str, list[list[int]]]:
    """The text of a record as JSON, and where its segments begin and end."""
    told = json.loads(record)
    return told["text"], [segment[:2] for segment in told["segments"]]


def work(waiting: Waiting) -> Taken:
    """Take a report in: what a worker process does. Raises InputError where it cannot be read."""
    path = Path(waiting.path) if waiting.path else None
    if path is not None:
        return take_in(source_for(path, waiting.name, waiting.sha256), Settings())
    text = Path(waiting.text).read_bytes().decode("utf-8")
    source = source_for(Path(waiting.text), waiting.name, waiting.sha256)
    return take_text(source, text, waiting.headings, Settings())


class _Finder:
    """Finds the files of a run again: where they were, or anywhere in folders, by their hash."""

    def __init__(self, out: Path, folders: tuple[Path, ...]) -> None:
        self._bases = (Path.cwd(), out.parent)
        self._folders = folders
        self._by_hash: dict[str, str] | None = None

    def path(self, name: str, sha256: str) -> str:
        """Absolute path of the file with this hash; empty where it is not found."""
        for path in (base / name for base in self._bases):
            if path.is_file() and _hash(path) == sha256:
                return str(path.resolve())
        return self._elsewhere().get(sha256, "")

    def _elsewhere(self) -> dict[str, str]:
        if self._by_hash is None:
            paths = [p for folder in self._folders for p in sorted(folder.rglob("*")) if p.is_file()]
            self._by_hash = {_hash(path): str(path.resolve()) for path in paths}
        return self._by_hash


def _hash(path: Path) -> str:
    try:
        return source_of(path).sha256
    except InputError:
        return ""
