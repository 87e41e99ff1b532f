"""The history and what it adds up to: nothing lost, nothing done twice, everything taken back."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportminer.desk.commands import Ground, plan_of, stacks
from reportminer.desk.project import Project
from reportminer.desk.store import Author, Mark, fold
from reportminer.errors import AnnotationError
from reportminer.labels import Label

GROUND = Ground(segments=6, characters=500, codes=("trust", "money"))
NUMBERS = count()


def nonce():
    return f"nonce-{next(NUMBERS):08}"


def do(project, report, told, who="ann", key=None):
    return project.store.act(Author(who, who, key or nonce()), report, told, plan_of(told, GROUND))


def test_what_is_sent_twice_is_done_once(project, ids):
    told = {"kind": "flag", "segment": 1, "on": True}
    first = do(project, ids["harbour"], told, key="the-same-nonce")
    second = do(project, ids["harbour"], {**told, "on": False}, key="the-same-nonce")
    assert first == second
    assert project.store.state("ann", ids["harbour"]) == {"s/1/flag": True}


def test_the_history_cannot_be_changed(project, ids):
    do(project, ids["harbour"], {"kind": "flag", "segment": 1, "on": True})
    for line in ("UPDATE actions SET who = 'eve'", "DELETE FROM actions", "UPDATE guidelines SET text = ''"):
        with pytest.raises(sqlite3.IntegrityError), project.store.writing() as db:
            db.execute(line)
    assert [action.who for action in project.store.history()] == ["ann"]


def test_layers_do_not_touch_each_other(project, ids):
    do(project, ids["harbour"], {"kind": "judge", "segment": 0, "labels": ["LESSON"], "done": "yes"}, "ann")
    do(project, ids["harbour"], {"kind": "judge", "segment": 0, "labels": [], "done": "skip"}, "bea")
    assert project.store.state("ann", ids["harbour"]) == {"s/0/done": "yes", "s/0/label/LESSON": True}
    assert project.store.state("bea", ids["harbour"]) == {"s/0/done": "skip"}


@pytest.mark.parametrize(
    "told",
    [
        {"kind": "explode"},
        {"kind": "load", "values": {"s/0/done": "yes"}},
        {"kind": "judge", "segment": 6, "labels": [], "done": "yes"},
        {"kind": "judge", "segment": True, "labels": [], "done": "yes"},
        {"kind": "judge", "segment": 0, "labels": ["NICE"], "done": "yes"},
        {"kind": "judge", "segment": 0, "labels": [[]], "done": "yes"},
        {"kind": "judge", "segment": 0, "labels": [], "done": "maybe"},
        {"kind": "code", "segment": 0, "code": "unheard-of", "on": True},
        {"kind": "comment", "segment": 0, "text": "x" * 10_001},
        {"kind": "partner", "start": 5, "end": 5, "name": "CT", "role": "lead"},
        {"kind": "partner", "start": 5, "end": 9, "name": " ", "role": "lead"},
        {"kind": "partner", "start": 5, "end": 9, "name": "CT", "role": "boss"},
        {"kind": "partner", "start": 5, "end": 9, "name": "CT", "role": "lead", "partner": 7},
        {"kind": "unmark", "start": 1, "end": 2},
        {"kind": "relate", "source": 0, "target": 0},
        {"kind": "relate", "source": 0, "target": 1},
    ],
)
def test_a_command_that_makes_no_sense_changes_nothing(project, ids, told):
    with pytest.raises(AnnotationError):
        do(project, ids["harbour"], told)
    assert project.store.history() == []
    assert project.store.state("ann", ids["harbour"]) == {}


@pytest.mark.parametrize("number", [1.0, True])
def test_a_partner_is_told_by_a_whole_number_alone(project, ids, number):
    do(project, ids["harbour"], {"kind": "partner", "start": 5, "end": 9, "name": "CT", "role": "lead"})
    before = project.store.state("ann", ids["harbour"])
    for told in ({"kind": "rename", "name": "PT"}, {"kind": "drop"}):
        with pytest.raises(AnnotationError):
            do(project, ids["harbour"], {**told, "partner": number})
    assert project.store.state("ann", ids["harbour"]) == before


def test_a_relation_goes_with_the_label_that_it_needs_and_comes_back_with_undo(project, ids):
    report = ids["harbour"]
    do(project, report, {"kind": "judge", "segment": 0, "labels": ["CHALLENGE"], "done": "yes"})
    do(project, report, {"kind": "judge", "segment": 3, "labels": ["RECOMMENDATION"], "done": "yes"})
    do(project, report, {"kind": "relate", "source": 0, "target": 3})
    assert project.store.state("ann", report)["r/answers/3/0"] is True
    do(project, report, {"kind": "judge", "segment": 0, "labels": ["LESSON"], "done": "yes"})
    assert "r/answers/3/0" not in project.store.state("ann", report)
    do(project, report, {"kind": "undo"})
    assert project.store.state("ann", report)["r/answers/3/0"] is True


def test_the_last_mention_takes_the_partner_with_it(project, ids):
    report = ids["harbour"]
    do(project, report, {"kind": "partner", "start": 5, "end": 9, "name": "Canal Trust", "role": "lead"})
    do(
        project,
        report,
        {"kind": "partner", "start": 15, "end": 19, "name": "Canal Trust", "role": "lead", "partner": 1},
    )
    do(project, report, {"kind": "unmark", "start": 5, "end": 9})
    assert project.store.state("ann", report)["p/1/name"] == "Canal Trust"
    do(project, report, {"kind": "unmark", "start": 15, "end": 19})
    assert project.store.state("ann", report) == {}


SEGMENTS = st.integers(0, 5)
COMMANDS = st.one_of(
    st.builds(
        lambda at, labels, done: {"kind": "judge", "segment": at, "labels": labels, "done": done},
        SEGMENTS,
        st.lists(st.sampled_from(list(Label)), unique=True).map(lambda ls: [str(label) for label in ls]),
        st.sampled_from(["yes", "skip", "unsure"]),
    ),
    st.builds(lambda at: {"kind": "open", "segment": at}, SEGMENTS),
    st.builds(lambda at, on: {"kind": "flag", "segment": at, "on": on}, SEGMENTS, st.booleans()),
    st.builds(
        lambda at, text: {"kind": "comment", "segment": at, "text": text}, SEGMENTS, st.text(max_size=9)
    ),
    st.builds(
        lambda start, size: {
            "kind": "partner",
            "start": start,
            "end": start + size,
            "name": "CT",
            "role": "lead",
        },
        st.integers(0, 400),
        st.integers(1, 50),
    ),
    st.builds(lambda a, b: {"kind": "relate", "source": a, "target": b}, SEGMENTS, SEGMENTS),
    st.just({"kind": "undo"}),
    st.just({"kind": "redo"}),
)


@pytest.fixture(scope="module")
def scratch():
    with TemporaryDirectory() as name:
        project = Project(Path(name))
        project.add("a.txt", sha256(b"a").hexdigest(), "")
        yield project
        project.close()


@settings(max_examples=25)
@given(told=st.lists(COMMANDS, max_size=14))
def test_everything_can_be_undone_and_done_again(scratch, told):
    project, layer = scratch, nonce()
    report = project.reports()[0]["id"]
    for command in told:
        try:
            do(project, report, command, layer)
        except AnnotationError:
            continue
    state = project.store.state(layer, report)
    history = project.store.history(report, layer)
    assert fold(history) == state
    steps = len(stacks(project.store.marks(report, layer))[0])
    for _ in range(steps + 2):
        do(project, report, {"kind": "undo"}, layer)
    assert project.store.state(layer, report) == {}
    for _ in range(steps):
        do(project, report, {"kind": "redo"}, layer)
    assert project.store.state(layer, report) == state
    assert fold(project.store.history(report, layer)) == state


class Counted(int):
    """A number that counts how often numbers are compared."""

    compared = 0
    __hash__ = int.__hash__

    def __eq__(self, other):
        Counted.compared += 1
        return int(self) == int(other)


def test_what_can_be_undone_is_told_without_searching():
    size = 500
    done = [Mark(Counted(at), "flag", None, True) for at in range(size)]
    undone = [Mark(size + at, "undo", Counted(size - 1 - at), True) for at in range(size // 2)]
    again = [Mark(2 * size, "redo", Counted(size // 2), True)]
    undo, redo = stacks([*done, *undone, *again])
    assert Counted.compared <= 2 * size
    assert undo == list(range(size // 2 + 1))
    assert redo == list(range(size - 1, size // 2, -1))


@pytest.mark.parametrize(
    "told",
    [
        {"kind": "comment", "segment": 1, "text": "half \ud83d"},
        {"kind": "flag", "segment": 1, "on": True, "more": ["\udc00"]},
    ],
)
def test_half_a_letter_is_refused_with_words(project, ids, told):
    with pytest.raises(AnnotationError, match="half a letter"):
        do(project, ids["harbour"], told)
    assert project.store.history() == []


def test_two_open_databases_work_side_by_side(project, folder, ids):
    other = Project(folder)
    with ThreadPoolExecutor(2) as pool:
        jobs = [
            pool.submit(do, side, ids["harbour"], {"kind": "flag", "segment": at, "on": True})
            for at in range(6)
            for side in (project, other)
        ]
        [job.result() for job in jobs]
    assert project.store.state("ann", ids["harbour"]) == {f"s/{at}/flag": True for at in range(6)}
    assert len(other.store.history()) == 12
    other.close()


def test_a_changed_guideline_is_a_new_version_and_actions_say_which_held(project, ids, folder):
    assert project.store.guideline() == 1
    do(project, ids["harbour"], {"kind": "flag", "segment": 0, "on": True})
    project.close()
    (folder / "guideline.md").write_text("# Ours\n\nLabel less.\n")
    again = Project(folder)
    do(again, ids["harbour"], {"kind": "flag", "segment": 1, "on": True})
    assert [action.guideline for action in again.store.history()] == [1, 2]
    again.close()
    assert Project(folder).store.guideline() == 2  # opened once more: no further version


def test_two_guidelines_at_once_are_two_versions_and_the_file_is_the_last(project, folder):
    other = Project(folder)
    texts = [f"# Ours, {number}\n" for number in range(12)]
    with ThreadPoolExecutor(4) as pool:
        jobs = [
            pool.submit((project, other)[at % 2].change_guideline, text, "ann")
            for at, text in enumerate(texts)
        ]
        versions = sorted(job.result() for job in jobs)
    assert versions == list(range(2, 14))
    last = project.store.one("SELECT text FROM guidelines ORDER BY version DESC LIMIT 1")
    assert (folder / "guideline.md").read_text() == last["text"]
    other.close()


def test_a_guideline_that_was_made_of_an_older_version_is_refused(project, folder):
    assert project.change_guideline("# One\n", "ann", 1) == 2
    with pytest.raises(AnnotationError) as told:
        project.change_guideline("# Two\n", "bea", 1)
    assert "version 2 holds" in told.value.message
    assert (folder / "guideline.md").read_text() == "# One\n"
    assert project.change_guideline("# One\n", "ann", 1) == 2  # sent twice
    assert project.change_guideline("# Two\n", "bea") == 3
