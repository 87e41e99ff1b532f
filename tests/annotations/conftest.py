"""A small annotated report with everything that the format can say."""

import pytest

from reportminer.annotations import (
    About,
    Document,
    Finding,
    Mention,
    NearMiss,
    Partner,
    Relation,
    RelationKind,
    SectionRole,
    Split,
    Unit,
    UnitKind,
    text_hash,
)
from reportminer.labels import Label, PartnerRole, Role

TEXT = """Lantern Quay 🏮 Partnership

What was hard
The ferry budget ran dry in March, so outreach stopped. "We were three for nine wards," said Ms Oyelaran.

What we take away
Wardens stayed when they had drawn up the rota themselves.
The Port Authority (PA) ought to fund two more boats by June.
"""


def span(words: str, text: str = TEXT) -> dict[str, object]:
    """Start, end and text of the first place where the words stand."""
    start = text.index(words)
    return {"start": start, "end": start + len(words), "text": words}


def _findings() -> tuple[Finding, ...]:
    return (
        Finding(
            "c1", **span("The ferry budget ran dry in March, so outreach stopped."), labels=(Label.CHALLENGE,)
        ),
        Finding(
            "c2+l1",
            **span('"We were three for nine wards," said Ms Oyelaran.'),
            labels=(Label.CHALLENGE, Label.LESSON),
            codes=("staffing_continuity",),
            speaker="Ms Oyelaran",
            negated=True,
        ),
        Finding(
            "r1",
            **span("The Port Authority (PA) ought to fund two more boats by June."),
            labels=(Label.RECOMMENDATION,),
            actor="The Port Authority",
            modality="should",
            deadline="by June",
            number="1",
            note="settled: a proposal",
        ),
    )


@pytest.fixture
def document() -> Document:
    """One record with every field in use."""
    return Document(
        id="lantern_quay",
        source="lantern_quay.pdf",
        sha256=text_hash(TEXT),
        text=TEXT,
        about=About(
            "Lantern Quay", "Quay Trust", 2007, "Ghana", "learning_brief", "Ghanaian", "memo", Split.TEST
        ),
        annotator="first reader",
        guideline="3",
        time="2024-05-31T14:00:00Z",
        pages=(1, 2),
        segments=(
            Unit(**span("What was hard"), kind=UnitKind.HEADING, page=1),
            Unit(
                **span("Wardens stayed when they had drawn up the rota themselves."), optional=(Label.LESSON,)
            ),
        ),
        findings=_findings(),
        near_misses=(NearMiss("n1", **span("What we take away"), note="announces"),),
        partners=(
            Partner(
                "p1",
                "Port Authority",
                ("PA",),
                PartnerRole.GOVERNMENT,
                (PartnerRole.FUNDER,),
                "Ministry",
                True,
            ),
        ),
        mentions=(Mention("p1", **span("Port Authority")), Mention("p1", **span("PA"))),
        mentioned=("World Bank",),
        relations=(Relation(RelationKind.ANSWERS, "r1", "c1"), Relation(RelationKind.FROM, "c2+l1", "c1")),
        sections=(SectionRole(TEXT.index("What was"), 150, "What was hard", Role.CHALLENGES),),
    )
