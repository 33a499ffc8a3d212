# ruff: noqa: PLR0917 - numba takes no keyword-only arguments
"""The compiled twin of `individual._search`: forty times as fast, as nothing is allocated twice.

Functions of plain arrays and numbers, without exceptions.  `individual.py` has the formulas.
"""

import math

import numpy as np

from morrow.pharmacology._elementary import compiled, inlined
from morrow.pharmacology._modes import Array
from morrow.pharmacology._search import DAMPING, MOVE_MIN, SLACK, SLOPE_MIN, STEPS_MAX


@inlined
def rates_of(micro: Array, rate: Array) -> None:
    """The three eigenvalues, fastest first: `_modes.three_compartments` for one patient."""
    k10, k12, k21, k13, k31 = micro
    a2 = k10 + k12 + k21 + k13 + k31
    a1 = k10 * (k21 + k31) + k21 * k31 + k21 * k13 + k31 * k12
    a0 = k10 * k21 * k31
    third = a2 / 3.0
    radius = math.sqrt(max(third * third - a1 / 3.0, 0.0))
    half = third * (third * third - 0.5 * a1) + 0.5 * a0
    cosine = min(max(half / radius**3, -1.0), 1.0) if radius > 0.0 else 1.0
    first = third + 2.0 * radius * math.cos(math.acos(cosine) / 3.0)
    for _ in range(2):
        value = ((first - a2) * first + a1) * first - a0
        first -= value / ((3.0 * first - 2.0 * a2) * first + a1)
    product = a0 / first
    total = (a1 - product) / first
    rate[0] = first
    rate[1] = 0.5 * (total + math.sqrt(max(total * total - 4.0 * product, 0.0)))
    rate[2] = product / rate[1]


@inlined
def differentials(
    micro: Array, rate: Array, residue: Array, residue_by: Array, rate_by: Array
) -> None:
    """Residues (3,) and the slopes (5, 3) of residues and rates by the micro-constants."""
    k10, k12, k21, k13, k31 = micro
    a2 = k10 + k12 + k21 + k13 + k31
    a1 = k10 * (k21 + k31) + k21 * (k31 + k13) + k31 * k12
    a1_by = (k21 + k31, k31, k10 + k31 + k13, k21, k10 + k21 + k12)
    a0_by = (k21 * k31, 0.0, k10 * k31, 0.0, k10 * k21)
    for i in range(3):
        s = -rate[i]
        n, n_s = (s + k21) * (s + k31), 2.0 * s + k21 + k31
        d_s, d_ss = (3.0 * s + 2.0 * a2) * s + a1, 6.0 * s + 2.0 * a2
        residue[i] = n / d_s
        for k in range(5):
            n_by = s + k31 if k == 2 else (s + k21 if k == 4 else 0.0)
            s_by = -((s + a1_by[k]) * s + a0_by[k]) / d_s
            d_by = 2.0 * s + a1_by[k] + d_ss * s_by
            residue_by[k, i] = (n_by + n_s * s_by) / d_s - n * d_by / (d_s * d_s)
            rate_by[k, i] = -s_by


@inlined
def held(doses: tuple[Array, Array, Array], time: float, rate: float) -> tuple[float, float]:
    """What a mode holds of the doses at one time, and its slope by the rate."""
    value, slope = 0.0, 0.0
    for d in range(len(doses[0])):
        since, duration, amount = time - doses[0][d], doses[1][d], doses[2][d]
        if since < 0.0:
            continue
        if duration == 0.0:
            left = amount * math.exp(-rate * since)
            value += left
            slope -= since * left
        else:
            on, off = min(since, duration), max(since - duration, 0.0)
            last, first = math.exp(-rate * off), math.exp(-rate * (on + off))
            infused = -math.expm1(-rate * on) * last / rate
            value += amount / duration * infused
            slope += amount / duration * ((on + off) * first - off * last - infused) / rate
    return value, slope


