"""`reportminer status`: how far a run has come."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from reportminer.batch.status import Status

Out = Annotated[
    str, typer.Argument(metavar="OUT", help="Folder that `reportminer run` writes, or its address.")
]


def status(
    out: Out, as_json: Annotated[bool, typer.Option("--json", help="As one JSON object.")] = False
) -> None:
    """Tell what is done, failed and left of the run that writes to OUT, also while it is at work."""
    from dataclasses import asdict

    found = _found(out)
    if as_json:
        typer.echo(json.dumps(asdict(found), ensure_ascii=False))
    else:
        _print(found)


def _found(out: str) -> "Status":
    from reportminer.batch.away import away
    from reportminer.batch.status import status_of
    from reportminer.ingest.addresses import is_address, public

    if not is_address(out):
        return status_of(Path(out))
    with away(out) as shelf:
        shelf.outline()
        return status_of(shelf.folder, public(out))


def _print(found: "Status") -> None:
    for name in ("reports", "done", "failed", "left"):
        typer.echo(f"{name:8}{getattr(found, name):>10,}")
    for name, reason in found.failures:
        typer.echo(f"  not read: {name}: {reason}")
    if found.failed > len(found.failures):
        typer.echo(f"  ... and {found.failed - len(found.failures):,} more")
    if found.unread:
        from reportminer.cli.show import not_a_page

        typer.echo(f"  {not_a_page(found.unread)}")
    typer.echo(_next(found))


def _next(found: "Status") -> str:
    """What there is to do."""
    if found.running:
        return "A run is at work in this folder."
    if found.left or not found.whole:
        return "The run was broken off: the same command goes on where it stopped."
    if found.failed:
        return "Finished. --retry-failed tries again what could not be read."
    return "Finished."
