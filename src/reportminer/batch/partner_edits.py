"""Partners merged and split by hand: decisions go to a file, tables are made anew from kept results."""

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from reportminer.batch.made import make_anew
from reportminer.batch.partners import (
    DECISIONS,
    Identities,
    beginning,
    identities,
    keep_place,
    kept_list,
    kept_place,
    known_of,
)
from reportminer.batch.store import Store, held, write_whole, writing
from reportminer.batch.suggestions import opened
from reportminer.errors import OutputError, UsageError
from reportminer.export.cells import arm, disarm
from reportminer.export.csvs import TableWriter, read_typed
from reportminer.export.rows import title_of
from reportminer.export.runfile import read_run, write_run
from reportminer.export.themes import unasked
from reportminer.link.identity import Known, normal_name, partner_id
from reportminer.link.identity.decisions import DIFFERENT, SAME, Decision, Decisions, written
from reportminer.nearest import meant

Row = dict[str, Any]
_GIVE = "give the file with --decisions"
_REWRITTEN = ("findings", "partners", "partner_mentions", "partner_links")


@dataclass(frozen=True, slots=True)
class Shown:
    """An organisation of OUT, for people to read."""

    partner_id: str
    names: tuple[str, ...]
    """The most used first."""
    reports: tuple[str, ...]
    mentions: int
    merged: tuple[Row, ...]
    """Its rows of partner_links.csv."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What a command wrote to the file of decisions."""

    made: tuple[Decision, ...]
    undone: tuple[Decision, ...]
    """Rows that were taken out, as these say otherwise."""


def shown(out: Path, who: str = "") -> list[Shown]:
    """Organisations of OUT, those in most reports first; only those whose id is `who` or names hold it."""
    links: dict[str, list[Row]] = {}
    for link in read_typed(opened(out), "partner_links"):
        links.setdefault(str(link["partner_id"]), []).append(link)
    together: dict[str, list[Row]] = {}
    for row in _partners(out):
        together.setdefault(row["partner_id"], []).append(row)
    found = [_shown(own, rows, links.get(own, ())) for own, rows in together.items()]
    found = [item for item in found if _is(item, who)]
    return sorted(
        found, key=lambda item: (-len(item.reports), -item.mentions, item.names[0], item.partner_id)
    )


def _partners(out: Path) -> Iterator[Row]:
    yield from read_typed(out, "partners", ("report_id", "partner_id", "name", "aliases", "mentions"))


def _shown(own: str, rows: Sequence[Row], links: Sequence[Row]) -> Shown:
    names: dict[str, int] = {}
    for row in rows:
        names[row["name"]] = names.get(row["name"], 0) + row["mentions"]
        names.update((alias, 0) for alias in row["aliases"] if alias not in names)
    ranked = tuple(sorted(names, key=lambda name: (-names[name], name)))
    reports = tuple(dict.fromkeys(row["report_id"] for row in rows))
    return Shown(own, ranked, reports, sum(row["mentions"] for row in rows), tuple(links))


def _is(item: Shown, who: str) -> bool:
    ids = {item.partner_id, *(row["merged_id"] for row in item.merged)}
    wanted = normal_name(who)
    return not who or who in ids or any(wanted in normal_name(name) for name in item.names)


def merge(out: Path, ids: Sequence[str], named: Path | None = None, note: str = "") -> Decided:
    """Decide that partners are one organisation. Raises UsageError for ids that OUT does not have."""
    with _ours(out):
        parts = list({item.partner_id: item for item in (_one(out, own) for own in ids)}.values())
        if len(parts) < 2:
            raise UsageError(
                "that is one partner", hint="name two or more; `reportminer partners show` tells ids"
            )
        ids_names = [(part.partner_id, _parts(part)[part.partner_id]) for part in parts]
        (first, name), *rest = ids_names
        made = [Decision(SAME, first, other, name, other_name, note) for other, other_name in rest]
        together = {own for part in parts for own in _parts(part)}
        return _decide(out, made, named, together)


@contextmanager
def _ours(out: Path) -> Iterator[None]:
    """OUT from the first look at it to the last table: of two commands at once one is refused."""
    with writing(opened(out)), held(out):
        yield


