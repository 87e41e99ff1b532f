"""`reportminer export` and `reportminer codebook`: what was found, and codebooks, in other forms."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reportminer.cli.options import Format
from reportminer.cli.words import counted
from reportminer.errors import OutputError, UsageError

if TYPE_CHECKING:
    from reportminer.gather.codebook import Codebook

_YAML = (".yaml", ".yml")


def export(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="Folder that `reportminer run` wrote.")],
    formats: Annotated[
        list[Format],
        typer.Option("--format", "-f", help="refi is for NVivo, ATLAS.ti, MAXQDA and others. Repeatable."),
    ],
) -> None:
    """Write the tables of OUT in another format, without reading the reports again.

    Later runs into OUT keep it up. refi makes reportminer.qdpx (texts, codes, coded selections) and
    reportminer.qdc (the codes alone).
    """
    from reportminer.batch.store import still, writing
    from reportminer.export.formats import write_format

    with writing(out), still(out):
        for name in dict.fromkeys(formats):
            for path in write_format(out, name.value):
                typer.echo(str(path))


def codebook(
    source: Annotated[
        Path, typer.Argument(metavar="IN", help="Codebook to read: .yaml, or .qdc (REFI-QDA).")
    ],
    target: Annotated[Path, typer.Argument(metavar="FILE", help="Codebook to write: .yaml or .qdc.")],
) -> None:
    """Convert a codebook between YAML and REFI-QDA (.qdc).

    Codes of other programs have no terms: each is then found by its name, until you add terms to the
    YAML and give it to `reportminer run --codebook`.
    """
    rows, name = _read(source)
    try:
        if target.suffix.lower() == ".qdc":
            from reportminer.refi import as_codes, write_codebook

            write_codebook(target, as_codes(rows))
        elif target.suffix.lower() in _YAML:
            target.write_text(_yaml(name, rows), encoding="utf-8", newline="\n")
        else:
            raise UsageError(f"{target} is neither YAML nor .qdc", hint="name it codes.yaml or codes.qdc")
    except OSError as error:
        raise OutputError(f"cannot write {target}: {error.strerror}", hint="name another file") from error
    typer.echo(f"{counted(len(rows), 'code')} written to {target}")


def _read(source: Path) -> tuple[list[dict[str, Any]], str]:
    if source.suffix.lower() == ".qdc":
        from reportminer.refi import as_rows, read_codebook

        return as_rows(read_codebook(source)), source.stem
    from reportminer.gather.codebook import load_codebook

    book = load_codebook(source)
    return _rows(book), book.name


def _rows(book: "Codebook") -> list[dict[str, Any]]:
    from dataclasses import asdict

    return [
        {
            key: list(value) if isinstance(value, tuple) else value
            for key, value in asdict(code).items()
            if value
        }
        for code in book.codes
    ]


def _yaml(name: str, rows: list[dict[str, Any]]) -> str:
    import yaml

    return yaml.safe_dump({"name": name, "codes": rows}, allow_unicode=True, sort_keys=False, width=100)
