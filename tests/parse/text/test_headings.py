"""Headings that no markup tells."""

import pytest

from reportminer.labels import BlockKind

BODY = (
    "The four councils had run separate ambulance rotas for thirty years, and the drivers knew one another "
    "only by their radio names. A shared rota was drawn up in the autumn."
)


def headings(report):
    return [report.text[b.start : b.end] for b in report.blocks if b.kind is BlockKind.HEADING]


@pytest.mark.parametrize(
    "line",
    [
        "Background",
        "WHAT WE FOUND",
        "3.2 Findings",
        "3.2. Findings on rotas",
        "IV. Results",
        "2. Trust is slow",
        "(a) Rota design",
        "Chapter 3: The rota",
        "ANNEX B: Radio names",
        "Lessons learned:",
        "Why did it take so long?",
        "What were the main difficulties that you and your partners met in the first year of work?",
        "**A word on the drivers**",
        "Successes/Achievements",
        "Recommendation 4",
        "Planning with the drivers, not for them",
    ],
)
def test_lines_that_are_headings(read, line):
    report = read(f"{BODY}\n\n{line}\n\n{BODY}\n")
    assert headings(report) == [line.strip("*")]


@pytest.mark.parametrize(
    "line",
    [
        "These include:",
        "The rota was drawn up with:",
        "It was signed in May.",
        "© A. Photographer",
        "Photo courtesy of the drivers",
        "www.example.org",
        "12 March 2011",
        "and the rest of them",
        "Figure 3: Calls by hour",
        "Date: 4 May",
        "Dr. Amara Bello",
        "Calls answered 23,420",
        "Ada: How did the rota begin?",
        "- a shared radio room",
    ],
)
def test_lines_that_are_none(read, line):
    assert headings(read(f"{BODY}\n\n{line}\n\n{BODY}\n")) == []


def test_an_unmarked_list_is_no_row_of_headings(read):
    items = "\n\n".join(["One rota", "One radio room", "One depot", "One pay scale", "One set of keys"])
    report = read(f"{BODY} The councils asked for five things:\n\n{items}\n\n{BODY}\n")
    assert "One depot" not in headings(report)


def test_a_numbered_list_is_no_row_of_headings(read):
    report = read(f"{BODY}\n\n1. One rota\n2. One radio room\n3. One depot\n\n{BODY}\n")
    assert headings(report) == []


def test_numbers_over_paragraphs_are_headings(read):
    text = "\n\n".join(f"{n}. {name}\n\n{BODY}" for n, name in enumerate(["Ask drivers", "Start small"], 1))
    assert headings(read(text)) == ["1. Ask drivers", "2. Start small"]


def test_bullets_that_always_stand_over_paragraphs_are_headings(read):
    names = [
        "Ask the drivers first.",
        "Start with one depot.",
        "Never change the radio names.",
        "What is next?",
    ]
    text = "\n\n".join(f"- {name}\n\n{BODY}" for name in names)
    assert headings(read(text)) == [f"- {name}" for name in names]


def test_a_cover_is_no_row_of_headings(read):
    cover = (
        "NORTH VALLEY\n\nAmbulance Partnership\n\nFinal Report\n\nSpring 2004\n\nPrepared for the councils"
    )
    report = read(f"{cover}\n\nIntroduction\n\n{BODY}\n")
    assert headings(report) == ["Introduction"]


def test_heading_right_above_its_text(read):
    report = read(f"Introduction\n{BODY}\nThe rota\n{BODY}\n")
    assert headings(report) == ["Introduction", "The rota"]


def test_heading_in_wrapped_text(read):
    wrapped = "\n".join(BODY[at : at + 70] for at in range(0, len(BODY), 70)).replace("\n ", "\n")
    report = read(f"{wrapped}\n\nThe rota\n\n{wrapped}\n\nWays forward\n{wrapped}\n")
    assert headings(report) == ["The rota", "Ways forward"]


def test_quotes_with_their_speaker_are_no_headings(shown):
    body = "The ferrymen were asked in May what they made of the timetable, and they answered in July."
    for quote in ("“The boat was fine.” — A ferryman", "We rowed at night. -- Ada, ferrywoman"):
        assert shown(f"{body}\n\n{quote}\n\n{body}")[1] == ("paragraph", quote)


def test_asking_headings_may_end_in_a_verb(shown):
    body = "The ferrymen were asked in May what they made of the timetable, and they answered in July."
    for title in ("What a crossing is", "Who paid, and for what?"):
        assert shown(f"{body}\n\n{title}\n\n{body}")[1] == ("heading", title)


def test_bullets_among_others_are_items_even_over_nested_ones(shown):
    lines = ["- Six oars bought in June", "o Two of them cracked", "- Ropes renewed", "o All from one shop"]
    assert {kind for kind, _ in shown("Done this year:\n\n" + "\n\n".join(lines))[1:]} == {"list_item"}


def test_marked_lines_over_text_of_their_own_are_settled_together(read):
    titles = [
        "a) Planning: “Which is to agree on the rota and on who keeps it when the office moves to a new town”"
    ]
    titles += [
        "b) Driving",
        "c) Mending: “Which is to keep the old vans on the road for as long as the money lasts”",
    ]
    text = "\n\n".join(f"{title}\n\n- the first thing; and\n- the second thing." for title in titles)
    assert headings(read(f"{BODY}\n\n{text}\n\n{BODY}\n")) == titles


def test_lone_marked_lines_over_paragraphs_are_headings_where_there_are_two(read):
    lists = "We asked for:\n\n- a van that starts\n- a second radio\n- a map of the hills\n- new tyres"
    text = f"{BODY}\n\n- Keep the rota simple.\n\n{BODY}\n\n{lists}\n\n{BODY}\n\n"
    text += f"- Ask the drivers first.\n\n{BODY}\n"
    assert headings(read(text)) == ["- Keep the rota simple.", "- Ask the drivers first."]


def test_lone_marked_lines_with_different_marks_are_items(read):
    text = f"{BODY}\n\n- Keep the rota simple.\n\n{BODY}\n\n2. Ask the drivers first.\n\n{BODY}\n"
    assert headings(read(text)) == []


@pytest.mark.parametrize(
    "turns",
    [
        ("– Did you drive at night?", "– And who paid you for that?"),
        ("- Ada: We drove at night.", "- Ben Hill: Nobody paid us."),
        ("- Q1. Tell us of the rota", "- Q2. Tell us of the depot"),
    ],
)
def test_turns_of_a_talk_are_no_headings(read, turns):
    assert headings(read(f"{BODY}\n\n" + "\n\n".join(f"{turn}\n\n{BODY}" for turn in turns))) == []


def test_lone_marked_line_after_a_colon_is_an_item(read):
    report = read(
        f"{BODY}\n\nAfter two months the councils agreed on the following:\n\n- One rota for all.\n\n{BODY}\n"
    )
    assert headings(report) == []


@pytest.mark.parametrize(
    "line",
    [
        "The rota office. Photo credit: A. Hill",
        "Ama Hill (left) and Jo Field (right)",
        "This first appeared in the Hill Post",
    ],
)
def test_captions_and_notes_are_no_headings(read, line):
    assert headings(read(f"{BODY}\n\n{line}\n\n{BODY}\n")) == []
