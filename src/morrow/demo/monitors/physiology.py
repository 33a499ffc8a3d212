"""Vital signs of people who do not exist.  Synthetic, for demonstrations and tests only.

Plain curves with a little noise, drawn from a seed: the same seed, monitor and minute give the
same values.  The rise of pressure under ketamine follows one published mean (peak between 30 and
40 minutes, +16/+11 mmHg in 2,342 infusions); everything else is made up to look plausible, and
nothing here may be used to judge a real value.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

RISE_SYSTOLIC, RISE_DIASTOLIC = 16.0, 11.0  # mmHg, mean rise at the peak
PEAK_FROM_MIN, PEAK_TO_MIN, SETTLED_MIN = 30.0, 40.0, 100.0
PROBE_OFF_MIN: Final = (12.0, 20.0)
SILENT_MIN: Final = (15.0, 35.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vitals:
    """What a monitor shows at one moment: mm[Hg], /min, %.  None where a probe gives nothing."""

    systolic: int
    diastolic: int
    mean: int
    pulse: int | None
    spo2: int | None
    respiration: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """A person at rest."""

    systolic: float = 122.0
    diastolic: float = 76.0
    pulse: float = 70.0
    spo2: float = 97.0
    respiration: float = 14.0


@dataclass(slots=True)
class _Now:
    """The means at one minute, before noise; a scenario bends them."""

    systolic: float
    diastolic: float
    pulse: float
    spo2: float
    respiration: float
    probe: bool = field(default=True)


def share_of_peak(minute: float) -> float:
    """0 before the dose, 1 between 30 and 40 minutes after it began, 0 again at 100."""
    if minute <= 0 or minute >= SETTLED_MIN:
        return 0.0
    if minute < PEAK_FROM_MIN:
        return minute / PEAK_FROM_MIN
    if minute <= PEAK_TO_MIN:
        return 1.0
    return (SETTLED_MIN - minute) / (SETTLED_MIN - PEAK_TO_MIN)


def _quiet(_now: _Now, _minute: float) -> None:
    """The mean course, and nothing besides."""


def _climbs(now: _Now, minute: float) -> None:
    """From minute 20 the pressure goes on climbing, until 40: the patient of the alarm."""
    beyond = min(max(minute - 20.0, 0.0), 20.0) if minute < SETTLED_MIN else 0.0
    now.systolic += 2.2 * beyond
    now.diastolic += 1.2 * beyond
    now.pulse += 0.8 * beyond


def _desaturates(now: _Now, minute: float) -> None:
    """Slow breathing and a fall of SpO2 to about 86 % between minutes 18 and 30."""
    fall = min(max(minute - 18.0, 0.0) / 4.0, max(30.0 - minute, 0.0) / 3.0, 1.0)
    now.spo2 -= 11.0 * fall
    now.respiration -= 6.0 * fall


def _probe_off(now: _Now, minute: float) -> None:
    begin, end = PROBE_OFF_MIN
    now.probe = not begin <= minute < end


SCENARIOS: Final[dict[str, Callable[[_Now, float], None]]] = {
    "quiet": _quiet,
    "pressure-climbs": _climbs,
    "desaturates": _desaturates,
    "probe-off": _probe_off,
    "silent": _quiet,  # its values are quiet; its feed dies (`is_silent`)
}


def is_silent(scenario: str, minute: float) -> bool:
    """Whether the feed of this scenario is dead at this minute."""
    begin, end = SILENT_MIN
    return scenario == "silent" and begin <= minute < end


def vitals(scenario: str, baseline: Baseline, minute: float, *, seed: str) -> Vitals:
    """The values at a minute of the infusion (negative before it).

    `seed` should name the person and the moment; the noise is drawn from it alone.
    """
    chance = random.Random(seed)  # noqa: S311  (synthetic values, not secrets)
    share = share_of_peak(minute)
    now = _Now(
        systolic=baseline.systolic + RISE_SYSTOLIC * share + chance.gauss(0, 2.0),
        diastolic=baseline.diastolic + RISE_DIASTOLIC * share + chance.gauss(0, 1.5),
        pulse=baseline.pulse + 8.0 * share + chance.gauss(0, 1.2),
        spo2=baseline.spo2 + chance.gauss(0, 0.15),
        respiration=baseline.respiration + chance.gauss(0, 0.6),
    )
    SCENARIOS[scenario](now, minute)
    systolic, diastolic = round(now.systolic), round(now.diastolic)
    return Vitals(
        systolic=systolic,
        diastolic=diastolic,
        mean=round((systolic + 2 * diastolic) / 3),
        pulse=round(now.pulse) if now.probe else None,
        spo2=min(round(now.spo2), 100) if now.probe else None,
        respiration=round(now.respiration),
    )
