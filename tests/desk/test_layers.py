"""Layers out to other tools and back in: the same is said afterwards."""

import pytest

from reportminer.annotate.formats import named
from reportminer.annotations import problems
from reportminer.desk.commands import Ground, plan_of
from reportminer.desk.desk import Desk
from reportminer.desk.exchange import documents, export, packed, take
from reportminer.desk.layers import newly_judged, progress
from reportminer.desk.store import Author, fold
from reportminer.desk.team import Team
from reportminer.errors import AnnotationError


@pytest.fixture
def desk(project):
    made = Desk(project)
    yield made
    made.pictures.close()


@pytest.fixture
def sit(desk, ids):
    """Somebody does things in the harbour report."""

    def doing(who, *commands):
        for number, told in enumerate(commands):
            desk.act(
                Author(who, who, f"{who}-{number:08}-{len(desk.project.store.history())}"),
                ids["harbour"],
                told,
            )

    return doing


def segment_with(desk, report, words):
    record = desk.project.record(report)
    return next(at for at, s in enumerate(record["segments"]) if words in record["text"][s[0] : s[1]])


@pytest.fixture
def filled(desk, ids, sit):
    """A layer with something of everything."""
    water, gangway, keep = (
        segment_with(desk, ids["harbour"], words) for words in ("running water", "gangway", "one inspector")
    )
    text = desk.project.record(ids["harbour"])["text"]
    start = text.index("Dockside")
    sit(
        "ann",
        {"kind": "judge", "segment": water, "labels": ["CHALLENGE"], "done": "yes"},
        {"kind": "judge", "segment": gangway, "labels": ["LESSON"], "done": "unsure"},
        {"kind": "judge", "segment": keep, "labels": ["RECOMMENDATION", "CHALLENGE"], "done": "yes"},
        {"kind": "judge", "segment": 0, "labels": [], "done": "yes"},
        {"kind": "code", "segment": water, "code": desk.project.codebook.codes[0].id, "on": True},
        {"kind": "comment", "segment": water, "text": "is this ours? <b>"},
        {"kind": "flag", "segment": water, "on": True},
        {"kind": "relate", "source": keep, "target": water},
        {
            "kind": "partner",
            "start": start,
            "end": start + 26,
            "name": "Dockside Community Council",
            "role": "community",
        },
    )
    return {"water": water, "gangway": gangway, "keep": keep}


def test_a_layer_is_a_sound_record_with_the_segments_that_were_judged(desk, filled):
    (document,) = documents(desk.project, ["ann"])
    assert list(problems(document)) == []
    assert len(document.segments) == 4
    assert [str(f.labels[0]) for f in document.findings] == ["CHALLENGE", "LESSON", "CHALLENGE"]
    assert document.annotator == "ann"
    assert document.guideline == "1"
    assert document.partners[0].name == "Dockside Community Council"
    assert document.mentions[0].text.split() == ["Dockside", "Community", "Council"]
    assert [str(relation.kind) for relation in document.relations] == ["answers"]


def test_own_format_there_and_back_says_the_same(desk, ids, filled, tmp_path):
    export(desk.project, ["ann"], "reportminer", tmp_path / "x.jsonl")
    told = take(desk.project, tmp_path / "x.jsonl", "copy", "bea")
    assert told.records == 1
    assert told.segments == 4
    assert desk.project.store.state("copy", ids["harbour"]) == desk.project.store.state("ann", ids["harbour"])
    store = desk.project.store
    for layer in store.layers():
        for report in ids.values():
            assert fold(store.history(report, layer)) == store.state(layer, report)


@pytest.mark.parametrize("form", ["prodigy", "doccano", "label-studio", "brat", "spacy"])
def test_labels_and_relations_survive_every_format(desk, ids, filled, tmp_path, form):
    target = tmp_path / f"x{named(form).suffix}"
    export(desk.project, ["ann"], form, target)
    take(desk.project, target, "copy", "bea", named(form))
    mine, theirs = (desk.project.store.state(layer, ids["harbour"]) for layer in ("ann", "copy"))
    for part in ("/label/", "r/"):
        assert {k for k in theirs if part in k} == {k for k in mine if part in k}


