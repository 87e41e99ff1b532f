"""Fit the trees that tell headings of PDF pages (`parse/pdf/headings.json`), and check them.

    python -m reportminer.train.headings --tags DIR --gold DIR --reports DIR --layout DIR --out FILE
        --corpus DIR

Several `--gold` and `--reports` folders may be given. The same files give the same trees, byte for byte.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any

import typer

from reportminer.config import Limits
from reportminer.errors import SettingsError
from reportminer.labels import BlockKind
from reportminer.parse.pdf import read_pdf
from reportminer.parse.pdf.evidence import Context, evidence, possible
from reportminer.parse.pdf.headings import Judge, Pages, fitted, judged_by, neighbours
from reportminer.parse.pdf.paragraphs import Block
from reportminer.section import outline
from reportminer.train.corpus import group_of
from reportminer.train.heading_trees import boosted, settings, written
from reportminer.train.heading_truth import (
    Truth,
    by_page,
    f1,
    glued,
    gold_truth,
    is_heading,
    layout_truth,
    score,
    score_layout,
    squeezed,
    tag_truth,
    trusted,
    written_truth,
)
from reportminer.types import Source


@dataclass(slots=True)
class Sheet:
    """The candidates of one file: its blocks, their evidence, and what they truly are."""

    name: str
    group: str
    truth: Truth
    kind: str
    """`annotated`, `layout` (single pages laid out by hand) or `written` (the written corpus)."""
    blocks: list[Block] = field(default_factory=list)
    values: list[dict[str, float]] = field(default_factory=list)
    label: list[bool] = field(default_factory=list)
    weight: list[float] = field(default_factory=list)
    single: list[tuple[dict[str, float], bool, float]] = field(default_factory=list)
    """The same as if each page were a file of its own."""


@dataclass(slots=True)
class _Recorder:
    """A judge that finds no heading and writes down what it was shown."""

    sheet: Sheet
    tags: Truth | None

    def heads(self, blocks: Sequence[Block], values: Sequence[dict[str, float]], pages: Pages) -> list[bool]:
        sheet = self.sheet
        for block, row in zip(blocks, values, strict=True):
            label, weight = self._answer(block)
            sheet.blocks.append(block)
            sheet.values.append(row)
            sheet.label.append(label)
            sheet.weight.append(weight)
        if sheet.kind != "layout":
            sheet.single = [one for page in self._judged() for one in self._alone(page, pages)]
        return [False] * len(blocks)

    def _answer(self, block: Block) -> tuple[bool, float]:
        """Whether it is a heading, and how far that can be relied on."""
        truth, text = self.sheet.truth, block.text
        if squeezed(text) in truth.unjudged:
            return False, 0.0
        if block.page in truth.headings:
            share = settings().get(f"{self.sheet.kind}_weight", 1.0)
            if is_heading(text, truth.headings[block.page]):
                return True, share
            return False, share * float(not glued(bare_of(text), truth.others.get(block.page, [])))
        if self.tags is not None and block.page in self.tags.headings and block.page > 1:
            return is_heading(text, self.tags.headings[block.page]), settings()["tag_weight"]
        return False, 0.0

    def _judged(self) -> list[int]:
        pairs = zip(self.sheet.blocks, self.sheet.weight, strict=True)
        return sorted({block.page for block, weight in pairs if weight})

    def _alone(self, page: int, pages: Pages) -> list[tuple[dict[str, float], bool, float]]:
        blocks = [block for block in pages.blocks if block.page == page]
        context = Context.of(blocks, pages.context.normal, pages.context.styles, [])
        return [
            (evidence(block, before, after, context), *self._answer(block))
            for block, before, after in neighbours(blocks)
            if possible(block)
        ]


def bare_of(text: str) -> str:
    """Short texts as annotators' segments are compared; long ones never count as glued."""
    return squeezed(text) if len(text) < 110 else "\0"


def sheets(
    tags: Path, gold: Sequence[Path], reports: Sequence[Path], layout: Path, corpus: Path | None = None
) -> list[Sheet]:
    """Read every annotated report, every layout page and every report of the written corpus.

    Raises SettingsError where a folder holds nothing, and what the reader raises.
    """
    truths: dict[str, Truth] = {}
    for path in (path for folder in gold for path in sorted(folder.glob("*.json"))):
        data = json.loads(path.read_text(encoding="utf-8"))
        if str(data["source"]).endswith(".pdf"):
            made = gold_truth(data)
            old = truths.setdefault(str(data["source"]), Truth())
            old.headings.update(made.headings)
            old.others.update(made.others)
    files = {path.name: path for folder in reports for path in sorted(folder.rglob("*.pdf"))}
    found = []
    for name, truth in sorted(truths.items()):
        if name not in files:
            raise SettingsError(f"no report {name}", hint="give the folder that holds it with --reports")
        tagged = tags / f"{name[:-4]}.jsonl"
        known = tag_truth(tagged) if tagged.is_file() else None
        sheet = Sheet(name, group_of(name), truth, "annotated")
        found.append(_recorded(sheet, files[name], known if known and trusted(known, truth) else None))
    pages = layout_truth(layout / "reference.json")
    for number, path in enumerate(sorted((layout / "pdfs").glob("*.pdf"))):
        group = f"layout {number // settings()['pages_a_fold']}"
        found.append(_recorded(Sheet(path.name, group, pages[path.name], "layout"), path, None))
    found += [_written(path) for path in sorted((corpus / "pdf").glob("*.pdf"))] if corpus else []
    if not found:
        raise SettingsError("nothing to train on", hint="give folders of annotations and of layout pages")
    return found


