"""The same courses computed another way: compartment matrices, matrix exponentials, many nodes.

Nothing of `morrow.pharmacology` is used here: states instead of modes, a matrix exponential instead
of residues, twelve nodes on panels that widen by half instead of a tuned grid.  `by_radau` is a
third way, an implicit Runge-Kutta solver on the plain equations.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

Array = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class System:
    """One patient: `da/dt = matrix a + dose_to rate`, what is read, the drive and its filters."""

    matrix: Array
    dose_to: Array
    read: Array  # (channels, states); the last row is the index that drives
    drive: Callable[[Array], Array]
    inflow: Array
    outflow: Array
    parameters: tuple[float, ...] = ()  # of the drive, for a solver that cannot call it

    @property
    def filters(self) -> Array:
        """The matrix of the chain of filters."""
        return np.diag(-self.outflow) + np.diag(self.inflow[1:], -1)


@dataclass(frozen=True, kw_only=True)
class Course:
    """Infusions (min, min, mg), and the minutes at which to look."""

    start: Array
    duration: Array
    amount: Array
    samples: Array
    outcomes: Array

    def rate(self, at: float) -> float:
        on = (self.start <= at) & (at < self.start + self.duration)
        return float((self.amount / self.duration)[on].sum())

    def edges(self) -> list[float]:
        last = max([*self.samples, *self.outcomes])
        inner = {*self.start.tolist(), *(self.start + self.duration).tolist()}
        looks = {*self.samples.tolist(), *self.outcomes.tolist()}
        return sorted({t for t in inner | looks if t <= last} | {0.0})


def mammillary(cl: float, v1: float, q2: float, v2: float, q3: float, v3: float) -> Array:
    return np.array(
        [
            [-(cl + q2 + q3) / v1, q2 / v2, q3 / v3],
            [q2 / v1, -q2 / v2, 0.0],
            [q3 / v1, 0.0, -q3 / v3],
        ]
    )


def expm(matrices: Array) -> Array:
    """The exponential of matrices (…, n, n) whose elements off the diagonal are not negative.

    Shifted to be nowhere negative, then Taylor with scaling and squaring: no cancellation at all.
    scipy's would do, but its LAPACK calls spin in threads on a busy machine, forty times as long.
    """
    flat = matrices.reshape(-1, *matrices.shape[-2:])
    norm = np.abs(flat).sum(axis=-1).max(axis=-1)
    squarings = np.maximum(np.ceil(np.log2(norm + 1e-300)).astype(int) + 1, 0)
    found = np.empty_like(flat)
    for count in np.unique(squarings):  # each its own: a squaring doubles the rounding error
        found[squarings == count] = _squared(flat[squarings == count], int(count))
    return found.reshape(matrices.shape)


def _squared(matrices: Array, squarings: int) -> Array:
    shift = np.maximum(-np.diagonal(matrices, axis1=1, axis2=2).min(axis=1), 0.0)[:, None, None]
    part = (matrices + shift * np.eye(matrices.shape[1])) / 2.0**squarings
    total = term = np.broadcast_to(np.eye(matrices.shape[1]), matrices.shape)
    for k in range(1, 19):
        term = term @ part / k
        total = total + term
    total = total * np.exp(-shift / 2.0**squarings)
    for _ in range(squarings):
        total = total @ total
    return np.asarray(total)


def by_matrix(system: System, course: Course, *, outcome: bool = True) -> tuple[Array, Array]:
    """Concentrations (channels, samples) and the last filter (outcomes)."""
    states = len(system.matrix)
    around = np.zeros((states + 1, states + 1))
    around[:states, :states] = system.matrix
    a, y = np.zeros(states + 1), np.zeros(len(system.outflow))
    a[-1] = 1.0  # times the rate: the dose is a state of its own
    found: dict[float, Array] = {}
    filled: dict[float, float] = {}
    since = 0.0
    for low, high in pairwise(course.edges()):
        found[low], filled[low] = system.read @ a[:-1], float(y[-1])
        if low in course.start or low in course.start + course.duration:
            since = low
        around[:states, -1] = system.dose_to * course.rate(low)
        if outcome:
            y = expm(system.filters * (high - low)) @ y + _pulses(
                system, around, a, low, high, since
            )
        a = expm(around * (high - low)) @ a
    found[high], filled[high] = system.read @ a[:-1], float(y[-1])
    return (
        np.array([found[t] for t in course.samples]).reshape(-1, len(system.read)).T,
        np.array([filled[t] for t in course.outcomes]),
    )


def _pulses(
    system: System, around: Array, a: Array, low: float, high: float, since: float
) -> Array:
    """What the drive leaves in the filters over one interval, by composite Gauss quadrature."""
    bounds = [low]
    while bounds[-1] < high:
        step = max(0.5 * (bounds[-1] - since), 0.02)
        bounds.append(min(bounds[-1] + min(step, 400.0), high))
    places, weights = np.polynomial.legendre.leggauss(12)
    left, right = np.array(bounds[:-1])[:, None], np.array(bounds[1:])[:, None]
    at = (left + 0.5 * (right - left) * (places + 1.0)).ravel()
    weight = (0.5 * (right - left) * weights).ravel()
    x = expm(around * (at - low)[:, None, None])[:, :-1] @ a @ system.read[-1]
    lag = expm(system.filters * (high - at)[:, None, None])[:, :, 0]
    return np.asarray(((weight * system.drive(x)) @ lag) * system.inflow[0])


def by_radau(system: System, course: Course, rtol: float = 1e-11) -> tuple[Array, Array]:
    """The same by `scipy.integrate.solve_ivp`, restarted at each change of rate."""
    states = len(system.matrix)
    y = np.zeros(states + len(system.outflow))
    found, filled = {}, {}
    edges = course.edges()
    breaks = {0.0, edges[-1], *course.start, *(course.start + course.duration)}
    stops = sorted(t for t in breaks if t <= edges[-1])
    for low, high in pairwise(stops):
        feed = system.dose_to * course.rate(low)

        def slope(_: float, y: Array, feed: Array = feed) -> Array:
            a, m = y[:states], y[states:]
            u = system.drive(system.read[-1:] @ a)
            into = system.filters @ m
            into[0] += system.inflow[0] * u[0]
            return np.concatenate([system.matrix @ a + feed, into])

        at = np.array([t for t in edges if low <= t <= high])
        run = solve_ivp(slope, (low, high), y, "Radau", at, rtol=rtol, atol=1e-14)
        for t, state in zip(at, run.y.T, strict=True):
            found[t], filled[t] = system.read @ state[:states], float(state[-1])
        y = run.y[:, -1]
    return (
        np.array([found[t] for t in course.samples]).T,
        np.array([filled[t] for t in course.outcomes]),
    )


def relative_error(found: Array, reference: Array) -> Array:
    """Against the larger of the value and a thousandth of the curve's peak, along the last axis."""
    peak = np.abs(reference).max(axis=-1, keepdims=True)
    return np.asarray(np.abs(found - reference) / np.maximum(np.abs(reference), 1e-3 * peak))
