"""Where the drive is looked at: Gauss nodes on panels that widen after each change of rate.

After a breakpoint (a start, a stop, a bolus) an effect-site curve is a sum of exponentials whose
rates span three decades.  Panels that grow by a constant factor resolve each of them alike, the
slow ones as well as the fast ones, with as many nodes for each factor: the error does not depend
on the rates, as long as the first panel is short against the fastest and the last one reaches
past the slowest.  A `Grid` is therefore made for a `Band` of rates, in powers of two, and a
patient is integrated on the grid of their own band: nobody's error depends on who else is there.

A grid is a tape that both tiers play: segments between breakpoints, in them stages that end where
an outcome is asked for, in them nodes.  Stages that recur (each dose looks like the last) share
their nodes, because each node costs one exponential for each mode and patient.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import pairwise
from math import ceil, log, sqrt
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from morrow.pharmacology._modes import Array

Index = NDArray[np.int64]

# Tuned together on both reference problems; tests/pharmacology/test_kernels_accuracy.py holds the
# error that they buy.
WIDENING: Final = 4.2  # each panel ends at so many times its start
NODES: Final = 7  # Gauss nodes of such a panel, and of the first
FIRST: Final = 3.5  # length of the first panel, over the fastest time constant
REACH: Final = 14.0  # slowest time constants after which nothing is left: exp(-14) = 8e-7
WIDEST: Final = 12.0  # length of any panel, over the fastest time constant of the cascade
MERGE: Final = 0.4  # a boundary this near (in steps) to a forced one gives way to it


class Band(NamedTuple):
    """Powers of two (1/min) around a patient's rates: which grid is fine enough for them."""

    fastest: int  # every kinetic rate is at most 2**fastest
    slowest: int  # and at least 2**slowest
    turnover: int  # every rate of the cascade is at most 2**turnover


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Grid:
    """A tape of segments, stages and nodes, for one schedule and one band.  Times in minutes.

    `offset` (q,) since the start of a segment: first the nodes, then samples and segment ends;
    `lag` and `weight` (nodes,): from a node to the end of its stage, and its Gauss weight; `hop`
    (h,): lengths of stages.  Segment g has stages `segment_stage[g:g+2]` and samples
    `segment_sample[g:g+2]`, ends at `offset[segment_end[g]]`, and runs the doses of
    `running[g]` (doses,) after the boluses of `given[g]`.  Stage s has the nodes
    `stage_node[s]` (from, until), lasts `hop[stage_hop[s]]` and fills the outcome
    `stage_outcome[s]`, or none (-1).  Sample i is at `offset[sample[i]]` of its segment.
    """

    offset: Array
    lag: Array
    weight: Array
    hop: Array
    segment_stage: Index
    segment_sample: Index
    segment_end: Index
    stage_node: Index
    stage_hop: Index
    stage_outcome: Index
    sample: Index
    running: Array
    given: Array

    @property
    def segments(self) -> int:
        return len(self.segment_end)


@lru_cache(maxsize=32)
def gauss(count: int) -> tuple[Array, Array]:
    """Nodes and weights of Gauss-Legendre quadrature on [0, 1]."""
    nodes, weights = np.polynomial.legendre.leggauss(count)
    return 0.5 * (nodes + 1.0), 0.5 * weights


def ladder(length: float, cuts: list[float], band: Band, *, resting: bool) -> list[float]:
    """Boundaries of the panels of a segment: graded, forced at `cuts`, and only while needed.

    A segment without infusion is `resting`: after REACH slowest time constants nothing is left.
    """
    reach = REACH / 2.0**band.slowest if resting else np.inf
    first, widest = FIRST / 2.0**band.fastest, WIDEST / 2.0**band.turnover
    bounds, step = [0.0], first
    for cut in sorted({*cuts, length}):
        if bounds[-1] >= reach:
            break
        while bounds[-1] + step < cut - MERGE * min(step, cut) and bounds[-1] < reach:
            bounds.append(bounds[-1] + step)
            step = min((WIDENING - 1.0) * bounds[-1], widest)
        if bounds[-1] < reach:
            bounds.append(cut)
            step = min(max((WIDENING - 1.0) * cut, first), widest)
    return bounds


def nodes_of(start: float, end: float, band: Band) -> int:
    """How many Gauss nodes the panel from `start` to `end` takes.

    What it must resolve: the decay of the drive, by its widening (the first panel: by its length
    against the fastest), and how the cascade forgets, by its length against the turnover.
    """
    widening = log(end / start) / log(WIDENING) if start else end * 2.0**band.fastest / FIRST
    length = (end - start) * 2.0**band.turnover / WIDEST
    return ceil(NODES * sqrt(max(widening, length)))


