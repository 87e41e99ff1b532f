"""Headings to trees of sections."""

import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportminer.labels import Role
from reportminer.section import outline
from reportminer.section.run_in import run_ins

TEXT = "p The crews trained together for a year and then the money ran out."


@pytest.fixture(scope="session")
def tree(made):
    """Level, heading and role of each section but the first."""
    return lambda *lines: [(s.level, s.heading, s.role.value) for s in outline(made(*lines)).sections[1:]]


def test_text_before_the_first_heading_is_section_0(made):
    report = made(TEXT, "# Background", TEXT)
    first, second = outline(report).sections
    assert (first.level, first.parent, first.start, first.end) == (0, -1, 0, second.start)
    assert report.text[second.body : second.end].strip() == TEXT[2:]


def test_no_headings_one_section(made):
    report = made(TEXT, TEXT)
    (only,) = outline(report).sections
    assert (only.start, only.end, only.role) == (0, len(report.text), Role.OTHER)


def test_decimal_numbers_make_levels_and_leave_the_heading(tree):
    made = tree(
        "# 1. Introduction", "# 1.1 Aims", "# 1.1.1 Scope of it", "# 1.2 Site", "# 2 Findings", "# 2.1 Rota"
    )
    assert [(level, heading) for level, heading, _ in made] == [
        (1, "Introduction"),
        (2, "Aims"),
        (3, "Scope of it"),
        (2, "Site"),
        (1, "Findings"),
        (2, "Rota"),
    ]


@pytest.mark.parametrize(
    ("numbers", "levels"),
    [
        (["I. One", "A. Two", "1. Three", "2. Four", "B. Five", "II. Six"], [1, 2, 3, 3, 2, 1]),
        (["Part A: One", "Chapter 1: Two", "1.1 Three", "Chapter 2: Four", "Part B: Five"], [1, 2, 3, 2, 1]),
        (["1. One", "(a) Two", "(b) Three", "2. Four"], [1, 2, 2, 1]),
        (["1. One", "Unnumbered", "2. Two", "References"], [1, 2, 1, 1]),
    ],
)
def test_other_numbers(made, numbers, levels):
    sections = outline(made(*[line for name in numbers for line in (f"# {name}", TEXT)])).sections[1:]
    assert [section.level for section in sections] == levels


@pytest.mark.parametrize("heading", ["Chapter ıı: Boats", "Annex İI", "Part İ: Boats"])
def test_turkish_letters_that_fold_to_i_are_no_numerals(tree, heading):
    assert [held for _, held, _ in tree(f"# {heading}", TEXT)] == [heading]


def test_the_readers_levels_are_kept_and_jumps_closed(tree):
    assert [
        level for level, *_ in tree("#1 Title of it", "#3 Deep", "#6 Deeper", "#3 Deep again", "#2 Middle")
    ] == [
        1,
        2,
        3,
        2,
        2,
    ]


def test_numbers_of_one_scheme_stand_level_whatever_their_type_size(tree):
    lines = [
        "#2 1. One",
        TEXT,
        "#3 1.1 Sub",
        TEXT,
        "#3 2. Two",
        TEXT,
        "#2 2.1 Sub",
        TEXT,
        "#2 3. Three",
        TEXT,
    ]
    assert [level for level, *_ in tree(*lines)] == [1, 2, 1, 2, 1]


def test_chapters_set_larger_than_those_of_other_volumes_hold_what_stands_below(tree):
    volumes = [line for n in (2, 3) for k in (1, 2, 3) for line in (f"#4 {n}.{k} Port", TEXT)]
    lines = [
        *volumes,
        "#2 1.4 Lessons to be learned",
        "#4 Delay",
        TEXT,
        "#2 1.5 Recommendations",
        "#4 1. Oil",
    ]
    lines += [TEXT, "#5 2. Lamps", TEXT, "#5 3. Nets", TEXT]
    assert tree(*lines)[6:] == [
        (1, "Lessons to be learned", "lessons"),
        (2, "Delay", "lessons"),
        (1, "Recommendations", "recommendations"),
        (2, "Oil", "recommendations"),
        (2, "Lamps", "recommendations"),
        (2, "Nets", "recommendations"),
    ]


