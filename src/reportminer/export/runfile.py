"""`run.json`: with what, on what and how long a run went. The one place for times."""

import json
import platform
from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path, PurePath
from typing import Any

from reportminer import __version__
from reportminer.errors import OutputError
from reportminer.export.cells import clean
from reportminer.export.files import write_json

_PACKAGES = (
    "spacy",
    "thinc",
    "numpy",
    "scipy",
    "onnxruntime",
    "tokenizers",
    "rapidfuzz",
    "pypdfium2",
    "lxml",
    "py3langid",
    "pyarrow",
    "xlsxwriter",
)


_PARTS = ("settings", "recipe", "counts", "recoded")
"""What of the record is a mapping, where it is there."""


def read_run(out: Path) -> dict[str, Any]:
    """What `run.json` in OUT tells; nothing where there is none. Raises OutputError where it is damaged."""
    path = out / "run.json"
    try:
        told = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise _damaged(path, str(error)) from error
    if not isinstance(told, dict) or not all(isinstance(told.get(part, {}), dict) for part in _PARTS):
        raise _damaged(path, "it is no record of a run")
    return told


def _damaged(path: Path, why: str) -> OutputError:
    return OutputError(f"{path} is damaged: {why}", hint="run the same `reportminer run` again")


def write_run(out: Path, record: Mapping[str, object]) -> None:
    """Write `run.json` in OUT: versions, then what the record tells, in its order.

    Dataclasses (settings) are written field by field; of a path only the name is kept, since the
    folder in which a file lay tells of one machine and not of the run.
    """
    write_json(out / "run.json", {"reportminer": __version__, "versions": versions(), **_plain(record)})


def versions() -> dict[str, str]:
    """Versions of Python and of the packages on which the output depends."""
    found = {"python": platform.python_version()}
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def _plain(record: Mapping[str, object]) -> dict[str, object]:
    return {str(key): _value(item) for key, item in record.items()}


def _value(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        value = asdict(value)
    if isinstance(value, Mapping):
        return _plain(value)
    if isinstance(value, list | tuple):
        return [_value(item) for item in value]
    told = value.name if isinstance(value, PurePath) else value
    return clean(told) if isinstance(told, str) else told  # a name of a file may be no text
