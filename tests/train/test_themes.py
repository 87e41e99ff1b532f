"""Training the coder: what it learns from, and that parts fit together."""

import json
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from reportminer.annotations.coders import Coders
from reportminer.errors import SettingsError
from reportminer.gather.codebook import load_codebook
from reportminer.gather.features import READ, Passage
from reportminer.gather.learnt import learnt, meaning_of
from reportminer.gather.reader import GRAPH
from reportminer.train.keyed import key_of
from reportminer.train.theme_data import (
    FOLDS,
    REAL,
    Coded,
    Lessons,
    folds_of,
    real,
    reread,
    sentences,
    written,
)
from reportminer.train.theme_odds import ThemeOdds, check_path, held_out, load_odds, save_odds
from reportminer.train.themes import Trainer, blend, meanings_at_hand, ridge

BOOK = load_codebook()
CODES = Path(__file__).parents[2] / "annotations" / "report_codes.json"
AGAIN = CODES.with_name("codes_again.json")
CORPUS = CODES.with_name("corpus.jsonl")
SENTENCES = CODES.with_name("theme_sentences.tsv")


def test_the_model_that_lies_here_was_trained_on_the_codebook_that_ships() -> None:
    model = learnt()
    assert model.reader is not None
    assert model.known == {code.id: meaning_of(code) for code in BOOK.codes}


def test_sentences_written_to_learn_from_are_many_for_each_code_and_none_is_said_twice() -> None:
    found = written(BOOK)
    texts = [passage.text for passage in found.passages]
    assert len(texts) == len(set(texts)) > 800
    assert found.codes.sum(axis=0).min() >= 20
    assert set(found.codes.sum(axis=1).tolist()) == {1, 2}


def test_findings_written_for_the_codes_are_many_and_none_is_said_twice() -> None:
    found = sentences(SENTENCES, BOOK)
    texts = [passage.text for passage in found.passages]
    assert len(texts) == len(set(texts)) == 2550
    assert set(texts).isdisjoint(passage.text for passage in written(BOOK).passages)
    assert found.codes.sum(axis=0).min() >= 80
    assert all(passage.heading for passage in found.passages)


@pytest.mark.parametrize(
    "line",
    ["", "cost_value\tHeading", "\tHeading\tWords.", "nonsense\tHeading\tWords.", "cost_value\ta\tb\tc"],
)
def test_a_line_that_is_no_finding_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "sentences.tsv"
    path.write_text(f"cost_value\tHeading\tIt was dear\u2028and slow.\n{line}\n", "utf-8")
    with pytest.raises(SettingsError, match="line 2"):
        sentences(path, BOOK)
    with pytest.raises(SettingsError, match=r"nowhere\.tsv"):
        sentences(tmp_path / "nowhere.tsv", BOOK)


def test_a_code_of_which_coders_are_of_two_minds_makes_less_sure() -> None:
    draw = np.random.default_rng(1)
    features = draw.normal(size=(400, 2, 1)).astype(np.float32)
    shares = (features[:, :, 0] > 0).astype(np.float32)
    torn = np.where(np.abs(features[:, :, 0]) < 1, np.float32(0.5), shares)
    sure, unsure = blend(features, shares), blend(features, torn)
    assert 0 < unsure.weights[0] < sure.weights[0] / 2


def test_lessons_are_told_apart_by_the_shares_of_their_codes() -> None:
    half = Coded(lessons().coded.passages, lessons().coded.shares / 2, lessons().coded.groups)
    assert Lessons(half, lessons().extra).key != lessons().key


def test_codes_by_key_are_laid_over_the_words_of_reports(tmp_path: Path) -> None:
    paid, road = "Nobody paid the drivers after June.", "The road was cut off."
    segments = [
        {"text": "Challenges", "heading": True},
        {"text": paid, "labels": ["CHALLENGE"]},
        {"text": road, "labels": ["CHALLENGE"]},
        {"text": paid, "labels": []},
    ]
    (tmp_path / "ports_review.json").write_text(json.dumps({"segments": segments}), "utf-8")
    keyed = {"ports_review": {key_of(paid): ["funding_resources"], "0" * 16: ["cost_value"]}}
    (tmp_path / "codes.keys").write_text(json.dumps(keyed), "utf-8")
    found = real([tmp_path], tmp_path / "codes.keys", BOOK)
    assert [(p.text, p.heading) for p in found.passages] == [(paid, "Challenges")]
    assert found.groups == [f"{REAL}ports"]
    assert [BOOK.codes[at].id for at in np.flatnonzero(found.codes[0])] == ["funding_resources"]


def _coders(path: Path, told: dict[str, list[dict[str, float]]]) -> Coders:
    path.write_text(
        json.dumps({"ports_review": {key_of(text): given for text, given in told.items()}}), "utf-8"
    )
    return Coders(path)


