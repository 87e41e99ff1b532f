"""How well findings are coded, by one coder and by the most of several."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from reportminer.annotations.coders import Coders
from reportminer.annotations.records import Document, Finding
from reportminer.errors import SettingsError
from reportminer.evaluate.themes import codings, measure
from reportminer.labels import Label

TEXTS = ("Nobody paid the drivers.", "The road was cut.", "Meet more often.")
GIVEN = ({"money"}, {"money", "access"}, set())
"""What the program gives."""


def _document() -> Document:
    starts = [sum(len(text) + 1 for text in TEXTS[:at]) for at in range(len(TEXTS))]
    codes = (("money",), ("access",), ("meetings",))
    findings = tuple(
        Finding(f"f{at}", start, start + len(text), text, (Label.CHALLENGE,), own)
        for at, (start, text, own) in enumerate(zip(starts, TEXTS, codes, strict=True))
    )
    return Document("ports", "ports.txt", "0" * 64, text=" ".join(TEXTS), findings=findings)


def _coder() -> SimpleNamespace:
    codes = [SimpleNamespace(id=code) for code in ("money", "access", "meetings")]
    return SimpleNamespace(codebook=SimpleNamespace(codes=codes), stream=lambda passages: GIVEN)


def _counts(coders: Coders) -> dict[str, tuple[int, int, int]]:
    coder = _coder()
    scores = measure(codings(coder, [_document()]), coder.codebook, coders)
    return {code: (score.right, score.wrong, score.missed) for code, score in scores.items()}


def test_codings_are_right_wrong_or_missed() -> None:
    found = _counts(Coders())
    assert found == {"": (2, 1, 1), "money": (1, 1, 0), "access": (1, 0, 0), "meetings": (0, 0, 1)}


def test_most_coders_are_right_and_where_they_are_of_two_minds_nothing_counts(tmp_path: Path) -> None:
    """What an annotation file holds was settled by two."""
    told = {
        "ports": {
            "f0": [{"access": 1}, {"access": 1}],
            "f1": [{"access": 1, "money": 1}, {"money": 1}, {"money": 0.5}],
            "f2": [{}],
        }
    }
    (tmp_path / "again.json").write_text(json.dumps(told), "utf-8")
    found = _counts(Coders(tmp_path / "again.json"))
    assert found == {"": (1, 0, 1), "money": (0, 0, 0), "access": (1, 0, 0), "meetings": (0, 0, 1)}


@pytest.mark.parametrize(
    "content", [None, "{", "[]", '{"ports": [1]}', '{"ports": {"f0": [{"money": "yes"}]}}']
)
def test_a_file_of_codes_that_cannot_be_read_is_named(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "again.json"
    if content is not None:
        path.write_text(content, "utf-8")
    with pytest.raises(SettingsError, match="again"):
        Coders(path)
