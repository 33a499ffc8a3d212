"""A population larger than memory: means, spreads and quantiles, gathered on the way.

Quantiles come from counts in bins that are a 64th of an octave wide, on both sides of zero: the
first bits of a double are its bin.  They need no range beforehand, and add up in any order.
"""

import threading
from dataclasses import dataclass
from types import ModuleType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from morrow.pharmacology._modes import Array

Counts = NDArray[np.int32]

PER_OCTAVE: Final = 64
BIN_SHIFT: Final = 52 - 6  # a double has 52 bits of mantissa; six of them say which 64th
OCTAVES: Final = (-44, 20)  # magnitudes from 6e-14 to 1e6; what is less counts as the least
BIN_FIRST: Final = (1023 + OCTAVES[0]) * PER_OCTAVE
BINS: Final = (OCTAVES[1] - OCTAVES[0]) * PER_OCTAVE  # on each side of zero


def bins(values: Array) -> NDArray[np.int64]:
    """The bin of each value, 0 to 2 BINS - 1, ascending with the value."""
    octave = (np.abs(values).view(np.int64) >> BIN_SHIFT) - BIN_FIRST
    place = np.clip(octave, 0, BINS - 1)
    return np.asarray(np.where(values >= 0.0, BINS + place, BINS - 1 - place))


def edges() -> Array:
    """The 2 BINS + 1 values between which the bins lie; zero is in the middle."""
    octave, part = np.divmod(np.arange(BINS + 1), PER_OCTAVE)
    above = 2.0 ** (octave + OCTAVES[0]) * (1.0 + part / PER_OCTAVE)
    above[0] = 0.0
    return np.concatenate([-above[:0:-1], above])


@dataclass(frozen=True, slots=True)
class Moments:
    """How many, their mean, and the sum of squares about it, of each row."""

    count: int
    mean: Array
    squares: Array

    def joined(self, other: "Moments") -> "Moments":
        """Both together: Chan, Golub and LeVeque 1983, The American Statistician 37:242."""
        count = self.count + other.count
        gap = other.mean - self.mean
        return Moments(
            count,
            self.mean + gap * (other.count / count),
            self.squares + other.squares + gap**2 * (self.count * other.count / count),
        )


class Tally:
    """Counts of rows of values; threads may add to it at once."""

    def __init__(self, rows: int) -> None:
        self.counts: Counts = np.zeros((rows, 2 * BINS), dtype=np.int32)
        self._lock = threading.Lock()

    def add(self, values: Array, kernels: ModuleType | None) -> Moments:
        """Count values (n, rows), in the compiled kernel if there is one; return their moments."""
        if kernels is None:
            places = bins(values) + np.arange(len(self.counts)) * (2 * BINS)
            found = np.bincount(places.ravel(), minlength=self.counts.size)
            with self._lock:
                self.counts += found.reshape(self.counts.shape).astype(np.int32)
            return Moments(len(values), values.mean(axis=0), values.var(axis=0) * len(values))
        shift, sums = values[0].copy(), np.zeros((2, len(self.counts)))
        with self._lock:
            kernels.tally(values, self.counts, shift, sums)
        mean = sums[0] / len(values)
        return Moments(len(values), shift + mean, sums[1] - len(values) * mean**2)

    def spread(self, moments: Moments, shape: tuple[int, ...]) -> "Spread":
        sd = np.sqrt(moments.squares / max(moments.count - 1, 1))
        return Spread(moments.count, moments.mean.reshape(shape), sd.reshape(shape), self.counts)


@dataclass(frozen=True, slots=True)
class Spread:
    """The distribution over patients of each value of a curve; arrays have the curve's shape."""

    count: int
    mean: Array
    sd: Array
    counts: Counts

    def quantile(self, q: float) -> Array:
        """The q-quantile of each value, interpolated in its bin: off by less than 0.8 %."""
        wanted = q * self.count
        flat = self.counts.reshape(-1, self.counts.shape[-1])
        until = np.cumsum(flat, axis=1)
        place = np.minimum((until < wanted).sum(axis=1), flat.shape[1] - 1)
        row, bounds = np.arange(len(flat)), edges()
        inside = np.maximum(flat[row, place], 1)
        part = np.clip((wanted - (until[row, place] - flat[row, place])) / inside, 0.0, 1.0)
        value = bounds[place] + part * (bounds[place + 1] - bounds[place])
        return np.asarray(value.reshape(self.mean.shape))
