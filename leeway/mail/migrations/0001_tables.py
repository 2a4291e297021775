"""Keep mails that came in, their files, and how letters fared."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.PositiveIntegerField()),
                ("name", models.CharField(max_length=120)),
                ("content_type", models.CharField(max_length=100)),
                ("size", models.BigIntegerField()),
                ("cid", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "ordering": ["place"],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.CharField(max_length=240, primary_key=True, serialize=False)),
                ("message_id", models.CharField(max_length=300, unique=True)),
                ("case", models.CharField(db_index=True, max_length=64)),
                ("customer", models.CharField(db_index=True, max_length=64)),
                ("address", models.CharField(blank=True, db_index=True, max_length=320)),
                ("facts", models.JSONField(default=list)),
                ("automatic", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("sent", "Sent"),
                            ("bounced", "Bounced"),
                            ("failed", "Failed"),
                            ("no_address", "No Address"),
                            ("held", "Held"),
                        ],
                        default="waiting",
                        max_length=12,
                    ),
                ),
                ("status", models.CharField(blank=True, max_length=20)),
                ("at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
                ("failed_at", models.DateTimeField(null=True)),
                ("read_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("message_id", models.CharField(blank=True, db_index=True, max_length=300)),
                ("received_at", models.DateTimeField(db_index=True)),
                ("envelope_from", models.CharField(blank=True, max_length=320)),
                ("from_nobody", models.BooleanField(default=False)),
                ("envelope_to", models.JSONField(default=list)),
                ("size", models.BigIntegerField()),
                ("cut", models.BooleanField(default=False)),
                ("handled_at", models.DateTimeField(null=True)),
                (
                    "became",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Waiting"),
                            ("case", "Case"),
                            ("new", "New"),
                            ("bounce", "Bounce"),
                            ("automatic", "Automatic"),
                            ("aside", "Aside"),
                        ],
                        default="",
                        max_length=10,
                    ),
                ),
                ("case", models.CharField(blank=True, db_index=True, max_length=64)),
                ("customer", models.CharField(blank=True, db_index=True, max_length=64)),
                ("address", models.CharField(blank=True, db_index=True, max_length=320)),
                ("name", models.CharField(blank=True, max_length=200)),
                ("subject", models.CharField(blank=True, max_length=300)),
                ("text", models.TextField(blank=True)),
                ("html", models.TextField(blank=True)),
                ("answerable", models.BooleanField(default=True)),
                ("read_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="RawMessage",
            fields=[
                (
                    "message",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="raw",
                        serialize=False,
                        to="mail.message",
                    ),
                ),
                ("content", models.BinaryField()),
            ],
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("handled_at", None)), fields=["received_at"], name="mail_message_waiting"
            ),
        ),
        migrations.AddField(
            model_name="attachment",
            name="message",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="attachments", to="mail.message"
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.UniqueConstraint(fields=("message", "place"), name="mail_attachment_once"),
        ),
    ]
