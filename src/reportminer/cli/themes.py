"""`reportminer themes`: suggested themes, made codes of your codebook; codebooks compared."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reportminer.cli.words import counted

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from reportminer.export.themes import Tell
    from reportminer.gather.codebook import Codebook
    from reportminer.gather.codebook_edit import Edit
    from reportminer.gather.suggest import Suggestion, Suggestions, SuggestSettings

themes = typer.Typer(
    name="themes",
    help="Themes that the codebook lacks, and coding again without reading the reports again.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Out = Annotated[Path, typer.Argument(metavar="OUT", help="Folder that `reportminer run` wrote.")]
Ids = Annotated[list[str], typer.Argument(metavar="ID...", help="Ids of suggestions.")]
Book = Annotated[
    Path, typer.Option("--codebook", "-c", help="Your codebook (YAML, CSV or .qdc).", show_default=False)
]
SHOWN = 20
WIDTH = 100


@themes.command()
def suggest(
    out: Out,
    alike: Annotated[
        float, typer.Option(min=0.05, max=0.95, help="How alike findings of a theme are.")
    ] = 0.26,
    reports: Annotated[int, typer.Option(min=1, help="Reports that a theme recurs in, at least.")] = 2,
    findings: Annotated[int, typer.Option(min=2, help="Findings of a theme, at least.")] = 3,
    sure: Annotated[
        float,
        typer.Option(
            min=0,
            max=1,
            help="Look also at findings whose codes are all less probable; 0: only at those without.",
        ),
    ] = 0.5,
    steady: Annotated[float, typer.Option(min=0, max=1, help="Stability of a theme, at least.")] = 0.7,
    show: Annotated[int, typer.Option(min=1, help="How many to print; suggestions.csv holds all.")] = SHOWN,
) -> None:
    """Cluster what no code covers, or none surely, and suggest what recurs. Writes suggestions.csv into OUT.

    A theme is suggested where half of its passages share a term that other findings seldom have. Its terms
    are listed by how well they tell it apart, its quotes are the most central ones, of different reports
    first. Ids stay when reports are added. The stability of a theme is how much of it comes out again of
    other samples of the reports: 1 is all, always. That of the whole is the adjusted Rand index over them:
    1 is always the same groups, 0 no more than by chance.

    In suggestions.csv `terms`, `quotes` and `finding_ids` are JSON lists, as in every table. report.html
    tells of the suggestions too.
    """
    from reportminer.batch.suggestions import suggested
    from reportminer.gather.suggest import SuggestSettings

    settings = SuggestSettings(alike=alike, findings=findings, reports=reports, steady=steady)
    found = suggested(out, settings, sure)
    for theme in found.themes[:show]:
        _print(theme)
    if len(found.themes) > show:
        typer.echo(f"... and {len(found.themes) - show} more in {out / 'suggestions.csv'}")
    typer.echo(_share(found, out))
    if not found.themes and found.uncoded + found.loose:
        typer.echo(_why_none(settings))


def _why_none(settings: "SuggestSettings") -> str:
    return (
        f"no theme is suggested: it takes {counted(settings.findings, 'finding')} in "
        f"{counted(settings.reports, 'report')} that share a telling term and come together again (stability "
        f"{settings.steady:g}) when reports are drawn anew. More reports may bring some; so may a higher "
        f"--sure, or a lower --steady, --findings or --reports"
    )


def _print(theme: "Suggestion") -> None:
    steady = "" if theme.stability is None else f", stability {theme.stability:.2f}"
    typer.echo(f"{theme.theme_id}  {', '.join(theme.terms)}")
    typer.echo(f"    {len(theme.findings)} findings in {theme.reports} reports{steady}")
    for quote in theme.quotes[:2]:
        told = " ".join(quote.split())
        typer.echo(f"    “{told if len(told) <= WIDTH else told[: WIDTH - 1] + '…'}”")


def _share(found: "Suggestions", out: Path) -> str:
    from reportminer.export.csvs import read_typed

    total = sum(1 for _ in read_typed(out, "findings", ("finding_id",)))
    share = f" ({found.uncoded / total:.0%})" if total else ""
    loose = f", {found.loose} none that is more likely right than wrong" if found.loose else ""
    steady = "" if found.stability is None else f"; stability (adjusted Rand index) {found.stability:.2f}"
    covered = f"suggestions hold {found.covered} of them"
    return f"{found.uncoded} of {total} findings{share} carry no code{loose}; {covered}{steady}"


@themes.command()
def accept(
    out: Out,
    theme: Annotated[str, typer.Argument(metavar="ID", help="Id of a suggestion.")],
    codebook: Book,
    name: Annotated[str, typer.Option(help="Name of the theme. [default: its terms]")] = "",
    definition: Annotated[str, typer.Option(help="What belongs to it. [default: made from its terms]")] = "",
    code: Annotated[
        str, typer.Option("--id", help="Id of the code, for good. [default: from the name]")
    ] = "",
) -> None:
    """Make a suggestion a code of your codebook, and code OUT again.

    A codebook that is not there yet begins as a copy of the partnership codebook. What you wrote in
    yours stays as it is: the code is added at its end, with the terms and quotes for you to edit.
    """
    from reportminer.batch.suggestions import chosen
    from reportminer.gather.codebook_edit import Edit, add_code

    def edited() -> Edit:
        (found,) = chosen(out, [theme])
        told = _fields(found, name, definition, code)
        return Edit(add_code(codebook, told, trial=True), lambda: add_code(codebook, told))

    book = _code_anew(out, edited)
    added = book.codes[-1].id  # a table may have made another one of it
    typer.echo(f"code {added} added to {codebook}; {_row(out, added)}")
    _tell_what_next(out)


def _fields(found: "Suggestion", name: str, definition: str, code: str) -> dict[str, str | list[str]]:
    """What a suggestion is as a code; what the user does not say is made from its terms."""
    from reportminer.gather.codebook_file import id_of

    called = name or ", ".join(found.terms[:3]) or found.theme_id
    fields: dict[str, str | list[str]] = {
        "id": code or id_of(called) or found.theme_id,
        "name": called,
        "definition": definition or f"Findings that tell of {', '.join(found.terms) or called}.",
        "terms": list(found.terms),
        "examples": list(found.quotes),
    }
    return {key: value for key, value in fields.items() if value}


@themes.command()
def merge(
    out: Out,
    ids: Ids,
    into: Annotated[
        str, typer.Option(metavar="CODE", help="A code of your codebook that they belong to.")
    ] = "",
    codebook: Annotated[
        Path | None, typer.Option("--codebook", "-c", help="Your codebook (YAML or CSV), for --into.")
    ] = None,
) -> None:
    """Make one suggestion of several, or, with --into, part of a code that is there.

    One suggestion keeps the id of the first: accept it next. A code takes over their terms and quotes, and
    OUT is coded again; what you wrote in your codebook stays as it is.
    """
    from reportminer.batch.suggestions import chosen
    from reportminer.batch.suggestions import merge as merge_them
    from reportminer.errors import UsageError
    from reportminer.gather.codebook_edit import Edit, extend_code

    if bool(into) != (codebook is not None):
        raise UsageError("--into and --codebook go together", hint="name a code and the codebook it is in")
    if codebook is None:
        _print(merge_them(out, ids))
        return

    def edited() -> Edit:
        parts = chosen(out, ids)
        lists = {
            "terms": [term for part in parts for term in part.terms],
            "examples": [quote for part in parts for quote in part.quotes],
        }
        trial = extend_code(codebook, into, lists, trial=True)
        return Edit(trial, lambda: extend_code(codebook, into, lists))

    _code_anew(out, edited)
    typer.echo(f"{', '.join(ids)} merged into {into} of {codebook}; {_row(out, into)}")
    _tell_what_next(out)


@themes.command()
def recode(out: Out, codebook: Book) -> None:
    """Code the findings of OUT by another codebook, without reading the reports again."""
    from reportminer.gather.codebook import load_codebook
    from reportminer.gather.codebook_edit import Edit

    _code_anew(out, lambda: Edit(load_codebook(codebook)))
    typer.echo(_row(out, "uncoded"))
    _tell_what_next(out)


def _tell_what_next(out: Path) -> None:
    typer.echo(f"Tables and report.html in {out} are new. Give `run` the same --codebook from now on:")
    typer.echo("without it, a later run into this folder stops and asks.")


def _code_anew(out: Path, edited: "Callable[[], Edit]") -> "Codebook":
    from reportminer.batch.suggestions import code_anew

    with _bar(out) as tell:
        return code_anew(out, edited, tell)


def _bar(out: Path) -> "AbstractContextManager[Tell]":
    from reportminer.batch.suggestions import opened
    from reportminer.cli.show import counted
    from reportminer.export.csvs import read_typed

    return counted("coding findings", sum(1 for _ in read_typed(opened(out), "findings", ("finding_id",))))


def _row(out: Path, theme: str) -> str:
    from reportminer.export.csvs import read_typed

    row = next(row for row in read_typed(out, "themes") if row["theme_id"] == theme)
    return f"{row['name']}: {row['findings']} findings in {row['reports']} reports"


@themes.command()
def compare(out: Out, codebook: Book) -> None:
    """Show what another codebook would make of the findings of OUT. Nothing is written."""
    from reportminer.batch.suggestions import opened
    from reportminer.export.themes import compared
    from reportminer.gather.codebook import load_codebook

    with _bar(out) as tell:
        found = compared(opened(out), load_codebook(codebook), tell)
    typer.echo(f"{'theme':34}{'now':>8}{'then':>8}{'both':>8}  most of it now")
    for row in found.rows:
        typer.echo(f"{row.theme[:33]:34}{row.now:8,}{row.then:8,}{row.both:8,}  {row.mostly}")
    share = [
        f"{n / found.findings:.1%}" if found.findings else "–" for n in (found.bare_now, found.bare_then)
    ]
    typer.echo(f"not coded: {share[0]} of {found.findings:,} findings now, {share[1]} then")
