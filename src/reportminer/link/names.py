"""Long lists of names, found in a text by one pattern."""

import csv
import re
from collections.abc import Iterable, Iterator
from importlib.resources import files


def read_names(name: str) -> list[dict[str, str]]:
    """Rows of a table of names in `rules/`."""
    text = (files(__package__) / "rules" / name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


class Names:
    """Names and what each stands for; written as given, or (unless `exact`) all in capitals."""

    def __init__(self, meaning: dict[str, str], *, exact: bool = False) -> None:
        capitals = {} if exact else {name.upper(): known for name, known in meaning.items() if len(name) > 4}
        self._meaning = capitals | meaning
        # Signs of money stand right before a number.
        self._pattern = re.compile(rf"(?<![\w-])(?:{_alternatives(self._meaning)})(?:(?!\w)|(?<=[£₱$¢]))")

    def find(self, text: str) -> Iterator[tuple[str, str]]:
        """Each name as it stands (white space made even), and what it stands for, in order."""
        for match in self._pattern.finditer(text.replace("’", "'")):
            name = " ".join(match[0].split())
            yield name, self._meaning[name]


def _alternatives(names: Iterable[str]) -> str:
    """The longest name first; grouped by their first two letters, so that few are tried at a place."""
    groups: dict[str, dict[str, list[str]]] = {}
    for name in sorted(names, key=lambda name: (-len(name), name)):
        groups.setdefault(name[:1], {}).setdefault(name[1:2], []).append(name[2:])
    return "|".join(
        rf"{re.escape(first)}(?:{'|'.join(_group(second, rest) for second, rest in seconds.items())})"
        for first, seconds in groups.items()
    )


def _group(second: str, rest: list[str]) -> str:
    return rf"{_spaced(second)}(?:{'|'.join(map(_spaced, rest))})"


def _spaced(text: str) -> str:
    return re.escape(text).replace(r"\ ", r"\s")
