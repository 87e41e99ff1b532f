"""Contents pages: entries are no narrative, and prose beside them is never taken for entries."""

from reportminer.labels import BlockKind

from .conftest import read

PROSE = """The two offices shared one vehicle from April 2014 to March 2016. Its log was
kept in both of them, and no trip was refused in the wet season of 2015. Drivers were paid
by the ministry until the end of 2014, and by the consortium after that."""


def contents_of(report):
    return [report.text[b.start : b.end] for b in report.blocks if b.kind is BlockKind.CONTENTS]


def narrative_of(report):
    kept = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)
    return " ".join(report.text[b.start : b.end] for b in report.blocks if b.kind in kept)


def entries(leaders: bool) -> str:
    fill = "box(width: 1fr, repeat[ . ])" if leaders else "h(1fr)"
    titles = (
        "Setting out",
        "The two offices",
        "One vehicle",
        "Roads in the rain",
        "What we learnt",
        "Thanks",
    )
    return "\n\n".join(f"{title} #{fill} {page}" for page, title in enumerate(titles, 1))


def test_text_after_the_contents_is_narrative(typeset):
    for leaders in (True, False):
        report = read(typeset(f"= Contents\n\n{entries(leaders)}\n\n= Setting out\n\n{PROSE}\n\n{PROSE}"))
        assert len(contents_of(report)) == 6
        assert narrative_of(report).count("shared one vehicle") == 2


def test_text_in_the_second_column_is_narrative(typeset):
    markup = f"#set page(columns: 2, height: 9cm)\n= Contents\n\n{entries(True)}\n#colbreak()\n{PROSE}"
    report = read(typeset(markup))
    assert len(contents_of(report)) == 6
    assert "no trip was refused" in narrative_of(report)


def test_title_and_text_before_the_contents_are_kept(typeset):
    report = read(typeset(f"#text(20pt)[One vehicle]\n\n{PROSE}\n\n= Contents\n\n{entries(True)}"))
    assert len(contents_of(report)) == 6
    assert "shared one vehicle" in narrative_of(report)


def test_titles_over_two_lines_and_parts_without_page_are_entries(typeset):
    long = "How the two offices and the ministry kept one vehicle on the road through three seasons of rain"
    markup = (
        f"= Contents\n\n{entries(True)}\n\n{long} and longer still #box(width: 1fr, repeat[ . ]) 9\n\nAnnexes"
    )
    held = " ".join(contents_of(read(typeset(markup))))
    assert "through three seasons" in held
    assert held.endswith("Annexes")


def test_a_list_of_chapters_may_go_on_over_pages(typeset):
    first = "\n\n".join(f"{n}.{k} The quay of that port" for n in (1, 2, 3) for k in (1, 2, 3))
    second = "\n\n".join(f"{n}.{k} The lamps of that port" for n in (4, 5, 6) for k in (1, 2, 3))
    report = read(
        typeset(
            f"#text(24pt, weight: 700)[1.2 List of Chapters]\n\n{first}\n#pagebreak()\n{second}\n"
            "#pagebreak()\n"
            f"#text(24pt, weight: 700)[1.3 Overview]\n\n{PROSE}\n#pagebreak()\n{PROSE}"
        )
    )
    assert len(contents_of(report)) == 18
    assert narrative_of(report).count("shared one vehicle") == 2


def test_bullets_behind_a_list_without_numbers_are_no_part_of_it(typeset):
    listed = "\n\n".join(("The quay", "The lamps", "The crews", "What to do"))
    asks = "\n".join(f"- The ministry should pay for {what}" for what in ("ropes", "lamps", "paint", "oars"))
    report = read(
        typeset(
            f"#text(22pt)[Contents]\n\n{listed}\n#pagebreak()\n#text(16pt)[Recommendations]\n\n{asks}\n"
            f"#pagebreak()\n{PROSE}"
        )
    )
    assert not [text for text in contents_of(report) if "ministry" in text]
    assert sum(block.kind is BlockKind.LIST_ITEM for block in report.blocks) == 4
