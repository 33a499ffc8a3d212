"""What devices sent, byte for byte, which devices there are, and where they stand.

What was sent is no fact about a patient: a device's value becomes one when a rule or a nurse
files it, and that fact cites the message.  Which chair a device stands at is a fact of the
clinic, and its table here a projection.
"""

from django.db import models


class InboxMessage(models.Model):
    """One message as it came in.  Rows are never changed; the database refuses it.

    `key` makes a message sent again the same row: sender, control id and time of sending for one
    that was taken, the bytes themselves for one that was not (verdict E or R: the quarantine,
    `reason` says why).  `zone` is what the listener was told of devices that state no offset, so
    that the bytes can be read again as they were.  `device` is empty in the quarantine.
    `clock_offset_us` is what was known of the device's clock then (`device_clock`), so that a
    message is dated alike wherever and whenever it is read.
    """

    id = models.BigAutoField(primary_key=True)
    received_at = models.DateTimeField()
    peer = models.CharField(max_length=64)
    raw = models.BinaryField()
    digest = models.CharField(max_length=64)
    key = models.CharField(max_length=64, unique=True)
    verdict = models.CharField(max_length=1, choices=[(v, v) for v in "AER"])
    reason = models.TextField(blank=True)
    device = models.CharField(max_length=199, blank=True)
    control_id = models.CharField(max_length=199, blank=True)
    zone = models.CharField(max_length=64, blank=True)
    clock_offset_us = models.BigIntegerField(null=True)

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["device", "received_at"], name="inbox_of_device"),
            models.Index(
                fields=["received_at"],
                condition=~models.Q(verdict="A"),
                name="inbox_quarantine",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(verdict="A", reason="")
                | (models.Q(verdict__in=["E", "R"]) & ~models.Q(reason="") & models.Q(device="")),
                name="inbox_taken_or_with_a_reason",
            )
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.device} {self.control_id}"


class Device(models.Model):
    """A device that has sent a message that was taken.  `name` is what its messages call it.

    The last three are what is known of its clock (`device_clock`), null where its messages never
    said when they were sent.
    """

    name = models.CharField(max_length=199, primary_key=True)
    first_seen = models.DateTimeField()
    last_seen = models.DateTimeField()
    last_message_id = models.BigIntegerField()
    offset_us = models.BigIntegerField(null=True)
    offset_before_us = models.BigIntegerField(null=True)
    heard_us = models.BigIntegerField(default=0)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.name


class DevicePlace(models.Model):
    """A projection: the chair at which a device stands, since when and put there by whom.

    One chair to a device and one device to a chair, across all clinics.
    """

    device = models.CharField(max_length=199, primary_key=True)
    clinic_id = models.UUIDField(db_index=True)
    chair_id = models.UUIDField(unique=True)
    since = models.DateTimeField()
    by = models.CharField(max_length=64)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.device} at {self.chair_id}"
