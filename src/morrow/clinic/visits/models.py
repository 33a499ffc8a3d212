"""The projections of visits: the board's row, and the invariants that the database itself keeps.

All hold only what follows from facts.  A constraint refuses what a decision must never yield; a
fact that happened all the same is kept and lies in `Conflict` until a person resolves it.
"""

from django.db import models
from django.db.models import F, Q

from morrow.clinic.patients.models import Patient


class Visit(models.Model):
    """One visit as a list shows it: a function of its folded state, at `version`.

    `ends_at` is when the bag will be empty at the rate of now, null while paused or unknown.
    `sbp`, `dbp` in mm[Hg], taken at `bp_at`.  `extended_at` is when a drug was last given that
    lengthens observation.  Nurse and clinic are ids.
    """

    id = models.UUIDField(primary_key=True)
    clinic_id = models.UUIDField()
    patient = models.ForeignKey(Patient, on_delete=models.DO_NOTHING, db_constraint=False)
    version = models.PositiveIntegerField()
    phase = models.CharField(max_length=12)
    product = models.CharField(max_length=12)
    route = models.CharField(max_length=8)
    protocol = models.CharField(max_length=40)
    starts_at = models.DateTimeField()
    minutes = models.PositiveIntegerField()
    chair_id = models.UUIDField(null=True)
    nurse = models.CharField(max_length=64, blank=True)
    arrived_at = models.DateTimeField(null=True)
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    extended_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    sbp = models.DecimalField(max_digits=8, decimal_places=3, null=True)
    dbp = models.DecimalField(max_digits=8, decimal_places=3, null=True)
    bp_at = models.DateTimeField(null=True)
    weight_kg = models.DecimalField(max_digits=9, decimal_places=4, null=True)
    weighed_at = models.DateTimeField(null=True)
    ordered = models.BooleanField()
    alarm_level = models.CharField(max_length=8, blank=True)
    alarm_words = models.TextField(blank=True)
    alarm_since = models.DateTimeField(null=True)
    alarm_seen = models.BooleanField()
    emergency = models.BooleanField()
    urinary_symptom = models.BooleanField()
    open_flags = models.PositiveIntegerField()

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["clinic_id", "starts_at"], name="visit_of_day"),
            models.Index(fields=["patient", "starts_at"], name="visit_of_patient"),
            models.Index(fields=["phase"], name="visit_in_phase"),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.phase}"


class Dose(models.Model):
    """Whose visit it is, and whether an infusion runs (or is paused) in it since when.

    One running infusion for a patient, across all clinics.  `contradicts`: a pump was found
    running though another infusion of the patient is on record.
    """

    visit_id = models.UUIDField(primary_key=True)
    patient_id = models.UUIDField()
    running = models.BooleanField()
    contradicts = models.BooleanField()
    since = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["patient_id"],
                condition=Q(running=True, contradicts=False),
                name="one_running_infusion_of_a_patient",
            )
        ]


class MergedPatient(models.Model):
    """Whose doses are counted as another record's, once the two are known to be one person."""

    patient_id = models.UUIDField(primary_key=True)
    into_id = models.UUIDField(db_index=True)

    class Meta:
        default_permissions = ()


class DoseStart(models.Model):
    """The start of an order's dose.  An order starts once."""

    order_id = models.UUIDField(primary_key=True)
    visit_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()


class Waste(models.Model):
    """Drug thrown away before the eyes of another person.  `id` is the fact's."""

    id = models.UUIDField(primary_key=True)
    visit_id = models.UUIDField()
    author = models.CharField(max_length=64)
    witness = models.CharField(max_length=64)
    amount_mg = models.DecimalField(max_digits=12, decimal_places=4)
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=~Q(witness=F("author")), name="witness_is_another_person"
            )
        ]


class Conflict(models.Model):
    """A fact that happened against a constraint.  `id` is the fact's; open until resolved."""

    id = models.UUIDField(primary_key=True)
    visit_id = models.UUIDField(db_index=True)
    reason = models.TextField()
    at = models.DateTimeField()
    resolved = models.BooleanField(default=False)

    class Meta:
        default_permissions = ()
