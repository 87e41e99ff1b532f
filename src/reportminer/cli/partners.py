"""`reportminer partners`: who is who over all reports, merged and split by hand."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reportminer.cli.words import counted

if TYPE_CHECKING:
    from reportminer.batch.partner_edits import Decided, Shown
    from reportminer.link.identity.decisions import Decision

partners = typer.Typer(
    name="partners",
    help="Which partners of different reports are one organisation: shown, merged and split by hand.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Out = Annotated[Path, typer.Argument(metavar="OUT", help="Folder that `reportminer run` wrote.")]
File = Annotated[
    Path | None,
    typer.Option(
        "--decisions",
        help="File (CSV) that keeps what you decide; give it to `run --partner-decisions` too. "
        "[default: that of the last run, else partner_decisions.csv in OUT]",
        show_default=False,
    ),
]
Note = Annotated[str, typer.Option(help="Why, for those who read the file.")]
SHOWN = 30


@partners.command()
def show(
    out: Out,
    who: Annotated[
        str, typer.Argument(metavar="WHO", help="An id, or words of a name; all partners where left out.")
    ] = "",
    most: Annotated[int, typer.Option("--show", min=1, help="How many to print.")] = SHOWN,
) -> None:
    """Show partners, those of most reports first, with every name that was merged and the reason."""
    from reportminer.batch.partner_edits import like, shown

    found = shown(out, who)
    for item in found[:most]:
        _print(item, whole=bool(who))
    if who and not found:
        told = f"no partner has {who!r} in a name; partners.csv holds them all, partner_links.csv old ids"
        typer.echo(f"{told}. {like(out, who)}".removesuffix(". "))
        return
    rest = len(found) - most
    typer.echo(f"... and {rest} more; partners.csv holds all" if rest > 0 else counted(len(found), "partner"))


def _print(item: "Shown", *, whole: bool) -> None:
    others = f" ({'; '.join(item.names[1:5])})" if len(item.names) > 1 else ""
    count = f"{counted(len(item.reports), 'report')}, {counted(item.mentions, 'mention')}"
    typer.echo(f"{item.partner_id}  {item.names[0]}{others}: {count}")
    for row in item.merged:
        typer.echo(f"    was {row['merged_name']} ({row['merged_id']}): {row['reason']} ({row['score']})")
    if whole:
        typer.echo(f"    in {', '.join(item.reports)}")


@partners.command()
def merge(
    out: Out,
    who: Annotated[list[str], typer.Argument(metavar="WHO...", help="Two ids or full names, or more.")],
    decisions: File = None,
    note: Note = "",
) -> None:
    """Make partners one organisation, and the tables of OUT anew; no report is read again."""
    from reportminer.batch.partner_edits import merge as merge_them

    _tell(merge_them(out, who, decisions, note))


@partners.command()
def split(
    out: Out,
    who: Annotated[str, typer.Argument(metavar="WHO", help="Id or full name of the partner.")],
    others: Annotated[
        list[str],
        typer.Argument(
            metavar="OTHER...",
            help="What is another organisation: a name merged with it, its id, or the id of a report.",
        ),
    ],
    decisions: File = None,
    note: Note = "",
) -> None:
    """Take names or reports out of a partner, and make the tables of OUT anew; no report is read again."""
    from reportminer.batch.partner_edits import split as split_them

    _tell(split_them(out, who, others, decisions, note))


@partners.command()
def apply(out: Out, decisions: File = None) -> None:
    """Make the tables of OUT anew by a file of decisions, for example one that you edited."""
    from reportminer.batch.partner_edits import apply as apply_them

    overruled = apply_them(out, decisions)
    for row in overruled:
        typer.echo(f"not done, as later rows say otherwise: {_row(row)}")
    typer.echo(f"{out} is as the later rows decide" if overruled else f"{out} is as decided")


def _tell(decided: "Decided") -> None:
    for row in decided.made:
        typer.echo(_row(row))
    for row in decided.undone:
        typer.echo(f"taken out, as it says otherwise: {_row(row)}")


def _row(row: "Decision") -> str:
    one, other = (
        f"{name} ({own})" if name else own
        for name, own in ((row.name, row.partner_id), (row.other_name, row.other_id))
    )
    return f"{row.decision}: {one}, {other}"
