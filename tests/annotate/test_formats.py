"""Annotations of other tools: as they really write them, and there and back."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportminer.annotate import FORMATS, Order, convert, guess, read_any
from reportminer.annotate.facts import counted, facts, lost
from reportminer.annotate.formats import Format
from reportminer.annotate.tokens import tokens
from reportminer.annotations import (
    About,
    Document,
    Finding,
    Mention,
    NearMiss,
    Partner,
    Relation,
    RelationKind,
    Split,
    Unit,
    UnitKind,
    text_hash,
    write_documents,
)
from reportminer.errors import AnnotationError
from reportminer.labels import Label, PartnerRole

EXAMPLES = Path(__file__).parent / "examples"
TEXT = """🏮 Lantern Quay

The ferry budget ran dry
in March. "We were three for nine wards," said Ms Oyelaran. Challenges are told below.
The Port Authority (PA) ought to fund two more  boats by June. Wardens stay when they draw up the rota.
"""
WRITERS = [name for name in FORMATS if name != "segments"]


def span(words: str) -> dict[str, object]:
    start = TEXT.index(words)
    return {"start": start, "end": start + len(words), "text": words}


@pytest.fixture
def marked() -> Document:
    """A record of what any tool holds that has spans, several labels of one and relations."""
    return Document(
        "quay",
        "quay.pdf",
        text_hash(TEXT),
        text=TEXT,
        findings=(
            Finding("c1", **span("The ferry budget ran dry\nin March."), labels=(Label.CHALLENGE,)),
            Finding(
                "r1",
                **span("The Port Authority (PA) ought to fund two more  boats by June."),
                labels=(Label.RECOMMENDATION, Label.CHALLENGE),
            ),
            Finding("l1", **span("Wardens stay when they draw up the rota."), labels=(Label.LESSON,)),
        ),
        near_misses=(NearMiss("n1", **span("Challenges are told below.")),),
        partners=(Partner("p1", "Port Authority"), Partner("p2", "Lantern Quay")),
        mentions=(Mention("p2", **span("Lantern Quay")), Mention("p1", **span("Port Authority"))),
        relations=(Relation(RelationKind.ANSWERS, "r1", "c1"), Relation(RelationKind.FROM, "l1", "c1")),
    )


@pytest.fixture
def told(marked: Document) -> Document:
    """The same with everything said of the findings and partners."""
    first, second, third = marked.findings
    return replace(
        marked,
        annotator="first reader",
        guideline="3",
        time="2024-05-31T14:00:00Z",
        pages=(2, 3),
        about=About("Quay", "Quay Trust", 2007, "Ghana", "brief", "Ghanaian", "memo", Split.TEST),
        findings=(
            replace(first, negated=True, codes=("funding", "staff"), note="see p. 4: {odd}"),
            replace(second, actor="The Port Authority", modality="should", deadline="by June", number="1"),
            replace(third, speaker="Ms Oyelaran"),
        ),
        near_misses=(replace(marked.near_misses[0], note="announces"),),
        partners=(
            Partner(
                "p1", "Port Authority", ("PA",), PartnerRole.FUNDER, (PartnerRole.LEAD,), "Ministry", True
            ),
            Partner("p2", "Lantern Quay", role=PartnerRole.OTHER),
        ),
        mentions=(*marked.mentions, Mention("p1", **span("PA"))),
    )


def there_and_back(form: Format, document: Document, folder: Path) -> Document:
    path = folder / f"out{form.suffix}"
    form.write(path, [document])
    (back,) = form.read(path, {}).documents
    return back


@pytest.mark.parametrize("name", WRITERS)
def test_marks_labels_and_relations_come_back_from_every_tool(
    name: str, marked: Document, tmp_path: Path
) -> None:
    back = there_and_back(FORMATS[name], marked, tmp_path)
    unsaid = {"source"} if name == "brat" else set()  # brat knows no more of a text than its name
    assert set(lost([marked], [back])) == set(lost([back], [marked])) == unsaid


@pytest.mark.parametrize(
    ("name", "gone"), [("reportminer", set()), ("spacy", set()), ("label-studio", set())]
)
def test_these_hold_everything_said_of_a_finding(
    name: str, gone: set[str], told: Document, tmp_path: Path
) -> None:
    back = there_and_back(FORMATS[name], told, tmp_path)
    assert set(lost([told], [back])) == gone
    assert facts(back) == facts(told)


def test_brat_holds_what_is_said_of_marks_in_attributes_and_notes(told: Document, tmp_path: Path) -> None:
    back = there_and_back(FORMATS["brat"], told, tmp_path)
    head = {"annotator", "guideline", "time", "pages", "source", "title", "organisation", "year", "country"}
    assert set(lost([told], [back])) == head | {"genre", "variety", "design", "split"}
    assert "[attributes]" in (tmp_path / "out" / "annotation.conf").read_text()


@pytest.mark.parametrize("name", ["prodigy", "doccano"])
def test_what_a_tool_cannot_hold_is_refused_with_counts(name: str, told: Document, tmp_path: Path) -> None:
    write_documents(tmp_path / "in.jsonl", [told], inline=True)
    order = Order(tmp_path / "in.jsonl", tmp_path / "out.jsonl", FORMATS["reportminer"], FORMATS[name])
    with pytest.raises(AnnotationError, match=r"2 actors, 1 alias, 2 codes") as caught:
        convert(order)
    assert "--drop" in caught.value.hint
    assert not (tmp_path / "out.jsonl").exists()
    done = convert(replace(order, drop=True))
    assert done.lost["code"] == 2
    assert read_any(tmp_path / "out.jsonl")[0].about == told.about


@pytest.mark.parametrize("name", ["reportminer", "spacy", "label-studio", "brat"])
def test_two_findings_of_one_span_keep_what_is_said_of_each(
    name: str, marked: Document, tmp_path: Path
) -> None:
    advice = replace(marked.findings[1], labels=(Label.RECOMMENDATION,), modality="must")
    trouble = replace(advice, id="c2", labels=(Label.CHALLENGE,), modality="", codes=("money",))
    both = replace(marked, findings=(marked.findings[0], trouble, advice, marked.findings[2]))
    back = there_and_back(FORMATS[name], both, tmp_path)
    assert set(lost([both], [back])) <= {"source"}
    there = [(f.labels, f.codes, f.modality) for f in back.findings if f.start == advice.start]
    assert sorted(there) == [
        ((Label.CHALLENGE,), ("money",), ""),
        ((Label.RECOMMENDATION,), (), "must"),
    ]


@pytest.mark.parametrize("name", WRITERS)
def test_the_same_record_gives_the_same_bytes(name: str, told: Document, tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        there_and_back(FORMATS[name], told, tmp_path / folder)
    one, two = (sorted(p for p in (tmp_path / f).rglob("*") if p.is_file()) for f in "ab")
    assert [p.read_bytes() for p in one] == [p.read_bytes() for p in two]


def test_prodigy_as_it_is_written() -> None:
    found = FORMATS["prodigy"].read(EXAMPLES / "prodigy.jsonl", {})
    (document,) = found.documents
    assert [(f.text, f.labels) for f in document.findings] == [
        ("Boats came late 🚤.", (Label.CHALLENGE,)),
        ("Crews must log delays.", (Label.RECOMMENDATION,)),
    ]
    assert document.relations == (Relation(RelationKind.ANSWERS, "r1", "c1"),)
    assert (document.source, document.annotator) == ("harbour.pdf", "harbour-ana")
    assert found.passed_over == {
        "tasks answered reject": 1,
        "tasks answered ignore": 1,
        "spans labelled TOPIC": 1,
        "metadata page": 1,
    }


def test_what_is_written_for_prodigy_has_spans_on_whole_tokens(told: Document, tmp_path: Path) -> None:
    FORMATS["prodigy"].write(tmp_path / "a.jsonl", [told])
    task = json.loads((tmp_path / "a.jsonl").read_text())
    text = "".join(t["text"] + " " * t["ws"] for t in task["tokens"])
    assert text == told.text
    for mark in task["spans"]:
        assert task["tokens"][mark["token_start"]]["start"] == mark["start"]
        assert task["tokens"][mark["token_end"]]["end"] == mark["end"]
    assert {mark["head_span"]["label"] for mark in task["relations"]} == {"RECOMMENDATION", "LESSON"}


def test_doccano_of_sequence_labelling_as_it_is_written() -> None:
    found = FORMATS["doccano"].read(EXAMPLES / "doccano_labels.jsonl", {"Money": "PARTNER"})
    first, second = found.documents
    assert [(f.id, f.text) for f in first.findings] == [
        ("c1", "The grant arrived after the rains."),
        ("r1", "Plan around the harvest."[:23]),
    ]
    assert first.partners[0].name == "grant"
    assert (first.id, first.source, first.about.year) == ("doccano_labels-41", "seed.pdf", 1998)
    assert second.text == "Nobody was surprised."


def test_doccano_of_relations_as_it_is_written() -> None:
    found = FORMATS["doccano"].read(EXAMPLES / "doccano_relations.jsonl", {})
    (document,) = found.documents
    assert document.relations == (
        Relation(RelationKind.FROM, "l1", "c1"),
        Relation(RelationKind.ANSWERS, "r1", "c1"),
    )
    assert found.passed_over == {
        "spans labelled Place": 1,
        "relations between spans that were passed over": 1,
        "comments": 1,
    }


def test_label_studio_as_it_is_written() -> None:
    found = FORMATS["label-studio"].read(EXAMPLES / "label_studio.json", {})
    (document,) = found.documents
    challenge, advice = document.findings
    assert challenge.codes == ("funding_resources", "coordination")
    assert advice.labels == (Label.RECOMMENDATION, Label.LESSON)
    assert (advice.actor, advice.modality) == ("The Vet Board", "should")
    assert document.relations == (Relation(RelationKind.ANSWERS, "Zz9-1", "Qx3_a"),)
    assert document.partners[0].name == "Vet Board"
    assert document.annotator == "mara@example.org"
    assert found.passed_over == {"cancelled annotations": 1, "predictions": 1}


def test_label_studio_counts_in_utf_16_are_set_right_and_other_words_refused(tmp_path: Path) -> None:
    tasks = json.loads((EXAMPLES / "label_studio.json").read_text())
    for result in tasks[0]["annotations"][0]["result"]:
        if result["type"] == "labels":
            value = result["value"]
            value["start"], value["end"] = value["start"] + (value["start"] > 0), value["end"] + 1
    (tmp_path / "old.json").write_text(json.dumps(tasks))
    (old,) = read_any(tmp_path / "old.json")
    (new,) = read_any(EXAMPLES / "label_studio.json")
    assert old.findings == new.findings
    tasks[0]["annotations"][0]["result"][0]["value"]["text"] = "Sheep died"
    (tmp_path / "other.json").write_text(json.dumps(tasks))
    with pytest.raises(AnnotationError, match="not “Sheep died”"):
        read_any(tmp_path / "other.json")


def test_the_labelling_interface_names_all_that_the_tasks_use(told: Document, tmp_path: Path) -> None:
    from lxml import etree

    FORMATS["label-studio"].write(tmp_path / "a.json", [told])
    shown = etree.fromstring((tmp_path / "a.config.xml").read_bytes())
    names = {node.get("name") for node in shown if node.get("name")}
    used = {
        r["from_name"]
        for t in json.loads((tmp_path / "a.json").read_text())
        for r in t["annotations"][0]["result"]
        if "from_name" in r
    }
    assert used <= names
    assert {node.get("value") for node in shown.iter("Choice")} >= {"funding", "staff", "must", "funder"}


def test_brat_as_it_is_written() -> None:
    found = FORMATS["brat"].read(EXAMPLES / "brat", {})
    empty, wells = found.documents
    assert (empty.id, empty.findings) == ("empty", ())
    challenge, advice, lesson = wells.findings
    assert challenge.text == "Well 4 ran dry,\r\nso queues grew."
    assert (challenge.negated, challenge.note) == (True, "check the date")
    assert (advice.text, advice.modality) == ("Fence wells early.", "must")
    assert lesson.text.startswith("Well 4 ran")
    assert wells.relations == (Relation(RelationKind.ANSWERS, "r1", "c1"),)
    assert found.passed_over == {
        "events": 1,
        "equivalences": 1,
        "normalisations": 1,
        "spans labelled Object": 1,
        "discontinuous spans, taken by their hull": 1,
    }


def test_brat_with_line_ends_changed_is_refused(tmp_path: Path) -> None:
    (tmp_path / "wells.txt").write_bytes((EXAMPLES / "brat" / "wells.txt").read_bytes().replace(b"\r", b""))
    (tmp_path / "wells.ann").write_bytes((EXAMPLES / "brat" / "wells.ann").read_bytes())
    with pytest.raises(AnnotationError, match=r"wells.ann line 1: at 0 15;17 32 stands"):
        read_any(tmp_path)


def test_a_doc_bin_of_another_pipeline_is_read(tmp_path: Path) -> None:
    import spacy
    from spacy.tokens import DocBin, Span

    doc = spacy.blank("en")("Oxfam paid late. Pay early.")
    doc.spans["sc"] = [Span(doc, 0, 4, label="CHALLENGE"), Span(doc, 4, 7, label="Tip")]
    doc.ents = [Span(doc, 0, 1, label="ORG")]
    DocBin(docs=[doc]).to_disk(tmp_path / "a.spacy")
    found = FORMATS["spacy"].read(tmp_path / "a.spacy", {"ORG": "PARTNER"})
    assert [f.text for f in found.documents[0].findings] == ["Oxfam paid late."]
    assert found.documents[0].partners[0].name == "Oxfam"
    assert found.passed_over["spans labelled Tip"] == 1


def test_a_doc_bin_whose_labels_were_changed_gives_the_changed_labels(told: Document, tmp_path: Path) -> None:
    import spacy
    from spacy.tokens import DocBin, Span

    FORMATS["spacy"].write(tmp_path / "a.spacy", [told])
    (doc,) = DocBin().from_disk(tmp_path / "a.spacy").get_docs(spacy.blank("en").vocab)
    first, *others = doc.spans["findings"]
    doc.spans["findings"] = [Span(doc, first.start, first.end, label="LESSON", span_id=first.id_)]
    DocBin(docs=[doc], store_user_data=True).to_disk(tmp_path / "b.spacy")
    found = FORMATS["spacy"].read(tmp_path / "b.spacy", {})
    (finding,) = found.documents[0].findings
    assert (finding.labels, finding.codes) == ((Label.LESSON,), told.findings[0].codes)
    assert len(others) == 3
    assert found.passed_over["relations whose findings are gone"] == 2


def test_labelled_segments_become_records_when_the_report_is_there(tmp_path: Path) -> None:
    from hashlib import sha256

    (tmp_path / "quay.txt").write_text(TEXT)
    advice = span("The Port Authority (PA) ought to fund two more  boats by June.")
    (tmp_path / "quay.json").write_text(
        json.dumps(
            {
                "source": "quay.txt",
                "sha256": sha256(TEXT.encode()).hexdigest(),
                "segments": [
                    {**span("🏮 Lantern Quay"), "labels": [], "heading": True},
                    {"text": "The ferry budget ran dry in March.", "labels": ["CHALLENGE"]},
                    {**advice, "labels": ["RECOMMENDATION"], "optional": ["CHALLENGE"]},
                    {"text": "This stands nowhere.", "labels": ["LESSON"]},
                ],
                "partners": [
                    {
                        "name": "Port Authority",
                        "aliases": ["Port Authority", "PA"],
                        "roles": ["funder", "lead"],
                    }
                ],
                "annotators": 2,
            }
        )
    )
    found = guess(tmp_path / "quay.json").read(tmp_path / "quay.json", {}, tmp_path)
    (document,) = found.documents
    assert [f.text for f in document.findings] == ["The ferry budget ran dry\nin March.", advice["text"]]
    assert [u.kind for u in document.segments] == ["heading", "sentence", "sentence"]
    assert document.segments[2].optional == (Label.CHALLENGE,)
    assert [m.text for m in document.mentions] == ["Port Authority", "PA"]
    assert document.partners == (
        Partner("p1", "Port Authority", ("PA",), PartnerRole.FUNDER, (PartnerRole.LEAD,)),
    )
    assert found.passed_over == {"segments that do not stand in the text": 1, "labels of such segments": 1}
    (tmp_path / "quay.txt").write_text(TEXT + "more")
    with pytest.raises(AnnotationError, match="not the file that was annotated"):
        read_any(tmp_path / "quay.json", tmp_path)


@pytest.mark.shared
def test_real_annotated_reports_become_records(shared: Path) -> None:
    found = guess(shared / "gold").read(
        shared / "gold" / "partnership_prisons_zambia.json", {}, shared / "reports"
    )
    assert found.passed_over == {}
    assert found.documents[0].findings


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jsonl", '{"text": 3, "answer": "accept"}'),
        (
            "a.jsonl",
            '{"text": "x", "answer": "accept", "spans": [{"start": 0, "end": 9, "label": "LESSON"}]}',
        ),
        ("a.jsonl", '{"text": "x", "answer": "accept", "spans": {"start": 0}}'),
        ("a.jsonl", '{"text": "x", "label": [[0, "LESSON"]]}'),
        ("a.jsonl", '{"text": "x", "label": ['),
        ("a.json", "[3]"),
        ("a.json", '[{"data": {"t": "x"}, "annotations": [{"result": []}]}]'),
        ("a.json", "[" * 100_000),
        ("a.json", '{"segments": [{}], "source": "gone.txt"}'),
        ("a.spacy", "no bin"),
        ("a.xyz", "?"),
    ],
)
def test_what_is_no_annotation_file_is_refused_by_name(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(AnnotationError) as caught:
        read_any(tmp_path / name)
    assert name in caught.value.message
    assert caught.value.hint


def test_what_segments_say_cannot_be_written_as_such(marked: Document, tmp_path: Path) -> None:
    with pytest.raises(AnnotationError, match="only read"):
        FORMATS["segments"].write(tmp_path / "a.json", [marked])


def test_segments_are_counted_as_lost(marked: Document, tmp_path: Path) -> None:
    with_units = replace(marked, segments=(Unit(**span("🏮 Lantern Quay")),))
    back = there_and_back(FORMATS["brat"], with_units, tmp_path)
    assert lost([with_units], [back])["segment"] == 1


@pytest.mark.parametrize("name", ["prodigy", "doccano", "label-studio", "spacy", "refi"])
def test_which_segments_were_judged_is_kept(marked: Document, name: str, tmp_path: Path) -> None:
    units = (
        Unit(0, 5, marked.text[:5]),
        Unit(6, 9, marked.text[6:9], UnitKind.LIST_ITEM, 3),
        Unit(9, 12, marked.text[9:12], optional=(Label.LESSON, Label.CHALLENGE)),
    )
    back = there_and_back(FORMATS[name], replace(marked, segments=units), tmp_path)
    assert back.segments == units


@pytest.mark.parametrize("words", ["yes", "0-5 3-7", "0-99999", "5-5", "0-5:poem", "0-5:sentence:1:LAW"])
def test_what_names_no_segments_is_counted(words: str, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"text": "Nobody held the key.", "judged": words, "label": []}) + "\n")
    found = FORMATS["doccano"].read(path, {})
    assert found.documents[0].segments == ()
    assert found.passed_over == {"values of `judged` that are none": 1}


def test_kinds_of_facts_are_told_in_words() -> None:
    many = {"segment": 43, "near miss": 1_200, "modality": 2, "partner's role": 2, "pages": 2, "alias": 1}
    assert counted(many) == [
        "1 alias", "2 modalities", "1,200 near misses", "2 pages", "2 partners' roles", "43 segments",
    ]  # fmt: skip


texts = st.text(alphabet=st.sampled_from(" \n\tab.é🏮"), min_size=1, max_size=25)


@given(text=texts, data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@pytest.mark.parametrize("name", ["prodigy", "doccano", "label-studio", "spacy"])
def test_any_span_of_any_text_comes_back(name: str, text: str, data: st.DataObject, tmp_path: Path) -> None:
    starts = data.draw(st.lists(st.integers(0, len(text) - 1), max_size=3, unique=True))
    findings = []
    for at, start in enumerate(starts):
        end = data.draw(st.integers(start + 1, len(text)))
        if text[start:end].strip():
            findings.append(Finding(f"c{at}", start, end, text[start:end], (Label.CHALLENGE,)))
    document = Document("x", "x.txt", text_hash(text), text=text, findings=tuple(findings))
    back = there_and_back(FORMATS[name], document, tmp_path)
    assert back.text == text
    assert facts(back) == facts(document)


@given(texts, st.data())
def test_tokens_give_back_the_text_and_keep_to_marks(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    found = tokens(text, [(start, end)])
    assert "".join(text[t.start : t.end] + " " * t.space for t in found) == text
    assert start in {t.start for t in found}
    assert end in {t.end for t in found}
