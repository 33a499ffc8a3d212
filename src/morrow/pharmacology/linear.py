"""Linear compartment kinetics, solved exactly by the matrix exponential.

Between two events every model obeys dz/dt = M z, where z holds the amounts in the compartments, the
concentrations at the effect sites, the areas under what is observed, and the rates of the inputs
that run.  So z(t + dt) = expm(M dt) z(t): no step size, no tolerance, and repeated rates (transit
chains) need no special case.

scipy.linalg.expm: scaling and squaring, Al-Mohy & Higham, SIAM J Matrix Anal Appl 2009;31:970.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import expm

from morrow.pharmacology.model import ELIMINATED, Drug, Observed, Structure
from morrow.pharmacology.regimen import Dose, by_sitting

Array = NDArray[np.float64]

_STEPS_KEPT: Final = 4096  # matrices kept for steps of equal length: 4096 of 20 x 20 are 13 MB


@dataclass(frozen=True, slots=True)
class Bolus:
    """An amount that enters a state at once."""

    at_min: float
    state: int
    amount_mg: float


@dataclass(frozen=True, slots=True)
class Running:
    """An input at a constant rate into a state, from `at_min` until `until_min`."""

    at_min: float
    until_min: float
    state: int
    rate_mg_per_min: float


class System:
    """The matrix of a filled-in structure, with names for its states.

    States, in this order: `compartments` (mg), effect sites (mg/L), areas under each of
    the `compounds` (mg/L min), and one running input (mg/min) for each compartment that a dose can
    enter.
    """

    def __init__(self, structure: Structure) -> None:
        ways = [way for dose in structure.entries.values() for nth in dose for way in nth]
        flowing = [name for flow in structure.flows for name in (flow.source, flow.target)]
        entered = tuple(dict.fromkeys(way.compartment for way in ways))
        self.structure = structure
        self.compartments = tuple(dict.fromkeys([*flowing, *entered, ELIMINATED]))
        self.compounds = tuple(each.compound for each in structure.observed)
        names = [*self.compartments, *(each.name for each in structure.biophases)]
        names += [f"{compound} (area)" for compound in self.compounds]
        names += [f"{compartment} (input)" for compartment in entered]
        self.states: Mapping[str, int] = {name: number for number, name in enumerate(names)}
        self.inputs = [self.states[f"{compartment} (input)"] for compartment in entered]
        self.matrix = self._matrix()

    def _matrix(self) -> Array:
        """M of dz/dt = M z, shape (states, states); rates per minute."""
        matrix = np.zeros((len(self.states), len(self.states)))
        state = self.states
        for flow in self.structure.flows:
            matrix[state[flow.source], state[flow.source]] -= flow.rate
            matrix[state[flow.target], state[flow.source]] += flow.rate
        for seen in self.structure.observed:
            per_mg = seen.scale / seen.litres
            matrix[state[f"{seen.compound} (area)"], state[seen.compartment]] = per_mg
        for each in self.structure.biophases:
            seen = self._observed(each.compound)
            site = state[each.name]
            matrix[site, state[seen.compartment]] = each.ke0_per_min * seen.scale / seen.litres
            matrix[site, site] = -each.ke0_per_min
        for compartment in self.compartments:
            if f"{compartment} (input)" in state:
                matrix[state[compartment], state[f"{compartment} (input)"]] = 1.0
        return matrix

    def _observed(self, compound: str) -> Observed:
        return next(each for each in self.structure.observed if each.compound == compound)

    def reading(self, names: Sequence[str]) -> Array:
        """The matrix that reads compounds, effect sites, areas or compartments out of a state.

        Concentrations in mg/L, areas in mg/L min, amounts in mg; shape (names, states).
        """
        read = np.zeros((len(names), len(self.states)))
        for row, name in enumerate(names):
            if name in self.compounds:
                seen = self._observed(name)
                read[row, self.states[seen.compartment]] = seen.scale / seen.litres
            else:
                read[row, self.states[name]] = 1.0
        return read

    def inputs_of(self, doses: Sequence[Dose], drug: Drug) -> Iterator[Bolus | Running]:
        """What the doses put where, by route and by the place of a dose in its sitting."""
        for dose, nth in by_sitting(doses):
            ways = self.structure.entries[dose.route]
            for way in ways[min(nth, len(ways) - 1)]:
                amount = dose.amount_mg * way.fraction * way.moiety.share_of(drug)
                minutes = dose.over_min or way.minutes
                if minutes == 0:
                    yield Bolus(dose.at_min, self.states[way.compartment], amount)
                else:
                    state = self.states[f"{way.compartment} (input)"]
                    ends = dose.at_min + minutes
                    yield Running(dose.at_min, ends, state, amount / minutes)

    def solve(
        self, doses: Sequence[Dose], drug: Drug, at_min: Array, names: Sequence[str]
    ) -> Array:
        """What `reading(names)` reads at each time, shape (times, names).

        `at_min` must not go backwards.  A dose given at once at time t is in the body at t.
        """
        inputs = list(self.inputs_of(doses, drug))
        boluses = [each for each in inputs if isinstance(each, Bolus)]
        running = [each for each in inputs if isinstance(each, Running)]
        edges = {each.at_min for each in inputs} | {each.until_min for each in running}
        pending = sorted(edges, reverse=True)
        read, step = self.reading(names), _Steps(self.matrix)
        out = np.empty((len(at_min), len(names)))
        now, z = min([*edges, *at_min[:1]], default=0.0), np.zeros(len(self.states))
        for row, time in enumerate(at_min.tolist()):
            while pending and pending[-1] <= time:
                edge = pending.pop()
                z = step.over(edge - now) @ z
                now = edge
                for bolus in boluses:
                    if bolus.at_min == edge:
                        z[bolus.state] += bolus.amount_mg
                z[self.inputs] = [_rate(running, state, edge) for state in self.inputs]
            z = step.over(time - now) @ z
            now = time
            out[row] = read @ z
        return out


def _rate(running: Sequence[Running], state: int, at_min: float) -> float:
    """The rate into a state from `at_min` on, summed anew so that no rounding stays behind."""
    return sum(
        each.rate_mg_per_min
        for each in running
        if each.state == state and each.at_min <= at_min < each.until_min
    )


class _Steps:
    """expm(M dt) for each length of step, kept while they are few."""

    def __init__(self, matrix: Array) -> None:
        self._matrix = matrix
        self._kept: dict[float, Array] = {}

    def over(self, minutes: float) -> Array:
        found = self._kept.get(minutes)
        if found is None:
            if len(self._kept) >= _STEPS_KEPT:
                self._kept.clear()
            found = self._kept[minutes] = expm(self._matrix * minutes)
        return found
