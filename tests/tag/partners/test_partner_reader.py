"""What the reader of partners is shown, and that nothing beside it changes what it says."""

import json
import shutil

import numpy as np
import pytest

from reportminer.config import MODELS, models_dir
from reportminer.errors import ModelError
from reportminer.labels import BlockKind, Role
from reportminer.tag.encoder.lower import load_lower
from reportminer.tag.encoder.windows import CLS, SEP
from reportminer.tag.partners import PartnerTagger, classifier, reader
from reportminer.tag.partners.features import Reading
from reportminer.tag.partners.portrait import AROUND, HEADING, Glimpse, portraits
from reportminer.tag.partners.reader import ABOUT, BEGIN, END, GRAPH, lay, most_telling
from reportminer.tag.partners.records import Body, Name, Named, Place

TRUST = "Harbour Trust"


def reading_of(*paragraphs, name=TRUST, kind=BlockKind.PARAGRAPH, heading="Partners", scores=()):
    """A report of one body, named wherever a paragraph has its name; `scores` are those of its mentions."""
    text, places, named = "\n\n".join(paragraphs), [], []
    at = 0
    for number, paragraph in enumerate(paragraphs):
        end = at + len(paragraph)
        places.append(Place(at, end, kind, Role.PARTNERS, heading, number, False, frozenset(), False))
        start = text.find(name, at, end)
        if start >= 0:
            named.append(Named(Name(name, start, start + len(name), opening=False), number))
        at = end + 2
    told = dict.fromkeys((mention.name.start for mention in named), 0.0)
    told |= dict(zip(told, scores, strict=False))
    return Reading(places, [Body(named)], {}, {}, told, {}, frozenset(), text)


def only(reading):
    (found,) = portraits(reading, [0])
    return found


def test_the_three_mentions_that_show_most_are_shown():
    said = [f"In year {n} the {TRUST} gave boat number {n} to the town of the bay." for n in range(9)]
    found = only(reading_of(*said, scores=(0, 1, 5, 2, 9, 3, 0, 4, 1)))
    assert [glimpse.before for glimpse in found] == [f"In year {n} the" for n in (4, 2, 7)]
    assert {(glimpse.body, glimpse.name, glimpse.often) for glimpse in found} == {(TRUST, TRUST, "some")}


def test_a_bare_name_is_shown_only_where_there_is_nothing_else():
    told = f"The {TRUST} ran the night boats together with the town council."
    assert [glimpse.before for glimpse in only(reading_of(TRUST, told, TRUST, scores=(9, 1, 9)))] == ["The"]
    assert only(reading_of(TRUST)) == [Glimpse(TRUST, "once", "Partners", "", TRUST, "")]


def test_a_table_that_says_the_same_in_every_row_is_shown_once():
    row = f"{TRUST} – implementing partner, boats and nets, all ports"
    (found,) = only(reading_of(*[row] * 40, kind=BlockKind.TABLE_ROW))
    assert found.before == "| "


def test_what_stands_far_away_or_in_another_paragraph_is_not_shown():
    (found,) = only(
        reading_of("Neighbour.", "far " * 100 + f"near {TRUST} beside" + " away" * 100, heading="h" * 99)
    )
    assert found.before.endswith("near")
    assert found.after.startswith("beside")
    assert max(len(found.before), len(found.after)) <= AROUND
    assert len(found.heading) == HEADING


@pytest.fixture(scope="module")
def tokenizer():
    lower = load_lower(models_dir() / "encoder")
    if lower is None:
        pytest.skip("these models have no encoder")
    return lower.tokenizer


def test_the_mention_stands_between_its_marks(tokenizer):
    laid = lay(tokenizer, Glimpse(TRUST, "twice", "Our partners", "led by the", "the Trust", "and others"))
    assert (laid.ids[0], laid.ids[-1]) == (CLS, SEP)
    assert (laid.ids[laid.start], laid.ids[laid.end - 1]) == (BEGIN, END)
    inside = laid.ids[laid.start + 1 : laid.end - 1]
    assert inside == tuple(tokenizer.encode("the Trust", add_special_tokens=False).ids)
    pool = laid.pool()[0, 0]
    assert pool.sum() == pytest.approx(1)
    assert np.flatnonzero(pool).tolist() == list(range(laid.start, laid.end))


def test_words_without_end_are_cut(tokenizer):
    endless = "boat " * 5000
    assert len(lay(tokenizer, Glimpse(endless, "many", *[endless] * 4)).ids) < 150


def test_the_mention_that_shows_best_that_it_is_a_partner_speaks_for_its_body():
    rows = [np.array(row, np.float32) for row in ([-2, 9], [1, 0], [0, 5])]
    assert most_telling(rows).tolist() == [1, 0]


@pytest.fixture(scope="module")
def shipped():
    found = reader.load()
    if found is None:
        pytest.skip("these models have no reader of partners")
    return found


def seen(name, heading, before, after):
    return Glimpse(name, "once", heading, before, name, after)


PORTRAITS = [
    [seen(TRUST, "Partners", "The work was led by", "with two towns.")],
    [seen("Daily Gazette", "Press", "as told in the", "of 3 May.")],
    [seen(TRUST, "Weather", "According to the", ", storms grow."), seen(TRUST, "", "", "")],
]


def test_a_body_is_read_alike_whatever_else_is(shipped):
    together = shipped.read(PORTRAITS * 5)
    alone = np.concatenate([shipped.read([portrait]) for portrait in PORTRAITS])
    np.testing.assert_allclose(together[:3], alone, atol=1e-3)
    np.testing.assert_array_equal(together[:3], together[-3:])
    assert together.shape == (15, 1 + len(shipped.about["roles"]))
    assert shipped.read([]).shape == (0, together.shape[1])


def test_who_leads_the_work_is_more_of_a_partner_than_who_wrote_of_it(shipped):
    lead, press, _ = shipped.read(PORTRAITS)[:, 0]
    assert lead > press + 1


@pytest.fixture
def own(shipped, tmp_path, monkeypatch):
    """A copy of the models in use, without a manifest."""
    folder = tmp_path / "models"
    shutil.copytree(models_dir().resolve(), folder, ignore=shutil.ignore_patterns("manifest.json"))
    monkeypatch.setenv(MODELS, str(folder))
    return folder


def _edit(path, **told):
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | told), encoding="utf-8")


def test_a_reader_that_does_not_fit_is_refused_with_its_reason(own):
    (own / "partners" / GRAPH).write_bytes(b"damaged")
    with pytest.raises(ModelError, match="not the file that was trained"):
        reader.load()
    _edit(own / "partners" / ABOUT, lower_sha256="0" * 64)
    shutil.copy(models_dir() / "encoder" / "lower.onnx", own / "partners" / GRAPH)
    with pytest.raises(ModelError) as caught:
        reader.load()
    assert caught.value.hint


def test_weights_of_another_reader_are_refused_and_fast_needs_none(own):
    told = json.loads((own / "partners" / "classifier.json").read_text(encoding="utf-8"))["read"]
    _edit(own / "partners" / "classifier.json", read=told | {"reader_sha256": "0" * 64})
    with pytest.raises(ModelError, match="not the one"):
        PartnerTagger()
    (own / "partners" / ABOUT).unlink()
    classifier.load.cache_clear()
    reader.load.cache_clear()
    PartnerTagger(fast=True)
