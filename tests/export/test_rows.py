import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportminer.errors import EvidenceError
from reportminer.export.ids import partner_id
from reportminer.export.rows import rows_of
from reportminer.export.tables import tables
from reportminer.labels import Label, Method, PageStatus, PartnerRole
from reportminer.types import Finding, Mention, Metadata, Page, Partner, Relation


def related(mined):
    return replace(mined, relations=(Relation("answers", 3, 0, 0.81234, "same themes"),))


def test_rows_have_exactly_the_columns_of_the_schema_in_order(mined):
    for name, rows in rows_of(related(mined)).items():
        assert rows
        for row in rows:
            assert list(row) == tables()[name].header


def test_rows_survive_json(mined):
    rows = rows_of(mined)
    assert json.loads(json.dumps(rows)) == rows


def test_quotes_are_verbatim_beyond_the_basic_plane(mined):
    lesson = next(row for row in rows_of(mined)["findings"] if row["label"] == "LESSON")
    assert "🐟" in lesson["text"]
    assert mined.report.text[lesson["char_start"] : lesson["char_end"]] == lesson["text"]
    assert lesson["page"] == 2
    assert lesson["boxes"][0][0] == 2


def test_report_row(mined):
    (row,) = rows_of(mined)["reports"]
    assert row["report_id"] == "r" + "ab" * 6
    assert (row["year"], row["pages"], row["words"]) == (2019, 4, 49)
    assert (row["status"], row["warnings"], row["seconds"]) == ("partial", "page 3 is a scan", 0.75)


@pytest.mark.parametrize(
    ("statuses", "language", "status"),
    [
        ([PageStatus.OK, PageStatus.BLANK, PageStatus.OCR], "en", "ok"),
        ([PageStatus.OK, PageStatus.GARBLED], "en", "partial"),
        ([PageStatus.OK, PageStatus.GARBLED], "fr", "untagged"),
        ([PageStatus.NO_TEXT, PageStatus.BLANK], "", "failed"),
        ([PageStatus.OK], "", "ok"),
        ([PageStatus.BLANK], "", "ok"),
    ],
)
def test_status_of_a_report(mined, statuses, language, status):
    pages = tuple(Page(n, s) for n, s in enumerate(statuses, start=1))
    report = replace(mined.report, pages=pages)
    bare = replace(
        mined, report=report, findings=(), mentions=(), codings=(), metadata=Metadata(language=language)
    )
    assert rows_of(bare)["reports"][0]["status"] == status


def test_ids_do_not_depend_on_the_order_or_on_other_findings(mined, changed):
    ids = {(r["label"], r["char_start"]): r["finding_id"] for r in rows_of(mined)["findings"]}
    assert len(set(ids.values())) == len(ids) == 5
    turned = changed(findings=mined.findings[::-1], codings=())
    assert {(r["label"], r["char_start"]): r["finding_id"] for r in rows_of(turned)["findings"]} == ids
    fewer = changed(findings=mined.findings[3:], codings=())
    for row in rows_of(fewer)["findings"]:
        assert row["finding_id"] == ids[row["label"], row["char_start"]]


def test_what_is_said_again_names_where_it_was_said_first(mined):
    rows = rows_of(mined)["findings"]
    assert [row["repeats"] for row in rows] == ["", "", rows[0]["finding_id"], "", ""]


def test_codings_follow_their_finding_when_rows_are_put_in_order(mined, changed):
    again = [replace(f, repeats=4 - f.repeats if f.repeats >= 0 else -1) for f in mined.findings]
    turned = changed(
        findings=tuple(again[::-1]), codings=tuple(replace(c, finding=4 - c.finding) for c in mined.codings)
    )
    assert rows_of(turned) == rows_of(mined)
    first = rows_of(mined)["findings"][0]
    assert first["themes"] == ["trust", "funding"]
    coded = rows_of(mined)["theme_findings"]
    assert [(c["theme_id"], c["finding_id"]) for c in coded[:2]] == [
        ("trust", first["finding_id"]),
        ("funding", first["finding_id"]),
    ]


