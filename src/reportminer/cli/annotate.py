"""`reportminer annotations`: annotation files checked, converted and looked over."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reportminer.cli.words import counted as told

if TYPE_CHECKING:
    from reportminer.annotations import Problem

annotations = typer.Typer(
    name="annotations",
    help="Annotation files: check them, convert them from and to other tools, look for what a corpus lacks.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Texts = Annotated[
    Path | None,
    typer.Option(
        exists=True, file_okay=False, help="Folder of the texts or reports, where they do not lie beside."
    ),
]


@annotations.command()
def check(
    files: Annotated[list[Path], typer.Argument(help="Annotation files (.jsonl).")],
    texts: Texts = None,
    codebook: Annotated[
        Path | None,
        typer.Option(help="Codebook of the codes (YAML).", show_default="the partnership codebook"),
    ] = None,
) -> None:
    """Print everything in FILES that does not hold: misplaced spans, unknown ids, changed texts.

    Codes that the codebook has not are told as warnings.
    Exit status: 0 all holds, warnings or not; 1 something does not; 2 a file cannot be read.
    """
    from reportminer.annotations import problems, read_documents, unknown_codes
    from reportminer.gather.codebook import load_codebook

    codes = {code.id for code in load_codebook(codebook).codes}
    wrong = total = doubtful = 0
    for file in files:
        for document in read_documents(file, texts, checked=False):
            total += 1
            wrong += _show(problems(document), f"{file.name}: {document.id}")
            doubtful += _show(unknown_codes(document, codes), f"warning: {file.name}: {document.id}")
    warned = f", {told(doubtful, 'warning')}" if doubtful else ""
    typer.echo(f"{told(total, 'record')}, {told(wrong, 'problem')}{warned}")
    raise typer.Exit(1 if wrong else 0)


def _show(found: "Iterable[Problem]", where: str) -> int:
    """Print problems; says how many."""
    kept = list(found)
    for problem in kept:
        typer.echo(f"{where}: {problem.place}: {problem.message} ({problem.hint})")
    return len(kept)


@annotations.command()
def convert(
    source: Annotated[Path, typer.Argument(metavar="IN", help="File or folder to read.")],
    target: Annotated[Path, typer.Argument(metavar="OUT", help="File or folder to write.")],
    read: Annotated[str, typer.Option("--from", help="Format of IN.", show_default="by its name")] = "",
    write: Annotated[str, typer.Option("--to", help="Format of OUT.", show_default="by its name")] = "",
    texts: Texts = None,
    rename: Annotated[
        list[str] | None,
        typer.Option(help="A label or relation of IN and what it is here: Barrier=CHALLENGE. Repeatable."),
    ] = None,
    drop: Annotated[bool, typer.Option(help="Leave out what the format of OUT cannot hold.")] = False,
) -> None:
    """Convert annotations: reportminer, prodigy, doccano, label-studio, brat, spacy, refi; segments to read.

    What the format of OUT cannot hold is counted, and the conversion refused unless --drop is given.
    """
    from reportminer.annotate import Order
    from reportminer.annotate import convert as carry_out
    from reportminer.annotate.facts import counted
    from reportminer.annotate.formats import guess, named
    from reportminer.annotate.formats import target as by_name

    reader = named(read) if read else guess(source)
    writer = named(write) if write else by_name(target)
    done = carry_out(Order(source, target, reader, writer, texts, _renamed(rename or []), drop))
    typer.echo(f"{told(done.documents, 'record')}: {reader.name} to {writer.name}")
    _tell("passed over", done.passed_over)
    for said in counted(done.lost):
        typer.echo(f"  left out: {said}")


def _renamed(pairs: list[str]) -> dict[str, str]:
    for pair in pairs:
        if "=" not in pair:
            raise typer.BadParameter(f"{pair!r} is not OLD=NEW", param_hint="'--rename'")
    return dict(pair.rsplit("=", 1) for pair in pairs)


def _tell(what: str, counts: Mapping[str, int]) -> None:
    for name, count in sorted(counts.items()):
        typer.echo(f"  {what}: {count:,} {name}")
