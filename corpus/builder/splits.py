"""Which report belongs to which part: the file corpus/splits.yaml, checked against the reports."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from builder.faults import Place, SourceError
from builder.source import Source
from builder.yamls import Data, load

PARTS = ("train", "development", "test")
SHARED = "shared"
"""Bodies of the real world that may take part in reports of several parts."""
TEST_GENRES = frozenset(
    {
        "joint_inspection_review",
        "university_community_research_partnership",
        "corporate_ngo_partnership",
        "strategy_with_consultation",
    }
)


def read_splits(path: Path, sources: Sequence[Source]) -> dict[str, str]:
    """Part by report id. Raises SourceError where a report has none or two, or the test part leaks."""
    data = load(path.read_text(encoding="utf-8"), Place(path, 1))
    parts = _parts(data)
    for source in sources:
        if source.head.id not in parts:
            raise SourceError(data.place, f"{source.head.id} belongs to no part")
        wanted = source.head.genre in TEST_GENRES
        if (parts[source.head.id] == "test") != wanted:
            raise SourceError(data.place, f"{source.head.id}: genre {source.head.genre} and part do not fit")
    _check_organisations(sources, parts, _shared(data))
    return parts


def _shared(data: Data) -> frozenset[str]:
    names = data.value.get(SHARED) or []
    if not isinstance(names, list):
        raise SourceError(data.at(SHARED), f"{SHARED} is no list")
    return frozenset(str(name) for name in names)


def _parts(data: Data) -> dict[str, str]:
    parts: dict[str, str] = {}
    for part, ids in data.value.items():
        if part == SHARED:
            continue
        if part not in PARTS or not isinstance(ids, list):
            raise SourceError(data.at(part), f"a part is one of {', '.join(PARTS)}, each a list of ids")
        for at, name in enumerate(ids):
            if name in parts:
                raise SourceError(data.at(part, at), f"{name} is already in {parts[name]}")
            parts[str(name)] = part
    return parts


def _check_organisations(sources: Sequence[Source], parts: Mapping[str, str], shared: frozenset[str]) -> None:
    """Invented organisations of the test part do not take part in, or publish, any other report."""
    owners = {
        name: source.head.id
        for source in sources
        if parts[source.head.id] != "test"
        for name in (source.head.organisation, *(p.name for p in source.tail.partners))
    }
    for source in sources:
        if parts[source.head.id] != "test":
            continue
        for name, line in _names(source):
            if name in owners and name not in shared:
                raise SourceError(
                    Place(source.path, line),
                    f"{name!r} also takes part in {owners[name]}: the test part leaks (or is it `shared`?)",
                )


def _names(source: Source) -> list[tuple[str, int]]:
    return [(source.head.organisation, 1), *((p.name, p.line) for p in source.tail.partners)]