def _written(path: Path) -> Sheet:
    """A report of the written corpus; those of one design form a group."""
    truth, design = written_truth(path.parents[1] / "layout" / f"{path.stem}.json")
    return _recorded(Sheet(path.name, f"design {design}", truth, "written"), path, None)


def _recorded(sheet: Sheet, path: Path, tags: Truth | None) -> Sheet:
    with judged_by(_Recorder(sheet, tags)):
        read_pdf(source_of(path), Limits())
    return sheet


def source_of(path: Path) -> Source:
    """A file as a source."""
    content = path.read_bytes()
    return Source(str(path), path.name, sha256(content).hexdigest(), "pdf", len(content))


def fit(held: Sequence[Sheet]) -> dict[str, Any]:
    """The trees as plain numbers (see `Trees.of`)."""
    share = settings()["single_weight"]
    rows = [
        (row, label, weight)
        for sheet in held
        for row, label, weight in zip(sheet.values, sheet.label, sheet.weight, strict=True)
    ]
    return boosted(
        rows + [(row, label, share * weight) for sheet in held for row, label, weight in sheet.single]
    )


def left_out(held: Sequence[Sheet], paths: dict[str, Path]) -> dict[str, float]:
    """F1 of headings, each file read with trees that never saw its group.

    Of annotated reports, as the sections have them; of others, as the reader gives them.
    """
    count: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for group in sorted({sheet.group for sheet in held}):
        judge = fitted(fit([sheet for sheet in held if sheet.group != group]))
        for sheet in (sheet for sheet in held if sheet.group == group):
            scored = _scored(sheet, judge, paths[sheet.name])
            count[sheet.kind].update(scored)
            if sheet.kind == "written":
                count[group].update(scored)
    return {name: round(f1(counted), 3) for name, counted in sorted(count.items())}


def _scored(sheet: Sheet, judge: Judge, path: Path) -> Counter[str]:
    with judged_by(judge):
        report = read_pdf(source_of(path), Limits())
    if sheet.kind == "layout":
        heads = [report.text[b.start : b.end] for b in report.blocks if b.kind is BlockKind.HEADING]
        return score_layout(sheet.truth.headings[1], heads)
    if sheet.kind == "written":
        found = by_page(
            [(b.page, report.text[b.start : b.end]) for b in report.blocks if b.kind is BlockKind.HEADING]
        )
    else:
        sections = [section for section in outline(report).sections if section.heading]
        found = by_page([(report.page_of(s.start), f"{s.number} {s.heading}".strip()) for s in sections])
    count: Counter[str] = Counter()
    for page, wanted in sheet.truth.headings.items():
        judged = [text for text in found.get(page, []) if squeezed(text) not in sheet.truth.unjudged]
        count.update(score(wanted, judged, sheet.truth.others.get(page, [])))
    return count


def main(
    *,
    tags: Annotated[Path, typer.Option(help="Folder of tags, one .jsonl a report.")],
    gold: Annotated[list[Path], typer.Option(help="Folder of annotation files.")],
    reports: Annotated[list[Path], typer.Option(help="Folder of the annotated reports.")],
    layout: Annotated[Path, typer.Option(help="Folder with reference.json and pdfs/.")],
    out: Annotated[Path, typer.Option(help="Where the trees go.")],
    corpus: Annotated[Path | None, typer.Option(help="Folder of the written corpus: layout/, pdf/.")] = None,
    check: Annotated[bool, typer.Option(help="Print figures on what is left out; takes minutes.")] = True,
) -> None:
    """Fit the trees and write them."""
    held = sheets(tags, gold, reports, layout, corpus)
    folders = (*reports, layout, *([corpus / "pdf"] if corpus else []))
    paths = {path.name: path for folder in folders for path in sorted(folder.rglob("*.pdf"))}
    out.write_text(written(fit(held)), encoding="utf-8")
    typer.echo(
        f"{sum(len(s.blocks) for s in held)} candidates, {sum(map(sum, (s.label for s in held)))} headings"
    )
    for name, figure in left_out(held, paths).items() if check else ():
        typer.echo(f"{name}: F1 {figure:.3f} on files whose group was left out")


if __name__ == "__main__":
    typer.run(main)
