"""Acute effects over the hours of a visit: drive, perception, dissociation, pressure, sedation.

All hang on concentrations alone.  Published exposure-response is thin, so each effect says what its
band is and how sure we are.  Pressure and the dissociation rating have no published
concentration-effect curve that was seen: their course follows S-ketamine at the effect site, and
their height is anchored at the published mean of a published dose (`ANCHORS`).  They inform; no
alarm limit and no order is made of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

import numpy as np

from morrow.evidence import Refusal, Source
from morrow.pharmacology import sources as s
from morrow.pharmacology.anchors import ANCHOR_PATIENT, ANCHORS, Anchor
from morrow.pharmacology.biophase import (
    C50_NMOL_PER_ML,
    EQUILIBRATION_MIN,
    at_effect_site,
    relative_drive,
)
from morrow.pharmacology.engine import NG_PER_ML, Trace, checked_times, simulate
from morrow.pharmacology.linear import Array
from morrow.pharmacology.model import Drug, Model, Patient
from morrow.pharmacology.models import molar
from morrow.pharmacology.regimen import Regimen

END_SHARE: Final = 0.25
"""An effect counts as ended below this share of its own peak (proposed): 4 of 16 mmHg."""

ANCHOR_TIMES_MIN: Final = np.arange(0.0, 121.0)
"""Where the peak of a reference dose is looked for, minute by minute."""

HEART_RATE_PERCENT_PER_NG_ML: Final = (43.5 / 1959, 45 / 320)
"""From LANGSJO_2005 (heart rate itself, far above our doses) to SIGTERMANS_2009 (cardiac output,
as if all of it were rate); both straight lines from nothing.  The truth lies between, we think."""

EMAX: Final = 0.939
HILL: Final = 3.71
EC50_MG_PER_L: Final = (0.22, 0.56, 1.17)
"""Sedation of 43 children against racemic plasma (HERD_2008): Emax, Hill coefficient and EC50, and
the 90 % interval of the EC50 of arousal, 0.22 to 1.17."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """One effect over time, shape (times,): `value` is None where only a range can be given.

    `band` says what lies between `low` and `high`; `sure` how far to trust it.  `peak_min` and
    `end_min` are ranges in minutes, None where the effect had not ended by the last time asked.
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
    """

    trace: Trace
    effects: tuple[Effect, ...]


def acute_effects(
    model: Model, patient: Patient, regimen: Regimen, at: Sequence[float] | Array
) -> AcuteEffects | Refusal:
    """Every acute effect at the minutes `at` (times,), or why the model cannot tell them.

    Sedation is told after racemate only: no arousal curve of esketamine alone was seen.  A Refusal
    where `simulate` refuses, or where the model tells no S-ketamine; RegimenError for times as there.
    """
    times = checked_times(at)
    trace = simulate(model, patient, regimen, times)
    if isinstance(trace, Refusal):
        return trace
    sites = _sites(model, patient, regimen, times)
    if isinstance(sites, Refusal):
        return sites
    s_ketamine = [found["S-ketamine"] for found in sites]
    found = [_drive(times, sites), _perception(times, s_ketamine)]
    anchors = ANCHORS[regimen.doses[0].route]
    peaks = {each.regimen: _peaks(model, each.regimen) for each in anchors}
    found += [_anchored(times, s_ketamine, each, peaks[each.regimen]) for each in anchors]
    found.append(_heart_rate(times, s_ketamine))
    if "R-ketamine" in trace.ng_per_ml and regimen.drug is Drug.KETAMINE:
        found.append(_sedation(times, trace.ng_per_ml))
    return AcuteEffects(trace=trace, effects=tuple(found))


def _sites(
    model: Model, patient: Patient, regimen: Regimen, times: Array
) -> list[dict[str, Array]] | Refusal:
    """Concentrations at the effect site for each half-life of equilibration: fast, usual, slow."""
    sites: list[dict[str, Array]] = []
    for half_life in EQUILIBRATION_MIN:
        found = at_effect_site(model, patient, regimen, times, half_life_min=half_life)
        if isinstance(found, Refusal):
            return found
        sites.append(found)
    return sites


def _peaks(model: Model, regimen: Regimen) -> list[float]:
    """How high S-ketamine rises at the effect site after an anchor's own dose."""
    found = _sites(model.extrapolated(), ANCHOR_PATIENT, regimen, ANCHOR_TIMES_MIN)
    assert not isinstance(found, Refusal)  # whoever tells S-ketamine takes the anchor's dose
    return [float(site["S-ketamine"].max()) for site in found]


