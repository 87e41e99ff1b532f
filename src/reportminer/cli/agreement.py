"""`reportminer agreement`: how far annotators agree, and where they do not."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reportminer.cli.annotate import Texts
from reportminer.cli.words import counted
from reportminer.errors import OutputError

if TYPE_CHECKING:
    from reportminer.annotations import Document
    from reportminer.evaluate.agreement import Agreement, Disagreement


def agreement(
    files: Annotated[list[Path], typer.Argument(help="Two or more annotation files of the same reports.")],
    texts: Texts = None,
    html: Annotated[Path | None, typer.Option(help="Write a page for settling the disagreements.")] = None,
    csv: Annotated[Path | None, typer.Option(help="Write the disagreements as a table.")] = None,
    show: Annotated[int, typer.Option(min=0, help="Most disagreements printed.")] = 40,
) -> None:
    """Print where annotators differ, then Cohen's kappa, F1 and Krippendorff's alpha for each label.

    Each file is a coder; one that holds several annotators of a report is split by annotator. Kappa
    and alpha are over segments; F1 is over spans, matched where half of the letters are covered.
    """
    from reportminer.evaluate.agreement import agreement as compare
    from reportminer.evaluate.reports import as_csv, as_page

    found = compare(_coders(files, texts))
    for path, made in ((html, as_page), (csv, as_csv)):
        if path:
            _write(path, made(found))
    for number, item in enumerate(found.disagreements[:show], 1):
        _print(number, item)
    if len(found.disagreements) > show:
        typer.echo(f"... and {len(found.disagreements) - show:,} more: see --csv and --html\n")
    _table(found)


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise OutputError(
            f"cannot write {path}: {error.strerror or error}",
            hint="name a file in a folder that can be written to",
        ) from error


def _coders(files: list[Path], texts: Path | None) -> dict[str, list["Document"]]:
    """Records by coder: the file's name, with the annotator where a file holds more than one."""
    from reportminer.annotate import read_any

    coders: dict[str, list[Document]] = {}
    for number, file in enumerate(files, 1):
        documents = read_any(file, texts)
        name = file.stem if [f.stem for f in files].count(file.stem) == 1 else f"{number}:{file.stem}"
        several = len({d.id for d in documents}) < len(documents)
        for document in documents:
            coders.setdefault(f"{name}/{document.annotator}" if several else name, []).append(document)
    if len(coders) < 2:
        raise typer.BadParameter(
            f"all is by one annotator ({', '.join(coders) or 'nobody'}), who has nobody to agree with: give "
            "a second file of the same reports, or one that holds several annotators (`annotations export` "
            "without --layer, when a second person has judged the same segments)",
            param_hint="'FILES'",
        )
    return coders


def _print(number: int, item: "Disagreement") -> None:
    where = f"{item.report} {item.start}:{item.end}" + (f"  [{item.section}]" if item.section else "")
    typer.echo(f"{number}. {where}")
    around = (" ".join(part.split()) for part in (item.before[-80:], item.text, item.after[:80]))
    before, text, after = around
    typer.echo(f"   … {before} »{text}« {after} …")
    typer.echo("   " + "   ".join(f"{coder}: {said}" for coder, said in item.said) + "\n")


def _table(found: "Agreement") -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from reportminer.evaluate.reports import figure

    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column("label")
    for name in (*map(escape, found.coders), "kappa", "F1", "alpha"):
        table.add_column(name, justify="right")
    for row in found.rows:
        table.add_row(row.name, *map(str, row.counts), figure(row.kappa), figure(row.f1), figure(row.alpha))
    table.add_row("partners", *("" for _ in found.coders), "", figure(found.partners), "")
    console = Console(highlight=False)
    console.print(table)
    console.print(
        f"{counted(found.reports, 'report')}, {counted(found.units, 'segment')}, "
        f"{counted(len(found.disagreements), 'disagreement')}"
    )
    if found.alone:
        console.print(f"not compared, annotated once: {escape(', '.join(found.alone))}", soft_wrap=True)
