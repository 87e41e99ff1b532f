"""Options of the commands that read reports, so that they are called and explained alike."""

from enum import StrEnum
from pathlib import Path
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
MaxPageSeconds = Annotated[
    float, typer.Option(min=0.01, help="Longest computing time for one page of a PDF.")
]
MaxMemoryMb = Annotated[int, typer.Option(min=512, help="Most memory of one worker, in MiB (Linux).")]


class Format(StrEnum):
    """Formats that the tables can have beside CSV."""

    JSONL = "jsonl"
    PARQUET = "parquet"
    XLSX = "xlsx"
    SQLITE = "sqlite"
    REFI = "refi"


class EngineName(StrEnum):
    """Where reports are read."""

    LOCAL = "local"
    DASK = "dask"


class Level(StrEnum):
    """How much is logged."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class LogFormat(StrEnum):
    """How a line of the log looks."""

    TEXT = "text"
    JSON = "json"


Reports = Annotated[
    list[str],
    typer.Argument(
        help="Files, folders, quoted patterns or addresses (s3://bucket/folder): "
        ".pdf, .docx, .html, .txt, .md. Folders are read wholly."
    ),
]
Out = Annotated[
    str,
    typer.Option("--out", "-o", help="Folder for the dataset, or the address of one. Made if missing."),
]
Jobs = Annotated[
    int,
    typer.Option("--jobs", "-j", min=0, show_default=False, help="Worker processes (default: one a core)."),
]
Codebook = Annotated[
    Path | None,
    typer.Option(help="Your own codebook (YAML, CSV, .qdc). [default: the partnership codebook]"),
]
Metadata = Annotated[
    Path | None,
    typer.Option(
        help="Your own table (CSV) of what the reports are, which takes precedence: source, report_id or "
        "sha256, and title, organisation, year, country, kind. A source may lack its ending."
    ),
]
Organisations = Annotated[
    Path | None,
    typer.Option(
        help="Your own list (CSV) of organisations, whose ids and names take precedence: id, name, and "
        "perhaps aliases (with ; between), kind (government, ngo, un …), country."
    ),
]
PartnerDecisions = Annotated[
    Path | None,
    typer.Option(
        help="What you decided with `reportminer partners`. [default: partner_decisions.csv in OUT]",
        show_default=False,
    ),
]
Models = Annotated[
    Path | None,
    typer.Option(
        help="Folder of models made by `reportminer train`. [default: those of this installation]",
        show_default=False,
    ),
]
Recall = Annotated[bool, typer.Option("--recall", help="Find more, at the price of more that is wrong.")]
Fast = Annotated[
    bool,
    typer.Option(
        "--fast",
        help="Leave out the encoder and the reader of themes: half the time, more that is wrong.",
    ),
]
Formats = Annotated[
    list[Format] | None,
    typer.Option(
        "--format",
        help="Also write the tables as this; refi is for NVivo, ATLAS.ti, MAXQDA and others. "
        "May be repeated; those that OUT has already are kept up.",
    ),
]
PageImages = Annotated[
    bool,
    typer.Option(
        "--page-images",
        help="Draw the pages of PDFs that hold findings into OUT/pages, each finding outlined, for "
        "report.html. Some 100 KB a page; kept up by later runs until you delete OUT/pages.",
    ),
]
Force = Annotated[
    bool,
    typer.Option(
        "--force",
        help="Use OUT even if it holds something else. Also: go on without the codebook or list that the "
        "last run into OUT was given, and undo `themes recode`.",
    ),
]
RetryFailed = Annotated[
    bool, typer.Option("--retry-failed", help="Try again what could not be read in an earlier run.")
]
Engine = Annotated[
    EngineName, typer.Option(help="local: processes on this machine. dask: the workers of a Dask cluster.")
]
Scheduler = Annotated[
    str,
    typer.Option(
        metavar="ADDRESS",
        show_default=False,
        help="With --engine dask: the scheduler, as tcp://host:8786. Its workers must see the same folders, "
        "or reach the same addresses.",
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.")]
LogLevel = Annotated[
    Level | None,
    typer.Option(show_default=False, help="Log to standard error, in place of the progress shown."),
]
LogAs = Annotated[
    LogFormat,
    typer.Option("--log-format", help="json: one object a line; from level info on where none is named."),
]

AnnotatedReports = Annotated[
    list[Path] | None,
    typer.Option(
        exists=True,
        file_okay=False,
        help="Folder of the annotated reports, or of their texts (OUT/texts). May be repeated. Not needed "
        "where a .jsonl holds the texts itself, as exports do; but the reports tell more (headings, layout).",
    ),
]
Part = Annotated[
    list[str] | None,
    typer.Option(help="Part of a .jsonl (train, development, test). May be repeated. [default: all]"),
]


def limits_of(
    max_mb: int,
    max_pages: int,
    max_seconds: float,
    max_memory_mb: int,
    max_page_seconds: float = LIMITS.max_page_seconds,
) -> Limits:
    """The limits that the user asked for."""
    return Limits(max_mb * 2**20, max_pages, max_seconds, max_page_seconds, max_memory_mb=max_memory_mb)
