"""Reading a merged record through the one that survives."""

from uuid import UUID

from django.db.models import Q

from morrow.clinic.patients.models import Patient


def surviving(patient: UUID) -> UUID:
    """The id of the record that this one is read through: mostly itself."""
    into = Patient.objects.filter(id=patient).values_list("merged_into", flat=True).first()
    return into or patient


def visits_of(*patients: UUID) -> Q:
    """The visits of these surviving records, with those of what was merged into them."""
    return Q(patient_id__in=patients) | Q(patient__merged_into__in=patients)
