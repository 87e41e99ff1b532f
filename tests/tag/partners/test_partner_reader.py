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
from reportminer.tag.partners.portrait import AROUND, HEADING, Glimpse, Portrait, portraits
from reportminer.tag.partners.reader import ABOUT, BEGIN, END, ENOUGH, GRAPH, lay
from reportminer.tag.partners.records import Body, Name, Named, Place

TRUST = "Harbour Trust"


def reading_of(*paragraphs, name=TRUST, kind=BlockKind.PARAGRAPH, heading="Partners"):
    """A report of one body, named wherever a paragraph has its name."""
    text, places, named = "\n\n".join(paragraphs), [], []
    at = 0
    for number, paragraph in enumerate(paragraphs):
        end = at + len(paragraph)
        places.append(Place(at, end, kind, Role.PARTNERS, heading, number, False, frozenset(), False))
        start = text.find(name, at, end)
        if start >= 0:
            named.append(Named(Name(name, start, start + len(name), opening=False), number))
        at = end + 2
    return Reading(places, [Body(named)], {}, {}, {}, {}, frozenset(), text)


def only(reading):
    (found,) = portraits(reading, [0])
    return found


def test_the_first_a_middle_and_the_last_mention_are_shown():
    said = [f"In year {n} the {TRUST} gave boat number {n} to the town of the bay." for n in range(9)]
    found = only(reading_of(*said))
    assert [glimpse.before for glimpse in found.glimpses] == [f"In year {n} the" for n in (0, 4, 8)]
    assert {glimpse.name for glimpse in found.glimpses} == {TRUST}
    assert (found.name, found.often) == (TRUST, "some")


def test_a_bare_name_is_shown_only_where_there_is_nothing_else():
    told = f"The {TRUST} ran the night boats together with the town council."
    assert len(only(reading_of(TRUST, told, TRUST)).glimpses) == 1
    assert only(reading_of(TRUST)).glimpses == (Glimpse("Partners", "", TRUST, ""),)


def test_a_table_that_says_the_same_in_every_row_is_shown_once():
    row = f"{TRUST} – implementing partner, boats and nets, all ports"
    assert len(only(reading_of(*[row] * 40, kind=BlockKind.TABLE_ROW)).glimpses) == 1


def test_what_stands_far_away_or_in_another_paragraph_is_not_shown():
    found = only(
        reading_of("Neighbour.", "far " * 100 + f"near {TRUST} beside" + " away" * 100, heading="h" * 99)
    )
    (glimpse,) = found.glimpses
    assert glimpse.before.endswith("near")
    assert glimpse.after.startswith("beside")
    assert max(len(glimpse.before), len(glimpse.after)) <= AROUND
    assert len(glimpse.heading) == HEADING


@pytest.fixture(scope="module")
def tokenizer():
    lower = load_lower(models_dir() / "encoder")
    if lower is None:
        pytest.skip("these models have no encoder")
    return lower.tokenizer


def test_every_mention_stands_between_its_marks(tokenizer):
    glimpses = tuple(Glimpse("Our partners", "led by the", name, "and others") for name in ("HT", TRUST))
    laid = lay(tokenizer, Portrait(TRUST, "twice", glimpses))
    assert laid.ids[0] == CLS
    assert laid.ids[-1] == SEP
    assert [(laid.ids[start], laid.ids[end - 1]) for start, end in laid.names] == [(BEGIN, END)] * 2
    inside = [laid.ids[start + 1 : end - 1] for start, end in laid.names]
    assert inside[1] == tuple(tokenizer.encode(TRUST, add_special_tokens=False).ids)
    pool = laid.pool()[0, 0]
    assert pool.sum() == pytest.approx(1)
    assert np.flatnonzero(pool).tolist() == [n for start, end in laid.names for n in range(start, end)]


def test_words_without_end_are_cut(tokenizer):
    endless = "boat " * 5000
    glimpses = (Glimpse(endless, endless, endless, endless),) * 9
    assert len(lay(tokenizer, Portrait(endless, "many", glimpses)).ids) < ENOUGH + 100


@pytest.fixture(scope="module")
def shipped():
    found = reader.load()
    if found is None:
        pytest.skip("these models have no reader of partners")
    return found


PORTRAITS = [
    Portrait(TRUST, "some", (Glimpse("Partners", "The work was led by", TRUST, "with two towns."),)),
    Portrait("Daily Gazette", "once", (Glimpse("Press", "as told in the", "Daily Gazette", "of 3 May."),)),
    Portrait("", "once", ()),
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
