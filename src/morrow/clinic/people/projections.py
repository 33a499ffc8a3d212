"""From facts to the tables of clinics, roles, qualifications and reviewed openings."""

from typing import Any, Final
from uuid import UUID

from morrow.care.clinic import (
    ClinicOpened,
    OpeningReviewed,
    QualificationRecorded,
    QualificationWithdrawn,
    StaffRoleGranted,
    StaffRoleRevoked,
)
from morrow.care.recorded import Recorded
from morrow.care.visit.facts.leaving import OpeningExplained
from morrow.clinic.people.models import (
    Clinic,
    ExplainedOpening,
    StaffQualification,
    StaffRole,
)
from morrow.clinic.store.projector import Projector


def _staff(recorded: Recorded[Any]) -> None:
    place = UUID(recorded.clinic)
    match recorded.fact:
        case ClinicOpened(name=name, zone=zone):
            Clinic.objects.update_or_create(id=place, defaults={"name": name, "zone": zone})
        case StaffRoleGranted(person=person, role=role):
            StaffRole.objects.get_or_create(clinic_id=place, person_id=person, role=role.value)
        case StaffRoleRevoked(person=person, role=role):
            StaffRole.objects.filter(clinic_id=place, person_id=person, role=role.value).delete()
        case QualificationRecorded(person=person, qualification=what, expires_on=last_day):
            StaffQualification.objects.update_or_create(
                clinic_id=place,
                person_id=person,
                qualification=what.value,
                defaults={"expires_on": last_day},
            )
        case QualificationWithdrawn(person=person, qualification=what):
            StaffQualification.objects.filter(
                clinic_id=place, person_id=person, qualification=what.value
            ).delete()


def _openings(recorded: Recorded[Any]) -> None:
    match recorded.fact:
        case OpeningExplained(opening=opening, reason=reason):
            ExplainedOpening.objects.update_or_create(
                opening_id=opening,
                defaults={
                    "reason": reason,
                    "explained_by": UUID(recorded.by),
                    "explained_at": recorded.recorded_at,
                },
            )
        case OpeningReviewed(opening=opening, finding=finding):
            ExplainedOpening.objects.update_or_create(
                opening_id=opening,
                defaults={
                    "review": finding,
                    "reviewed_by": UUID(recorded.by),
                    "reviewed_at": recorded.recorded_at,
                },
            )


PROJECTORS: Final = (
    Projector(
        name="staff",
        models=(Clinic, StaffRole, StaffQualification),
        facts=(
            ClinicOpened,
            StaffRoleGranted,
            StaffRoleRevoked,
            QualificationRecorded,
            QualificationWithdrawn,
        ),
        apply=_staff,
    ),
    Projector(
        name="openings",
        models=(ExplainedOpening,),
        facts=(OpeningExplained, OpeningReviewed),
        apply=_openings,
    ),
)
