"""Which findings of an output folder are wanted, and what is cited with each."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby
from pathlib import Path
from typing import Any

from reportminer.errors import UsageError
from reportminer.export.csvs import read_typed
from reportminer.export.page.words import words
from reportminer.gather.terms import singular
from reportminer.link.country import countries_in
from reportminer.nearest import meant

Typed = dict[str, Any]

LAST = 9999
ASKED = ("number", "actor", "modality", "deadline")
"""What is told of a finding more closely."""
_BETWEEN = "; "
"""Between the names of themes."""
_WORD = re.compile(r"\w+")
_LETTERS = re.compile(r"[^\W\d_]{4,}")
"""Of a name, the words that can be told from one another."""
_COLUMNS = (
    *("finding_id", "report_id", "label", "text", "section_path", "page", "confidence"),
    *("char_start", "actor", "modality", "deadline", "number", "negated", "repeats", "themes", "theme_names"),
)


@dataclass(frozen=True, slots=True)
class Choice:
    """What is asked for; an empty field asks for nothing. Several values of one field: any of them."""

    themes: tuple[str, ...] = ()
    """Ids or names, or a part of a name that only one theme has; `uncoded` for findings without one."""
    labels: tuple[str, ...] = ()
    reports: tuple[str, ...] = ()
    """Ids of reports, or parts of their titles or file names."""
    organisations: tuple[str, ...] = ()
    """Parts of names."""
    countries: tuple[str, ...] = ()
    """Names, or whole words of them: Guinea is neither Papua New Guinea nor Guinea-Bissau."""
    years: tuple[int, int] | None = None
    """First and last; 0 and `LAST` where there is no bound."""
    words: tuple[str, ...] = ()
    """All of which stand in the quote."""
    actors: tuple[str, ...] = ()
    """Whole words of those that say who should act, in either number."""
    sure: float = 0.0
    """Least confidence."""
    denied: bool = False
    """Also what is told by a denial: nobody paid the crews."""
    repeats: bool = False
    """Also what a report says again in the same words."""
    by_report: bool = False
    """In the order of the reports, not the surest first."""
    most: int = 0
    """How many; 0 for all."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage with what is cited of it: one finding, or several where it carries more than one label."""

    finding_ids: tuple[str, ...]
    labels: tuple[str, ...]
    """Those asked for, and as many `confidences`."""
    text: str
    report: str
    """Title of the report, or the name of its file."""
    organisation: str
    year: int | None
    country: str
    source: str
    page: int
    section: str
    themes: str
    confidences: tuple[float, ...]
    order: tuple[int, int] = (0, 0)
    """Place of the report in its table, and of the quote in the report."""
    report_id: str = ""
    number: str = ""
    """The report's own, of a recommendation."""
    actor: str = ""
    modality: str = ""
    deadline: str = ""
    before: str = ""
    """The sentence before, where context was asked for (`context`)."""
    after: str = ""

    @property
    def confidence(self) -> float:
        """Of the label that is surest."""
        return max(self.confidences)

    @property
    def citation(self) -> str:
        """`Title (Organisation, 2019), p. 4`."""
        who = ", ".join(filter(None, (self.organisation, str(self.year or ""))))
        return f"{self.report}{f' ({who})' if who else ''}, p. {self.page}"


def choose(out: Path, choice: Choice) -> list[Quote]:
    """The quotes of OUT that are asked for, each passage once, with those of its labels that are asked for.

    Raises UsageError for a theme or label that is none.
    """
    reports = {row["report_id"]: (at, row) for at, row in enumerate(read_typed(out, "reports"))}
    wanted = _Wanted(choice, _theme_ids(out, choice.themes))
    found = []
    for passage in _by_passage(read_typed(out, "findings", _COLUMNS)):
        at, report = reports[passage[0]["report_id"]]
        own = wanted.findings(report, passage)
        if own:
            found.append(_quote(own, passage, (at, report)))
    found.sort(key=lambda quote: quote.order if choice.by_report else (-quote.confidence, quote.order))
    return found[: choice.most] if choice.most else found


