"""What recurs at the edges of pages, and what only seems to."""

from reportminer.labels import BlockKind

from .conftest import read

PROSE = (
    "The harbour board met the boat owners each spring and noted what the winter had broken. "
    "Repairs were shared out by lot, and nobody paid twice for the same mooring. "
)


def texts(report, kind):
    return [report.text[b.start : b.end] for b in report.blocks if b.kind is kind]


def test_numbered_titles_at_the_head_of_pages_are_no_page_numbers(typeset):
    pages = "\n#pagebreak()\n".join(
        f"#text(14pt)[*RECOMMENDATION {n}.*]\n\n{PROSE * 4}Quay {'abcdef'[n]} waits." for n in range(1, 6)
    )
    foot = "footer: context [Harbours of the bay #(here().page() + 40)]"
    report = read(typeset(f"#set page({foot})\n{pages}"))
    assert texts(report, BlockKind.HEADER) == []
    assert texts(report, BlockKind.FOOTER) == [f"Harbours of the bay {n}" for n in range(41, 46)]


def test_a_page_has_one_counter(typeset):
    pages = "\n#pagebreak()\n".join(
        f"*Winter {n} of the bay*\n\n{PROSE * 4}Quay {'abcdef'[n]} waits." for n in range(1, 6)
    )
    foot = "footer: context [Harbours of the bay #(here().page() + 40)]"
    report = read(typeset(f"#set page({foot})\n{pages}"))
    assert texts(report, BlockKind.HEADER) == []


def test_a_line_that_other_footers_go_on_from_is_a_footer(typeset):
    foot = "footer: context align(right, if here().page() == 1 [June 2019] else [June 2019June 2018])"
    pages = "\n#pagebreak()\n".join(f"{PROSE * 4}Quay {letter} waits." for letter in "abcde")
    report = read(typeset(f"#set page({foot})\n{pages}"))
    assert texts(report, BlockKind.FOOTER) == ["June 2019"] + ["June 2019June 2018"] * 4
