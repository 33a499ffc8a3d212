# ruff: noqa: PLR0917 - numba takes no keyword-only arguments
"""The compiled tier: the tape of a `Grid` played for a block of patients at a time.

Functions of plain arrays and numbers, without exceptions: the layer above has seen to the input.
Each loop runs along the patients of a block, which is what fills the
vector registers; each does one thing, because a compiler keeps a short loop there and gives up
on a long one.  `_vector.py` says the same in numpy, and with fewer words.
"""

from typing import Final

import numpy as np

from morrow.pharmacology._elementary import (
    compiled,
    difference,
    exp,
    inlined,
    log,
    second_difference,
)
from morrow.pharmacology._graded import Index
from morrow.pharmacology._kernels_individual import fit
from morrow.pharmacology._kernels_population import tally
from morrow.pharmacology._modes import Array

__all__ = ["fit", "play", "tally"]

BLOCK: Final = 64  # patients whose tables fit the second cache
PITCH: Final = BLOCK + 8  # of a table read across: a power of two would fill one cache set
STEP: Final = 8  # a block is filled up to a multiple of the widest register
TINY: Final = 1e-300


@inlined
def decays(rate: Array, power: Index, offset: Array, lanes: int, table: Array) -> None:
    """`t**power exp(-rate t)` into the table (modes, offsets, lanes)."""
    for m in range(len(power)):
        for q in range(len(offset)):
            t = offset[q]
            if power[m] == 0:
                for i in range(lanes):
                    table[m, q, i] = exp(-rate[m, i] * t)
            else:
                for i in range(lanes):
                    table[m, q, i] = t * table[m - 1, q, i]


@inlined
def chain(cascade: Array, lag: Array, lanes: int, table: Array) -> None:
    """How a chain of filters carries its states over each lag: (f (f + 1) / 2, lags, lanes)."""
    filters = len(cascade)
    for q in range(len(lag)):
        t = lag[q]
        for i in range(lanes):
            table[0, q, i] = exp(-cascade[0, i] * t)
        if filters > 1:
            for i in range(lanes):
                x, y = -cascade[0, i] * t, -cascade[1, i] * t
                e = exp(y)
                table[1, q, i] = t * difference(x, y, table[0, q, i], e)
                table[2, q, i] = e
        if filters > 2:
            for i in range(lanes):
                x, y, z = -cascade[0, i] * t, -cascade[1, i] * t, -cascade[2, i] * t
                e = exp(z)
                table[3, q, i] = t * t * second_difference(x, y, z)
                table[4, q, i] = t * difference(y, z, table[2, q, i], e)
                table[5, q, i] = e


@inlined
def drive(kind: int, parameters: Array, lanes: int, u: Array) -> None:
    """The static drive, in the place of its concentration; `_vector.drive` has the formulas."""
    if kind == 0:
        for i in range(lanes):
            x = log(max(u[i], TINY) / parameters[0, i])
            u[i] = 1.0 + exp(-parameters[1, i] * x)
        for i in range(lanes):
            z = 1.0 / (parameters[2, i] * u[i])
            u[i] = parameters[3, i] * z * exp(1.0 - z)
    else:
        for i in range(lanes):
            u[i] = u[i] / (parameters[0, i] + u[i])


@inlined
def pulse(weight: Array, u: Array, lanes: int, shared: bool, filters: Array) -> None:
    """What the drive at one node leaves in the filters at the end of its stage."""
    for f in range(len(filters)):
        row = f * (f + 1) // 2
        if shared:
            scale = weight[row, 0]
            for i in range(lanes):
                filters[f, i] += scale * u[i]
        else:
            for i in range(lanes):
                filters[f, i] += weight[row, i] * u[i]


@inlined
def carry(hop: Array, lanes: int, shared: bool, filters: Array) -> None:
    """The filters after a stage without drive; the last one first, as it needs the others."""
    for f in range(len(filters) - 1, -1, -1):
        row = f * (f + 1) // 2
        for i in range(lanes):
            filters[f, i] *= hop[row + f, 0 if shared else i]
        for source in range(f):
            for i in range(lanes):
                filters[f, i] += hop[row + source, 0 if shared else i] * filters[source, i]


