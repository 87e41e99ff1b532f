"""Training of the partner models on small reports written here."""

import json
from pathlib import Path

import pytest

from reportminer.tag.partners import PartnerTagger
from reportminer.tag.partners.classifier import from_json
from reportminer.train.partners import Sources, cases, counts, f1, held_out, make, role_accuracy

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
        make(sources, folder, threshold=0.4)
    first = (one / "classifier.json").read_bytes()
    assert first == (two / "classifier.json").read_bytes()
    models = from_json(json.loads(first))
    assert models.threshold == 0.4
    assert {"funder", "government", "lead"} <= set(models.roles)
    PartnerTagger(models)
