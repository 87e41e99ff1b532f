"""`reportminer annotations` and `reportminer agreement` as a user meets them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from reportminer.annotations import Document, Finding, text_hash, write_documents
from reportminer.labels import Label

TEXT = "The ferry sank. Buy two."


def call(*words: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from reportminer.cli import main; main()", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """One record with a finding and what is said of it."""
    finding = Finding("r1", 16, 24, "Buy two.", (Label.RECOMMENDATION,), modality="should")
    record = Document("ferry", "ferry.pdf", text_hash(TEXT), text=TEXT, findings=(finding,))
    write_documents(tmp_path / "a.jsonl", [record], inline=True)
    return tmp_path / "a.jsonl"


def test_check_ends_with_0_for_a_sound_file_and_1_with_all_that_is_wrong(file: Path) -> None:
    sound = call("annotations", "check", file)
    assert (sound.returncode, sound.stdout) == (0, "1 record, 0 problems\n")
    record = json.loads(file.read_text())
    record["findings"][0]["start"] += 1
    record["relations"] = [{"kind": "from", "source": "r1", "target": "c9"}]
    file.write_text(json.dumps(record))
    wrong = call("annotations", "check", file)
    assert wrong.returncode == 1
    assert (
        "finding r1: at 17:24 stands “uy two.”, not “Buy two.” (the nearest place of these words is 16:24)"
        in wrong.stdout
    )
    assert "1 record, 3 problems" in wrong.stdout


def test_check_warns_of_codes_that_the_codebook_has_not(file: Path) -> None:
    record = json.loads(file.read_text())
    record["findings"][0]["codes"] = ["moonlight", "coordination"]
    file.write_text(json.dumps(record))
    ended = call("annotations", "check", file)
    assert ended.returncode == 0
    assert "warning: a.jsonl: ferry: finding r1: the codebook has no code “moonlight”" in ended.stdout
    assert ended.stdout.endswith("1 record, 0 problems, 1 warning\n")


def test_check_ends_with_2_for_what_is_no_annotation_file(file: Path) -> None:
    file.write_text('{"id": 1}')
    ended = call("annotations", "check", file)
    assert ended.returncode == 2
    assert "a.jsonl line 1" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_convert_refuses_to_lose_and_says_how_to_go_on(file: Path) -> None:
    out = file.with_name("tasks.jsonl")
    ended = call("annotations", "convert", file, out, "--to", "prodigy")
    assert ended.returncode == 2
    assert "prodigy cannot hold: 1 modality" in ended.stderr
    assert "--drop" in ended.stderr
    assert not out.exists()
    ended = call("annotations", "convert", file, out, "--to", "prodigy", "--drop")
    assert ended.returncode == 0
    assert "left out: 1 modality" in ended.stdout
    assert json.loads(out.read_text())["spans"][0]["label"] == "RECOMMENDATION"


def test_convert_guesses_formats_and_renames_labels(file: Path) -> None:
    tasks = file.with_name("tasks.jsonl")
    tasks.write_text(json.dumps({"text": TEXT, "label": [[0, 15, "Barrier"], [16, 24, "Tip"]]}))
    back = file.with_name("back.jsonl")
    ended = call("annotations", "convert", tasks, back, "--rename", "Barrier=CHALLENGE")
    assert ended.returncode == 0, ended.stderr
    assert "doccano to reportminer" in ended.stdout
    assert "passed over: 1 spans labelled Tip" in ended.stdout
    assert json.loads(back.read_text())["findings"][0]["labels"] == ["CHALLENGE"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("annotations", "convert", "gone.jsonl", "x.spacy"), "gone.jsonl"),
        (("annotations", "convert", "{file}", "x.docx"), "x.docx"),
        (("annotations", "convert", "{file}", "x.jsonl", "--to", "word"), "no format 'word'"),
        (("annotations", "convert", "{file}", "x.jsonl", "--rename", "A"), "OLD=NEW"),
        (("annotations", "lint", "gone.jsonl"), "gone.jsonl"),
        (("agreement", "{file}"), "agree"),
        (("annotations", "convert", "{file}", "{folder}/", "--to", "reportminer"), "is a folder"),
        (("annotations", "convert", "{file}", ".", "--to", "spacy", "--drop"), "is a folder"),
        (("annotations", "convert", "{file}", "{file}/x.jsonl"), "cannot write"),
        (("agreement", "{file}", "{file}", "--html", "{folder}"), "cannot write"),
        (("agreement", "{file}", "{file}", "--csv", "{folder}/gone/a.csv"), "cannot write"),
        (("annotations", "check", "{file}", "--codebook", "gone.yaml"), "gone.yaml"),
    ],
)
def test_a_wrong_call_ends_with_2_and_says_what_is_wrong(
    words: tuple[str, ...], said: str, file: Path
) -> None:
    ended = call(*(word.format(file=file, folder=file.parent) for word in words))
    assert ended.returncode == 2
    assert said in ended.stderr
    assert "Traceback" not in ended.stderr
