"""Decide: state, command, knowledge and time, to facts or the reasons why not.  Pure.

Stopping, emergencies, transfer and everything that already happened are never held.  The other
commands are tried against the gates; nothing is done by halves.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from morrow.care.visit import alarms, roles
from morrow.care.visit import commands as c
from morrow.care.visit.alarms import Sample
from morrow.care.visit.case import Case
from morrow.care.visit.deciding import dosing, orders, whole_visit
from morrow.care.visit.deciding.answers import Decider, Decision, Held, held
from morrow.care.visit.facts import ALL as FACTS
from morrow.care.visit.facts import check_in, leaving, monitoring, planning
from morrow.care.visit.facts import dosing as dosing_facts
from morrow.care.visit.knowledge import Knowledge
from morrow.care.visit.state import VisitState
from morrow.care.visit.values import Actor

DECIDERS: Final[dict[type, Decider]] = {
    **whole_visit.DECIDERS,
    **orders.DECIDERS,
    **dosing.DECIDERS,
}

DECIDED_ONLY: Final = frozenset(
    {
        planning.VisitBooked,
        planning.VisitMoved,
        planning.VisitCancelled,
        planning.PatientDidNotAttend,
        planning.VisitNotDone,
        planning.OrderSigned,
        planning.OrderCosigned,
        planning.OrderRevoked,
        check_in.GateOverridden,
        check_in.WarningAcknowledged,
        check_in.NurseAssigned,
        dosing_facts.InfusionStarted,
        dosing_facts.InfusionResumed,
        dosing_facts.RateChanged,
        dosing_facts.InfusionCompleted,
        dosing_facts.InjectionGiven,
        dosing_facts.SprayGiven,
        leaving.Discharged,
        leaving.VisitSigned,
        leaving.AddendumWritten,
    }
)
"""Facts that only a decided command yields."""

FOLLOWED_ONLY: Final = frozenset({monitoring.AlarmRaised, monitoring.AlarmCleared})
"""Facts that only `follow` yields: nobody clears an alarm by saying so."""

RECORDABLE: Final = frozenset(FACTS) - DECIDED_ONLY - FOLLOWED_ONLY
"""All others may be recorded as they happened."""


def decide(
    state: VisitState, command: object, by: Actor, know: Knowledge, now: datetime
) -> Decision:
    """The facts that this command yields, or what holds it.

    Raises TypeError for a command that does not exist and for a `Record` of a fact that only a
    decision may yield: the doors parse, so either is our own bug.
    """
    if isinstance(command, c.Record):
        if type(command.fact) not in RECORDABLE:
            raise TypeError(f"{type(command.fact).__name__} is decided, not recorded")
        return (command.fact,)
    kind = type(command)
    if kind not in DECIDERS:
        raise TypeError(f"{kind.__name__} is not a command of a visit")
    may = roles.MAY.get(kind)
    if may is not None and not may & by.roles:
        return held("ROLE", f"this is for: {', '.join(sorted(may))}", "ask one of them")
    return DECIDERS[kind](command, Case.of(state, know, now), by)


def follow(
    state: VisitState, know: Knowledge, live: Iterable[Sample], now: datetime
) -> tuple[object, ...]:
    """What follows from the facts by themselves: alarms raised, risen or cleared."""
    return alarms.changes(state, know, live, now)


__all__ = ["DECIDED_ONLY", "DECIDERS", "RECORDABLE", "Decision", "Held", "decide", "follow"]
