"""Many patients at once: exact kinetics, a static drive and a chain of filters, in either tier.

Two tiers play one algorithm (`_graded`, `_modes`): numpy, always there, and compiled kernels, five
times as fast, where numba is installed and `warm_up` has been called.  A call never waits for a
compiler unless it asks for the compiled tier by name.

Threads: kernels run on one thread each and release the GIL, so `workers` and concurrent callers
share nothing.  A fork during the warm-up leaves the child on numpy, as a lock may have been held.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from types import ModuleType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from morrow.pharmacology import _vector, _warm
from morrow.pharmacology._graded import Band, Grid, graded
from morrow.pharmacology._kinetics import Mammillary, Metabolite, one_drug, racemate
from morrow.pharmacology._modes import Array, Modes
from morrow.pharmacology._problem import (
    SEPARATION_MIN,
    Curves,
    Drive,
    Effect,
    Problem,
    Schedule,
    Tier,
    check,
    plain,
)

__all__ = [
    "Curves", "Drive", "Effect", "Mammillary", "Metabolite", "Problem", "Schedule", "Tier",
    "one_drug", "racemate", "simulate", "tier_in_use", "warm_up",
]  # fmt: skip

CHUNK: Final = {"numba": 4096, "numpy": 256}  # patients: tables within the second cache


def warm_up(*, wait: bool = False) -> bool:
    """Bring the compiled tier up in a thread: 1 s from its cache, 10 s the first time.

    Returns whether it is ready; `tier_in_use` says why not.  Call it when a server starts.
    """
    return _warm.warm(_exercise, wait=wait) is not None


def tier_in_use() -> tuple[Tier, str]:
    """The tier that a call takes now, and why it is not the compiled one (empty if it is)."""
    return (Tier.NUMBA if _warm.kernels() else Tier.NUMPY), _warm.why_not()


def simulate(
    problem: Problem, *, tier: Tier | None = None, workers: int = 1, chunk: int | None = None
) -> Curves:
    """Concentrations and outcomes of all patients, on the fastest tier that is ready.

    Concentrations are exact; outcomes are within 1e-5 of the larger of the value and a thousandth
    of the curve's peak.  Who else is in the problem, `chunk` and `workers` change nothing.  Naming
    the compiled tier waits for it.  Raises ValueError, with a sentence, for input that is no model.
    """
    check(problem := plain(problem))
    wanted = tier or tier_in_use()[0]
    if wanted is Tier.NUMBA and _warm.warm(_exercise, wait=True) is None:
        raise ValueError(f"the compiled tier is not there: {_warm.why_not()}")
    n = problem.modes.patients
    channels = len(problem.modes.coefficient)
    curves = Curves(
        concentration=np.empty((n, channels, len(problem.samples))),
        outcome=np.empty((n, len(problem.outcomes))),
        refused=np.flatnonzero(problem.modes.separation < SEPARATION_MIN),
        tier=wanted,
    )
    curves.concentration[curves.refused] = curves.outcome[curves.refused] = np.nan
    parts = list(pieces(problem, chunk or CHUNK[wanted]))
    if workers == 1 or len(parts) == 1:
        for piece in parts:
            _play(problem, piece, curves)
    else:
        with ThreadPoolExecutor(min(workers, len(parts))) as pool:
            list(pool.map(lambda piece: _play(problem, piece, curves), parts))
    return curves


@dataclass(frozen=True, slots=True)
class Piece:
    """Patients who share schedule and band, and so a grid; `doses` are rates and boluses."""

    who: NDArray[np.int64]
    doses: tuple[Array, Array]
    grid: Grid


def pieces(problem: Problem, chunk: int) -> Iterator[Piece]:
    """The problem in pieces: by schedule, then by band, then by size."""
    bands = _bands(problem)
    well = problem.modes.separation >= SEPARATION_MIN
    for number, schedule in enumerate(problem.schedules):
        mine = well if problem.group is None else well & (problem.group == number)
        members = np.flatnonzero(mine)
        keys, place = np.unique(bands[members], return_inverse=True)
        order = members[np.argsort(place.astype(np.int16), kind="stable")]
        ends = np.cumsum(np.bincount(place, minlength=len(keys)))
        grids, doses = _grids(problem, schedule), None
        for key, who in zip(keys.tolist(), np.split(order, ends[:-1]), strict=True):
            grid = grids(_band(key))
            doses = doses or _doses(schedule, grid)
            for first in range(0, len(who), chunk):
                yield Piece(who[first : first + chunk], doses, grid)


def _bands(problem: Problem) -> NDArray[np.int64]:
    """The band of each patient (n,), its three exponents in one number."""
    rate, outflow = problem.modes.rate, problem.effect.outflow
    fastest, turnover = (np.ceil(np.log2(rows.max(axis=0))) for rows in (rate, outflow))
    slowest = np.floor(np.log2(rate.min(axis=0)))
    shifted = [(exponents + _SPAN / 2).astype(np.int64) for exponents in (slowest, turnover)]
    return np.asarray((fastest.astype(np.int64) * _SPAN + shifted[0]) * _SPAN + shifted[1])


def _band(number: int) -> Band:
    above, turnover = divmod(number, _SPAN)
    fastest, slowest = divmod(above, _SPAN)
    return Band(fastest, slowest - _SPAN // 2, turnover - _SPAN // 2)


_SPAN: Final = 4096  # a double has 2,098 exponents


def _grids(problem: Problem, schedule: Schedule) -> Callable[[Band], Grid]:
    start, duration, samples, outcomes = (
        tuple(np.asarray(at, dtype=np.float64).tolist())
        for at in (schedule.start, schedule.duration, problem.samples, problem.outcomes)
    )
    return graded(start, duration, samples, outcomes)


def _doses(schedule: Schedule, grid: Grid) -> tuple[Array, Array]:
    """Infusion rate in each segment and bolus at its start: (segments, n) or (segments, 1)."""
    amount = np.asarray(schedule.amount, dtype=np.float64)
    amount = amount[:, None] if amount.ndim == 1 else amount
    duration = np.asarray(schedule.duration, dtype=np.float64)[:, None]
    infused = amount / np.where(duration > 0.0, duration, 1.0)
    return grid.running @ infused, grid.given @ amount


def _play(problem: Problem, piece: Piece, curves: Curves) -> None:
    """Play one piece on the tape of its grid, and put its rows where they belong."""
    who, grid, effect, modes = piece.who, piece.grid, problem.effect, problem.modes
    if curves.tier is Tier.NUMBA:
        _compiled(_warm.kernels(), piece, modes, effect, (curves.concentration, curves.outcome))
    else:
        curves.concentration[who], curves.outcome[who] = _vector.play(
            grid,
            modes.of(who),
            (_vector.columns(piece.doses[0], who), _vector.columns(piece.doses[1], who)),
            kind=effect.drive,
            parameters=_vector.columns(effect.parameters, who),
            cascade=_vector.columns(effect.outflow, who),
        )
    curves.outcome[who] *= _vector.columns(effect.inflow, who).prod(axis=0)[:, None]


def _compiled(
    kernels: ModuleType | None,
    piece: Piece,
    modes: Modes,
    effect: Effect,
    out: tuple[Array, Array],
) -> None:
    """Hand the fields to the kernel, in its order."""
    assert kernels is not None
    grid = piece.grid
    kernels.play(
        piece.who,
        (modes.rate, modes.power, modes.coefficient, modes.drive),
        piece.doses,
        (int(effect.drive), effect.parameters, effect.outflow),
        (grid.offset, grid.lag, grid.weight, grid.hop),
        (grid.segment_stage, grid.segment_sample, grid.segment_end),
        (grid.stage_node, grid.stage_hop, grid.stage_outcome),
        grid.sample,
        out,
    )


def _exercise(kernels: ModuleType) -> None:
    """Call each kernel once, with the types that it will see."""
    one = np.ones((1, 1))
    modes = Modes(
        rate=one, power=np.zeros(1, dtype=np.int64), coefficient=np.ones((1, 1, 1)),
        drive=0, separation=np.ones(1),
    )  # fmt: skip
    schedule = Schedule(start=[0.0], duration=[1.0], amount=[1.0])
    effect = Effect(drive=Drive.OCCUPANCY, parameters=one, inflow=one, outflow=one)
    grid = graded((0.0,), (1.0,), (1.0,), (2.0,))(Band(0, 0, 0))
    piece = Piece(np.zeros(1, dtype=np.int64), _doses(schedule, grid), grid)
    _compiled(kernels, piece, modes, effect, (np.empty((1, 1, 1)), np.empty((1, 1))))
    kernels.tally(np.ones((1, 1)), np.zeros((1, 4), dtype=np.int32), np.ones(1), np.zeros((2, 1)))
    three, six = np.array([10.0, 50.0, 90.0]), np.ones(6)
    eta, covariance = np.zeros(6), np.empty((6, 6))
    doses = np.zeros(1), np.ones(1), np.ones(1)
    kernels.fit(six, six, doses, three, np.zeros(3), 1.0, eta, covariance)
