"""The numpy tier: the tape of a `Grid` played for a few hundred patients at a time.

Always there, nothing to compile; the compiled tier plays the same tape with the same arithmetic.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from morrow.pharmacology._graded import Grid
from morrow.pharmacology._modes import Array, Modes

EXP_MIN: Final = -700.0  # below it exp is 1e-304; underflow sends exp to slow paths
CONFLUENT: Final = 0.5  # rate differences times lag under which a quotient gives way to a series

OCCUPANCY: Final = 1  # the number of `Drive.OCCUPANCY`; the other one is the inverted U


def decays(rate: Array, power: NDArray[np.int64], offset: Array) -> Array:
    """`t**power exp(-rate t)` for each mode, offset and patient: (modes, offsets, n)."""
    table: Array = np.multiply(rate[:, None, :], -offset[None, :, None])
    np.maximum(table, EXP_MIN, out=table)
    np.exp(table, out=table)
    for m in np.flatnonzero(power):
        table[m] *= offset[:, None]
    return table


def drive(kind: int, parameters: Array, x: Array) -> Array:
    """The static drive u(x) (k, n) of a concentration or index x (k, n).

    The inverted U: with O = x^h / (EC50^h + x^h) and z = O / O_opt, `gain z exp(1 - z)`;
    parameters EC50, h, O_opt, gain.  Occupancy: `x / (K + x)`; parameter K.
    """
    if kind == OCCUPANCY:
        return np.asarray(x / (parameters[0] + x))
    ec50, hill, optimum, gain = parameters
    log_ec50 = np.log(ec50)
    z = np.maximum(x, 1e-300)
    np.log(z, out=z)
    z -= log_ec50
    z *= -hill
    np.clip(z, EXP_MIN, -EXP_MIN, out=z)
    np.exp(z, out=z)
    z += 1.0
    np.divide(1.0 / optimum, z, out=z)
    u = np.exp(1.0 - z)
    u *= z
    u *= gain
    return u


def chain(rates: Array, lag: Array) -> Array:
    """How a chain of first-order filters carries its states over `lag`: (f (f + 1) / 2, lags, n).

    `dy_1/dt = u - rate_1 y_1`, `dy_2/dt = y_1 - rate_2 y_2`, …; up to three.  The rows of the lower
    triangle, one after the other; its first column is also the response to a unit pulse of u.
    Divided differences of the exponential, so equal and nearly equal rates are exact as well.
    """
    at = [-rate * lag[:, None] for rate in rates]
    own = [np.exp(np.maximum(x, EXP_MIN)) for x in at]
    lag = lag[:, None]
    rows = [own[0]]
    if len(at) > 1:
        rows += [lag * _difference(at[0], at[1]), own[1]]
    if len(at) > 2:
        low, middle, high = np.sort(np.stack(at), axis=0)
        second = lag * lag * _second_difference(low, middle, high)
        rows += [second, lag * _difference(at[1], at[2]), own[2]]
    return np.stack(rows)


def _difference(x: Array, y: Array) -> Array:
    """The divided difference `(exp(x) - exp(y)) / (x - y)`, also where x = y."""
    half = 0.5 * (x - y)
    square = np.minimum(half * half, CONFLUENT**2)
    series = np.ones_like(square)
    for factor in (110.0, 72.0, 42.0, 20.0, 6.0):  # sinh(h) / h
        series = 1.0 + square / factor * series
    series *= np.exp(np.maximum(0.5 * (x + y), EXP_MIN))
    near = np.abs(half) < CONFLUENT
    gap = np.where(near, 1.0, x - y)
    apart = np.exp(np.maximum(x, EXP_MIN)) - np.exp(np.maximum(y, EXP_MIN))
    return np.where(near, series, apart / gap)


def _second_difference(low: Array, middle: Array, high: Array) -> Array:
    """The second divided difference of exp at three ascending points, equal ones included."""
    centre = (low + middle + high) / 3.0
    near = high - low < 2.0 * CONFLUENT
    x, y, z = (np.where(near, point - centre, 0.0) for point in (low, middle, high))
    pairs, triple = x * y + y * z + z * x, x * y * z
    before, here, after = np.zeros_like(x), np.zeros_like(x), np.ones_like(x)
    series, factorial = 0.5 * after, 2.0
    for k in range(1, 13):  # complete symmetric polynomials, whose first elementary one is zero
        before, here, after = here, after, triple * before - pairs * here
        factorial *= k + 2
        series = series + after / factorial
    gap = np.where(near, 1.0, high - low)
    apart = (_difference(middle, high) - _difference(low, middle)) / gap
    return np.where(near, series * np.exp(np.maximum(centre, EXP_MIN)), apart)


def play(
    grid: Grid,
    modes: Modes,
    doses: tuple[Array, Array],
    *,
    kind: int,
    parameters: Array,
    cascade: Array,
) -> tuple[Array, Array]:
    """Concentrations (n, channels, samples), and the last filter (n, outcomes) for a unit chain.

    `doses` (segments, n) each: infusion rate in a segment, and the bolus at its start.
    `cascade` (filters, n) or (filters, 1): rates of the chain, in 1/min; the outcome is the last
    filter.  Shapes and values have been checked.
    """
    concentration = np.empty((len(modes.coefficient), len(grid.sample), modes.patients))
    outcome = np.empty((1 + grid.stage_outcome.max(initial=-1), modes.patients))
    table = decays(modes.rate, modes.power, grid.offset)
    column = [f * (f + 1) // 2 for f in range(len(cascade))]
    response = chain(cascade, grid.lag)[column] * grid.weight[:, None]
    hops = chain(cascade, grid.hop)
    steady = 1.0 / modes.rate ** (1 + modes.power[:, None])
    held = np.zeros_like(modes.rate)  # by each mode, of a unit of the doses so far
    filters = np.zeros((len(cascade), modes.patients))
    for g in range(grid.segments):
        held[modes.power == 0] += doses[1][g]
        settled = doses[0][g] * steady
        level = np.einsum("cmn,mn->cn", modes.coefficient, settled)
        decaying = amplitudes(modes, held - settled)
        for i in range(grid.segment_sample[g], grid.segment_sample[g + 1]):
            concentration[:, i] = level
            concentration[:, i] += np.einsum("cmn,mn->cn", decaying, table[:, grid.sample[i]])
        for s in range(grid.segment_stage[g], grid.segment_stage[g + 1]):
            low, high = grid.stage_node[s]
            filters = carried(hops[:, grid.stage_hop[s]], filters)
            if high > low:
                x = weighted(table[:, low:high], decaying[modes.drive]) + level[modes.drive]
                filters += pulses(response[:, low:high], drive(kind, parameters, x))
            if grid.stage_outcome[s] >= 0:
                outcome[grid.stage_outcome[s]] = filters[-1]
        held = advanced(modes.power, table[:, grid.segment_end[g]], held - settled) + settled
    return concentration.transpose(2, 0, 1), outcome.T


def columns(rows: Array, who: NDArray[np.int64]) -> Array:
    """The columns of some patients; one column for all stays one."""
    return np.asarray(rows[:, who]) if rows.shape[1] > 1 else rows


def amplitudes(modes: Modes, excess: Array) -> Array:
    """What each row of the table of decays counts in each channel: (channels, modes, n).

    With a second-order pole, the mode before it holds its input: `t exp(-t)` multiplies that.
    """
    found = modes.coefficient * excess
    for m in np.flatnonzero(modes.power):
        found[:, m - 1] += found[:, m]
        found[:, m] = modes.coefficient[:, m] * excess[m - 1]
    return found


def advanced(power: NDArray[np.int64], row: Array, excess: Array) -> Array:
    """The excess of each mode over its steady state, one segment later: (modes, n)."""
    found = row * excess
    for m in np.flatnonzero(power):
        found[m] = row[m - 1] * excess[m] + row[m] * excess[m - 1]
    return found


def weighted(table: Array, amplitude: Array) -> Array:
    """The sum of the modes at each node: (nodes, n)."""
    total: Array = table[0] * amplitude[0]
    term = np.empty_like(total)
    for row, each in zip(table[1:], amplitude[1:], strict=True):
        total += np.multiply(row, each, out=term)
    return total


def carried(hop: Array, filters: Array) -> Array:
    """The filters (f, n) after a stage without drive; `hop` is a column of `chain`."""
    total = np.zeros_like(filters)
    for f in range(len(filters)):
        for source in range(f + 1):
            total[f] += hop[f * (f + 1) // 2 + source] * filters[source]
    return total


def pulses(response: Array, u: Array) -> Array:
    """What the drive at the nodes has left in each filter at the end of the stage: (f, n)."""
    if response.shape[2] == 1:
        return np.asarray(response[:, :, 0] @ u)
    return np.asarray(np.einsum("fqn,qn->fn", response, u))
