import json
import os

import pytest

from reportminer.config import Limits, Settings
from reportminer.errors import OutputError
from reportminer.export.runfile import read_run, write_run


def test_run_json_tells_how_a_run_went(tmp_path):
    codebook = tmp_path / "mine.yaml"
    codebook.write_text("codes: []\n")
    record = {
        "settings": Settings(codebook=codebook, limits=Limits(max_pages=7)),
        "inputs": {"a.pdf": "1"},
        "seconds": {"total": 1.2},
    }
    write_run(tmp_path, record)
    run = json.loads((tmp_path / "run.json").read_text())
    assert list(run) == ["reportminer", "versions", *record]
    assert run["settings"]["limits"]["max_pages"] == 7
    assert run["settings"]["codebook"] == "mine.yaml"
    assert "spacy" in run["versions"]
    assert str(tmp_path) not in (tmp_path / "run.json").read_text()


def test_names_that_are_no_text_are_told_as_far_as_they_are(tmp_path):
    name = os.fsdecode(b"caf\xe9.csv")
    write_run(tmp_path, {"settings": {"metadata": name}, "models": tmp_path / name, "inputs": [name]})
    told = json.loads((tmp_path / "run.json").read_text("utf-8"))
    assert told["settings"]["metadata"] == told["models"] == told["inputs"][0] == "caf\ufffd.csv"


@pytest.mark.parametrize("text", ["{", "[]", '{"settings": []}', '{"counts": 1}', "\udcff"])
def test_a_damaged_record_is_told_of_and_none_is_nothing(tmp_path, text):
    assert read_run(tmp_path) == {}
    (tmp_path / "run.json").write_text(text, "utf-8", errors="surrogateescape")
    with pytest.raises(OutputError, match=r"run\.json is damaged"):
        read_run(tmp_path)
