"""Where a company's telephones stand, for emergency calls."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tenancy", "0003_hotdesk_without_pin")]

    operations = [
        migrations.AddField(
            model_name="company",
            name="site_address",
            field=models.TextField(blank=True, max_length=300, verbose_name="address of the site"),
        ),
    ]
