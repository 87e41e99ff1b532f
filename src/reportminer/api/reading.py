"""One report, mined in this process, nothing written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from reportminer.api.frames import chosen, frame_of_rows
from reportminer.api.running import LIMITS, models_for_now
from reportminer.config import Limits, Settings, models_dir
from reportminer.errors import UsageError
from reportminer.export.rows import name_themes, rows_of
from reportminer.export.tables import tables
from reportminer.ingest.find import source_of
from reportminer.pipeline import Pipeline
from reportminer.types import Mined

if TYPE_CHECKING:
    from pandas import DataFrame

Record = Mapping[str, object]
"""A row: the columns that the table of that name has in an output folder (see datapackage.json)."""


@dataclass(frozen=True, slots=True, repr=False)
class MinedReport:
    """What was found in one report. Records are dicts with the columns of the table of their name.

    Offsets (`char_start`, `char_end`) count Unicode code points of `text`, half open:
    `report.text[f["char_start"]:f["char_end"]] == f["text"]` for every finding `f`. Pages count from 1;
    boxes are `[page, x0, top, x1, bottom]` in PDF points from the page's top left.

    Partners are told apart within this report alone: their ids may differ from those of a run over
    many reports, which knows who is who across them.
    """

    text: str
    """The text of the report."""
    about: Record
    """Its row of reports.csv: id, title, organisation, year, country, language, status, warnings …"""
    pages: Sequence[Record]
    """Each page, read or not: number, words, status."""
    sections: Sequence[Record]
    """Each section: heading, role, level, parent, span."""
    findings: Sequence[Record]
    """Challenges, lessons and recommendations, in the order of the text."""
    relations: Sequence[Record]
    """Which recommendation answers which challenge; which lesson came from which."""
    partners: Sequence[Record]
    """Partners, those most named first."""
    partner_mentions: Sequence[Record]
    """Each place where one is named."""
    theme_findings: Sequence[Record]
    """Each theme of each finding, with its score."""
    mined: Mined
    """The same as it flows through the program: blocks, segments, spans (see `reportminer.types`)."""

    def to_frame(self, table: str = "findings", columns: Sequence[str] = ()) -> "DataFrame":
        """The records of one table as a DataFrame with the types that the same table of a run has.

        `table`: reports, pages, sections, findings, relations, partners, partner_mentions or
        theme_findings. Raises UsageError for any other, and where pandas is not installed.
        """
        records = {name: getattr(self, name) for name in RECORDS} | {"reports": (self.about,)}
        if table not in records:
            raise UsageError(f"no table {table} of one report", hint=f"choose one of {', '.join(records)}")
        return frame_of_rows(records[table], chosen(tables()[table].columns, columns, table))

    def __repr__(self) -> str:
        told = ", ".join(f"{len(getattr(self, name)):,} {name}" for name in ("pages", "findings", "partners"))
        return f"<MinedReport {self.about['source']!r}: {told}>"


RECORDS = (
    "pages",
    "sections",
    "findings",
    "relations",
    "partners",
    "partner_mentions",
    "theme_findings",
)


def read_report(
    path: str | PathLike[str],
    *,
    codebook: str | PathLike[str] | None = None,
    recall: bool = False,
    fast: bool = False,
    ocr: bool = False,
    models: str | PathLike[str] | None = None,
    limits: Limits = LIMITS,
) -> MinedReport:
    """Read one report (.pdf, .docx, .html, .txt, .md) and find what is in it; nothing is written.

    The first call loads the models, which takes seconds; later ones do not. It works in this process:
    the limits of size, pages and time a page hold, that of memory and of time for the whole file do not.
    For many reports, or files you do not trust, take `run`. The options are those of `run`.

    Raises InputError (UnreadableError, EncryptedError, LimitError) where the file cannot be read, and
    CodebookError or ModelError where a codebook or models cannot be used. A report of which some pages could
    not be read, or that is not in English, is no error: `about["status"]` and `about["warnings"]` say so.
    """
    source = source_of(Path(path), limits.max_bytes)
    own = models_dir() if models is None else Path(models).absolute()
    settings = Settings(limits, None if codebook is None else Path(codebook), recall, ocr, own, fast)
    with models_for_now(own):
        pipeline = _pipeline(settings, _stamp(settings.codebook))
        return _told(pipeline.mine(source), pipeline)


@lru_cache(maxsize=2)
def _pipeline(settings: Settings, _codebook: tuple[int, int]) -> Pipeline:
    """Kept, since its models are slow to load; made anew when the codebook was changed."""
    return Pipeline(settings)


def _stamp(codebook: Path | None) -> tuple[int, int]:
    if codebook is None:
        return (0, 0)
    told = codebook.stat()
    return told.st_size, told.st_mtime_ns


def _told(mined: Mined, pipeline: Pipeline) -> MinedReport:
    rows = rows_of(mined)
    names = {code.id: code.name for code in pipeline.coder.codebook.codes} if mined.codings else {}
    for finding in rows["findings"]:
        themes = finding["themes"]
        assert isinstance(themes, list)
        finding["theme_names"] = name_themes(themes, names)
    records = {name: tuple(rows[name]) for name in RECORDS}
    return MinedReport(text=mined.report.text, about=rows["reports"][0], mined=mined, **records)
