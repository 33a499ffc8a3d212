"""What was really given: rates over time, volume and dose, whatever order the facts came in.

`dose_rows` says the same as plain rows.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from morrow.care.recorded import Recorded
from morrow.care.visit.facts import dosing
from morrow.care.visit.memo import per_state
from morrow.care.visit.phases import DOSES
from morrow.quantities import Ml

if TYPE_CHECKING:
    from morrow.care.visit.state import VisitState


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A stretch at one rate.  `end` None: still running.  `rate_ml_per_h` None: unknown."""

    start: datetime
    end: datetime | None
    rate_ml_per_h: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """The dose at a time.  None is not zero: an unknown rate makes an unknown amount.

    `measured`: the volume was read from the pump and stands above the computed one.
    `empty`: by the rates the bag has run out, so that nothing more went in; the end is not
    recorded yet.
    """

    started_at: datetime | None
    ended_at: datetime | None
    segments: tuple[Segment, ...]
    volume_ml: Fraction | None
    dose_mg: Fraction | None
    measured: bool
    running_for: timedelta
    empty: bool = False


_SWITCHES = (
    dosing.InfusionStarted,
    dosing.InfusionFoundRunning,
    dosing.InfusionPaused,
    dosing.InfusionResumed,
    dosing.RateChanged,
    dosing.PumpFoundChanged,
    dosing.InfusionStopped,
    dosing.InfusionCompleted,
)


@per_state(*_SWITCHES)
def switches(state: "VisitState") -> tuple[Recorded[object], ...]:
    """Everything that turned the pump on, off or to another rate, by when it happened."""
    found = [recorded for kind in _SWITCHES for recorded in state.by_kind.get(kind, ())]
    return tuple(sorted(found, key=lambda recorded: (recorded.happened_at, recorded.version)))


@per_state(*_SWITCHES)
def segments(state: "VisitState") -> tuple[Segment, ...]:
    """The running stretches, in clinical order, however late they were written down."""
    return tuple(_segments(switches(state)))


def delivered(state: "VisitState", now: datetime) -> tuple[Segment, ...]:
    """`segments` up to where the bag ran out: a pump puts in no more than it holds."""
    found, left = segments(state), _bag(state)
    if left is None:
        return found
    cut: list[Segment] = []
    for segment in found:
        volume = volume_of([segment], now)
        if volume is None:
            return found
        if volume > left:
            rate = Fraction(segment.rate_ml_per_h or 0)
            micro = left * 3_600_000_000 / rate
            cut.append(replace(segment, end=segment.start + timedelta(microseconds=round(micro))))
            break
        left -= volume
        cut.append(segment)
    return tuple(cut)


def _segments(found: Iterable[Recorded[object]]) -> Iterator[Segment]:
    since: datetime | None = None
    rate: Decimal | None = None
    for recorded in found:
        at, fact = recorded.happened_at, recorded.fact
        if since is not None:
            yield Segment(start=since, end=at, rate_ml_per_h=rate)
        match fact:
            case dosing.PumpFoundChanged():
                since, rate = at, fact.rate_ml_per_h
            case dosing.InfusionStarted() | dosing.InfusionResumed() | dosing.RateChanged():
                paused = isinstance(fact, dosing.RateChanged) and since is None
                since, rate = (None if paused else at), fact.rate_ml_per_h
            case dosing.InfusionFoundRunning():
                since, rate = at, fact.rate_ml_per_h
            case _:
                since = None
    if since is not None:
        yield Segment(start=since, end=None, rate_ml_per_h=rate)


def infused(state: "VisitState", now: datetime) -> Given:
    """Volume and dose of the infusion up to `now`, from rates, or from the pump where read."""
    found, read, held = segments(state), _read_volume(state), _bag(state)
    volume = volume_of(found, now)
    empty = volume is not None and held is not None and volume > held
    went_in = delivered(state, now) if empty else found
    if empty:
        volume = held
    declared = declared_volume(state)
    if declared is not None:
        volume = declared
    running = sum(((s.end or max(now, s.start)) - s.start for s in went_in), timedelta())
    return Given(
        started_at=found[0].start if found else None,
        ended_at=_ended_at(state),
        segments=found,
        volume_ml=volume,
        dose_mg=_dose(state, volume),
        measured=read is not None,
        running_for=running,
        empty=empty,
    )


def _bag(state: "VisitState") -> Fraction | None:
    """The mL that the pump was to put in; None where drug of another origin may be in it."""
    started = state.last(dosing.InfusionStarted)
    if started is None or state.has(dosing.InfusionFoundRunning):
        return None
    return Fraction(started.fact.volume_ml)


