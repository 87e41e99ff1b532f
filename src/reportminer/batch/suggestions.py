"""Suggested themes kept beside the results, so that they keep their ids from run to run."""

import csv
import json
import os
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from reportminer.batch.made import make_anew
from reportminer.batch.store import held, write_whole, writing
from reportminer.errors import UsageError
from reportminer.export.cells import WRITE
from reportminer.export.coded_by import CODED_BY, codebook_text
from reportminer.export.files import begin, commit, discard, lacking
from reportminer.export.page import write_page
from reportminer.export.runfile import read_run, write_run
from reportminer.export.themes import CODED, Tell, recode, uncoded, unheard, words_of_findings
from reportminer.gather.codebook import Codebook
from reportminer.gather.codebook_edit import Edit
from reportminer.gather.suggest import Suggestion, Suggestions, SuggestSettings, kept_ids, merged, suggest
from reportminer.ingest.find import MARK
from reportminer.nearest import meant

FILE = "suggestions.csv"
COLUMNS = ("theme_id", "terms", "reports", "findings", "stability", "quotes", "finding_ids")
SURE = 0.5
"""Probability below which a code is more likely wrong than right."""
_NONE = Suggestions((), 0, 0, None)


def _kept(out: Path) -> Path:
    return out / MARK / "suggestions.json"


def kept(out: Path) -> Suggestions:
    """The suggestions made last; none where none were made."""
    try:
        told: dict[str, Any] = json.loads(_kept(out).read_text("utf-8"))
    except FileNotFoundError:
        return _NONE
    told["themes"] = tuple(map(_theme, told["themes"]))
    return Suggestions(**told)


def _theme(told: dict[str, Any]) -> Suggestion:
    lists = {key: tuple(value) for key, value in told.items() if isinstance(value, list)}
    return Suggestion(**{**told, **lists})


def keep(out: Path, found: Suggestions) -> None:
    """Write suggestions.csv for people and what the next call needs."""
    with writing(out):
        write_whole(_kept(out), json.dumps(asdict(found), ensure_ascii=False, indent=1) + "\n")
        file = begin(out / FILE)
        try:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(COLUMNS)
            for t in found.themes:
                counts = (t.reports, len(t.findings), t.stability)
                writer.writerow(
                    [_cell(cell) for cell in (t.theme_id, t.terms, *counts, t.quotes, t.findings)]
                )
        except BaseException:
            discard(file)
            raise
        commit(file, out / FILE)


def _cell(value: object) -> str:
    """Lists are JSON, as in every table."""
    return WRITE["array" if isinstance(value, tuple) else "string"](value)


def opened(out: Path) -> Path:
    """OUT, where it is one of ours with tables in it. Raises `OutputError` where not."""
    if not os.path.isdir(out / MARK) or not os.path.exists(out / "findings.csv"):
        raise lacking(out, f"{out} holds no output of a run")
    return out


def suggested(out: Path, settings: SuggestSettings, sure: float = SURE) -> Suggestions:
    """Cluster what is uncoded in OUT, keep it, and tell it on the page. Themes keep their ids.

    Findings whose codes are all less probable than `sure` are looked at too.
    """
    with writing(opened(out)), held(out):
        before = {theme.theme_id: theme.findings for theme in kept(out).themes}
        found = kept_ids(suggest(uncoded(out, sure), settings, words_of_findings(out)), before)
        keep(out, found)
        write_page(out)
    return found


def chosen(out: Path, ids: Iterable[str]) -> list[Suggestion]:
    """Suggestions by their ids. Raises `UsageError` for ids that are none."""
    known = {theme.theme_id: theme for theme in kept(opened(out)).themes}
    if wrong := [own for own in ids if own not in known]:
        hint = f"{meant(wrong[0], known)} `reportminer themes suggest` tells their ids"
        raise UsageError(f"no suggestion {', '.join(wrong)} in {out}", hint=hint.strip())
    return [known[own] for own in dict.fromkeys(ids)]


def merge(out: Path, ids: Iterable[str]) -> Suggestion:
    """Make one suggestion of several; it keeps the id of the first."""
    with writing(opened(out)), held(out):
        parts = chosen(out, ids)
        if len(parts) < 2:
            raise UsageError("one suggestion alone cannot be merged", hint="name two or more")
        found, one = kept(out), merged(parts)
        gone = {part.theme_id for part in parts}
        themes = [one, *(theme for theme in found.themes if theme.theme_id not in gone)]
        themes.sort(key=lambda t: (-t.reports, -len(t.findings), t.theme_id))
        keep(out, Suggestions(tuple(themes), found.uncoded, found.covered, found.stability))
    return one


def code_anew(out: Path, edited: Callable[[], Edit], tell: Tell = unheard) -> Codebook:
    """Code the findings of OUT by another codebook, and make anew what is made from the tables.

    `edited` is asked once OUT is ours and can be worked on, and tells how the user's file changes. That is
    done last of all: whatever breaks the command off, the same command can be given again. `tell` hears how
    many findings are coded.
    """
    with writing(opened(out)), held(out):
        record, edit = read_run(out), edited()
        recode(out, edit.book, tell, lambda: _told(out, record, edit.book))
        write_whole(out / MARK / CODED_BY, codebook_text(edit.book))
        make_anew(out, record, CODED)
        if edit.write:
            edit.write()
    return edit.book


def _told(out: Path, record: dict[str, Any], codebook: Codebook) -> None:
    """Tell in run.json that OUT is coded anew: before it is, so that no later run undoes it in silence."""
    if record:
        record["recoded"] = {"codebook": codebook.name, "sha256": codebook.sha256}
        write_run(out, record)
