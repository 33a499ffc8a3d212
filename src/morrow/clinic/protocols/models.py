"""The versions of protocols at each clinic, as the facts of its stream have them."""

from django.db import models


class ProtocolVersion(models.Model):
    """A projection: one prepared version, and whether it is signed or withdrawn."""

    id = models.CharField(primary_key=True, max_length=120)  # clinic/protocol/version
    clinic_id = models.UUIDField(db_index=True)
    protocol = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    reason = models.TextField()
    changes = models.JSONField()
    prepared_by = models.UUIDField()
    prepared_at = models.DateTimeField()
    cosigned_by = models.UUIDField(null=True)
    cosigned_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "protocol_version"
        ordering = ("protocol", "-version")

    @property
    def state(self) -> str:
        """One word for the list."""
        if self.withdrawn_at:
            return "withdrawn"
        return "signed" if self.cosigned_at else "waits for a second signature"