@inlined
def begin(
    rate: Array, power: Index, infusion: Array, bolus: Array, lanes: int, held: Array, steady: Array
) -> None:
    """A segment begins: its bolus is given, and `held` becomes the excess over the steady state."""
    for m in range(len(power)):
        for i in range(lanes):
            scale = 1.0 / rate[m, i]
            if power[m] == 0:
                held[m, i] += bolus[i]
            else:
                scale *= scale
            steady[m, i] = infusion[i] * scale
            held[m, i] -= steady[m, i]


@inlined
def advance(table: Array, q: int, power: Index, steady: Array, lanes: int, held: Array) -> None:
    """A segment ends: what the modes hold by then.  Backwards, as a pair needs its first."""
    for m in range(len(power) - 1, -1, -1):
        for i in range(lanes):
            held[m, i] *= table[m - power[m], q, i]
        if power[m] == 1:
            for i in range(lanes):
                held[m, i] += table[m, q, i] * held[m - 1, i]
        for i in range(lanes):
            held[m, i] += steady[m, i]


@inlined
def amplitudes(
    coefficient: Array, power: Index, excess: Array, steady: Array, lanes: int, amplitude: Array
) -> None:
    """What each row of the table of decays counts in a channel; its steady level comes last."""
    modes = len(power)
    for i in range(lanes):
        amplitude[modes, i] = 0.0
    for m in range(modes):
        for i in range(lanes):
            amplitude[m, i] = coefficient[m, i] * excess[m, i]
            amplitude[modes, i] += coefficient[m, i] * steady[m, i]
        if power[m] == 1:
            for i in range(lanes):
                amplitude[m - 1, i] += amplitude[m, i]
                amplitude[m, i] = coefficient[m, i] * excess[m - 1, i]


@inlined
def combine(table: Array, q: int, amplitude: Array, lanes: int, x: Array) -> None:
    """A channel at one offset: its steady level, and what decays towards it."""
    modes = len(amplitude) - 1
    for i in range(lanes):
        x[i] = amplitude[modes, i]
    for m in range(modes):
        for i in range(lanes):
            x[i] += amplitude[m, i] * table[m, q, i]


@inlined
def load(source: Array, who: Index, first: int, lanes: int, block: Array) -> None:
    """A block of patients out of (rows, n) or (rows, 1); the last patient fills it up."""
    last, wide = len(who) - 1, source.shape[1] > 1
    for row in range(len(source)):
        for i in range(lanes):
            block[row, i] = source[row, who[min(first + i, last)] if wide else 0]


@inlined
def store(block: Array, who: Index, first: int, place: Array) -> None:
    """The curves of a block (rows, lanes), each to its patient's row of `place`."""
    for i in range(min(BLOCK, len(who) - first)):
        patient = who[first + i]
        for row in range(len(block)):
            place[patient, row] = block[row, i]


@inlined
def weigh(weight: Array, response: Array) -> None:
    """Each response times the Gauss weight of its node."""
    for row in range(len(response)):
        for q in range(len(weight)):
            for i in range(response.shape[2]):
                response[row, q, i] *= weight[q]