def test_partner_rows(mined):
    rows = rows_of(mined)
    agency, trust = rows["partners"]
    assert (agency["name"], agency["aliases"], agency["mentions"], agency["pages"]) == (
        "Tidewater Agency",
        ["TWA"],
        3,
        [1, 2],
    )
    assert (trust["role"], trust["pages"]) == ("lead", [1, 4])
    assert sum(row["mentions"] for row in rows["partners"]) == len(rows["partner_mentions"])


def test_the_same_organisation_has_one_id_in_all_reports():
    same = {
        partner_id(name)
        for name in ("The Harbour Trust", "harbour  trust", "HARBOUR TRUST.", "Harbour-Trust")
    }
    assert len(same) == 1
    assert partner_id("Rod & Reel") == partner_id("Rod and Reel") != partner_id("Rod Reel")
    assert partner_id("«»") != partner_id("")


def test_partners_of_one_name_are_one_row(mined, changed):
    twice = (*mined.partners, Partner("The Harbour Trust", ("HT",), PartnerRole.UNKNOWN, 0.95, (0, 10)))
    rows = rows_of(changed(partners=twice, mentions=(*mined.mentions, Mention(2, 0, 13))))
    trust = [row for row in rows["partners"] if "Harbour" in row["name"]]
    assert len(trust) == 1
    assert trust[0]["name"] == "The Harbour Trust"
    assert trust[0]["aliases"] == ["HT", "Harbour Trust"]
    assert trust[0]["role"] == "lead"
    assert trust[0]["mentions"] == 2  # the same place twice is one mention


@given(st.integers(-5, 400), st.integers(-5, 400))
def test_no_row_leaves_with_words_that_do_not_stand_there(make, start, end):
    mined = make()
    text = mined.report.text
    bad = replace(mined, findings=(Finding(Label.LESSON, start, end, 0, 0, 0.5, Method.RULE),), codings=())
    if 0 <= start < end <= len(text):
        assert rows_of(bad)["findings"][0]["text"] == text[start:end]
    else:
        with pytest.raises(EvidenceError):
            rows_of(bad)


def test_a_mention_or_evidence_outside_the_text_is_refused(mined, changed):
    far = len(mined.report.text)
    with pytest.raises(EvidenceError, match=r"tidewater\.pdf"):
        rows_of(changed(mentions=(Mention(0, far, far + 3),)))
    with pytest.raises(EvidenceError):
        rows_of(changed(partners=tuple(replace(p, evidence=(5, 5)) for p in mined.partners)))


def test_a_page_that_the_report_does_not_have_is_refused(mined, changed):
    with pytest.raises(EvidenceError, match="not on page"):
        rows_of(changed(report=replace(mined.report, pages=mined.report.pages[:1])))


@pytest.mark.parametrize("bad", ["\x00", "\r", "\ud800"])
def test_a_text_that_no_file_keeps_is_refused(mined, changed, bad):
    with pytest.raises(EvidenceError):
        rows_of(changed(report=replace(mined.report, text=mined.report.text + bad)))


def test_a_report_in_which_nothing_was_found_still_has_its_rows(changed):
    rows = rows_of(changed(findings=(), partners=(), mentions=(), codings=()))
    assert len(rows["reports"]) == 1
    assert len(rows["pages"]) == 4
    assert rows["findings"] == rows["partners"] == rows["theme_findings"] == []


def test_a_relation_names_two_findings_and_each_names_the_other(mined):
    rows = rows_of(related(mined))
    (relation,) = rows["relations"]
    by_id = {row["finding_id"]: row for row in rows["findings"]}
    source, target = by_id[relation["source_id"]], by_id[relation["target_id"]]
    assert (source["label"], target["label"]) == ("RECOMMENDATION", "CHALLENGE")
    assert (source["related"], target["related"]) == ([target["finding_id"]], [source["finding_id"]])
    assert (relation["kind"], relation["score"]) == ("answers", 0.8123)
    assert source["actor_id"] == partner_id("Harbour Trust")
    assert source["deadline"] == "before the next season"
