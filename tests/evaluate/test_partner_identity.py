"""How partner identity is measured; floors of the figures on the development part of the corpus."""

from pathlib import Path

import pytest

from reportminer.annotations import Document, load
from reportminer.annotations.records import Mention, Split
from reportminer.evaluate.partner_identity import (
    Found,
    Pairs,
    across,
    aligned,
    find,
    pairwise,
    read_same,
    within,
)
from reportminer.tag.partners import PartnerTagger
from reportminer.types import Mention as FoundMention

ROOT = Path(__file__).parents[2]


def test_pairs_are_counted() -> None:
    one_split = [("a", 1), ("a", 1), ("a", 2), ("b", 3)]
    assert pairwise(one_split) == Pairs(right=1, wrong=0, missed=2)
    one_joined = [("a", 1), ("a", 1), ("b", 1)]
    assert pairwise(one_joined) == Pairs(right=1, wrong=2, missed=0)
    both = pairwise(one_split) + pairwise(one_joined)
    assert (both.precision, both.recall, both.f1) == (0.5, 0.5, 0.5)
    assert pairwise([]).f1 == 1.0


def test_mentions_are_aligned_by_overlap_each_once() -> None:
    gold = (Mention("p1", 0, 10, ""), Mention("p2", 12, 20, ""), Mention("p3", 30, 35, ""))
    document = Document("d", "d.txt", "", mentions=gold)
    found = [FoundMention(7, 2, 10), FoundMention(8, 9, 20), FoundMention(9, 21, 25)]
    assert aligned(document, found) == [("p1", 7), ("p2", 8)]


@pytest.fixture(scope="module")
def development() -> list[Found]:
    texts, tagger = ROOT / "corpus" / "text", PartnerTagger()
    documents = load(ROOT / "annotations" / "corpus.jsonl", texts)
    return [find(d, texts, tagger) for d in documents if d.about.split is Split.DEVELOPMENT]


def test_identity_within_reports_keeps_its_floor(development: list[Found]) -> None:
    assert len(development) == 6
    figures = within(development)
    assert figures.f1 >= 0.92
    assert figures.precision >= 0.98
    both = sum(len(aligned(item.document, item.mentions)) for item in development)
    assert both >= 0.8 * sum(len(item.document.mentions) for item in development)


def test_nothing_is_joined_across_reports_that_is_not_one(development: list[Found]) -> None:
    figures, words = across(development, read_same(ROOT / "annotations" / "same_partners.csv"))
    assert figures.wrong == 0, words


def test_across_reports_counts_right_wrong_and_missed(development: list[Found]) -> None:
    one, other = development[0], development[1]
    twin = Found(other.document, one.partners, (), one.country)
    names = {partner.name for partner in one.partners}
    figures, words = across([one, twin], {})
    assert figures.right == 0
    assert figures.wrong == len([w for w in words if w.startswith("wrong")]) > 0
    told = {(item.document.id, name): name for item in (one, twin) for name in names}
    same, _ = across([one, twin], told)
    assert same.right == figures.wrong
    assert same.wrong == 0


def test_every_row_of_the_table_is_of_a_report_of_the_corpus() -> None:
    documents = {d.id: d for d in load(ROOT / "annotations" / "corpus.jsonl", ROOT / "corpus" / "text")}
    same = read_same(ROOT / "annotations" / "same_partners.csv")
    organisations = list(same.values())
    for report, partner in same:
        document = documents[report]
        assert document.about.split is not Split.TEST
        assert partner in {p.id for p in document.partners} or partner in document.text
    assert all(organisations.count(name) > 1 for name in organisations)