def split(out: Path, own: str, others: Sequence[str], named: Path | None = None, note: str = "") -> Decided:
    """Decide that a partner is not one with others: names merged with it, or that of a report."""
    with _ours(out):
        item = _one(out, own)
        made: list[Decision] = []
        for other in others:
            if other in item.reports:
                made.extend(_apart(out, item, other, named, note))
            else:
                made.extend(_split_off(out, item, (own, other), note))
        return _decide(out, made, named)


def _parts(item: Shown) -> dict[str, str]:
    """The ids that were made one in a partner, that which was kept first, each with its own name."""
    kept = str(item.merged[0]["name"]) if item.merged else item.names[0]
    return {item.partner_id: kept} | {str(row["merged_id"]): str(row["merged_name"]) for row in item.merged}


def _split_off(out: Path, item: Shown, told: tuple[str, str], note: str) -> Iterator[Decision]:
    """The second of those `told` is neither the first nor the partner that both are in."""
    parts = _parts(item)
    own = next(_of(parts, told[0]), item.partner_id)
    found = [part for part in _of(parts, told[1]) if part != own]
    if len(found) != 1:
        raise UsageError(
            _not_one(item, told[1], len(found)),
            hint=f"`reportminer partners show {out} {item.partner_id}` tells ids of names and reports",
        )
    for one in dict.fromkeys((item.partner_id, own)):
        if one != found[0]:
            yield Decision(DIFFERENT, one, found[0], parts[one], parts[found[0]], note)


def _of(parts: dict[str, str], told: str) -> Iterator[str]:
    """The parts of that id, else of that name."""
    if told in parts:
        yield told
    else:
        wanted = normal_name(told)
        yield from (part for part, name in parts.items() if normal_name(name) == wanted)


def _not_one(item: Shown, told: str, found: int) -> str:
    """Why a partner cannot be split as told."""
    if found:
        return f"{found} names that were merged in {item.names[0]} are {told}: give an id"
    if normal_name(told) in map(normal_name, item.names):
        return f"{told} names {item.names[0]} in the reports themselves: only a report can be split off"
    return f"{told} is neither a name that was merged with {item.names[0]} nor a report that has it"


def _apart(out: Path, item: Shown, report: str, named: Path | None, note: str) -> Iterator[Decision]:
    with _who(out, _known(out, _file(out, named))) as who:
        register = who.register
        ids, bases, names = register.ids(report), register.bases(report), register.names(report)
    for own in sorted(own for own in ids if ids[own] == item.partner_id):
        if bases[own] == partner_id(names[own], report) and item.merged:
            yield from _own_apart(item, bases[own], names[own], note)
        else:
            yield Decision(DIFFERENT, bases[own], report, names[own], "in this report", note)


def _own_apart(item: Shown, own: str, name: str, note: str) -> Iterator[Decision]:
    """What is of one report alone, as after an earlier split, is not what it was merged with since."""
    parts = _parts(item)
    others = [item.partner_id] if own != item.partner_id else [part for part in parts if part != own]
    for other in others:
        yield Decision(DIFFERENT, other, own, parts[other], name, note)


def _one(out: Path, own: str) -> Shown:
    found = shown(out, own)
    exact = [
        item
        for item in found
        if own == item.partner_id or any(own == row["merged_id"] for row in item.merged)
    ]
    exact = exact or [item for item in found if normal_name(own) in map(normal_name, item.names)]
    if len(exact) != 1:
        told = "no partner" if not exact else f"{len(exact)} partners"
        close = "" if exact else like(out, own)
        hint = f"{close} `reportminer partners show` tells their ids".strip()
        raise UsageError(f"{told} {own} in {out}", hint=hint)
    return exact[0]


def like(out: Path, who: str) -> str:
    """Partners of OUT that may be meant by an id or name that it does not have, as a question."""
    found = shown(out)
    names = {name: name for item in found for name in item.names}
    return meant(who, names | {item.partner_id: item.partner_id for item in found})


def _file(out: Path, named: Path | None) -> Path:
    """Where decisions are kept: as named, else as in the last run, else in OUT.

    Raises OutputError where that of the last run is gone: without it, what it decided would be undone.
    """
    told = read_run(opened(out)).get("settings", {}).get("partner_decisions", "")
    if named or not told:
        return named or out / DECISIONS
    place = kept_place(out) or Path(told)
    if not place.is_absolute() or not place.exists():
        raise OutputError(f"the decisions on {out} were in {place}, which is not there", hint=_GIVE)
    return place


