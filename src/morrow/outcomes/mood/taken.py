"""What is taken for some cells that are empty, in the words of `why`, and how notes are counted."""

from collections.abc import Iterable
from typing import Final

WEIGHT_KG: Final = 70.0  # of an arm that does not say: a mg/kg dose hardly depends on it
TYPICAL_SD_SHARE: Final = 0.17
"""SD over mean of a baseline that prints none (TRANSFORM 37.7 and 5.5, Daly 33 and 5.2, Wilkinson
33.8 and 6.8; seen)."""

ANTIDEPRESSANT: Final = "whether an antidepressant was begun is not given: taken as by half"
WEIGHT: Final = f"the weight beside a dose in mg is not given: {WEIGHT_KG:g} kg"
BASELINE_SD: Final = f"the SD of the baseline is not given: {TYPICAL_SD_SHARE:.0%} of its mean"
RELAPSE: Final = "what counted as relapse is not given: the loss of response"
_ASKED: Final = frozenset({ANTIDEPRESSANT, WEIGHT, RELAPSE})


def unknown(notes: Iterable[str]) -> int:
    """How many of the notes widen the spread between trials.

    Not those of cells whose every usual value is asked in turn: the interval becomes as wide as
    the widest of those answers, and a spread of its own would count the cell twice.
    """
    return len(set(notes) - _ASKED)
