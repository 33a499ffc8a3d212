"""Patients of one arm in one simulated trial: baseline, share lifted at each visit, until when seen.

What makes a patient differ from the mean has the SD `patient_sd` of the model, and hangs together
over time as `mood.relapse` has it: the correlation of two visits is `stays`, halved every `drifts_d`
between them.  That is a slow part of variance `stays` and a part of `1 - stays` that is new at each
visit.  Every patient takes one row of normals, so the first n of many are the same n patients.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import log_ndtr, ndtr, ndtri

from morrow.outcomes.mood.expected import patient_sd
from morrow.outcomes.virtual.design import Cohort
from morrow.pharmacology.linear import Array

HOURS_PER_WEEK: Final = 168.0
_OWN: Final = 3  # normals of a patient beside those of the visits: baseline, weight, dropout


@dataclass(frozen=True, slots=True)
class Patients:
    """`share` and `seen` have shape (patients, times); scores are baseline x (1 - share)."""

    baseline: Array
    share: Array
    seen: np.typing.NDArray[np.bool_]

    @property
    def scores(self) -> Array:
        found: Array = self.baseline[:, None] * (1 - self.share)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """What the patients of an arm are drawn by: its means (weights, times) and parameters."""

    shares: Array
    weights_kg: Array
    times_h: Array
    p: dict[str, float]
    cohort: Cohort
    dropout_per_week: float
    start: float | None  # patients begin with at least this share lifted


def draw_patients(recipe: Recipe, n: int, rng: np.random.Generator) -> Patients:
    """n patients of an arm."""
    times = len(recipe.times_h)
    normals = rng.standard_normal((n, _OWN + 2 * times))
    cohort = recipe.cohort
    mean = _mean_share(recipe, normals[:, 1])
    sd = patient_sd(mean, {name: np.asarray(x) for name, x in recipe.p.items()})
    slow, fresh = normals[:, _OWN : _OWN + times], normals[:, _OWN + times :]
    share = mean + sd * _deviations(recipe, slow, fresh, mean, sd)
    with np.errstate(divide="ignore"):  # a hazard of 0: never
        until = -log_ndtr(normals[:, 2]) * HOURS_PER_WEEK / np.float64(recipe.dropout_per_week)
    return Patients(
        baseline=cohort.baseline_mean + cohort.baseline_sd * normals[:, 0],
        share=share,
        seen=recipe.times_h <= until[:, None],
    )


def _mean_share(recipe: Recipe, normal: Array) -> Array:
    """The mean of each patient's weight, (patients or 1, times).

    Weights are normal, cut at the ends of `weights_kg`: a draw is spread over what lies between.
    """
    nodes = recipe.weights_kg
    if len(nodes) == 1:
        return recipe.shares
    cohort = recipe.cohort
    low, high = ndtr((nodes[[0, -1]] - cohort.weight_kg) / cohort.weight_sd)
    kg = cohort.weight_kg + cohort.weight_sd * ndtri(low + (high - low) * ndtr(normal))
    place = (kg - nodes[0]) / (nodes[1] - nodes[0])
    below = np.clip(place.astype(int), 0, len(nodes) - 2)
    part = (place - below)[:, None]
    found: Array = recipe.shares[below] * (1 - part) + recipe.shares[below + 1] * part
    return found


def _deviations(recipe: Recipe, slow: Array, fresh: Array, mean: Array, sd: Array) -> Array:
    """Standard normal deviations (patients, times), correlated over time."""
    stays, drifts_h = recipe.p["stays"], 24 * recipe.p["drifts_d"]
    own, new = np.sqrt(stays), np.sqrt(1 - stays)
    found = np.empty_like(slow)
    if recipe.start is None:
        level = slow[:, 0]
        found[:, 0] = own * level + new * fresh[:, 0]
    else:
        beyond = ndtr((mean[:, 0] - recipe.start) / sd[:, 0])
        found[:, 0] = -ndtri(beyond * ndtr(fresh[:, 0]))
        level = own * found[:, 0] + new * slow[:, 0]
    kept = 0.5 ** (np.diff(recipe.times_h) / drifts_h)
    for at, rho in enumerate(kept, 1):
        level = rho * level + np.sqrt(1 - rho**2) * slow[:, at]
        found[:, at] = own * level + new * fresh[:, at]
    return found
