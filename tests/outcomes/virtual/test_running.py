"""The same result wherever a run happens and however it is cut, and after any interruption."""

import json
import shutil
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from morrow.commands.executors import Placed, place
from morrow.outcomes.virtual import (
    Kept,
    OtherCalibration,
    Tally,
    Unfit,
    run,
    usual_chunk,
)
from morrow.outcomes.virtual.kept import differences
from morrow.outcomes.virtual.simulating import simulate_chunk
from tests.outcomes.virtual.designs import design, relapse

DESIGN = relapse(ns=(10, 25), dropout_per_week=(0.05, 0.1))
TRIALS = 60


@pytest.fixture(scope="module")
def whole() -> Tally:
    """All trials in one piece, here."""
    return simulate_chunk(DESIGN, 0, TRIALS)


def on(placed: Placed, **more: Any) -> Tally:
    return run(DESIGN, simulations=TRIALS, executor=placed.executor, waiting=placed.waiting, **more)


@pytest.fixture
def here() -> Iterator[Placed]:
    with place("here") as placed:
        yield placed


@pytest.mark.parametrize("chunk", [1, 7, 60, 1000, None])
def test_chunks_of_any_size_come_to_the_same(here: Placed, whole: Tally, chunk: int | None) -> None:
    assert on(here, chunk=chunk) == whole


@pytest.mark.parametrize("count", [1, 2])
def test_processes_come_to_the_same(whole: Tally, count: int) -> None:
    with place(f"processes:{count}") as placed:
        assert on(placed, chunk=13) == whole


def test_a_dask_cluster_comes_to_the_same(whole: Tally) -> None:
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=False, dashboard_address=None
        ) as cluster,
        place(f"dask:{cluster.scheduler_address}") as placed,
    ):
        assert placed.waiting == 4
        assert on(placed, chunk=17) == whole


def test_another_seed_is_another_result(whole: Tally) -> None:
    assert simulate_chunk(replace(DESIGN, seed=8), 0, TRIALS) != whole


def test_a_larger_size_leaves_the_smaller_ones_as_they_are(whole: Tally) -> None:
    more = simulate_chunk(replace(DESIGN, ns=(10, 25, 40)), 0, TRIALS)
    assert {n: more.at[n] for n in (10, 25)} == whole.at


class Counting(Executor):
    """Two threads, and the most tasks that ever waited."""

    def __init__(self) -> None:
        self.most = self.handed_in = 0
        self._open: list[Future[Any]] = []
        self._pool = ThreadPoolExecutor(2)

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.handed_in += 1
        self._open = [each for each in self._open if not each.done()]
        self._open.append(self._pool.submit(fn, *args, **kwargs))
        self.most = max(self.most, len(self._open))
        return self._open[-1]


def test_few_chunks_wait_at_a_time_and_every_trial_is_told_once(whole: Tally) -> None:
    counting, told = Counting(), list[int]()
    assert on(Placed(counting, waiting=3), chunk=2, told=told.append) == whole
    assert counting.most <= 3
    assert counting.handed_in == 30
    assert sum(told) == TRIALS


def test_a_task_is_about_a_second() -> None:
    assert 500 < usual_chunk(design(ns=(40,))) < 4000
    assert usual_chunk(design(ns=(5000,), visits_h=tuple(map(float, range(1, 61))))) < 50


def test_a_worker_with_another_calibration_is_refused() -> None:
    with pytest.raises(OtherCalibration, match="install one Morrow everywhere"):
        simulate_chunk(replace(DESIGN, calibration_sha256="0" * 64), 0, 1)


# ── kept ─────────────────────────────────────────────────────────────────────────────────────


class Failing(Executor):
    """Does so many tasks and then fails, as a run does that is killed."""

    def __init__(self, after: int) -> None:
        self.left = after

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.left -= 1
        if self.left < 0:
            future.set_exception(RuntimeError("the power went out"))
        else:
            future.set_result(fn(*args, **kwargs))
        return future


