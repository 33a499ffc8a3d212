"""Tables of people and of the access log, with what keeps the last append-only."""

import uuid

import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from morrow.clinic.people import guards


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
            name="User",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("username", models.CharField(max_length=64, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("is_active", models.BooleanField(default=True)),
                ("pin", models.CharField(blank=True, max_length=128)),
                ("must_change_password", models.BooleanField(default=False)),
                ("password_expires_at", models.DateTimeField(null=True)),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Clinic",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=120)),
                ("zone", models.CharField(max_length=64)),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="GuessCount",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("since", models.DateTimeField()),
                ("count", models.PositiveIntegerField()),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="StaffQualification",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "clinic_id",
                        "person_id",
                        "qualification",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("clinic_id", models.UUIDField()),
                ("person_id", models.UUIDField(db_index=True)),
                ("qualification", models.CharField(max_length=32)),
                ("expires_on", models.DateField(null=True)),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="StaffRole",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "clinic_id",
                        "person_id",
                        "role",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("clinic_id", models.UUIDField()),
                ("person_id", models.UUIDField(db_index=True)),
                ("role", models.CharField(max_length=32)),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="ExplainedOpening",
            fields=[
                ("opening_id", models.UUIDField(primary_key=True, serialize=False)),
                ("reason", models.TextField(blank=True)),
                ("explained_by", models.UUIDField(null=True)),
                ("explained_at", models.DateTimeField(null=True)),
                ("review", models.TextField(blank=True)),
                ("reviewed_by", models.UUIDField(null=True)),
                ("reviewed_at", models.DateTimeField(null=True)),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reviewed_by__isnull", True),
                            ("explained_by__isnull", True),
                            models.Q(("reviewed_by", models.F("explained_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="reviewer_is_another_person",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Opening",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField()),
                ("person_id", models.UUIDField()),
                ("role", models.CharField(max_length=32)),
                ("operation", models.CharField(max_length=64)),
                ("record", models.CharField(max_length=64)),
                ("clinic_id", models.UUIDField()),
                ("tablet", models.CharField(max_length=36)),
                ("allowed", models.BooleanField()),
                ("emergency", models.BooleanField()),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["record", "at"], name="opening_of_record"),
                    models.Index(fields=["person_id", "at"], name="opening_by_person"),
                    models.Index(
                        condition=models.Q(("emergency", True)),
                        fields=["at"],
                        name="opening_emergency",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SignedText",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("person_id", models.UUIDField()),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("signature", "Signature"),
                            ("cosignature", "Cosignature"),
                            ("witness", "Witness"),
                        ],
                        max_length=11,
                    ),
                ),
                ("beside_id", models.UUIDField(null=True)),
                ("clinic_id", models.UUIDField()),
                ("text", models.TextField()),
                ("text_hash", models.CharField(db_index=True, max_length=64)),
                ("tablet", models.CharField(max_length=36)),
                ("at", models.DateTimeField()),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("purpose", "signature"),
                            models.Q(
                                ("beside_id__isnull", False),
                                models.Q(("beside_id", models.F("person_id")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="second_person_is_another",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TabletSignIn",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tablet",
                        "person_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("tablet", models.CharField(max_length=36)),
                ("at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.RunPython(_guard, _unguard),
    ]
