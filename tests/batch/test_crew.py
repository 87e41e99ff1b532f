"""Workers that crash, hang, run out of memory or are killed: one failure each, the rest unharmed."""

import hashlib
import os
import sys
import time
from collections.abc import Iterator
from functools import partial
from multiprocessing import forkserver
from pathlib import Path

import pytest

from reportminer.batch.crew import Crew, each, in_order
from reportminer.batch.failures import Failure
from reportminer.batch.serve import Work
from reportminer.config import Limits
from reportminer.errors import ModelError, UsageError
from reportminer.types import Source

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="sends signals, bounds memory")
LIMITS = Limits(max_seconds=5, max_memory_mb=1024)


def source(name: str, size: int = 1) -> Source:
    return Source(name, name, hashlib.sha256(name.encode()).hexdigest(), "text", size)


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> partial[Work[int]]:
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    import crew_tasks

    return partial(Work, partial(crew_tasks.Act, str(tmp_path)), limits=LIMITS)


def results(work: Work[int], names: list[str]) -> dict[str, int | Failure]:
    return {done.name: answer for done, answer in each(work, [source(n, k) for k, n in enumerate(names)])}


ENDS = {
    "segfault": ("worker", "SIGSEGV"),
    "killed": ("worker", "memory runs out"),
    "leaves": ("worker", "exit status 0"),
    "hangs": ("worker", "not done in 5 s"),
    "greedy": ("worker", "needs more than 1,024 MiB"),
    "refused": ("parse", "no"),
    "faulty": ("worker", "KeyError"),
    "deep": ("worker", "RecursionError"),
}


@pytest.mark.parametrize("jobs", [1, 3])
def test_every_way_to_fail_costs_one_report(work: partial[Work[int]], jobs: int) -> None:
    fine = [f"fine{k}" for k in range(12)]
    names = [name for pair in zip(ENDS, fine, strict=False) for name in pair] + fine[len(ENDS) :]
    found = results(work(jobs=jobs), names)
    assert found.keys() == set(names)
    assert {name: found[name] for name in fine} == {name: names.index(name) for name in fine}
    for name, (stage, said) in ENDS.items():
        failure = found[name]
        assert isinstance(failure, Failure)
        assert failure.stage == stage
        assert said in failure.error
        assert failure.hint


def test_nothing_is_done_twice_but_what_was_killed_from_outside(
    work: partial[Work[int]], tmp_path: Path
) -> None:
    names = ["fine1", "segfault1", "fine2", "killed1", "fine3"]
    results(work(jobs=2), names)
    assert sorted(p.name.partition(".")[0] for p in tmp_path.iterdir()) == sorted([*names, "killed1"])


def test_who_was_killed_over_it_by_chance_does_it_after_all(work: partial[Work[int]]) -> None:
    assert results(work(jobs=2), ["fine1", "unlucky1", "unlucky2", "fine2", "fine3"]) == {
        "fine1": 0,
        "unlucky1": 1,
        "unlucky2": 2,
        "fine2": 3,
        "fine3": 4,
    }


def test_so_where_the_process_that_workers_are_copies_of_is_killed_too(
    work: partial[Work[int]], tmp_path: Path
) -> None:
    found = results(work(jobs=1), ["fine1", "orphaned", "fine2"])
    assert (found["fine1"], found["fine2"]) == (0, 2)
    assert len(list(tmp_path.glob("orphaned.*"))) == 2
    assert "memory runs out" in found["orphaned"].error  # type: ignore[union-attr]


def test_a_process_to_copy_that_is_dying_is_asked_again(
    work: partial[Work[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    connect, refused = forkserver._forkserver.connect_to_new_process, [1, 2]  # type: ignore[attr-defined]

    def dying(fds: list[int]) -> object:
        if refused:
            refused.pop()
            raise ConnectionRefusedError
        return connect(fds)

    monkeypatch.setattr(forkserver._forkserver, "connect_to_new_process", dying)  # type: ignore[attr-defined]
    monkeypatch.setattr(forkserver, "connect_to_new_process", dying)
    assert results(work(jobs=1), ["fine1"]) == {"fine1": 0}
    assert not refused


def test_a_worker_has_one_thread_for_its_sums(work: partial[Work[int]]) -> None:
    assert results(work(jobs=1), ["threads"]) == {"threads": 0}


def test_a_crew_stays_for_the_next_call(work: partial[Work[int]], tmp_path: Path) -> None:
    crew = Crew(work(jobs=1))
    try:
        for name in ("fine1", "fine2", "segfault1", "fine3"):
            assert [s.name for s, _ in crew.each([source(name)])] == [name]
    finally:
        crew.stop()
    pids = {p.name.partition(".")[0]: p.suffix for p in tmp_path.iterdir()}
    assert pids["fine1"] == pids["fine2"] == pids["segfault1"] != pids["fine3"]


def test_a_missing_model_ends_it_all(work: partial[Work[int]]) -> None:
    with pytest.raises(ModelError, match="no model") as caught:
        results(work(jobs=2), ["fine1", "modelless", "fine2"])
    assert caught.value.hint == "make models"


def test_workers_that_cannot_start_are_a_wrong_call(work: partial[Work[int]]) -> None:
    import crew_tasks

    with pytest.raises(UsageError, match="cannot start: it ended with status 7") as caught:
        list(each(Work(crew_tasks.stillborn, 2, LIMITS), [source("fine")]))
    assert "--max-memory-mb" in caught.value.hint


def test_answers_come_in_the_order_of_the_sources(work: partial[Work[int]]) -> None:
    sources = [source(n, k) for k, n in enumerate(["slow1", "fine1", "segfault", "slow2", "fine2", "fine3"])]
    answers = list(in_order(sources, each(work(jobs=3), sources)))
    assert [done.name for done, _ in answers] == [s.name for s in sources]
    assert [a for _, a in answers if not isinstance(a, Failure)] == [0, 1, 3, 4, 5]


def test_sources_are_drawn_only_when_a_worker_is_free(work: partial[Work[int]]) -> None:
    drawn = 0

    def endless() -> Iterator[Source]:
        nonlocal drawn
        while True:
            drawn += 1
            yield source(f"fine{drawn}")

    answers = each(work(jobs=2), endless())
    for _ in range(10):
        next(answers)
    answers.close()
    assert drawn <= 10 + 2 + 1


def test_who_listens_late_loses_no_answer(work: partial[Work[int]]) -> None:
    answers = each(work(jobs=2, limits=Limits(max_seconds=0.6)), [source("fine1"), source("slow", 2)])
    assert next(answers)[0].name == "fine1"
    time.sleep(1)
    assert [answer for _, answer in answers] == [2]


def test_no_worker_outlives_its_work(work: partial[Work[int]], tmp_path: Path) -> None:
    answers = each(work(jobs=2), [source("slow1"), source("hangs"), source("fine")])
    assert next(answers)[0].name == "slow1"
    answers.close()
    workers = {path.suffix[1:] for path in tmp_path.iterdir()}
    assert workers
    assert not any(Path(f"/proc/{pid}").exists() for pid in workers)


def test_no_work_starts_no_worker(work: partial[Work[int]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fork", None)
    assert list(each(work(jobs=2), [])) == []