def test_chapters_stand_above_their_parts_whatever_lists_count_in_between(tree):
    lines = [
        "#3 1.1 Harbour",
        TEXT,
        "#4 1. Oil",
        TEXT,
        "#4 2. Lamps",
        TEXT,
        "#3 1.2 Quays",
        TEXT,
        "#4 Cranes",
    ]
    assert [level for level, *_ in tree(*lines, TEXT)] == [1, 2, 2, 1, 2]


def test_an_introduction_holds_none_of_its_sisters(tree):
    lines = ["#1 Advice", "#2 Introduction", TEXT, "#2 1. Oil", TEXT, "#3 2. Lamps", TEXT, "#3 3. Nets", TEXT]
    assert [level for level, *_ in tree(*lines)] == [1, 2, 2, 2, 2]


def test_a_quantity_is_no_number(tree):
    assert tree("# 18 Months in the valley", TEXT, "# Trust", TEXT)[0][1] == "18 Months in the valley"


def test_roles_are_inherited_and_overridden(tree):
    assert tree(
        "#1 Lessons learned", "#2 Trust", TEXT, "#2 Recommendations", TEXT, "#3 To the county", TEXT
    ) == [
        (1, "Lessons learned", "lessons"),
        (2, "Trust", "lessons"),
        (2, "Recommendations", "recommendations"),
        (3, "To the county", "recommendations"),
    ]


def test_items_numbered_from_one_under_an_unnumbered_heading(tree):
    lines = [
        "# Background",
        TEXT,
        "# Lessons learned",
        TEXT,
        "# 1. Ask",
        TEXT,
        "# 2. Wait",
        TEXT,
        "# Conclusion",
        TEXT,
    ]
    assert tree(*lines) == [
        (1, "Background", "background"),
        (1, "Lessons learned", "lessons"),
        (2, "Ask", "lessons"),
        (2, "Wait", "lessons"),
        (1, "Conclusion", "conclusions"),
    ]


def test_a_title_declares_nothing(tree):
    lines = ["#1 Lessons from the northern valleys", TEXT, "#2 The road", TEXT, "#2 Lessons learned", TEXT]
    title, below, declared = (role for *_, role in tree(*lines))
    assert (title, declared) == ("other", "lessons")
    assert below != "lessons"


def test_a_title_gives_no_role_to_the_whole(tree):
    lines = [
        "#1 The Northern Valleys Roads and Schools Partnership",
        TEXT,
        "#2 The road",
        TEXT,
        "#2 Partners",
        TEXT,
    ]
    assert [role for *_, role in tree(*lines)] == ["other", "other", "partners"]


def test_a_title_with_no_heading_below_it(tree):
    assert tree("# Lessons from the northern valleys", TEXT)[0][2] == "lessons"
    assert tree("# The northern valleys: lessons learned", TEXT)[0][2] == "other"


def test_an_index_is_contents(tree):
    assert [role for *_, role in tree("#1 Index", "| 6 | Foreword", "#1 List of chapters", "c Lamps")] == [
        "contents",
        "contents",
    ]


def test_a_title_among_items_that_are_counted_anew_is_a_heading(made):
    items = ["- (a) Duty of care", "- (i) Boats should have two lamps.", "- (ii) Crews should carry oil."]
    items += [
        "p Success will be measured every year.",
        "- (iii) Pilots should be asked.",
        "- (b) Nets be mended.",
    ]
    found = outline(report := made("#1 Recommendations", TEXT, *items))
    title = found.at(report.text.index("two lamps"))
    assert (title.heading, title.role, title.run_in) == ("Duty of care", Role.RECOMMENDATIONS, True)
    assert report.text[title.start : title.body] == "(a) Duty of care"
    assert found.at(report.text.index("Pilots should")) == title
    assert found.at(report.text.index("Nets be")).heading == "Recommendations"


@pytest.mark.parametrize(
    "items",
    [
        ("- (a) Boats should have lamps", "- (i) in the north", "- (ii) in the south"),
        ("- (h) Boats", "- (i) Lamps", "- (j) Nets"),
        ("- (a) Boats", "- • in the north"),
        ("- (a) The following boats:", "- (i) the north", "- (ii) the south"),
    ],
)
def test_items_that_are_no_titles(made, items):
    assert len(outline(made("#1 Recommendations", TEXT, *items)).sections) == 2


