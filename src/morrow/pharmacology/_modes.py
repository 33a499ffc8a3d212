"""Linear kinetics as a sum of exponential modes: exact, and the same for both tiers.

A linear model answers a dose by a sum of `t^p exp(-rate t)`.  The rates are the eigenvalues of
its compartments, the coefficients the residues of its transfer function

    gain (s + zero_1) (s + zero_2) … / ((s + rate_1) (s + rate_2) …)

so each step of a chain (a compartment model, a transit, an effect site) only multiplies factors.
Three compartments: Dubois, Bertrand and Mentré 2011, PFIM mathematical expressions, section 1.3.

Arrays end in the patient's axis, so that a loop over patients reads memory in order.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Modes:
    """What a unit bolus does to each channel: `sum of coefficient * t**power * exp(-rate * t)`.

    `rate` (modes, n) in 1/min, above zero; `power` (modes,) 0 or 1, where a mode of power 1 has
    the rate of the mode before it; `coefficient` (channels, modes, n) in the channel's unit for
    each unit of dose; `drive` names the channel that moves the static drive; `separation` (n,) is
    how far the closest rates of one channel are apart: each coefficient has lost 1 / separation.
    """

    rate: Array
    power: NDArray[np.int64]
    coefficient: Array
    drive: int
    separation: Array

    @property
    def patients(self) -> int:
        return int(self.rate.shape[1])

    def of(self, who: slice | NDArray[np.int64]) -> Self:
        """The same model for some of the patients."""
        return type(self)(
            rate=np.ascontiguousarray(self.rate[:, who]),
            power=self.power,
            coefficient=np.ascontiguousarray(self.coefficient[:, :, who]),
            drive=self.drive,
            separation=self.separation[who],
        )


def two_compartments(k10: Array, k12: Array, k21: Array) -> Array:
    """Eigenvalues (2, n) of a two-compartment model, fastest first; micro-constants in 1/min."""
    total = k10 + k12 + k21
    product = k10 * k21
    fast = 0.5 * (total + np.sqrt((k10 + k12 - k21) ** 2 + 4.0 * k12 * k21))
    return np.stack([fast, product / fast])


def three_compartments(k10: Array, k12: Array, k21: Array, k13: Array, k31: Array) -> Array:
    """Eigenvalues (3, n) of a three-compartment mammillary model, fastest first.

    The largest root of the cubic in closed form with two Newton steps; the others from the
    quadratic that is left, the smallest by a quotient: each to a few units in the last place.
    """
    a2 = k10 + k12 + k13 + k21 + k31
    a1 = k10 * (k21 + k31) + k21 * k31 + k21 * k13 + k31 * k12
    a0 = k10 * k21 * k31
    third = a2 / 3.0
    radius = np.sqrt(np.maximum(third * third - a1 / 3.0, 0.0))
    half = third * (third * third - 0.5 * a1) + 0.5 * a0
    with np.errstate(divide="ignore", invalid="ignore"):
        cosine = np.nan_to_num(half / radius**3, nan=1.0)
    first = third + 2.0 * radius * np.cos(np.arccos(np.clip(cosine, -1.0, 1.0)) / 3.0)
    for _ in range(2):
        value = ((first - a2) * first + a1) * first - a0
        first = first - value / ((3.0 * first - 2.0 * a2) * first + a1)
    product = a0 / first
    total = (a1 - product) / first
    second = 0.5 * (total + np.sqrt(np.maximum(total * total - 4.0 * product, 0.0)))
    return np.stack([first, second, product / second])


def residues(gain: Array, zeros: Sequence[Array], rates: Sequence[Array]) -> Array:
    """Coefficients (rates, n) of the simple modes of `gain * Π(s + zero) / Π(s + rate)`.

    The rates must differ; `separation` says by how much they do.
    """
    found = []
    for i, rate in enumerate(rates):
        value = gain
        for zero in zeros:
            value = value * (zero - rate)
        for j, other in enumerate(rates):
            if j != i:
                value = value / (other - rate)
        found.append(value)
    return np.stack(found)


def residues_with_transit(
    gain: Array, zeros: Sequence[Array], rates: Sequence[Array], transit: Array
) -> Array:
    """The same with a second-order pole: `gain * Π(s + zero) / (Π(s + rate) (s + transit)²)`.

    Two transit compartments at one rate.  Coefficients (rates + 2, n): those of `rates`, then of
    `exp(-transit t)` and of `t exp(-transit t)`, from value and slope of the rest at the pole.
    """
    simple = residues(gain, zeros, rates)
    simple /= (transit - np.stack(rates)) ** 2
    value, slope = gain, np.zeros_like(transit)
    for zero in zeros:
        value, slope = value * (zero - transit), slope * (zero - transit) + value
    for rate in rates:
        factor = rate - transit
        value, slope = value / factor, (slope - value / factor) / factor
    return np.concatenate([simple, [slope, value]])


def separation(rates: Sequence[Array], transit: Array | None = None) -> Array:
    """The smallest relative distance (n,) between two rates of one channel.

    Its inverse says how many of sixteen digits the sum of the modes loses.  A transit is a double
    rate, so that a distance from it counts twice: it is squared.
    """
    ordered = np.sort(np.stack(rates), axis=0)
    least = np.min(np.diff(ordered, axis=0) / ordered[1:], axis=0)
    if transit is not None:
        least = np.minimum(least, np.min((ordered / transit - 1.0) ** 2, axis=0))
    return np.asarray(least)