@inlined
def log_curve(
    parameters: Array, doses: tuple[Array, Array, Array], time: Array, log_c: Array, slope: Array
) -> None:
    """log C (samples,), and its derivative by each log-parameter (samples, 6)."""
    cl, v1, q2, v2, q3, v3 = parameters
    micro = np.array([cl / v1, q2 / v1, q2 / v2, q3 / v1, q3 / v3])
    rate, residue = np.empty(3), np.empty(3)
    residue_by, rate_by, by = np.empty((5, 3)), np.empty((5, 3)), np.empty(5)
    rates_of(micro, rate)
    differentials(micro, rate, residue, residue_by, rate_by)
    for j in range(len(time)):
        c = 0.0
        by[:] = 0.0
        for i in range(3):
            value, value_by_rate = held(doses, time[j], rate[i])
            c += residue[i] * value
            for k in range(5):
                by[k] += residue_by[k, i] * value + residue[i] * value_by_rate * rate_by[k, i]
        by *= micro / c
        log_c[j] = math.log(c / v1)
        slope[j, 0] = by[0]
        slope[j, 1] = -by[0] - by[1] - by[3] - 1.0
        slope[j, 2] = by[1] + by[2]
        slope[j, 3] = -by[2]
        slope[j, 4] = by[3] + by[4]
        slope[j, 5] = -by[4]


@inlined
def factor(matrix: Array, damping: float, lower: Array) -> None:
    """Cholesky: `lower lower' = matrix`, its diagonal raised by `damping` times itself."""
    for i in range(len(matrix)):
        for j in range(i + 1):
            total = matrix[i, j] * (1.0 + damping if i == j else 1.0)
            for k in range(j):
                total -= lower[i, k] * lower[j, k]
            lower[i, j] = math.sqrt(total) if i == j else total / lower[j, j]


@inlined
def solve(lower: Array, right: Array) -> None:
    """The solution of `lower lower' x = right`, in the place of `right`."""
    size = len(right)
    for i in range(size):
        for k in range(i):
            right[i] -= lower[i, k] * right[k]
        right[i] /= lower[i, i]
    for i in range(size - 1, -1, -1):
        for k in range(i + 1, size):
            right[i] -= lower[k, i] * right[k]
        right[i] /= lower[i, i]


@inlined
def weigh(
    slope: Array, misfit: Array, eta: Array, omega: Array, sigma: float,
    curvature: Array, downhill: Array,
) -> None:  # fmt: skip
    """Curvature and descent of the objective, halved, at one point."""
    for i in range(6):
        downhill[i] = -eta[i] / omega[i] ** 2
        for j in range(i + 1):
            curvature[i, j] = 1.0 / omega[i] ** 2 if i == j else 0.0
        for row in range(len(misfit)):
            downhill[i] += slope[row, i] * misfit[row] / sigma**2
            for j in range(i + 1):
                curvature[i, j] += slope[row, i] * slope[row, j] / sigma**2


@compiled
def fit(
    typical: Array,
    omega: Array,
    doses: tuple[Array, Array, Array],
    time: Array,
    log_y: Array,
    sigma: float,
    eta: Array,
    covariance: Array,
) -> tuple[int, float]:
    """Fill `eta` and `covariance`; return steps and objective, or more than STEPS_MAX steps."""
    log_c, slope = np.empty(len(time)), np.empty((len(time), 6))
    curvature, lower, downhill, move = np.zeros((6, 6)), np.zeros((6, 6)), np.zeros(6), np.ones(6)
    log_curve(typical * np.exp(eta), doses, time, log_c, slope)
    objective = (((log_y - log_c) / sigma) ** 2).sum() + ((eta / omega) ** 2).sum()
    damping, growth = DAMPING, 2.0
    for step in range(1, STEPS_MAX + 1):
        weigh(slope, log_y - log_c, eta, omega, sigma, curvature, downhill)
        if np.abs(downhill * omega**2).max() < SLOPE_MIN or np.abs(move).max() < MOVE_MIN:
            factor(curvature, 0.0, lower)
            covariance[:] = np.eye(6)
            for row in covariance:
                solve(lower, row)
            return step, objective
        factor(curvature, damping, lower)
        move[:] = downhill
        solve(lower, move)
        trial_c, trial_slope = np.empty(len(time)), np.empty((len(time), 6))
        log_curve(typical * np.exp(eta + move), doses, time, trial_c, trial_slope)
        value = (((log_y - trial_c) / sigma) ** 2).sum() + (((eta + move) / omega) ** 2).sum()
        if value <= objective * (1.0 + SLACK):
            expected = (move * (damping * np.diag(curvature) * move + downhill)).sum()
            gain = min(max((objective - value) / expected, 0.0), 1.0)
            damping, growth = damping * max(1.0 / 3.0, 1.0 - (2.0 * gain - 1.0) ** 3), 2.0
            eta += move
            log_c, slope, objective = trial_c, trial_slope, value
        else:
            damping, growth = damping * growth, growth * 2.0
    return STEPS_MAX + 1, objective
