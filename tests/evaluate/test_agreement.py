"""Agreement: figures computed by hand and by others, and the list of what differs."""

import csv
import io
import random
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from reportminer.annotations import Document, Finding, Partner, Unit, text_hash, write_documents
from reportminer.errors import AnnotationError
from reportminer.evaluate.agreement import agreement
from reportminer.evaluate.coefficients import cohen_kappa, f1, krippendorff_alpha, overlap_f1
from reportminer.evaluate.reports import as_csv, as_page
from reportminer.labels import Label

Make = Callable[..., Document]


def test_kappa_of_the_table_in_every_textbook() -> None:
    first = ["yes"] * 25 + ["no"] * 25
    second = ["yes"] * 20 + ["no"] * 5 + ["yes"] * 10 + ["no"] * 15
    assert cohen_kappa(first, second) == pytest.approx(0.4)  # (0.7 - 0.5) / (1 - 0.5)


def test_kappa_is_none_where_there_is_nothing_to_agree_on_and_below_zero_for_opponents() -> None:
    assert cohen_kappa([], []) is None
    assert cohen_kappa([1, 1], [1, 1]) is None
    assert cohen_kappa([0, 1], [1, 0]) == -1


def test_kappa_is_that_of_scikit_learn() -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    chance = random.Random(4)
    for _ in range(20):
        first = [chance.choice("abc") for _ in range(40)]
        second = [value if chance.random() < 0.6 else chance.choice("abc") for value in first]
        assert cohen_kappa(first, second) == pytest.approx(metrics.cohen_kappa_score(first, second))


@pytest.mark.parametrize(
    ("coders", "alpha"),
    [  # Krippendorff (2011): sections A, B and C
        (("0100000010", "1110010000"), 0.095),
        (("aabbdcccedda", "babbbccceddd"), 0.692),
        (("123321412...", "1233224125.3", ".3332342251.", "12332441251."), 0.743),
    ],
)
def test_alpha_of_krippendorffs_own_examples(coders: tuple[str, ...], alpha: float) -> None:
    units = [[value for value in unit if value != "."] for unit in zip(*coders, strict=True)]
    assert krippendorff_alpha(units) == pytest.approx(alpha, abs=0.0006)


def test_alpha_is_none_without_variation_and_one_where_all_agree() -> None:
    assert krippendorff_alpha([["a", "a"], ["a", "a"]]) is None
    assert krippendorff_alpha([["a"], ["b"]]) is None
    assert krippendorff_alpha([["a", "a"], ["b", "b"]]) == 1


def test_f1_by_hand() -> None:
    assert f1(3, 1, 2) == pytest.approx(2 * 0.75 * 0.6 / 1.35)
    assert f1(0, 0, 0) is None
    assert overlap_f1((3, 4), (3, 5)) == pytest.approx(f1(3, 1, 2))
    assert overlap_f1((0, 4), (0, 5)) == 0


def test_figures_of_two_readers_by_hand(record: Make) -> None:
    words = ["Rain cut the road.", "Start early.", "Trust is built at funerals.", "We met twice."]
    first = record(dict(zip(words, ["C", "R", "L", ""], strict=True)))
    second = record(dict(zip(words, ["C", "R", "", "L"], strict=True)))
    found = agreement({"first": [first], "second": [second]})
    rows = {row.name: row for row in found.rows}
    assert rows["CHALLENGE"].kappa == rows["CHALLENGE"].alpha == rows["CHALLENGE"].f1 == 1
    # lesson: 2 of 4 units agree, chance 0.25 * 0.25 + 0.75 * 0.75 = 0.625
    assert rows["LESSON"].kappa == pytest.approx((0.5 - 0.625) / 0.375)
    assert rows["LESSON"].f1 == 0
    assert rows["LESSON"].counts == (1, 1)
    assert rows["ALL"].f1 == pytest.approx(2 / 3)
    assert [(d.text, d.said) for d in found.disagreements] == [
        ("Trust is built at funerals.", (("first", "LESSON"), ("second", "none"))),
        ("We met twice.", (("first", "none"), ("second", "LESSON"))),
    ]
    assert found.disagreements[0].before.endswith("Start early. ")


def test_a_span_counts_where_half_of_its_letters_are_covered(record: Make) -> None:
    base = record({"Nine wells ran dry in the north.": "C", "Nobody had the keys to the pump.": "C"})
    long, short = base.findings
    less = replace(
        base,
        findings=(
            replace(long, end=long.start + 18, text=long.text[:18]),  # nine wells ran dry: 15 of 26 letters
            replace(short, end=short.start + 10, text=short.text[:10]),  # nobody had: 9 of 26
        ),
    )
    rows = {row.name: row for row in agreement({"a": [base], "b": [less]}).rows}
    assert rows["CHALLENGE"].counts == (2, 1)
    # both of the short spans lie in long ones; one of the long ones is covered: P 1, R 1/2
    assert rows["CHALLENGE"].f1 == pytest.approx(2 / 3)


