"""Who is paused because they are ill is told apart from who wants a pause."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import oncocare.foundation.triggers


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0004_picture_from_before"),
        ("steps", "0005_verdicts_are_kept"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="pathway",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="pathway",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="pathway",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="pathway",
            name="ill",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="pathwayevent",
            name="ill",
            field=models.BooleanField(db_default=False, default=False),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="pathway",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=oncocare.foundation.triggers.AlwaysSql(
                    func='INSERT INTO "steps_pathwayevent" ("centre_id", "entered", "id", "ill", "level", "nominated", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "policy_id", "started", "status") VALUES (NEW."centre_id", NEW."entered", NEW."id", NEW."ill", NEW."level", NEW."nominated", NEW."patient_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."policy_id", NEW."started", NEW."status"); RETURN NULL;',
                    hash="c6e1ad2d858080e9357c03039acd0940214fc1e3",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_deeaf",
                    table="steps_pathway",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="pathway",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=oncocare.foundation.triggers.AlwaysSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "steps_pathwayevent" ("centre_id", "entered", "id", "ill", "level", "nominated", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "policy_id", "started", "status") VALUES (NEW."centre_id", NEW."entered", NEW."id", NEW."ill", NEW."level", NEW."nominated", NEW."patient_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."policy_id", NEW."started", NEW."status"); RETURN NULL;',
                    hash="a1ea29e4f1f4a4f06e4fb922983c0db22ac960fd",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_23c7e",
                    table="steps_pathway",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="pathway",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=oncocare.foundation.triggers.AlwaysSql(
                    func='INSERT INTO "steps_pathwayevent" ("centre_id", "entered", "id", "ill", "level", "nominated", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "policy_id", "started", "status") VALUES (OLD."centre_id", OLD."entered", OLD."id", OLD."ill", OLD."level", OLD."nominated", OLD."patient_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."policy_id", OLD."started", OLD."status"); RETURN NULL;',
                    hash="1bca7686c3dc22e93c5df0db4e50276da3b5d1bb",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_30f8f",
                    table="steps_pathway",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="pathway",
            constraint=models.CheckConstraint(
                condition=models.Q(("ill", False), ("status", "paused"), _connector="OR"),
                name="pathway_ill_only_while_paused",
            ),
        ),
    ]
