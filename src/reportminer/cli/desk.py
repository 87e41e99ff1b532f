"""`reportminer annotate`: the page on which people correct what was found."""

from pathlib import Path
from typing import Annotated

import typer

from reportminer.cli.words import counted as told
from reportminer.errors import UsageError

PORT = 8765


def annotate(
    place: Annotated[
        Path, typer.Argument(metavar="OUT|PROJECT", help="Output of a run, or a project begun.")
    ],
    project: Annotated[
        Path | None, typer.Option(help="Folder of the project.", show_default="OUT/annotation")
    ] = None,
    reports: Annotated[
        list[Path] | None,
        typer.Option(
            exists=True, file_okay=False, help="Where to look for reports that were moved. Repeatable."
        ),
    ] = None,
    port: Annotated[int, typer.Option(min=0, max=65500, help="First port to try; 0 for any.")] = PORT,
    open_page: Annotated[bool, typer.Option("--open/--no-open", help="Open the page in the browser.")] = True,
) -> None:
    """Correct, on a page in your browser, what was found; the machine learns from it.

    Every action is saved when it is made. The page is served to this machine alone, under an address
    with a secret in it. Press Ctrl-C to end.
    """
    _needed()
    from reportminer.desk import Project
    from reportminer.desk.desk import Desk
    from reportminer.desk.serve import serve

    opened = Project.open(place, project, tuple(reports or ()))
    typer.echo(f"project {opened.folder}, {told(len(opened.reports()), 'report')}")
    serve(Desk(opened), port, lambda address: _tell(address, open_page))
    typer.echo(f"ended; everything is kept in {opened.folder}: the same command goes on")


def _needed() -> None:
    try:
        import fastapi
        import uvicorn  # noqa: F401
    except ImportError as error:
        raise UsageError(
            f"the page needs {error.name}", hint="pip install 'reportminer[annotate]'"
        ) from error
    del fastapi


def _tell(address: str, open_page: bool) -> None:
    typer.echo(f"open {address}\n(Ctrl-C ends)")
    if open_page:
        import webbrowser

        webbrowser.open(address)


def export_layer(
    place: Annotated[Path, typer.Argument(metavar="PROJECT", help="A project, or the OUT that it lies in.")],
    target: Annotated[Path, typer.Argument(metavar="OUT", help="File or folder to write.")],
    layer: Annotated[
        list[str] | None, typer.Option(help="Annotator, or gold. Repeatable.", show_default="everybody")
    ] = None,
    write: Annotated[str, typer.Option("--to", help="Format of OUT.", show_default="by its name")] = "",
    drop: Annotated[bool, typer.Option(help="Leave out what the format of OUT cannot hold.")] = False,
) -> None:
    """Write what annotators said at the page of `reportminer annotate`, in any format of `convert`.

    What the format cannot hold is counted, and the export refused unless --drop is given.
    """
    from reportminer.annotate.facts import counted
    from reportminer.annotate.formats import target as by_name
    from reportminer.desk.exchange import export
    from reportminer.desk.project import existing

    with existing(place) as project:
        layers = layer or project.store.layers()
        lost = export(project, layers, write or by_name(target).name, target, drop=drop)
    typer.echo(f"{', '.join(layers)} written to {target}")
    for said in counted(lost):
        typer.echo(f"  left out: {said}")


def import_layer(
    place: Annotated[Path, typer.Argument(metavar="PROJECT", help="A project, or the OUT that it lies in.")],
    source: Annotated[Path, typer.Argument(metavar="IN", help="Annotations of the project's reports.")],
    layer: Annotated[str, typer.Option(help="Whose layer.", show_default="as IN says")] = "",
    who: Annotated[str, typer.Option(help="Who does this, for the history.")] = "import",
    read: Annotated[str, typer.Option("--from", help="Format of IN.", show_default="by its name")] = "",
) -> None:
    """Bring annotations into a project; what is there already stays. In the output of a run, one is begun."""
    from reportminer.annotate.formats import named
    from reportminer.desk.exchange import take
    from reportminer.desk.project import existing

    with existing(place, begin=True) as project:
        taken = take(project, source, layer, who, named(read) if read else None)
    typer.echo(f"{told(taken.records, 'record')}, {told(taken.segments, 'segment')} judged")
    for said in taken.passed_over:
        typer.echo(f"  passed over: {said}")
    for said in taken.warnings:
        typer.echo(f"  warning: {said}")
