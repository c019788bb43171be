"""Worrying answers that came after the sending, files of answers from before, and when questions were taken back."""

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
        ("questionnaires", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Import",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=oncocare.foundation.ids.new, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("sha256", models.CharField(max_length=64)),
                ("made", models.DateTimeField(default=oncocare.foundation.clock.now)),
                ("made_by", models.TextField()),
                (
                    "centre",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="imports", to="people.centre"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="LateAnswer",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("instrument", models.TextField()),
                ("item", models.TextField()),
                ("code", models.IntegerField(null=True)),
                ("made", models.DateTimeField(default=oncocare.foundation.clock.now)),
                ("entered_by", models.TextField()),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="late_answers",
                        to="questionnaires.assignment",
                    ),
                ),
                (
                    "centre",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.centre"
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
                "ordering": ["id"],
                "abstract": False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="assignment",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="assignment",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="assignment",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="assignment",
            name="taken_back",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="assignmentevent",
            name="taken_back",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="response",
            name="from_before",
            field=models.BooleanField(db_default=False, default=False),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="assignment",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=oncocare.foundation.triggers.AlwaysSql(
                    func='INSERT INTO "questionnaires_assignmentevent" ("bundle", "centre_id", "closes", "due", "id", "instrument", "line", "occurrence", "opens", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "state", "taken_back") VALUES (NEW."bundle", NEW."centre_id", NEW."closes", NEW."due", NEW."id", NEW."instrument", NEW."line", NEW."occurrence", NEW."opens", NEW."patient_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."place", NEW."state", NEW."taken_back"); RETURN NULL;',
                    hash="de6e9e0987d32303b57801b18e48eccf8b0161eb",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_5c000",
                    table="questionnaires_assignment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="assignment",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=oncocare.foundation.triggers.AlwaysSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "questionnaires_assignmentevent" ("bundle", "centre_id", "closes", "due", "id", "instrument", "line", "occurrence", "opens", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "state", "taken_back") VALUES (NEW."bundle", NEW."centre_id", NEW."closes", NEW."due", NEW."id", NEW."instrument", NEW."line", NEW."occurrence", NEW."opens", NEW."patient_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."place", NEW."state", NEW."taken_back"); RETURN NULL;',
                    hash="7d1a4d1f9230466f2fdfd18463bbae359d792477",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_fd9fd",
                    table="questionnaires_assignment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="assignment",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=oncocare.foundation.triggers.AlwaysSql(
                    func='INSERT INTO "questionnaires_assignmentevent" ("bundle", "centre_id", "closes", "due", "id", "instrument", "line", "occurrence", "opens", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "state", "taken_back") VALUES (OLD."bundle", OLD."centre_id", OLD."closes", OLD."due", OLD."id", OLD."instrument", OLD."line", OLD."occurrence", OLD."opens", OLD."patient_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."place", OLD."state", OLD."taken_back"); RETURN NULL;',
                    hash="6891656243d115356bd95cfdba8349be32ce3aec",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_4fcff",
                    table="questionnaires_assignment",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="response",
            name="imported",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="responses",
                to="questionnaires.import",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="import",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=oncocare.foundation.triggers.AlwaysSql(
                    func="RAISE EXCEPTION 'Cannot update or delete rows of table %', TG_TABLE_NAME;",
                    hash="1acb061257ae5521fbbe51baefb55b2675313605",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_d7007",
                    table="questionnaires_import",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="import",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=oncocare.foundation.triggers.AlwaysSql(
                    func="RAISE EXCEPTION 'Cannot truncate rows of table %', TG_TABLE_NAME;",
                    hash="5c05a29e49157f3d24cd75e15afde6034877e140",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_17955",
                    table="questionnaires_import",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="lateanswer",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=oncocare.foundation.triggers.AlwaysSql(
                    func="RAISE EXCEPTION 'Cannot update or delete rows of table %', TG_TABLE_NAME;",
                    hash="2184598bb1c1739c0bdf3d6ee452d803218e5fe4",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_2fd8f",
                    table="questionnaires_lateanswer",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="lateanswer",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=oncocare.foundation.triggers.AlwaysSql(
                    func="RAISE EXCEPTION 'Cannot truncate rows of table %', TG_TABLE_NAME;",
                    hash="ea1ee6e510fa6d977ba7d4c67f763e2c526d961e",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_ef916",
                    table="questionnaires_lateanswer",
                    when="BEFORE",
                ),
            ),
        ),
    ]