def test_what_cover_and_title_page_repeat_holds_no_chapters(tree):
    cover = ["#1 Lamps of the Northern Quays", "#2 Ada Brandt and Ulf Ostrova"]
    inner = ["#3 Lamps of the northern quays", "#3 Ada Brandt and Ulf Ostrova", "#3 Contents", "c Oil 3"]
    found = tree(*cover, *inner, "#3 Findings", TEXT, "#4 Oil", TEXT)
    assert [(level, heading) for level, heading, _ in found[4:]] == [
        (2, "Contents"),
        (2, "Findings"),
        (3, "Oil"),
    ]


def test_what_cover_and_contents_both_print_may_declare(tree):
    lines = ["#1 Lamps of the quays", "#2 Recommendations", TEXT, "#2 Recommendations in brief", TEXT]
    found = tree(*lines, "#2 Contents", "c Oil 3", "#2 Oil", TEXT)
    assert found[1] == (2, "Recommendations", "recommendations")


def test_contents_hold_nothing_but_their_entries(made):
    report = made("#1 Contents", "c Background 3", "p A note on the cover.", "#2 Background", TEXT)
    sections = outline(report).sections
    assert [s.level for s in sections[1:]] == [1, 1]
    assert report.text[sections[1].start : sections[1].end].endswith("Background 3")
    assert outline(report).at(report.text.index("A note")).index == 0


def test_a_boxed_recommendation_rules_one_paragraph(made):
    report = made(
        "#1 Staffing",
        TEXT,
        "#2 Recommendation 3",
        "p The council should appoint a lead by June.",
        "- (a) from its own staff;",
        "p The rest of the chapter goes on about staff.",
    )
    found = outline(report)
    assert found.at(report.text.index("appoint")).role is Role.RECOMMENDATIONS
    assert found.at(report.text.index("its own staff")).role is Role.RECOMMENDATIONS
    assert found.at(report.text.index("goes on")).heading == "Staffing"


def test_replies_to_recommendations_are_not_declared(made):
    parts = [
        line
        for n in range(1, 4)
        for line in (
            f"#2 Recommendation {n}: Better lamps",
            "p Lamps should be fitted on every quay.",
            "p The Government accepts this recommendation and has bought lamps.",
        )
    ]
    found = outline(report := made(*parts))
    assert found.at(report.text.index("should be")).role is Role.RECOMMENDATIONS
    assert found.at(report.text.index("has bought")).role is Role.OTHER


def test_a_report_that_tells_of_replies_keeps_its_recommendations_whole(made):
    told = "p The management response to each of them is in the annex."
    parts = [
        "#1 Recommendations",
        "p The ports should share lamps.",
        "p Each of them has ten to spare.",
        told,
    ]
    found = outline(report := made("#1 Method", told, told, *parts))
    assert found.at(report.text.index("has ten")).role is Role.RECOMMENDATIONS


@pytest.mark.parametrize(
    "text", ["Recommendation 7: Regular joint exercises", "Recommendations", "Challenges:"]
)
def test_paragraphs_that_are_headings_by_their_words(made, text):
    report = made("# Review", TEXT, f"p {text}", TEXT)
    assert [s.heading for s in outline(report).sections[1:]] == ["Review", text]
    assert not outline(report).sections[2].run_in


@pytest.mark.parametrize(
    ("text", "heading", "role"),
    [
        ("p Challenges: Funding came late every year.", "Challenges", Role.CHALLENGES),
        ("p Key lesson – ask the drivers first.", "Key lesson", Role.LESSONS),
        ("- • Recommendation: buy a second van.", "Recommendation", Role.RECOMMENDATIONS),
        ("p Lesson 3. Ask the drivers before the rota is drawn up.", "Lesson 3", Role.LESSONS),
        ("- 12. Recommendation 4: The county should buy a van.", "Recommendation 4", Role.RECOMMENDATIONS),
        ("p Finding 2. The rota was fair to everybody.", "Finding 2", Role.RESULTS),
    ],
)
def test_run_in_headings_rule_their_paragraph(made, text, heading, role):
    report = made("# Review", TEXT, text, TEXT)
    found = outline(report)
    section = found.sections[2]
    assert (section.heading, section.role, section.run_in, section.parent) == (heading, role, True, 1)
    assert report.text[section.body : section.end] in text
    assert found.at(section.end).index == 1


