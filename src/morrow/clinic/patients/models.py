"""The projection of patients: how a list finds them.  Everything else is in their facts."""

from functools import cached_property

from django.db import models
from django.db.models import Q


class Patient(models.Model):
    """Who somebody is, as last stated.  `clinic_id` is where they were registered.

    `merged_into` is the record through which this one is read, once the two are known to be one
    person; that one is never merged itself.  A record number belongs to one person in the
    organisation.
    """

    id = models.UUIDField(primary_key=True)
    clinic_id = models.UUIDField(db_index=True)
    version = models.PositiveIntegerField()
    given_name = models.CharField(max_length=120)
    family_name = models.CharField(max_length=120)
    birth_date = models.DateField()
    record_number = models.CharField(max_length=64)
    phone = models.CharField(max_length=40, blank=True)
    merged_into = models.UUIDField(null=True, db_index=True)

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["family_name", "given_name"], name="patient_by_name")]
        constraints = [
            models.UniqueConstraint(
                fields=["record_number"],
                condition=Q(merged_into__isnull=True),
                name="patient_one_record_number",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"

    @cached_property
    def surviving(self) -> "Patient":
        """The record that says who this is: itself, or the one it was merged into."""
        if self.merged_into is None:
            return self
        return Patient.objects.get(id=self.merged_into)
