"""Solves differential equations from event to event, without a matrix exponential.

scipy's DOP853 (Hairer, Nørsett and Wanner, Solving Ordinary Differential Equations I, 1993).  Time in
minutes, amounts in mg.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from scipy.integrate import solve_ivp


@dataclass(frozen=True)
class Into:
    """A part of a dose: which state, which fraction, over how many minutes (0: at once)."""

    state: int
    fraction: float
    minutes: float = 0.0


@dataclass(frozen=True)
class Reference:
    """`rhs(y)` is dy/dt without inputs; `read(y)` tells mg/L by compound.

    `ways[route]` lists where the first dose of a sitting goes, the second, and so on; the last
    holds for all that follow.
    """

    states: int
    rhs: Callable[[Sequence[float]], list[float]]
    read: Callable[[Sequence[float]], dict[str, float]]
    ways: Mapping[str, list[list[Into]]]


@dataclass(frozen=True)
class Given:
    """A dose: route, minute, mg of what the model follows, duration, place in its sitting."""

    route: str
    at: float
    mg: float
    over: float = 0.0
    nth: int = 0


def solved(reference: Reference, doses: Sequence[Given], at: Sequence[float]) -> dict[str, Any]:
    """ng/mL of each compound at the minutes `at`, which are in order of time."""
    inputs = [(dose, way) for dose in doses for way in _ways(reference, dose)]
    edges = {dose.at for dose, _ in inputs}
    edges |= {dose.at + (dose.over or way.minutes) for dose, way in inputs}
    stops = sorted({at[0], at[-1], *(edge for edge in edges if edge < at[-1])})
    y, told = np.zeros(reference.states), {}
    for here, there in pairwise([*stops, math.inf]):
        y = y + _at_once(reference, inputs, here)
        told[here] = reference.read(y.tolist())
        if there == math.inf:
            break
        wanted = [time for time in at if here < time < there]
        found = _integrated(reference, _rates(reference, inputs, here), y, here, [*wanted, there])
        told |= {time: reference.read(z.tolist()) for time, z in zip(wanted, found, strict=False)}
        y = found[-1]
    return {name: np.array([1000 * told[time][name] for time in at]) for name in told[at[0]]}


def _integrated(reference: Reference, rates: Any, y: Any, here: float, at: list[float]) -> Any:
    """The states at the minutes `at`, with these rates running since `here`."""
    found = solve_ivp(
        lambda _, z: np.add(reference.rhs(z.tolist()), rates),
        (here, at[-1]),
        y,
        method="DOP853",
        t_eval=at,
        rtol=1e-12,
        atol=1e-16,
    )
    assert found.success, found.message
    return found.y.T


def _ways(reference: Reference, dose: Given) -> list[Into]:
    listed = reference.ways[dose.route]
    return listed[min(dose.nth, len(listed) - 1)]


def _at_once(reference: Reference, inputs: list[tuple[Given, Into]], now: float) -> Any:
    jump = np.zeros(reference.states)
    for dose, way in inputs:
        if dose.at == now and not (dose.over or way.minutes):
            jump[way.state] += dose.mg * way.fraction
    return jump


def _rates(reference: Reference, inputs: list[tuple[Given, Into]], now: float) -> Any:
    rates = np.zeros(reference.states)
    for dose, way in inputs:
        minutes = dose.over or way.minutes
        if minutes and dose.at <= now < dose.at + minutes:
            rates[way.state] += dose.mg * way.fraction / minutes
    return rates