@pytest.mark.parametrize(
    "text",
    [
        "p Dockside Trust: it had the keys.",
        "p The committee discussed challenges: there were several of them.",
        "p Note: the figures are of May.",
        "p Challenges remained after the second year.",
        "p We met these problems before: nobody listened.",
        "- • Failures in the old harbour – above all the lamps, which nobody lit.",
    ],
)
def test_what_is_no_run_in_heading(made, text):
    assert len(outline(made("# Review", text)).sections) == 2


def test_a_run_in_heading_takes_the_list_below_it_along(made):
    report = made("# Review", "p Challenges: we met two of them:", "- • late funds", "- • no van", TEXT)
    found = outline(report)
    assert found.at(report.text.index("no van")).role is Role.CHALLENGES
    assert (
        found.at(report.text.index("The crews")).role is Role.RESULTS
        or not found.at(len(report.text) - 1).run_in
    )


def test_many_headings_take_little_time(made):
    lines = [f"# {n}. Title {n}" for n in range(3000)] + [
        "# Plain",
        "# Lessons learned",
        "p Lesson 3: wait",
    ] * 3000
    report = made(*lines)
    before = time.process_time()
    found = outline(report)
    assert found.at(len(report.text) - 1).run_in
    assert time.process_time() - before < 5


LINES = st.lists(
    st.sampled_from(
        [
            *[
                "# Background",
                "#1 Report",
                "#2 Lessons learned",
                "#3 Trust",
                "# 1. One",
                "# 1.1 Two",
                "# 2. Three",
            ],
            *[
                "# A. Four",
                "# IV. Five",
                "# Contents",
                "c Five 3",
                "p Challenges: money",
                "- 1. Lesson: ask",
                TEXT,
            ],
            *[
                "# Recommendation 3",
                "p Recommendation 4",
                "p Challenges:",
                "| a | b",
                "f 12",
                "# Chapter 2: Six",
            ],
            *["# References", "#2 Contents", "p Recommendation 9: Lamps", "#4 18 Months"],
        ]
    ),
    max_size=30,
)


@settings(max_examples=300, deadline=None)
@given(LINES)
def test_sections_nest_and_stand_in_order(made, lines):
    report = made(*lines)
    found = outline(report)
    sections = found.sections
    assert (sections[0].parent, sections[0].level, sections[0].start) == (-1, 0, 0)
    for at, section in enumerate(sections):
        assert section.index == at
        assert section.start <= section.body <= section.end <= len(report.text)
        assert section.parent < at
        if at:
            assert sections[at - 1].start <= section.start
            assert section.heading
        if section.parent > 0:
            parent = sections[section.parent]
            assert section.level == parent.level + 1
            assert parent.body <= section.start
            assert section.end <= parent.end
        if not section.declared and section.parent >= 0:
            assert section.role is sections[section.parent].role


@settings(max_examples=100, deadline=None)
@given(LINES)
def test_every_place_lies_in_the_deepest_section_that_holds_it(made, lines):
    report = made(*lines)
    found = outline(report)
    for offset in range(0, len(report.text), 7):
        section = found.at(offset)
        holding = [s for s in found.sections if s.start <= offset < s.end]
        assert section is (holding[-1] if holding else found.sections[0])
        assert all(s.start <= offset for s in found.path(section))


def test_a_reply_quotes_until_it_answers(made):
    parts = [
        line
        for n in range(1, 4)
        for line in (
            f"#2 Recommendation {n}: Better lamps",
            "p Lamps should be fitted on every quay. They should:",
            "- be lit at dusk;",
            "p The harbour masters should also report each year.",
            "p The Government accepts this recommendation and has bought lamps.",
            "p It will buy more.",
        )
    ]
    found = outline(report := made("#1 Introduction", TEXT, *parts))
    assert found.at(report.text.index("also report")).role is Role.RECOMMENDATIONS
    assert found.at(report.text.index("has bought")).role is Role.OTHER
    assert found.at(report.text.index("will buy")).role is Role.OTHER


