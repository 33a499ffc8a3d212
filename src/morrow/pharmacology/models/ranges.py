"""Bounds for models whose studied range was not seen: ours, and said to be so."""

from typing import Final

from morrow.pharmacology import sources as s
from morrow.pharmacology.model import Range

ADULT_WEIGHT: Final = Range(low=40, high=150, unit="kg", source=s.HOUSE_RANGE)
ADULT_AGE: Final = Range(low=18, high=80, unit="years", source=s.HOUSE_RANGE)
CHILD_AGE: Final = Range(low=0, high=17.99, unit="years", source=s.HOUSE_RANGE)
