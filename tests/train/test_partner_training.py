"""Training of the partner models on small reports written here."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from reportminer.annotations import Document, Mention, Partner, Unit, text_hash, write_documents
from reportminer.errors import SettingsError
from reportminer.tag.partners import PartnerTagger
from reportminer.tag.partners.classifier import from_json
from reportminer.tag.partners.features import Reading, name_of
from reportminer.train.partner_cases import Case, Example, MentionRow, examples
from reportminer.train.partner_fit import (
    MUTE,
    Heard,
    fit_mentions,
    mention_weights,
    scored_case,
    table,
)
from reportminer.train.partner_gold import mention_digest
from reportminer.train.partner_odds import HeldOut, load, save
from reportminer.train.partners import Limits, Sources, cases, counts, f1, held_out, make, role_accuracy

TOWNS = ("Arlow", "Brent", "Carse", "Dunmore", "Eskby", "Farrow")


def text(town: str) -> str:
    return (
        f"# {town} ferry review\n\n"
        f"The work was done in partnership with the {town} Harbour Trust and {town} Council. "
        f"It was funded by the {town} Foundation.\n\n"
        f"According to the {town} Daily Gazette, storms are frequent. "
        f"The {town} Weather Bureau reported three of them, see the study by {town} University.\n"
    )


def annotation(town: str) -> dict[str, object]:
    partners = [
        (f"{town} Harbour Trust", "lead"),
        (f"{town} Council", "government"),
        (f"{town} Foundation", "funder"),
    ]
    named = [{"name": name, "aliases": [], "roles": [role]} for name, role in partners]
    return {"source": f"{town.lower()}_review.md", "partners": named}


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Sources:
    folder = tmp_path_factory.mktemp("partners")
    for town in TOWNS:
        (folder / f"{town.lower()}_review.md").write_text(text(town), encoding="utf-8")
        (folder / f"{town.lower()}.json").write_text(json.dumps(annotation(town)), encoding="utf-8")
    return Sources(gold=(folder,), reports=(folder,))


def test_what_holds_in_every_town_is_learnt_for_a_town_not_seen(sources: Sources) -> None:
    judged = held_out(cases(sources), 3)
    assert len(judged) == len(TOWNS)
    assert f1(counts(judged, 0.5)) > 0.9
    assert role_accuracy(judged, 0.5) >= 2 / 3


def test_the_same_data_gives_the_same_file_and_the_tagger_takes_it(sources: Sources, tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    for folder in (one, two):
        folder.mkdir()
        make(sources, folder, Limits(0.4))
    first = (one / "classifier.json").read_bytes()
    assert first == (two / "classifier.json").read_bytes()
    models = from_json(json.loads(first))
    assert models.threshold == 0.4
    assert {"funder", "government", "lead"} <= set(models.roles)
    PartnerTagger(models)


def heard_of(found: list[Case], sure: float) -> HeldOut:
    """A reader that says what is right, as surely as told."""
    rows = [[[sure if e.right else -sure, *[0.0] * 10] for e in examples(case)] for case in found]
    return HeldOut(tuple(np.array(odds, np.float32).reshape(-1, 11) for odds in rows), "a" * 64)


def test_a_reader_that_knows_is_believed_and_one_that_says_nothing_changes_nothing(sources: Sources) -> None:
    found = cases(sources)
    alone = counts(held_out(found, 3), 0.5)
    knows = held_out(found, 3, Heard(heard_of(found, 3.0).cases, "a" * 64))
    silent = held_out(found, 3, Heard(heard_of(found, 0.0).cases, "a" * 64))
    assert f1(counts(knows, 0.5)) == 1
    assert f1(counts(silent, 0.5)) == pytest.approx(f1(alone), abs=0.1)


def test_the_last_word_is_written_beside_the_classifier(sources: Sources, tmp_path: Path) -> None:
    found = cases(sources)
    save(tmp_path / "odds.npz", found, heard_of(found, 3.0))
    (tmp_path / "reader.json").write_text(json.dumps({"sha256": "b" * 64}), encoding="utf-8")
    with pytest.raises(SettingsError, match="not of the reader"):
        make(sources, tmp_path, Limits(0.4, 0.45), tmp_path / "odds.npz")
    (tmp_path / "reader.json").write_text(json.dumps({"sha256": "a" * 64}), encoding="utf-8")
    make(sources, tmp_path, Limits(0.4, 0.45), tmp_path / "odds.npz")
    models = from_json(json.loads((tmp_path / "classifier.json").read_text(encoding="utf-8")))
    assert models.threshold == 0.4
    assert models.read is not None
    assert (models.read.threshold, models.read.reader_sha256) == (0.45, "a" * 64)
    assert models.read.probability(0.0, 3.0) > 0.5 > models.read.probability(0.0, -3.0)


def partly(town: str, judged: list[str], marked: str = "") -> Document:
    """A record of which only sentences that begin so were judged, and one name was marked as a partner."""
    words = text(town)
    spans = [(words.index(first), words.index(".", words.index(first)) + 1) for first in judged]
    at = words.index(marked)
    known = Document(town.lower(), f"{town.lower()}_review.md", text_hash(words), text=words)
    return replace(
        known,
        segments=tuple(Unit(*span, words[slice(*span)]) for span in spans),
        partners=(Partner("p1", marked),) if marked else (),
        mentions=(Mention("p1", at, at + len(marked), marked),) if marked else (),
    )


def asked(folder: Path, record: Document) -> list[dict[str, bool]]:
    """The names that a record teaches, by case, and whether each is a partner."""
    write_documents(folder / "own.jsonl", [record], inline=True)
    found = cases(Sources(written=((folder / "own.jsonl", folder),)))
    return [{name_of(case.reading.bodies[e.body]): e.right for e in examples(case)} for case in found]


def test_of_a_partly_judged_report_only_what_was_judged_teaches(tmp_path: Path) -> None:
    record = partly("Arlow", ["The work was", "According to"], "Arlow Harbour Trust")
    (taught,) = asked(tmp_path, record)
    assert taught == {"Arlow Harbour Trust": True, "Arlow Council": False, "Arlow Daily Gazette": False}


def test_a_sentence_with_a_mark_was_looked_at(tmp_path: Path) -> None:
    (taught,) = asked(tmp_path, partly("Arlow", ["According to"], "Arlow Foundation"))
    assert taught == {"Arlow Foundation": True, "Arlow Daily Gazette": False}


def test_who_judged_segments_and_marked_nobody_has_not_said_that_nobody_is_a_partner(tmp_path: Path) -> None:
    assert asked(tmp_path, partly("Arlow", ["The work was"])) == []


def test_what_a_reader_said_of_other_bodies_is_refused(sources: Sources, tmp_path: Path) -> None:
    found = cases(sources)
    save(tmp_path / "odds.npz", found, heard_of(found, 3.0))
    assert load(tmp_path / "odds.npz", found).reader == "a" * 64
    with pytest.raises(SettingsError, match="other bodies"):
        load(tmp_path / "odds.npz", found[::-1])
    with pytest.raises(SettingsError, match="cannot be used"):
        load(tmp_path / "odds.npz", [*found, *found])
    (tmp_path / "odds.npz").write_bytes(b"no archive")
    with pytest.raises(SettingsError, match="cannot be used") as caught:
        load(tmp_path / "odds.npz", found)
    assert caught.value.hint


DOOR = "The {} Harbour Trust has a red door near the quay, painted by hand in spring."


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Sources:
    """The same towns, where the trust is named once more for nothing, which was said."""
    folder = tmp_path_factory.mktemp("shown")
    told = {}
    for town in TOWNS:
        file, trust, door = f"{town.lower()}_review.md", f"{town} Harbour Trust", DOOR.format(town)
        (folder / file).write_text(f"{text(town)}\n{door}\n", encoding="utf-8")
        (folder / f"{town.lower()}.json").write_text(json.dumps(annotation(town)), encoding="utf-8")
        joined = f"The work was done in partnership with the {trust} and {town} Council."
        told[file] = {mention_digest(joined, trust): 1, mention_digest(door, trust): 0}
    (folder / "shown.json").write_text(json.dumps(told), encoding="utf-8")
    return Sources(gold=(folder,), reports=(folder,), shown=folder / "shown.json")


def scores_of_trust(found: list[Case]) -> list[float]:
    """What a mention model that learnt from all says of the two places of the first town's trust."""
    data = table(found)
    case = scored_case(data, 0, fit_mentions(data, range(len(found))))
    (trust,) = (body for body in case.reading.bodies if "Arlow Harbour Trust" in body.names)
    return [case.reading.scores[mention.name.start] for mention in trust.mentions]


