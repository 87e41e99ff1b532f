"""Training the coder: what it learns from, and that parts fit together."""

import json
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from reportminer.gather.codebook import load_codebook
from reportminer.gather.learnt import learnt, meaning_of, text_key
from reportminer.gather.vectors import vectors_from
from reportminer.train.keyed import key_of
from reportminer.train.theme_data import REAL, real, said_of, written
from reportminer.train.themes import FOLDS, folds_of, ridge

BOOK = load_codebook()
CODES = Path(__file__).parents[2] / "annotations" / "report_codes.json"


def test_the_model_that_lies_here_was_trained_on_the_codebook_that_ships() -> None:
    model = learnt()
    assert model.known == {code.id: meaning_of(code) for code in BOOK.codes}
    assert {text_key(text) for text in said_of(BOOK)} == set(model.texts)


def test_sentences_written_to_learn_from_are_many_for_each_code_and_none_is_said_twice() -> None:
    found = written(BOOK)
    texts = [passage.text for passage in found.passages]
    assert len(texts) == len(set(texts)) > 800
    assert found.codes.sum(axis=0).min() >= 20
    assert set(found.codes.sum(axis=1).tolist()) == {1, 2}


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


def test_codes_of_real_reports_are_keys_and_codes_alone() -> None:
    told = json.loads(CODES.read_text("utf-8"))
    known = {code.id for code in BOOK.codes}
    keys = [key for codes in told.values() for key in codes]
    assert len(keys) > 2000
    assert all(len(key) == 16 and set(key) <= set("0123456789abcdef") for key in keys)
    assert {code for codes in told.values() for given in codes.values() for code in given} <= known


def test_no_group_stands_on_both_sides_of_a_fold() -> None:
    groups = [f"g{at % 7}" for at in range(100)]
    folds = folds_of(groups)
    assert set(folds.tolist()) == set(range(FOLDS))
    assert len({(group, fold) for group, fold in zip(groups, folds.tolist(), strict=True)}) == 7
    assert folds_of(groups).tolist() == folds.tolist()


@pytest.mark.parametrize("shape", [(40, 9), (9, 40)])
def test_ridge_is_the_same_over_findings_and_over_features(shape: tuple[int, int]) -> None:
    draw = np.random.default_rng(0)
    rows, codes = draw.normal(size=shape).astype(np.float32), draw.random((shape[0], 3)) < 0.3
    usual = codes.mean(axis=0).astype(np.float32)
    told = ridge(rows, codes, usual, 2.0)
    exact = np.linalg.solve(rows.T @ rows + 2.0 * np.eye(shape[1]), rows.T @ (codes - usual))
    assert told == pytest.approx(exact, abs=1e-4)
    assert ridge(csr_matrix(rows), codes, usual, 2.0) == pytest.approx(told, abs=1e-4)


def test_vectors_made_beforehand_are_found_by_their_text(tmp_path: Path) -> None:
    texts, rows = ["One.", "Two."], np.eye(2, 4, dtype=np.float32)
    keys = np.array([text_key(text).encode() for text in texts])
    np.savez(tmp_path / "v.npz", name="some encoder", keys=keys, vectors=rows)
    found = vectors_from(tmp_path / "v.npz")
    assert found.name == "some encoder"
    assert found(["Two.", "One."]).tolist() == rows[::-1].tolist()
    with pytest.raises(KeyError):
        found(["Three."])
