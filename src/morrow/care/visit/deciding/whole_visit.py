"""Booking, taking the patient, discharge and signature."""

from morrow.care import sources as s
from morrow.care.protocols import protocol
from morrow.care.visit import commands as c
from morrow.care.visit import gates
from morrow.care.visit.case import Case
from morrow.care.visit.deciding.answers import Decision, Held, held, wrong_phase
from morrow.care.visit.facts import check_in, leaving, planning
from morrow.care.visit.state import BEFORE_DOSING, GONE
from morrow.care.visit.values import Actor, Phase


def book(command: c.BookVisit, case: Case, by: Actor) -> Decision:
    del by
    if case.state.phase is not None:
        return wrong_phase("book", case.state.phase, "move the visit instead")
    if command.starts_at < case.now:
        return held("BOOK", "the time is in the past", "choose a time from now on")
    known = protocol(command.protocol)
    return (
        planning.VisitBooked(
            patient=command.patient,
            product=known.product,
            route=known.route,
            protocol=known.key,
            starts_at=command.starts_at,
            minutes=command.minutes,
        ),
    )


def move(command: c.MoveVisit, case: Case, by: Actor) -> Decision:
    del by
    if case.state.phase is not Phase.PLANNED:
        return wrong_phase("move", case.state.phase, "a planned visit can be moved")
    if command.starts_at < case.now:
        return held("BOOK", "the time is in the past", "choose a time from now on")
    return (planning.VisitMoved(starts_at=command.starts_at, reason=command.reason),)


def cancel(command: c.CancelVisit, case: Case, by: Actor) -> Decision:
    del by
    if case.state.phase is not Phase.PLANNED:
        return wrong_phase("cancel", case.state.phase, "after arrival it is marked not done")
    return (planning.VisitCancelled(reason=command.reason, by_patient=command.by_patient),)


def no_show(command: c.MarkNoShow, case: Case, by: Actor) -> Decision:
    del by
    if case.state.phase is not Phase.PLANNED:
        return wrong_phase("mark a no-show", case.state.phase, "only a planned visit")
    return (planning.PatientDidNotAttend(reason=command.reason),)


def not_done(command: c.MarkNotDone, case: Case, by: Actor) -> Decision:
    del by
    if case.state.phase not in BEFORE_DOSING or case.state.dosed:
        return wrong_phase("mark not done", case.state.phase, "once dosed, it was done")
    return (planning.VisitNotDone(reason=command.reason),)


def accept_patient(command: c.AcceptPatient, case: Case, by: Actor) -> Decision:
    """The nurse who acts takes the patient: nobody can be assigned by somebody else."""
    del command
    if case.state.phase in {None, Phase.CANCELLED, Phase.NO_SHOW, Phase.SIGNED}:
        return wrong_phase("take the patient", case.state.phase, "take a patient who is here")
    if "nurse" not in by.roles:
        return held("NURSE", "only a nurse is assigned to a patient", "a nurse takes the patient")
    return (check_in.NurseAssigned(nurse=by.id),)


def discharge(command: c.Discharge, case: Case, by: Actor) -> Decision:
    """R32 to R34, R36 and the criteria of 6.2; what holds may be set aside by a prescriber."""
    del by
    if case.state.phase not in {Phase.ENDED, Phase.RECOVERY}:
        return wrong_phase("discharge", case.state.phase, "after the dose has ended")
    stands = gates.open_findings(gates.DISCHARGE, case)
    if stands:
        return Held(stands)
    if not command.to.strip():
        return held("H36", "handed over to nobody", "name the responsible adult", s.SPRAVATO_LABEL)
    return (leaving.Discharged(to=command.to),)


def sign_visit(command: c.SignVisit, case: Case, by: Actor) -> Decision:
    del by
    if case.state.phase not in {*GONE, Phase.NOT_DONE}:
        return wrong_phase("sign", case.state.phase, "sign once the patient has gone")
    stands = gates.open_findings(gates.SIGN, case)
    return Held(stands) if stands else (leaving.VisitSigned(signature=command.signature),)


def amend(command: c.AddAddendum, case: Case, by: Actor) -> Decision:
    del by
    if case.state.phase is not Phase.SIGNED:
        return wrong_phase("add an addendum", case.state.phase, "a signed record is added to")
    if not command.text.strip():
        return held("ADDENDUM", "the addendum is empty", "write what is to be added")
    return (leaving.AddendumWritten(text=command.text, signature=command.signature),)
