"""The page as text, and in a real browser where there is one."""

import csv
import json
import zlib
from base64 import b64decode, b64encode
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser

import pytest

from reportminer.export.csvs import read_typed
from reportminer.export.page import PageLimits, write_page
from reportminer.export.page.texts import report_texts
from reportminer.export.page.words import ranges
from reportminer.export.tables import tables


def relate(out, rows):
    """Add links between findings to OUT: source, target, kind."""
    with (out / "relations.csv").open("a", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, tables()["relations"].header, lineterminator="\n")
        for source, target, kind in rows:
            writer.writerow({"source_id": source, "target_id": target, "kind": kind})


class Outline(HTMLParser):
    """Elements of a page, and the text of its data script."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.raw, self._in = [], {}, None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag in ("script", "style"):
            self._in = dict(attrs).get("id") or tag
            self.raw[self._in] = ""

    def handle_data(self, text):
        if self._in:
            self.raw[self._in] += text

    def handle_endtag(self, tag):
        if tag in ("script", "style"):
            self._in = None


def test_what_is_said_again_is_told_at_the_head(out):
    html = " ".join(write_page(out).read_text(encoding="utf-8").split())
    assert "2 of the passages say again what the same report said before" in html


def test_nothing_from_a_report_becomes_markup(evil, evil_words):
    html = write_page(evil).read_text(encoding="utf-8")
    page = Outline(html)
    scripts = [attrs for tag, attrs in page.tags if tag == "script"]
    assert [attrs.get("type") for attrs in scripts] == ["application/json", "text/plain", None]
    assert not [tag for tag, _ in page.tags if tag in ("img", "iframe", "object", "link", "base")]
    assert not [name for _, attrs in page.tags for name in attrs if name.startswith("on")]
    assert "<img" not in html
    assert "{{ 7*7 }}" in html
    data = json.loads(page.raw["data"])
    assert data["reports"][0]["name"] == evil_words
    assert any("onerror" in text for text in data["findings"]["text"])


def test_the_policy_lets_only_its_own_script_and_style_run(out):
    page = Outline(write_page(out).read_text(encoding="utf-8"))
    policy = next(attrs["content"] for tag, attrs in page.tags if attrs.get("http-equiv"))

    def hashed(text):
        return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"

    assert f"script-src {hashed(page.raw['script'])};" in policy
    assert f"style-src {hashed(page.raw['style'])};" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    addresses = [v for _, attrs in page.tags for k, v in attrs.items() if k in ("src", "href", "action")]
    assert all(address.startswith("#") for address in addresses)


def test_the_page_tells_what_was_read_and_what_was_not(out):
    html = write_page(out).read_text(encoding="utf-8")
    for told in (
        "What 2 reports say",
        "x.pdf",
        "needs a password",
        "save it without one",
        "2 reports read in part",
    ):
        assert told in html
    assert "6 <small>of 8</small>" in html
    assert "scans or pictures without text" in html


def test_the_data_are_those_of_the_tables(out):
    data = json.loads(Outline(write_page(out).read_text(encoding="utf-8")).raw["data"])
    findings = data["findings"]
    assert len(findings["text"]) == data["totals"]["findings"] == 10
    assert [theme["id"] for theme in data["themes"]] == ["trust", "funding", "agreements", "uncoded"]
    assert findings["themes"][0] == [0, 1]
    assert findings["themes"][1] == [3]
    assert findings["paths"][findings["path"][3]] == "What was hard > Next steps"
    trust = next(p for p in data["partners"] if p["name"] == "Harbour Trust")
    assert [place[0] for place in trust["in"]] == [0, 1]
    assert trust["mentions"] == 4


def test_the_page_carries_the_surest_where_there_are_too_many(out):
    page = write_page(out, PageLimits(reports=1, findings=2, partners=1))
    data = json.loads(Outline(page.read_text(encoding="utf-8")).raw["data"])
    assert sorted(data["findings"]["sure"]) == [0.91, 0.99]
    assert (len(data["reports"]), len(data["partners"])) == (1, 1)
    assert data["totals"] == {"reports": 2, "findings": 10, "partners": 2}


def test_the_same_tables_give_the_same_page(out, tmp_path, make, write):
    again = write(tmp_path / "again", [replace(make(), seconds={"tag": 99.0}), make("cd" * 32, "second.pdf")])
    assert write_page(again).read_bytes() == write_page(out).read_bytes()


def test_an_output_without_reports_has_a_page(tmp_path, write):
    html = write_page(write(tmp_path / "none", [])).read_text(encoding="utf-8")
    assert "No report was read." in html


def test_page_ranges():
    assert ranges([3, 1, 2, 7, 7, 9, 10]) == "1–3, 7, 9–10"
    assert ranges([]) == ""


def test_sentences_of_the_ledger_are_apart(tmp_path, make, write):
    mined = make()
    whole = replace(
        mined, report=replace(mined.report, pages=tuple(p for p in mined.report.pages if p.number != 3))
    )
    out = write(tmp_path / "whole", [whole])
    (out / "failures.csv").write_text("source,stage,error,hint\n")
    html = " ".join(write_page(out).read_text(encoding="utf-8").split())
    assert "1 report read in full. No input failed. Every page that holds text was read." in html


def test_texts_are_carried_as_long_as_there_is_room(out):
    packed = dict(report_texts(out, PageLimits()))
    reports = [row["report_id"] for row in read_typed(out, "reports")]
    assert list(packed) == [0, 1]
    held = json.loads(zlib.decompress(b64decode(packed[1])))
    assert held["text"] == (out / "texts" / f"{reports[1]}.txt").read_text(encoding="utf-8")
    assert [start for start, _, _ in held["sections"]] == sorted(start for start, _, _ in held["sections"])
    assert list(dict(report_texts(out, PageLimits(texts=len(packed[0]))))) == [0]
    assert write_page(out, PageLimits(texts=0)).read_text(encoding="utf-8").count("data-report=") == 1


@pytest.mark.skipif("relations" not in tables(), reason="findings are not linked")
def test_answers_are_pairs_of_places_among_the_findings(out):
    def answers():
        return json.loads(Outline(write_page(out).read_text(encoding="utf-8")).raw["data"])["answers"]

    assert answers() is None
    findings = list(read_typed(out, "findings"))
    advice = next(at for at, row in enumerate(findings) if row["label"] == "RECOMMENDATION")
    relate(out, [(findings[advice]["finding_id"], findings[0]["finding_id"], "answers")])
    relate(
        out, [(findings[advice]["finding_id"], "gone", "answers"), (findings[1]["finding_id"], "x", "from")]
    )
    assert answers() == [[advice, 0]]


def test_the_page_tells_what_was_not_coded(out):
    html = " ".join(write_page(out).read_text(encoding="utf-8").split())
    assert "6 of 10 findings (60.0 %) fit no theme of the codebook" in html
    assert "4 of 6 challenges, 2 of 2 lessons, 0 of 2 recommendations." in html
    assert "reportminer themes suggest" in html
    (out / "suggestions.csv").write_text(
        "theme_id,terms,reports,findings,stability,quotes,finding_ids\n"
        's1,"[""boats <b>"",""piers""]",2,3,0.9,"[""=First quote."",""Next.""]","[""f1""]"\n'
    )
    html = " ".join(write_page(out).read_text(encoding="utf-8").split())
    assert "boats &lt;b&gt;, piers" in html
    assert ">s1</span>" in html
    assert "<q>=First quote.</q>" in html


def test_where_all_is_coded_the_page_says_so(tmp_path, make, write):
    mined = make()
    whole = replace(mined, findings=mined.findings[:1], codings=mined.codings[:2], relations=())
    html = write_page(write(tmp_path / "whole", [whole])).read_text(encoding="utf-8")
    assert "Every finding carries a theme." in html
    assert 'href="#uncoded"' not in html
