"""Whose doses are counted as another record's."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("visits", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="MergedPatient",
            fields=[
                ("patient_id", models.UUIDField(primary_key=True, serialize=False)),
                ("into_id", models.UUIDField(db_index=True)),
            ],
            options={"default_permissions": ()},
        ),
    ]
