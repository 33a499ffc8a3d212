"""Many possible versions of one patient, moved through the course in steps.

A particle is a draw of the calibrated parameters with three factors of its own: on what the drug
lifts, on what everything else lifts, and on how long the effect lasts.  The latent state is carried
from day to day exactly (two linear filters); each dose enters them at once, at the middle of its
course of relative drive, which is exact from the next day on.  So what is felt only while the drug
is in the blood is left out, and a score is best taken on another day than a dose.  What is made of
nasal doses is told by the route of the first.
"""

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from morrow.evidence import Refusal
from morrow.outcomes.forecast.course import (
    SHARES,
    Course,
    CourseError,
    CourseRefused,
    Given,
    Split,
)
from morrow.outcomes.mood.frozen import Calibrated
from morrow.outcomes.mood.improvement import LN2
from morrow.pharmacology import Patient, Regimen, Route, sprays
from morrow.pharmacology.linear import Array
from morrow.pharmacology.plasticity import (
    REFERENCE,
    REFERENCE_PATIENT,
    Exposure,
    exposure,
    model_of,
)
from morrow.pharmacology.regimen import Dose, RegimenError

LASTS_SD: Final = 0.4
"""SD between patients of the log of the half-life of loss (proposed; trials show 5 to 20 d)."""


@dataclass(frozen=True, slots=True)
class Particles:
    """`draw` (n,) picks calibrated parameters; `factors` (n, 3) are logs: drug, rest, lasting."""

    draw: NDArray[np.intp]
    factors: Array


def prior_sd(calibrated: Calibrated, split: Split) -> Array:
    """SDs of the three log factors: of clinics and of patients together, shape (3,).

    That of patients is such that at half the symptoms lifted, patients scatter by their share of
    the calibrated variance: SD of share = (1 - u) L omega with u = 1/2, L = ln 2.
    """
    amid = float(np.median(np.hypot(calibrated.draws["spread"], calibrated.draws["spread_amid"])))
    omega = np.sqrt(SHARES[split].patients) * amid / (0.5 * LN2)
    control, drug = calibrated.between_open
    return np.array([np.hypot(drug, omega), np.hypot(control, omega), LASTS_SD])


def lifted(course: Course, calibrated: Calibrated, particles: Particles, days: Array) -> Array:
    """Share of symptoms lifted on each day, shape (days, particles); 0 before the first dose."""
    p = {name: values[particles.draw] for name, values in calibrated.draws.items()}
    drug_log, rest_log, lasting_log = particles.factors.T
    kon, koff = LN2 / (p["onset_h"] / 24), LN2 / (p["offset_d"] * np.exp(lasting_log))
    latent = _latent(course, kon, koff, days) / _reference_peak(kon, koff)
    nasal = p["nasal"] if course.doses[0].route is Route.NASAL else 1.0
    drug = -np.log1p(-p["emax"] * latent / (p["m50"] + latent)) * nasal
    hours, weeks = days[:, None] * 24, days[:, None]
    soon = -np.expm1(-LN2 * np.maximum(hours, 0) / p["control_h"])
    later = -np.expm1(-LN2 * np.maximum(weeks, 0) / p["drift_d"])
    rest = -np.log1p(-p["open"]) * soon - np.log1p(-p["drift"]) * later
    left = drug * np.exp(drug_log) + rest * np.exp(rest_log)
    found: Array = -np.expm1(-left * (p["clinic"] if course.rated_by_self else 1.0))
    return found


def _latent(course: Course, kon: Array, koff: Array, days: Array) -> Array:
    """M after impulses of relative drive, in steps from event to event; shape (days, particles)."""
    doses = [
        (given.day + middle, area)
        for given in course.doses
        for middle, area in [_drive(course, given)]
    ]
    found = np.zeros((len(days), len(kon)))
    p, m, now, waiting = np.zeros(len(kon)), np.zeros(len(kon)), 0.0, list(reversed(doses))
    for row, day in enumerate(days.tolist()):
        while waiting and waiting[-1][0] <= day:
            time, area = waiting.pop()
            p, m = _step(p, m, kon, koff, time - now)
            p, now = p + kon * area, time
        if day > now:
            p, m = _step(p, m, kon, koff, day - now)
            now = day
        found[row] = m
    return found


def _step(p: Array, m: Array, kon: Array, koff: Array, days: float) -> tuple[Array, Array]:
    """Both filters over a step without input: exact."""
    fast, slow = np.exp(-kon * days), np.exp(-koff * days)
    return p * fast, m * slow + p * (slow - fast) / (kon - koff)


def _reference_peak(kon: Array, koff: Array) -> Array:
    """Peak of M after the reference dose, taken at once like every other dose here."""
    area = _exposure_of(REFERENCE, Route.IV, REFERENCE_PATIENT.weight_kg).area_min / 1440
    when = np.log(kon / koff) / (kon - koff)
    found: Array = area * kon * (np.exp(-koff * when) - np.exp(-kon * when)) / (kon - koff)
    return found


def _drive(course: Course, given: Given) -> tuple[float, float]:
    """Middle of the course of relative drive after a dose (days), and its area (days)."""
    found = _exposure_of(regimen_of(given), given.route, course.weight_kg)
    middle = float(found.time_min @ found.weight) / found.area_min
    return middle / 1440, found.area_min / 1440


def regimen_of(given: Given) -> Regimen:
    """CourseError where the route forbids it, such as an injection that lasts."""
    try:
        return Regimen(drug=given.drug, doses=_doses(given))
    except RegimenError as error:
        raise CourseError("doses", f"on day {given.day:g}: {error}") from None


def _doses(given: Given) -> tuple[Dose, ...]:
    if given.route is Route.NASAL:
        return sprays(given.mg)
    return (Dose(route=given.route, at_min=0.0, amount_mg=given.mg, over_min=given.minutes),)


@cache
def _exposure_of(regimen: Regimen, route: Route, weight_kg: float) -> Exposure:
    found = exposure(model_of(route), Patient(weight_kg=weight_kg), regimen)
    if isinstance(found, Refusal):
        raise refused(found)
    return found


def refused(refusal: Refusal) -> CourseRefused:
    """By its reason alone, which says the bounds: a remedy may be to extrapolate, not offered here."""
    about = "weight_kg" if refusal.seen.get("about") == "weight" else "doses"
    return CourseRefused(about, f"{refusal.rule}: {refusal.reason}")
