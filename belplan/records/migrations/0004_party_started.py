"""When the calls of each party started: first for those that are known already."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0003_known_calls"),
    ]

    operations = [
        migrations.AddField("callparty", "started", models.DateTimeField(null=True)),
        migrations.RunSQL(
            "UPDATE records_callparty SET started = "
            "(SELECT started FROM records_callrecord WHERE records_callrecord.id = records_callparty.call_id)",
            migrations.RunSQL.noop,
        ),
    ]
