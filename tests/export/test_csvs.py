import csv

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportminer.errors import OutputError
from reportminer.export.cells import arm, clean, disarm
from reportminer.export.csvs import TableWriter, read_table, read_typed
from reportminer.export.rows import rows_of
from reportminer.export.tables import tables

ANY = st.text(st.characters(), max_size=40)


@given(ANY)
def test_disarm_and_arm_are_inverse(text):
    assert arm(disarm(text)) == text
    assert disarm(text)[:1] not in set("=+-@\t\r\n＝＋－＠")


@given(
    st.lists(st.tuples(ANY, ANY), max_size=5), st.sampled_from(["", "=1+1", "'=x", "@a", "-", "\ta", "''"])
)
@settings(max_examples=60, deadline=None)
def test_cells_come_back_as_they_were_written(tmp_path_factory, pairs, odd):
    out = tmp_path_factory.mktemp("csv")
    rows = [{"source": a, "stage": odd, "error": b, "hint": ""} for a, b in pairs]
    with TableWriter(out) as writer:
        writer.write("failures", rows)
    back = list(read_table(out / "failures.csv"))
    assert back == [{key: clean(str(value)) for key, value in row.items()} for row in rows]


def test_formulas_are_disarmed_and_numbers_are_not(tmp_path):
    row = dict.fromkeys(tables()["findings"].header, "")
    row |= {
        "text": "=HYPERLINK(1)",
        "confidence": -0.5,
        "page": -1,
        "negated": True,
        "themes": ["a;b", "=c"],
        "boxes": [],
    }
    with TableWriter(tmp_path) as writer:
        writer.write("findings", [row])
    with open(tmp_path / "findings.csv", newline="", encoding="utf-8") as file:
        (raw,) = csv.DictReader(file)
    assert raw["text"] == "'=HYPERLINK(1)"
    assert (raw["confidence"], raw["page"], raw["negated"], raw["themes"]) == (
        "-0.5",
        "-1",
        "true",
        '["a;b","=c"]',
    )
    (typed,) = read_typed(tmp_path, "findings")
    assert typed["text"] == "=HYPERLINK(1)"
    assert (typed["confidence"], typed["themes"], typed["negated"]) == (-0.5, ["a;b", "=c"], True)


def test_files_are_utf8_with_lf_and_every_table_is_there(out):
    for name in tables():
        raw = (out / f"{name}.csv").read_bytes()
        assert b"\r" not in raw
        assert raw.decode("utf-8").endswith("\n")
    assert not list(out.glob("*.part"))
    assert not list(out.glob(".*"))


def test_empty_tables_are_headers(tmp_path):
    with TableWriter(tmp_path) as writer:
        writer.header("theme_matrix", ("report_id", "trust"))
    assert (tmp_path / "theme_matrix.csv").read_text() == "report_id,trust\n"
    assert list(read_table(tmp_path / "findings.csv")) == []


def _break() -> dict[str, object]:
    raise RuntimeError("cut off")


def test_a_run_that_breaks_leaves_what_was_there(tmp_path):
    with TableWriter(tmp_path) as writer:
        writer.write("failures", [{"source": "a", "stage": "parse", "error": "e", "hint": "h"}])
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(RuntimeError), TableWriter(tmp_path) as writer:
        writer.write("failures", (_break() for _ in range(1)))
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize("wrong", [{"source": "a"}, {"source": "a", "stage": "", "error": "", "note": ""}])
def test_columns_that_do_not_fit_are_refused(tmp_path, wrong):
    with pytest.raises((ValueError, KeyError)), TableWriter(tmp_path) as writer:
        writer.write("failures", [wrong])
    assert list(tmp_path.iterdir()) == []


def test_columns_are_settled_before_the_first_row(tmp_path):
    with pytest.raises(ValueError, match="pages"), TableWriter(tmp_path) as writer:
        writer.header("pages", [*tables()["pages"].header, "more"])
    with TableWriter(tmp_path) as writer:
        writer.write("theme_matrix", [])
        with pytest.raises(ValueError, match="already"):
            writer.header("theme_matrix", ["report_id", "trust"])


def test_what_cannot_be_written_or_read_says_so(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError), TableWriter(tmp_path / "file"):
        pass
    with pytest.raises(OutputError) as caught:
        list(read_table(tmp_path / "findings.csv"))
    assert "reportminer run" in caught.value.hint


def test_a_table_that_a_spreadsheet_saved_anew_is_told_as_such(out):
    path = out / "findings.csv"
    path.write_bytes(path.read_bytes().replace("🐟".encode(), b"\xe9"))
    with pytest.raises(OutputError, match="was changed"):
        list(read_typed(out, "findings"))


def test_a_table_that_may_not_be_read_is_told_as_such(out, monkeypatch):
    def shut(path, *_, **__):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("builtins.open", shut)
    with pytest.raises(OutputError, match="cannot be read: Permission denied"):
        list(read_typed(out, "findings"))


def test_a_table_read_back_is_the_rows_that_were_found(tmp_path, mined):
    rows = rows_of(mined)
    with TableWriter(tmp_path) as writer:
        for name, own in rows.items():
            writer.write(name, own)
    for name, own in rows.items():
        assert list(read_typed(tmp_path, name)) == own


@pytest.mark.parametrize(
    ("old", "new"), [("top_terms", "best_terms"), ('"[""late""', '"late'), ("trust,Trust", "trust")]
)
def test_a_table_of_another_version_is_told_as_such(out, old, new):
    path = out / "themes.csv"
    assert old in path.read_text("utf-8")
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    with pytest.raises(OutputError, match=r"themes\.csv was changed, or written by another version"):
        list(read_typed(out, "themes"))
