"""Tables that users give to a run: as spreadsheets save them, and what of them is about nothing."""

from pathlib import Path

import pytest

from reportminer.batch.given import kinds, matched, read_given, unmatched, unmet
from reportminer.batch.partners import known_of
from reportminer.errors import SettingsError
from reportminer.export.csvs import TableWriter
from reportminer.ingest.find import Found
from reportminer.link.overrides import read_overrides
from reportminer.types import Source

FOUND = Found(
    (Source("in/2011/quay.pdf", "in/2011/quay.pdf", "ab" * 32, "pdf", 9),),
    refused=(),
    copies=(),
    passed_over=(),
)


def table(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "meta.csv"
    path.write_text(text, encoding=encoding)
    return path


def of_quay(path: Path) -> dict[str, str]:
    told = matched(read_given(path, read_overrides), FOUND)
    row = {"source": FOUND.sources[0].name, "sha256": FOUND.sources[0].sha256, "report_id": "r"}
    return dict(told.of(row))


@pytest.mark.parametrize("name", ["quay.pdf", "quay", "2011/quay", "2011\\quay.pdf"])
def test_a_report_may_be_named_without_its_ending(tmp_path: Path, name: str) -> None:
    path = table(tmp_path, f"source,title\n{name},Quay\n")
    assert of_quay(path) == {"title": "Quay"}
    assert unmatched(path, FOUND) == ""


def test_rows_that_match_no_report_are_told(tmp_path: Path) -> None:
    path = table(tmp_path, "source,title\nmissing.pdf,Gone\nquay,Quay\n")
    assert unmatched(path, FOUND) == "1 row of meta.csv matches no report: missing.pdf"
    path = table(tmp_path, "source,report_id,title\n" + "".join(f"{n}.pdf,r{n},T\n" for n in range(5)))
    assert unmatched(path, FOUND) == "5 rows of meta.csv match no report: 0.pdf, 1.pdf, 2.pdf …"


def test_semicolons_are_read_and_lines_counted_as_in_the_file(tmp_path: Path) -> None:
    assert of_quay(table(tmp_path, "\ufeffsource;title;year\nquay.pdf;Quay, again;2011\n")) == {
        "title": "Quay, again",
        "year": "2011",
    }
    path = table(tmp_path, 'source;title;year\nquay.pdf;"Quay\nagain";2011\n\nother.pdf;Other;soon\n')
    with pytest.raises(SettingsError, match=r"meta.csv, line 5: 'soon' is no year"):
        of_quay(path)


def test_another_encoding_is_told_by_its_line(tmp_path: Path) -> None:
    path = table(tmp_path, "source,title\nother.pdf,Other\nquay.pdf,Café on the quay\n", "latin-1")
    with pytest.raises(SettingsError, match=r"meta.csv, line 3: not UTF-8") as refused:
        of_quay(path)
    assert "CSV UTF-8" in refused.value.hint


def test_an_unknown_kind_is_refused_with_those_that_there_are(tmp_path: Path) -> None:
    mine = tmp_path / "mine.csv"
    mine.write_text("id;name;kind\nF-1;Ferry People;NGO\n")
    (row,) = set(known_of(mine, None).organisations.rows.values())
    assert row.kind == "ngo"
    mine.write_text("id,name,kind\nF-1,Ferry People,charitee\n")
    with pytest.raises(SettingsError, match=r"mine.csv: F-1 \(Ferry People\).*'charitee'") as refused:
        known_of(mine, None)
    assert all(kind in refused.value.hint for kind in kinds())


def test_organisations_that_no_report_names_are_told(tmp_path: Path) -> None:
    mine = tmp_path / "mine.csv"
    mine.write_text("id,name,aliases\nF-1,Ferry People,Ferries\n")
    with TableWriter(tmp_path):
        pass
    said = unmet(mine, known_of(mine, None).organisations, tmp_path)
    assert said == "1 organisation of mine.csv is a partner in no report: Ferry People"
