import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0008_menus"),
        ("tenancy", "0003_hotdesk_without_pin"),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="may_hotdesk",
            field=models.BooleanField(default=False, verbose_name="may sign in at other telephones (hotdesking)"),
        ),
        migrations.AddField(
            model_name="person",
            name="pin",
            field=models.CharField(blank=True, default="", max_length=200),
            preserve_default=False,
        ),
        migrations.CreateModel(
            name="SwitchedDiversion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("plan", models.CharField(max_length=64)),
                ("diversion", models.CharField(max_length=100)),
                ("on", models.BooleanField()),
                ("since", models.DateTimeField()),
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
                "constraints": [
                    models.UniqueConstraint(fields=("company", "plan", "diversion"), name="diversion_switched_once")
                ],
            },
            managers=[
                ("everywhere", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Seat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "device",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="seat",
                        to="exchange.device",
                    ),
                ),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="seat",
                        to="exchange.person",
                    ),
                ),
                ("since", models.DateTimeField()),
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
            },
            managers=[
                ("everywhere", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="DoNotDisturb",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="do_not_disturb",
                        to="exchange.person",
                    ),
                ),
                ("since", models.DateTimeField()),
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
            },
            managers=[
                ("everywhere", django.db.models.manager.Manager()),
            ],
        ),
    ]
