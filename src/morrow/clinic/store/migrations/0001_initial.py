"""The journal's table, and the triggers that keep it append-only."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import morrow.clinic.store.models
from morrow.clinic.store import triggers


def _guard(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in triggers.guard(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


def _unguard(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in triggers.unguard(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="JournalEntry",
            fields=[
                (
                    "position",
                    morrow.clinic.store.models.Position(primary_key=True, serialize=False),
                ),
                ("stream", models.CharField(max_length=100)),
                ("version", models.IntegerField()),
                ("client_id", models.CharField(max_length=36)),
                ("request_hash", models.CharField(max_length=64)),
                ("kind", models.CharField(max_length=100)),
                ("kind_version", models.IntegerField()),
                ("body", models.TextField()),
                ("author", models.CharField(max_length=100)),
                ("role", models.CharField(max_length=50)),
                ("origin", models.CharField(max_length=10)),
                ("device", models.CharField(max_length=100)),
                ("clinic", models.CharField(max_length=100)),
                ("happened_at", models.CharField(max_length=27)),
                ("recorded_at", models.CharField(max_length=27)),
                ("previous_hash", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64)),
            ],
            options={
                "db_table": "journal_entry",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("stream", "version"), name="journal_stream_version"
                    ),
                    models.UniqueConstraint(fields=("client_id",), name="journal_client_id"),
                    models.CheckConstraint(
                        condition=models.Q(("position__gte", 1), ("version__gte", 1)),
                        name="journal_from_one",
                    ),
                ],
            },
        ),
        migrations.RunPython(_guard, _unguard),
    ]
