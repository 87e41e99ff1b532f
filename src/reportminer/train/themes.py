"""Training the coder of themes: `python -m reportminer.train.themes --out models/themes`.

Takes the coded findings of `annotations/corpus.jsonl` (train and development parts; the test part only
to be measured on) and the examples of the partnership codebook. Word meanings are taken over from the
model that lies there, or made from a table of vectors given with `--vectors` (see `meanings_from`).
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from reportminer.annotations import Document, load
from reportminer.annotations.records import Finding, Split
from reportminer.gather.codebook import Codebook, load_codebook
from reportminer.gather.coding import FEATURES, Evidence, Passage, design, told
from reportminer.gather.learnt import FORMAT, Blend, Learnt, learnt, meaning_of
from reportminer.gather.words import COLUMNS, Floats, Meanings, counts, lengths

Bools = NDArray[np.bool_]
COST = 1.0
"""Inverse strength of the penalty of the linear model."""
EXAMPLE_WEIGHT = 1.0
FOLDS = 5
DIMENSIONS = 64
WORDS = 12_000


@dataclass(frozen=True, slots=True)
class Coded:
    """Coded findings of one part of the corpus."""

    passages: list[Passage]
    codes: Bools
    """Findings x codes."""
    reports: list[str]


def read(path: Path, texts: Path, splits: Sequence[Split], book: Codebook) -> Coded:
    """The findings of some parts of an annotation file."""
    place = {code.id: at for at, code in enumerate(book.codes)}
    passages, rows, reports = [], [], []
    for document in load(path, texts):
        if document.about.split not in splits:
            continue
        for finding in document.findings:
            passages.append(Passage(finding.text, _heading(document, finding)))
            rows.append([place[code] for code in finding.codes])
            reports.append(document.id)
    codes = np.zeros((len(rows), len(place)), bool)
    for at, row in enumerate(rows):
        codes[at, row] = True
    return Coded(passages, codes, reports)


def _heading(document: Document, finding: Finding) -> str:
    above = [s for s in document.sections if s.start <= finding.start < s.end]
    return max(above, key=lambda s: s.start).heading if above else ""


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


def _stored(meanings: Meanings) -> tuple[Meanings, NDArray[np.int8], Floats]:
    """As it will be read again: a byte a number, a scale a word."""
    scale = (np.abs(meanings.vectors).max(axis=1) / 127).astype(np.float16).astype(np.float32)
    whole = np.rint(meanings.vectors / np.maximum(scale, 1e-9)[:, None]).astype(np.int8)
    return Meanings(meanings.number, whole.astype(np.float32) * scale[:, None]), whole, scale


def _rarity(texts: Sequence[str]) -> Floats:
    seen = np.asarray((counts(texts) > 0).sum(axis=0)).ravel()
    found: Floats = (np.log((1 + len(texts)) / (1 + seen)) + 1).astype(np.float16).astype(np.float32)
    return found


@dataclass(frozen=True, slots=True)
class Fitted:
    """The linear model: features x codes, and a bias for each code."""

    weights: Floats
    bias: Floats

    def scores(self, rows: csr_matrix) -> Floats:
        """Log odds."""
        found: Floats = np.asarray(rows @ self.weights + self.bias, np.float32)
        return found


def fit(rows: csr_matrix, codes: Bools, weights: Floats) -> Fitted:
    """One logistic regression a code."""
    models = [
        LogisticRegression(C=COST, solver="liblinear", random_state=0).fit(rows, codes[:, at], weights)
        for at in range(codes.shape[1])
    ]
    columns = np.stack([m.coef_[0] for m in models], axis=1).astype(np.float16).astype(np.float32)
    return Fitted(columns, np.array([m.intercept_[0] for m in models], np.float32))


def blend(features: Floats, codes: Bools) -> Blend:
    """One logistic regression over all findings and codes, and the probability with the best micro F1."""
    flat, right = features.reshape(-1, features.shape[2]), codes.ravel()
    model = LogisticRegression(C=10.0, max_iter=1000).fit(flat, right)
    made = Blend(model.coef_[0].astype(np.float32), float(model.intercept_[0]), 0.0)
    chance = made.odds(flat)
    order = np.argsort(-chance, kind="stable")
    hits = np.cumsum(right[order])
    f1 = 2 * hits / (np.arange(1, len(order) + 1) + right.sum())
    return Blend(made.weights, made.bias, round(float(chance[order][int(np.argmax(f1))]), 4))


@dataclass(frozen=True, slots=True)
class Examples:
    """Examples of the codebook as rows of the linear model."""

    rows: csr_matrix
    codes: Bools


class Trainer:
    """Everything that is fitted, from coded findings and a codebook."""

    def __init__(self, book: Codebook, meanings: Meanings, coded: Coded) -> None:
        self._book, self._coded = book, coded
        kept, self._whole, self._scale = _stored(meanings)
        texts = [p.text for p in coded.passages]
        idf = _rarity([*texts, *(example for code in book.codes for example in code.examples)])
        vectors = kept.of(texts)
        known = {code.id: meaning_of(code) for code in book.codes}
        none = Blend(np.zeros(len(FEATURES), np.float32), 0.0, 0.5)
        size = COLUMNS + 3 * len(known) + 2 * kept.size
        usual = vectors.mean(axis=0)
        long = lengths(counts([told(code) for code in book.codes]).multiply(idf[None, :]).tocsr())
        full = (float(np.median(long[:, 0])), float(np.median(long[:, 1])))
        spread = np.cov((vectors - usual).T).astype(np.float32)
        self._bare = Learnt(
            known, np.zeros((size, len(known)), np.float32), np.zeros(len(known), np.float32), idf, kept,
            full, usual, spread, none, none,
        )  # fmt: skip
        self._evidence = Evidence(book, self._bare)
        self.held_out: dict[str, float] = {}

    def rows(self, passages: Sequence[Passage]) -> tuple[Floats, csr_matrix]:
        """Features and the linear model's rows of passages."""
        features, words, vectors = self._evidence.of(passages)
        headings = self._bare.meanings.of([p.heading for p in passages])
        return features, design(words, features[:, :, :3], vectors, headings)

    def examples(self) -> Examples:
        """Each example of the codebook is a finding of its code alone."""
        owned = [(at, text) for at, code in enumerate(self._book.codes) for text in code.examples]
        codes = np.zeros((len(owned), len(self._book.codes)), bool)
        codes[range(len(owned)), [at for at, _ in owned]] = True
        return Examples(self.rows([Passage(text) for _, text in owned])[1], codes)

    def train(self) -> Learnt:
        """Fit the linear model on all; fit the blends on what it says of reports it has not seen."""
        features, rows = self.rows(self._coded.passages)
        extra = self.examples()
        seen = np.zeros(self._coded.codes.shape, np.float32)
        for inside, outside in GroupKFold(FOLDS).split(seen, groups=self._coded.reports):
            seen[outside] = self._fit(rows[inside], self._coded.codes[inside], extra).scores(rows[outside])
        full = np.concatenate([features, seen[:, :, None]], axis=2)
        model = self._fit(rows, self._coded.codes, extra)
        trained, plain = blend(full, self._coded.codes), blend(features, self._coded.codes)
        self.held_out = {"trained": _f1(trained, full, self._coded.codes)}
        self.held_out["plain"] = _f1(plain, features, self._coded.codes)
        return self._with(model, trained, plain)

    def _fit(self, rows: csr_matrix, codes: Bools, extra: Examples) -> Fitted:
        weights = np.concatenate([np.ones(len(codes)), np.full(len(extra.codes), EXAMPLE_WEIGHT)])
        return fit(vstack([rows, extra.rows]).tocsr(), np.concatenate([codes, extra.codes]), weights)

    def _with(self, model: Fitted, trained: Blend, plain: Blend) -> Learnt:
        b = self._bare
        return replace(b, linear=model.weights, bias=model.bias, trained=trained, plain=plain)

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
            scale=self._scale.astype(np.float16),
            full=np.array(model.full, np.float32),
            usual=model.usual.astype(np.float32),
            spread=model.spread,
        )
        blends = {"format": FORMAT, "trained": _blend(model.trained), "plain": _blend(model.plain)}
        known = {"known": model.known, "features": [*FEATURES, "linear"]}
        (folder / "themes.json").write_text(json.dumps({**blends, **known}, indent=1) + "\n", "utf-8")


def _f1(made: Blend, features: Floats, codes: Bools) -> float:
    given = made.odds(features) >= made.threshold
    return round(2 * float((given & codes).sum()) / float(given.sum() + codes.sum()), 3)


def _blend(made: Blend) -> dict[str, object]:
    return {
        "weights": [round(float(w), 5) for w in made.weights],
        "bias": round(made.bias, 5),
        "threshold": made.threshold,
    }


def main() -> None:
    """Train, and write the model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--annotations", type=Path, default=Path("annotations/corpus.jsonl"))
    parser.add_argument("--texts", type=Path, default=Path("corpus/text"))
    parser.add_argument("--out", type=Path, default=Path("models/themes"))
    parser.add_argument("--vectors", type=Path, help="npz of words and vectors, instead of those at hand")
    given = parser.parse_args()
    book = load_codebook()
    coded = read(given.annotations, given.texts, (Split.TRAIN, Split.DEVELOPMENT), book)
    meanings = meanings_from(given.vectors) if given.vectors else learnt().meanings
    trainer = Trainer(book, meanings, coded)
    model = trainer.train()
    trainer.save(model, given.out)
    print("micro F1 on reports not seen:", trainer.held_out)


if __name__ == "__main__":
    main()