def test_a_mention_that_shows_nothing_teaches_nothing_of_partners(marked: Sources) -> None:
    joined, door = scores_of_trust(cases(marked))
    taken, unmarked = scores_of_trust(cases(Sources(gold=marked.gold, reports=marked.reports)))
    assert joined > 0 > door
    assert taken > 0 < unmarked


def row(example: int, shows: float | None, *, judged: bool = True) -> MentionRow:
    return MentionRow(example, judged, 0, [], shows)


def test_of_a_partner_what_was_said_to_show_it_counts_and_no_more_for_being_said_often() -> None:
    case = Case("a", "a", frozenset(), (), (), (), Reading([], [], {}, {}, {}, {}, frozenset(), ""))
    own = [Example(0, True, frozenset({0})), Example(1, False, frozenset()), Example(2, True, frozenset({1}))]
    said = [row(0, 1.0), row(0, 0.0), row(0, 0.5), row(0, None), row(0, 1.0, judged=False)]
    plain = [row(1, None)] * 4 + [row(-1, None)]
    hinted = [row(2, 0.5), row(2, None), row(2, 1.0, judged=False)]
    found = mention_weights(case, said + plain + hinted, own).tolist()
    assert found[:5] == pytest.approx([2**-0.5, MUTE * 2**-0.5, 0, 0, 0])
    assert found[5:10] == pytest.approx([0.5] * 4 + [0])
    assert found[10:] == pytest.approx([2**-0.5] * 2 + [0])