def test_what_several_coders_give_is_shared_and_where_they_are_of_two_minds_it_is_open(
    tmp_path: Path,
) -> None:
    paid, road = "Nobody paid the drivers after June.", "The road was cut off."
    coders = _coders(
        tmp_path / "again.keys",
        {
            paid: [{"funding_resources": 1, "cost_value": 0.5}],
            road: [{"crisis_risk": 1}, {"planning_time": 0.5}],
        },
    )
    assert coders.shares("ports_review", key_of(paid), ["funding_resources"]) == {
        "funding_resources": 1.0,
        "cost_value": 0.25,
    }
    assert coders.shares("another", key_of(paid), ["cost_value"]) == {"cost_value": 1.0}
    told = {
        "segments": [{"text": paid, "labels": ["CHALLENGE"]}, {"text": road, "labels": ["CHALLENGE"]}],
    }
    (tmp_path / "ports_review.json").write_text(json.dumps(told), "utf-8")
    first = {"ports_review": {key_of(paid): ["cost_value"], key_of(road): ["planning_time"]}}
    (tmp_path / "codes.keys").write_text(json.dumps(first), "utf-8")
    found = real([tmp_path], tmp_path / "codes.keys", BOOK, coders)
    given = [{BOOK.codes[at].id for at in np.flatnonzero(row)} for row in found.codes]
    unsure = [{BOOK.codes[at].id for at in np.flatnonzero(~row)} for row in found.decided]
    assert given == [{"cost_value"}, set()]  # 3/4; thirds of one and of one and a half
    assert unsure == [{"funding_resources"}, {"planning_time"}]


def test_codes_of_real_reports_are_keys_and_codes_alone() -> None:
    told = json.loads(CODES.read_text("utf-8"))
    known = {code.id for code in BOOK.codes}
    keys = [key for codes in told.values() for key in codes]
    assert len(keys) > 2000
    assert all(len(key) == 16 and set(key) <= set("0123456789abcdef") for key in keys)
    assert {code for codes in told.values() for given in codes.values() for code in given} <= known


def test_what_further_coders_gave_are_keys_codes_and_doubts_alone() -> None:
    told = json.loads(AGAIN.read_text("utf-8"))
    opinions = [coder for codes in told.values() for coders in codes.values() for coder in coders]
    assert len(opinions) > 5000
    assert {code for coder in opinions for code in coder} <= {code.id for code in BOOK.codes}
    assert {share for coder in opinions for share in coder.values()} == {0.5, 1}
    first = json.loads(CODES.read_text("utf-8"))
    first |= {each["id"]: {f["id"] for f in each["findings"]} for each in map(json.loads, CORPUS.open("rb"))}
    assert all(set(given) <= set(first[name]) for name, given in told.items())


def test_no_group_stands_on_both_sides_of_a_fold() -> None:
    groups = [f"g{at % 7}" for at in range(100)]
    folds = folds_of(groups)
    assert set(folds.tolist()) == set(range(FOLDS))
    assert len({(group, fold) for group, fold in zip(groups, folds.tolist(), strict=True)}) == 7
    assert folds_of(groups).tolist() == folds.tolist()


@pytest.mark.parametrize("shape", [(40, 9), (9, 40)])
def test_ridge_is_the_same_over_findings_and_over_features(shape: tuple[int, int]) -> None:
    draw = np.random.default_rng(0)
    rows, codes = (
        draw.normal(size=shape).astype(np.float32),
        (draw.random((shape[0], 3)) < 0.3).astype(np.float32),
    )
    usual = codes.mean(axis=0).astype(np.float32)
    told = ridge(rows, codes, usual, 2.0)
    exact = np.linalg.solve(rows.T @ rows + 2.0 * np.eye(shape[1]), rows.T @ (codes - usual))
    assert told == pytest.approx(exact, abs=1e-4)
    assert ridge(csr_matrix(rows), codes, usual, 2.0) == pytest.approx(told, abs=1e-4)


def lessons() -> Lessons:
    findings = Coded(
        [Passage("Nobody paid."), Passage("The road was cut.")], np.eye(2, 30, dtype=np.float32), ["a", "b"]
    )
    return Lessons(findings, findings)


