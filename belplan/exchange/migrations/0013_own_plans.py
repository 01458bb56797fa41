"""A user may have a call plan of their own, for calls to them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exchange", "0012_caller_lists")]

    operations = [
        migrations.AddField(
            model_name="draftplan",
            name="owner",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="own_plan",
                to="exchange.person",
                verbose_name="user",
            ),
        ),
        migrations.AddConstraint(
            model_name="draftplan",
            constraint=models.CheckConstraint(
                condition=models.Q(("owner__isnull", True), ("internal", ""), _connector="OR"),
                name="own_plan_has_no_number",
            ),
        ),
    ]
