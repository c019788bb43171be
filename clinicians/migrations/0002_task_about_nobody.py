"""A task may be about nobody in particular, and made by nobody. Backward it stops while there is such a task."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import oncocare.foundation.triggers


class Migration(migrations.Migration):
    dependencies = [
        ("clinicians", "0001_initial"),
        ("people", "0002_relation"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="task",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="task",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="task",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="task",
            name="source",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddField(
            model_name="taskevent",
            name="source",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AlterField(
            model_name="task",
            name="maker",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AlterField(
            model_name="task",
            name="patient",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="tasks", to="people.patient"
            ),
        ),
        migrations.AlterField(
            model_name="taskevent",
            name="maker",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="taskevent",
            name="patient",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="people.patient",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="task",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=oncocare.foundation.triggers.AlwaysSql(
                    func='INSERT INTO "clinicians_taskevent" ("centre_id", "done_at", "done_by_id", "due", "id", "made", "maker_id", "owner_id", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "what") VALUES (NEW."centre_id", NEW."done_at", NEW."done_by_id", NEW."due", NEW."id", NEW."made", NEW."maker_id", NEW."owner_id", NEW."patient_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."source", NEW."what"); RETURN NULL;',
                    hash="7ede56d17ccd1843b93af9bcfc23c192f65fa0c7",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_28d4e",
                    table="clinicians_task",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="task",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=oncocare.foundation.triggers.AlwaysSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "clinicians_taskevent" ("centre_id", "done_at", "done_by_id", "due", "id", "made", "maker_id", "owner_id", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "what") VALUES (NEW."centre_id", NEW."done_at", NEW."done_by_id", NEW."due", NEW."id", NEW."made", NEW."maker_id", NEW."owner_id", NEW."patient_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."source", NEW."what"); RETURN NULL;',
                    hash="342e6efe4176f354f2866a973c5993c4dd4ba690",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_0a8d8",
                    table="clinicians_task",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="task",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=oncocare.foundation.triggers.AlwaysSql(
                    func='INSERT INTO "clinicians_taskevent" ("centre_id", "done_at", "done_by_id", "due", "id", "made", "maker_id", "owner_id", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "what") VALUES (OLD."centre_id", OLD."done_at", OLD."done_by_id", OLD."due", OLD."id", OLD."made", OLD."maker_id", OLD."owner_id", OLD."patient_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."source", OLD."what"); RETURN NULL;',
                    hash="d26d95fe3fb4ce6f88a7722886d642fea34cfe75",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_759c5",
                    table="clinicians_task",
                    when="AFTER",
                ),
            ),
        ),
    ]
