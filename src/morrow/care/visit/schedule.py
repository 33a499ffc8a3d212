"""What is due and when: the columns of the flowsheet, from the protocol's cadence.

Columns stand on when the dose began and ended, not on when the last set was charted: an early or
late set does not move the next one.  A reading serves the column in whose window it was taken;
the window opens half the interval before the due time and closes where the next one opens.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from morrow.care.durations import minutes
from morrow.care.protocols import Protocol
from morrow.care.visit import given
from morrow.care.visit.facts import leaving
from morrow.care.visit.facts.dosing import InjectionGiven, SpraysStopped
from morrow.care.visit.readings import Taken, valid
from morrow.care.visit.state import WATCHED, VisitState
from morrow.care.visit.values import Parameter, Phase, Route

P = Parameter
Planned = tuple[datetime, str, tuple[Parameter, ...]]
DOSING_SET = (P.SBP, P.DBP, P.HR, P.SPO2, P.AROUSAL)
FORMAL_SET = (P.SBP, P.DBP, P.HR, P.SPO2, P.AROUSAL, P.MOAAS)
"""R28: BP, HR, SpO2 and one-tap arousal; a formal MOAA/S only at the end and at discharge."""


class Due(StrEnum):
    UPCOMING = "upcoming"
    DUE = "due"
    MISSING = "missing"
    ESCALATED = "escalated"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One due set: its time, its moment in words, its state now, and what is still missing.

    A reading serves it that was taken from `opens` on and before `closes` (None: no end yet); none
    that was taken before the dose began, however soon after that the set is due.
    """

    due_at: datetime
    opens: datetime
    closes: datetime | None
    moment: str
    status: Due
    needs: tuple[Parameter, ...]
    missing: tuple[Parameter, ...]


def columns(state: VisitState, protocol: Protocol, now: datetime) -> tuple[Column, ...]:
    """Every column so far and the next one, oldest first; none before the patient is dosed."""
    planned = list(_planned(state, protocol, now))
    step, began = minutes(protocol["monitor.during"]), given.dose_began(state)
    edges = [_opens(planned, index, step) for index in range(len(planned))]
    edges = [max(opens, began) if began else opens for opens in edges]
    windows = _windows(valid(state), edges)
    closing = [*edges[1:], None][: len(edges)]
    found = []
    for (due_at, moment, needs), opens, closes, served in zip(
        planned, edges, closing, windows, strict=True
    ):
        missing = tuple(parameter for parameter in needs if parameter not in served)
        column = Column(
            due_at=due_at,
            opens=opens,
            closes=closes,
            moment=moment,
            status=_status(missing, due_at, protocol, now),
            needs=needs,
            missing=missing,
        )
        found.append(column)
    return tuple(found)


def overdue(
    state: VisitState,
    protocol: Protocol,
    now: datetime,
    found: tuple[Column, ...] | None = None,
) -> Column | None:
    """The set that is missing now: the last one missed, if nothing has been charted since (R28).

    That the next one has come due meanwhile does not make it any less missing.  `found`: the
    columns, where they are at hand.
    """
    if state.phase not in WATCHED:
        return None
    for column in reversed(columns(state, protocol, now) if found is None else found):
        if column.status in {Due.MISSING, Due.ESCALATED}:
            return column
        if column.status is Due.DONE:
            return None
    return None


def next_due(
    state: VisitState,
    protocol: Protocol,
    now: datetime,
    found: tuple[Column, ...] | None = None,
) -> Column | None:
    """The set to take next: the one that is overdue, else the first that is not done."""
    if state.phase not in WATCHED:
        return None
    every = columns(state, protocol, now) if found is None else found
    open_ = [column for column in every if column.status in {Due.UPCOMING, Due.DUE}]
    return overdue(state, protocol, now, every) or (open_[0] if open_ else None)


def _opens(planned: list[Planned], index: int, first: timedelta) -> datetime:
    """Half the interval before; `first`: the interval before the first one."""
    due_at = planned[index][0]
    return due_at - (first if index == 0 else due_at - planned[index - 1][0]) / 2


def _windows(readings: tuple[Taken, ...], edges: list[datetime]) -> list[set[Parameter]]:
    """The parameters read in each column's window: from where it opens to where the next does."""
    served: list[set[Parameter]] = [set() for _ in edges]
    for reading in readings:
        column = bisect_right(edges, reading.at) - 1
        if column >= 0:
            served[column].add(reading.parameter)
    return served


def _status(
    missing: tuple[Parameter, ...], due_at: datetime, protocol: Protocol, now: datetime
) -> Due:
    return lateness(due_at, protocol, now) if missing else Due.DONE


def lateness(due_at: datetime, protocol: Protocol, now: datetime) -> Due:
    """How late something is that was due then and has not come."""
    if now < due_at:
        return Due.UPCOMING
    if now < due_at + minutes(protocol["monitor.grace"]):
        return Due.DUE
    if now < due_at + minutes(protocol["monitor.escalate"]):
        return Due.MISSING
    return Due.ESCALATED


def _planned(state: VisitState, protocol: Protocol, now: datetime) -> Iterator[Planned]:
    began = given.dose_began(state)
    if began is None:
        return
    until = _left(state) or now
    ended = _dosing_phase_end(state)
    yield from _during(began, ended, until, protocol)
    if ended is not None:
        yield from _after(state, ended, until, protocol)


def _during(
    began: datetime, ended: datetime | None, until: datetime, protocol: Protocol
) -> Iterator[Planned]:
    step = minutes(protocol["monitor.during"])
    due = began + step
    while ended is None or due < ended:
        yield due, f"{int((due - began).total_seconds() // 60)} min", DOSING_SET
        if due > until:
            return
        due += step


def _after(
    state: VisitState, ended: datetime, until: datetime, protocol: Protocol
) -> Iterator[Planned]:
    yield ended, "end of dosing", FORMAL_SET
    due, count = ended, 0
    many = int(protocol["monitor.after_first_count"])
    label = _label_set(state, protocol)
    while due <= until:
        step = "monitor.after_first" if count < many else "monitor.after_then"
        previous, due, count = due, due + minutes(protocol[step]), count + 1
        if label and previous < label < due:
            yield label, "40 min (label)", DOSING_SET
        yield due, f"{int((due - ended).total_seconds() // 60)} min after", DOSING_SET


def _label_set(state: VisitState, protocol: Protocol) -> datetime | None:
    """Esketamine's label asks for a pressure 40 minutes after the first device."""
    began = given.dose_began(state)
    if began is None or "monitor.label_set" not in protocol.figures:
        return None
    return began + minutes(protocol["monitor.label_set"])


def _dosing_phase_end(state: VisitState) -> datetime | None:
    """When the dosing cadence gives way to the recovery one; None while it goes on."""
    if state.phase in {Phase.INFUSING, Phase.PAUSED, Phase.SPRAYING}:
        return None
    injected = state.last(InjectionGiven)
    if injected and state.route is Route.IM:
        return injected.happened_at + minutes(injected.fact.observed_minutes)
    ended, stopped = given.dose_ended(state), state.last(SpraysStopped)
    return max(ended, stopped.happened_at) if ended and stopped else ended


def _left(state: VisitState) -> datetime | None:
    """When the patient left: no set is due after that, until they are watched again."""
    if state.phase in WATCHED:
        return None
    times = [
        recorded.happened_at
        for kind in (leaving.Discharged, leaving.LeftBeforeDischarge, leaving.PatientTransferred)
        for recorded in state.by_kind.get(kind, ())
    ]
    return max(times, default=None)