def declared_volume(state: "VisitState") -> Fraction | None:
    """What a person says went in: read from the pump, else all of the bag but the line's rest."""
    read = _read_volume(state)
    if read is not None:
        return Fraction(read)
    held, residual = _bag(state), state.last(dosing.LineResidualRecorded)
    if held is None or not state.has(dosing.InfusionCompleted):
        return None
    return held - (Fraction(residual.fact.volume_ml) if residual else 0)


def volume_of(found: Iterable[Segment], now: datetime) -> Fraction | None:
    """mL by the rates up to `now`; None if one of them is unknown."""
    total = Fraction(0)
    for segment in found:
        if segment.rate_ml_per_h is None:
            return None
        length = (segment.end or max(now, segment.start)) - segment.start
        hours = Fraction(length // timedelta(microseconds=1), 3_600_000_000)
        total += Fraction(segment.rate_ml_per_h) * hours
    return total


def _read_volume(state: "VisitState") -> Ml | None:
    read = [
        (recorded.version, recorded.fact.given_ml)
        for recorded in switches(state)
        if isinstance(recorded.fact, (dosing.InfusionStopped, dosing.InfusionCompleted))
    ]
    known = [(version, volume) for version, volume in read if volume is not None]
    return max(known)[1] if known else None


def _dose(state: "VisitState", volume: Fraction | None) -> Fraction | None:
    started = state.last(dosing.InfusionStarted)
    if volume is None or started is None or state.has(dosing.InfusionFoundRunning):
        return None
    return volume * Fraction(started.fact.dose_mg) / Fraction(started.fact.volume_ml)


def _ended_at(state: "VisitState") -> datetime | None:
    """The first end after the pump was last turned on: a second Stop does not move it."""
    ended: datetime | None = None
    for recorded in switches(state):
        match recorded.fact:
            case dosing.InfusionStopped() | dosing.InfusionCompleted():
                ended = ended or recorded.happened_at
            case dosing.InfusionPaused() | dosing.RateChanged():
                pass
            case _:
                ended = None
    return ended


def ends_at(state: "VisitState") -> datetime | None:
    """When the bag is empty by the rates; None unless it runs at a known rate.

    It does not move with the clock: past it, it stays where the bag was reckoned to run out.
    """
    found, left = segments(state), _to_give(state)
    if left is None or not found or found[-1].end is not None:
        return None
    for segment in found:
        rate, volume = segment.rate_ml_per_h, volume_of([segment], segment.start)
        if rate is None or volume is None:
            return None
        if segment.end is None or volume >= left:
            return _runs_out(segment.start, left, Fraction(rate))
        left -= volume
    return None


def _to_give(state: "VisitState") -> Fraction | None:
    started = state.last(dosing.InfusionStarted)
    return None if started is None else Fraction(started.fact.volume_ml)


def _runs_out(since: datetime, left: Fraction, rate: Fraction) -> datetime | None:
    if not rate or left / rate > 24:
        return None  # at such a rate it has no end that anybody waits for
    return since + timedelta(microseconds=round(left * 3_600_000_000 / rate))


@per_state(*DOSES)
def dose_began(state: "VisitState") -> datetime | None:
    """The first moment at which drug went in, by any route."""
    times = [r.happened_at for kind in DOSES for r in state.by_kind.get(kind, ())]
    return min(times, default=None)


@per_state(*DOSES, *_SWITCHES)
def dose_ended(state: "VisitState") -> datetime | None:
    """The last moment at which drug went in; None while an infusion runs or is paused."""
    kinds = (dosing.InjectionGiven, dosing.SprayGiven, dosing.DoseFoundGiven)
    times = [r.happened_at for kind in kinds for r in state.by_kind.get(kind, ())]
    if state.has(dosing.InfusionStarted, dosing.InfusionFoundRunning):
        ended = _ended_at(state)
        if ended is None:
            return None
        times.append(ended)
    return max(times, default=None)


def given_mg(state: "VisitState", now: datetime) -> Fraction | None:
    """All drug given by now, in mg; None if any part of it is unknown."""
    injected = sum(
        (Fraction(r.fact.given_mg) for r in state.all(dosing.InjectionGiven)), Fraction()
    )
    sprayed = sum((Fraction(r.fact.given_mg) for r in state.all(dosing.SprayGiven)), Fraction())
    for found in state.all(dosing.DoseFoundGiven):
        if found.fact.given_mg is None:
            return None
        injected += Fraction(found.fact.given_mg)
    if not state.has(dosing.InfusionStarted, dosing.InfusionFoundRunning, dosing.PumpFoundChanged):
        return injected + sprayed
    infusion = infused(state, now).dose_mg
    return None if infusion is None else infusion + injected + sprayed
