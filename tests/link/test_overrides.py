"""A user's own table of what the reports are."""

import pytest

from reportminer.errors import SettingsError
from reportminer.link.overrides import Overrides, read_overrides

ROW = {
    "report_id": "r0123456789ab",
    "source": "papers/2031/quay.pdf",
    "sha256": "01" * 32,
    "title": "Quay",
    "organisation": "Trust",
    "year": 2030,
    "country": "",
    "kind": "report",
    "metadata_source": "title: cover; organisation: text; year: properties; kind: cover",
}


def table(folder, text):
    path = folder / "mine.csv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "key", ["source,quay.pdf", "source,2031\\quay.pdf", "report_id,r0123456789ab", f"sha256,{'01' * 32}"]
)
def test_what_the_user_says_takes_precedence(tmp_path, key):
    column, value = key.split(",")
    told = read_overrides(
        table(tmp_path, f'\ufeff{column},title,year,country\n{value},"The quay, again",2031,\n')
    )
    row = told.applied(ROW)
    assert (row["title"], row["year"], row["country"], row["organisation"]) == (
        "The quay, again",
        2031,
        "",
        "Trust",
    )
    assert row["metadata_source"] == "title: user; organisation: text; year: user; kind: cover"
    assert list(row) == list(ROW)


def test_a_report_of_which_nothing_is_said_stays_as_it_is(tmp_path):
    told = read_overrides(table(tmp_path, "source,title\nother.pdf,Other\n"))
    assert told.applied(ROW) == ROW
    assert Overrides().applied(ROW) == ROW


def test_the_longer_path_is_meant_first(tmp_path):
    told = read_overrides(table(tmp_path, "source,title\nquay.pdf,short\n2031/quay.pdf,long\n"))
    assert told.of(ROW) == {"title": "long"}


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("source,titel\na.pdf,A\n", "mine.csv, line 1: column 'titel' is not known"),
        ("source,title,title\na.pdf,A,A\n", "mine.csv, line 1: a column stands twice"),
        ("title,year\nA,2031\n", "mine.csv, line 1: nothing says"),
        ("", "mine.csv, line 1: nothing says"),
        ("source,year\na.pdf,2031\nb.pdf,next year\n", "mine.csv, line 3: 'next year' is no year"),
        ("source,title\na.pdf,A, and B\n", "mine.csv, line 2: 3 cells, not 2"),
        ("source,title\n,A\n", "mine.csv, line 2: it does not say"),
        ("source,title\na.pdf,A\n\na.pdf,B\n", "mine.csv, line 4: a.pdf stands in line 2 already"),
        ('source,title\na.pdf,"A\nB', "mine.csv cannot be read"),
    ],
)
def test_errors_name_file_and_line(tmp_path, text, wrong):
    with pytest.raises(SettingsError) as caught:
        read_overrides(table(tmp_path, text))
    assert wrong in caught.value.message
    assert caught.value.hint


def test_a_table_that_is_missing_or_no_text_is_refused(tmp_path):
    with pytest.raises(SettingsError, match="cannot be read"):
        read_overrides(tmp_path / "none.csv")
    (tmp_path / "bytes.csv").write_bytes(b"source,title\n\xff\xfe,x\n")
    with pytest.raises(SettingsError, match="cannot be read"):
        read_overrides(tmp_path / "bytes.csv")
