"""Quotes chosen from an output folder, and the forms in which they are given."""

import csv
import io
from dataclasses import replace

import pytest

from reportminer.errors import OutputError, UsageError
from reportminer.export.quotes import FORMATS, Choice, Quote, choose, in_context, render, told
from reportminer.export.quotes.choose import LAST

TITLE = "Tidewater: a year on"


def every(**asked):
    """A choice that leaves out nothing that is said again."""
    return Choice(**{"repeats": True, **asked})


def found(out, **asked):
    return [(quote.labels[0], quote.page) for quote in choose(out, every(**asked))]


def test_the_surest_come_first_or_the_order_of_the_reports(out):
    quotes = choose(out, every())
    assert [quote.confidence for quote in quotes] == sorted((q.confidence for q in quotes), reverse=True)
    assert len(quotes) == 8  # two of the ten findings are told by a denial
    ordered = choose(out, every(by_report=True, denied=True))
    assert [quote.order for quote in ordered] == sorted(quote.order for quote in ordered)
    assert len(ordered) == 8  # those two stand where another finding stands


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({"themes": ("trust",)}, 2),
        ({"themes": ("Fund", "AGREEMENTS")}, 4),
        ({"themes": ("uncoded",)}, 4),
        ({"labels": ("lessons", "RECOMMENDATION")}, 4),
        ({"reports": ("second.pdf",)}, 4),
        ({"reports": ("tidewater: a",)}, 8),
        ({"organisations": ("harbour",)}, 8),
        ({"countries": ("ireland",), "years": (2019, 2019)}, 8),
        ({"years": (2020, LAST)}, 0),
        ({"words": ("weekly", "CREWS")}, 2),
        ({"actors": ("trust",)}, 2),
        ({"actors": ("HARBOUR Trusts",)}, 2),
        ({"actors": ("bour",)}, 0),
        ({"sure": 0.9}, 4),
        ({"most": 3}, 3),
        ({"repeats": False}, 6),
        ({"themes": ("trust",), "labels": ("LESSON",)}, 0),
    ],
)
def test_what_is_asked_for_is_given(out, asked, count):
    assert len(found(out, **asked)) == count


def test_a_theme_is_asked_for_with_those_below_it(nested):
    assert found(nested, themes=("agreements",)) == [("RECOMMENDATION", 4)] * 2
    assert len(found(nested, themes=("trust",))) == 4
    assert told(nested, Choice(themes=("trust",), denied=True)) == "Findings on Agreements or Trust"


def test_what_was_asked_for_is_told(out):
    asked = Choice(
        themes=("fund",),
        labels=("challenge",),
        countries=("Ireland",),
        years=(2015, LAST),
        sure=0.5,
        denied=True,
    )
    assert told(out, asked) == "Challenges on Funding on Ireland since 2015 with confidence 0.5 and up"
    assert told(out, Choice(denied=True)) == "Findings"
    assert told(out, Choice(denied=True, repeats=True)) == "Findings with what is said again"
    assert told(out, Choice(denied=True, years=(0, 2001))) == "Findings until 2001"
    assert told(out, Choice()) == "Findings without what is told by a denial"


def test_what_must_all_be_so_is_told_with_and_what_may_be_one_of_several_with_or(out):
    asked = Choice(words=("weekly", "crews"), actors=("Trust", "Agency"), denied=True)
    assert told(out, asked) == "Findings with the words weekly and crews for Trust or Agency"


def test_a_name_that_fits_no_theme_or_several_is_refused(out):
    with pytest.raises(UsageError, match="no theme"):
        choose(out, every(themes=("zebra",)))
    with pytest.raises(UsageError, match="3 themes"):
        choose(out, every(themes=("t",)))


def test_a_citation_says_who_when_and_where(out):
    quote = choose(out, every(labels=("recommendation",)))[0]
    assert quote.citation == f"{TITLE} (Harbour Trust, 2019), p. 4"
    assert replace(quote, organisation="", year=None).citation == f"{TITLE}, p. 4"


