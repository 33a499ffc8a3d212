"""The next visit's peaks of pressure and dissociation, moved by those of earlier visits.

They share nothing with the forecast of mood: what a patient's pressure does says nothing of it.
The published SD is of patients and sessions together; half of its variance is taken to be of
patients (`PATIENT_SHARE`, an assumption), so each earlier visit at the usual dose pulls the mean.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import ndtri

from morrow.outcomes.forecast.course import CourseError
from morrow.outcomes.forecast.mood import NOT_CHECKED
from morrow.pharmacology import Route
from morrow.pharmacology.anchors import ANCHORS, Anchor

PATIENT_SHARE: Final = 0.5  # of the variance of a peak (proposed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Peak:
    """The expected peak of the next visit at the usual dose, and what 80 % of visits show."""

    key: str
    title: str
    unit: str
    value: float
    low80: float
    high80: float
    visits: int
    note: str = NOT_CHECKED


def next_peaks(route: Route, earlier: dict[str, Sequence[float]]) -> tuple[Peak, ...]:
    """`earlier` peaks by effect (`sbp`, `dbp` in mm[Hg], `cadss` in points), each (visits,).

    Each is a rise over its own baseline; an effect that is left out has no visit yet.

    CourseError for an effect that is not known, or a peak that is no number.
    """
    anchors = {anchor.key: anchor for anchor in ANCHORS[route]}
    for key, peaks in earlier.items():
        if key not in anchors:
            raise CourseError(f"no peak of {key!r} is forecast; there are {', '.join(anchors)}")
        if not np.isfinite(np.array(peaks, dtype=float)).all():
            raise CourseError(f"every earlier peak of {key} must be a number")
    return tuple(_peak(anchor, earlier.get(key, ())) for key, anchor in anchors.items())


def _peak(anchor: Anchor, earlier: Sequence[float]) -> Peak:
    """Normal prior and normal visits; a skewed rating on the scale of its square root."""
    low, high = anchor.band()
    to, back = (np.sqrt, np.square) if anchor.skewed else (np.asarray, np.asarray)
    seen = to(np.maximum(earlier, 0.0) if anchor.skewed else np.array(earlier, dtype=float))
    half = float(ndtri(0.9))
    sd = float(to(high) - to(low)) / (2 * half)
    middle = float(to(high) + to(low)) / 2
    patients, sessions = PATIENT_SHARE * sd**2, (1 - PATIENT_SHARE) * sd**2
    pull = len(seen) * patients / (len(seen) * patients + sessions)
    mean = middle + pull * (float(np.mean(seen)) - middle if len(seen) else 0.0)
    reach = half * float(np.sqrt(patients * (1 - pull) + sessions))
    floor = 0.0 if anchor.skewed else -np.inf  # the square root of a rating is not below zero
    return Peak(
        key=anchor.key,
        title=anchor.title,
        unit=anchor.unit,
        value=float(back(mean)),
        low80=float(back(max(mean - reach, floor))),
        high80=float(back(mean + reach)),
        visits=len(seen),
    )
