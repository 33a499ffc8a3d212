"""The inbox with its guard, and the devices seen."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from morrow.clinic.bedside import guards


def _guard(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in guards.guard(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


def _unguard(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in guards.unguard(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Device",
            fields=[
                ("name", models.CharField(max_length=199, primary_key=True, serialize=False)),
                ("first_seen", models.DateTimeField()),
                ("last_seen", models.DateTimeField()),
                ("last_message_id", models.BigIntegerField()),
                ("clock_error_ms", models.BigIntegerField(null=True)),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="InboxMessage",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("received_at", models.DateTimeField()),
                ("peer", models.CharField(max_length=64)),
                ("raw", models.BinaryField()),
                ("digest", models.CharField(max_length=64)),
                ("key", models.CharField(max_length=64, unique=True)),
                (
                    "verdict",
                    models.CharField(choices=[("A", "A"), ("E", "E"), ("R", "R")], max_length=1),
                ),
                ("reason", models.TextField(blank=True)),
                ("device", models.CharField(blank=True, max_length=199)),
                ("control_id", models.CharField(blank=True, max_length=199)),
                ("zone", models.CharField(blank=True, max_length=64)),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["device", "received_at"], name="inbox_of_device"),
                    models.Index(
                        condition=models.Q(("verdict", "A"), _negated=True),
                        fields=["received_at"],
                        name="inbox_quarantine",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("verdict", "A")),
                            models.Q(
                                ("verdict__in", ["E", "R"]),
                                models.Q(("reason", ""), _negated=True),
                                ("device", ""),
                            ),
                            _connector="OR",
                        ),
                        name="inbox_taken_or_with_a_reason",
                    )
                ],
            },
        ),
        migrations.RunPython(_guard, _unguard),
    ]
