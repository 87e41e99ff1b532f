"""What was built of the corpus is up to date, and means what it says."""

import hashlib
import re
import shutil
from pathlib import Path

import pytest
import yaml
from builder.faults import SourceError
from builder.flow import flow
from builder.make import Folders, build, build_sketches, read_sources
from builder.plain import place
from builder.source import Source as Written
from builder.stats import counts

from reportminer.annotations import load
from reportminer.config import Limits
from reportminer.evaluate.lint import LintSettings, lint
from reportminer.labels import Label
from reportminer.parse.text import read_text
from reportminer.types import Report, Source

CORPUS = Path(__file__).parents[2] / "corpus"
ANNOTATIONS = CORPUS.parent / "annotations" / "corpus.jsonl"
SKETCHES = ANNOTATIONS.with_name("sketches.jsonl")
STALE = "run `make corpus`"


@pytest.fixture(scope="module")
def sources() -> list[Written]:
    return read_sources(CORPUS / "source")


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole corpus built anew, elsewhere."""
    root = tmp_path_factory.mktemp("root")
    assert len(list(build(CORPUS, Folders.under(root)))) == 48
    return root


@pytest.mark.parametrize("folder", ["text", "pdf", "layout"])
def test_files_are_those_that_the_sources_give(rebuilt: Path, folder: str) -> None:
    new = {path.name: path.read_bytes() for path in (rebuilt / "corpus" / folder).iterdir()}
    old = {path.name: path.read_bytes() for path in (CORPUS / folder).iterdir()}
    assert new.keys() == old.keys(), STALE
    assert [name for name in sorted(new) if new[name] != old[name]] == [], STALE


def test_annotations_are_those_that_the_sources_give(rebuilt: Path) -> None:
    assert (rebuilt / "annotations" / "corpus.jsonl").read_bytes() == ANNOTATIONS.read_bytes(), STALE


def test_sketches_are_those_that_their_sources_give(tmp_path: Path) -> None:
    out = Folders.under(tmp_path)
    assert build_sketches(CORPUS, out) == len(list((CORPUS / "sketches" / "source").iterdir()))
    texts = {path.name: path.read_bytes() for path in (tmp_path / "corpus" / "sketches" / "text").iterdir()}
    assert texts == {path.name: path.read_bytes() for path in (CORPUS / "sketches" / "text").iterdir()}, STALE
    assert out.sketches.read_bytes() == SKETCHES.read_bytes(), STALE


def test_a_sketch_with_a_partner_of_the_test_part_is_refused(tmp_path: Path) -> None:
    for folder in ("source", "sketches/source"):
        (tmp_path / folder).mkdir(parents=True)
    held = CORPUS / "source" / "orange_water_years.report"
    shutil.copy(held, tmp_path / "source")
    copied = held.read_text(encoding="utf-8").replace("id: orange_water_years", "id: copied")
    (tmp_path / "sketches" / "source" / "copied.report").write_text(copied, encoding="utf-8")
    shutil.copy(CORPUS / "splits.yaml", tmp_path)
    with pytest.raises(SourceError, match=r"takes part in copied: the test part leaks"):
        build_sketches(tmp_path, Folders.under(tmp_path / "out"))


def test_sketches_are_there_to_learn_from_and_all_of_them_hold() -> None:
    found = load(SKETCHES, CORPUS / "sketches" / "text")
    assert {document.about.split for document in found} == {"train"}
    assert all(document.findings and document.partners for document in found)


def test_what_lost_its_source_is_removed(tmp_path: Path) -> None:
    inputs = tmp_path / "in"
    (inputs / "source").mkdir(parents=True)
    shutil.copy(CORPUS / "source" / "orange_water_years.report", inputs / "source")
    (inputs / "splits.yaml").write_text(
        "annotated: 2020-02-29\ntest: [orange_water_years]\n"
        "test_genres: [university_community_research_partnership]\n",
        encoding="utf-8",
    )
    out = Folders.under(tmp_path)
    (out.corpus / "pdf").mkdir(parents=True)
    (out.corpus / "pdf" / "gone.pdf").write_bytes(b"old")
    assert list(build(inputs, out)) == ["orange_water_years"]
    assert [path.name for path in (out.corpus / "pdf").iterdir()] == ["orange_water_years.pdf"]


def read(path: Path) -> Report:
    data = path.read_bytes()
    return read_text(
        Source(str(path), path.name, hashlib.sha256(data).hexdigest(), "text", len(data)), Limits()
    )


def test_our_text_reader_gives_the_same_text_and_blocks(sources: list[Written]) -> None:
    """So that offsets of the annotations hold in the report that the pipeline sees."""
    found = wanted = right = 0
    for source in sources:
        text, placed = place(flow(source))
        report = read(CORPUS / "text" / f"{source.head.id}.txt")
        assert report.text == text.rstrip("\n"), source.head.id
        assert [b.start for b in report.blocks] == [p.start for p in placed], source.head.id
        heads = {p.start for p in placed if p.block.kind == "heading"}
        apart = {p.start for p in placed if p.block.kind in ("cover", "table_row")}
        got = {b.start for b in report.blocks if b.kind == "heading"} - apart
        found, wanted, right = found + len(got), wanted + len(heads), right + len(got & heads)
    print(f"\nheadings of plain text: precision {right / found:.3f}, recall {right / wanted:.3f}")
    assert right / found >= 0.88
    assert right / wanted >= 0.90


def test_annotations_are_rich_enough() -> None:
    documents = load(ANNOTATIONS)
    spans = [(d, f) for d in documents for f in {(f.start, f.end): f for f in d.findings}.values()]
    declared = 0
    for document, finding in spans:
        around = [s.role for s in document.sections if s.start <= finding.start < s.end]
        declared += bool(around) and around[-1] in ("challenges", "lessons", "recommendations")
    words = sum(len(d.text.split()) for d in documents)
    near = sum(len(d.near_misses) for d in documents)
    print(
        f"\n{words} words, {len(spans)} findings, {near} near misses, {1 - declared / len(spans):.1%} outside"
    )
    assert words >= 75_000
    assert near >= len(spans)
    assert declared / len(spans) <= 0.25
    assert len({d.about.genre for d in documents}) >= 14
    assert len({d.about.design for d in documents}) >= 8


def test_the_readme_gives_what_lint_finds() -> None:
    shared = tuple(yaml.safe_load((CORPUS / "splits.yaml").read_text(encoding="utf-8"))["shared"])
    found = lint(load(ANNOTATIONS), LintSettings(shared=shared))
    readme = (ANNOTATIONS.parent / "README.md").read_text(encoding="utf-8")
    assert found.splits == []
    assert [fault for fault in found.faults if f"- {fault}" not in readme] == []


def test_denials_are_annotated_where_a_word_of_denial_stands() -> None:
    denied = [f for d in load(ANNOTATIONS) for f in d.findings if f.negated]
    words = re.compile(r"\b(no|not|never|nobody|none|nothing|nor|neither|cannot)\b|n['’]t\b", re.IGNORECASE)
    assert len(denied) > 250
    assert {label for f in denied for label in f.labels} == set(Label)
    assert [f.text for f in denied if not words.search(f.text)] == []


def test_every_record_says_when_it_was_annotated() -> None:
    assert {d.time for d in load(ANNOTATIONS)} == {"2026-11-22"}


def test_the_readme_gives_the_counts_as_they_are() -> None:
    assert counts(load(ANNOTATIONS)) in (CORPUS / "README.md").read_text(encoding="utf-8"), STALE
