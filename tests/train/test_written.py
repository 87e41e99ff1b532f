"""The options that name written reports."""

from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path

import pytest

from made_up import document, rows_of
from reportminer.annotations import Document, Unit, text_hash, write_documents
from reportminer.annotations.records import About
from reportminer.cli.judging import blank
from reportminer.config import Limits
from reportminer.ingest.find import source_of
from reportminer.labels import Label
from reportminer.parse import read
from reportminer.train.align import count
from reportminer.train.corpus import Sources, annotated
from reportminer.train.written import TEXTS, add_written, written_of


def given(*words: str) -> tuple[tuple[Path, Path], ...]:
    parser = ArgumentParser()
    add_written(parser)
    return written_of(parser, parser.parse_args(words))


def test_each_file_has_the_folder_of_its_texts() -> None:
    assert given() == ()
    assert given("--written", "a") == ((Path("a"), TEXTS),)
    two = given("--written", "a", "--texts", "x", "--written", "b", "--texts", "y")
    assert two == ((Path("a"), Path("x")), (Path("b"), Path("y")))


def test_a_folder_too_few_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        given("--written", "a", "--texts", "x", "--written", "b")
    assert "give one for each" in capsys.readouterr().err


def _read(folder: Path, judged: int, *, optional: int = -1) -> object:
    """A report of twenty sentences as training reads it, of which so many are listed as judged."""
    whole = document(folder, "quay", About(organisation="Quay"))
    units = [
        Unit(at, at + len(words), words, optional=(Label.CHALLENGE,) if number == optional else ())
        for number, (words, _) in enumerate(rows_of("quay"))
        for at in [whole.text.index(words)]
    ]
    kept = tuple(f for f in whole.findings if any(f.start == u.start for u in units[:judged] or units))
    write_documents(folder / "own.jsonl", [replace(whole, segments=tuple(units[:judged]), findings=kept)])
    (found,) = annotated(Sources(written=folder / "own.jsonl", texts=folder / "text"))
    return found


@pytest.mark.parametrize("judged", [1, 7, 20])
def test_only_segments_that_were_judged_teach_and_count(tmp_path: Path, judged: int) -> None:
    found = _read(tmp_path, judged)
    example = found.example
    told = [found.report.text[found.segments[at].start : found.segments[at].end] for at in example.inside]
    assert told == [words for words, _ in rows_of("quay")[:judged]]
    assert len(blank(found).units) == judged
    wrong = sum("CHALLENGE" not in labels for _, labels in rows_of("quay")[:judged])
    assert count(example.gold, example.laid, [True] * len(example.laid), "CHALLENGE").wrong == wrong


def test_without_segments_the_whole_report_counts_as_judged(tmp_path: Path) -> None:
    found = _read(tmp_path, 0)
    assert len(found.example.inside) >= len(rows_of("quay"))
    assert len(blank(found).units) >= len(rows_of("quay"))


def test_what_an_annotator_was_not_sure_of_is_held_against_nobody(tmp_path: Path) -> None:
    found = _read(tmp_path, 5, optional=0)
    first = found.example.laid[found.example.inside[0]]
    assert (first.labels, first.unsure) == (frozenset(), frozenset({"CHALLENGE"}))


def _groups(folder: Path, reports: Path) -> list[tuple[str, str, str]]:
    """Kind, name and group of what is read for `own.jsonl`, where no text lies beside it."""
    sources = Sources(reports=(reports,), written=folder / "own.jsonl", texts=folder)
    return [(e.report.source.kind, e.report.source.name, e.example.group) for e in annotated(sources)]


def test_the_annotated_file_is_found_again_by_its_bytes_or_by_name_and_text(tmp_path: Path) -> None:
    """Markdown stands for any file that is more than its text."""
    (reports := tmp_path / "reports" / "deep").mkdir(parents=True)
    content = b"# Report\n\nNobody held the key of the store.\n"
    (reports / "quay_moved.md").write_bytes(content)
    (reports / "pier_report.md").write_bytes(content + b"\nTwo nets were lost.\n")
    by_id, by_name = (source_of(path) for path in sorted(reports.iterdir(), reverse=True))
    text = read(by_name, Limits()).text
    documents = [
        Document(by_id.report_id, "quay_old.md", text_hash("Report"), text="Report"),
        Document("pier", "pier_report.md", text_hash(text), text=text),
        Document("bay", "pier_report.md", text_hash("Gone."), text="Gone."),
    ]
    write_documents(tmp_path / "own.jsonl", documents, inline=True)
    told = _groups(tmp_path, tmp_path / "reports")
    assert [kind for kind, _, _ in told] == ["markdown", "markdown", "text"]
    assert [Path(name).name for _, name, _ in told] == ["quay_moved.md", "pier_report.md", "pier_report.md"]
    assert [group for _, _, group in told] == ["written: quay", "written: pier", "written: pier"]
