"""The reader of themes: what it is shown, what it adds, and that one that does not fit is refused."""

import json
import shutil
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from reportminer.config import MODELS, models_dir
from reportminer.errors import ModelError
from reportminer.gather.codebook import Codebook, load_codebook
from reportminer.gather.coding import BATCH, Coder, Passage
from reportminer.gather.learnt import learnt
from reportminer.gather.reader import GRAPH, HEADING, TEXT, ThemeReader, lay, load_reader
from reportminer.gather.words import Floats
from reportminer.tag.encoder.lower import Lower, load_lower
from reportminer.tag.encoder.windows import CLOSE, CLS, SEP

PASSAGES = [
    Passage("Nobody paid the drivers after June.", "Money"),
    Passage("Two directors had not spoken for a year, and their staff took sides."),
    Passage(""),
]


PLAIN = "There was no money for fuel after June."
"""What its words tell without a reader."""


@pytest.fixture(scope="module")
def lower() -> Lower:
    found = load_lower(models_dir() / "encoder")
    if found is None:
        pytest.skip("these models have no encoder")
    return found


@pytest.fixture(scope="module")
def shipped() -> ThemeReader:
    found = load_reader()
    if found is None:
        pytest.skip("these models have no reader of themes")
    return found


@pytest.fixture
def own(shipped: ThemeReader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the models in use, without a manifest."""
    folder = tmp_path / "models"
    shutil.copytree(models_dir().resolve(), folder, ignore=shutil.ignore_patterns("manifest.json"))
    monkeypatch.setenv(MODELS, str(folder))
    return folder


def edit(path: Path, **told: Any) -> None:
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | told), encoding="utf-8")


def test_a_heading_and_a_finding_without_end_are_cut_before_they_are_read(lower: Lower) -> None:
    passage = Passage("Nobody paid the drivers. " * 90, "Money matters to all. " * 90)
    before = time.process_time()
    longer = Passage(passage.text * 200, passage.heading * 200)
    assert lay(lower.tokenizer, longer) == lay(lower.tokenizer, passage)
    assert time.process_time() - before < 0.2


def test_heading_and_finding_are_laid_apart_and_the_finding_alone_is_pooled(lower: Lower) -> None:
    laid = lay(lower.tokenizer, Passage("Nobody paid.", "Money matters"))
    heading, text = (
        tuple(lower.tokenizer.encode(words, add_special_tokens=False).ids)
        for words in ("Money matters", "Nobody paid.")
    )
    assert laid.ids == (CLS, *heading, CLOSE, *text, SEP)
    pool = laid.pool()[0, 0]
    assert pool.sum() == pytest.approx(1)
    assert tuple(laid.ids[at] for at in np.flatnonzero(pool)) == text


def test_words_without_end_are_cut_and_none_at_all_are_borne(lower: Lower) -> None:
    endless = "boat " * 5000
    assert len(lay(lower.tokenizer, Passage(endless, endless)).ids) <= HEADING + TEXT + 3
    assert lay(lower.tokenizer, Passage("", "")).pool().sum() == 0


def test_a_finding_is_read_alike_whatever_stands_beside_it(shipped: ThemeReader) -> None:
    together = shipped.read(PASSAGES * 4)
    alone = np.concatenate([shipped.read([passage]) for passage in PASSAGES])
    np.testing.assert_array_equal(together, np.concatenate([alone] * 4))
    assert together.shape == (12, len(learnt().known))
    assert shipped.read([]).shape == (0, together.shape[1])


def test_what_it_reads_is_weighed_unless_time_is_short(shipped: ThemeReader) -> None:
    book = load_codebook()
    whole, fast = Coder(book), Coder(book, fast=True)
    assert not np.allclose(whole.chances(PASSAGES[:2]), fast.chances(PASSAGES[:2]), atol=1e-3)


@pytest.mark.parametrize("at", [0, 7, 29])
def test_what_it_says_of_a_code_moves_that_code_most(
    shipped: ThemeReader, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    book, known = load_codebook(), list(learnt().known)
    backwards = Codebook("backwards", book.codes[::-1])
    flat = np.full((1, len(known)), -4, np.float32)
    raised = flat.copy()
    raised[0, at] = 3

    def chances(said: Floats) -> Floats:
        monkeypatch.setattr(ThemeReader, "read", lambda self, passages: said)
        return Coder(backwards).chances([Passage("Plain words.")])[0]

    moved = chances(raised) - chances(flat)
    assert backwards.codes[int(moved.argmax())].id == known[at]


def test_a_code_alone_in_its_book_is_not_taken_for_the_best(shipped: ThemeReader) -> None:
    """It is set against all that the models know; only the terms of the others are missing."""
    book = load_codebook()
    among = Coder(book).chances(PASSAGES[:1])[0]
    alone = [Coder(Codebook("one", (code,))).chances(PASSAGES[:1])[0, 0] for code in book.codes]
    np.testing.assert_allclose(alone, among, atol=0.1)


def test_findings_at_the_ends_of_a_batch_are_read_as_those_in_its_middle(shipped: ThemeReader) -> None:
    coder = Coder(load_codebook())
    passages = [Passage(f"Nobody paid driver {at} of {at % 7} vans.", near="a") for at in range(BATCH + 6)]
    scores = list(coder.stream(passages))
    whole = coder.chances(passages[BATCH - 8 :])
    ids = [code.id for code in coder.codebook.codes]
    for row, given in zip(whole[4:], scores[BATCH - 4 :], strict=True):
        chances = dict(zip(ids, row.tolist(), strict=True))
        assert given == pytest.approx({code: chances[code] for code in given}, abs=2e-4)
        assert given


def test_a_reader_that_is_damaged_or_stands_on_other_layers_is_refused(own: Path) -> None:
    themes = own / "themes"
    told = json.loads((themes / "themes.json").read_text(encoding="utf-8"))["reader"]
    graph = (themes / GRAPH).read_bytes()
    (themes / GRAPH).write_bytes(b"damaged")
    with pytest.raises(ModelError, match="not the file that was trained"):
        load_reader()
    (themes / GRAPH).unlink()
    load_reader.cache_clear()
    with pytest.raises(ModelError, match="cannot be read"):
        load_reader()
    (themes / GRAPH).write_bytes(graph)
    edit(themes / "themes.json", reader=told | {"lower_sha256": "0" * 64})
    learnt.cache_clear()
    load_reader.cache_clear()
    with pytest.raises(ModelError, match="other lower layers"):
        load_reader()


def test_models_without_an_encoder_do_without_their_reader(own: Path) -> None:
    shutil.rmtree(own / "encoder")
    assert load_reader() is None
    assert "funding_resources" in Coder(load_codebook()).score(PLAIN)


def test_models_without_a_reader_do_without(own: Path) -> None:
    edit(own / "themes" / "themes.json", reader=None)
    assert load_reader() is None
    assert "funding_resources" in Coder(load_codebook()).score(PLAIN)


@pytest.mark.parametrize("reader", ["a word", {"sha256": "1"}, {}])
def test_a_reader_that_is_not_told_of_is_refused_or_none(own: Path, reader: object) -> None:
    edit(own / "themes" / "themes.json", reader=reader)
    if not reader:
        assert load_reader() is None
        return
    with pytest.raises(ModelError, match="reader") as caught:
        load_reader()
    assert "installed" in (caught.value.hint or "")


def test_models_of_another_version_are_refused_with_a_remedy(own: Path) -> None:
    edit(own / "themes" / "themes.json", format=2)
    with pytest.raises(ModelError, match="another version") as caught:
        learnt()
    assert "take the folder" in (caught.value.hint or "")
