"""The rules of this folder as sets of words."""

from functools import cache
from importlib.resources import files
from typing import Any

from reportminer.ruledata import from_yaml

_BOILERPLATE = frozenset(
    {
        "roles",
        "notices",
        "navigation",
        "unseen",
        "header",
        "footer",
        "contents",
        "footnotes",
        "widgets",
        "answers",
    }
)
_ELEMENTS = frozenset(
    {"block", "bold", "italic", "struck", "controls", "ends_headings", "lists", "class_kinds"}
)


@cache
def boilerplate(group: str) -> frozenset[str]:
    """A group of `boilerplate.yaml`."""
    return frozenset(_read("boilerplate.yaml", _BOILERPLATE)[group])


@cache
def roles(group: str) -> frozenset[str]:
    """ARIA roles of a group."""
    return frozenset(_read("boilerplate.yaml", _BOILERPLATE)["roles"][group])


@cache
def elements(group: str) -> frozenset[str]:
    """A group of `elements.yaml`."""
    return frozenset(_read("elements.yaml", _ELEMENTS)[group])


@cache
def class_kinds() -> dict[str, str]:
    """Class name to the kind of block that it marks."""
    kinds = _read("elements.yaml", _ELEMENTS)["class_kinds"]
    return {name: kind for kind, names in kinds.items() for name in names}


@cache
def _read(name: str, groups: frozenset[str]) -> dict[str, Any]:
    data: dict[str, Any] = from_yaml(files(__package__).joinpath(f"rules/{name}").read_text("utf-8"))
    if set(data) != groups:
        raise ValueError(f"{name}: unknown or missing groups {sorted(set(data) ^ groups)}")
    return data
