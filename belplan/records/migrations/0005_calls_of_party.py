from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0004_party_started"),
    ]

    operations = [
        migrations.AlterField("callparty", "started", models.DateTimeField()),
        migrations.AddIndex(
            "callparty", models.Index(fields=["company", "party", "-started", "-call"], name="calls_of_party")
        ),
    ]