class _Tape:
    """Collects the tape, and finds each offset, stage and hop that it has already."""

    def __init__(self, band: Band) -> None:
        self.band = band
        self.offsets: dict[float, int] = {}
        self.hops: dict[float, int] = {}
        self.shapes: dict[tuple[tuple[float, ...], float], tuple[int, int]] = {}
        self.nodes: list[tuple[float, float, float]] = []  # offset, lag, weight
        self.segment_stage, self.segment_sample = [0], [0]
        self.segment_end: list[int] = []
        self.stage_node: list[tuple[int, int]] = []
        self.stage_hop: list[int] = []
        self.stage_outcome: list[int] = []
        self.sample: list[int] = []

    def segment(self, length: float, samples: list[float]) -> None:
        self.segment_end.append(self.offsets.setdefault(length, len(self.offsets)))
        self.sample += [self.offsets.setdefault(at, len(self.offsets)) for at in samples]
        self.segment_sample.append(len(self.sample))
        self.segment_stage.append(len(self.stage_hop))

    def stage(self, bounds: list[float], start: float, end: float, outcome: int) -> None:
        shape = tuple(bound for bound in bounds if start <= bound <= end)
        if (shape, end) not in self.shapes:
            first = len(self.nodes)
            for low, high in pairwise(shape):
                self.panel(low, high, end)
            self.shapes[shape, end] = first, len(self.nodes)
        self.stage_node.append(self.shapes[shape, end])
        self.stage_hop.append(self.hops.setdefault(end - start, len(self.hops)))
        self.stage_outcome.append(outcome)

    def panel(self, start: float, end: float, stage_end: float) -> None:
        for place, weight in zip(*gauss(nodes_of(start, end, self.band)), strict=True):
            offset = start + (end - start) * float(place)
            self.nodes.append((offset, stage_end - offset, (end - start) * float(weight)))

    def grid(self, running: Array, given: Array) -> Grid:
        first = len(self.nodes)  # the table has the nodes first, then all other offsets
        offset, lag, weight = np.array(self.nodes, dtype=np.float64).reshape(-1, 3).T
        return Grid(
            offset=np.concatenate([offset, list(self.offsets)]),
            lag=lag.copy(),
            weight=weight.copy(),
            hop=np.array(list(self.hops), dtype=np.float64),
            segment_stage=_index(self.segment_stage),
            segment_sample=_index(self.segment_sample),
            segment_end=first + _index(self.segment_end),
            stage_node=_index(self.stage_node).reshape(-1, 2),
            stage_hop=_index(self.stage_hop),
            stage_outcome=_index(self.stage_outcome),
            sample=first + _index(self.sample),
            running=running,
            given=given,
        )


def _index(values: list[int] | list[tuple[int, int]]) -> Index:
    return np.array(values, dtype=np.int64)


Times = tuple[float, ...]


@lru_cache(maxsize=256)
def graded(
    starts: Times, durations: Times, samples: Times, outcomes: Times
) -> Callable[[Band], Grid]:
    """The grids of a schedule, for each band.  Minutes; `samples` and `outcomes` ascend.

    A dose of duration 0 is a bolus; a sample at its instant is taken just after it.
    """
    return lru_cache(maxsize=256)(partial(_grid, starts, durations, samples, outcomes))


def _grid(starts: Times, durations: Times, samples: Times, outcomes: Times, band: Band) -> Grid:
    start, stop = np.array(starts), np.array(starts) + np.array(durations)
    last = max([*samples[-1:], *outcomes[-1:]])
    inner = {t for t in (*start.tolist(), *stop.tolist()) if t < last}
    edges = [*sorted({min(samples[:1] + outcomes[:1] + starts)} | inner), last]
    tape, bounds = _Tape(band), np.array(edges)
    middle = 0.5 * (bounds[:-1] + bounds[1:])[:, None]
    running = ((start <= middle) & (middle < stop)).astype(np.float64)
    given = ((start == stop) & (start == bounds[:-1, None])).astype(np.float64)
    done = np.zeros(2, dtype=np.int64)  # samples and outcomes filled so far
    for g, (low, high) in enumerate(pairwise(edges)):
        final = g == len(edges) - 2
        begun = bool((start <= low).any())
        samples_until = bisect_right(samples, high) if final else bisect_left(samples, high)
        outcomes_until = bisect_right(outcomes, high)
        here = [_apart(low, t) for t in outcomes[done[1] : outcomes_until]]
        length = _apart(low, high)
        resting = not running[g].any()
        panels = ladder(length, here, band, resting=resting) if begun else []
        _stages(tape, panels, here, length, int(done[1]))
        tape.segment(length, [_apart(low, t) for t in samples[done[0] : samples_until]])
        done[:] = samples_until, outcomes_until
    return tape.grid(running, given)


def _stages(
    tape: _Tape, panels: list[float], outcomes: list[float], length: float, first: int
) -> None:
    """The stages of one segment: one up to each outcome, and one to the end if none is there."""
    start = 0.0
    for number, end in enumerate(outcomes, first):
        tape.stage(panels, start, end, number)
        start = end
    if start < length:
        tape.stage(panels, start, length, -1)


def _apart(low: float, high: float) -> float:
    """Minutes between two instants, to the nanominute: equal gaps must look equal."""
    return round(high - low, 9)