@pytest.mark.parametrize(
    ("country", "asked", "right"),
    [
        ("Nigeria", "Niger", False),
        ("Papua New Guinea", "guinea", False),
        ("Papua New Guinea", "papua new guinea", True),
        ("Guinea-Bissau", "Guinea", False),
        ("South Sudan", "Sudan", False),
        ("South Sudan and Sudan", "Sudan", True),
        ("Northern Ireland", "Ireland", False),
        ("Northern Ireland", "northern ireland", True),
        ("Côte d’Ivoire", "Côte d'Ivoire", True),
        ("Mali and Togo", "mali", True),
        ("Western Kenya", "Kenya", True),
        ("South Korea", "Korea", True),
        ("Region of the Great Lakes", "great lakes", True),
        ("", "Mali", False),
    ],
)
def test_a_country_is_asked_for_by_whole_words_and_is_no_other_one(out, country, asked, right):
    path = out / "reports.csv"
    path.write_text(path.read_text("utf-8").replace(",Ireland,", f",{country},"), "utf-8")
    assert bool(choose(out, every(countries=(asked,)))) == right


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_quotes_give_the_same_bytes(out, form, monkeypatch):
    quotes = choose(out, every())
    first = render(quotes, "Title", form)
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    assert render(quotes, "Title", form) == first
    assert render([], "Title", form)


def test_a_passage_under_two_labels_is_one_quote_with_both(out):
    quote = choose(out, every(denied=True, reports=("second.pdf",)))[0]
    assert quote.labels == ("CHALLENGE", "RECOMMENDATION")
    assert quote.confidences == (0.5, 0.99)
    assert len(set(quote.finding_ids)) == 2
    assert quote.themes == "agreements"  # of the recommendation alone
    assert "Challenge (0.50), recommendation (0.99)" in render([quote], "T", "text").decode()
    (row,) = csv.DictReader(io.StringIO(render([quote], "", "csv").decode()))
    assert (row["labels"], row["confidences"]) == ("CHALLENGE; RECOMMENDATION", "0.5; 0.99")
    assert row["finding_ids"] == "; ".join(quote.finding_ids)


def test_a_recommendation_tells_its_number_who_should_act_how_strongly_and_by_when(out):
    quote = choose(out, every(labels=("recommendation",)))[0]
    assert (quote.actor, quote.modality) == ("Harbour Trust", "")
    quote = replace(quote, number="4(b)", actor="the Trust", modality="should", deadline="by May")
    told = "number: 4(b); actor: the Trust; modality: should; deadline: by May"
    assert told in " ".join(render([quote], "T", "text").decode().split())
    (row,) = csv.DictReader(io.StringIO(render([quote], "", "csv").decode()))
    assert [row[name] for name in ("number", "actor", "modality", "deadline")] == told_values(quote)
    assert choose(out, every(labels=("lesson",)))[0].modality == ""


def told_values(quote):
    return [quote.number, quote.actor, quote.modality, quote.deadline]


@pytest.mark.parametrize(
    ("asked", "labels"),
    [
        ({"labels": ("recommendation",), "denied": True}, {("RECOMMENDATION",)}),
        ({"themes": ("agreements",), "denied": True}, {("CHALLENGE", "RECOMMENDATION")}),
        ({"themes": ("agreements",), "denied": False}, {("RECOMMENDATION",)}),
        ({"themes": ("agreements",), "denied": True, "sure": 0.9}, {("RECOMMENDATION",)}),
        ({"themes": ("agreements",), "denied": True, "labels": ("lesson",)}, set()),
    ],
)
def test_of_a_passage_under_two_labels_those_asked_for_are_told(out, asked, labels):
    assert {quote.labels for quote in choose(out, every(**asked))} == labels


def test_a_passage_has_the_themes_of_all_its_findings_and_is_repeated_where_one_is(out):
    uncoded = choose(out, every(themes=("uncoded",), denied=True))
    assert all(quote.themes == "" for quote in uncoded)
    assert ("CHALLENGE", "RECOMMENDATION") not in {quote.labels for quote in uncoded}
    path = out / "findings.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    double = next(row for row in rows if row["label"] == "RECOMMENDATION")
    double["repeats"] = rows[0]["finding_id"]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    assert double["text"] in {
        quote.text for quote in choose(out, every(denied=True, reports=(double["report_id"],)))
    }
    left = choose(out, every(denied=True, repeats=False, reports=(double["report_id"],)))
    assert double["text"] not in {quote.text for quote in left}


TOLD = """Annual note

The crews met. They must be paid by the month. Rent is due as well. Boats are old.

4.2 They need boots.

The agency should see to three things:

- Pay the crews.

- Mend the boats.

(c) Count the nets.

Nothing else was said"""


