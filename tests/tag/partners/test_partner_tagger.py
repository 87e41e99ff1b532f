import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportminer.labels import BlockKind, PageStatus, PartnerRole
from reportminer.parse.compose import Draft, Piece, compose
from reportminer.section import outline
from reportminer.tag.partners import PartnerTagger
from reportminer.tag.segment import segments
from reportminer.types import Outline, Page, Partner, Report, Segment, Source

Made = tuple[Report, Outline, tuple[Segment, ...]]


def report(*blocks: str | tuple[BlockKind, str]) -> Made:
    """A report of paragraphs (or of blocks with their kind), its outline and its segments."""
    drafts = [_draft(block) for block in blocks]
    composed = compose(drafts)
    made = Report(
        source=Source("", "made.txt", "0" * 64, "text", 1),
        text=composed.text,
        pages=(Page(1, PageStatus.OK),),
        blocks=composed.blocks,
        lines=composed.lines,
    )
    tree = outline(made)
    return made, tree, segments(made, tree)


def _draft(block: str | tuple[BlockKind, str]) -> Draft:
    kind, text = (BlockKind.PARAGRAPH, block) if isinstance(block, str) else block
    if kind is BlockKind.TABLE_ROW:
        return Draft(kind, tuple(Piece(cell, cell=n) for n, cell in enumerate(text.split(" | "))))
    return Draft(kind, (Piece(text),), level=1 if kind is BlockKind.HEADING else 0)


def heading(text: str) -> tuple[BlockKind, str]:
    return BlockKind.HEADING, text


def row(text: str) -> tuple[BlockKind, str]:
    return BlockKind.TABLE_ROW, text


TALE = (
    heading("Partners"),
    "The Harbour Watch project was led by the Coastal Safety Trust (CST) in partnership with the Ministry of "
    "Fisheries, Forests and Rural Roads, the University of Westhaven and Oxfam. "
    "It was funded by the Marlow Foundation.",
    "CST worked closely with the Ministry of Fisheries, Forests and Rural Roads. "
    "The Ministry provided two boats. "
    "CST trained the crews together with Oxfam/UNICEF.",
    "CST also partnered with Northern Ferries Ltd to repair the pier.",
)


def tagged(*blocks: object) -> dict[str, Partner]:
    made, tree, units = report(*blocks)  # type: ignore[arg-type]
    partners, _ = PartnerTagger().tag(made, tree, units)
    return {alias: partner for partner in partners for alias in partner.aliases}


def test_partners_of_a_short_report_are_found_whole() -> None:
    found = tagged(*TALE)
    assert {"CST", "Oxfam", "University of Westhaven", "Marlow Foundation"} <= set(found)
    assert "Ministry of Fisheries, Forests and Rural Roads" in found


def test_acronym_and_long_form_are_one_partner_with_the_full_name() -> None:
    found = tagged(*TALE)
    assert found["CST"] is found["Coastal Safety Trust"]
    assert found["CST"].name == "Coastal Safety Trust"


def test_the_ministry_is_the_ministry_named_before() -> None:
    found = tagged(*TALE)
    assert found["Ministry"] is found["Ministry of Fisheries, Forests and Rural Roads"]


def test_joined_names_are_two_partners() -> None:
    found = tagged(*TALE)
    assert found["Oxfam"] is not found.get("UNICEF")
    assert "Oxfam/UNICEF" not in found


def test_roles_follow_kind_and_cues() -> None:
    found = tagged(*TALE)
    assert found["University of Westhaven"].role is PartnerRole.RESEARCH
    assert found["Marlow Foundation"].role is PartnerRole.FUNDER
    assert found["Ministry of Fisheries, Forests and Rural Roads"].role is PartnerRole.GOVERNMENT
    assert found["CST"].role is PartnerRole.LEAD


def test_a_commission_is_a_states() -> None:
    found = tagged(
        *TALE,
        "We worked in partnership with the Tidewater Commission and the Commission on Ferry Safety, which "
        "together with Oxfam inspect the boats.",
    )
    names = ("Tidewater Commission", "Commission on Ferry Safety")
    assert {found[name].role for name in names} == {PartnerRole.GOVERNMENT}


