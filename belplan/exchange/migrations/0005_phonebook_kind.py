from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0004_provisioned_devices"),
    ]

    operations = [
        migrations.AddField(
            model_name="phonebookentry",
            name="kind",
            field=models.CharField(
                blank=True,
                choices=[("work", "work"), ("mobile", "mobile"), ("home", "home")],
                max_length=6,
                verbose_name="kind",
            ),
        ),
    ]
