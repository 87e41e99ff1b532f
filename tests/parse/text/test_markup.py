"""Markdown, and the Markdown that converters leave in text files."""

import pytest

from reportminer.labels import BlockKind


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("It was **very** hard to *get* there.", "It was very hard to get there."),
        ("See [the annex](https://example.org/a_(1)) for __all__ of it.", None),
        ("See [the annex](https://example.org/annex) now.", "See the annex now."),
        ("Costs* rose by 5 * 3 per cent.", "Costs* rose by 5 * 3 per cent."),
        ("The file snake_case_name.txt was lost.", "The file snake_case_name.txt was lost."),
        ("Tom &amp; Ada paid 5&nbsp;pounds.", "Tom & Ada paid 5 pounds."),
        ("***Trust*** took years.", "Trust took years."),
    ],
)
def test_marks_inside_lines(read, raw, plain):
    text = read(raw).text
    assert text == plain if plain else "**" not in text


def test_markdown_only_marks(read):
    report = read("Use `make` and <b>bold</b>, \\*not\\* ~~old~~ <https://example.org>.", kind="markdown")
    assert report.text == "Use make and bold , *not* old https://example.org."


def test_emphasis_over_two_lines(read):
    text = "**Charities say how they work together,\nwhat helps them and what does not**\n\nWe asked forty.\n"
    report = read(text)
    assert report.blocks[0].bold
    assert report.text.startswith("Charities say how they work together, what helps them and what does not\n")


def test_headings_by_markup(read):
    text = "# The year\n\nMain part\n=========\n\nSmaller\n-------\n\n### Deep ###\n\nA line stands here.\n"
    report = read(text, kind="markdown")
    heads = [(report.text[b.start : b.end], b.level) for b in report.blocks if b.kind is BlockKind.HEADING]
    assert heads == [("The year", 1), ("Main part", 1), ("Smaller", 2), ("Deep", 3)]


def test_rules_are_no_text(shown):
    assert shown("One paragraph stands here.\n\n---\n\n* * *\n\nAnother stands here.\n", "markdown") == [
        ("paragraph", "One paragraph stands here."),
        ("paragraph", "Another stands here."),
    ]


def test_quotes_lose_their_mark(shown):
    assert shown("> We were never asked what\n> we needed.\n", "markdown") == [
        ("paragraph", "We were never asked what we needed.")
    ]


def test_code_is_kept_apart_and_an_open_fence_is_text(shown):
    closed = shown("Before it.\n\n```sh\nrm -r old\n```\n\nAfter it.\n", "markdown")
    assert closed == [("paragraph", "Before it."), ("figure", "rm -r old"), ("paragraph", "After it.")]
    opened = shown("```\nThe staff were tired by then.\n\nThey said so.\n", "markdown")
    assert ("paragraph", "They said so.") in opened


def test_front_matter_gives_properties(read):
    report = read(
        '---\ntitle: "Wells: a review"\nauthor: A. Person\n---\n\nThe wells were dug.\n', kind="markdown"
    )
    assert report.properties == {"title": "Wells: a review", "author": "A. Person"}
    assert report.text == "The wells were dug."


def test_a_rule_at_the_top_is_no_front_matter(read):
    assert "kept" in read("---\nThis line is kept.\n---\n", kind="markdown").text


def test_front_matter_may_hold_lists_longer_values_and_comments(read):
    head = "# made by hand\ntitle: Wells\ntags:\n- water\n- repair\nabstract: >\n  Forty wells\n\n  were dug."
    report = read(f"---\n{head}\n---\n\nThe wells were dug.\n", kind="markdown")
    assert report.properties["title"] == "Wells"
    assert report.text == "The wells were dug."


def test_text_between_rules_is_no_front_matter(read):
    text = "On the wells of the plain\nChallenges: Rain came late.\nThe pumps were to be mended first."
    report = read(f"---\n{text}\n---\n\nThe wells were dug.\n")
    assert "Rain came late." in report.text
    assert "The pumps were to be mended first." in report.text
    assert report.properties == {}


def test_strong_words_at_the_beginning_are_a_lead(read):
    report = read("- **Start small.** The first year had one school in it.\n\nPlain **bold** words inside.\n")
    item, paragraph = report.blocks
    assert report.text[item.start : item.start + item.lead] == "- Start small."
    assert paragraph.lead == 0


def test_comments_over_several_lines_are_no_text(shown):
    text = (
        "# Year\n\n<!--\nThe crews must go.\n\nAll of them. -->\nThe nets were dry.\n\n"
        "He <!-- who\nis it? --> sold.\n"
    )
    assert shown(text, "markdown") == [
        ("heading", "Year"),
        ("paragraph", "The nets were dry."),
        ("paragraph", "He sold."),
    ]
    opened = "<!-- a\n\nThe nets were dry.\n\n<!-- b\n"
    assert ("paragraph", "The nets were dry.") in shown(opened, "markdown")
    assert ("paragraph", "The crews must go.") in shown(text)


def test_folds_leave_no_tags(shown):
    text = "<details>\n<summary>More</summary>\n\nThe nets were dry.\n\n</details>\n"
    assert [text for _, text in shown(text, "markdown")] == ["More", "The nets were dry."]


def test_footnotes_of_markdown(shown):
    text = (
        "Nets dried[^1] in sheds[^12], not[^why].\n\n[^1]: Most\nof them.\n[^12]: See the\n\n    annex.\n"
        "[^why]: Rain.\n\nThe end came soon.\n"
    )
    assert shown(text, "markdown") == [
        ("paragraph", "Nets dried¹ in sheds¹², not."),
        ("footnote", "1 Most of them."),
        ("footnote", "12 See the annex."),
        ("footnote", "Rain."),
        ("paragraph", "The end came soon."),
    ]
    assert not any(kind == "footnote" for kind, _ in shown(text))


def test_words_between_fences_are_told_of(read):
    assert read("Before it.\n\n```\nAll nets torn.\n```\n").warnings == (
        "3 words between code fences were taken for a figure",
    )
