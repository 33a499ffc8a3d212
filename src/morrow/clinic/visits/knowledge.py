"""What a decision about a visit stands on, loaded from the store."""

from collections import Counter
from typing import Final
from uuid import UUID

from django.db.models import Q

from morrow.care.patient import PatientState
from morrow.care.visit.knowledge import Knowledge, OtherVisit
from morrow.care.visit.state import DOSING, VisitState
from morrow.care.visit.values import Phase, Product
from morrow.clinic import streams
from morrow.clinic.visits.models import Visit
from morrow.quantities import Kg

_DOSING: Final = frozenset(phase.value for phase in DOSING)


def of_visit(
    visit: UUID, clinic: UUID, *, patient: UUID, protocol: str, with_patient: bool = True
) -> Knowledge:
    """Everything outside the visit's own facts that its rules ask for.

    `with_patient` False leaves out the patient and their other visits: enough to record a fact
    and to see what follows from it, which asks for the protocol alone.
    """
    place = streams.clinic(clinic)
    version, signed = place.protocol(protocol)
    if not with_patient:
        return Knowledge(patient=PatientState(), protocol=version, signed=signed, zone=place.zone)
    earlier = _others(visit, patient)
    return Knowledge(
        patient=streams.patient(patient),
        protocol=version,
        signed=signed,
        zone=place.zone,
        others=tuple(other_of(row) for row in earlier if row.began_at),
        dosing_by_nurse=dosing_by_nurse(visit),
        last_weight_kg=last_weight(earlier),
    )


def of_state(
    visit: UUID, state: VisitState, clinic: UUID, *, with_patient: bool = True
) -> Knowledge:
    """The same for a booked visit.  ValueError if it is not booked."""
    booking, patient = state.booking, state.patient
    if booking is None or patient is None:
        raise ValueError(f"visit {visit} was never booked")
    return of_visit(
        visit, clinic, patient=patient, protocol=booking.protocol, with_patient=with_patient
    )


def _others(visit: UUID, patient: UUID) -> list[Visit]:
    """The patient's other visits, anywhere, oldest first; also those of a merged record."""
    own = Q(patient_id=patient) | Q(patient__merged_into=patient)
    return list(Visit.objects.filter(own).exclude(id=visit).order_by("starts_at", "id"))


def other_of(row: Visit) -> OtherVisit:
    if row.began_at is None:
        raise ValueError(f"visit {row.id} has no dose")
    return OtherVisit(
        id=row.id,
        product=Product(row.product),
        dosed_at=row.began_at,
        running=Phase(row.phase) in DOSING,
        urinary_symptom=row.urinary_symptom,
    )


def dosing_by_nurse(besides: UUID | None = None) -> dict[str, int]:
    """How many visits with a dose running each nurse has, one visit left out."""
    rows = Visit.objects.filter(phase__in=_DOSING).exclude(nurse="")
    return dict(
        Counter(nurse for visit, nurse in rows.values_list("id", "nurse") if visit != besides)
    )


def last_weight(rows: list[Visit]) -> Kg | None:
    """The newest weight of these visits."""
    weighed = [(row.weighed_at, row.weight_kg) for row in rows if row.weighed_at and row.weight_kg]
    return Kg(max(weighed)[1].normalize()) if weighed else None
