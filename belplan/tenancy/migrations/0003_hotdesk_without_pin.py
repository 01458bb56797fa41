from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tenancy", "0002_second_factor_settings"),
    ]

    operations = [
        migrations.AddField(
            model_name="company",
            name="hotdesk_without_pin",
            field=models.BooleanField(default=False, verbose_name="signing in at a telephone needs no PIN"),
        ),
    ]