def test_who_leads_is_told_by_words_or_made_the_report() -> None:
    found = tagged(
        *TALE,
        "The boat school was led by Orrin Homes, in partnership with the University of Westhaven and CST.",
    )
    assert found["Orrin Homes"].role is PartnerRole.LEAD
    assert found["Oxfam"].role is not PartnerRole.LEAD


def test_whoever_stands_in_a_list_with_partners_is_one() -> None:
    found = tagged(*TALE, "CST worked with the Marlow Foundation, Rafter and Oxfam on the pier.")
    assert "Rafter" in found


def test_a_bare_government_or_subject_is_no_partner() -> None:
    said = "CST worked in partnership with the Government, Justice, Health Boards and Oxfam to bring justice."
    found = tagged(*TALE, said)
    assert not {"Government", "Justice", "Health Boards"} & set(found)


def test_what_is_only_cited_or_no_organisation_is_no_partner() -> None:
    found = tagged(
        *TALE,
        "According to the Marine Accident Survey (2015), most accidents happen in winter.",
        "See Hobson and Lee, Journal of Harbour Studies, 2011.",
        "The Fisheries Act and the Coastal Zone Plan were passed in June. Director Anna Field left in May.",
    )
    for name in (
        "Marine Accident Survey",
        "Hobson",
        "Journal of Harbour Studies",
        "Fisheries Act",
        "Coastal Zone Plan",
        "June",
        "Anna Field",
    ):
        assert name not in found


def test_a_table_of_donors_names_partners() -> None:
    found = tagged(
        *TALE,
        heading("Donors and partners, contributions received"),
        row("Donor | Amount (US$)"),
        row("Norway | 4,678,581"),
        row("Swedish Committee for Harbours | 2,710,131"),
    )
    assert found["Norway"].role is PartnerRole.FUNDER
    assert "Swedish Committee for Harbours" in found


def test_country_office_belongs_to_its_organisation() -> None:
    found = tagged(
        "UNDP Ghana worked in partnership with the Coastal Safety Trust. UNDP funded the boats. "
        "UNDP and the Coastal Safety Trust trained crews."
    )
    assert found["UNDP Ghana"] is found["UNDP"]
    assert found["UNDP"].name == "UNDP"


def check(blocks: tuple[object, ...]) -> None:
    made, tree, units = report(*blocks)  # type: ignore[arg-type]
    partners, mentions = PartnerTagger().tag(made, tree, units)
    assert (partners, mentions) == PartnerTagger().tag(made, tree, units)
    assert {m.partner for m in mentions} == set(range(len(partners)))
    assert list(mentions) == sorted(mentions, key=lambda m: (m.start, m.end))
    for mention in mentions:
        text = made.text[mention.start : mention.end]
        assert text in partners[mention.partner].aliases
        assert text[0] not in "=+-@"
    for partner in partners:
        start, end = partner.evidence
        assert any(alias in made.text[start:end] for alias in partner.aliases)
        assert partner.name in partner.aliases
        assert 0 <= partner.confidence <= 1


def test_mentions_stand_in_the_text_and_runs_agree() -> None:
    check(TALE)


PIECES = [
    *("Oxfam", "the Ministry of Water and Roads", "(NAC)", "National Aids Council", "in partnership with"),
    *("and", "VSO/SANOP", "=HYPERLINK", "+44", "@home", "The", "Ministry", "worked with", ".", ",", "’s"),
    *("ÉCOLE", "18F"),
]
PARAGRAPH = st.lists(st.sampled_from(PIECES), min_size=1, max_size=15).map(" ".join)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.lists(st.sampled_from(PIECES), min_size=1, max_size=15).map(" ".join), min_size=1, max_size=4)
)
def test_any_report_keeps_the_promises(paragraphs: list[str]) -> None:
    check(tuple(paragraphs))


def test_time_grows_in_line_with_the_mentions_of_one_body() -> None:
    made, tree, units = report(" ".join("The Harbour Safety Council (HSC) met." for _ in range(3000)))
    began = time.process_time()
    PartnerTagger().tag(made, tree, units)
    assert time.process_time() - began < 20


@pytest.mark.parametrize(
    "blocks", [("no capitals here at all.",), (heading("Partners"),), ("A",), ("= + - @",)]
)
def test_reports_without_partners_give_none(blocks: tuple[object, ...]) -> None:
    made, tree, units = report(*blocks)  # type: ignore[arg-type]
    assert PartnerTagger().tag(made, tree, units) == ((), ())
