"""Acute effects over the hours of a visit: drive, perception, dissociation, pressure, sedation.

All hang on concentrations alone; `effect_courses` says what each is, `effect_limits` how far it is
told.  They inform; no alarm limit and no order is made of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from morrow.evidence import Refusal, Source
from morrow.pharmacology.anchors import ANCHOR_PATIENT, ANCHORS
from morrow.pharmacology.biophase import EQUILIBRATION_MIN, at_effect_site
from morrow.pharmacology.effect_courses import (
    DRIVE,
    HEART_RATE,
    PERCEPTION,
    SEDATION,
    Moments,
    Told,
    anchored,
)
from morrow.pharmacology.effect_limits import (
    every_minute,
    sedation_untold,
    within_anchors,
)
from morrow.pharmacology.engine import Trace, simulate
from morrow.pharmacology.linear import Array
from morrow.pharmacology.model import Model, Patient
from morrow.pharmacology.regimen import Regimen, sittings

END_SHARE: Final = 0.25
"""The end of an effect is told as the fall below this share of its own peak (proposed): 4 of 16 mmHg."""

ANCHOR_TIMES_MIN: Final = np.arange(0.0, 121.0)
"""Where the peak of a reference dose is looked for, minute by minute."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """One effect over time, shape (times,): `value` is None where only a range can be given.

    `band` says what lies between `low` and `high`; `sure` how far to trust it.  `peak_min` and
    `end_min` are ranges in minutes after the last sitting's doses, to the minute, whatever times
    were asked: when the effect is highest, and from when it stays below a quarter of that peak; None
    where it did not within a day.
    """

    key: str
    title: str
    unit: str
    value: Array | None
    low: Array
    high: Array
    band: str
    sure: str
    sources: tuple[Source, ...]
    peak_min: tuple[float, float]
    end_min: tuple[float, float] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AcuteEffects:
    """The effects of one trace, at its times.

    Each of `effects` holds `value`, `low` and `high`, shape (times,), in its own `unit`; `value` is
    None where only a range can be given.  `key` names it, `band` and `sure` say what it is worth.
    `untold` says in sentences which effect is left out, and why.
    """

    trace: Trace
    effects: tuple[Effect, ...]
    untold: tuple[str, ...] = ()


def acute_effects(
    model: Model, patient: Patient, regimen: Regimen, at: Sequence[float] | Array
) -> AcuteEffects | Refusal:
    """Every acute effect at the minutes `at` (times,), or why the model cannot tell them.

    Sedation is told after racemate only, by models of both enantiomers.  A Refusal where `simulate`
    refuses, where the model tells no S-ketamine, or where S-ketamine rises far beyond where effects
    were measured (`Model.extrapolated()` sets that aside, aloud); RegimenError for times as there.
    """
    trace = simulate(model, patient, regimen, at)
    if isinstance(trace, Refusal):
        return trace
    asked = _moments(trace)
    if isinstance(asked, Refusal):
        return asked
    looked = _moments(_traced(model, patient, regimen, every_minute(regimen.doses)))
    assert not isinstance(looked, Refusal)  # the same model has just answered
    anchors = ANCHORS[regimen.doses[0].route]
    peaks = {each.regimen: _peaks(model, each.regimen) for each in anchors}
    marks = within_anchors(model, regimen, looked.s_ketamine, list(peaks.values()))
    if isinstance(marks, Refusal):
        return marks
    untold = sedation_untold(model, regimen)
    told = [DRIVE, PERCEPTION, *(anchored(each, peaks[each.regimen]) for each in anchors)]
    told += [HEART_RATE] if untold else [HEART_RATE, SEDATION]
    last = looked.since(sittings(regimen.doses)[-1][0])
    return AcuteEffects(
        trace=replace(trace, notes=(*marks, *trace.notes)),
        effects=tuple(_effect(each, asked, last) for each in told),
        untold=untold,
    )


def _traced(model: Model, patient: Patient, regimen: Regimen, at_min: Array) -> Trace:
    found = simulate(model, patient, regimen, at_min)
    assert isinstance(found, Trace)  # the same model has just answered
    return found


def _moments(trace: Trace) -> Moments | Refusal:
    sites = _sites(trace.model, trace.patient, trace.regimen, trace.time_min)
    if isinstance(sites, Refusal):
        return sites
    return Moments(at_min=trace.time_min, sites=sites, plasma=trace.ng_per_ml)


def _sites(
    model: Model, patient: Patient, regimen: Regimen, times: Array
) -> tuple[dict[str, Array], ...] | Refusal:
    """Concentrations at the effect site for each half-life of equilibration: fast, usual, slow."""
    sites: list[dict[str, Array]] = []
    for half_life in EQUILIBRATION_MIN:
        found = at_effect_site(model, patient, regimen, times, half_life_min=half_life)
        if isinstance(found, Refusal):
            return found
        sites.append(found)
    return tuple(sites)


def _peaks(model: Model, regimen: Regimen) -> list[float]:
    """How high S-ketamine rises at the effect site after an anchor's own dose."""
    found = _sites(model.extrapolated(), ANCHOR_PATIENT, regimen, ANCHOR_TIMES_MIN)
    assert not isinstance(found, Refusal)  # whoever tells S-ketamine takes the anchor's dose
    return [float(site["S-ketamine"].max()) for site in found]


def _effect(told: Told, asked: Moments, looked: Moments) -> Effect:
    """Low and high are the envelope of the curves; peak and end are read off the minutes looked at."""
    found = told.course(asked)
    stacked = np.stack(found.curves)
    low, high, value = stacked.min(axis=0), stacked.max(axis=0), found.value
    sure = told.sure
    if told.top is not None and high.max() > told.top:
        low, high = np.minimum(low, told.top), np.minimum(high, told.top)
        value = None if value is None else np.minimum(value, told.top)
        sure += f"; reaches the top of the scale ({told.top:g}), where no proportion holds"
    shaped = np.stack(told.course(looked).shapes)
    peaks = looked.at_min[shaped.argmax(axis=1)]
    ends = [_end(looked.at_min, curve) for curve in shaped]
    ended = [end for end in ends if end is not None]
    return Effect(
        key=told.key,
        title=told.title,
        unit=told.unit,
        value=value,
        low=low,
        high=high,
        band=told.band,
        sure=sure,
        sources=told.sources,
        peak_min=(float(peaks.min()), float(peaks.max())),
        end_min=(min(ended), max(ended)) if len(ended) == len(ends) else None,
    )


def _end(times: Array, curve: Array) -> float | None:
    """The first time from which the curve stays below its share of the peak; None: not yet."""
    above = np.flatnonzero(curve >= END_SHARE * curve.max())
    after = above[-1] + 1 if above.size else 0
    return float(times[after]) if after < len(times) else None