@pytest.mark.parametrize("form", ["prodigy", "doccano", "label-studio", "spacy", "refi"])
def test_what_was_judged_survives_a_round_trip(desk, filled, tmp_path, form):
    target = tmp_path / f"x{named(form).suffix}"
    export(desk.project, ["ann"], form, target)
    told = take(desk.project, target, "copy", "bea", named(form))
    assert (told.segments, told.warnings) == (4, [])


def test_a_file_that_does_not_say_what_was_judged_is_told_of(desk, ids, filled, tmp_path):
    export(desk.project, ["ann"], "brat", tmp_path / "x")
    told = take(desk.project, tmp_path / "x", "copy", "bea", named("brat"))
    size = desk.project.size(ids["harbour"])[0]
    assert told.segments == size
    (warning,) = told.warnings
    assert f"all {size} are taken as judged" in warning


def test_an_import_can_be_undone_and_leaves_what_was_there(desk, ids, filled, tmp_path, sit):
    export(desk.project, ["ann"], "reportminer", tmp_path / "x.jsonl")
    sit("bea", {"kind": "flag", "segment": 5, "on": True})
    take(desk.project, tmp_path / "x.jsonl", "bea", "bea")
    assert desk.project.store.state("bea", ids["harbour"])["s/5/flag"] is True
    sit("bea", {"kind": "undo"})
    assert desk.project.store.state("bea", ids["harbour"]) == {"s/5/flag": True}


def test_a_layer_that_is_not_there_is_not_said_to_be_written(desk, filled, tmp_path):
    with pytest.raises(AnnotationError, match="there is no layer 'bobb'") as caught:
        export(desk.project, ["ann", "bobb"], "reportminer", tmp_path / "x.jsonl")
    assert caught.value.hint == "layers are ann"
    assert not (tmp_path / "x.jsonl").exists()


NOBODY = ["x/../..<script>", "a\nb", "n" * 61, 'ann"', "half \udcff"]


@pytest.mark.parametrize("name", NOBODY)
def test_nothing_is_taken_into_a_layer_that_nobody_can_have(desk, filled, tmp_path, name):
    export(desk.project, ["ann"], "reportminer", tmp_path / "x.jsonl")
    for layer, who in ((name, "bea"), ("copy", name)):
        with pytest.raises(AnnotationError, match="nobody can be named"):
            take(desk.project, tmp_path / "x.jsonl", layer, who)
    assert desk.project.store.layers() == ["ann"]


def test_whom_a_file_names_is_held_to_the_same_unless_a_layer_is_given(desk, filled, tmp_path):
    path = tmp_path / "x.jsonl"
    export(desk.project, ["ann"], "reportminer", path)
    path.write_text(path.read_text().replace('"annotator": "ann"', '"annotator": "team/ann"'))
    with pytest.raises(AnnotationError, match="nobody can be named 'team/ann'") as caught:
        take(desk.project, path, "", "bea")
    assert "--layer" in caught.value.hint
    assert take(desk.project, path, "Ann-Marié O’Neill", "bea").records == 1
    assert desk.project.store.layers() == ["Ann-Marié O’Neill", "ann"]


def partner_of(text, words, name):
    start = text.index(words)
    return {"kind": "partner", "start": start, "end": start + len(words), "name": name, "role": "unknown"}


def test_partners_that_come_by_import_are_not_laid_over_others(desk, ids, filled, tmp_path, sit):
    text = desk.project.record(ids["harbour"])["text"]
    sit("ann", partner_of(text, "Ostrava Foundation", "Ostrava Foundation"))
    export(desk.project, ["ann"], "reportminer", tmp_path / "x.jsonl")
    sit(
        "bea",
        partner_of(text, "Seamen's Welfare Trust", "Seamen's Welfare Trust"),
        partner_of(text, "Ministry of Labour", "OSTRAVA Foundation"),
    )
    take(desk.project, tmp_path / "x.jsonl", "bea", "bea")
    state = desk.project.store.state("bea", ids["harbour"])
    names = [state[f"p/{number}/name"] for number in (1, 2, 3)]
    assert names == ["Seamen's Welfare Trust", "Ostrava Foundation", "Dockside Community Council"]
    said = {text[slice(*map(int, k[2:].split("-")))]: v for k, v in state.items() if k.startswith("m/")}
    assert said["Seamen's Welfare Trust"] == 1
    assert said["Ostrava Foundation"] == said["Ministry of Labour"] == 2
    take(desk.project, tmp_path / "x.jsonl", "bea", "bea")
    assert desk.project.store.state("bea", ids["harbour"]) == state  # brought in twice, said once


