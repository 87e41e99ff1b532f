"""Lint finds what was planted, and nothing in a corpus without it."""

import json
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from reportminer.annotations import About, Document, NearMiss, Partner, SectionRole, Split, write_documents
from reportminer.errors import AnnotationError, SettingsError
from reportminer.evaluate.lint import LintSettings, lint
from reportminer.evaluate.lint.corpus import Corpus, words_of
from reportminer.evaluate.lint.counts import row
from reportminer.evaluate.lint.duplicates import near_duplicates
from reportminer.evaluate.names import is_generic
from reportminer.labels import Role

Make = Callable[..., Document]
SYLLABLES = ["ba", "ke", "lo", "mi", "nu", "ra", "se", "ti", "vo", "zu"]


def babble(seed: int, count: int, size: int = 9) -> list[str]:
    """Sentences of made-up words that have nothing in common but chance."""
    chance = random.Random(seed)
    words = ["".join(chance.choice(SYLLABLES) for _ in range(3)) for _ in range(count * size)]
    return [" ".join(words[at : at + size]).capitalize() + "." for at in range(0, len(words), size)]


def corpus(record: Make, planted: dict[str, str], reports: int = 5) -> list[Document]:
    """Reports of babble, each with the planted sentences, whose `@` becomes the report's own words."""
    made = []
    for at in range(reports):
        own = iter(babble(100 + at, 50, 3))
        text = {sentence: "" for sentence in babble(at, 200)}
        text |= {
            words.replace("@", next(own).rstrip(".").lower()): letters for words, letters in planted.items()
        }
        made.append(record(text, f"r{at}"))
    return made


def test_nothing_is_found_where_nothing_is(record: Make) -> None:
    found = lint(corpus(record, {}), LintSettings())
    assert (found.duplicates, found.leaks, found.phrases, found.splits, found.faults) == ([], [], [], [], [])


def test_a_sentence_told_twice_is_found_across_reports_though_numbers_differ(record: Make) -> None:
    one = record({"In 2009 the two clinics lost 41 nurses to the capital.": "C", "Rain fell.": ""}, "one")
    two = record({"In 2014 the two clinics lost 7 nurses to the capital city.": "", "Rain fell.": ""}, "two")
    (pair,) = lint([two, one], LintSettings()).duplicates
    assert (pair.first.report, pair.second.report) == ("one", "two")
    assert pair.alike == pytest.approx(9 / 10)
    assert lint([one], LintSettings()).duplicates == []


def test_near_duplicates_are_those_of_plain_comparison(record: Make) -> None:
    chance = random.Random(9)
    words = ["dam", "well", "pump", "road"]
    made = [
        record(
            {" ".join(chance.choice(words) for _ in range(7)) + f" {name}{at}.": "" for at in range(12)}, name
        )
        for name in ("a", "b", "c")
    ]
    sentences = Corpus.of(made).sentences
    runs = [{s.words[at : at + 3] for at in range(len(s.words) - 2)} for s in sentences]
    wanted = {
        (sentences[i].text, sentences[j].text)
        for i in range(len(sentences))
        for j in range(i + 1, len(sentences))
        if sentences[i].report != sentences[j].report
        and len(runs[i] & runs[j]) / len(runs[i] | runs[j]) >= 0.4
    }
    found = near_duplicates(sentences, 0.4)
    assert {(pair.first.text, pair.second.text) for pair in found} == wanted
    assert wanted


def test_a_word_that_gives_a_label_away_is_found_and_one_that_does_not_is_not(record: Make) -> None:
    documents = corpus(
        record,
        {"Alas, @ failed.": "C", "Alas, @ broke too.": "C", "However, @ ran.": "L", "However, @ came.": ""},
    )
    found = lint(documents, LintSettings())
    assert {(leak.words, str(leak.label), leak.sentences, leak.reports) for leak in found.leaks} == {
        ("alas", "CHALLENGE", 10, 5)
    }
    assert found.leaks[0].recall == 1
    leaning = {str(lean.label): lean.words for lean in reversed(found.leans)}
    assert leaning["CHALLENGE"] == "alas"
    assert lint(documents, LintSettings(occurrences=11)).leaks == []


def test_a_phrase_in_many_reports_is_found_once_and_names_are_not(record: Make) -> None:
    planted = {
        "@ sat under the jackfruit tree weeping for @.": "",
        "@ of the Kiwele Banda Sisters Guild for @.": "",
    }
    found = lint(corpus(record, planted), LintSettings())
    assert [(p.words, p.reports) for p in found.phrases] == [("sat under the jackfruit tree weeping for", 5)]
    assert found.phrases[0].expected < 0.01
    assert lint(corpus(record, planted, 3), LintSettings()).phrases == []


