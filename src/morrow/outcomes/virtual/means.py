"""The mean share lifted in each arm, at each visit: for every draw of the calibration, made once.

A simulated trial takes one draw of the parameters and two effects of its own, on what its control
lifts and on what its drug lifts, as `mood.draws` does.  Where patients differ in weight, the mean is
computed at a few weights and read off between them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

import numpy as np

from morrow.outcomes.mood.draws import WIDER_PER_NOTE
from morrow.outcomes.mood.frozen import Calibrated, frozen
from morrow.outcomes.mood.improvement import Improvement
from morrow.outcomes.mood.points import WEIGHTS_KG, Point, point
from morrow.outcomes.predicting import Unanswerable
from morrow.outcomes.virtual.design import Cohort, Design
from morrow.pharmacology.linear import Array

WEIGHT_NODES: Final = 5
FARTHEST_SD: Final = (
    3.0  # weights are drawn no farther from the mean, nor beyond the model's bounds
)


@dataclass(frozen=True, slots=True)
class TrialMeans:
    """One simulated trial: mean shares (arms, weights, visits) and its parameters."""

    shares: Array
    p: dict[str, float]


class OtherCalibration(ValueError):
    """A worker whose calibration is not that of the design."""


class Means:
    """The means of a design over all draws.  `notes` say what the tables leave open."""

    def __init__(self, design: Design, calibrated: Calibrated) -> None:
        points = found_points(design)
        assert not isinstance(points, Unanswerable), points.why  # `faults` says it before
        self.weights_kg = weight_nodes(design.cohort)
        self.notes = tuple(dict.fromkeys(note for each in points for note in each.notes))
        between = calibrated.between_open if points[0].is_open else calibrated.between
        self._between = np.array(between) * (1 + WIDER_PER_NOTE * len(self.notes))
        self._uncertain = design.uncertain
        self._p = calibrated.draws
        if not design.uncertain:
            self._p = {name: np.array([np.median(x)]) for name, x in self._p.items()}
        model = Improvement(points)
        shape = (-1, 2, len(self.weights_kg), len(design.times_h))
        self._control = model.control(self._p).reshape(shape)
        self._drug = model.drug(self._p).reshape(shape)
        self._whole = model.whole(self._p).reshape(shape)

    def draw(self, rng: np.random.Generator) -> TrialMeans:
        """One trial: which draw, and its own effects.  Always takes the same numbers of `rng`."""
        which = int(rng.integers(len(self._control)))
        on_control, on_drug = rng.standard_normal(2) * self._between * self._uncertain
        left = self._control[which] * np.exp(on_control) + self._drug[which] * np.exp(on_drug)
        shares = -np.expm1(-left * self._whole[which])
        return TrialMeans(shares, {name: float(x[which]) for name, x in self._p.items()})


def weight_nodes(cohort: Cohort) -> Array:
    """The weights at which means are computed: one if all weigh the same."""
    if not cohort.weight_sd:
        return np.array([cohort.weight_kg])
    low, high = (cohort.weight_kg + side * FARTHEST_SD * cohort.weight_sd for side in (-1, 1))
    return np.linspace(max(low, WEIGHTS_KG[0]), min(high, WEIGHTS_KG[1]), WEIGHT_NODES)


def found_points(design: Design) -> Sequence[Point] | Unanswerable:
    """Both arms at every weight and time, in that order; or why the model cannot have them."""
    found: list[Point] = []
    for arm in design.compared:
        for kg in weight_nodes(design.cohort):
            weighed = replace(arm, mean_weight_kg=float(kg))
            for hours in design.times_h:
                each = point(design.question, weighed, hours)
                if isinstance(each, Unanswerable):
                    return each
                found.append(each)
    return found


@lru_cache(maxsize=4)
def means(design: Design) -> Means:
    """The means of a design by the frozen calibration of this installation.

    Raises OtherCalibration where that is not the one the design was made with: a worker elsewhere
    may have another version.
    """
    calibrated = frozen()
    if calibrated.sha256 != design.calibration_sha256:
        raise OtherCalibration("its calibration is not the design's: install one Morrow everywhere")
    return Means(design, calibrated)