def test_a_title_below_a_boxed_label_is_part_of_it(made):
    report = made(
        "#1 Staffing",
        TEXT,
        "#2 Recommendation 3",
        "#3 Partnerships",
        "p The council should appoint a lead by June.",
        "p The rest of the chapter goes on about staff.",
    )
    found = outline(report)
    assert found.at(report.text.index("appoint")).role is Role.RECOMMENDATIONS
    assert found.at(report.text.index("goes on")).heading == "Staffing"


def test_a_topic_is_no_box(made):
    found = outline(report := made("#1 Skills", TEXT, "#2 The skills challenge", TEXT, "p More of it."))
    assert found.at(report.text.index("More of")).heading == "The skills challenge"


@pytest.mark.parametrize("heading", ["Partnerships", "Background", "Training activities", "Results"])
@pytest.mark.parametrize(
    ("over", "role"), [("Recommendations", Role.RECOMMENDATIONS), ("Conclusions", Role.CONCLUSIONS)]
)
def test_topics_under_recommendations_and_conclusions_keep_the_role(made, over, role, heading):
    found = outline(report := made(f"#1 {over}", TEXT, f"#2 {heading}", "p The lamps stood unlit."))
    assert found.at(report.text.index("unlit")).role is role


def test_all_that_follows_an_annex_is_annex_up_to_the_sources(made):
    body = [TEXT] * 3
    report = made(
        "#1 Results",
        *body,
        *body,
        "#1 Annex 2: Agenda",
        "#1 Introduction",
        "p A word of welcome.",
        "#1 Recommendations",
        "p Ports should share lamps.",
        "#1 References",
        "p Ostrova, A. (2011) Lamps.",
    )
    found = outline(report)
    assert found.at(report.text.index("of welcome")).role is Role.ANNEX
    assert found.at(report.text.index("share lamps")).role is Role.RECOMMENDATIONS
    assert found.at(report.text.index("Ostrova")).role is Role.REFERENCES
    assert found.at(report.text.index("Ostrova")).parent == -1


def test_a_glossary_holds_no_chapters(made):
    found = outline(report := made("#1 Acronyms", TEXT, "#2 Summary of the year", "p The lamps were lit."))
    assert found.at(report.text.index("were lit")).parent == -1


def test_a_list_of_sources_ends_where_prose_begins(made):
    sources = ["p Ostrova, A. (2011) Lamps. Harbour Press.", "p Brandt, U. (2012) Quays, pp. 3-9."]
    prose = "p " + "The crews met the pilots on the quay and spoke of the lamps and of the nets. " * 4
    found = outline(report := made("#1 Method", TEXT, "#2 Reference:", *sources, prose, prose, prose))
    assert found.at(report.text.index("Brandt")).role is Role.REFERENCES
    assert found.at(report.text.index("crews met")).role is Role.METHOD


@pytest.mark.parametrize(
    ("after", "role"),
    [
        (["p The crews were short of nets."], Role.METHOD),
        (["p The crews were short of nets.", "p Nobody came."], Role.METHOD),
        (["p Ministry of Quays, The crews are late. Harbour Press."], Role.REFERENCES),
        (["p The Lamp That Was Lit. Harbour Press: Ostrova."], Role.REFERENCES),
        (["p The crews were told of it.", "p Kehl, O. (2013) Nets, p. 4."], Role.REFERENCES),
        (["p The Harbour Trust, no date."], Role.REFERENCES),
    ],
)
def test_a_short_sentence_ends_a_list_of_sources(made, after, role):
    sources = ["p Ostrova, A. (2011) Lamps. Harbour Press.", "p Brandt, U. (2012) Quays, pp. 3-9."]
    found = outline(report := made("#1 Method", TEXT, "#2 Reference:", *sources, *after))
    assert found.at(report.text.index(after[0][2:])).role is role


