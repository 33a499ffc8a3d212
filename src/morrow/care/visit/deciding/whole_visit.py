"""Booking, taking the patient, discharge and signature."""

from typing import Final

from morrow.care import sources as s
from morrow.care.protocols import protocol
from morrow.care.visit import commands as c
from morrow.care.visit import gates
from morrow.care.visit.case import Case
from morrow.care.visit.deciding.answers import (
    Decider,
    Facts,
    Held,
    has_reason,
    held,
    phase_is,
    signed_by_author,
)
from morrow.care.visit.facts import check_in, leaving, planning
from morrow.care.visit.rules import risk
from morrow.care.visit.state import GONE
from morrow.care.visit.values import Actor, Phase


def in_the_future(command: c.BookVisit | c.MoveVisit, case: Case, by: Actor) -> Held | None:
    del by
    if command.starts_at >= case.now:
        return None
    return held("BOOK", "the time is in the past", "choose a time from now on")


def not_dosed(command: object, case: Case, by: Actor) -> Held | None:
    """What was given was done, whatever the phase has become since."""
    del command, by
    if not case.state.dosed:
        return None
    return held("PHASE", "cannot mark not done: a dose is on record", "once dosed, it was done")


def risk_disposed(command: object, case: Case, by: Actor) -> Held | None:
    """R34: who came and said so is not sent home unseen, dose or no dose."""
    del command, by
    stands = tuple(risk.r34_disposed(case))
    return Held(stands) if stands else None


def discharge_criteria(command: object, case: Case, by: Actor) -> Held | None:
    """R31 to R34, R36 and the criteria of 6.2, as far as nobody entitled set them aside."""
    del command, by
    stands = gates.open_findings(gates.DISCHARGE, case)
    return Held(stands) if stands else None


def to_somebody(command: c.Discharge, case: Case, by: Actor) -> Held | None:
    del case, by
    if command.to.strip():
        return None
    return held("H36", "handed over to nobody", "name the responsible adult", s.SPRAVATO_LABEL)


def signing_criteria(command: object, case: Case, by: Actor) -> Held | None:
    """R01, R34, R35, R40, R49, R52 and every open flag."""
    del command, by
    stands = gates.open_findings(gates.SIGN, case)
    return Held(stands) if stands else None


def says_something(command: c.AddAddendum, case: Case, by: Actor) -> Held | None:
    del case, by
    if command.text.strip():
        return None
    return held("ADDENDUM", "the addendum is empty", "write what is to be added")


def _book(command: c.BookVisit, case: Case, by: Actor) -> Facts:
    del case, by
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


def _move(command: c.MoveVisit, case: Case, by: Actor) -> Facts:
    del case, by
    return (planning.VisitMoved(starts_at=command.starts_at, reason=command.reason),)


def _cancel(command: c.CancelVisit, case: Case, by: Actor) -> Facts:
    del case, by
    return (planning.VisitCancelled(reason=command.reason, by_patient=command.by_patient),)


def _no_show(command: c.MarkNoShow, case: Case, by: Actor) -> Facts:
    del case, by
    return (planning.PatientDidNotAttend(reason=command.reason),)


def _not_done(command: c.MarkNotDone, case: Case, by: Actor) -> Facts:
    del case, by
    return (planning.VisitNotDone(reason=command.reason),)


def _accept(command: c.AcceptPatient, case: Case, by: Actor) -> Facts:
    """The nurse who acts takes the patient: nobody can be assigned by somebody else."""
    del command, case
    return (check_in.NurseAssigned(nurse=by.id),)


def _discharge(command: c.Discharge, case: Case, by: Actor) -> Facts:
    del case, by
    return (leaving.Discharged(to=command.to),)


def _sign(command: c.SignVisit, case: Case, by: Actor) -> Facts:
    del case, by
    return (leaving.VisitSigned(signature=command.signature),)


def _amend(command: c.AddAddendum, case: Case, by: Actor) -> Facts:
    del case, by
    return (leaving.AddendumWritten(text=command.text, signature=command.signature),)


_HERE: Final = tuple(
    phase for phase in Phase if phase not in {Phase.CANCELLED, Phase.NO_SHOW, Phase.SIGNED}
)

DECIDERS: Final[dict[type, Decider]] = {
    c.BookVisit: Decider(_book, (phase_is("book", "move the visit instead", None), in_the_future)),
    c.MoveVisit: Decider(
        _move,
        (
            phase_is("move", "a planned visit can be moved", Phase.PLANNED),
            has_reason,
            in_the_future,
        ),
    ),
    c.CancelVisit: Decider(
        _cancel,
        (phase_is("cancel", "after arrival it is marked not done", Phase.PLANNED), has_reason),
    ),
    c.MarkNoShow: Decider(
        _no_show, (phase_is("mark a no-show", "only a planned visit", Phase.PLANNED), has_reason)
    ),
    c.MarkNotDone: Decider(
        _not_done,
        (
            phase_is("mark not done", "before the dose", Phase.PLANNED, Phase.ARRIVED),
            not_dosed,
            has_reason,
            risk_disposed,
        ),
    ),
    c.AcceptPatient: Decider(
        _accept, (phase_is("take the patient", "take a patient who is here", *_HERE),)
    ),
    c.Discharge: Decider(
        _discharge,
        (
            phase_is("discharge", "after the dose has ended", Phase.ENDED, Phase.RECOVERY),
            discharge_criteria,
            to_somebody,
        ),
    ),
    c.SignVisit: Decider(
        _sign,
        (
            phase_is("sign", "sign once the patient has gone", *GONE, Phase.NOT_DONE),
            signed_by_author,
            signing_criteria,
        ),
    ),
    c.AddAddendum: Decider(
        _amend,
        (
            phase_is("add an addendum", "a signed record is added to", Phase.SIGNED),
            signed_by_author,
            says_something,
        ),
    ),
}