@inlined
def course(
    modes: tuple[Array, Index, Array, int],
    doses: tuple[Array, Array],
    effect: tuple[int, Array, int],
    tables: tuple[Array, Array, Array],
    segments: tuple[Index, Index, Index],
    stages: tuple[Index, Index, Index],
    sample: Index,
    lanes: int,
    out: tuple[Array, Array],
) -> None:
    """The whole course of one block of patients, segment after segment."""
    rate, power, coefficient, driver = modes
    table, response, hops = tables
    segment_stage, segment_sample, segment_end = segments
    channels, rows, shared = len(coefficient), len(power), response.shape[2] == 1
    held, steady = np.zeros((rows, BLOCK)), np.zeros((rows, BLOCK))
    amplitude = np.empty((channels, rows + 1, BLOCK))
    filters, u = np.zeros((effect[2], BLOCK)), np.empty(BLOCK)
    for g in range(len(segment_end)):
        begin(rate, power, doses[0][g], doses[1][g], lanes, held, steady)
        for c in range(channels):
            amplitudes(coefficient[c], power, held, steady, lanes, amplitude[c])
            for s in range(segment_sample[g], segment_sample[g + 1]):
                combine(table, sample[s], amplitude[c], lanes, out[0][c, s])
        for s in range(segment_stage[g], segment_stage[g + 1]):
            carry(hops[:, stages[1][s]], lanes, shared, filters)
            for q in range(stages[0][s, 0], stages[0][s, 1]):
                combine(table, q, amplitude[driver], lanes, u)
                drive(effect[0], effect[1], lanes, u)
                pulse(response[:, q], u, lanes, shared, filters)
            if stages[2][s] >= 0:
                out[1][stages[2][s], :lanes] = filters[effect[2] - 1, :lanes]
        advance(table, segment_end[g], power, steady, lanes, held)


@inlined
def room(sources: tuple[Array, ...]) -> tuple[Array, Array, Array, Array, Array]:
    """Space for a block of each source: rates, doses, boluses, drive and cascade."""
    return (
        np.empty((len(sources[0]), BLOCK)),
        np.empty((len(sources[1]), BLOCK)),
        np.empty((len(sources[2]), BLOCK)),
        np.empty((len(sources[3]), BLOCK)),
        np.empty((len(sources[4]), BLOCK)),
    )


@inlined
def fill(
    who: Index, first: int, lanes: int, sources: tuple[Array, ...], blocks: tuple[Array, ...]
) -> None:
    """A block of each of the sources."""
    for k in range(len(sources)):
        load(sources[k], who, first, lanes, blocks[k])


@compiled
def play(
    who: Index,
    modes: tuple[Array, Index, Array, int],
    doses: tuple[Array, Array],
    effect: tuple[int, Array, Array],
    times: tuple[Array, Array, Array, Array],
    segments: tuple[Index, Index, Index],
    stages: tuple[Index, Index, Index],
    sample: Index,
    out: tuple[Array, Array],
) -> None:
    """Fill the rows `who` of `out`: (n, channels, samples) and (n, outcomes).

    The arguments of `_vector.play`, with the fields of `Modes` and `Grid` as they stand there.
    """
    power, channels, size = modes[1], len(modes[2]), len(effect[2])
    triangle, shared = size * (size + 1) // 2, effect[2].shape[1] == 1
    width = 1 if shared else BLOCK
    table = np.empty((len(power), len(times[0]), BLOCK))
    response = np.empty((triangle, len(times[1]), width))
    hops = np.empty((triangle, len(times[3]), width))
    coefficient = np.empty((channels, len(power), BLOCK))
    sources = modes[0], doses[0], doses[1], effect[1], effect[2]
    blocks = room(sources)
    curves = np.empty((channels, len(sample), PITCH)), np.empty((out[1].shape[1], PITCH))
    for first in range(0, len(who), BLOCK):
        lanes = min(BLOCK, (len(who) - first + STEP - 1) // STEP * STEP)
        fill(who, first, lanes, sources, blocks)
        for c in range(channels):
            load(modes[2][c], who, first, lanes, coefficient[c])
        decays(blocks[0], power, times[0], lanes, table)
        if not shared or first == 0:
            chain(blocks[4], times[1], 1 if shared else lanes, response)
            chain(blocks[4], times[3], 1 if shared else lanes, hops)
            weigh(times[2], response)
        course(
            (blocks[0], power, coefficient, modes[3]), (blocks[1], blocks[2]),
            (effect[0], blocks[3], size), (table, response, hops), segments, stages, sample,
            lanes, curves,
        )  # fmt: skip
        for c in range(channels):
            store(curves[0][c], who, first, out[0][:, c])
        store(curves[1], who, first, out[1])
