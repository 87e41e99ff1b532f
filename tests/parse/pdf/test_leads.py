"""Lead-ins of PDF paragraphs, and what the sections make of them."""

from reportminer.labels import BlockKind
from reportminer.section import outline

from .conftest import read

PROSE = (
    "The district partners met every month and shared what they had learnt about the water points. "
    "Trust grew slowly because budgets were late and staff changed often. "
)


def leads(report):
    return [report.text[b.start : b.start + b.lead] for b in report.blocks if b.kind is BlockKind.PARAGRAPH]


def test_bold_and_italic_words_at_the_start_are_a_lead(typeset):
    report = read(typeset(f"*Shared funds.* {PROSE}\n\n_Joint visits._ {PROSE}\n\n{PROSE}"))
    assert leads(report) == ["Shared funds.", "Joint visits.", ""]


def test_plain_number_before_the_lead_counts_with_it(typeset):
    report = read(typeset(f"44\\. *Monitoring of the wells.* {PROSE}{PROSE}"))
    assert leads(report) == ["44. Monitoring of the wells."]


def test_lead_over_two_lines_is_whole(typeset):
    long = "Arrangements between the four district councils and the river authority for the upkeep of pumps."
    report = read(typeset(f"*{long}* {PROSE}"))
    assert leads(report) == [long]


def test_emphasis_within_and_whole_bold_paragraphs_are_no_lead(typeset):
    report = read(typeset(f"{PROSE} *This* matters. {PROSE}\n\n#v(2em)\n*{PROSE}{PROSE}{PROSE}*"))
    assert leads(report) == ["", ""]


def test_leads_that_end_in_a_stop_become_run_in_sections(typeset):
    report = read(typeset(f"= Work done\n{PROSE}\n\n12\\. *Joint visits.* {PROSE}\n\n*Source:* {PROSE}"))
    found = [section.heading for section in outline(report).sections if section.run_in]
    assert found == ["Joint visits"]


def test_title_after_a_numbered_label_stands_below_it(typeset):
    report = read(typeset(f"= Work done\n{PROSE}\n\n*Finding 2. Reach of the clinics.* {PROSE}"))
    sections = outline(report).sections
    label, title = (section for section in sections if section.run_in)
    assert (label.heading, title.heading) == ("Finding 2", "Reach of the clinics")
    assert title.parent == label.index
    assert title.end == label.end
