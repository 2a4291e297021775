"""Make the tables of people and what they wrote."""

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="CaseNumber",
            fields=[
                ("number", models.BigAutoField(primary_key=True, serialize=False)),
                ("case", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="Customer",
            fields=[
                (
                    "id",
                    models.CharField(
                        max_length=64,
                        primary_key=True,
                        serialize=False,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^(?!clock$)[a-z0-9][a-z0-9._-]{0,63}$",
                                "Small letters, digits, dots, dashes and underscores, please; and not clock, which is the clock's own.",
                            )
                        ],
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("email", models.EmailField(blank=True, default="", max_length=254)),
                ("phone", models.CharField(blank=True, default="", max_length=40)),
                ("since", models.DateField(blank=True, null=True)),
                ("facts", models.JSONField(blank=True, default=dict)),
                ("erased_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="GuidelineText",
            fields=[
                ("sha256", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("text", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="Words",
            fields=[
                ("id", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("case", models.CharField(db_index=True, max_length=64)),
                ("customer", models.CharField(db_index=True, max_length=64)),
                ("author", models.CharField(max_length=80)),
                ("text", models.TextField()),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="CustomerLink",
            fields=[
                ("id", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("case", models.CharField(db_index=True, max_length=64)),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
                ("customer", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="people.customer")),
            ],
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "id",
                    models.CharField(
                        max_length=64,
                        primary_key=True,
                        serialize=False,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^(?!clock$)[a-z0-9][a-z0-9._-]{0,63}$",
                                "Small letters, digits, dots, dashes and underscores, please; and not clock, which is the clock's own.",
                            )
                        ],
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("member", "Member"),
                            ("coach", "Coach"),
                            ("leader", "Leader"),
                            ("administrator", "Administrator"),
                        ],
                        default="member",
                        max_length=16,
                    ),
                ),
                ("level", models.CharField(blank=True, default="", max_length=64)),
                ("team", models.CharField(blank=True, default="", max_length=64)),
                ("training", models.JSONField(blank=True, default=list)),
                ("phone", models.CharField(blank=True, default="", max_length=40)),
                ("email", models.EmailField(blank=True, default="", max_length=254)),
                ("active", models.BooleanField(default=True)),
                (
                    "reports_to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Account",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("username", models.CharField(max_length=150, unique=True)),
                ("is_active", models.BooleanField(default=True)),
                (
                    "person",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="account",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
    ]
