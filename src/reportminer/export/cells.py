"""One cell of a CSV file: from a value to text that is safe to open anywhere, and back."""

import json
import math
import re
from collections.abc import Callable

_UNKEEPABLE = re.compile(r"[\x00\ud800-\udfff]")
_LINE_END = re.compile(r"\r\n?")
# What spreadsheets take for the beginning of a formula, full-width forms included.
_FORMULA = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
_DISARMED = re.compile("'+[=+\\-@\t\r\n＝＋－＠]")

Convert = Callable[[object], str]


def clean(text: str) -> str:
    """Text that UTF-8 and CSV can keep: NUL and lone surrogates become U+FFFD, CR becomes LF."""
    if "\r" in text:
        text = _LINE_END.sub("\n", text)
    return _UNKEEPABLE.sub("\ufffd", text)


def keepable(text: str) -> bool:
    """Whether text can be written to a file and read back with every offset in its place."""
    return "\r" not in text and _UNKEEPABLE.search(text) is None


def disarm(text: str) -> str:
    """An apostrophe before what a spreadsheet would run as a formula. `arm` takes it away."""
    return f"'{text}" if _FORMULA.match(text) else text


def arm(cell: str) -> str:
    """Undo `disarm`."""
    return cell[1:] if _DISARMED.match(cell) else cell


def _string(value: object) -> str:
    return "" if value is None else disarm(clean(str(value)))


def _integer(value: object) -> str:
    if value is None or value == "":
        return ""
    return str(int(value))  # type: ignore[call-overload]


def _number(value: object) -> str:
    if value is None or value == "":
        return ""
    number = float(value)  # type: ignore[arg-type]
    return repr(number) if math.isfinite(number) else ""


def _boolean(value: object) -> str:
    return "" if value is None or value == "" else ("true" if value else "false")


def _scrubbed(value: object) -> object:
    if isinstance(value, str):
        return clean(value)
    return [_scrubbed(item) for item in value] if isinstance(value, list | tuple) else value


def _array(value: object) -> str:
    if value is None or value == "":
        return "[]"
    if not isinstance(value, list | tuple):
        raise ValueError(f"a list was expected, not {value!r}")
    return json.dumps(_scrubbed(value), ensure_ascii=False, separators=(",", ":"))


WRITE: dict[str, Convert] = {
    "string": _string,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "array": _array,
}
"""From a value to its cell, by type of column. Numbers are no formulas and are never disarmed."""

READ: dict[str, Callable[[str], object]] = {
    "string": arm,
    "integer": lambda cell: int(cell) if cell else None,
    "number": lambda cell: float(cell) if cell else None,
    "boolean": lambda cell: cell == "true" if cell else None,
    "array": lambda cell: json.loads(cell) if cell else [],
}
"""From a cell to its value, by type of column; `None` for an empty number or truth value."""