def unknown(out: Path, choice: Choice) -> list[str]:
    """What is asked of reports and known of none of them: "a country", for example."""
    asked = {
        "organisation": ("the name of a publisher", choice.organisations),
        "country": ("a country", choice.countries),
        "year": ("a year", choice.years),
    }
    missing = {column for column, (_, values) in asked.items() if values}
    for row in read_typed(out, "reports", tuple(asked)):
        missing -= {column for column in missing if row[column]}
    return [name for column, (name, _) in asked.items() if column in missing]


def told(out: Path, choice: Choice) -> str:
    """In words, what was asked for."""
    rows = read_typed(out, "themes", ["theme_id", "name"])
    names = {str(row["theme_id"]): str(row["name"]) for row in rows}
    labels = words()["labels"]
    parts = [
        " and ".join(labels[label]["many"].lower() for label in _labels(choice.labels)) or "findings",
        _any("on", [names[theme] for theme in sorted(_theme_ids(out, choice.themes))]),
        _any("in reports named", choice.reports),
        _any("by", choice.organisations),
        _any("on", choice.countries),
        _span(choice.years) if choice.years else "",
        f"with the words {' and '.join(choice.words)}" if choice.words else "",
        _any("for", choice.actors),
        f"with confidence {choice.sure:g} and up" if choice.sure else "",
        "" if choice.denied else "without what is told by a denial",
        "with what is said again" if choice.repeats else "",
    ]
    said = " ".join(filter(None, parts))
    return said[:1].upper() + said[1:]


def _span(years: tuple[int, int]) -> str:
    first, last = years
    if first == last:
        return f"of {first}"
    return (
        f"of {first} to {last}" if first and last < LAST else f"since {first}" if first else f"until {last}"
    )


def _any(what: str, values: Sequence[str]) -> str:
    return f"{what} {' or '.join(values)}" if values else ""


def _first(findings: Sequence[Typed], column: str) -> str:
    return next((str(row[column]) for row in findings if row[column]), "")


def _by_passage(rows: Iterable[Typed]) -> Iterator[list[Typed]]:
    """The findings of each passage together; they stand behind one another in the table."""
    for _, group in groupby(rows, key=lambda row: (row["report_id"], row["char_start"], row["text"])):
        yield list(group)


def _quote(findings: Sequence[Typed], passage: Sequence[Typed], place: tuple[int, Typed]) -> Quote:
    """`findings` are those of the passage that are asked for."""
    row, (at, report) = findings[0], place
    return Quote(
        finding_ids=tuple(each["finding_id"] for each in findings),
        labels=tuple(each["label"] for each in findings),
        text=row["text"],
        report=report["title"] or report["source"].rpartition("/")[2],
        organisation=report["organisation"],
        year=report["year"],
        country=report["country"],
        source=report["source"],
        page=row["page"],
        section=row["section_path"],
        themes=_BETWEEN.join(_themes(passage, "theme_names")),
        confidences=tuple(each["confidence"] or 0.0 for each in findings),
        order=(at, row["char_start"]),
        report_id=row["report_id"],
        **{name: _first(findings, name) for name in ASKED},
    )


Fit = Callable[[Typed], bool]
Passage = Sequence[Typed]
"""The findings of one passage."""


class _Wanted:
    """What of a report is asked for."""

    def __init__(self, choice: Choice, themes: frozenset[str]) -> None:
        self._report = list(_of_report(choice))
        self._passage = list(_of_passage(choice, themes))
        self._finding = list(_of_finding(choice))

    def findings(self, report: Typed, passage: Passage) -> list[Typed]:
        """Those of a passage that are asked for."""
        if not all(fit(report) for fit in self._report) or not all(fit(passage) for fit in self._passage):
            return []
        return [row for row in passage if all(fit(row) for fit in self._finding)]


def _of_report(choice: Choice) -> Iterator[Fit]:
    if choice.reports:
        yield lambda row: any(
            part == row["report_id"] or _has(row["title"], part) or _has(row["source"], part)
            for part in choice.reports
        )
    if choice.organisations:
        yield lambda row: any(_has(row["organisation"], part) for part in choice.organisations)
    if choice.countries:
        yield lambda row: any(_is_country(row["country"], name) for name in choice.countries)
    if choice.years:
        first, last = choice.years
        yield lambda row: row["year"] is not None and first <= row["year"] <= last