def _effect(
    key: str,
    title: str,
    unit: str,
    times: Array,
    curves: Sequence[Array],
    *,
    band: str,
    sure: str,
    sources: tuple[Source, ...],
    value: Array | None,
    shapes: Sequence[Array] | None = None,
) -> Effect:
    """Low and high are the envelope of `curves`; peak and end are read off each of `shapes`."""
    stacked, shaped = np.stack(curves), np.stack(curves if shapes is None else shapes)
    peaks = times[shaped.argmax(axis=1)]
    ends = [_end(times, curve) for curve in shaped]
    ended = [end for end in ends if end is not None]
    return Effect(
        key=key,
        title=title,
        unit=unit,
        value=value,
        low=stacked.min(axis=0),
        high=stacked.max(axis=0),
        band=band,
        sure=sure,
        sources=sources,
        peak_min=(float(peaks.min()), float(peaks.max())),
        end_min=(min(ended), max(ended)) if len(ended) == len(ends) else None,
    )


def _end(times: Array, curve: Array) -> float | None:
    """The first time from which the curve stays below its share of the peak; None: not yet."""
    above = np.flatnonzero(curve >= END_SHARE * curve.max())
    after = above[-1] + 1 if above.size else 0
    return float(times[after]) if after < len(times) else None


def _drive(times: Array, sites: Sequence[Mapping[str, Array]]) -> Effect:
    curves = [
        relative_drive(found, c50_nmol_per_ml=c50) for found, c50 in product(sites, C50_NMOL_PER_ML)
    ]
    return _effect(
        "drive",
        "relative drive",
        "1",
        times,
        curves,
        value=relative_drive(sites[1]),
        band="the scale (0.38 to 0.66 nmol/mL) and the equilibration (5.1 to 13.0 min) moved over "
        "their 95 % intervals",
        sure="an index of drug effect, on a scale that was chosen; no share of receptors",
        sources=(s.OLOFSEN_2022, s.EBERT_1997),
    )


def _perception(times: Array, s_ketamine: Sequence[Array]) -> Effect:
    curves = [100 * site / (site + c50) for site, c50 in product(s_ketamine, C50_NMOL_PER_ML)]
    middle = s_ketamine[1]
    return _effect(
        "perception",
        "altered perception, share of the largest",
        "%",
        times,
        curves,
        value=100 * middle / (middle + C50_NMOL_PER_ML[1]),
        band="C50 and equilibration moved over their 95 % intervals",
        sure="17 volunteers, S-ketamine; the steepness (Hill coefficient) was not seen, 1 was taken",
        sources=(s.OLOFSEN_2022,),
    )


def _anchored(
    times: Array, s_ketamine: Sequence[Array], anchor: Anchor, peaks: Sequence[float]
) -> Effect:
    """The anchor's mean and band, in proportion to S-ketamine at the effect site."""
    relative = [site / peak for site, peak in zip(s_ketamine, peaks, strict=True)]
    low, high = anchor.band()
    return _effect(
        anchor.key,
        anchor.title,
        anchor.unit,
        times,
        [each * bound for each in relative for bound in (low, high)],
        value=relative[1] * anchor.mean,
        shapes=relative,
        band="80 % of patients and sessions",
        sure=anchor.sure,
        sources=(anchor.source, *anchor.against, s.OLOFSEN_2022),
    )


def _heart_rate(times: Array, s_ketamine: Sequence[Array]) -> Effect:
    curves = [
        slope * site * molar.KETAMINE
        for site, slope in product(s_ketamine, HEART_RATE_PERCENT_PER_NG_ML)
    ]
    return _effect(
        "heart-rate",
        "rise of heart rate",
        "%",
        times,
        curves,
        value=None,
        band="from the heart rate of far higher concentrations to the whole rise of cardiac output",
        sure="no curve at these concentrations was seen; a range and no middle",
        sources=(s.LANGSJO_2005, s.SIGTERMANS_2009),
    )


def _sedation(times: Array, plasma_ng_per_ml: Mapping[str, Array]) -> Effect:
    racemate = (plasma_ng_per_ml["S-ketamine"] + plasma_ng_per_ml["R-ketamine"]) / NG_PER_ML
    low, middle, high = (_arousal(racemate, ec50) for ec50 in EC50_MG_PER_L)
    return _effect(
        "sedation",
        "loss of arousal, share of the largest",
        "%",
        times,
        [low, middle, high],
        value=middle,
        band="the EC50 moved over the 90 % interval of arousal (0.22 to 1.17 mg/L)",
        sure="children after procedures; adults in the chair are rated otherwise (MOAA/S)",
        sources=(s.HERD_2008,),
    )


def _arousal(mg_per_l: Array, ec50: float) -> Array:
    power: Array = mg_per_l**HILL
    share: Array = EMAX * power / (ec50**HILL + power)
    return 100 * share
