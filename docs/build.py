"""Writes commands.md and tables.md in this folder from what the program says of itself.

    .venv/bin/python docs/build.py

A test holds both to the program: who adds an option or a column runs this again.
"""

from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any, get_args

import typer

from reportminer.cli import app
from reportminer.export.tables import tables

HERE = Path(__file__).parent
MADE = "<!-- made by docs/build.py: do not edit -->"


def commands() -> dict[str, Any]:
    """Every command by the words that call it."""
    return dict(_commands(typer.main.get_command(app), "reportminer"))


def _commands(command: Any, words: str) -> Iterator[tuple[str, Any]]:
    if not hasattr(command, "commands"):
        yield words, command
    for name, inner in getattr(command, "commands", {}).items():
        yield from _commands(inner, f"{words} {name}")


def commands_page() -> str:
    """Each command, what it does, its arguments and options."""
    parts = [MADE, "# Commands", "The same as `--help` tells of each."]
    for words, command in commands().items():
        parts += [f"## {words}", _paragraphs(command.help), _options(command)]
    return "\n\n".join(parts) + "\n"


def _options(command: Any) -> str:
    rows = ["| | | default |", "|---|---|---|"]
    for param in command.params:
        name = f"`{_name(param)}`"
        told = _cell(getattr(param, "help", None) or "")
        among = ", ".join(f"`{value}`" for value in _choices(param.type_descriptor.annotation))
        rows.append(f"| {name} | {told}{among and f' ({among})'} | {_default(param)} |")
    return "\n".join(rows)


def _name(param: Any) -> str:
    if param.param_type_name == "argument":
        return _cell(str(param.metavar or param.name).upper().strip("[.]")) + " …" * (param.nargs == -1)
    return ", ".join([*param.opts, *param.secondary_opts])


def _choices(annotation: Any) -> list[str]:
    """The values of the enumeration that a parameter takes; none where it takes none."""
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return [str(choice.value) for choice in annotation]
    return [choice for inner in get_args(annotation) for choice in _choices(inner)]


def _default(param: Any) -> str:
    value = param.default() if callable(param.default) else param.default
    if param.required:
        return "must be given"
    shown = value not in (None, "", False, ()) and getattr(param, "show_default", True)
    return f"`{getattr(value, 'value', value)}`" if shown and value is not True else ""


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _paragraphs(text: str) -> str:
    """Help as paragraphs; what a terminal shows line by line as it is."""
    parts = text.split("\n\n")
    return "\n\n".join(_listing(part) if part.startswith("\b") else _cell(part) for part in parts)


def _listing(text: str) -> str:
    return "```text\n" + text.removeprefix("\b").strip("\n") + "\n```"


def tables_page() -> str:
    """Each table and its columns."""
    parts = [MADE, "# Tables", "The same as `datapackage.json` beside the tables says, keys included."]
    for table in tables().values():
        rows = ["| column | type | |", "|---|---|---|"]
        rows += [f"| `{c.name}` | {c.type} | {_cell(c.description)} |" for c in table.columns]
        parts += [f"## {table.file_name}", table.description, "\n".join(rows)]
    return "\n\n".join(parts) + "\n"


PAGES = {"commands.md": commands_page, "tables.md": tables_page}


def main() -> None:
    """Write them."""
    for name, page in PAGES.items():
        (HERE / name).write_text(page(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
