"""Counting the curves of a population while they are still in the cache."""

from morrow.pharmacology._elementary import bits_of, compiled
from morrow.pharmacology._modes import Array
from morrow.pharmacology._streaming import BIN_FIRST, BIN_SHIFT, Counts


@compiled
def tally(values: Array, counts: Counts, shift: Array, sums: Array) -> None:
    """Count each of the values (n, rows) in the bin of its row, and sum what lies beyond `shift`.

    The bins are those of `_streaming.bins`; `sums` holds first and second powers (2, rows).
    """
    half = counts.shape[1] // 2
    for i in range(len(values)):
        for row in range(values.shape[1]):
            above = values[i, row] - shift[row]
            sums[0, row] += above
            sums[1, row] += above * above
        for row in range(values.shape[1]):
            octave = (bits_of(abs(values[i, row])) >> BIN_SHIFT) - BIN_FIRST
            place = min(max(octave, 0), half - 1)
            counts[row, half + place if values[i, row] >= 0.0 else half - 1 - place] += 1
