"""What a simulation of many patients is asked and answers, and which input is no model."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from morrow.pharmacology._modes import Array, Modes

SEPARATION_MIN: Final = 1e-11  # under it the sum of the modes would keep fewer than five digits
FILTERS_MAX: Final = 3


class Drive(IntEnum):
    """The static drive u(x), and the parameters that it takes, in this order."""

    INVERTED_U = 0  # EC50, Hill exponent, optimal occupancy, gain: gain z exp(1 - z)
    OCCUPANCY = 1  # K: x / (K + x)

    @property
    def parameters(self) -> int:
        return 4 if self is Drive.INVERTED_U else 1


class Tier(StrEnum):
    """Which arithmetic runs: numpy, always there, or kernels that numba compiles."""

    NUMPY = "numpy"
    NUMBA = "numba"


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Doses of one group of patients: `start` (d,) and `duration` (d,) in min, `amount` in mg.

    `amount` is (d,), or (d, n) with the doses of each patient.  Duration 0 is a bolus.
    """

    start: Sequence[float] | Array
    duration: Sequence[float] | Array
    amount: Sequence[float] | Array


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What the drive's channel moves: `u(x)` into a chain of up to three first-order filters.

    `dy_1/dt = inflow_1 u - outflow_1 y_1`, `dy_2/dt = inflow_2 y_1 - outflow_2 y_2`, …; rates
    (filters, n) or (filters, 1) in 1/min.  `parameters` (p, n) or (p, 1), as `Drive` lists them.
    """

    drive: Drive
    parameters: Array
    inflow: Array
    outflow: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """n patients with their kinetics, doses and effect, and the minutes at which to look.

    `samples` are for the channels of `modes`, `outcomes` for the last filter; each ascending.
    With several `schedules`, `group` (n,) says which one each patient follows.
    """

    modes: Modes
    schedules: tuple[Schedule, ...]
    effect: Effect
    samples: Array
    outcomes: Array
    group: NDArray[np.int64] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Curves:
    """`concentration` (n, channels, samples) and `outcome` (n, outcomes); which tier it was.

    Concentrations are mg/L where doses are mg and volumes L; outcomes are in the unit of the drive
    times what the filters make of it.
    The rows of patients in `refused` are NaN; `explain` says why.
    """

    concentration: Array
    outcome: Array
    refused: NDArray[np.int64]
    tier: Tier

    def explain(self) -> str:
        """Why patients were refused; empty if none was."""
        if not len(self.refused):
            return ""
        some = ", ".join(map(str, self.refused[:5])) + (", …" if len(self.refused) > 5 else "")
        return (
            f"{len(self.refused)} patients (number {some}) have two rate constants so close that a "
            "sum of exponentials would keep fewer than five digits: simulate them by matrix exponential"
        )


def plain(problem: Problem) -> Problem:
    """The same with every array plain: doubles, in one piece, writable.

    Each other kind of array would be another variant of the kernels, compiled for ten seconds.
    """
    modes, effect = problem.modes, problem.effect
    return replace(
        problem,
        modes=replace(modes, rate=_plain(modes.rate), coefficient=_plain(modes.coefficient)),
        effect=replace(
            effect,
            parameters=_plain(effect.parameters),
            inflow=_plain(effect.inflow),
            outflow=_plain(effect.outflow),
        ),
    )


def _plain(array: Array) -> Array:
    return np.require(array, np.float64, ["C", "W"])


def check(problem: Problem) -> None:
    """Raise ValueError, saying what is wrong and what would be right, if this is no model."""
    modes, effect, n = problem.modes, problem.effect, problem.modes.patients
    if n == 0:
        raise ValueError("a problem needs at least one patient")
    _positive("every rate constant", modes.rate)
    _finite("every coefficient", modes.coefficient)
    _columns("parameters of the drive", effect.parameters, n, effect.drive.parameters)
    _positive("every parameter of the drive", effect.parameters)
    _columns("rates into the filters", effect.inflow, n, len(effect.outflow))
    _columns("rates out of the filters", effect.outflow, n, len(effect.outflow))
    _positive("every rate of the filters", effect.inflow, effect.outflow)
    if not 1 <= len(effect.outflow) <= FILTERS_MAX:
        raise ValueError(f"{len(effect.outflow)} filters: a chain has 1 to {FILTERS_MAX}")
    for name, at in (("samples", problem.samples), ("outcomes", problem.outcomes)):
        _finite(name, at)
        if np.any(np.diff(at) <= 0.0):
            raise ValueError(f"{name} must ascend, each instant once")
    if not len(problem.samples) + len(problem.outcomes):
        raise ValueError("neither samples nor outcomes: there is nothing to look at")
    for schedule in problem.schedules:
        _check_schedule(schedule, n)
    _check_groups(problem)


def _check_schedule(schedule: Schedule, n: int) -> None:
    start, duration, amount = map(np.asarray, (schedule.start, schedule.duration, schedule.amount))
    if start.ndim != 1 or not len(start) or start.shape != duration.shape:
        raise ValueError("a schedule needs a start and a duration for each of its doses")
    if amount.shape not in {start.shape, (len(start), n)}:
        raise ValueError(f"amounts of shape {amount.shape}: want ({len(start)},) or with ({n})")
    _finite("every start", start)
    _finite("every duration and amount", duration, amount)
    if np.any(duration < 0.0) or np.any(amount < 0.0):
        raise ValueError("a duration or an amount is below zero")


def _check_groups(problem: Problem) -> None:
    schedules, n, group = len(problem.schedules), problem.modes.patients, problem.group
    if group is None:
        if schedules != 1:
            raise ValueError(f"{schedules} schedules without a group for each patient")
    elif group.shape != (n,) or not np.all((group >= 0) & (group < schedules)):
        raise ValueError(f"group must name one of {schedules} schedules for each of {n} patients")


def _columns(name: str, rows: Array, n: int, count: int) -> None:
    if rows.ndim != 2 or rows.shape[0] != count or rows.shape[1] not in {1, n}:
        raise ValueError(f"{name} of shape {rows.shape}: want ({count}, {n}) or ({count}, 1)")


def _finite(name: str, *arrays: Array) -> None:
    if not all(np.isfinite(array).all() for array in arrays):
        raise ValueError(f"{name} must be finite")


def _positive(name: str, *arrays: Array) -> None:
    if not all(np.isfinite(array).all() and np.all(array > 0.0) for array in arrays):
        raise ValueError(f"{name} must be finite and above zero")
