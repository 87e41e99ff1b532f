"""`reportminer annotations lint`: what a corpus lacks."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reportminer.cli.annotate import Texts
from reportminer.errors import AnnotationError

if TYPE_CHECKING:
    from reportminer.annotations import Document
    from reportminer.evaluate.lint import Lint
    from reportminer.evaluate.lint.corpus import Sentence
    from reportminer.evaluate.lint.counts import Row

LABELS = ("CHALLENGE", "LESSON", "RECOMMENDATION")
HEADS = ("rep.", "words", "C", "L", "R", "miss", "part.", "rel.", "out")
"""Short, so that names of parts and genres have room on a terminal of 80 columns."""
LEGEND = (
    "C, L, R: challenges, lessons, recommendations; miss: near misses; part., rel.: partners, relations; "
    "out: share of labels outside sections that declare them"
)
SHOWN = 40


def lint(
    where: Annotated[Path, typer.Argument(help="A file of records, or a folder of such files (.jsonl).")],
    texts: Texts = None,
    alike: Annotated[float, typer.Option(help="Near-duplicates: share of three-word runs in common.")] = 0.5,
    precision: Annotated[
        float, typer.Option(help="Leaks: share of a word's sentences with the label.")
    ] = 0.9,
    occurrences: Annotated[int, typer.Option(min=1, help="Leaks: sentences with the word, at least.")] = 8,
    reports: Annotated[int, typer.Option(min=1, help="Phrases: reports with the phrase, at least.")] = 4,
    splits: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            dir_okay=False,
            help="The file of the parts (YAML): bodies under its `shared` may stand in every part.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
) -> None:
    """Look over a corpus: sentences told twice, words that give a label away, worn phrases, counts.

    Exit status: 0 nothing found; 1 faults; 2 wrong call.
    """
    from reportminer.evaluate.lint import LintSettings
    from reportminer.evaluate.lint import lint as look_over

    found = look_over(
        _records(where, texts), LintSettings(alike, precision, occurrences, reports, shared=_shared(splits))
    )
    if as_json:
        typer.echo(json.dumps(asdict(found), ensure_ascii=False, indent=1, default=sorted))
    else:
        _print(found)
    raise typer.Exit(1 if found.faults else 0)


def _shared(splits: Path | None) -> tuple[str, ...]:
    if splits is None:
        return ()
    import yaml

    try:
        held = yaml.safe_load(splits.read_text(encoding="utf-8"))
        names = held["shared"] or []
    except (OSError, UnicodeDecodeError, yaml.YAMLError, TypeError, KeyError) as error:
        raise AnnotationError(
            f"{splits}: no `shared` in it", hint="give corpus/splits.yaml or its like"
        ) from error
    if not isinstance(names, list):
        raise AnnotationError(f"{splits}: `shared` is no list", hint="one name a line, each after `- `")
    return tuple(map(str, names))


def _records(where: Path, texts: Path | None) -> list["Document"]:
    from reportminer.annotate import read_any

    files = sorted(where.glob("*.jsonl")) if where.is_dir() else [where]
    return [document for file in files for document in read_any(file, texts)]


def _print(found: "Lint") -> None:
    for pair in found.duplicates[:SHOWN]:
        typer.echo(f"{pair.alike:.2f} alike\n  {_sentence(pair.first)}\n  {_sentence(pair.second)}")
    if len(found.duplicates) > SHOWN:
        typer.echo(f"... and {len(found.duplicates) - SHOWN:,} more: see --json")
    leaks = [
        (str(k.label), k.words, f"{k.precision:.2f}", str(k.sentences), str(k.reports), f"{k.recall:.0%}")
        for k in found.leaks
    ]
    _table(
        "Words that decide a label", ("label", "words", "precision", "sentences", "reports", "recall"), leaks
    )
    phrases = [(p.words, str(p.reports), f"{p.expected:.1f}") for p in found.phrases]
    _table("Phrases in too many reports", ("phrase", "reports", "expected"), phrases)
    leans = [(str(n.label), n.words, f"{n.z:.1f}", str(n.within), str(n.elsewhere)) for n in found.leans]
    _table("Words that lean to a label", ("label", "words", "z", "within", "elsewhere"), leans)
    for name, rows in found.tables.items():
        _table("", (name, *HEADS), [_counts(row) for row in rows])
    typer.echo(f"{LEGEND}\n")
    for split in found.splits:
        typer.echo(f"in the test part and in others: {split}")
    for fault in found.faults or ["nothing found"]:
        typer.echo(("fault: " if found.faults else "") + fault)


def _sentence(sentence: "Sentence") -> str:
    text = " ".join(sentence.text.split())
    return f"{sentence.report}: " + (text if len(text) <= 160 else text[:159] + "…")


def _counts(row: "Row") -> tuple[str, ...]:
    labels = dict(row.labels)
    share = "–" if row.outside is None else f"{row.outside:.0%}"
    numbers = (row.reports, row.words, *(labels.get(n, 0) for n in LABELS))
    more = (row.near_misses, row.partners, row.relations)
    return (row.name.replace("_", " "), *(f"{number:,}" for number in (*numbers, *more)), share)


def _table(title: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    kept = list(rows)
    if not kept:
        return
    table = Table(title=title or None, title_justify="left", box=None, padding=(0, 1, 0, 0))
    for at, head in enumerate(heads):
        table.add_column(head, overflow="fold", justify="right" if at and heads[1:] == HEADS else "left")
    for cells in kept[:SHOWN]:
        table.add_row(*map(escape, cells))
    console = Console(highlight=False)
    console.print(table)
    if len(kept) > SHOWN:
        console.print(f"... and {len(kept) - SHOWN:,} more: see --json")
    console.print()
