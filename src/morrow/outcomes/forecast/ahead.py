"""What scores would be on days ahead, summed over a patient's particles without drawing.

Each particle has its curve, and scores scatter normally about it; together they are a mixture of
normals, whose percentiles and probabilities are computed.  So there is no chance in them: a band is
smooth from day to day.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import ndtr, ndtri

from morrow.pharmacology.linear import Array

BANDS: Final = (10.0, 25.0, 50.0, 75.0, 90.0)
STEPS: Final = 4  # of Newton's method to a percentile
TOGETHER: Final = 20
"""Neighbouring particles that percentiles take as one normal of their mean and variance, which
moves none by 0.1 points and takes a tenth of the time."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """By day and particle: the patient's `curve`, `mean` and `sd` of a score; (days, particles).

    `weights` (particles,) add to one.
    """

    curve: Array
    mean: Array
    sd: Array
    weights: Array

    def at_most(self, score: float, row: int) -> float:
        """The probability of a score at or below this one, on one day."""
        return float(ndtr((score - self.mean[row]) / self.sd[row]) @ self.weights)

    def percentiles(self, highest: float) -> Array:
        """Percentiles `BANDS` of every day, shape (days, bands); beyond the scale is at its end."""
        weights, mean, sd = self._together()
        found: Array = np.stack(
            [_percentile(weights, mean, sd, band / 100) for band in BANDS], axis=1
        )
        return np.clip(np.maximum.accumulate(found, axis=1), 0.0, highest)

    def _together(self) -> tuple[Array, Array, Array]:
        """Weight, mean and SD of neighbours by mean, each (days, groups)."""
        order = np.argsort(self.mean, axis=1)
        grouped = (len(order), -1, TOGETHER)
        weights = self.weights[order].reshape(grouped)
        mean = np.take_along_axis(self.mean, order, axis=1).reshape(grouped)
        sd = np.take_along_axis(self.sd, order, axis=1).reshape(grouped)
        sums = weights.sum(axis=2)
        parts = (weights + TINY) / (weights + TINY).sum(axis=2, keepdims=True)
        middle = (parts * mean).sum(axis=2)
        variance = (parts * (sd**2 + (mean - middle[:, :, None]) ** 2)).sum(axis=2)
        return sums, middle, np.sqrt(variance)


TINY: Final = 1e-300  # so that a group without weight still has a mean


def _percentile(weights: Array, mean: Array, sd: Array, share: float) -> Array:
    """Newton's steps on the normal deviate of the distribution, which is nearly straight."""
    middle = (weights * mean).sum(axis=1)
    wide = np.sqrt((weights * (sd**2 + (mean - middle[:, None]) ** 2)).sum(axis=1))
    wanted = float(ndtri(share))
    at = middle + wanted * wide
    for _ in range(STEPS):
        apart = (at[:, None] - mean) / sd
        deviate = ndtri(np.clip((weights * ndtr(apart)).sum(axis=1), 1e-12, 1 - 1e-12))
        slope = (weights * np.exp((deviate[:, None] ** 2 - apart**2) / 2) / sd).sum(axis=1)
        at = at + np.clip((wanted - deviate) / np.maximum(slope, TINY), -wide, wide)
    found: Array = at
    return found
