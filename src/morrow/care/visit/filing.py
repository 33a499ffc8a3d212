"""What a device's values become by themselves: the set of a column that is due.  Pure.

A pressure is the measure of a set: where a cuff measured one near a column's time and nobody has
charted that column's pressure, it is filed, with the heart rate, saturation and breathing of that
moment.  What a device cannot know (arousal, MOAA/S) stays for the nurse, so no column is complete
without one; and before the dose nothing is filed, because on the baseline every limit hangs.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from morrow.care.durations import minutes, seconds
from morrow.care.protocols import Protocol
from morrow.care.visit import schedule
from morrow.care.visit.breaches import Sample
from morrow.care.visit.facts.monitoring import EmergencyStep, EmergencyStepTaken, SetCharted
from morrow.care.visit.readings import taken
from morrow.care.visit.schedule import Column, Due
from morrow.care.visit.state import WATCHED, VisitState
from morrow.care.visit.values import Parameter, Reading

P = Parameter
BESIDE: Final = (P.HR, P.SPO2, P.RR)
_DUE: Final = frozenset({Due.DUE, Due.MISSING, Due.ESCALATED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """A set to be filed from a device, and when it was measured: the cuff's time."""

    set: SetCharted
    at: datetime


@dataclass(frozen=True, slots=True)
class _Cuff:
    """Systolic and diastolic of one measurement."""

    systolic: Sample
    diastolic: Sample

    @property
    def at(self) -> datetime:
        return self.systolic.at


def due_set(
    state: VisitState, protocol: Protocol, live: Sequence[Sample], now: datetime
) -> Filed | None:
    """The set that these values (one device's, fileable) make for the oldest column that is due.

    None where none is due without a pressure, or no cuff measured near its time.
    """
    if state.phase not in WATCHED:
        return None
    cuffs = [cuff for cuff in _cuffs(live, state, protocol) if cuff.at <= now]
    if not cuffs:
        return None
    for column in schedule.columns(state, protocol, now):
        if column.status in _DUE and {P.SBP, P.DBP} & set(column.missing):
            cuff = _nearest(column, cuffs, protocol, now)
            if cuff is not None:
                return _filed(cuff, live, protocol)
    return None


def on_oxygen(state: VisitState) -> bool:
    """Whether oxygen was on when a person last said so; a device cannot know.

    The last saturation that a person charted says it, or oxygen given in an emergency since.
    """
    newest_first = reversed(taken(state))
    charted = next((r for r in newest_first if r.parameter is P.SPO2 and not r.live), None)
    given = [
        step.happened_at
        for step in state.all(EmergencyStepTaken)
        if step.fact.step is EmergencyStep.OXYGEN
    ]
    if given and (charted is None or max(given) > charted.at):
        return True
    return charted is not None and charted.on_oxygen


def once(state: VisitState, charted: SetCharted) -> SetCharted:
    """A person's set without what is charted already from the same message.

    It was filed while they accepted it: the same measurement again is stored once.
    """
    if not any(reading.message for reading in charted.readings):
        return charted
    known = {(r.message, r.parameter) for r in taken(state) if r.message}
    left = tuple(r for r in charted.readings if (r.message, r.parameter) not in known)
    return replace(charted, readings=left)


def _cuffs(live: Iterable[Sample], state: VisitState, protocol: Protocol) -> Iterator[_Cuff]:
    """The pressures that are not in the chart, oldest first.

    One measurement has one time and one message.  One whose diastolic is not below the systolic
    is left to a person.
    """
    known = [r for r in taken(state) if r.parameter in {P.SBP, P.DBP} and r.message]
    apart = seconds(protocol["repeat.cuff"])
    diastolic = {(one.at, one.cites): one for one in live if one.parameter is P.DBP}
    for one in sorted((s for s in live if s.parameter is P.SBP), key=lambda s: s.at):
        other = diastolic.get((one.at, one.cites))
        if other is None or other.value >= one.value:
            continue
        if any(r.message == one.cites or abs(r.at - one.at) < apart for r in known):
            continue
        yield _Cuff(one, other)


def _nearest(
    column: Column, cuffs: Sequence[_Cuff], protocol: Protocol, now: datetime
) -> _Cuff | None:
    """The pressure nearest to the column's time, once no better one is to be waited for."""
    opens = max(column.opens, column.due_at - minutes(protocol["file.early"]))
    here = [c for c in cuffs if opens <= c.at and (column.closes is None or c.at < column.closes)]
    if not here:
        return None
    best = min(here, key=lambda cuff: abs(cuff.at - column.due_at))
    wait = minutes(protocol["file.wait"])
    return best if abs(best.at - column.due_at) <= wait or now >= column.due_at + wait else None


def _filed(cuff: _Cuff, live: Sequence[Sample], protocol: Protocol) -> Filed:
    window = seconds(protocol["file.window"])
    beside = [_beside(parameter, cuff.at, live, window) for parameter in BESIDE]
    values = [cuff.systolic, cuff.diastolic, *(one for one in beside if one is not None)]
    readings = tuple(
        Reading(
            parameter=one.parameter, value=one.value, message=one.cites, on_oxygen=one.on_oxygen
        )
        for one in values
    )
    return Filed(set=SetCharted(readings=readings), at=cuff.at)


def _beside(
    parameter: Parameter, at: datetime, live: Sequence[Sample], window: timedelta
) -> Sample | None:
    """The value measured nearest to the cuff's time, if near enough.  Missing stays missing."""
    near = [one for one in live if one.parameter is parameter and abs(one.at - at) <= window]
    return min(near, key=lambda one: abs(one.at - at)) if near else None
