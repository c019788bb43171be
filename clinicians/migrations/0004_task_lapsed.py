"""A task may be no longer needed before anybody did it."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import oncocare.foundation.triggers


class Migration(migrations.Migration):
    dependencies = [
        ("clinicians", "0003_task_once_a_source"),
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
            name="lapsed",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="taskevent",
            name="lapsed",
            field=models.DateTimeField(null=True),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="task",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=oncocare.foundation.triggers.AlwaysSql(
                    func='INSERT INTO "clinicians_taskevent" ("centre_id", "done_at", "done_by_id", "due", "id", "lapsed", "made", "maker_id", "owner_id", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "what") VALUES (NEW."centre_id", NEW."done_at", NEW."done_by_id", NEW."due", NEW."id", NEW."lapsed", NEW."made", NEW."maker_id", NEW."owner_id", NEW."patient_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."source", NEW."what"); RETURN NULL;',
                    hash="8e336a518b079ad3f2fab04a36e4a85bb4856263",
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
                    func='INSERT INTO "clinicians_taskevent" ("centre_id", "done_at", "done_by_id", "due", "id", "lapsed", "made", "maker_id", "owner_id", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "what") VALUES (NEW."centre_id", NEW."done_at", NEW."done_by_id", NEW."due", NEW."id", NEW."lapsed", NEW."made", NEW."maker_id", NEW."owner_id", NEW."patient_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."source", NEW."what"); RETURN NULL;',
                    hash="dc42ad1ec6ec7c6188721253d83f19d196c0b944",
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
                    func='INSERT INTO "clinicians_taskevent" ("centre_id", "done_at", "done_by_id", "due", "id", "lapsed", "made", "maker_id", "owner_id", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "what") VALUES (OLD."centre_id", OLD."done_at", OLD."done_by_id", OLD."due", OLD."id", OLD."lapsed", OLD."made", OLD."maker_id", OLD."owner_id", OLD."patient_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."source", OLD."what"); RETURN NULL;',
                    hash="558e3c46a901dd4dc38047f5568bb99b1aeeb6a0",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_759c5",
                    table="clinicians_task",
                    when="AFTER",
                ),
            ),
        ),
    ]
