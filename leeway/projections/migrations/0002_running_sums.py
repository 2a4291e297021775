"""Running sums beside the spends; grants, pools and facts of a spend stand in its own row, for they are read together."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def move_in(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    spend, link = apps.get_model("projections", "SpendRow"), apps.get_model("projections", "SpendLink")
    for fact in apps.get_model("ledger", "Fact").objects.filter(name="decision.made").iterator():
        chain = [[held["grant"], held["holder"]] for held in fact.data["chain"]]
        spend.objects.filter(decision=fact.data["decision"]).update(
            chain=chain, pools=fact.data["pools"], facts=fact.data["facts"]
        )
    link.objects.exclude(sort="told").delete()


def move_out(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    link = apps.get_model("projections", "SpendLink")
    for row in apps.get_model("projections", "SpendRow").objects.iterator():
        rows = [("grant", grant, holder) for grant, holder in row.chain] + [("pool", pool, "") for pool in row.pools]
        link.objects.bulk_create(
            link(spend_id=row.decision, sort=sort, source=source, holder=holder) for sort, source, holder in rows
        )


class Migration(migrations.Migration):
    dependencies = [("projections", "0001_tables"), ("ledger", "0001_tables")]

    operations = [
        migrations.CreateModel(
            name="SumChange",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "key", "level", "bucket", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.CharField(max_length=300)),
                ("level", models.SmallIntegerField()),
                ("bucket", models.BigIntegerField()),
                ("money", models.BigIntegerField()),
                ("pieces", models.BigIntegerField()),
                ("decisions", models.BigIntegerField()),
            ],
            options={"db_table": "projections_sum_change"},
        ),
        migrations.CreateModel(
            name="SumRow",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "key", "at", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.CharField(max_length=300)),
                ("at", models.BigIntegerField()),
                ("money", models.BigIntegerField()),
                ("pieces", models.BigIntegerField()),
                ("decisions", models.BigIntegerField()),
            ],
            options={"db_table": "projections_sum"},
        ),
        migrations.CreateModel(
            name="SumsFor",
            fields=[
                ("id", models.SmallIntegerField(primary_key=True, serialize=False)),
                ("sha256", models.CharField(max_length=64)),
            ],
            options={"db_table": "projections_sums_for"},
        ),
        migrations.AddField(model_name="spendrow", name="chain", field=models.JSONField(default=list)),
        migrations.AddField(model_name="spendrow", name="facts", field=models.JSONField(default=dict)),
        migrations.AddField(model_name="spendrow", name="pools", field=models.JSONField(default=list)),
        migrations.RunPython(move_in, move_out),
    ]
