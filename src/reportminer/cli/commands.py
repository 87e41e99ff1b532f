"""Every command, tied to the words that call it."""

from typing import Any

import typer
from typer.core import TyperGroup

from reportminer import __version__
from reportminer.cli.agreement import agreement
from reportminer.cli.annotate import annotations
from reportminer.cli.desk import annotate, export_layer, import_layer
from reportminer.cli.evaluate import evaluate
from reportminer.cli.evidence import evidence
from reportminer.cli.export import codebook, export
from reportminer.cli.lint import lint
from reportminer.cli.parse import parse
from reportminer.cli.partners import partners
from reportminer.cli.run import run
from reportminer.cli.status import status
from reportminer.cli.themes import themes
from reportminer.cli.train import train


class Plain(TyperGroup):
    """All commands: what is wrong with a value is told without the name of an error of Python."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that is called."""
        try:
            return super().invoke(ctx)
        except typer.BadParameter as error:
            error.message = error.message.removeprefix("Value error, ")
            raise


app = typer.Typer(
    name="reportminer",
    cls=Plain,
    help="Reads reports of partnership programmes and turns them into a dataset: partners, challenges, "
    "lessons and recommendations, each anchored to its exact words and its place on the page, "
    "gathered across reports into themes. Works offline; nothing of a report leaves this machine.",
    epilog="Begin with:  reportminer run my-reports/ --out out   and open out/report.html",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"reportminer {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Print the version and leave."
    ),
) -> None:
    pass


# In the list of commands, whose lines are cut at 80 columns; each tells more of itself.
app.command(short_help="Read REPORTS and write the dataset to OUT.")(run)
app.command(short_help="Tell what a run has done, and what is left.")(status)
app.command(short_help="Print what the parser makes of files.")(parse)
app.command(short_help="Print quotes of OUT with their citations.")(evidence)
app.command(short_help="Write the tables of OUT in another format.")(export)
app.command(short_help="Convert a codebook to REFI-QDA, and back.")(codebook)
app.command(short_help="Print where annotators differ, and how much.")(agreement)
app.command(short_help="Make models of your own from annotations.")(train)
app.command(short_help="Measure how often findings are right.")(evaluate)
app.command(short_help="Correct in your browser what was found.")(annotate)
annotations.command()(lint)
annotations.command("export")(export_layer)
annotations.command("import")(import_layer)
app.add_typer(annotations, short_help="Check and convert annotation files.")
app.add_typer(themes, short_help="Suggest themes; code OUT by another codebook.")
app.add_typer(partners, short_help="Show, merge and split organisations.")
