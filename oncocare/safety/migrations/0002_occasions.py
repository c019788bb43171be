"""Every time a flag was raised has a row of its own; those of the flags there are follow in the next migration."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import oncocare.foundation.clock
import oncocare.foundation.triggers


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_relation"),
        ("safety", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Occasion",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("source", models.TextField()),
                ("severity", models.TextField()),
                ("made", models.DateTimeField(default=oncocare.foundation.clock.now)),
                ("made_by", models.TextField(blank=True)),
                (
                    "centre",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.centre"
                    ),
                ),
                (
                    "flag",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="occasions", to="safety.flag"
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.patient"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("flag", "source"), name="occasion_once_per_flag_and_source")
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="occasion",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=oncocare.foundation.triggers.AlwaysSql(
                    func="RAISE EXCEPTION 'Cannot update or delete rows of table %', TG_TABLE_NAME;",
                    hash="d324f9e83c38c213367cd04e514e1ae834358003",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_10005",
                    table="safety_occasion",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="occasion",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=oncocare.foundation.triggers.AlwaysSql(
                    func="RAISE EXCEPTION 'Cannot truncate rows of table %', TG_TABLE_NAME;",
                    hash="3521e3fc2e51bdcfb576f38caf26d8c9f6b5eca9",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_bb128",
                    table="safety_occasion",
                    when="BEFORE",
                ),
            ),
        ),
    ]
