"""Projections: what happened at visits that a director looks at, and what they found.

A flag or breach that nobody has answered is not here: it follows from its visit's folded state,
where the page looks for it.  Its row is written when somebody answers.
"""

from uuid import UUID

from django.db import models


class Kind(models.TextChoices):
    """What it is, gravest first."""

    BREACH = "breach", "Breach"
    EMERGENCY = "emergency", "Emergency"
    OVERRIDE = "override", "Override"
    FLAG = "flag", "Flag"


class Matter(models.Model):
    """One fact to look at.  `id` is the fact's id, for flags and breaches the flag's key.

    `seen` are the values that an override rested on.  `answer` is what was said at the visit: how
    a flag was resolved, what a breach's review found, how an emergency ended.
    """

    id = models.CharField(max_length=80, primary_key=True)
    clinic_id = models.UUIDField()
    visit_id = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=12, choices=Kind)
    rule = models.CharField(max_length=60, blank=True)
    reason = models.TextField(blank=True)
    seen = models.JSONField(default=dict)
    by = models.CharField(max_length=64)
    role = models.CharField(max_length=32)
    at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.CharField(max_length=64, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["clinic_id", "at"], name="matter_of_clinic")]

    def __str__(self) -> str:
        return f"{self.kind} {self.rule or self.reason}"

    @property
    def fact(self) -> UUID:
        """The fact that it is about: several flags may have one."""
        return UUID(self.id.partition(".")[0])


class Finding(models.Model):
    """What a director found.  `about` is the matter's id."""

    about = models.CharField(max_length=80, primary_key=True)
    clinic_id = models.UUIDField(db_index=True)
    finding = models.TextField()
    by = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.about}: {self.finding}"
