"""Training the coder of themes: `python -m reportminer.train.themes --out models/themes`.

Takes the coded findings of `annotations/corpus.jsonl` (train and development parts; the test part is only
measured on), findings of real reports where their words are at hand (`--gold`, codes by key in
`annotations/report_codes.json`), the examples of the partnership codebook and sentences written to learn
from. Vectors of an encoder come from a file: `--list-texts FILE` writes what is to be encoded (JSON), and
`--sentences FILE` takes the vectors (npz: `name` of the encoder, `keys` as `learnt.text_key` gives them,
`vectors`). Word meanings are taken over from the model that lies there, or made with `--vectors`.
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

from reportminer.annotations.records import Split
from reportminer.config import models_dir
from reportminer.gather.codebook import Codebook, load_codebook
from reportminer.gather.features import (
    LINEAR,
    PLAIN,
    SENTENCE,
    SENTENCE_LINEAR,
    Evidence,
    SentenceEvidence,
    design,
    linear_features,
    sentence_features,
    told,
)
from reportminer.gather.learnt import FORMAT, Blend, Learnt, meaning_of, restored, text_key
from reportminer.gather.vectors import Vectors, vectors_from
from reportminer.gather.words import Floats, Meanings, counts, lengths
from reportminer.train.theme_data import (
    REAL,
    Bools,
    Coded,
    corpus,
    real,
    said_of,
    written,
)

RIDGE, SENTENCE_RIDGE = 3.0, 0.6
"""Penalties of the linear models."""
FOLDS = 5
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


def folds_of(groups: Sequence[str]) -> NDArray[np.int64]:
    """A fold for each finding: groups are dealt out, the largest first, to the fold that has least."""
    names, sizes = np.unique(np.array(groups), return_counts=True)
    full, fold = [0] * FOLDS, {}
    for at in sorted(range(len(names)), key=lambda at: (-sizes[at], names[at])):
        fold[str(names[at])] = least = full.index(min(full))
        full[least] += int(sizes[at])
    return np.array([fold[group] for group in groups], np.int64)


def ridge(rows: csr_matrix | Floats, codes: Bools, usual: Floats, penalty: float) -> Floats:
    """Ridge regression of all codes at once: features x codes. Solved over findings or over features."""
    wanted = codes.astype(np.float64) - usual
    few = rows.shape[0] if rows.shape[0] < rows.shape[1] else rows.shape[1]
    product = rows @ rows.T if few == rows.shape[0] else rows.T @ rows
    dense = (csr_matrix(product).toarray() if isinstance(rows, csr_matrix) else product).astype(np.float64)
    dense[np.diag_indices(few)] += penalty
    factor = cho_factor(dense, lower=True, overwrite_a=True, check_finite=False)
    if few == rows.shape[0]:
        return np.asarray(rows.T @ cho_solve(factor, wanted, check_finite=False), np.float32)
    return np.asarray(cho_solve(factor, rows.T @ wanted, check_finite=False), np.float32)


def blend(features: Floats, codes: Bools) -> Blend:
    """One logistic regression over all findings and codes, and the probability with the best micro F1."""
    flat, right = features.reshape(-1, features.shape[2]), codes.ravel()
    model = LogisticRegression(C=1.0, max_iter=1000).fit(flat, right)
    made = Blend(model.coef_[0].astype(np.float32), float(model.intercept_[0]), 0.0)
    chance = made.odds(flat)
    order = np.argsort(-chance, kind="stable")
    hits = np.cumsum(right[order])
    f1 = 2 * hits / (np.arange(1, len(order) + 1) + right.sum())
    return Blend(made.weights, made.bias, round(float(chance[order][int(np.argmax(f1))]), 4))


@dataclass(frozen=True, slots=True)
class Rows:
    """What the linear models see of findings."""

    features: Floats
    words: csr_matrix
    sentences: Floats


class Trainer:
    """Everything that is fitted, from coded findings, examples and a codebook."""

    def __init__(
        self, book: Codebook, meanings: Meanings, data: tuple[Coded, Coded], vectors: Vectors
    ) -> None:
        self._book, self._vectors = book, vectors
        self._coded, self._extra = data
        self._whole, self._scale = _bytes(meanings.vectors)
        kept = Meanings(meanings.number, restored({"v": self._whole, "v_scale": self._scale}, "v"))
        texts = [p.text for p in self._coded.passages]
        idf = _rarity([*texts, *(p.text for p in self._extra.passages)])
        found = kept.of(texts)
        long = lengths(counts([told(code) for code in book.codes]).multiply(idf[None, :]).tocsr())
        said = said_of(book)
        self._said, self._said_scale = _bytes(vectors(said))
        kept_said = restored({"s": self._said, "s_scale": self._said_scale}, "s")
        self.bare = Learnt(
            known={code.id: meaning_of(code) for code in book.codes},
            linear=np.zeros((0, 0), np.float32),
            bias=self._coded.codes.mean(axis=0).astype(np.float32),
            idf=idf,
            meanings=kept,
            full=(float(np.median(long[:, 0])), float(np.median(long[:, 1]))),
            usual=found.mean(axis=0),
            spread=np.cov((found - found.mean(axis=0)).T).astype(np.float32),
            blends={},
            encoder=vectors.name,
            sentence=np.zeros((0, 0), np.float32),
            sentence_usual=vectors(texts).mean(axis=0),
            texts={text_key(text): row for text, row in zip(said, kept_said, strict=True)},
        )
        self.held_out: dict[str, dict[str, float]] = {}

    def _rows(self, coded: Coded) -> Rows:
        evidence = Evidence(self._book, self.bare)
        features, words, vectors = evidence.of(coded.passages)
        headings = self.bare.meanings.of([p.heading for p in coded.passages])
        sentences = self._vectors([p.text for p in coded.passages]) - self.bare.sentence_usual
        return Rows(features, design(words, features[:, :, :3], vectors, headings), sentences)

    def train(self) -> Learnt:
        """Fit the linear models on all; fit the blends on what they say of groups they have not seen."""
        rows, extra = self._rows(self._coded), self._rows(self._extra)
        folds = folds_of(self._coded.groups)
        seen = np.zeros((2, *self._coded.codes.shape), np.float32)
        for fold in range(FOLDS):
            models = self._fit(rows, extra, folds != fold)
            seen[0, folds == fold] = rows.words[folds == fold] @ models[0] + self.bare.bias
            seen[1, folds == fold] = rows.sentences[folds == fold] @ models[1] + self.bare.bias
        blends = {name: self._blend(name, parts) for name, parts in self._features(rows, seen).items()}
        linear, sentence = self._fit(rows, extra, np.ones(len(folds), bool))
        return replace(self.bare, linear=linear, sentence=sentence, blends=blends)

    def _fit(self, rows: Rows, extra: Rows, inside: Bools) -> tuple[Floats, Floats]:
        codes = np.concatenate([self._coded.codes[inside], self._extra.codes])
        words = vstack([rows.words[inside], extra.words]).tocsr()
        sentences = np.concatenate([rows.sentences[inside], extra.sentences])
        usual = self.bare.bias
        return ridge(words, codes, usual, RIDGE), ridge(sentences, codes, usual, SENTENCE_RIDGE)

    def _features(self, rows: Rows, seen: Floats) -> dict[str, list[Floats]]:
        """By name of the blend: the features that it weighs."""
        near = [p.near for p in self._coded.passages]
        similar = SentenceEvidence(self._book, self.bare, self._vectors)
        alike = similar.of(rows.sentences + self.bare.sentence_usual)
        words = linear_features(seen[0], rows.features[:, :, 0], near)
        sentences = sentence_features(seen[1], near)
        return {
            "plain": [rows.features],
            "trained": [rows.features, words],
            "plain with sentences": [rows.features, alike],
            "trained with sentences": [rows.features, alike, words, sentences],
        }

    def _blend(self, name: str, parts: list[Floats]) -> Blend:
        features, codes = np.concatenate(parts, axis=2), self._coded.codes
        made = blend(features, codes)
        given = made.odds(features) >= made.threshold
        part = np.array([group.startswith(REAL) for group in self._coded.groups])
        self.held_out[name] = {
            "written": _f1(given[~part], codes[~part]),
            "real": _f1(given[part], codes[part]),
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
            sentence=model.sentence.astype(np.float16),
            sentence_usual=model.sentence_usual.astype(np.float32),
            texts=self._said,
            texts_scale=self._said_scale,
        )
        made = {
            "format": FORMAT,
            "known": model.known,
            "encoder": model.encoder,
            "texts": list(model.texts),
            "blends": {name: _told(name, blend) for name, blend in model.blends.items()},
        }
        (folder / "themes.json").write_text(json.dumps(made, indent=1) + "\n", "utf-8")


def _f1(given: Bools, codes: Bools) -> float:
    return round(2 * float((given & codes).sum()) / float(max(given.sum() + codes.sum(), 1)), 3)


def _told(name: str, made: Blend) -> dict[str, object]:
    features = [*PLAIN, *(SENTENCE if "sentences" in name else ()), *(LINEAR if "trained" in name else ())]
    if name == "trained with sentences":
        features += SENTENCE_LINEAR
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
    parser.add_argument("--annotations", type=Path, default=Path("annotations/corpus.jsonl"))
    parser.add_argument("--texts", type=Path, default=Path("corpus/text"))
    parser.add_argument("--gold", type=Path, nargs="*", default=[], help="folders of annotated real segments")
    parser.add_argument("--codes", type=Path, default=Path("annotations/report_codes.json"))
    parser.add_argument("--out", type=Path, default=Path("models/themes"))
    parser.add_argument("--vectors", type=Path, help="npz of words and vectors, instead of those at hand")
    parser.add_argument("--sentences", type=Path, help="npz of vectors of the texts of --list-texts")
    parser.add_argument("--list-texts", type=Path, help="write the texts to encode, and end")
    given = parser.parse_args()
    book = load_codebook()
    coded = corpus(given.annotations, given.texts, (Split.TRAIN, Split.DEVELOPMENT), book)
    coded = coded + real(given.gold, given.codes, book)
    extra = written(book)
    if given.list_texts:
        texts = [*said_of(book), *(p.text for p in (*coded.passages, *extra.passages))]
        given.list_texts.write_text(json.dumps(list(dict.fromkeys(texts)), ensure_ascii=False), "utf-8")
        return
    meanings = meanings_from(given.vectors) if given.vectors else meanings_at_hand()
    trainer = Trainer(book, meanings, (coded, extra), vectors_from(given.sentences))
    trainer.save(trainer.train(), given.out)
    for name, figures in trainer.held_out.items():
        print(f"{name}: micro F1 on groups not seen: {figures}")


if __name__ == "__main__":
    main()
