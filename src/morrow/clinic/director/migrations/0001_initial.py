"""What a director looks at, and what they found."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Finding",
            fields=[
                ("about", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("clinic_id", models.UUIDField(db_index=True)),
                ("finding", models.TextField()),
                ("by", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
            ],
            options={"default_permissions": ()},
        ),
        migrations.CreateModel(
            name="Matter",
            fields=[
                ("id", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("clinic_id", models.UUIDField()),
                ("visit_id", models.UUIDField(db_index=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("breach", "Breach"),
                            ("emergency", "Emergency"),
                            ("override", "Override"),
                            ("flag", "Flag"),
                        ],
                        max_length=12,
                    ),
                ),
                ("rule", models.CharField(blank=True, max_length=60)),
                ("reason", models.TextField(blank=True)),
                ("seen", models.JSONField(default=dict)),
                ("by", models.CharField(max_length=64)),
                ("role", models.CharField(max_length=32)),
                ("at", models.DateTimeField()),
                ("answer", models.TextField(blank=True)),
                ("answered_by", models.CharField(blank=True, max_length=64)),
                ("answered_at", models.DateTimeField(null=True)),
            ],
            options={
                "default_permissions": (),
                "indexes": [models.Index(fields=["clinic_id", "at"], name="matter_of_clinic")],
            },
        ),
    ]
