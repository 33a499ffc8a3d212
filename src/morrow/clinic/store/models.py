"""The journal's table.  Rows are made by `journal.append` alone, and never change."""

from django.db import models


class Position(models.BigIntegerField):  # type: ignore[type-arg]  # generic only in the stubs
    """A whole number that on SQLite is the row's own id: one index less to write."""

    def db_type(self, connection: object) -> str | None:
        if getattr(connection, "vendor", "") == "sqlite":
            return "integer"
        return super().db_type(connection)  # type: ignore[arg-type]


class JournalEntry(models.Model):
    """One fact.  The columns are those of `chain.Entry`, which says why all are texts."""

    position = Position(primary_key=True)
    stream = models.CharField(max_length=100)
    version = models.IntegerField()
    client_id = models.CharField(max_length=36)
    request_hash = models.CharField(max_length=64)
    kind = models.CharField(max_length=100)
    kind_version = models.IntegerField()
    body = models.TextField()
    author = models.CharField(max_length=100)
    role = models.CharField(max_length=50)
    origin = models.CharField(max_length=10)
    device = models.CharField(max_length=100)
    clinic = models.CharField(max_length=100)
    happened_at = models.CharField(max_length=27)
    recorded_at = models.CharField(max_length=27)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        db_table = "journal_entry"
        constraints = [
            models.UniqueConstraint(fields=["stream", "version"], name="journal_stream_version"),
            models.UniqueConstraint(fields=["client_id"], name="journal_client_id"),
            models.CheckConstraint(
                condition=models.Q(position__gte=1, version__gte=1), name="journal_from_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.stream} v{self.version} {self.kind}"
