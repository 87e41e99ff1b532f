"""The codebook by which findings were coded, kept beside them: the user's own file may move, or change.

OUT/.reportminer/codebook.json     its codes as they were read, whatever the kind of the file
"""

import json
from dataclasses import asdict
from pathlib import Path

from reportminer.errors import OutputError
from reportminer.gather.codebook import Code, Codebook

CODED_BY = "codebook.json"
SHIPPED = ("", "default")
"""What run.json says of a file that was not named."""


def codebook_text(book: Codebook) -> str:
    """The codebook as the text of a file."""
    return json.dumps(asdict(book), indent=1) + "\n"


def kept_codebook(folder: Path) -> Codebook | None:
    """The codebook kept in a folder; None where there is none. Raises OutputError where it is damaged."""
    path = folder / CODED_BY
    try:
        told = json.loads(path.read_text("utf-8"))
        return Codebook(told["name"], tuple(map(_code, told["codes"])))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise OutputError(f"{path} is damaged: {error}", hint="run `reportminer run` again") from error


def _code(told: dict[str, str | list[str]]) -> Code:
    lists = {key: tuple(value) for key, value in told.items() if isinstance(value, list)}
    return Code(**{**told, **lists})  # type: ignore[arg-type]
