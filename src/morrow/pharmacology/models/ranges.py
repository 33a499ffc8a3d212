"""Bounds for models whose studied range was not seen: ours, and said to be so."""

from typing import Final

from morrow.pharmacology import sources as s
from morrow.pharmacology.model import Range

ADULT_WEIGHT: Final = Range(low=40, high=150, unit="kg", source=s.HOUSE_RANGE)
ADULT_AGE: Final = Range(low=18, high=80, unit="years", source=s.HOUSE_RANGE)
CHILD_AGE: Final = Range(low=0, high=17.99, unit="years", source=s.HOUSE_RANGE)
CHILD_WEIGHT_FROM_BIRTH: Final = Range(
    low=3,
    high=70,
    unit="kg",
    source=s.HOUSE_RANGE,
    note="from a newborn to the 70 kg body that the parameters are printed for",
)
CHILD_WEIGHT_FROM_A_YEAR: Final = Range(
    low=8,
    high=70,
    unit="kg",
    source=s.HOUSE_RANGE,
    note="from a small child of 1.3 years to the 70 kg body that the parameters are printed for",
)
