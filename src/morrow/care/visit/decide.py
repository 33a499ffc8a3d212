"""Decide: state, command, knowledge and time, to facts or the reasons why not.  Pure.

Stopping, emergencies, transfer and everything that already happened are never held.  The other
commands are tried against the gates; nothing is done by halves.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Final

from morrow.care.visit import alarms
from morrow.care.visit import commands as c
from morrow.care.visit.alarms import Sample
from morrow.care.visit.case import Case
from morrow.care.visit.deciding import dosing, orders, whole_visit
from morrow.care.visit.deciding.answers import Decision, Held
from morrow.care.visit.facts import ALL as FACTS
from morrow.care.visit.facts import check_in, leaving, planning
from morrow.care.visit.facts import dosing as dosing_facts
from morrow.care.visit.knowledge import Knowledge
from morrow.care.visit.state import VisitState
from morrow.care.visit.values import Actor

_DECIDERS: Final[dict[type, Callable[[Any, Case, Actor], Decision]]] = {
    c.BookVisit: whole_visit.book,
    c.MoveVisit: whole_visit.move,
    c.CancelVisit: whole_visit.cancel,
    c.MarkNoShow: whole_visit.no_show,
    c.MarkNotDone: whole_visit.not_done,
    c.AcceptPatient: whole_visit.accept_patient,
    c.Discharge: whole_visit.discharge,
    c.SignVisit: whole_visit.sign_visit,
    c.AddAddendum: whole_visit.amend,
    c.SignOrder: orders.sign_order,
    c.CosignOrder: orders.cosign_order,
    c.RevokeOrder: orders.revoke_order,
    c.OverrideGate: orders.override_gate,
    c.AcknowledgeWarning: orders.acknowledge,
    c.StartInfusion: dosing.start_infusion,
    c.GiveInjection: dosing.give_injection,
    c.GiveSpray: dosing.give_spray,
    c.PauseInfusion: dosing.pause,
    c.ResumeInfusion: dosing.resume,
    c.ChangeRate: dosing.change_rate,
    c.CompleteInfusion: dosing.complete,
    c.StopDosing: dosing.stop,
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
"""Facts that only a decided command yields.  All others may be recorded as they happened."""

RECORDABLE: Final = frozenset(FACTS) - DECIDED_ONLY


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
    decider = _DECIDERS.get(type(command))
    if decider is None:
        raise TypeError(f"{type(command).__name__} is not a command of a visit")
    return decider(command, Case(state, know, now), by)


def follow(
    state: VisitState, know: Knowledge, live: Iterable[Sample], now: datetime
) -> tuple[object, ...]:
    """What follows from the facts by themselves: alarms raised, risen or cleared."""
    return alarms.changes(state, know.protocol, live, now)


__all__ = ["DECIDED_ONLY", "RECORDABLE", "Decision", "Held", "decide", "follow"]
