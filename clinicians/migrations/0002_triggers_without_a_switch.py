"""Triggers that no setting of the session switches off take the place of those that asked one."""

from django.db import migrations
from pgtrigger.compiler import Trigger

from oncocare.foundation.triggers import AlwaysSql, ReplaceTriggers


class Migration(migrations.Migration):
    dependencies = [("clinicians", "0001_initial")]

    operations = [
        ReplaceTriggers(
            {
                "contact": [
                    Trigger(
                        name="append_only",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot update or delete rows of table %', TG_TABLE_NAME;",
                            hash="f07443b0f2c49b6644b2109e27b75d5ea2906d16",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_24d0f",
                            table="clinicians_contact",
                            when="BEFORE",
                        ),
                    ),
                    Trigger(
                        name="no_truncate",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot truncate rows of table %', TG_TABLE_NAME;",
                            hash="040e806b294b3bad8adccb95c635f67033bac60a",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_43361",
                            table="clinicians_contact",
                            when="BEFORE",
                        ),
                    ),
                ],
                "note": [
                    Trigger(
                        name="append_only",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot update or delete rows of table %', TG_TABLE_NAME;",
                            hash="b61c850eea2d16d92010f8f7a40380046843930f",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_07b1b",
                            table="clinicians_note",
                            when="BEFORE",
                        ),
                    ),
                    Trigger(
                        name="no_truncate",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot truncate rows of table %', TG_TABLE_NAME;",
                            hash="264fb4bb87cd855ed67ff168cae3457f07a7b37d",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_9411a",
                            table="clinicians_note",
                            when="BEFORE",
                        ),
                    ),
                ],
                "task": [
                    Trigger(
                        name="never_deleted",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot delete rows of table %', TG_TABLE_NAME;",
                            hash="a8f370b09e3ecff2ed8b0c300b9898409750f834",
                            operation="DELETE",
                            pgid="pgtrigger_never_deleted_9a467",
                            table="clinicians_task",
                            when="BEFORE",
                        ),
                    ),
                    Trigger(
                        name="no_truncate",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot truncate rows of table %', TG_TABLE_NAME;",
                            hash="f3133dd6ef8cb526b416b2af225b0108fcdf2be0",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_fb82d",
                            table="clinicians_task",
                            when="BEFORE",
                        ),
                    ),
                    Trigger(
                        name="insert_insert",
                        sql=AlwaysSql(
                            func='INSERT INTO "clinicians_taskevent" ("centre_id", "done_at", "done_by_id", "due", "id", "made", "maker_id", "owner_id", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "what") VALUES (NEW."centre_id", NEW."done_at", NEW."done_by_id", NEW."due", NEW."id", NEW."made", NEW."maker_id", NEW."owner_id", NEW."patient_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."what"); RETURN NULL;',
                            hash="a3ebf6fafd7f0e4f11a04bff309bf8f08b130b65",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_28d4e",
                            table="clinicians_task",
                            when="AFTER",
                        ),
                    ),
                    Trigger(
                        name="update_update",
                        sql=AlwaysSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "clinicians_taskevent" ("centre_id", "done_at", "done_by_id", "due", "id", "made", "maker_id", "owner_id", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "what") VALUES (NEW."centre_id", NEW."done_at", NEW."done_by_id", NEW."due", NEW."id", NEW."made", NEW."maker_id", NEW."owner_id", NEW."patient_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."what"); RETURN NULL;',
                            hash="28ae8a2d8743f3b34f0123bb1857a562879343cf",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_0a8d8",
                            table="clinicians_task",
                            when="AFTER",
                        ),
                    ),
                    Trigger(
                        name="delete_delete",
                        sql=AlwaysSql(
                            func='INSERT INTO "clinicians_taskevent" ("centre_id", "done_at", "done_by_id", "due", "id", "made", "maker_id", "owner_id", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "what") VALUES (OLD."centre_id", OLD."done_at", OLD."done_by_id", OLD."due", OLD."id", OLD."made", OLD."maker_id", OLD."owner_id", OLD."patient_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."what"); RETURN NULL;',
                            hash="b9fd27e550a1d983346d737986f384c7928a82a5",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_759c5",
                            table="clinicians_task",
                            when="AFTER",
                        ),
                    ),
                ],
                "taskevent": [
                    Trigger(
                        name="append_only",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot update or delete rows of table %', TG_TABLE_NAME;",
                            hash="86c0f50d02a8176c0b9fe12a5749d221589ceaf1",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_dce2a",
                            table="clinicians_taskevent",
                            when="BEFORE",
                        ),
                    ),
                    Trigger(
                        name="no_truncate",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot truncate rows of table %', TG_TABLE_NAME;",
                            hash="fd201bbad416e396671825fdd2e38dbd8b3b91f6",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_76f48",
                            table="clinicians_taskevent",
                            when="BEFORE",
                        ),
                    ),
                ],
            }
        )
    ]
