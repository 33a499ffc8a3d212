"""From a regimen to the latent state that lifts mood: two slow filters behind the relative drive.

    theta(t)    relative drive at the effect site (0 to 1)
    dP/dt = kon (theta - P)         what the drug sets going, within hours
    dM/dt = P - koff M              what it leaves behind, for days to weeks

M stands for glutamate surge, BDNF and new synapses together.  None of them is measured in people
well enough to be told apart, so **M is latent**: it has no unit, and is given in multiples of its
own peak after 0.5 mg/kg of racemate over 40 min in an adult of 70 kg (`REFERENCE`).  That removes
the gain of the filters, which no trial can tell from the height of the effect.

Both filters are linear in theta, so M is a weighted sum over the time course of theta: `Exposure`
holds that course once for a regimen, on Gauss nodes graded after each event, and any kon and koff
are then a matter of one small matrix.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import Final

import numpy as np

from morrow.evidence import Refusal
from morrow.pharmacology.biophase import (
    C50_NMOL_PER_ML,
    EQUILIBRATION_MIN,
    at_effect_site,
    relative_drive,
)
from morrow.pharmacology.limits import admitted
from morrow.pharmacology.linear import Array
from morrow.pharmacology.model import Drug, Model, Patient, Route
from morrow.pharmacology.models import ALL as MODELS
from morrow.pharmacology.regimen import Regimen, infusion

NODES_PER_PANEL: Final = 6
PANELS_MIN: Final = (
    *(0, 2, 6, 15, 30, 60, 90, 120, 180, 240, 300, 360, 480, 600, 720),
    *(960, 1200, 1440, 1920, 2400, 2880, 3840, 5760),
)
"""Edges of the panels after each event, minutes; theta is negligible four days after a dose.  M at
a time inside a panel counts the nodes before it: an error below 2 in 10,000 on this grid."""

REFERENCE: Final = Regimen(drug=Drug.KETAMINE, doses=(infusion(amount_mg=35, over_min=40),))
REFERENCE_PATIENT: Final = Patient(weight_kg=70)


def model_of(route: Route) -> Model:
    """The model by which a dose of this route is told: nasal by its own, others by the assembled one.

    No error: every route has one.
    """
    return MODELS["perezruixo_2021" if route is Route.NASAL else "assembled_racemic"]


@dataclass(frozen=True, slots=True)
class Exposure:
    """The course of theta: `weight[j]` = theta x length of node j (min), at `time_min[j]`.

    Both have shape (nodes,).
    """

    time_min: Array
    weight: Array

    @property
    def area_min(self) -> float:
        """Area under theta over the whole course, in minutes."""
        return float(self.weight.sum())

    def latent(self, at_min: Array, *, kon_per_min: float, koff_per_min: float) -> Array:
        """M at the minutes asked, before it is divided by `reference_peak`; shape (times,).

        Raises nothing; rates are positive numbers per minute, which nobody checks here.
        """
        since = at_min[:, None] - self.time_min[None, :]
        return response(since, kon_per_min, koff_per_min) @ self.weight


def response(since_min: Array, kon: float, koff: float) -> Array:
    """M of a unit of theta: kon (exp(-koff t) - exp(-kon t)) / (kon - koff); 0 before it.

    `since_min` in minutes has any shape, such as (times, nodes), and M the same; `kon` and `koff`
    are 1/min.  Raises nothing.
    """
    after = np.maximum(since_min, 0.0)
    if math.isclose(kon, koff, rel_tol=1e-6):
        found: Array = kon * after * np.exp(-kon * after)
        return found
    # expm1 keeps the difference of two exponentials exact when the rates lie close together
    rise: Array = -np.expm1(-(kon - koff) * after) * np.exp(-koff * after)
    return rise * (kon / (kon - koff))


EARLY_HALF_LIFE_MIN: Final = 60.0
"""How fast what is felt while the drug is in the blood follows the drive (proposed: an hour)."""


def early_response(since_min: Array) -> Array:
    """Of a unit of theta, what is felt per minute while the drug acts; 0 before it.

    `since_min` minutes (points, nodes), or (nodes,); the result 1/min likewise.  No Error is raised.
    """
    rate = math.log(2) / EARLY_HALF_LIFE_MIN
    return np.where(since_min < 0, 0.0, rate * np.exp(-rate * np.maximum(since_min, 0.0)))


@cache
def early_peak() -> float:
    """The peak of that after the reference dose, by which it is measured."""
    found = _reference_exposure(C50_NMOL_PER_ML[1], EQUILIBRATION_MIN[1])
    at_min = np.arange(0.0, 360.0, 1.0)
    return float((early_response(at_min[:, None] - found.time_min) @ found.weight).max())


def exposure(
    model: Model,
    patient: Patient,
    regimen: Regimen,
    *,
    c50_nmol_per_ml: float = C50_NMOL_PER_ML[1],
    half_life_min: float = EQUILIBRATION_MIN[1],
) -> Exposure | Refusal:
    """The course of theta that a regimen gives; a Refusal where the model cannot tell it.

    `c50_nmol_per_ml` is the scale of the drive, a choice; `half_life_min` that of equilibration.
    """
    notes = admitted(model, patient, regimen)
    if isinstance(notes, Refusal):
        return notes
    times, lengths = _nodes(regimen)
    sites = at_effect_site(model, patient, regimen, times, half_life_min=half_life_min)
    if isinstance(sites, Refusal):
        return sites
    theta = relative_drive(sites, c50_nmol_per_ml=c50_nmol_per_ml)
    return Exposure(time_min=times, weight=theta * lengths)


def _nodes(regimen: Regimen) -> tuple[Array, Array]:
    """Gauss-Legendre nodes and weights on every panel after every start and end of a dose."""
    edges = sorted({time for dose in regimen.doses for time in (dose.at_min, dose.until_min)})
    panels = np.array(list(_panels(edges)))
    roots, weights = np.polynomial.legendre.leggauss(NODES_PER_PANEL)
    half, middle = np.diff(panels, axis=1) / 2, panels.mean(axis=1, keepdims=True)
    return (middle + half * roots).ravel(), (half * weights).ravel()


def _panels(edges: Sequence[float]) -> Iterator[tuple[float, float]]:
    for start, following in pairwise((*edges, edges[-1] + PANELS_MIN[-1])):
        for low, high in pairwise(PANELS_MIN):
            if start + low >= following:
                break
            yield start + low, min(start + high, following)


@cache
def _reference_exposure(c50_nmol_per_ml: float, half_life_min: float) -> Exposure:
    found = exposure(
        model_of(Route.IV),
        REFERENCE_PATIENT,
        REFERENCE,
        c50_nmol_per_ml=c50_nmol_per_ml,
        half_life_min=half_life_min,
    )
    assert isinstance(found, Exposure)
    return found


@lru_cache(maxsize=4096)
def reference_peak(
    *,
    kon_per_min: float,
    koff_per_min: float,
    c50_nmol_per_ml: float = C50_NMOL_PER_ML[1],
    half_life_min: float = EQUILIBRATION_MIN[1],
) -> float:
    """The peak of M after the reference dose, by which M is measured."""
    found = _reference_exposure(c50_nmol_per_ml, half_life_min)
    when = _peak_min(kon_per_min, koff_per_min)
    around = when + np.linspace(0.0, 2880.0, 577)  # theta itself lasts for hours
    return float(found.latent(around, kon_per_min=kon_per_min, koff_per_min=koff_per_min).max())


def _peak_min(kon: float, koff: float) -> float:
    """When M of a unit of theta given at once peaks: ln(kon/koff) / (kon - koff)."""
    if math.isclose(kon, koff, rel_tol=1e-6):
        return 1 / kon
    return math.log(kon / koff) / (kon - koff)
