"""Suggested themes: what is found, what stays the same, and what is told of how steady it is."""

import random

import pytest

from reportminer.gather.suggest import Suggestions, SuggestSettings, Uncoded, kept_ids, merged, suggest

BOATS = [
    "The ferry broke down twice before the monsoon.",
    "Ferries broke down whenever the engine was old.",
    "An old ferry engine broke down at the pier.",
    "Our ferry broke its engine and stayed at the pier.",
    "The pier was crowded since one ferry broke down.",
]
GOATS = [
    "Goats ate the seedlings of the nursery.",
    "The nursery lost its seedlings to goats.",
    "Seedlings in the nursery were eaten by goats at night.",
    "Goats broke into the nursery for the seedlings.",
    "A fence would keep goats from the nursery seedlings.",
]
ODD = ["A poem was read.", "Two judges disagreed about jam.", "The piano arrived in Lent."]
SETTINGS = SuggestSettings(draws=10)


def uncoded(reports: int = 5) -> list[Uncoded]:
    texts = [*BOATS, *GOATS, *ODD]
    return [Uncoded(f"f{n:02}", f"r{n % reports}", text) for n, text in enumerate(texts)]


def groups(found: Suggestions) -> set[frozenset[str]]:
    return {frozenset(theme.findings) for theme in found.themes}


def test_what_recurs_is_suggested_and_the_rest_is_counted() -> None:
    found = suggest(uncoded(), SETTINGS)
    assert len(found.themes) == 2
    boats, goats = sorted(found.themes, key=lambda theme: theme.findings)
    assert set(boats.findings) <= {f"f{n:02}" for n in range(5)}
    assert set(goats.findings) <= {f"f{n:02}" for n in range(5, 10)}
    assert "ferry" in boats.terms
    assert {"goats", "nursery", "seedlings"} & set(goats.terms)
    assert set(boats.quotes) <= set(BOATS)
    assert found.uncoded == 13
    assert found.covered == len(boats.findings) + len(goats.findings)


def test_what_has_no_term_in_common_is_not_suggested() -> None:
    bland = [
        "It was an important issue.",
        "An issue of importance was identified.",
        "Important issues were found.",
    ]
    found = suggest([Uncoded(f"f{n}", f"r{n}", text) for n, text in enumerate(bland)], SETTINGS)
    assert (found.themes, found.uncoded) == ((), 3)


@pytest.mark.parametrize(
    "texts",
    [
        [
            "Gear went to whoever lived nearest.",
            "Whoever drew the lot kept a net.",
            "Ask whoever has a lamp.",
        ],
        ["Crews feared the new quay.", "Traders feared a levy.", "One widow feared her landlord."],
        ["We visited Quarrel in spring.", "Pupils visited a mill.", "A nurse visited twice."],
    ],
)
def test_an_everyday_word_alone_names_no_theme(texts: list[str]) -> None:
    found = [Uncoded(f"f{n}", f"r{n}", text) for n, text in enumerate(texts)]
    assert suggest(found, SuggestSettings(alike=0.01, draws=0), texts + ODD).themes == ()


def test_an_everyday_word_beside_another_is_a_term() -> None:
    texts = [
        "Ward visits stopped in June.",
        "Nobody paid for ward visits.",
        "The crews asked for ward visits.",
    ]
    found = [Uncoded(f"f{n}", f"r{n}", text) for n, text in enumerate(texts)]
    (theme,) = suggest(found, SuggestSettings(alike=0.01, draws=0), texts + ODD).themes
    assert theme.terms == ("ward visits",)


def test_a_term_is_none_where_all_findings_hold_it() -> None:
    told = [f"{text} This was in the harbour." for text in (*BOATS, *GOATS, *ODD)]
    found = suggest(
        [Uncoded(f"f{n:02}", f"r{n % 5}", text) for n, text in enumerate(told[:10])], SETTINGS, told
    )
    assert found.themes
    assert all("harbour" not in term for theme in found.themes for term in theme.terms)


def test_a_pair_of_words_stands_for_its_parts() -> None:
    texts = [
        "The hall had no fire doors.",
        "Fire doors were missing in the school.",
        "Nobody paid for fire doors.",
    ]
    (theme,) = suggest(
        [Uncoded(f"f{n}", f"r{n}", text) for n, text in enumerate(texts)], SETTINGS, texts + ODD
    ).themes
    assert theme.terms == ("fire doors",)


