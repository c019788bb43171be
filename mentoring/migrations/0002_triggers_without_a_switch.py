"""Triggers that no setting of the session switches off take the place of those that asked one."""

from django.db import migrations
from pgtrigger.compiler import Trigger

from oncocare.foundation.triggers import AlwaysSql, ReplaceTriggers


class Migration(migrations.Migration):
    dependencies = [("mentoring", "0001_initial")]

    operations = [
        ReplaceTriggers(
            {
                "nomination": [
                    Trigger(
                        name="insert_insert",
                        sql=AlwaysSql(
                            func='INSERT INTO "mentoring_nominationevent" ("centre_id", "decision", "id", "made", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "withdrawn") VALUES (NEW."centre_id", NEW."decision", NEW."id", NEW."made", NEW."patient_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."withdrawn"); RETURN NULL;',
                            hash="5bc5d2312a81f65c4743660433f6c970c6b35e73",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_2a1b2",
                            table="mentoring_nomination",
                            when="AFTER",
                        ),
                    ),
                    Trigger(
                        name="update_update",
                        sql=AlwaysSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "mentoring_nominationevent" ("centre_id", "decision", "id", "made", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "withdrawn") VALUES (NEW."centre_id", NEW."decision", NEW."id", NEW."made", NEW."patient_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."withdrawn"); RETURN NULL;',
                            hash="91307d0d1dc03f0d71a100317f8692124801cc79",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_c9992",
                            table="mentoring_nomination",
                            when="AFTER",
                        ),
                    ),
                    Trigger(
                        name="delete_delete",
                        sql=AlwaysSql(
                            func='INSERT INTO "mentoring_nominationevent" ("centre_id", "decision", "id", "made", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "withdrawn") VALUES (OLD."centre_id", OLD."decision", OLD."id", OLD."made", OLD."patient_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."withdrawn"); RETURN NULL;',
                            hash="40c05c24a3b20c274e20655df1912ee9530fb2c6",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_0e922",
                            table="mentoring_nomination",
                            when="AFTER",
                        ),
                    ),
                ],
                "nominationevent": [
                    Trigger(
                        name="append_only",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot update or delete rows of table %', TG_TABLE_NAME;",
                            hash="a5daa03797e01b0510b80d7d5526f8dad902c671",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_30ba4",
                            table="mentoring_nominationevent",
                            when="BEFORE",
                        ),
                    ),
                    Trigger(
                        name="no_truncate",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot truncate rows of table %', TG_TABLE_NAME;",
                            hash="ae155b299d3e3b5e10c6cf166d63cfd2376db8ae",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_6b925",
                            table="mentoring_nominationevent",
                            when="BEFORE",
                        ),
                    ),
                ],
            }
        )
    ]
