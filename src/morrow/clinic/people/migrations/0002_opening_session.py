"""Which sign-in an opening belongs to."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [
        migrations.AddField("opening", "session", models.CharField(max_length=32, null=True)),
    ]