def test_a_label_keeps_what_follows_it_in_its_role(made):
    lead = "Conclusion 4. Partnerships. "
    report = made("#1 Conclusions", TEXT, f"p {lead}The two ports share lamps.")
    assert outline(report).at(report.text.index("share lamps")).role is Role.CONCLUSIONS


@pytest.mark.parametrize(
    ("stem", "role"),
    [
        ("The year was hard. Other challenges include the following:", Role.CHALLENGES),
        ("Several key lessons were drawn:", Role.LESSONS),
        ("The year was hard. Lessons learned include the following:", Role.LESSONS),
        ("The review makes the following recommendations:", Role.RECOMMENDATIONS),
        ("The ports did much to address these challenges:", Role.OTHER),
        ("The ports have three boats:", Role.OTHER),
        ("In total, the following challenges were met:", Role.CHALLENGES),
        ("The Town Council makes the following recommendations:", Role.RECOMMENDATIONS),
        ("Togo faces several key challenges:", Role.CHALLENGES),
        ("The main challenges were addressed by:", Role.OTHER),
        ("The recommendations were implemented as follows:", Role.OTHER),
    ],
)
def test_a_last_sentence_that_names_its_list_rules_it(made, stem, role):
    report = made(
        "#1 Ports", TEXT, f"p {stem}", "- lamps without oil;", "- crews on shore.", "p So it went on."
    )
    found = outline(report)
    assert found.at(report.text.index("without oil")).role is role
    assert found.at(report.text.index("on shore")).role is role
    assert found.at(report.text.index("So it went")).heading == "Ports"
    assert found.at(report.text.index("Ports") + 8).heading == "Ports"


def test_the_title_of_a_figure_is_no_section(made):
    report = made("#1 Results", TEXT, "p Figure 4", "#2 Mozambique", "p The lamps were lit.")
    assert outline(report).at(report.text.index("were lit")).heading == "Results"


def test_an_introduction_holds_no_recommendations(made):
    found = outline(
        report := made("#1 Introduction", TEXT, "#2 Recommendation 1: Lamps", "p Light the lamps.")
    )
    assert found.at(report.text.index("Light the")).parent == -1


def test_a_box_between_counted_paragraphs_ends_where_they_go_on(made):
    counted = [f"p {n}. {TEXT}" for n in range(1, 20)]
    box = ["#1 Mozambique", "p The share of lamps lit rose by half."]
    parts = [
        "#2 Lamps",
        *counted[:12],
        "#2 Quays",
        *counted[12:15],
        *box,
        *counted[15:17],
        "#2 Nets",
        *counted[17:],
    ]
    found = outline(report := made("#1 Results", *parts))
    assert found.at(report.text.index("rose by half")).heading == "Mozambique"
    assert found.at(report.text.index("16. ")).heading == "Quays"
    assert found.at(report.text.index("19. ")).heading == "Nets"
    assert found.at(report.text.index("19. ")).level == 2


def test_chapters_and_declared_sections_are_no_boxes(made):
    counted = [f"p {n}. {TEXT}" for n in range(1, 20)]
    parts = [
        "#1 3. Conclusions",
        *counted[:15],
        "#1 4. Recommendations",
        "p The panel asks this:",
        *counted[15:],
    ]
    found = outline(report := made(*parts))
    assert found.at(report.text.index("16. ")).role is Role.RECOMMENDATIONS


def test_a_chapter_that_counts_on_ends_an_annex(made):
    parts = [
        "#1 1. Scope",
        TEXT,
        "#1 2. Method",
        TEXT,
        "#1 Annex 2.1 Survey",
        TEXT,
        "#1 3. Results",
        "p Lamps were lit.",
    ]
    found = outline(report := made(*parts))
    assert found.at(report.text.index("were lit")).role is Role.RESULTS


def test_sources_of_an_annex_are_sources(made):
    parts = ["#1 Results", TEXT, TEXT, "#1 Annex 1", TEXT, "#2 References", "p Ostrova, A. (2011) Lamps."]
    found = outline(report := made(*parts))
    assert found.at(report.text.index("Ostrova")).role is Role.REFERENCES


def test_an_annex_may_have_a_line_of_its_own(made):
    parts = ["#1 Results", TEXT, TEXT, "#1 Annex", "#1 List of parties to the talks", "p The pilots of Velm."]
    found = outline(report := made(*parts))
    assert found.at(report.text.index("of Velm")).role is Role.ANNEX


