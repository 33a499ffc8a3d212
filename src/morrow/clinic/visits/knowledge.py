"""What a decision about a visit stands on, loaded from the store."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from decimal import Decimal
from typing import Final, NamedTuple
from uuid import UUID

from django.db.models import F
from django.db.models.functions import Coalesce

from morrow.care.patient import PatientState
from morrow.care.visit.knowledge import Knowledge, OtherVisit, Tended
from morrow.care.visit.state import BEFORE_DOSING, DOSING, WATCHED, VisitState
from morrow.care.visit.values import Phase, Product, Route
from morrow.clinic import streams
from morrow.clinic.patients.through import surviving, visits_of
from morrow.clinic.streams import ClinicState
from morrow.clinic.visits.models import Visit
from morrow.quantities import Kg

_DOSING: Final = frozenset(phase.value for phase in DOSING)
_WATCHED: Final = frozenset(phase.value for phase in WATCHED)
_TENDED: Final = ("id", "nurse", "route", "phase", "began_at")


class Other(NamedTuple):
    """What is asked of a patient's other visit: a few columns of its row, not the whole of it.

    `patient_id` is the record through which its own is read.
    """

    id: UUID
    patient_id: UUID
    version: int
    product: str
    phase: str
    began_at: datetime | None
    urinary_symptom: bool
    weight_kg: Decimal | None
    weighed_at: datetime | None


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
    whose = surviving(patient)
    earlier = [other for other in others_of({whose}) if other.id != visit]
    return Knowledge(
        patient=streams.patient(whose),
        protocol=version,
        signed=signed,
        zone=place.zone,
        others=tuple(other_of(other) for other in earlier if other.began_at),
        tended_by_nurse=tended_by_nurse(visit),
        last_weight_kg=last_weight(earlier),
    )


def to_show(visit: UUID, state: VisitState, place: ClinicState, clinic: UUID) -> Knowledge:
    """What the screen of a visit stands on: once a dose has begun, no rule that it shows asks for
    the nurses' hands, or for more of the other visits than the last weight."""
    if state.phase in BEFORE_DOSING or state.booking is None or state.patient is None:
        return of_state(visit, state, clinic)
    version, signed = place.protocol(state.booking.protocol)
    whose = surviving(state.patient)
    return Knowledge(
        patient=streams.patient(whose),
        protocol=version,
        signed=signed,
        zone=place.zone,
        last_weight_kg=last_weight(other for other in others_of({whose}) if other.id != visit),
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


def others_of(patients: Collection[UUID]) -> list[Other]:
    """All visits of these surviving patients, anywhere, oldest first; also of what was merged
    into them."""
    rows = Visit.objects.filter(visits_of(*patients)).order_by("starts_at", "id")
    columns = [_WHOSE if name == "patient_id" else name for name in Other._fields]
    return [Other._make(row) for row in rows.values_list(*columns)]


def versions_of(patients: Collection[UUID]) -> dict[UUID, list[tuple[UUID, int]]]:
    """The same visits by patient, only their ids and versions: whether anything is new there."""
    found: dict[UUID, list[tuple[UUID, int]]] = defaultdict(list)
    rows = Visit.objects.filter(visits_of(*patients)).order_by("starts_at", "id")
    for patient, visit, version in rows.values_list(_WHOSE, "id", "version"):
        found[patient].append((visit, version))
    return found


_WHOSE: Final = Coalesce(F("patient__merged_into"), F("patient_id"))
"""Through which record a visit's patient is read."""


def other_of(row: Other) -> OtherVisit:
    if row.began_at is None:
        raise ValueError(f"visit {row.id} has no dose")
    return OtherVisit(
        id=row.id,
        product=Product(row.product),
        dosed_at=row.began_at,
        running=Phase(row.phase) in DOSING,
        urinary_symptom=row.urinary_symptom,
    )


def tended_by_nurse(besides: UUID | None = None) -> dict[str, tuple[Tended, ...]]:
    """The visits with drug in the patient that each nurse watches, one visit left out."""
    rows = Visit.objects.filter(phase__in=_WATCHED, began_at__isnull=False).exclude(nurse="")
    found: dict[str, tuple[Tended, ...]] = {}
    for visit, nurse, route, phase, began in rows.values_list(*_TENDED):
        if visit != besides and began is not None:
            one = Tended(route=Route(route), began_at=began, dosing=phase in _DOSING)
            found[nurse] = (*found.get(nurse, ()), one)
    return found


def last_weight(rows: Iterable[Other]) -> Kg | None:
    """The newest weight of these visits."""
    weighed = [(row.weighed_at, row.weight_kg) for row in rows if row.weighed_at and row.weight_kg]
    return Kg(max(weighed)[1].normalize()) if weighed else None