def test_three_readers_one_of_whom_left_a_report_out(record: Make) -> None:
    words = {"Rain cut the road.": "C", "Start early.": "R", "We met.": ""}
    none = {"Rain cut the road.": "", "Start early.": "R", "We met.": ""}
    found = agreement(
        {
            "a": [record(words), record(words, "b")],
            "b": [record(words), record(words, "b")],
            "c": [record(none), record(words, "only_c")],
        }
    )
    rows = {row.name: row for row in found.rows}
    assert found.reports == 2
    assert found.alone == ("only_c",)
    assert rows["CHALLENGE"].kappa == pytest.approx((1 + 0 + 0) / 3)
    units = [[1, 1, 0], [0, 0, 0], [0, 0, 0], [1, 1], [0, 0], [0, 0]]
    assert rows["CHALLENGE"].alpha == pytest.approx(krippendorff_alpha(units))
    assert len(found.disagreements) == 1


def test_labels_on_which_the_settlement_is_open_are_not_held_against_anyone(record: Make) -> None:
    first, second = (
        record({"Rain cut the road.": "C", "We met.": ""}),
        record({"Rain cut the road.": "", "We met.": ""}),
    )
    unit = replace(first.segments[0], optional=(Label.CHALLENGE,))
    first = replace(first, segments=(unit, *first.segments[1:]))
    assert agreement({"a": [first], "b": [second]}).disagreements == ()


def test_the_row_of_all_labels_leaves_out_what_is_optional_as_the_rows_above_it_do(record: Make) -> None:
    words = ["The well was dry.", "Trust takes years.", "We met in May.", "The mayor came."]
    first = record(dict(zip(words, ["C", "L", "", ""], strict=True)))
    second = record(dict(zip(words, ["C", "", "", ""], strict=True)))
    units = [replace(u, optional=(Label.LESSON,)) if "Trust" in u.text else u for u in first.segments]
    settled = replace(first, segments=tuple(units))
    rows = {row.name: row for row in agreement({"a": [settled], "b": [second]}).rows}
    for name in ("CHALLENGE", "ALL"):
        assert rows[name].counts == (1, 1)
        assert rows[name].kappa == rows[name].alpha == rows[name].f1 == 1
    assert rows["LESSON"].counts == (0, 0)
    assert rows["LESSON"].kappa is rows["LESSON"].alpha is rows["LESSON"].f1 is None


def test_of_two_labels_of_a_segment_the_one_that_is_not_optional_counts(record: Make) -> None:
    first, second = (
        record({"Rain cut the road.": "CL", "We met.": ""}),
        record({"Rain cut the road.": "", "We met.": ""}),
    )
    unit = replace(first.segments[0], optional=(Label.LESSON,))
    settled = replace(first, segments=(unit, *first.segments[1:]))
    found = agreement({"a": [settled], "b": [second]})
    rows = {row.name: row for row in found.rows}
    assert (rows["CHALLENGE"].f1, rows["LESSON"].f1, rows["ALL"].f1) == (0, None, 0)
    assert [d.said for d in found.disagreements] == [(("a", "CHALLENGE"), ("b", "none"))]


def test_partners_are_the_same_where_they_share_a_name(record: Make) -> None:
    words = {"The Port Authority met the Crews Union and Quay Trust.": ""}
    first = record(
        words, partners=(Partner("p1", "The Port Authority", ("PA",)), Partner("p2", "Crews Union"))
    )
    second = record(
        words,
        partners=(
            Partner("x", "PORT AUTHORITY"),
            Partner("y", "Quay Trust"),
            Partner("z", "Q", optional=True),
        ),
    )
    found = agreement({"a": [first], "b": [second]})
    assert found.partners == pytest.approx(0.5)
    assert [(d.text, d.said) for d in found.disagreements] == [
        ("Crews Union", (("a", "PARTNER Crews Union"), ("b", "none"))),
        ("Quay Trust", (("a", "none"), ("b", "PARTNER Quay Trust"))),
    ]


def test_without_units_sentences_are_compared() -> None:
    text = "Title\n\nThe grant came late, say two partners. We met in May.\n- Keep receipts.\n"
    document = Document("a", "a.txt", text_hash(text), text=text)
    start = text.index("Keep")
    other = replace(
        document, findings=(Finding("r1", start, start + 14, "Keep receipts.", (Label.RECOMMENDATION,)),)
    )
    found = agreement({"a": [document], "b": [other]})
    assert found.units == 4
    assert [d.text for d in found.disagreements] == ["- Keep receipts."]


def test_different_texts_and_lonely_readers_are_refused(record: Make) -> None:
    with pytest.raises(AnnotationError, match="different texts"):
        agreement({"a": [record({"One.": ""})], "b": [record({"Two.": ""})]})
    with pytest.raises(AnnotationError, match="annotated by two"):
        agreement({"a": [record({"One.": ""})], "b": [record({"One.": ""}, "b")]})