def test_counts_and_the_share_outside_declared_sections_by_hand(record: Make) -> None:
    document = record({"Rain cut roads.": "C", "Start early.": "R", "Trust grew.": "L", "We met.": ""})
    end = len(document.text)
    late = document.text.index("Start")
    document = replace(
        document,
        near_misses=(NearMiss("n1", end - 7, end, "We met."),),
        sections=(
            SectionRole(0, end, "", Role.CHALLENGES),
            SectionRole(late, end, "", Role.RESULTS, level=2),
        ),
    )
    counted = row("x", [document])
    assert dict(counted.labels) == {"CHALLENGE": 1, "LESSON": 1, "RECOMMENDATION": 1}
    assert (counted.near_misses, counted.words) == (1, 9)
    assert counted.outside == pytest.approx(2 / 3)
    assert lint([document], LintSettings()).faults == [
        "67% of labels stand outside declared sections, not 75%",
        "1 near misses for 3 labels",
    ]


def test_an_organisation_on_both_sides_of_the_split_is_a_fault(record: Make) -> None:
    def about(document: Document, organisation: str, genre: str, split: Split) -> Document:
        return replace(document, about=About(organisation=organisation, genre=genre, split=split))

    documents = [
        about(record({"One.": ""}, "a"), "Quay Trust", "brief", Split.TRAIN),
        about(record({"Two.": ""}, "b"), "Quay Trust", "blog", Split.TEST),
        about(record({"Three.": ""}, "c"), "Hill Trust", "brief", Split.DEVELOPMENT),
    ]
    assert lint(documents, LintSettings()).splits == ["organisation Quay Trust"]
    assert [r.name for r in lint(documents, LintSettings()).tables["split"]] == [
        "development",
        "test",
        "train",
    ]


def test_a_partner_by_any_name_on_both_sides_is_a_fault_but_no_short_form(record: Make) -> None:
    def of(name: str, split: Split, *partners: Partner) -> Document:
        return replace(record({f"{name}.": ""}, name, partners), about=About(split=split))

    documents = [
        of("a", Split.TRAIN, Partner("p1", "World Seed Programme", ("WSP", "the Council"))),
        of("b", Split.TEST, Partner("p1", "wsp"), Partner("p2", "Ilo Town Council", ("The Council",))),
    ]
    assert lint(documents, LintSettings()).splits == ["organisation wsp"]
    assert lint(documents, LintSettings(shared=("WSP",))).splits == []


def test_names_of_parts_are_whole_at_80_columns(
    record: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from typer.testing import CliRunner

    from reportminer.cli import app

    monkeypatch.setenv("COLUMNS", "80")
    about = About(genre="university_community_research_partnership", split=Split.DEVELOPMENT)
    made = [replace(d, about=about) for d in corpus(record, {})]
    write_documents(tmp_path / "a.jsonl", made, inline=True)
    shown = CliRunner().invoke(app, ["annotations", "lint", str(tmp_path / "a.jsonl")]).output
    assert "development" in shown
    assert "university community research" in shown
    splits = tmp_path / "splits.yaml"
    splits.write_text("train: [a]\n")
    wrong = CliRunner().invoke(app, ["annotations", "lint", str(tmp_path), "--splits", str(splits)])
    assert isinstance(wrong.exception, AnnotationError)
    splits.write_text("shared: [WSP]\n")
    good = CliRunner().invoke(app, ["annotations", "lint", str(tmp_path), "--splits", str(splits)])
    assert good.exit_code == 0, good.output


def test_generic_names_name_a_kind_of_body_alone() -> None:
    assert all(map(is_generic, ("the Trust", "The District Council", "ministry", "University-Library")))
    assert not any(map(is_generic, ("UNFPA", "Ministry of Health", "Kesh Lamp Trust", "Council of Ilo")))


def test_words_are_lower_case_and_numbers_alike() -> None:
    assert words_of("It’s 1,250 Ménages—don't!") == ("it's", "0", "0", "ménages", "don't")


def test_senseless_settings_and_an_empty_corpus_are_refused() -> None:
    with pytest.raises(SettingsError):
        LintSettings(alike=0)
    with pytest.raises(SettingsError):
        lint([], LintSettings())


def test_the_command_ends_with_1_for_faults_and_0_without(record: Make, tmp_path: Path) -> None:
    from typer.testing import CliRunner

    from reportminer.cli import app

    write_documents(tmp_path / "good.jsonl", corpus(record, {}), inline=True)
    good = CliRunner().invoke(app, ["annotations", "lint", str(tmp_path / "good.jsonl")])
    assert good.exit_code == 0, good.output
    assert "nothing found" in good.output
    bad = corpus(record, {"Alas, @ fell.": "C", "Alas, @ went.": "C"})
    (tmp_path / "bad").mkdir()
    write_documents(tmp_path / "bad" / "a.jsonl", bad[:2], inline=True)
    write_documents(tmp_path / "bad" / "b.jsonl", bad[2:], inline=True)
    shown = CliRunner().invoke(app, ["annotations", "lint", str(tmp_path / "bad")])
    assert shown.exit_code == 1
    assert "fault: 1 words decide a label" in shown.output
    told = CliRunner().invoke(app, ["annotations", "lint", str(tmp_path / "bad"), "--json"])
    assert json.loads(told.output)["leaks"][0]["words"] == "alas"
