"""The head of a source: what the report is and how it is printed."""

from dataclasses import dataclass
from pathlib import Path

from builder.faults import SourceError
from builder.yamls import Data, refuse_unknown

FOLDER = Path(__file__).parents[1] / "designs"
DESIGNS = tuple(sorted(path.stem for path in FOLDER.glob("*.typ") if path.stem != "common"))
_NEEDED = ["id", "title", "organisation", "year", "country", "genre", "variety", "design"]
_OPTIONAL = ["subtitle", "kind", "running_header", "running_footer", "contents", "numbered"]
_NUMBERED = ("", "paragraphs", "headings")


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a report, as FORMAT.md explains it."""

    id: str
    title: str
    organisation: str
    year: int
    country: str
    genre: str
    variety: str
    design: str
    subtitle: str = ""
    kind: str = ""
    running_header: str = ""
    running_footer: str = ""
    contents: bool = False
    numbered: str = ""


def read_head(data: Data) -> Head:
    """Check and take over the head."""
    refuse_unknown(data, (), data.value, (*_NEEDED, *_OPTIONAL))
    for key in _NEEDED:
        if key not in data.value:
            raise SourceError(data.place, f"the head lacks {key}")
    for key, value in data.value.items():
        _check(data, key, value)
    head = Head(**data.value)  # type: ignore[arg-type]
    if head.id != data.place.path.stem:
        raise SourceError(data.at("id"), f"id {head.id!r} is not the name of the file")
    if head.design not in DESIGNS:
        raise SourceError(data.at("design"), f"unknown design {head.design!r} (known: {', '.join(DESIGNS)})")
    if head.numbered not in _NUMBERED:
        raise SourceError(data.at("numbered"), "numbered is `paragraphs` or `headings`")
    if not 1990 <= head.year <= 2026:
        raise SourceError(data.at("year"), f"year {head.year} is not within 1990 to 2026")
    return head


def _check(data: Data, key: str, value: object) -> None:
    wanted = {"year": int, "contents": bool}.get(key, str)
    if type(value) is not wanted or (wanted is str and not str(value).strip()):
        raise SourceError(data.at(key), f"{key} is no {wanted.__name__} (or empty): {value!r}")
