"""How far each device's clock is from ours, and what was known of it at each message."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bedside", "0002_deviceplace")]

    operations = [
        migrations.AddField("inboxmessage", "clock_offset_us", models.BigIntegerField(null=True)),
        migrations.RemoveField("device", "clock_error_ms"),
        migrations.AddField("device", "offset_us", models.BigIntegerField(null=True)),
        migrations.AddField("device", "offset_before_us", models.BigIntegerField(null=True)),
        migrations.AddField("device", "heard_us", models.BigIntegerField(default=0)),
    ]
