"""The figures of `bench/pharmacology.py`: first agreement, then time."""

import resource
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np

from bench.pharmacology_floor import floor_of_r1
from morrow.pharmacology import fast, summaries
from morrow.pharmacology.individual import fit
from tests.pharmacology.kernels_problems import COURSE, course_r1, course_racemate
from tests.pharmacology.kernels_reference import System, by_matrix, by_radau, relative_error
from tests.pharmacology.test_map import DOSE, PRIOR, SAMPLES

LEAST_PEER: Final = 600.0  # patients a core-second: no ratio is taken against less, on R1
PROBLEMS: Final = {"R1": course_r1, "racemate": course_racemate}
TOLERANCES: Final = (1e-6, 1e-7, 1e-8, 1e-9)  # a peer runs at the first that meets 1e-5
CHECKED: Final = 64  # patients whose curves are compared with the reference
FITS: Final = 50  # one is too short for the clock of CPU time
HERE: Final = Path(__file__).resolve().parent


def figures(folder: Path, *, quick: bool, numbalsoda: str | None) -> dict[str, float]:
    memory = million(quick=quick)  # first, while the peak is its own
    found: dict[str, float] = {}
    for name, maker in PROBLEMS.items():
        _, system = maker(CHECKED)
        reference = [by_matrix(system(i), COURSE) for i in range(CHECKED)]
        solver = by_radau(system(0), COURSE)
        worst = [relative_error(a, b).max() for a, b in zip(solver, reference[0], strict=True)]
        found[f"{name}: reference against Radau"] = float(max(worst))
        found |= _ours(name, maker, reference, quick=quick)
        rates = _peers(folder, name, system, reference, numbalsoda)
        found |= rates
        speeds = [v for key, v in rates.items() if key.endswith("patients/s")]
        fastest = max([*speeds, LEAST_PEER if name == "R1" else 1e-9])
        for tier in ("compiled", "numpy"):
            rate = found[f"{name} {tier}, patients/s"]
            found[f"{name} {tier} / fastest peer"] = rate / fastest
    found |= _floor(found["R1 compiled, patients/s"])
    return found | memory | _fits()


def best(call: Callable[[], Any], repeats: int) -> float:
    """CPU seconds: the best, as the machine may be shared."""
    found = []
    for _ in range(repeats):
        began = time.process_time()
        call()
        found.append(time.process_time() - began)
    return min(found)


def _ours(name: str, maker: Any, reference: list[Any], *, quick: bool) -> dict[str, float]:
    found = {}
    for tier in (fast.Tier.NUMBA, fast.Tier.NUMPY):
        label = f"{name} {'compiled' if tier is fast.Tier.NUMBA else 'numpy'}"
        curves = fast.simulate(maker(CHECKED)[0], tier=tier)
        errors = [
            max(relative_error(curves.concentration[i], plasma).max(),
                relative_error(curves.outcome[i], outcome).max())
            for i, (plasma, outcome) in enumerate(reference)
        ]  # fmt: skip
        found[f"{label}, worst error"] = float(max(errors))
        n = (4096 if quick else 16384) if tier is fast.Tier.NUMBA else 8192
        seconds = best(partial(_curves, maker, n, tier), 3 if quick else 9)
        found[f"{label}, patients/s"] = n / seconds
    return found


def _curves(maker: Any, n: int, tier: fast.Tier) -> None:
    """From individual parameters to curves, drawing them included."""
    fast.simulate(maker(n)[0], tier=tier)


def _fit_often(tier: fast.Tier) -> None:
    for _ in range(FITS):
        fit(PRIOR, DOSE, SAMPLES, tier=tier)


def _floor(rate: float) -> dict[str, float]:
    """Nodes and offsets as R1's own patients have them, on average."""
    problem, n = course_r1(4096)[0], 4096
    looks = exponentials = 0.0
    for piece in fast.pieces(problem, n):
        looks += len(piece.who) * float(np.diff(piece.grid.stage_node, axis=1).sum()) / n
        exponentials += len(piece.who) * len(piece.grid.offset) * 4.0 / n
    floor, price = floor_of_r1(exponentials, looks)
    prices = {f"one {name}, ns": value for name, value in price.items()}
    counts = {"R1 looks at the drive": looks, "R1 exponentials of modes": exponentials}
    return prices | counts | {"R1 floor, patients/s": floor, "R1 compiled / floor": rate / floor}


