"""Threads and forked workers: never an abort, never a hang, always the same numbers."""

import multiprocessing
import os
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from morrow.pharmacology import fast
from tests.pharmacology.kernels_problems import course_r1
from tests.pharmacology.kernels_warm import CACHE, TIERS, needs_numba


def outcome(tier: fast.Tier, workers: int = 1) -> np.ndarray:
    return fast.simulate(course_r1(300)[0], tier=tier, workers=workers).outcome


def run(code: str, timeout: float = 60.0) -> str:
    """What a fresh interpreter prints; it fails the test if it aborts or hangs."""
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(CACHE), "PYTHONPATH": "src:."}
    done = subprocess.run(
        [sys.executable, "-W", "ignore::DeprecationWarning", "-c", textwrap.dedent(code)],
        env=environment, capture_output=True, text=True, timeout=timeout, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("tier", TIERS)
def test_concurrent_callers_get_what_one_caller_gets(tier: fast.Tier) -> None:
    alone = outcome(tier)
    with ThreadPoolExecutor(8) as pool:
        for each in pool.map(lambda _: outcome(tier, workers=2), range(16)):
            assert np.array_equal(each, alone)


def _in_child(tier: fast.Tier, pipe: object) -> None:
    pipe.send(outcome(tier, workers=2))  # type: ignore[attr-defined]


@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork.*:DeprecationWarning")
def test_a_forked_worker_gets_what_its_parent_gets(tier: fast.Tier) -> None:
    alone = outcome(tier, workers=2)
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe()
    children = [context.Process(target=_in_child, args=(tier, there)) for _ in range(3)]
    for child in children:
        child.start()
    for _ in children:
        assert here.poll(30.0), "a forked worker hangs"
        assert np.array_equal(here.recv(), alone)
    for child in children:
        child.join(30.0)
        assert child.exitcode == 0


@needs_numba
def test_a_child_forked_while_kernels_compile_stays_on_numpy() -> None:
    """The parent's thread may hold the compiler's lock, which nobody would ever release."""
    said = run(
        """
        import os, sys
        from morrow.pharmacology import fast
        from tests.pharmacology.kernels_problems import course_r1
        fast.warm_up()
        pid = os.fork()
        if pid == 0:
            tier, why = fast.tier_in_use()
            curves = fast.simulate(course_r1(5)[0])
            ready = fast.warm_up(wait=True)
            print(curves.tier, ready, "forked" in why, flush=True)
            os._exit(0)
        os.waitpid(pid, 0)
        """
    )
    assert said == "numpy False True"


def test_importing_the_package_does_not_import_numba() -> None:
    assert run("import sys, morrow.pharmacology.fast; print('numba' in sys.modules)") == "False"


@needs_numba
def test_the_first_curve_comes_at_once_and_the_compiled_tier_soon(tier_is_cached: None) -> None:
    said = run(
        """
        import time
        began = time.process_time()  # of this process: a busy machine is no reason to fail
        from morrow.pharmacology import fast
        from tests.pharmacology.kernels_problems import course_r1
        first = fast.simulate(course_r1(1)[0])
        seen = time.process_time() - began
        fast.warm_up(wait=True)
        print(first.tier, fast.tier_in_use()[0], seen < 2.0)
        """
    )
    assert said == "numpy numba True"


@pytest.fixture
def tier_is_cached() -> None:
    fast.warm_up(wait=True)
