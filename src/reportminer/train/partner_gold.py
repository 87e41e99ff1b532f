"""Annotated partners, and the reports they belong to, to cases for training.

An annotation file is JSON with `source` (file name of the report), `pages` (those annotated; none
for all) and `partners` (`name`, `aliases`, perhaps `roles`, `optional`). In one that may be passed on
without the report, partners have `keys` in place of names: a digest of every spelling (see `name_digest`).
Which mentions show that their body is a partner may be told beside them, by key (see `shown_in`).
Written reports come as records of `annotations`.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from reportminer.annotations import Document
from reportminer.config import Limits
from reportminer.ingest.find import kind_of
from reportminer.parse import read as parse
from reportminer.section import outline
from reportminer.tag.partners.features import Reading, name_of
from reportminer.tag.partners.reading import read
from reportminer.tag.segment import segments
from reportminer.train.align import letters
from reportminer.train.keyed import DIGEST
from reportminer.train.partner_cases import Case, match_key
from reportminer.train.written import judged_segments, reports_with
from reportminer.types import Report, Segment, Source


def cases(gold: Sequence[Path], reports: Sequence[Path], shown: Path | None = None) -> list[Case]:
    """A case for each annotation file in the folders `gold` whose report lies under `reports`.

    `shown`: a file that tells which mentions show partners.
    """
    told = json.loads(shown.read_text(encoding="utf-8")) if shown else {}
    files = {path.name: path for folder in reports for path in sorted(folder.rglob("*")) if path.is_file()}
    readings: dict[str, Reading] = {}
    found = []
    for data in _annotations(gold):
        source = data["source"]
        if source in files and source not in readings:
            readings[source] = _reading(files[source])
        if source in readings:
            found.append(_case(data, readings[source], shown_in(readings[source], told.get(source, {}))))
    return found


def written_cases(annotations: Path, texts: Path, reports: Sequence[Path] = ()) -> list[Case]:
    """A case for each report of an annotation file, each a group of its own; see `written.reports_with`.

    A record that lists the segments that were judged, and marks nobody, says nothing of partners: who
    labels findings alone has not said that nobody is one.
    """
    found = reports_with(annotations, texts, reports)
    return [_written(document, Path(source.path)) for document, source in found if _tells(document)]


def _tells(document: Document) -> bool:
    return bool(document.partners or document.mentioned or not document.segments)


def _written(document: Document, path: Path) -> Case:
    report, units, reading = _read(path)
    named = {partner.id: {partner.name, *partner.aliases} for partner in document.partners}
    for mention in document.mentions:
        named[mention.partner].add(mention.text)
    sure = [partner for partner in document.partners if not partner.optional]
    doubtful = [partner for partner in document.partners if partner.optional]
    return Case(
        name=document.source,
        group=f"written: {document.id}",
        pages=frozenset(document.pages),
        partners=tuple(frozenset(map(match_key, named[p.id])) for p in sure),
        optional=tuple(frozenset(map(match_key, named[p.id])) for p in doubtful),
        roles=tuple(frozenset(map(str, (p.role, *p.also))) for p in sure),
        reading=reading,
        written=True,
        judged=judged_segments(document, report, units) if document.segments else None,
    )


def group_of(source: str) -> str:
    """The organisation that wrote a report, by its file name; a reply and what it replies to go together."""
    stem = Path(source).stem
    for shared in (
        "space_economy",
        "behaviour_change",
        "covid_module1",
        "infected_blood",
        "register_migration",
    ):
        if shared in stem:
            return shared
    return stem.split("_")[0]


def _annotations(gold: Sequence[Path]) -> Iterator[dict[str, Any]]:
    for folder in gold:
        for path in sorted(folder.glob("*.json")):
            data = json.loads(path.read_text(encoding="utf-8"))
            if "partners" in data and "source" in data:
                yield data


def _reading(path: Path) -> Reading:
    return _read(path)[2]


def _read(path: Path) -> tuple[Report, tuple[Segment, ...], Reading]:
    content = path.read_bytes()
    source = Source(str(path), path.name, hashlib.sha256(content).hexdigest(), kind_of(path), len(content))
    report = parse(source, Limits())
    tree = outline(report)
    units = segments(report, tree)
    return report, units, read(report, tree, units, lambda _: 0.0)


def name_digest(key: str) -> str:
    """What stands for a spelling (as `match_key` gives it) in annotations without words of the report."""
    return hashlib.blake2b(key.encode(), digest_size=DIGEST).hexdigest()


def mention_digest(place: str, name: str) -> str:
    """What stands for a mention of `name` in a place of that text: nothing can be read from it."""
    return hashlib.blake2b(f"{letters(place)}|{match_key(name)}".encode(), digest_size=DIGEST).hexdigest()


def shown_in(reading: Reading, told: Mapping[str, float]) -> dict[int, float]:
    """By start of the mentions that `told` knows by digest: 1 shows a partner, ½ hints at it, 0 does not."""
    found = {}
    for mention in (m for body in reading.bodies for m in body.mentions) if told else ():
        place = reading.places[mention.place]
        digest = mention_digest(reading.text[place.start : place.end], mention.name.text)
        if digest in told:
            found[mention.name.start] = told[digest]
    return found


def _case(data: dict[str, Any], reading: Reading, shows: Mapping[int, float]) -> Case:
    spelt = {match_key(name) for body in reading.bodies for name in (*body.names, name_of(body))}
    known = {name_digest(key): key for key in spelt}
    sure = [p for p in data["partners"] if not p.get("optional")]
    doubtful = [p for p in data["partners"] if p.get("optional")]
    return Case(
        name=data["source"],
        group=group_of(data["source"]),
        pages=frozenset(data.get("pages") or ()),
        partners=tuple(_keys(p, known) for p in sure),
        optional=tuple(_keys(p, known) for p in doubtful),
        roles=tuple(frozenset(p.get("roles") or ()) for p in sure),
        reading=reading,
        teaches=any("keys" in p for p in data["partners"]),
        shows=shows,
    )


def _keys(partner: dict[str, Any], known: dict[str, str]) -> frozenset[str]:
    if "keys" in partner:
        return frozenset(known[digest] for digest in partner["keys"] if digest in known)
    return frozenset(match_key(name) for name in (partner["name"], *partner["aliases"]))
