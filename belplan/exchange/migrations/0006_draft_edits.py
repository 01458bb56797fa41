import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0005_phonebook_kind"),
        ("tenancy", "0002_second_factor_settings"),
    ]

    operations = [
        migrations.CreateModel(
            name="DraftEdit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="number")),
                ("edit", models.JSONField(verbose_name="edit")),
                ("inverse", models.JSONField(verbose_name="what undoes it")),
                ("what", models.JSONField(verbose_name="what it did")),
                ("who", models.CharField(max_length=150, verbose_name="who")),
                ("name", models.CharField(max_length=150, verbose_name="name")),
                ("at", models.DateTimeField(verbose_name="when")),
                ("undone", models.BooleanField(default=False, verbose_name="undone")),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.company",
                        verbose_name="company",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="log",
                        to="exchange.draftplan",
                        verbose_name="call plan",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "abstract": False,
                "default_manager_name": "everywhere",
                "base_manager_name": "everywhere",
                "indexes": [models.Index(fields=["plan", "who", "undone", "number"], name="draft_edits_of_who")],
                "constraints": [models.UniqueConstraint(fields=("plan", "number"), name="draft_edit_once")],
            },
            managers=[
                ("everywhere", django.db.models.manager.Manager()),
            ],
        ),
    ]