def million(*, quick: bool) -> dict[str, float]:
    """Populations of R1 from 1e3 to 1e6 with means, SDs and quantiles, two workers."""

    def make(first: int, until: int) -> fast.Problem:
        return course_r1(until - first, seed=first)[0]

    fast.warm_up(wait=True)
    cost, sizes = {}, (1_000, 10_000, 100_000, *(() if quick else (1_000_000,)))
    for n in sizes:
        repeats = max(1, 30_000 // n)
        began = time.perf_counter()
        cost[n] = best(partial(summaries.summarise, make, n, workers=2), repeats) / n
        wall = (time.perf_counter() - began) / repeats
    found = {f"cost of one among {n:,}, us": each * 1e6 for n, each in cost.items()}
    found["cost of one among 1e6 / among 1e3"] = cost[sizes[-1]] / cost[1_000]
    found["a million, wall s"] = wall * (1_000_000 / sizes[-1])
    found["a million, peak MiB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return found


def _fits() -> dict[str, float]:
    found = {}
    for tier, label in ((fast.Tier.NUMBA, "compiled"), (fast.Tier.NUMPY, "numpy")):
        one = fit(PRIOR, DOSE, SAMPLES, tier=tier)
        seconds = best(partial(_fit_often, tier), 9)
        found[f"one patient fitted, {label} ms"] = seconds / FITS * 1e3
        found[f"one patient fitted, {label} objective"] = one.objective
    return found


# ── the peers ────────────────────────────────────────────────────────────────────────────────


def _peers(
    folder: Path, name: str, system: Callable[[int], System], reference: list[Any], numbalsoda: str | None,
) -> dict[str, float]:  # fmt: skip
    """Rate and error of each peer at the loosest tolerance that meets 1e-5."""
    n = CHECKED
    task, found = folder / f"{name}.npz", {}
    np.savez(task, **_terms([system(i) for i in range(n)], name), allow_pickle=False)
    peers = {"roadrunner": sys.executable, "scipy": sys.executable}
    if numbalsoda:
        peers["numbalsoda"] = numbalsoda
    for peer, python in peers.items():
        for rtol in TOLERANCES:
            target = folder / "found.npz"
            command = [python, str(HERE / "pharmacology_peers.py"), peer, str(rtol)]
            done = subprocess.run(
                [*command, str(task), str(target)], capture_output=True, text=True, check=False
            )
            if done.returncode:
                print(f"{peer}, {name}, rtol {rtol:g}: {done.stderr[-300:]}", file=sys.stderr)
                continue
            answer = np.load(target)
            error = _error([system(i) for i in range(n)], answer["states"], reference)
            if error < 1e-5:
                found[f"{name} {peer} rtol {rtol:g}, worst error"] = error
                found[f"{name} {peer} rtol {rtol:g}, patients/s"] = n / float(answer["seconds"])
                break
    return found


def _looks() -> Any:
    return np.array(sorted({*COURSE.samples.tolist(), *COURSE.outcomes.tolist()}))


def _terms(systems: list[System], name: str) -> dict[str, Any]:
    """The equations as the peers read them: terms, and each patient's values of them."""
    rows, columns = np.nonzero(systems[0].matrix)
    driving = np.flatnonzero(systems[0].read[-1])
    values = [
        [*each.matrix[rows, columns], *each.inflow, *each.outflow, *each.read[-1, driving],
         *each.parameters]
        for each in systems
    ]  # fmt: skip
    return {
        "rows": rows, "columns": columns, "driving": driving, "values": np.array(values),
        "states": len(systems[0].matrix), "filters": len(systems[0].inflow),
        "dose_to": systems[0].dose_to, "drive": 0 if name == "R1" else 1, "start": COURSE.start,
        "duration": COURSE.duration, "amount": COURSE.amount, "looks": _looks(),
    }  # fmt: skip


def _error(systems: list[System], states: Any, reference: list[Any]) -> float:
    looks = _looks()
    samples, outcomes = (np.searchsorted(looks, at) for at in (COURSE.samples, COURSE.outcomes))
    worst = 0.0
    for system, state, (plasma, outcome) in zip(systems, states, reference, strict=True):
        read = system.read @ state[samples, : len(system.matrix)].T
        worst = max(worst, float(relative_error(read, plasma).max()))
        worst = max(worst, float(relative_error(state[outcomes, -1], outcome).max()))
    return worst