def _known(out: Path, file: Path) -> Known:
    listed = kept_list(out)
    has_list = listed.exists() and listed.stat().st_size > 0
    return known_of(listed if has_list else None, file if file.exists() else None)


def _decide(
    out: Path, made: Iterable[Decision], named: Path | None, together: Collection[str] = ()
) -> Decided:
    """Make the tables anew by decisions, and write these to their file. OUT is held."""
    file, new = _file(out, named), tuple(made)
    undone: tuple[Decision, ...] = ()

    def known() -> Known:
        nonlocal undone
        found = _known(out, file)
        later = found.decisions.with_rows(new, together)
        undone = found.decisions.undone_by(later)
        return replace(found, decisions=_harmless(later))

    def keep() -> None:
        with writing(file.parent):
            write_whole(file, written(known().decisions))  # read once more: the user may have changed it

    _apply(out, known(), named, keep)
    return Decided(new, undone)


def _harmless(decisions: Decisions) -> Decisions:
    """With names that no spreadsheet runs as a formula: they come from reports, and are for people alone."""
    told = ("name", "other_name", "note")
    rows = (replace(row, **{key: disarm(arm(getattr(row, key))) for key in told}) for row in decisions.rows)
    return Decisions(tuple(rows))


def apply(out: Path, named: Path | None = None) -> tuple[Decision, ...]:
    """Make what tells of partners anew by the decisions in their file; no report is read again.

    What comes back are rows of the file that later ones contradict: they decide nothing. Raises OutputError
    where the results that OUT was made from are gone.
    """
    with _ours(out):
        known = _known(out, _file(out, named))
        _apply(out, known, named)
    return tuple(known.decisions.overruled)


def _apply(out: Path, known: Known, named: Path | None, keep: Callable[[], None] = unasked) -> None:
    """Make OUT anew by what is `known`; decisions are kept once the new tables are on disk.

    That is just before the tables take their names: what is broken off before leaves all as it was, and what
    is broken off afterwards is done by `reportminer partners apply`.
    """
    record = read_run(out)

    def ready() -> None:
        keep()
        _named(out, record, named)

    with _who(out, known) as who:
        _rewrite(out, who, ready)
    make_anew(out, record, _REWRITTEN)


def _named(out: Path, record: Row, named: Path | None) -> None:
    """Tell in OUT where its decisions are, if the user named a file."""
    if record and named:
        own = os.path.abspath(named) == os.path.abspath(out / DECISIONS)
        record.setdefault("settings", {})["partner_decisions"] = "" if own else str(named)
        keep_place(out, None if own else named)
        write_run(out, record)


def _store(out: Path) -> Store:
    return Store(out, str(read_run(out).get("recipe", {}).get("key", "")))


def _who(out: Path, known: Known) -> Any:
    store = _store(out)

    def reports() -> Iterator[tuple[str, str, list[Row]]]:
        for row in read_typed(out, "reports", ("report_id", "country")):
            report_id = str(row["report_id"])
            try:
                begun = beginning(store.path(report_id))
            except FileNotFoundError as error:
                raise OutputError(
                    f"the result of report {report_id} is not in {out} any more",
                    hint="run `reportminer run` on these reports again",
                ) from error
            yield report_id, str(row["country"]), begun["partners"]

    return identities(store, known, reports())


def _rewrite(out: Path, who: Identities, ready: Callable[[], None]) -> None:
    """The tables that hold ids of partners; all else in findings.csv stays as it is.

    `ready` is called when all is on disk, just before the tables take their names.
    """
    store = _store(out)
    findings = groupby(read_typed(out, "findings"), itemgetter("report_id"))
    waiting = next(findings, None)
    with TableWriter(out, _REWRITTEN) as tables:
        for row in read_typed(out, "reports", ("report_id", "title", "source")):
            report_id = str(row["report_id"])
            rows = store.read(report_id)
            for partner in rows["partners"]:
                partner["report_title"] = title_of(row["title"], row["source"])
            who.apply(report_id, rows)
            for table in ("partners", "partner_mentions"):
                tables.write(table, rows[table])
            if waiting is not None and waiting[0] == report_id:
                actors = {finding["finding_id"]: finding["actor_id"] for finding in rows["findings"]}
                tables.write("findings", [f | {"actor_id": actors[f["finding_id"]]} for f in waiting[1]])
                waiting = next(findings, None)
        tables.write("partner_links", who.links())
        tables.flush()
        ready()
