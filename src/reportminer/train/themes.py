"""Training the coder of themes: `python -m reportminer.train.themes --out models/themes`.

Takes the coded findings of `annotations/corpus.jsonl` (train and development parts; the test part is only
measured on), findings of real reports where their words are at hand (`--gold`; or `--keyed` with `--reports`;
codes by key in `annotations/report_codes.json`), the examples of the partnership codebook, sentences written
to learn from (`themes.yaml`, `annotations/theme_sentences.tsv`), and sketches. Where further coders gave
codes (`annotations/codes_again.json`) a code counts by the share of them that gives it. What the reader of
themes says of findings that it had not seen comes from `--odds` (see `train.theme_reader`); without it the
reader has no say. Word meanings are taken over from the model that lies there, or made with `--vectors`.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve
from scipy.sparse import csr_matrix, vstack
from sklearn.linear_model import LogisticRegression

from reportminer.config import models_dir
from reportminer.gather.codebook import Codebook, load_codebook
from reportminer.gather.features import (
    LINEAR,
    PLAIN,
    READ,
    Evidence,
    design,
    linear_features,
    read_features,
    told,
)
from reportminer.gather.learnt import FORMAT, Blend, Learnt, meaning_of, restored
from reportminer.gather.words import Floats, Meanings, counts, lengths
from reportminer.train.theme_data import FOLDS, REAL, Bools, Coded, Lessons, add_sources, folds_of, lessons_of
from reportminer.train.theme_odds import ThemeOdds, load_odds

RIDGE = 3.0
"""Penalty of the linear model."""
DIMENSIONS = 64
WORDS = 12_000


def meanings_from(path: Path) -> Meanings:
    """Vectors of the most frequent words of a table (npz: `words` by falling frequency, `e`).

    The recipe is that of static models: each word through a sentence encoder alone, principal
    components, weights that fall with frequency (smooth inverse frequency, Arora and others 2017).
    """
    table = np.load(path, allow_pickle=False)
    words = [str(word) for word in table["words"]]
    centred = table["e"] - table["e"].mean(axis=0)
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    share = 1.0 / np.arange(1, len(words) + 1)
    share /= share.sum()
    vectors = (centred @ axes[:DIMENSIONS].T) * (1e-4 / (1e-4 + share))[:, None]
    return Meanings({word: at for at, word in enumerate(words[:WORDS])}, vectors[:WORDS].astype(np.float32))


def meanings_at_hand() -> Meanings:
    """Those of the model that lies there, of whatever version."""
    with np.load(models_dir() / "themes" / "weights.npz", allow_pickle=False) as arrays:
        stored = {name: arrays[name] for name in arrays.files}
    stored.setdefault("vectors_scale", stored.get("scale", stored.get("vectors_scale")))
    words = bytes(stored["words"]).decode().split("\n")
    return Meanings({word: at for at, word in enumerate(words)}, restored(stored, "vectors"))


def _bytes(vectors: Floats) -> tuple[NDArray[np.int8], NDArray[np.float16]]:
    """A byte a number, a scale a vector."""
    scale = (np.abs(vectors).max(axis=1) / 127).astype(np.float16)
    return np.rint(vectors / np.maximum(scale.astype(np.float32), 1e-9)[:, None]).astype(np.int8), scale


def _rarity(texts: Sequence[str]) -> Floats:
    seen = np.asarray((counts(texts) > 0).sum(axis=0)).ravel()
    found: Floats = (np.log((1 + len(texts)) / (1 + seen)) + 1).astype(np.float16).astype(np.float32)
    return found


def ridge(rows: csr_matrix | Floats, shares: Floats, usual: Floats, penalty: float) -> Floats:
    """Ridge regression of all codes at once: features x codes. Solved over findings or over features."""
    wanted = shares.astype(np.float64) - usual
    few = rows.shape[0] if rows.shape[0] < rows.shape[1] else rows.shape[1]
    product = rows @ rows.T if few == rows.shape[0] else rows.T @ rows
    dense = (csr_matrix(product).toarray() if isinstance(rows, csr_matrix) else product).astype(np.float64)
    dense[np.diag_indices(few)] += penalty
    factor = cho_factor(dense, lower=True, overwrite_a=True, check_finite=False)
    if few == rows.shape[0]:
        return np.asarray(rows.T @ cho_solve(factor, wanted, check_finite=False), np.float32)
    return np.asarray(cho_solve(factor, rows.T @ wanted, check_finite=False), np.float32)


def blend(features: Floats, shares: Floats) -> Blend:
    """One logistic regression over all findings and codes, and the probability with the best micro F1.

    A code that some coders give and others do not counts as given by that share, and as not by the rest.
    """
    flat, share = features.reshape(-1, features.shape[2]), shares.ravel().astype(np.float64)
    yes, no = share > 0, share < 1
    model = LogisticRegression(C=1.0, max_iter=1000).fit(
        np.concatenate([flat[yes], flat[no]]),
        np.repeat([True, False], [yes.sum(), no.sum()]),
        sample_weight=np.concatenate([share[yes], 1 - share[no]]),
    )
    made = Blend(model.coef_[0].astype(np.float32), float(model.intercept_[0]), 0.0)
    chance = made.odds(flat)
    order = np.argsort(-chance, kind="stable")
    hits = np.cumsum(share[order])
    f1 = 2 * hits / (np.arange(1, len(order) + 1) + share.sum())
    return Blend(made.weights, made.bias, round(float(chance[order][int(np.argmax(f1))]), 4))


@dataclass(frozen=True, slots=True)
class Rows:
    """What the linear model sees of findings."""

    features: Floats
    words: csr_matrix


class Trainer:
    """Everything that is fitted, from coded findings, examples and a codebook."""

    def __init__(
        self, book: Codebook, meanings: Meanings, lessons: Lessons, odds: ThemeOdds | None = None
    ) -> None:
        self._book, self._odds = book, odds
        self._coded, self._extra = lessons.coded, lessons.extra
        self._whole, self._scale = _bytes(meanings.vectors)
        kept = Meanings(meanings.number, restored({"v": self._whole, "v_scale": self._scale}, "v"))
        texts = [p.text for p in self._coded.passages]
        idf = _rarity([*texts, *(p.text for p in self._extra.passages)])
        found = kept.of(texts)
        long = lengths(counts([told(code) for code in book.codes]).multiply(idf[None, :]).tocsr())
        self.bare = Learnt(
            known={code.id: meaning_of(code) for code in book.codes},
            linear=np.zeros((0, 0), np.float32),
            bias=self._coded.shares.mean(axis=0).astype(np.float32),
            idf=idf,
            meanings=kept,
            full=(float(np.median(long[:, 0])), float(np.median(long[:, 1]))),
            usual=found.mean(axis=0),
            spread=np.cov((found - found.mean(axis=0)).T).astype(np.float32),
            blends={},
            reader=odds.reader if odds else None,
        )
        self.held_out: dict[str, dict[str, float]] = {}

    def _rows(self, coded: Coded) -> Rows:
        evidence = Evidence(self._book, self.bare)
        features, words, vectors = evidence.of(coded.passages)
        headings = self.bare.meanings.of([p.heading for p in coded.passages])
        return Rows(features, design(words, features[:, :, :3], vectors, headings))

    def train(self) -> Learnt:
        """Fit the linear model on all; fit the blends on what is said of groups not seen."""
        rows, extra = self._rows(self._coded), self._rows(self._extra)
        folds = folds_of(self._coded.groups)
        seen = np.zeros(self._coded.shares.shape, np.float32)
        for fold in range(FOLDS):
            inside = folds == fold
            seen[inside] = rows.words[inside] @ self._fit(rows, extra, ~inside) + self.bare.bias
        blends = {name: self._blend(name, parts) for name, parts in self._features(rows, seen).items()}
        linear = self._fit(rows, extra, np.ones(len(folds), bool))
        return replace(self.bare, linear=linear, blends=blends)

    def _fit(self, rows: Rows, extra: Rows, inside: Bools) -> Floats:
        shares = np.concatenate([self._coded.shares[inside], self._extra.shares])
        return ridge(vstack([rows.words[inside], extra.words]).tocsr(), shares, self.bare.bias, RIDGE)

    def _features(self, rows: Rows, seen: Floats) -> dict[str, list[Floats]]:
        """By name of the blend: the features that it weighs."""
        near = [p.near for p in self._coded.passages]
        words = linear_features(seen, rows.features[:, :, 0], near)
        found = {"plain": [rows.features], "trained": [rows.features, words]}
        if self._odds:
            found["read"] = [rows.features, words, read_features(self._odds.odds, near)]
        return found

    def _blend(self, name: str, parts: list[Floats]) -> Blend:
        features = np.concatenate(parts, axis=2)
        made = blend(features, self._coded.shares)
        given = made.odds(features) >= made.threshold
        part = np.array([group.startswith(REAL) for group in self._coded.groups])
        self.held_out[name] = {
            which: _f1(given[own], self._coded.codes[own], self._coded.decided[own])
            for which, own in (("written", ~part), ("real", part))
        }
        return made

    def save(self, model: Learnt, folder: Path) -> None:
        """Write `weights.npz` and `themes.json`: the same input gives the same bytes."""
        folder.mkdir(parents=True, exist_ok=True)
        words = sorted(model.meanings.number, key=lambda word: model.meanings.number[word])
        np.savez_compressed(
            folder / "weights.npz",
            linear=model.linear.astype(np.float16),
            bias=model.bias,
            idf=model.idf.astype(np.float16),
            words=np.frombuffer("\n".join(words).encode(), np.uint8),
            vectors=self._whole,
            vectors_scale=self._scale,
            full=np.array(model.full, np.float32),
            usual=model.usual.astype(np.float32),
            spread=model.spread,
        )
        made = {
            "format": FORMAT,
            "known": model.known,
            "reader": model.reader,
            "blends": {name: _told(name, blend) for name, blend in model.blends.items()},
        }
        (folder / "themes.json").write_text(json.dumps(made, indent=1) + "\n", "utf-8")


def _f1(given: Bools, codes: Bools, decided: Bools) -> float:
    """Micro F1; what coders are of two minds about counts for nothing."""
    said, right = given[decided], codes[decided]
    return round(2 * float((said & right).sum()) / float(max(said.sum() + right.sum(), 1)), 3)


def _told(name: str, made: Blend) -> dict[str, object]:
    features = [*PLAIN, *(LINEAR if name != "plain" else ()), *(READ if name == "read" else ())]
    weights = [round(float(weight), 5) for weight in made.weights]
    assert len(weights) == len(features)
    return {
        "features": features,
        "weights": weights,
        "bias": round(made.bias, 5),
        "threshold": made.threshold,
    }


def main() -> None:
    """Train, and write the model."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_sources(parser)
    parser.add_argument("--out", type=Path, default=Path("models/themes"))
    parser.add_argument("--vectors", type=Path, help="npz of words and vectors, instead of those at hand")
    parser.add_argument("--odds", type=Path, help="what the reader says of held-out findings (npz)")
    given = parser.parse_args()
    book = load_codebook()
    lessons = lessons_of(given, book)
    odds = load_odds(given.odds, lessons, given.out) if given.odds else None
    meanings = meanings_from(given.vectors) if given.vectors else meanings_at_hand()
    trainer = Trainer(book, meanings, lessons, odds)
    trainer.save(trainer.train(), given.out)
    for name, figures in trainer.held_out.items():
        print(f"{name}: micro F1 on groups not seen: {figures}")


if __name__ == "__main__":
    main()
