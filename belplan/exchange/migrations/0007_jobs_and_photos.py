import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0006_draft_edits"),
        ("tenancy", "0002_second_factor_settings"),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="photo",
            field=models.CharField(blank=True, default="", max_length=40),
            preserve_default=False,
        ),
        migrations.CreateModel(
            name="Job",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=40)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("running", "running"),
                            ("done", "done"),
                            ("failed", "failed"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("done", models.PositiveIntegerField(default=0)),
                ("total", models.PositiveIntegerField(default=0)),
                ("params", models.JSONField(default=dict)),
                ("result", models.JSONField(default=dict)),
                ("file", models.CharField(blank=True, max_length=200)),
                ("who", models.CharField(max_length=150)),
                ("origin", models.CharField(max_length=100)),
                ("language", models.CharField(max_length=5)),
                ("made", models.DateTimeField()),
                ("seen", models.DateTimeField(null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.company",
                        verbose_name="company",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "default_manager_name": "everywhere",
                "base_manager_name": "everywhere",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["waiting", "running"])), fields=["state"], name="job_to_do"
                    ),
                    models.Index(fields=["company", "kind"], name="job_of_company"),
                ],
            },
            managers=[
                ("everywhere", django.db.models.manager.Manager()),
            ],
        ),
    ]