def test_annotations_of_another_text_are_refused(desk, filled, tmp_path):
    path = tmp_path / "x.jsonl"
    export(desk.project, ["ann"], "prodigy", path)
    path.write_text(path.read_text().replace("running water", "flowing water"))
    with pytest.raises(AnnotationError):
        take(desk.project, path, "copy", "bea")


def test_a_folder_is_handed_over_as_a_zip_file_and_losses_are_told(desk, filled):
    sent = packed(desk.project, ["ann"], "brat")
    assert sent.name.endswith(".zip")
    assert sent.content[:2] == b"PK"
    assert "segment" in sent.left_out


def test_codes_that_are_named_like_a_state_of_a_segment_are_no_such_state(desk, ids):
    report, ground = ids["harbour"], Ground(9, 900, ("done", "flag"))
    for number, code in enumerate(ground.codes):
        told = {"kind": "code", "segment": 3, "code": code, "on": True}
        desk.project.store.act(Author("ann", "ann", f"code-{number:04}"), report, told, plan_of(told, ground))
    state = desk.project.store.state("ann", report)
    assert len(state) == 2
    assert set(progress(state).values()) == {0}
    assert newly_judged([(key, None, value) for key, value in state.items()]) == 0
    assert desk.overview("ann")["reports"][0]["done"] == {}
    assert desk.queue("ann", "order", report)["counts"]["open"] == desk.project.size(report)[0]


def test_every_theme_of_the_codebook_that_ships_has_a_key(desk):
    told = desk.overview("ann")
    assert sorted(told["keys"].values()) == sorted(code["id"] for code in told["codes"])
    assert [told["keys"][digit] for digit in "456789"] == [code["id"] for code in told["codes"][:6]]
    assert {"L": "leadership_buyin", "M": "monitoring_evaluation"}.items() <= told["keys"].items()
    assert "Z" not in told["keys"]


def test_gold_is_made_of_layers(desk, ids, filled, sit):
    report, water, gangway = ids["harbour"], filled["water"], filled["gangway"]
    sit(
        "bea",
        {"kind": "judge", "segment": water, "labels": ["CHALLENGE"], "done": "yes"},
        {"kind": "judge", "segment": gangway, "labels": [], "done": "yes"},
    )
    team = Team(desk.project)
    assert [case["segment"] for case in team.cases()["cases"]] == [gangway]
    assert team.adopt_agreed("cleo", "agreed-nonce") == 1
    team.adopt("cleo", "adopt-nonce-1", report, {"from": "bea", "segment": gangway})
    gold = desk.project.store.state("gold", report)
    assert gold[f"s/{water}/label/CHALLENGE"] is True
    assert gold[f"s/{gangway}/done"] == "yes"
    assert f"s/{gangway}/label/LESSON" not in gold
    team.adopt("cleo", "adopt-nonce-2", report, {"from": "ann", "segment": gangway})
    assert desk.project.store.state("gold", report)[f"s/{gangway}/label/LESSON"] is True
    team.adopt("cleo", "adopt-nonce-3", report, {"from": "ann", "partner": 1})
    assert desk.project.store.state("gold", report)["p/1/role"] == "community"
    assert all(case["gold"] for case in team.cases()["cases"])
    assert {a.who for a in desk.project.store.history(layer="gold")} == {"cleo"}
    with pytest.raises(AnnotationError):
        team.adopt("cleo", "adopt-nonce-4", report, {"from": "bea", "segment": filled["keep"]})


def test_a_layer_that_is_adopted_takes_away_the_relations_of_gold_that_it_has_not(desk, ids, filled, sit):
    report, water, keep = ids["harbour"], filled["water"], filled["keep"]
    sit(
        "bea",
        {"kind": "judge", "segment": water, "labels": ["CHALLENGE"], "done": "yes"},
        {"kind": "judge", "segment": keep, "labels": ["RECOMMENDATION"], "done": "yes"},
    )
    team, relation = Team(desk.project), f"r/answers/{keep}/{water}"
    for number, (layer, segment, related) in enumerate(
        [("ann", water, False), ("ann", keep, True), ("bea", keep, False), ("ann", keep, True)]
    ):
        team.adopt("cleo", f"adopt-nonce-{number}", report, {"from": layer, "segment": segment})
        assert (relation in desk.project.store.state("gold", report)) == related
