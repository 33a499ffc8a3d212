"""Where devices stand."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bedside", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="DevicePlace",
            fields=[
                ("device", models.CharField(max_length=199, primary_key=True, serialize=False)),
                ("clinic_id", models.UUIDField(db_index=True)),
                ("chair_id", models.UUIDField(unique=True)),
                ("since", models.DateTimeField()),
                ("by", models.CharField(max_length=64)),
            ],
            options={"default_permissions": ()},
        ),
    ]
