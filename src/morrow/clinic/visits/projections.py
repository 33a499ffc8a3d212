"""From a visit's facts to the board's row, and to the tables whose constraints guard the dose.

The row is a function of the visit's folded state, so it is written once for each command, at its
last fact: the same in a rebuild.  The guarded tables follow fact by fact, in the journal's order.
"""

import threading
from typing import Any, Final
from uuid import UUID

from morrow.care.patient import PatientsMerged
from morrow.care.recorded import Recorded
from morrow.care.visit import facts as visit_facts
from morrow.care.visit.facts import check_in, dosing, leaving, planning
from morrow.care.visit.state import VisitState
from morrow.clinic import streams
from morrow.clinic.store.projector import Projector, put
from morrow.clinic.visits.models import Conflict, Dose, DoseStart, MergedPatient, Visit, Waste
from morrow.clinic.visits.rows import row_of


def _id_of(recorded: Recorded[Any]) -> UUID:
    return UUID(recorded.stream.partition(":")[2])


def _visit(recorded: Recorded[Any]) -> None:
    """Write the row at the last fact that there is: an earlier one would only be overwritten."""
    state, version = streams.load_visit(recorded.stream, at_least=recorded.version)
    if version == recorded.version:
        _projected.last = (recorded, state)
        if state.booking is not None:
            put(row_of(_id_of(recorded), state))


_projected: Final = threading.local()


def state_at(recorded: Recorded[Any]) -> VisitState | None:
    """The state that was projected from this very fact on this thread, if it was the last one.

    Whoever has just appended it need not fold, and read its values, a second time.
    """
    last = getattr(_projected, "last", None)
    return last[1] if last and last[0] is recorded else None


def _dose(recorded: Recorded[Any]) -> None:
    this = Dose.objects.filter(visit_id=_id_of(recorded))
    match recorded.fact:
        case planning.VisitBooked(patient=patient):
            Dose.objects.get_or_create(
                visit_id=_id_of(recorded),
                defaults={"patient_id": _whose(patient), "running": False, "contradicts": False},
            )
        case check_in.WrongPatientChosen(patient=patient):
            for dose in this:
                _moved(dose, _whose(patient))
        case dosing.InfusionStarted():
            # Two of a patient never: the constraint refuses the whole command.
            this.update(running=True, contradicts=False, since=recorded.happened_at)
        case dosing.InfusionFoundRunning():
            for dose in this:
                _found_running(dose, recorded)
        case _:
            for dose in this.filter(running=True):
                this.update(running=False, contradicts=False, since=None)
                _promote(dose.patient_id)


def _whose(patient: UUID) -> UUID:
    into = MergedPatient.objects.filter(patient_id=patient).values_list("into_id", flat=True)
    return into.first() or patient


def _merged(other: UUID, into: UUID) -> None:
    """Two records are one person: what runs in a visit of either is one person's from now on."""
    root, loser = _whose(into), _whose(other)
    if root == loser:
        return  # merged before, or the other way round
    MergedPatient.objects.filter(into_id=loser).update(into_id=root)
    MergedPatient.objects.create(patient_id=loser, into_id=root)
    for dose in Dose.objects.filter(patient_id=loser).order_by("since", "visit_id"):
        _moved(dose, root)


def _moved(dose: Dose, patient: UUID) -> None:
    """The visit is this patient's from now on, with whatever runs in it."""
    before, dose.patient_id = dose.patient_id, patient
    dose.contradicts = dose.running and _runs_elsewhere(dose)
    dose.save()
    _promote(before)


def _found_running(dose: Dose, recorded: Recorded[Any]) -> None:
    dose.running, dose.since = True, recorded.happened_at
    dose.contradicts = _runs_elsewhere(dose)
    if dose.contradicts:
        _conflict(recorded, "another infusion of this patient is on record as running")
    dose.save()


def _runs_elsewhere(dose: Dose) -> bool:
    others = Dose.objects.filter(patient_id=dose.patient_id, running=True, contradicts=False)
    return others.exclude(visit_id=dose.visit_id).exists()


def _promote(patient: UUID) -> None:
    """The oldest that ran against another one is now the patient's running infusion."""
    running = Dose.objects.filter(patient_id=patient, running=True).order_by("since", "visit_id")
    if running and not running.filter(contradicts=False).exists():
        Dose.objects.filter(visit_id=running[0].visit_id).update(contradicts=False)


def _starts(recorded: Recorded[Any]) -> None:
    fact = recorded.fact
    if isinstance(fact, dosing.SprayGiven) and fact.number > 1:
        return
    DoseStart.objects.create(
        order_id=fact.order, visit_id=_id_of(recorded), at=recorded.happened_at
    )


def _waste(recorded: Recorded[Any]) -> None:
    if recorded.fact.witness == recorded.by:
        _conflict(recorded, "waste witnessed by the person who wasted it")
        return
    Waste.objects.create(
        id=recorded.id,
        visit_id=_id_of(recorded),
        author=recorded.by,
        witness=recorded.fact.witness,
        amount_mg=recorded.fact.amount_mg,
        at=recorded.happened_at,
    )


def _conflict(recorded: Recorded[Any], reason: str) -> None:
    Conflict.objects.create(
        id=recorded.id, visit_id=_id_of(recorded), reason=reason, at=recorded.happened_at
    )


def _resolved(recorded: Recorded[Any]) -> None:
    match recorded.fact:
        case dosing.BreachReviewed(breach=fact):
            Conflict.objects.filter(id=fact).update(resolved=True)
        case leaving.FlagResolved(flag=flag):
            if about := _uuid(flag.partition(".")[0]):
                Conflict.objects.filter(id=about).update(resolved=True)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


_DOSES: Final = (
    planning.VisitBooked,
    check_in.WrongPatientChosen,
    dosing.InfusionStarted,
    dosing.InfusionFoundRunning,
    dosing.InfusionStopped,
    dosing.InfusionCompleted,
    leaving.Discharged,
    leaving.LeftBeforeDischarge,
    leaving.PatientTransferred,
    leaving.VisitSigned,
)
_STARTS: Final = (dosing.InfusionStarted, dosing.InjectionGiven, dosing.SprayGiven)
_RESOLUTIONS: Final = (dosing.BreachReviewed, leaving.FlagResolved)


def _guards(recorded: Recorded[Any]) -> None:
    """Everything that writes a conflict, in one: a rebuild takes or leaves them together."""
    fact = recorded.fact
    if isinstance(fact, PatientsMerged):
        _merged(fact.other, _id_of(recorded))
    if isinstance(fact, _STARTS):
        _starts(recorded)
    if isinstance(fact, _DOSES):
        _dose(recorded)
    if isinstance(fact, dosing.DrugWasted):
        _waste(recorded)
    if isinstance(fact, _RESOLUTIONS):
        _resolved(recorded)


PROJECTORS: Final[tuple[Projector, ...]] = (
    Projector(name="visits", models=(Visit,), facts=visit_facts.ALL, apply=_visit),
    Projector(
        name="guards",
        models=(Dose, DoseStart, Waste, Conflict, MergedPatient),
        facts=tuple({*_DOSES, *_STARTS, *_RESOLUTIONS, dosing.DrugWasted, PatientsMerged}),
        apply=_guards,
    ),
)