def test_an_interrupted_run_goes_on_with_chunks_of_another_size(
    tmp_path: Path, here: Placed, whole: Tally
) -> None:
    with pytest.raises(RuntimeError):
        on(Placed(Failing(after=3), waiting=1), chunk=7, keep=Kept(tmp_path, DESIGN))
    (tmp_path / "trials-000000021-000000028.json.1.part").write_text('{"who')
    assert len(Kept(tmp_path, DESIGN).chunks(TRIALS)) == 3
    told: list[int] = []
    assert on(here, chunk=5, keep=Kept(tmp_path, DESIGN), told=told.append) == whole
    assert told[0] == 21, "what was kept is not simulated again"
    assert on(Placed(Failing(after=0), waiting=1), keep=Kept(tmp_path, DESIGN)) == whole


def test_a_folder_that_can_no_longer_be_written_ends_the_run_with_a_sentence(
    tmp_path: Path, here: Placed
) -> None:
    folder = tmp_path / "kept"
    keep = Kept(folder, DESIGN)
    shutil.rmtree(folder)
    with pytest.raises(Unfit, match="cannot be used: No such file"):
        on(here, keep=keep)
    with pytest.raises(Unfit, match="cannot be written: No such file"):
        keep.store((0, 5), Tally())


def test_a_run_may_be_made_longer_but_not_shorter(
    tmp_path: Path, here: Placed, whole: Tally
) -> None:
    run(
        DESIGN,
        simulations=20,
        executor=here.executor,
        waiting=1,
        keep=Kept(tmp_path, DESIGN),
    )
    assert on(here, keep=Kept(tmp_path, DESIGN)) == whole
    with pytest.raises(Unfit, match="more than the 20 asked for"):
        Kept(tmp_path, DESIGN).chunks(20)


def test_another_design_is_refused_with_what_differs(tmp_path: Path) -> None:
    Kept(tmp_path, DESIGN)
    other = replace(DESIGN, alpha=0.01, dropout_per_week=(0.05, 0.2), calibration_sha256="00")
    with pytest.raises(Unfit) as refused:
        Kept(tmp_path, other)
    said = str(refused.value)
    assert "alpha: there 0.05, here 0.01" in said
    assert "dropout_per_week[2]: there 0.1, here 0.2" in said
    assert 'calibration_sha256: there "' in said
    assert "visits" not in said


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("trials-000000000-000000007.json", "{", "cannot be read as JSON"),
        ("trials-000000000-000000007.json", "[]", "no file of a run"),
        ("trials-000000000-000000007.json", '{"whole": {"trials": 7}}', "no chunk"),
        ("trials-000000000-000000007.json", '{"whole": {"trials": 1.5}, "at": {}}', "no chunk"),
        (
            "trials-000000000-000000007.json",
            '{"design_sha256": "00", "whole": {"trials": 7}, "at": {}}',
            "another design",
        ),
    ],
)
def test_a_broken_chunk_is_named(tmp_path: Path, name: str, text: str, says: str) -> None:
    kept = Kept(tmp_path, DESIGN)
    (tmp_path / name).write_text(text)
    with pytest.raises(Unfit, match=says):
        kept.chunks(TRIALS)


def test_chunks_that_overlap_or_lie_about_their_size_are_refused(tmp_path: Path) -> None:
    kept, tally = Kept(tmp_path, DESIGN), simulate_chunk(DESIGN, 0, 4)
    kept.store((0, 4), tally)
    kept.store((2, 6), tally)
    with pytest.raises(Unfit, match="twice"):
        kept.chunks(TRIALS)
    (tmp_path / "trials-000000002-000000006.json").rename(
        tmp_path / "trials-000000004-000000009.json"
    )
    with pytest.raises(Unfit, match="not as many trials"):
        kept.chunks(TRIALS)


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("dear")
    with pytest.raises(Unfit, match="not empty"):
        Kept(tmp_path, DESIGN)
    assert [path.name for path in tmp_path.iterdir()] == ["letters.txt"]


def test_differences_are_named_by_their_place() -> None:
    one = json.loads('{"a": {"b": [1, 2]}, "c": 1}')
    other = json.loads('{"a": {"b": [1, 3]}, "d": 1}')
    assert list(differences(one, other)) == [
        "a.b[2]: there 2, here 3",
        "c: there 1, here null",
        "d: there null, here 1",
    ]
