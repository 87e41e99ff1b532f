"""`reportminer evidence`: quotes with citations, to put into a text of one's own."""

import re
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reportminer.cli.words import counted
from reportminer.errors import OutputError, UsageError

if TYPE_CHECKING:
    from reportminer.export.quotes import Choice

Many = list[str] | None


class Form(StrEnum):
    """How the quotes are written."""

    TEXT = "text"
    MARKDOWN = "markdown"
    CSV = "csv"
    DOCX = "docx"


_BY_SUFFIX = {
    ".txt": Form.TEXT,
    ".text": Form.TEXT,
    ".md": Form.MARKDOWN,
    ".markdown": Form.MARKDOWN,
    ".csv": Form.CSV,
    ".docx": Form.DOCX,
}
_YEARS = re.compile(r"([0-9]{4})?(-)?([0-9]{4})?")


def evidence(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="Folder that `reportminer run` wrote.")],
    theme: Annotated[Many, typer.Option(help="Theme, by id or name; uncoded for none. Repeatable.")] = None,
    label: Annotated[Many, typer.Option(help="CHALLENGE, LESSON or RECOMMENDATION. Repeatable.")] = None,
    report: Annotated[Many, typer.Option(help="Part of a report's title or file, or its id.")] = None,
    organisation: Annotated[Many, typer.Option(help="Part of the name of who published it.")] = None,
    country: Annotated[Many, typer.Option(help="Country the report is about, in whole words.")] = None,
    year: Annotated[str, typer.Option(metavar="Y|Y-Y|Y-|-Y", help="Year, or the first and last.")] = "",
    word: Annotated[Many, typer.Option(help="Stands in the quote. Repeatable: all of them do.")] = None,
    actor: Annotated[Many, typer.Option(help="Whole words of those that say who should act.")] = None,
    sure: Annotated[float, typer.Option(min=0, max=1, help="Least confidence.")] = 0.0,
    denied: Annotated[
        bool, typer.Option("--denied/--no-denied", help="With what is told by a denial.")
    ] = True,
    repeats: Annotated[
        bool,
        typer.Option("--repeats/--no-repeats", help="With what a report says again in the same words."),
    ] = False,
    by_report: Annotated[
        bool, typer.Option("--by-report", help="In the order of the reports, not the surest first.")
    ] = False,
    context: Annotated[
        bool, typer.Option("--context", help="With the sentence before and after, in brackets.")
    ] = False,
    limit: Annotated[int, typer.Option(min=0, help="How many; 0 for all.")] = 0,
    form: Annotated[
        Form | None, typer.Option("--format", help="[default: by the name of FILE, else text]")
    ] = None,
    to: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE", help="Write there, not to the screen.")
    ] = None,
) -> None:
    """Print quotes of OUT with their citations: report, publisher, year and page.

    For example: reportminer evidence out --theme funding --label CHALLENGE -o funding.docx

    A passage is one quote, whatever labels and themes it has; the CSV tells them, and the ids of its
    findings, joined by "; ".

    Exit status: 0; 1 where no quote is found; 2 wrong call.
    """
    from reportminer.export.quotes import Choice

    choice = Choice(
        themes=tuple(theme or ()),
        labels=tuple(label or ()),
        reports=tuple(report or ()),
        organisations=tuple(organisation or ()),
        countries=tuple(country or ()),
        years=_years(year),
        words=tuple(word or ()),
        actors=tuple(actor or ()),
        sure=sure,
        denied=denied,
        repeats=repeats,
        by_report=by_report,
        most=limit,
    )
    raise typer.Exit(0 if _quote(out, choice, _form(form, to), to, context=context) else 1)


def _quote(out: Path, choice: "Choice", form: Form, to: Path | None, *, context: bool) -> bool:
    """Write the quotes, and tell how many, or why there are none; whether there are any."""
    from reportminer.export.quotes import choose, in_context, render, told, unknown

    quotes = choose(out, choice)
    if context:
        quotes = in_context(out, quotes)
    _write(render(quotes, told(out, choice), form.value), to)
    if to:
        typer.echo(f"{counted(len(quotes), 'quote')} written to {to}", err=True)
    for field in () if quotes else unknown(out, choice):
        typer.echo(f"no report in {out} has {field}: `run --metadata` takes what you know of them", err=True)
    return bool(quotes)


def _form(form: Form | None, to: Path | None) -> Form:
    """The form that is asked for, or that the name of the file tells; never one under another one's name."""
    ending = to.suffix.lower() if to else ""
    told = _BY_SUFFIX.get(ending)
    chosen = form or told or Form.TEXT
    if chosen is Form.DOCX and to is None:
        raise UsageError("a Word document needs a file", hint="add -o evidence.docx")
    if ending and told is not chosen:
        what = f"{chosen.value} is not written" if form else "quotes are not written"
        raise UsageError(
            f"{what} to a file named {ending}",
            hint="name it .txt, .md, .csv or .docx; `reportminer export` writes tables as xlsx and more",
        )
    return chosen


def _years(said: str) -> tuple[int, int] | None:
    match = _YEARS.fullmatch(said.replace("–", "-").strip())
    if match is None or (said and not (match[1] or match[3])) or (match[1] and match[3] and not match[2]):
        raise UsageError(f"{said!r} is no year", hint="write 2019, 2015-2019, 2015- or -2019")
    if not said:
        return None
    if not match[2]:
        return int(match[1]), int(match[1])
    return int(match[1] or 0), int(match[3] or 9999)


def _write(data: bytes, to: Path | None) -> None:
    if to is None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    try:
        to.write_bytes(data)
    except OSError as error:
        raise OutputError(f"cannot write {to}: {error.strerror}", hint="give a file you may write") from error