def test_a_passage_that_is_two_findings_counts_once_and_is_quoted_once() -> None:
    twice = [Uncoded("f1", "r1", BOATS[0]), Uncoded("f2", "r1", BOATS[0]), Uncoded("f3", "r2", BOATS[1])]
    assert suggest(twice, SETTINGS).themes == ()
    (theme,) = suggest([*twice, Uncoded("f4", "r3", BOATS[2])], SETTINGS).themes
    assert theme.findings == ("f1", "f2", "f3", "f4")
    assert sorted(theme.quotes) == sorted(BOATS[:3])


def test_quotes_are_of_different_reports_first() -> None:
    found = [Uncoded(f"f{n}", "r0" if n < 4 else "r1", text) for n, text in enumerate(BOATS)]
    (theme,) = suggest(found, SuggestSettings(draws=0, quotes=2)).themes
    assert BOATS[4] in theme.quotes
    assert len(theme.quotes) == 2


def test_a_theme_that_hangs_on_one_sample_of_reports_is_not_suggested() -> None:
    every = suggest(uncoded(), SuggestSettings(steady=0.0)).themes
    assert suggest(uncoded(), SuggestSettings(steady=1.01)).themes == ()
    assert all(theme.stability is not None for theme in every)


def test_findings_coded_without_certainty_are_counted_apart() -> None:
    doubtful = [Uncoded(f"g{n}", f"r{n}", text, coded=True) for n, text in enumerate(GOATS)]
    found = suggest([*uncoded(), *doubtful], SETTINGS)
    assert (found.uncoded, found.loose) == (13, 5)


def test_what_one_report_alone_tells_is_not_suggested() -> None:
    assert suggest(uncoded(reports=1), SETTINGS).themes == ()


def test_the_order_of_findings_changes_nothing() -> None:
    shuffled = uncoded()
    random.Random(3).shuffle(shuffled)
    assert suggest(shuffled, SETTINGS) == suggest(uncoded(), SETTINGS)


def test_clear_groups_are_steady() -> None:
    found = suggest(uncoded(), SETTINGS)
    assert found.stability is not None
    assert found.stability >= 0.7
    assert all(theme.stability is not None and 0 <= theme.stability <= 1 for theme in found.themes)


def test_nothing_uncoded_gives_nothing() -> None:
    assert suggest([], SETTINGS) == Suggestions((), 0, 0, None)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_few_findings_are_no_theme(number: int) -> None:
    found = suggest(uncoded()[:number], SETTINGS)
    assert (found.themes, found.uncoded) == ((), number) if number < 3 else found.uncoded == 3


def test_texts_without_words_do_no_harm() -> None:
    found = suggest(
        [Uncoded(f"f{n}", f"r{n}", text) for n, text in enumerate(["", "12", "…", "?"])], SETTINGS
    )
    assert found.uncoded == 4


def test_ids_stay_when_reports_are_added() -> None:
    first = suggest(uncoded(), SETTINGS)
    more = [
        *uncoded(),
        Uncoded("g1", "r8", "No ferry ran while its engine was broken."),
        Uncoded("g2", "r9", "Goats and seedlings do not go together in a nursery."),
        Uncoded("g3", "r9", "The goats came back to the nursery."),
    ]
    before = {theme.theme_id: theme.findings for theme in first.themes}
    second = kept_ids(suggest(more, SETTINGS), before)
    for theme in first.themes:
        same = next(t for t in second.themes if t.theme_id == theme.theme_id)
        assert len(set(same.findings) & set(theme.findings)) * 2 > len(theme.findings)


def test_an_id_is_never_given_to_another_theme() -> None:
    found = suggest(uncoded(), SETTINGS)
    stranger = {found.themes[0].theme_id: ("x1", "x2", "x3")}
    assert found.themes[0].theme_id not in {theme.theme_id for theme in kept_ids(found, stranger).themes}


def test_more_findings_than_are_clustered_join_the_group_they_are_like() -> None:
    many = [Uncoded(f"f{n:03}", f"r{n % 7}", (BOATS + GOATS)[n % 10]) for n in range(120)]
    found = suggest(many, SuggestSettings(most=40, draws=0))
    assert found.uncoded == 120
    assert found.covered == 120
    assert found.stability is None


def test_merged_suggestions_keep_the_first_id_and_count_reports_once() -> None:
    parts = suggest(uncoded(), SETTINGS).themes
    one = merged(parts)
    assert one.theme_id == parts[0].theme_id
    assert set(one.findings) == set(parts[0].findings) | set(parts[1].findings)
    assert one.reports <= 5
    assert one.terms[:2] == (parts[0].terms[0], parts[1].terms[0])
