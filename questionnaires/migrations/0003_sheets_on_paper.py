"""Sheets of questions printed on paper, with the code that leads back to the set."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import oncocare.foundation.clock
import oncocare.foundation.ids
import oncocare.foundation.triggers


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_relation"),
        ("questionnaires", "0002_late_answers_and_imports"),
    ]

    operations = [
        migrations.CreateModel(
            name="PrintedSheet",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=oncocare.foundation.ids.new, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=8, unique=True)),
                ("bundle", models.UUIDField()),
                ("language", models.CharField(max_length=10)),
                ("made", models.DateTimeField(default=oncocare.foundation.clock.now)),
                ("made_by", models.TextField()),
                (
                    "centre",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="printed_sheets", to="people.centre"
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="printed_sheets", to="people.patient"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="printedsheet",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=oncocare.foundation.triggers.AlwaysSql(
                    func="RAISE EXCEPTION 'Cannot update or delete rows of table %', TG_TABLE_NAME;",
                    hash="6137cba6afa14a15f9b9937afcc4240fb8e1d668",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_da23a",
                    table="questionnaires_printedsheet",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="printedsheet",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=oncocare.foundation.triggers.AlwaysSql(
                    func="RAISE EXCEPTION 'Cannot truncate rows of table %', TG_TABLE_NAME;",
                    hash="7b482a307b1af9e5af90861f9c0b4155556676cd",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_014e0",
                    table="questionnaires_printedsheet",
                    when="BEFORE",
                ),
            ),
        ),
    ]