def test_a_label_with_sisters_below_holds_them(made):
    parts = ["#1 Recommendation", "#2 Lamps", "p Light them at dusk.", "#2 Nets", "p Mend them in winter."]
    found = outline(report := made(*parts))
    assert found.at(report.text.index("in winter")).role is Role.RECOMMENDATIONS


def test_a_chapter_after_a_figure_is_a_chapter(made):
    report = made("#1 Results", TEXT, "p Figure 4", "#1 5. Recommendations", "p Light the lamps at dusk.")
    assert outline(report).at(report.text.index("at dusk")).role is Role.RECOMMENDATIONS


def test_a_heading_without_end_is_cut_once_for_all_that_repeat_it(made):
    found = outline(made("#1 2. " + "Lamps for the harbour " * 9000, TEXT, "#2 Oil", TEXT))
    assert found.sections[1].heading == ("Lamps for the harbour " * 20)[:300].rstrip()
    assert found.heading_path(found.sections[2]) == f"{found.sections[1].heading} > Oil"


def test_a_lead_without_end_is_cut_as_well(made):
    lead = "Boat" + "s" * 900 + "."
    report = made("#1 Ports", f"p {lead} They are old.")
    told = replace(report, blocks=(report.blocks[0], replace(report.blocks[1], lead=len(lead))))
    assert outline(told).sections[2].heading == lead[:300]


def test_an_item_without_marker_takes_none_of_its_sisters_along(made):
    items = [
        "i Challenges:",
        "- • lamps without oil",
        "i Boats:",
        "i two in the north",
        "i Challenges:",
        "i Nets",
    ]
    found = outline(report := made("#1 Ports", *items))
    assert found.at(report.text.index("without oil")).heading == "Challenges"
    assert [section.heading for section in found.sections] == ["", "Ports", "Challenges"]
    assert found.at(report.text.index("in the north")).heading == "Ports"


@pytest.mark.parametrize(
    "lines",
    [
        ("p Port {} has the following challenges:", "- no oil;"),
        ("- {}. has the following challenges:", "- • no oil;"),
        ("i Port {} has the following challenges:", "- • no oil;"),
        ("i Port {} has the following challenges:",),
    ],
)
def test_many_lead_ins_take_no_longer_than_they_are_many(made, lines):
    def seconds(count):
        report = made("#1 Ports", *(line.format(n) for n in range(count) for line in lines))
        before = time.process_time()
        found = list(run_ins(report, frozenset((0,))))
        assert len(found) == (count if len(lines) > 1 else 0)
        return time.process_time() - before

    seconds(10)
    assert seconds(6000) < 3 * seconds(3000) + 0.1


@pytest.mark.parametrize("lines", [("- b) Boats of the harbour",), ("- a) Boats", "- 1) Oars")])
def test_titles_among_items_take_no_longer_than_they_are_many(made, lines):
    def seconds(count):
        report = made("#1 Ports", *(line for _ in range(count) for line in lines))
        before = time.process_time()
        list(run_ins(report, frozenset((0,))))
        return time.process_time() - before

    seconds(10)
    assert seconds(4000) < 3 * seconds(2000) + 0.1


def test_a_counted_paragraph_that_is_set_off_rules_its_list_alone(made):
    counted = [f"p {n}. {TEXT}" for n in range(1, 20)]
    stem = ["#2 16. Current challenges:", "- lamps without oil;", "- crews on shore."]
    after = ["p 17. The ports now share lamps.", *counted[17:]]
    found = outline(report := made("#1 Ports", *counted[:8], "#2 Quays", *counted[8:15], *stem, *after))
    assert found.at(report.text.index("without oil")).role is Role.CHALLENGES
    assert found.at(report.text.index("now share")).role is Role.OTHER


def test_a_numbered_heading_with_a_colon_holds_all_its_text(made):
    found = outline(
        report := made("#1 1. Ports:", TEXT, "#1 2. Challenges:", TEXT, "p The lamps had no oil.")
    )
    assert found.at(report.text.index("no oil")).role is Role.CHALLENGES
