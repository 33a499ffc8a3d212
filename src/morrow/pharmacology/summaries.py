"""A population of any size in the memory of a few thousand patients."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import reduce
from typing import Final

import numpy as np

from morrow.pharmacology import _warm
from morrow.pharmacology._modes import Array
from morrow.pharmacology._streaming import Moments, Spread, Tally
from morrow.pharmacology.fast import Curves, Problem, Tier, simulate, tier_in_use

CHUNK: Final = 8192  # patients: 10 MB of curves for each worker


@dataclass(frozen=True, slots=True)
class Summary:
    """The spread of concentrations (channels, samples) and outcomes (outcomes,) over patients.

    `refused` patients, of whom `explain` of `Curves` speaks, are in none of the figures.
    """

    concentration: Spread
    outcome: Spread
    refused: int
    tier: Tier


def summarise(
    make: Callable[[int, int], Problem],
    patients: int,
    *,
    tier: Tier | None = None,
    workers: int = 1,
    chunk: int = CHUNK,
    readout: Callable[[Problem, Curves], Array] | None = None,
) -> Summary:
    """Means, standard deviations and quantiles over `patients`, computed chunk by chunk.

    `make(first, until)` gives the problem of some of the patients, and is called from several
    threads; let it depend on nothing else, and the figures depend on neither `workers` nor
    `chunk`.  Concentrations are mg/L as in `Curves`, and what `fast.simulate` raises (ValueError) is
    raised here.  `readout` turns outcomes (n, outcomes) into what is summarised, a score for example.
    Memory: 1.5 kB for each patient of a chunk and worker, and 33 kB for each value of a curve.
    """
    wanted = tier or tier_in_use()[0]
    one = make(0, 1)
    shapes = (len(one.modes.coefficient), len(one.samples)), (len(one.outcomes),)
    tallies = [Tally(int(np.prod(shape))) for shape in shapes]

    def part(first: int) -> tuple[list[Moments], int]:
        problem = make(first, min(first + chunk, patients))
        curves = simulate(problem, tier=wanted)
        kernels = _warm.kernels() if wanted is Tier.NUMBA else None
        outcome = readout(problem, curves) if readout else curves.outcome
        values = [curves.concentration.reshape(len(outcome), -1), outcome]
        if len(curves.refused):
            values = [np.delete(each, curves.refused, axis=0) for each in values]
        return [tally.add(each, kernels) for tally, each in zip(tallies, values, strict=True)], len(
            curves.refused
        )

    with ThreadPoolExecutor(workers) as pool:
        done = list(pool.map(part, range(0, patients, chunk)))
    spreads = [
        tally.spread(reduce(Moments.joined, (moments[k] for moments, _ in done)), shapes[k])
        for k, tally in enumerate(tallies)
    ]
    return Summary(spreads[0], spreads[1], sum(refused for _, refused in done), wanted)
