"""What was given, as plain rows (time, rate, amount, unit): for the pharmacology and the record."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import NamedTuple

from morrow.care.visit import given
from morrow.care.visit.facts import dosing
from morrow.care.visit.state import VisitState


class _Stretch(NamedTuple):
    """A segment at the rate that the pharmacology reads."""

    start: datetime
    end: datetime | None
    rate_ml_per_h: Fraction | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseRow:
    """One plain row of what was given: an amount at a time, or a rate from a time on."""

    time: datetime
    rate: Fraction | None
    amount: Fraction | None
    unit: str


def rows(state: VisitState, now: datetime | None = None) -> tuple[DoseRow, ...]:
    """What was given, as plain rows in mg and mg/h (mL/h where the strength is unknown).

    With `now`, an infusion past the end of its bag stops where the bag ran out.  Where a person
    says how much went in, the rates are scaled to it: the rows add up to what was given.
    """
    found = given.segments(state) if now is None else given.delivered(state, now)
    return (*_infusion_rows(state, _to_declared(state, found)), *_dose_rows(state))


def _to_declared(state: VisitState, found: tuple[given.Segment, ...]) -> Iterator[_Stretch]:
    declared, ended = given.declared_volume(state), all(one.end is not None for one in found)
    by_rates = given.volume_of(found, found[-1].start) if found and ended else None
    scale = Fraction(1)
    if declared is not None and by_rates:
        scale = declared / by_rates
    for one in found:
        rate = None if one.rate_ml_per_h is None else Fraction(one.rate_ml_per_h) * scale
        yield _Stretch(one.start, one.end, rate)


def _infusion_rows(state: VisitState, found: Iterable[_Stretch]) -> Iterator[DoseRow]:
    started = state.last(dosing.InfusionStarted)
    known = started is not None and not state.has(dosing.InfusionFoundRunning)
    for segment in found:
        rate, unit = segment.rate_ml_per_h, "mL/h"
        if started and known and rate is not None:
            strength = Fraction(started.fact.dose_mg) / Fraction(started.fact.volume_ml)
            rate, unit = rate * strength, "mg/h"
        yield DoseRow(time=segment.start, rate=rate, amount=None, unit=unit)
        if segment.end is not None:
            yield DoseRow(time=segment.end, rate=Fraction(0), amount=None, unit=unit)


def _dose_rows(state: VisitState) -> Iterator[DoseRow]:
    for recorded in (*state.all(dosing.InjectionGiven), *state.all(dosing.SprayGiven)):
        fact = recorded.fact
        assert isinstance(fact, (dosing.InjectionGiven, dosing.SprayGiven))
        amount = Fraction(fact.given_mg)
        yield DoseRow(time=recorded.happened_at, rate=None, amount=amount, unit="mg")
    for found in state.all(dosing.DoseFoundGiven):
        known = found.fact.given_mg
        amount_mg = None if known is None else Fraction(known)
        yield DoseRow(time=found.happened_at, rate=None, amount=amount_mg, unit="mg")