def test_segments_that_differ_are_refused_in_either_order(record: Make) -> None:
    first = record({"Rain cut the road.": "C", "We met in May.": ""})
    unit = first.segments[0]
    other = replace(
        first, segments=(replace(unit, end=unit.end - 1, text=unit.text[:-1]), *first.segments[1:])
    )
    for sets in ({"a": [first], "b": [other]}, {"b": [other], "a": [first]}):
        with pytest.raises(
            AnnotationError, match=r"a: the records cut the text differently, first at 0"
        ) as caught:
            agreement(sets)
        assert caught.value.hint


def test_what_one_has_not_judged_is_left_out(record: Make) -> None:
    whole = record({"Rain cut the road.": "C", "We met in May.": "", "Keep receipts.": "R"})
    half = replace(whole, segments=whole.segments[:2], findings=whole.findings[:1])
    found = agreement({"a": [whole], "b": [half]})
    assert (found.units, found.disagreements) == (2, ())
    rows = {row.name: row for row in found.rows}
    assert (rows["RECOMMENDATION"].f1, rows["ALL"].f1) == (None, 1)
    with pytest.raises(AnnotationError, match="share no segment"):
        agreement({"a": [half], "b": [replace(whole, segments=whole.segments[2:])]})


def test_what_one_record_holds_open_is_open_whatever_the_order(record: Make) -> None:
    first, second = record({"Rain fell.": "C", "We met.": ""}), record({"Rain fell.": "", "We met.": ""})
    unit = replace(first.segments[0], optional=(Label.CHALLENGE,))
    settled = replace(first, segments=(unit, *first.segments[1:]))
    rows = [
        agreement(sets).rows[0] for sets in ({"a": [settled], "b": [second]}, {"b": [second], "a": [settled]})
    ]
    assert rows[0].alpha == rows[1].alpha
    assert agreement({"b": [second], "a": [settled]}).disagreements == ()


def test_two_records_of_one_annotator_are_refused(record: Make) -> None:
    first, second = record({"Rain fell.": "C"}), record({"Rain fell.": ""})
    with pytest.raises(AnnotationError, match="a is annotated twice by ann"):
        agreement({"ann": [first, second], "ben": [first]})


def hostile(record: Make) -> dict[str, list[Document]]:
    words = {"=cmd() <script>alert(1)</script> & «ran» dry.": "C", "We met.": ""}
    bare = {key: "" for key in words}
    return {"<b>me</b>": [record(words)], "you": [record(bare)]}


def test_the_table_can_be_filled_in_and_holds_no_formula(record: Make) -> None:
    (row,) = csv.DictReader(io.StringIO(as_csv(agreement(hostile(record)))))
    assert row["text"].startswith("'=cmd()")
    assert (row["<b>me</b>"], row["you"], row["settled"]) == ("CHALLENGE", "none", "")


def test_the_page_escapes_what_it_shows_and_offers_each_label(record: Make) -> None:
    page = as_page(agreement(hostile(record)))
    assert "<script>alert" not in page
    assert "<b>me" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert re.findall(r'name="settled1" value="([^"]*)"', page) == [
        "CHALLENGE",
        "none",
        "LESSON",
        "RECOMMENDATION",
    ]
    assert "http" not in page.replace("http-equiv", "")
    assert page == as_page(agreement(hostile(record)))


def test_the_command_lists_disagreements_before_the_figures(
    record: Make, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from typer.testing import CliRunner

    from reportminer.cli import app

    for name, letters in (("ann", "C"), ("ben", "L")):
        write_documents(tmp_path / f"{name}.jsonl", [record({"Rain cut the road.": letters})], inline=True)
    files = [str(tmp_path / f"{name}.jsonl") for name in ("ann", "ben")]
    made = ["--html", str(tmp_path / "a.html"), "--csv", str(tmp_path / "a.csv")]
    ended = CliRunner().invoke(app, ["agreement", *files, *made])
    assert ended.exit_code == 0, ended.output
    assert ended.output.index("»Rain cut the road.«") < ended.output.index("kappa")
    assert "ann: CHALLENGE   ben: LESSON" in ended.output
    assert (tmp_path / "a.html").exists()
    assert (tmp_path / "a.csv").exists()
    alone = CliRunner().invoke(app, ["agreement", files[0]])
    assert alone.exit_code == 2
    assert "give a second file" in " ".join(re.sub(r"[│╭╮╰╯─]", " ", alone.output).split())


def test_units_of_headings_are_not_compared(record: Make) -> None:
    first, second = record({"Challenges": "C", "We met.": ""}), record({"Challenges": "", "We met.": ""})
    heading = replace(first.segments[0], kind="heading")
    assert isinstance(heading, Unit)
    first = replace(first, segments=(heading, *first.segments[1:]))
    assert agreement({"a": [first], "b": [second]}).disagreements == ()