def _of_passage(choice: Choice, themes: frozenset[str]) -> Iterator[Callable[[Passage], bool]]:
    """What its findings tell together: their themes, and whether its words were said before."""
    if themes:
        yield lambda passage: not themes.isdisjoint(_themes(passage, "themes") or ["uncoded"])
    if choice.words:
        yield lambda passage: all(_has(passage[0]["text"], word) for word in choice.words)
    if not choice.repeats:
        yield lambda passage: not any(row["repeats"] for row in passage)


def _of_finding(choice: Choice) -> Iterator[Fit]:
    labels = _labels(choice.labels)
    if labels:
        yield lambda row: row["label"] in labels
    if choice.actors:
        yield lambda row: any(_says(row["actor"], words) for words in choice.actors)
    if choice.sure:
        yield lambda row: (row["confidence"] or 0.0) >= choice.sure
    if not choice.denied:
        yield lambda row: not row["negated"]


def _themes(passage: Passage, column: str) -> list[str]:
    """Ids (`themes`) or names (`theme_names`) of all findings of a passage, each once."""
    cells = (row[column] or () for row in passage)
    lists = (cell.split(_BETWEEN) if isinstance(cell, str) else cell for cell in cells)
    return list(dict.fromkeys(chain.from_iterable(lists)))


def _has(text: str, part: str) -> bool:
    return part.casefold() in text.casefold()


def _says(text: str, asked: str) -> bool:
    """Whether the words asked for stand in the text, one behind the other."""
    told, wanted = _singular(text), _singular(asked)
    return any(told[at : at + len(wanted)] == wanted for at in range(len(told) - len(wanted) + 1))


def _singular(text: str) -> list[str]:
    return [singular(word) for word in _WORD.findall(text.casefold())]


def _is_country(told: str, asked: str) -> bool:
    """A name within that of another country (Guinea, Sudan, Ireland) is not that country."""
    # Names in capitals are known in any case.
    return _says(told, asked) and countries_in(asked.upper()).keys() <= countries_in(told.upper()).keys()


def _labels(names: Sequence[str]) -> tuple[str, ...]:
    """Labels in their order, by name in any case and number. Raises UsageError."""
    known = words()["labels"]
    spelt = {form.casefold(): label for label, form in ((k, v["many"]) for k, v in known.items())}
    spelt |= {label.casefold(): label for label in known}
    wrong = [name for name in names if name.casefold() not in spelt]
    if wrong:
        hint = f"{meant(wrong[0], spelt)} labels are {', '.join(known)}"
        raise UsageError(f"no label {wrong[0]}", hint=hint.strip())
    wanted = {spelt[name.casefold()] for name in names}
    return tuple(label for label in known if label in wanted)


def _theme_ids(out: Path, names: Sequence[str]) -> frozenset[str]:
    """Ids of the themes named, and of those below them. Raises UsageError."""
    rows = list(read_typed(out, "themes"))
    found = {_theme(rows, name) for name in names}
    for _ in rows:
        found |= {str(row["theme_id"]) for row in rows if row.get("parent") in found}
    return frozenset(found)


def _theme(rows: Sequence[Typed], name: str) -> str:
    wanted = name.casefold()
    exact = [r for r in rows if wanted in (r["theme_id"].casefold(), r["name"].casefold())]
    fitting = exact or [r for r in rows if wanted in r["name"].casefold()]
    if len(fitting) != 1:
        which = f"{len(fitting)} themes are called" if fitting else "no theme is called"
        known = ", ".join(row["theme_id"] for row in (fitting or rows))
        close = "" if fitting else meant(name, _forms(rows))
        hint = f"{close} themes.csv holds all of them" if close else f"give one of {known}"
        raise UsageError(f"{which} {name}", hint=hint)
    return str(fitting[0]["theme_id"])


def _forms(rows: Sequence[Typed]) -> dict[str, str]:
    """Ids and names of themes and the words of both, each with its id; the whole goes before its words."""
    forms: dict[str, str] = {}
    for row in rows:
        for word in _LETTERS.findall(f"{row['theme_id']} {row['name']}"):
            forms.setdefault(word.casefold(), row["theme_id"])
    whole = ((row[key].casefold(), row["theme_id"]) for row in rows for key in ("name", "theme_id"))
    return forms | dict(whole)