@pytest.mark.parametrize(
    ("words", "before", "after"),
    [
        ("They must be paid by the month.", "The crews met.", "Rent is due as well."),
        ("The crews met.", "", "They must be paid by the month."),
        ("Boats are old.", "Rent is due as well.", ""),
        ("They need boots.", "", ""),
        ("Pay the crews.", "The agency should see to three things:", ""),
        ("Mend the boats.", "The agency should see to three things:", ""),
        ("Count the nets.", "The agency should see to three things:", ""),
        ("Nothing else was said", "", ""),
        ("Annual note", "", ""),
    ],
)
def test_the_sentences_around_a_quote_stand_beside_it(tmp_path, words, before, after):
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "r1.txt").write_text(TOLD, "utf-8")
    quote = Quote(
        ("f1",), ("LESSON",), words, "T", "", None, "", "t.txt", 1, "", "", 0.5, (0, TOLD.index(words)), "r1"
    )
    (found,) = in_context(tmp_path, [quote])
    assert (found.before, found.after) == (before, after)
    assert replace(found, before="", after="") == quote


def test_context_keeps_the_order_of_quotes_is_short_and_stands_in_every_form(out):
    quotes = choose(out, every())
    found = in_context(out, quotes)
    assert [quote.finding_ids for quote in found] == [quote.finding_ids for quote in quotes]
    assert any(quote.before or quote.after for quote in found)
    one = replace(quotes[0], before="Who *came*.", after="Who left.")
    assert "[Who *came*.]\n  “" in render([one], "T", "text").decode()
    assert "> *\\[Who \\*came\\*.\\]*\n>\n> " in render([one], "T", "markdown").decode()
    (row,) = csv.DictReader(io.StringIO(render([one], "", "csv").decode()))
    assert (row["before"], row["after"]) == ("Who *came*.", "Who left.")
    for form in FORMATS:
        assert render([one], "T", form) != render([quotes[0]], "T", form)


def test_long_context_is_cut_at_a_word(tmp_path):
    (tmp_path / "texts").mkdir()
    text = f"{'word ' * 200}ends. Short. {'more ' * 200}ends."
    (tmp_path / "texts" / "r1.txt").write_text(text, "utf-8")
    quote = Quote(
        ("f1",),
        ("LESSON",),
        "Short.",
        "T",
        "",
        None,
        "",
        "t.txt",
        1,
        "",
        "",
        0.5,
        (0, text.index("Short")),
        "r1",
    )
    (found,) = in_context(tmp_path, [quote])
    assert found.before.startswith("…word")
    assert found.before.endswith("ends.")
    assert len(found.before) < 330
    assert found.after.startswith("more")
    assert found.after.endswith("more…")
    assert len(found.after) < 330


def test_a_text_that_is_gone_is_named(out):
    for path in (out / "texts").iterdir():
        path.unlink()
    with pytest.raises(OutputError, match="texts"):
        in_context(out, choose(out, every()))


EVIL = "# One *two*\n- three <b>&amp; | [x](y)\n1. four_five"


def test_markdown_sees_no_marks_in_a_quote(out):
    quote = replace(choose(out, every(most=1))[0], text=EVIL)
    said = render([quote], "T", "markdown").decode()
    assert "> \\# One \\*two\\*\n> \\- three \\<b\\>\\&amp; \\| \\[x\\](y)\n> 1\\. four\\_five\n" in said


def test_cells_are_disarmed(out):
    quote = replace(choose(out, every(most=1))[0], text="=1+1", section="@SUM(A1)")
    (row,) = csv.DictReader(io.StringIO(render([quote], "", "csv").decode()))
    assert row["text"] == "'=1+1"
    assert row["section"] == "'@SUM(A1)"
    assert float(row["confidence"]) == quote.confidence


def test_a_word_table_holds_any_text(out, tmp_path):
    docx = pytest.importorskip("docx")
    quote = replace(choose(out, every(most=1))[0], text=EVIL + "\x00\x0b\ud800 🐟")
    path = tmp_path / "a.docx"
    path.write_bytes(render([quote], "T & U", "docx"))
    document = docx.Document(str(path))
    assert document.paragraphs[0].text == "T & U"
    assert document.tables[0].cell(1, 1).text == EVIL + "\ufffd\ufffd\ufffd 🐟"
