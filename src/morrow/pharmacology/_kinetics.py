"""Individual parameters into modes: one drug in three compartments, and the ketamine racemate.

Amounts in mg, volumes in L, clearances in L/min, rates in 1/min, concentrations in mg/L.  Every
parameter is an array (n,), one number for each patient.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from morrow.pharmacology._modes import (
    Array,
    Modes,
    residues,
    residues_with_transit,
    separation,
    three_compartments,
    two_compartments,
)

# Relative NMDA potency of S-ketamine, R-ketamine, S- and R-norketamine: [3H]MK-801 Ki of 0.3, 1.4,
# 1.7 and 13 uM, Ebert et al. 1997, Eur J Pharmacol 333:99.
NMDA_POTENCY: Final = (1.0, 0.21, 0.18, 0.02)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mammillary:
    """Clearances (L/min) and volumes (L) of a model of three compartments, each (n,)."""

    cl: Array
    v1: Array
    q2: Array
    v2: Array
    q3: Array
    v3: Array

    def eigenvalues(self) -> Array:
        """The rates (3, n) of the three phases in 1/min, fastest first.  Raises nothing."""
        return three_compartments(
            self.cl / self.v1, self.q2 / self.v1, self.q2 / self.v2, self.q3 / self.v1,
            self.q3 / self.v3,
        )  # fmt: skip

    def zeros(self) -> list[Array]:
        """Zeros of the transfer function: k21 and k31 (n,) in 1/min.  Raises nothing."""
        return [self.q2 / self.v2, self.q3 / self.v3]


@dataclass(frozen=True, slots=True, kw_only=True)
class Metabolite:
    """Norketamine (n,): two compartments, behind two transit compartments at the rate `transit`.

    `cl` and `q2` are L/min, volumes L, `transit` 1/min.  `fraction` of the parent's clearance forms
    it, in units of the parent's mass.  Without `transit` it is formed at once.
    """

    fraction: Array
    cl: Array
    v1: Array
    q2: Array
    v2: Array
    transit: Array | None = None


class _Rows:
    """Gives each rate its row, and puts the coefficients of a channel there."""

    def __init__(self, channels: int, patients: int) -> None:
        self.rate: list[Array] = []
        self.power: list[int] = []
        self.channel: list[dict[int, Array]] = [{} for _ in range(channels)]
        self.separation = np.ones(patients)

    def rows(self, rates: Sequence[Array]) -> list[int]:
        self.rate += rates
        self.power += [0] * len(rates)
        return list(range(len(self.rate) - len(rates), len(self.rate)))

    def put(self, channel: int, rows: Sequence[int], coefficients: Array) -> None:
        for row, coefficient in zip(rows, coefficients, strict=True):
            self.channel[channel][row] = self.channel[channel].get(row, 0.0) + coefficient

    def apart(self, rates: Sequence[Array], transit: Array | None = None) -> None:
        self.separation = np.minimum(self.separation, separation(rates, transit))

    def modes(self, drive: int) -> Modes:
        rate = np.stack(self.rate)
        coefficient = np.zeros((len(self.channel), *rate.shape))
        for channel, rows in zip(coefficient, self.channel, strict=True):
            for row, values in rows.items():
                channel[row] = values
        power = np.array(self.power, dtype=np.int64)
        return Modes(
            rate=rate, power=power, coefficient=coefficient, drive=drive,
            separation=self.separation,
        )  # fmt: skip


def one_drug(disposition: Mammillary, ke0: Array) -> Modes:
    """Channels plasma and effect site of one drug, which drives; four modes.

    `ke0` (n,) is 1/min; a channel is mg/L for each mg.  Raises nothing: `fast.simulate` raises
    ValueError for rates that are no model, and refuses patients whose rates lie too close.
    """
    rates, zeros, gain = disposition.eigenvalues(), disposition.zeros(), 1.0 / disposition.v1
    table = _Rows(2, len(ke0))
    rows = table.rows([*rates, ke0])
    table.apart([*rates, ke0])
    table.put(0, rows[:3], residues(gain, zeros, list(rates)))
    table.put(1, rows, residues(gain * ke0, zeros, [*rates, ke0]))
    return table.modes(drive=1)


def racemate(
    parents: tuple[Mammillary, Mammillary],
    metabolites: tuple[Metabolite, Metabolite],
    ke0: Array,
    *,
    potency: Sequence[float] = NMDA_POTENCY,
    s_fraction: float = 0.5,
) -> Modes:
    """S- and R-ketamine and their norketamines, for a dose of which `s_fraction` is S.

    `ke0` (n,) is 1/min.  Raises nothing; `fast.simulate` raises ValueError for what is no model.
    Channels: plasma of S, R, S-NK and R-NK, then the index that drives: the effect sites weighted
    by `potency`, in mg/L of S-ketamine.  Thirteen modes with a transit, eleven without.
    """
    table = _Rows(5, len(ke0))
    (site,) = table.rows([ke0])
    shared = _transit_rows(table, metabolites)
    for e, (parent, metabolite) in enumerate(zip(parents, metabolites, strict=True)):
        gain = (s_fraction if e == 0 else 1.0 - s_fraction) / parent.v1
        rates, zeros = list(parent.eigenvalues()), parent.zeros()
        rows = table.rows(rates)
        table.put(e, rows, residues(gain, zeros, rates))
        table.put(4, [*rows, site], residues(potency[e] * gain * ke0, zeros, [*rates, ke0]))
        k21 = metabolite.q2 / metabolite.v2
        k10, k12 = metabolite.cl / metabolite.v1, metabolite.q2 / metabolite.v1
        formed = list(two_compartments(k10, k12, k21))
        rows, rates = [*rows, *table.rows(formed)], [*rates, *formed]
        gain = gain * metabolite.fraction * parent.cl / metabolite.v1
        zeros = [*zeros, k21]
        transit = metabolite.transit
        table.apart([*rates, ke0], transit)
        site_gain = potency[2 + e] * gain * ke0
        for channel, scale, also in ((2 + e, gain, []), (4, site_gain, [ke0])):
            places = [*rows, site] if also else rows
            if transit is None:
                table.put(channel, places, residues(scale, zeros, [*rates, *also]))
            else:
                found = residues_with_transit(scale * transit**2, zeros, [*rates, *also], transit)
                table.put(channel, [*places, *shared[e]], found)
    return table.modes(drive=4)


def _transit_rows(
    table: _Rows, metabolites: tuple[Metabolite, Metabolite]
) -> tuple[list[int], list[int]]:
    """The pair of rows of each metabolite's transit; the same pair if they share its rate."""
    pairs: list[list[int]] = []
    for metabolite in metabolites:
        if metabolite.transit is None:
            pairs.append([])
        elif pairs and metabolite.transit is metabolites[0].transit:
            pairs.append(pairs[0])
        else:
            pairs.append(table.rows([metabolite.transit, metabolite.transit]))
            table.power[-1] = 1
    return pairs[0], pairs[1]
