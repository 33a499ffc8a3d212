"""The times at which a picture is drawn: its own, so that no peak falls between two of them.

A reader asks for round minutes; a curve has corners where a dose starts and ends.
"""

from collections.abc import Sequence
from math import ceil
from typing import Final

import numpy as np

from morrow.pharmacology.linear import Array
from morrow.pharmacology.regimen import Dose

MOST_DRAWN: Final = 2_000
"""Times of one picture: at 8 compounds and 200 patients 26 MB."""
EVEN: Final = 200
SHARP_MIN: Final = 1e-3  # before an event: what enters at once is a step, and drawn as one
AFTER_MIN: Final = (
    *(-SHARP_MIN, 0, 0.5, 1, 1.5, 2, 3, 4, 5, 6, 8, 10, 12, 15, 18, 22, 26, 30, 35, 40, 46, 53),
    *(60, 70, 80, 95, 110, 130, 150, 180, 210, 250, 300, 360, 480, 600, 720, 960, 1200),
)
"""Minutes after a dose starts or ends, close at first, where a curve bends most."""
FEWEST_AFTER: Final = 4


def drawn_times(doses: Sequence[Dose], first_min: float, last_min: float) -> Array:
    """Minutes from first to last (times,), at most `MOST_DRAWN`: even, and dense after each event.

    Of more doses than these times can hold, every second, third … one is drawn: see `left_out`.
    """
    events = _events(doses, first_min, last_min)
    kept = events[:: _every(len(events))]
    room = (MOST_DRAWN - EVEN - 2) // max(1, len(kept))
    step = max(1, ceil(len(AFTER_MIN) / room))
    after = np.array((*AFTER_MIN[:2], *AFTER_MIN[2::step])[:room])
    even = np.linspace(first_min, last_min, EVEN)
    found = np.unique(np.concatenate([even, (kept[:, None] + after).ravel()]))
    return found[(found >= first_min) & (found <= last_min)]


def left_out(doses: Sequence[Dose], first_min: float, last_min: float) -> str:
    """What a picture of so many doses leaves out, in a sentence; empty where it draws all."""
    every = _every(len(_events(doses, first_min, last_min)))
    if every == 1:
        return ""
    return f"one in {every} starts and ends of doses is drawn sharp: too many for one picture"


def _events(doses: Sequence[Dose], first_min: float, last_min: float) -> Array:
    moments = {moment for dose in doses for moment in (dose.at_min, dose.until_min)}
    return np.array(sorted(m for m in moments if first_min <= m <= last_min), dtype=np.float64)


def _every(events: int) -> int:
    return max(1, ceil(events * FEWEST_AFTER / (MOST_DRAWN - EVEN - 2)))