def test_what_a_reader_said_is_taken_for_the_same_findings_and_the_same_reader_alone(tmp_path: Path) -> None:
    (tmp_path / GRAPH).write_bytes(b"graph")
    digest = sha256(b"graph").hexdigest()
    told = ThemeOdds(np.ones((2, 30), np.float32), {"sha256": digest, "lower_sha256": "1"})
    save_odds(tmp_path / "odds.npz", lessons(), told)
    found = load_odds(tmp_path / "odds.npz", lessons(), tmp_path)
    assert (found.odds.tolist(), found.reader) == (told.odds.tolist(), told.reader)
    fewer = Lessons(lessons().coded, Coded([], np.zeros((0, 30), np.float32), []))
    with pytest.raises(SettingsError, match="other findings"):
        load_odds(tmp_path / "odds.npz", fewer, tmp_path)
    (tmp_path / GRAPH).write_bytes(b"another")
    with pytest.raises(SettingsError, match="not of the reader"):
        load_odds(tmp_path / "odds.npz", lessons(), tmp_path)
    whole = (tmp_path / "odds.npz").read_bytes()
    for content in (b"", b"text", whole[: len(whole) // 2]):
        (tmp_path / "damaged.npz").write_bytes(content)
        with pytest.raises(SettingsError, match="cannot be read"):
            load_odds(tmp_path / "damaged.npz", lessons(), tmp_path)


def test_a_place_where_odds_could_not_be_written_is_refused_at_once(tmp_path: Path) -> None:
    check_path(tmp_path / "odds.npz")
    for path in (tmp_path / "odds", tmp_path / "nowhere" / "odds.npz"):
        with pytest.raises(SettingsError, match="cannot be written"):
            check_path(path)


class Learner:
    """Remembers what it was taught, and what was asked of whom."""

    def __init__(self) -> None:
        self.taught: list[set[int]] = []
        self.asked: list[tuple[set[int], list[int]]] = []

    def fit(self, chosen: Sequence[int]) -> set[int]:
        self.taught.append(set(chosen))
        return self.taught[-1]

    def ask(self, net: set[int], chosen: Sequence[int]) -> np.ndarray:
        self.asked.append((net, list(chosen)))
        return np.repeat(np.array(chosen, np.float32)[:, None], 30, axis=1)


def test_no_finding_is_asked_about_by_who_learnt_of_its_group_and_what_is_extra_teaches_all() -> None:
    groups = [f"g{at % 9}" for at in range(50)]
    coded = Coded([Passage(str(at)) for at in range(50)], np.eye(50, 30, dtype=np.float32), groups)
    extra = Coded([Passage("more")] * 4, np.zeros((4, 30), np.float32), [""] * 4)
    learner, told = Learner(), list[str]()
    odds = held_out(learner, Lessons(coded, extra), told.append)
    assert odds[:, 0].tolist() == list(range(50))
    assert sorted(at for _, own in learner.asked for at in own) == list(range(50))
    for net, own in learner.asked:
        assert not {groups[at] for at in net if at < 50} & {groups[at] for at in own}
        assert net >= {50, 51, 52, 53}
    assert len(told) == FOLDS


def test_what_the_reader_says_has_a_blend_of_its_own() -> None:
    coded = written(BOOK)
    groups = [f"g{at % 9}" for at in range(len(coded.groups))]
    extra = Coded([Passage("Plain words.")], np.zeros((1, 30), np.float32), [""])
    lessons = Lessons(Coded(coded.passages, coded.shares, groups), extra)
    odds = np.where(coded.codes, 3, -3).astype(np.float32)
    made = Trainer(BOOK, meanings_at_hand(), lessons, ThemeOdds(odds, {"sha256": "1"})).train()
    assert made.reader == {"sha256": "1"}
    assert set(made.blends) == {"plain", "trained", "read"}
    read, without = made.blends["read"].weights, made.blends["trained"].weights
    assert len(read) == len(without) + len(READ)
    assert read[len(without)] > np.abs(read[: len(without)]).max()
    alone = Trainer(BOOK, meanings_at_hand(), lessons).train()
    assert alone.reader is None
    assert set(alone.blends) == {"plain", "trained"}


def test_folders_without_words_or_without_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no annotation files"):
        real([tmp_path], CODES, BOOK)
    (tmp_path / "a.json").write_text(json.dumps({"segments": [{"key": "0", "page": 1}]}), "utf-8")
    with pytest.raises(SettingsError, match="no words"):
        real([tmp_path], CODES, BOOK)


def test_codes_by_key_are_laid_over_reports_whose_words_are_not_at_hand(tmp_path: Path) -> None:
    paid = "Nobody paid the drivers after June, which stopped the work."
    report = tmp_path / "reports" / "ports_review.txt"
    report.parent.mkdir()
    report.write_text(f"Challenges\n\n{paid} The road was open all the year.\n", encoding="utf-8")
    digest = sha256(report.read_bytes()).hexdigest()
    segment = {"page": 1, "key": key_of(paid), "labels": ["CHALLENGE"]}
    told = {"source": report.name, "sha256": digest, "pages": [1], "segments": [segment]}
    (tmp_path / "keyed").mkdir()
    (tmp_path / "keyed" / "ports_review.json").write_text(json.dumps(told), encoding="utf-8")
    codes = tmp_path / "codes.json"
    codes.write_text(json.dumps({"ports_review": {key_of(paid): ["funding_resources"]}}), encoding="utf-8")
    found = reread([tmp_path / "keyed"], [report.parent], codes, BOOK)
    assert [(p.text, p.heading, p.near) for p in found.passages] == [
        (paid, "Challenges", "ports_review Challenges")
    ]
    assert found.groups == [f"{REAL}ports"]
    assert [BOOK.codes[at].id for at in np.flatnonzero(found.codes[0])] == ["funding_resources"]
