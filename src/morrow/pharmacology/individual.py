"""One patient's kinetics from a few plasma samples: maximum a posteriori, with its uncertainty.

The deviations eta of six log-parameters minimise, for samples y at times t,

    sum ((log y - log C(t; eta)) / sigma)^2 + sum (eta / omega)^2

by Levenberg-Marquardt (Marquardt 1963, J Soc Ind Appl Math 11:431) with the exact Jacobian: roots
and residues of the transfer function differentiate in closed form, so no step is left to choose.
The posterior covariance is the inverse of the curvature at the minimum, J'J / sigma^2 + 1 / omega^2
(Gauss-Newton; the same as NONMEM's FOCE without the second derivatives of the curve).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from morrow.pharmacology import _warm
from morrow.pharmacology._kinetics import Mammillary
from morrow.pharmacology._modes import Array, three_compartments
from morrow.pharmacology._problem import Schedule, Tier
from morrow.pharmacology._search import DAMPING, MOVE_MIN, SLACK, SLOPE_MIN, STEPS_MAX
from morrow.pharmacology.fast import tier_in_use, warm_up

PARAMETERS: Final = ("CL", "V1", "Q2", "V2", "Q3", "V3")


@dataclass(frozen=True, slots=True, kw_only=True)
class Prior:
    """Typical CL, V1, Q2, V2, Q3, V3 (6,) in L/min and L; the SD of the logarithm of each, `omega` (6,)."""

    typical: Array
    omega: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class Samples:
    """Plasma concentrations (samples,) in mg/L at minutes (samples,), and the SD of their logarithms."""

    time: Array
    concentration: Array
    sigma: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Individual:
    """The parameters that are most probable, and how sure they are.

    `parameters` (6,) in L/min and L as in `Prior`, `eta` (6,) deviations of the logarithms,
    `covariance` (6, 6) of them, `objective` at the minimum, `steps` that it took.
    """

    parameters: Array
    eta: Array
    covariance: Array
    objective: float
    steps: int
    tier: Tier

    def disposition(self) -> Mammillary:
        """The same as a model of three compartments for one patient.  Raises nothing."""
        cl, v1, q2, v2, q3, v3 = self.parameters[:, None]
        return Mammillary(cl=cl, v1=v1, q2=q2, v2=v2, q3=q3, v3=v3)


def fit(
    prior: Prior, schedule: Schedule, samples: Samples, *, tier: Tier | None = None
) -> Individual:
    """The most probable individual after these doses and samples.

    Raises ValueError, with a sentence, for input that is no model, and ArithmeticError if the
    search has not ended after `STEPS_MAX` steps: then the samples contradict the model.
    """
    start, duration, amount = (
        np.array(part, dtype=np.float64)
        for part in (schedule.start, schedule.duration, schedule.amount)
    )
    _check(prior, samples, start, duration, amount)
    wanted = tier or tier_in_use()[0]
    if wanted is Tier.NUMBA and not warm_up(wait=True):
        raise ValueError(f"the compiled tier is not there: {_warm.why_not()}")
    doses, log_y = (start, duration, amount), np.log(samples.concentration)
    typical, omega, time = (
        np.array(part, dtype=np.float64) for part in (prior.typical, prior.omega, samples.time)
    )
    eta, covariance = np.zeros(6), np.empty((6, 6))
    kernels = _warm.kernels()
    search = kernels.fit if wanted is Tier.NUMBA and kernels is not None else _search
    steps, objective = search(
        typical, omega, doses, time, log_y, float(samples.sigma), eta, covariance
    )
    if steps > STEPS_MAX:
        raise ArithmeticError(f"no minimum after {STEPS_MAX} steps: do doses and samples belong?")
    return Individual(
        parameters=typical * np.exp(eta), eta=eta, covariance=covariance,
        objective=float(objective), steps=int(steps), tier=wanted,
    )  # fmt: skip


def _check(prior: Prior, samples: Samples, start: Array, duration: Array, amount: Array) -> None:
    numbers = (prior.typical, prior.omega, samples.time, samples.concentration)
    if not all(np.isfinite(each).all() for each in (*numbers, start, duration, amount)):
        raise ValueError("every parameter, dose and sample must be finite")
    if np.shape(prior.typical) != (6,) or np.shape(prior.omega) != (6,):
        raise ValueError(f"a prior has six parameters: {', '.join(PARAMETERS)}")
    positive = (prior.typical, prior.omega, samples.concentration, [samples.sigma])
    if not all(np.all(np.asarray(each) > 0.0) for each in positive):
        raise ValueError("parameters, omega, concentrations and sigma must be above zero")
    if not len(start) or not start.shape == duration.shape == amount.shape:
        raise ValueError("each dose needs a start, a duration and an amount")
    if np.any(duration < 0.0) or np.any(amount < 0.0):
        raise ValueError("a duration or an amount is below zero")
    given = start[amount > 0.0].min(initial=np.inf)
    if not len(samples.time) or np.min(samples.time) <= given:
        raise ValueError("a sample is taken before any dose, where the model says zero")


def _search(  # noqa: PLR0917  (called as the kernel is)
    typical: Array,
    omega: Array,
    doses: tuple[Array, Array, Array],
    time: Array,
    log_y: Array,
    sigma: float,
    eta: Array,
    covariance: Array,
) -> tuple[int, float]:
    """Fill `eta` and `covariance`; return the steps taken and the objective.  Twin of the kernel."""
    weight, damping, growth = omega**-2, DAMPING, 2.0
    log_c, jacobian = log_curve(typical * np.exp(eta), doses, time)
    objective = float((((log_y - log_c) / sigma) ** 2).sum() + (eta**2 * weight).sum())
    move: Array = np.ones(6)
    for step in range(1, STEPS_MAX + 1):
        curvature = jacobian.T @ jacobian / sigma**2 + np.diag(weight)
        downhill = jacobian.T @ (log_y - log_c) / sigma**2 - eta * weight
        if np.abs(downhill / weight).max() < SLOPE_MIN or np.abs(move).max() < MOVE_MIN:
            covariance[:] = np.linalg.inv(curvature)
            return step, objective
        held_back = damping * np.diag(curvature)
        move = np.asarray(np.linalg.solve(curvature + np.diag(held_back), downhill), np.float64)
        trial = log_curve(typical * np.exp(eta + move), doses, time)
        value = (((log_y - trial[0]) / sigma) ** 2).sum() + ((eta + move) ** 2 * weight).sum()
        if value <= objective * (1.0 + SLACK):
            gain = (objective - value) / (move @ (held_back * move + downhill))
            gain = min(max(gain, 0.0), 1.0)
            damping, growth = damping * max(1.0 / 3.0, 1.0 - (2.0 * gain - 1.0) ** 3), 2.0
            eta += move
            (log_c, jacobian), objective = trial, float(value)
        else:
            damping, growth = damping * growth, growth * 2.0
    return STEPS_MAX + 1, objective


def log_curve(
    parameters: Array, doses: tuple[Array, Array, Array], time: Array
) -> tuple[Array, Array]:
    """log C (samples,), and its derivative by each log-parameter (samples, 6).

    `parameters` (6,) as in `Prior`; starts and durations in minutes and amounts in mg, each (doses,);
    `time` (samples,) in minutes; C in mg/L.  Raises nothing; samples before a dose, where C is 0,
    are for the caller to refuse, as `fit` does.
    """
    cl, v1, q2, v2, q3, v3 = parameters
    micro = np.array([cl / v1, q2 / v1, q2 / v2, q3 / v1, q3 / v3])
    rate = three_compartments(*micro[:, None])[:, 0]
    residue, residue_by, rate_by = _differentials(micro, -rate)
    held, held_by_rate = _held(doses, time, rate)
    c = held @ residue
    by_micro = (held @ residue_by.T + (held_by_rate * residue) @ rate_by.T) * micro
    slope = by_micro @ MICRO_BY_LOG / c[:, None]
    slope[:, 1] -= 1.0
    return np.log(c / v1), slope


# How the logarithms of k10, k12, k21, k13, k31 move with those of CL, V1, Q2, V2, Q3, V3.
MICRO_BY_LOG: Final = np.array(
    [
        [1.0, -1.0, 0.0, 0.0, 0.0, 0.0],
        [0.0, -1.0, 1.0, 0.0, 0.0, 0.0],
        [0.0, 0.0, 1.0, -1.0, 0.0, 0.0],
        [0.0, -1.0, 0.0, 0.0, 1.0, 0.0],
        [0.0, 0.0, 0.0, 0.0, 1.0, -1.0],
    ]
)


def _differentials(micro: Array, s: Array) -> tuple[Array, Array, Array]:
    """Residues (3,) at the roots s, and the slopes (5, 3) of residues and of rates.

    By implicit differentiation of N(s) / D(s), N = (s + k21) (s + k31), D = s^3 + a2 s^2 + a1 s + a0.
    """
    k10, k12, k21, k13, k31 = micro
    a2, a1 = micro.sum(), k10 * (k21 + k31) + k21 * (k31 + k13) + k31 * k12
    a1_by = np.array([k21 + k31, k31, k10 + k31 + k13, k21, k10 + k21 + k12])[:, None]
    a0_by = np.array([k21 * k31, 0.0, k10 * k31, 0.0, k10 * k21])[:, None]
    n, n_s = (s + k21) * (s + k31), 2.0 * s + k21 + k31
    d_s, d_ss = (3.0 * s + 2.0 * a2) * s + a1, 6.0 * s + 2.0 * a2
    n_by = np.zeros((5, 3))
    n_by[2], n_by[4] = s + k31, s + k21
    s_by = -((s + a1_by) * s + a0_by) / d_s
    slope = (n_by + n_s * s_by) / d_s - n * (2.0 * s + a1_by + d_ss * s_by) / d_s**2
    return n / d_s, slope, -s_by


def _held(doses: tuple[Array, Array, Array], time: Array, rate: Array) -> tuple[Array, Array]:
    """What a mode of each rate holds of the doses, and its slope by the rate: (samples, 3)."""
    start, duration, amount = (part[:, None] for part in doses)
    since = time[:, None, None] - start
    bolus = duration == 0.0
    feed = np.where(bolus, amount, amount / np.where(bolus, 1.0, duration)) * (since >= 0.0)
    on = np.clip(since, 0.0, duration)
    off = np.maximum(since - duration, 0.0)
    last, first = np.exp(-rate * off), np.exp(-rate * (on + off))
    infused = -np.expm1(-rate * on) * last / rate
    slope = ((on + off) * first - off * last - infused) / rate
    held = feed * np.where(bolus, last, infused)
    return held.sum(axis=1), (feed * np.where(bolus, -off * last, slope)).sum(axis=1)
