"""From a patient's facts to their row."""

from typing import Any, Final
from uuid import UUID

from django.db.models import Model, Q

from morrow.care import patient as facts
from morrow.care.recorded import Recorded
from morrow.clinic.patients.models import Patient
from morrow.clinic.patients.through import surviving
from morrow.clinic.store.projector import Projector

IDENTITY: Final = ("given_name", "family_name", "birth_date", "record_number", "phone")


def _patient(recorded: Recorded[Any]) -> None:
    patient = UUID(recorded.stream.partition(":")[2])
    row = Patient.objects.filter(id=patient)
    match recorded.fact:
        case facts.PatientRegistered() as who:
            Patient.objects.create(
                id=patient,
                clinic_id=UUID(recorded.clinic),
                version=recorded.version,
                **{name: getattr(who, name) for name in IDENTITY},
            )
        case facts.PatientCorrected() as who:
            stated = {name: getattr(who, name) for name in IDENTITY}
            row.update(version=recorded.version, **stated)
        case facts.PatientsMerged(other=other):
            row.update(version=recorded.version)
            _merged(other, patient)
        case _:
            row.update(version=recorded.version)


def _merged(other: UUID, into: UUID) -> None:
    """One level deep: what was merged into the other is read through the survivor as well."""
    root, loser = surviving(into), surviving(other)
    if root != loser:  # two merges that contradict each other change nothing more
        Patient.objects.filter(Q(id=loser) | Q(merged_into=loser)).update(merged_into=root)


_TABLES: Final[tuple[type[Model], ...]] = (Patient,)
PROJECTORS: Final = (Projector(name="patients", models=_TABLES, facts=facts.ALL, apply=_patient),)
