"""Annotations as REFI-QDA projects, as people's programs give and take them."""

import zipfile
from pathlib import Path

from reportminer.annotate import FORMATS
from reportminer.annotate.facts import lost
from reportminer.annotations import load
from reportminer.refi import Code, Project, Selection, Text, guid, write_project
from reportminer.refi.records import User

ANNOTATIONS = Path(__file__).parents[2] / "annotations" / "corpus.jsonl"


def test_a_corpus_goes_there_and_back(tmp_path: Path) -> None:
    documents = load(ANNOTATIONS)[:12]
    path = tmp_path / "a.qdpx"
    FORMATS["refi"].write(path, documents)
    back = FORMATS["refi"].read(path, {})
    # What no tool's spans hold, this one's neither.
    assert set(lost(documents, back.documents)) <= {"section", "mentioned organisation", "alias"}
    again = tmp_path / "b.qdpx"
    FORMATS["refi"].write(again, documents)
    assert again.read_bytes() == path.read_bytes()
    with zipfile.ZipFile(path) as package:
        assert len(package.namelist()) == 1 + len(documents)


def test_what_people_coded_elsewhere_becomes_annotations(tmp_path: Path) -> None:
    text = "Money came late 🐟.\r\nCrews should be paid by the week."
    barrier, late, advice = (Code(guid(n), n) for n in ("Barrier", "Late money", "recommendation"))
    split = text.index("Crews")
    marks = (
        Selection(guid("1"), 0, split - 2, (barrier.guid, late.guid), description="as in 2019"),
        Selection(guid("2"), split, len(text), (advice.guid,)),
        Selection(guid("3"), 0, 5, (late.guid,)),
    )
    folder = Code(guid("f"), "Mine", codable=False, children=(barrier, late, advice))
    project = Project(
        "p", (folder,), (Text(guid("t"), "Pay.docx", text, marks),), user=User(guid("u"), "Ana")
    )
    write_project(tmp_path / "a.qdpx", project)
    found = FORMATS["refi"].read(tmp_path / "a.qdpx", {"Barrier": "CHALLENGE"})
    (document,) = found.documents
    assert document.text == text
    assert (document.source, document.annotator) == ("Pay.docx", "Ana")
    first, second = document.findings
    assert (first.text, first.labels, first.codes) == ("Money came late 🐟.", ("CHALLENGE",), ("late_money",))
    assert first.note == "as in 2019"
    assert (second.text, second.labels) == ("Crews should be paid by the week.", ("RECOMMENDATION",))
    assert found.passed_over == {"selections coded Late money and with no label": 1}
