import json
from pathlib import Path

from reportminer.config import Limits, Settings
from reportminer.export.runfile import RunRecord, file_hash, folder_hashes, write_run


def test_run_json_tells_how_a_run_went(tmp_path):
    codebook = tmp_path / "mine.yaml"
    codebook.write_text("codes: []\n")
    record = RunRecord(
        settings=Settings(codebook=codebook, limits=Limits(max_pages=7)),
        models=folder_hashes(tmp_path),
        codebook={"name": codebook.name, "sha256": file_hash(codebook)},
        inputs={"b.pdf": "2", "a.pdf": "1"},
        counts={"reports": 2, "findings": {"LESSON": 3, "CHALLENGE": 1}},
        seconds={"total": 1.23456, "parse": 1.0},
    )
    write_run(tmp_path, record)
    run = json.loads((tmp_path / "run.json").read_text())
    assert run["settings"]["limits"]["max_pages"] == 7
    assert run["settings"]["codebook"] == "mine.yaml"
    assert run["models"] == {"mine.yaml": run["codebook"]["sha256"]}
    assert list(run["inputs"]) == ["a.pdf", "b.pdf"]
    assert run["seconds"] == {"parse": 1.0, "total": 1.235}
    assert "spacy" in run["versions"]
    assert str(Path(tmp_path)) not in (tmp_path / "run.json").read_text()
