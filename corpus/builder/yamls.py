"""YAML whose every key and item knows its line."""

from collections.abc import Iterable
from dataclasses import dataclass

import yaml

from builder.faults import Place, SourceError

Path = tuple[str | int, ...]
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Data:
    """What a YAML part says, with the line of each value."""

    value: dict[str, object]
    lines: dict[Path, int]
    place: Place

    def at(self, *path: str | int) -> Place:
        """Where the value at `path` stands (or the nearest value above it)."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.place.at(self.lines.get(path, self.place.line))


def load(text: str, place: Place) -> Data:
    """Read a YAML mapping that begins at `place`. Keys that stand twice are refused."""
    try:
        node = yaml.compose(text, Loader=_LOADER)
        value = yaml.load(text, Loader=_LOADER)  # a safe loader, by libyaml where there is one
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line if error.problem_mark else 0
        raise SourceError(place.at(place.line + line), f"no YAML: {error.problem}") from error
    if not isinstance(value, dict):
        raise SourceError(place, "expected `key: value` lines")
    return Data(value, dict(_lines(node, (), place)), place)


def _lines(node: yaml.Node | None, path: Path, place: Place) -> Iterable[tuple[Path, int]]:
    if node is None:
        return
    yield path, place.line + node.start_mark.line
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, held in node.value:
            line = place.line + key.start_mark.line
            if key.value in seen:
                raise SourceError(place.at(line), f"{key.value!r} stands twice")
            seen.add(key.value)
            yield from _lines(held, (*path, key.value), place)
            yield (*path, key.value), line
    elif isinstance(node, yaml.SequenceNode):
        for number, held in enumerate(node.value):
            yield from _lines(held, (*path, number), place)


def refuse_unknown(data: Data, path: Path, found: Iterable[str], known: Iterable[str]) -> None:
    """Raise for the first key that is not `known`."""
    allowed = tuple(known)
    for key in found:
        if key not in allowed:
            raise SourceError(data.at(*path, key), f"unknown key {key!r} (known: {', '.join(allowed)})")
