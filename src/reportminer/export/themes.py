"""What is made of the tables in OUT: theme datasets, and codings by another codebook.

Reports are not read again: findings.csv holds the words and the heading of each finding.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count, groupby, tee
from operator import itemgetter
from pathlib import Path
from typing import Any

from reportminer.export.csvs import ByReport, TableWriter, read_table, read_typed
from reportminer.export.rows import name_themes
from reportminer.export.runfile import read_run
from reportminer.gather.codebook import Code, Codebook
from reportminer.gather.coding import Coder, Passage
from reportminer.gather.dataset import Dataset, answers
from reportminer.gather.differences import Differences, stances
from reportminer.gather.learnt import learnt, meaning_of
from reportminer.gather.suggest import Uncoded
from reportminer.gather.themes import Tally

DATASET = ("theme_counts", "theme_pairs", "theme_answers", "theme_disagreements")
CODED = ("findings", "theme_findings", "themes", "theme_matrix")
_BY_REPORT = itemgetter("report_id")
_SAID = ("finding_id", "report_id", "text", "themes")
Tell = Callable[[int], None]
"""Hears how many findings are coded."""


def unheard(_: int) -> None:
    """Nobody is told."""


def unasked() -> None:
    """Nothing is to be done."""


def write_theme_tables(out: Path) -> None:
    """Write theme_counts, theme_pairs, theme_answers and theme_disagreements from the tables in OUT."""
    dataset = Dataset([str(row["theme_id"]) for row in read_typed(out, "themes")])
    differences = Differences()
    for report, found in _by_report(out):
        for_counts, for_sides = tee(found)
        dataset.add(report, for_counts)
        differences.add(for_sides)
    with TableWriter(out, DATASET) as writer:
        writer.write("theme_counts", dataset.counts())
        writer.write("theme_pairs", dataset.pairs())
        writer.write("theme_answers", _answers(out))
        writer.write("theme_disagreements", _disagreements(out, differences.themes()))


def _disagreements(out: Path, themes: frozenset[str]) -> Iterator[dict[str, object]]:
    """Report by report: what each says of the themes about which they differ."""
    for report, findings in _by_report(out) if themes else ():
        yield from stances(str(report["report_id"]), findings, themes)


def _answers(out: Path) -> Iterator[dict[str, object]]:
    """Report by report: no relation leads out of its report."""
    relations = ByReport(_relations(out))
    for report, findings in _by_report(out):
        yield from answers(findings, relations.of(report["report_id"]))


def _relations(out: Path) -> Iterator[dict[str, str]]:
    """Rows of relations.csv; none where the output has no such table."""
    path = out / "relations.csv"
    ends = {"source_id": "source", "target_id": "target", "kind": "kind", "report_id": "report_id"}
    for row in read_table(path) if path.exists() else ():
        yield {ends[key]: value for key, value in row.items() if key in ends}


def _by_report(out: Path) -> Iterator[tuple[dict[str, object], Iterator[dict[str, object]]]]:
    """Each report with its findings; both tables stand in the same order."""
    groups = groupby(read_typed(out, "findings"), _BY_REPORT)
    waiting = next(groups, None)
    for report in read_typed(out, "reports"):
        if waiting is not None and waiting[0] == report["report_id"]:
            yield report, waiting[1]
            waiting = next(groups, None)
        else:
            yield report, iter(())


def coder_of(out: Path, codebook: Codebook) -> Coder:
    """A coder as fast or as thorough as the run that made OUT: after `--fast`, without the reader of themes.

    Raises OutputError where its run.json cannot be read.
    """
    return Coder(codebook, fast=bool(read_run(out).get("settings", {}).get("fast")))


def recode(out: Path, codebook: Codebook, tell: Tell = unheard, ready: Callable[[], None] = unasked) -> None:
    """Code the findings in OUT by `codebook`: findings, theme_findings, themes, theme_matrix anew.

    `ready` is called when all is coded and on disk, just before the tables take their names. Memory holds the
    rows of one report and the counts, whatever the number of findings.
    """
    coder, tally = coder_of(out, codebook), Tally(codebook)
    names = {code.id: code.name for code in codebook.codes}
    hear = _heard(tell)
    with TableWriter(out, CODED) as writer:
        for report, found in _by_report(out):
            findings = list(found)
            codings = list(_codings(coder, findings, hear))
            for finding in findings:
                finding["theme_names"] = name_themes(_ids(finding), names)
            writer.write("findings", findings)
            writer.write("theme_findings", codings)
            tally.add(str(report["report_id"]), findings, codings)
        writer.write("themes", tally.themes())
        writer.header("theme_matrix", tally.matrix_header())
        ids = (str(row["report_id"]) for row in read_typed(out, "reports", ("report_id",)))
        writer.write("theme_matrix", (tally.matrix_row(report_id) for report_id in ids))
        writer.flush()
        ready()


Hear = Callable[[Iterable[dict[str, float]]], Iterator[dict[str, float]]]


def _heard(tell: Tell) -> Hear:
    """Passes scores on, and tells how many went by."""
    number = count(1)

    def hear(scores: Iterable[dict[str, float]]) -> Iterator[dict[str, float]]:
        for each in scores:
            tell(next(number))
            yield each

    return hear


def _codings(coder: Coder, findings: Sequence[dict[str, object]], hear: Hear) -> Iterator[dict[str, object]]:
    """Rows of theme_findings.csv; fills `themes` of the findings."""
    passages = (passage_of(finding) for finding in findings)
    for finding, scores in zip(findings, hear(coder.stream(passages)), strict=True):
        finding["themes"] = sorted(scores, key=lambda theme: (-scores[theme], theme))
        for theme in _ids(finding):
            kept = {key: finding[key] for key in ("finding_id", "report_id", "label")}
            yield {"theme_id": theme, **kept, "score": scores[theme]}


def _ids(finding: dict[str, object]) -> list[str]:
    themes = finding["themes"]
    assert isinstance(themes, list)
    return themes


def passage_of(finding: dict[str, Any]) -> Passage:
    """The words of a finding and the nearest heading, from its row."""
    heading = str(finding["section_path"]).rpartition(" > ")[2]
    return Passage(str(finding["text"]), heading, f"{finding['report_id']} {heading}")


def uncoded(out: Path, below: float = 0.0) -> Iterator[Uncoded]:
    """Findings in OUT that carry no theme, and those whose themes are all less probable than `below`.

    A theme that was not trained on is taken for certain: who lists a term counts on it.
    """
    trained = _trained(out) if below else frozenset()
    codings = groupby(read_typed(out, "theme_findings"), _BY_REPORT) if below else iter(())
    waiting = next(codings, None)
    for report, findings in groupby(read_typed(out, "findings", _SAID), _BY_REPORT):
        sure: set[object] = set()
        if waiting is not None and waiting[0] == report:
            sure = {c["finding_id"] for c in waiting[1] if not _doubtful(c, trained, below)}
            waiting = next(codings, None)
        for row in findings:
            if not row["themes"] or (below and row["finding_id"] not in sure):
                finding, report_id, text = (str(row[key]) for key in _SAID[:3])
                yield Uncoded(finding, report_id, text, coded=bool(row["themes"]))


def _trained(out: Path) -> frozenset[object]:
    """Themes of OUT that the model of themes was trained on."""
    known = learnt().known
    rows = read_typed(out, "themes", ("theme_id", "name", "definition"))
    codes = (Code(str(row["theme_id"]), str(row["name"]), str(row["definition"])) for row in rows)
    return frozenset(code.id for code in codes if known.get(code.id) == meaning_of(code))


def _doubtful(coding: dict[str, Any], trained: frozenset[object], below: float) -> bool:
    return coding["theme_id"] in trained and coding["score"] < below


def words_of_findings(out: Path) -> Iterator[str]:
    """The words of every finding in OUT."""
    return (str(row["text"]) for row in read_typed(out, "findings", ("text",)))


@dataclass(frozen=True, slots=True)
class Change:
    """A theme by the coding in OUT (now) and by another codebook (then): findings."""

    theme: str
    now: int
    then: int
    both: int
    mostly: str
    """The theme that most of the findings coded then carry now, where it is another one."""


@dataclass(frozen=True, slots=True)
class Compared:
    """Two codings of the same findings."""

    rows: tuple[Change, ...]
    findings: int
    bare_now: int
    """Findings without a code."""
    bare_then: int


def compared(out: Path, codebook: Codebook, tell: Tell = unheard) -> Compared:
    """Code the findings in OUT by `codebook` beside the coding that is there, and count both."""
    rows = read_typed(out, "findings", ("finding_id", "report_id", "text", "section_path", "themes"))
    mine, theirs = tee(rows)
    now: Counter[str] = Counter()
    then: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    total = bare_now = bare_then = 0
    coded = coder_of(out, codebook).stream(map(passage_of, theirs))
    for row, scores in zip(mine, _heard(tell)(coded), strict=True):
        total, bare_now, bare_then = total + 1, bare_now + (not row["themes"]), bare_then + (not scores)
        now.update(_ids(row))
        then.update(scores.keys())
        pairs.update((new, old) for new in scores for old in _ids(row))
    order = dict.fromkeys([*(code.id for code in codebook.codes), *sorted(now)])
    found = [Change(t, now[t], then[t], pairs[t, t], _mostly(t, now, pairs)) for t in order]
    return Compared(tuple(found), total, bare_now, bare_then)


def _mostly(theme: str, now: Counter[str], pairs: Counter[tuple[str, str]]) -> str:
    best = min(now, key=lambda old: (-pairs[theme, old], old), default="")
    return best if best != theme and pairs[theme, best] else ""
