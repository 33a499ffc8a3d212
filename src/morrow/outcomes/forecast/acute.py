"""The next visit's peaks of pressure, heart rate and dissociation, moved by those of earlier visits.

They share nothing with the forecast of mood: what a patient's pressure does says nothing of it.
A published peak is of patients and sessions together; half of its variance is taken to be of
patients (`PATIENT_SHARE`), and a patient's own part to rise with S-ketamine at the effect site, as
`acute_effects` has it for the population.  So an earlier visit tells the more, the larger its dose.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from scipy.special import ndtri

from morrow.evidence import Refusal, Source, Status
from morrow.outcomes.forecast.course import CourseError, CourseRefused, Given
from morrow.outcomes.forecast.mood import NOT_CHECKED
from morrow.outcomes.forecast.particles import refused, regimen_of
from morrow.pharmacology import Patient, Route, acute_effects, effect_courses
from morrow.pharmacology.anchors import ANCHOR_PATIENT, ANCHORS, IV_DOSE
from morrow.pharmacology.plasticity import model_of
from morrow.pharmacology.regimen import Regimen

PATIENT_SHARE: Final = 0.5  # of the variance of a peak (proposed)
PATIENT_SHARE_SOURCE: Final = Source(
    key="MORROW_PEAK_SHARE",
    citation="Morrow's own assumption: nobody has published how peaks divide into patients and visits",
    locator="docs/decisions/0012-from-dose-to-mood.md",
    status=Status.PROPOSED,
)
HEART_RATE: Final = effect_courses.HEART_RATE.key
EFFECTS: Final = ("sbp", "dbp", HEART_RATE, "cadss")
AFTER_MIN: Final = 240.0  # a peak is looked for up to four hours after a dose (proposed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A dose with the peaks that were seen after it; an effect that was not taken is left out.

    By effect: `sbp`, `dbp` the rise in mm[Hg] and `heart-rate` in % over before the dose, `cadss` in
    points.
    """

    given: Given
    peaks: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Peak:
    """The middle of the peaks that a dose is expected to give, and what 80 % of visits show.

    `visits` are the patient's own behind it; 0: it is the population's.
    """

    key: str
    title: str
    unit: str
    value: float
    low80: float
    high80: float
    visits: int
    sure: str
    sources: tuple[Source, ...]
    note: str = NOT_CHECKED


def next_peaks(weight_kg: float, visits: Sequence[Visit], planned: Given) -> tuple[Peak, ...]:
    """The peaks after the planned dose, given those of earlier visits.

    CourseError for an effect that is not known, a peak that is no number, or a dose that cannot be;
    CourseRefused where the model of the drug does not answer.
    """
    for visit in visits:
        for key, peak in visit.peaks.items():
            if key not in EFFECTS:
                raise CourseError("peaks", f"no peak of {key!r} is forecast; {', '.join(EFFECTS)}")
            if not np.isfinite(peak):
                raise CourseError("peaks", f"every earlier peak of {key} must be a number")
    for said in planned.problems(weight_kg):
        raise CourseError("planned", said)
    _answered(weight_kg, planned)
    return tuple(_peak(key, weight_kg, visits, planned) for key in EFFECTS)


def _answered(weight_kg: float, planned: Given) -> None:
    """What the model refuses of the planned dose is about that one, not about those given."""
    try:
        _usual(EFFECTS[0], weight_kg, planned)
    except CourseRefused as error:
        about = "planned" if error.about == "doses" else error.about
        raise CourseRefused(about, str(error)) from None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Usual:
    """An effect in the population after a dose: its band, and how it is known.

    `relative` is the dose against that at which the band was published.
    """

    title: str
    unit: str
    low: float
    high: float
    skewed: bool
    relative: float
    sure: str
    sources: tuple[Source, ...]


def _peak(key: str, weight_kg: float, visits: Sequence[Visit], planned: Given) -> Peak:
    """Normal prior and normal visits; a skewed rating on the scale of its square root."""
    now = _usual(key, weight_kg, planned)
    to, back = (np.sqrt, np.square) if now.skewed else (np.asarray, np.asarray)
    seen = [(visit.given, visit.peaks[key]) for visit in visits if key in visit.peaks]
    doses = to(np.array([_usual(key, weight_kg, given).relative for given, _ in seen]))
    peaks = np.array([peak for _, peak in seen], dtype=float)
    own = to(np.maximum(peaks, 0.0)) if now.skewed else peaks
    half = float(ndtri(0.9))
    sd = float(to(now.high) - to(now.low)) / (2 * half)
    middle = float(to(now.high) + to(now.low)) / 2
    patients, sessions = PATIENT_SHARE * sd**2, (1 - PATIENT_SHARE) * sd**2
    left = 1 / (1 / patients + float(doses @ doses) / sessions)
    patient = left * (middle / patients + float(doses @ own) / sessions)
    dose = float(to(now.relative))
    reach = half * float(np.sqrt(dose**2 * left + sessions))
    floor = 0.0 if now.skewed else -np.inf  # the square root of a rating is not below zero
    return Peak(
        key=key,
        title=now.title,
        unit=now.unit,
        value=float(back(max(dose * patient, floor))),
        low80=float(back(max(dose * patient - reach, floor))),
        high80=float(back(max(dose * patient + reach, floor))),
        visits=len(seen),
        sure=now.sure,
        sources=(*now.sources, PATIENT_SHARE_SOURCE),
    )


def _usual(key: str, weight_kg: float, given: Given) -> _Usual:
    found = _population(regimen_of(given), given.route, Patient(weight_kg=weight_kg))[key]
    if key == HEART_RATE:
        return _heart_rate(found)
    anchor = next(each for each in ANCHORS[given.route] if each.key == key)
    low, high = anchor.band()
    return _Usual(
        title=anchor.title,
        unit=anchor.unit,
        low=float(low),
        high=float(high),
        skewed=anchor.skewed,
        relative=found.highest / anchor.mean,
        sure=anchor.sure,
        sources=(anchor.source, *anchor.against),
    )


def _heart_rate(found: "_Height") -> _Usual:
    """Only a range is published, in proportion to S-ketamine: it is taken for 80 % of visits."""
    reference = _population(IV_DOSE, Route.IV, ANCHOR_PATIENT)[HEART_RATE]
    return _Usual(
        title=found.title,
        unit="%",
        low=reference.lowest,
        high=reference.highest,
        skewed=False,
        relative=found.highest / reference.highest,
        sure=f"{found.sure}; the range is taken for 80 % of visits (assumption)",
        sources=found.sources,
    )


@dataclass(frozen=True, slots=True)
class _Height:
    """How high an effect goes in the population: one height, or the range of it."""

    title: str
    lowest: float
    highest: float
    sure: str
    sources: tuple[Source, ...]


@cache
def _population(regimen: Regimen, route: Route, patient: Patient) -> dict[str, _Height]:
    end = max(dose.until_min for dose in regimen.doses)
    at = np.unique(np.concatenate([np.linspace(0.0, end, 61), end + np.arange(0.0, AFTER_MIN)]))
    found = acute_effects(model_of(route), patient, regimen, at)
    if isinstance(found, Refusal):
        raise refused(found)
    return {
        each.key: _Height(
            each.title,
            float((each.low if each.value is None else each.value).max()),
            float((each.high if each.value is None else each.value).max()),
            each.sure,
            each.sources,
        )
        for each in found.effects
    }
