"""What is in the corpus, counted: tables in Markdown for its README."""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from builder.annotate import ANNOTATOR
from builder.sections import DECLARING
from reportminer.annotations import Document
from reportminer.labels import Label

BEGIN, END = "<!-- counts: written by make corpus -->", "<!-- end of counts -->"


def counts(documents: Sequence[Document]) -> str:
    """All tables: split, label, genre, design, decade, country, variety."""
    parts = [_totals(documents)]
    for title, key in (
        ("split", lambda d: str(d.about.split)),
        ("genre", lambda d: d.about.genre),
        ("design", lambda d: d.about.design),
        ("decade", lambda d: f"{d.about.year // 10 * 10}s"),
        ("country", lambda d: d.about.country),
        ("variety of English", lambda d: d.about.variety),
    ):
        groups: dict[str, list[Document]] = {}
        for document in documents:
            groups.setdefault(key(document), []).append(document)
        parts.append(_table(title, groups))
    return "\n\n".join(parts) + "\n"


def put_counts(readme: Path, tables: str) -> None:
    """Write the tables into the README, between its two marks."""
    before, _, rest = readme.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    readme.write_text(f"{before}{BEGIN}\n{tables}{END}{after}", encoding="utf-8", newline="\n")


def _totals(documents: Sequence[Document]) -> str:
    words = sum(len(d.text.split()) for d in documents)
    outside = sum(_outside(d) for d in documents)
    findings = sum(len(_spans(d)) for d in documents)
    near = sum(len(d.near_misses) for d in documents)
    marked = Counter(code for d in documents for f in d.findings for code in f.codes)
    return "\n".join(
        [
            f"- {len(documents)} reports, {words:,} words, annotator “{ANNOTATOR}”",
            f"- {findings} labelled sentences, {near} near misses"
            f" ({near / max(findings, 1):.2f} for each finding)",
            f"- outside declared sections: {outside / max(findings, 1):.1%} of the labelled sentences",
            f"- relations: {sum(len(d.relations) for d in documents)}; "
            f"partners: {sum(len(d.partners) for d in documents)}; "
            f"mentions: {sum(len(d.mentions) for d in documents)}; "
            f"organisations that are no partners: {sum(len(d.mentioned) for d in documents)}",
            f"- findings told by a denial: {sum(f.negated for d in documents for f in d.findings)}",
            f"- codes used: {len(marked)}, rarest {_few(marked)}",
        ]
    )


def _few(marked: Counter[str]) -> str:
    return ", ".join(
        f"{code} ({count})" for code, count in sorted(marked.items(), key=lambda i: (i[1], i[0]))[:3]
    )


def _spans(document: Document) -> set[tuple[int, int]]:
    """Labelled sentences: one with two labels counts once."""
    return {(f.start, f.end) for f in document.findings}


def _outside(document: Document) -> int:
    return sum(1 for start, _ in _spans(document) if _role_at(document, start) not in DECLARING)


def _role_at(document: Document, offset: int) -> str:
    held = [s.role for s in document.sections if s.start <= offset < s.end]
    return str(held[-1]) if held else "other"


def _table(title: str, groups: dict[str, list[Document]]) -> str:
    lines = [
        f"| {title} | reports | words | CHALLENGE | LESSON | RECOMMENDATION | near misses |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    for name, held in sorted(groups.items()):
        lines.append(_row(name, held))
    return "\n".join(lines)


def _row(name: str, held: Iterable[Document]) -> str:
    documents = list(held)
    labels = Counter(str(label) for d in documents for f in d.findings for label in f.labels)
    cells = [len(documents), sum(len(d.text.split()) for d in documents), *(labels[label] for label in Label)]
    cells.append(sum(len(d.near_misses) for d in documents))
    return f"| {name} | " + " | ".join(f"{cell:,}" for cell in cells) + " |"
