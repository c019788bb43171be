"""Triggers that no setting of the session switches off take the place of those that asked one."""

from django.db import migrations
from pgtrigger.compiler import Trigger

from oncocare.foundation.triggers import AlwaysSql, ReplaceTriggers


class Migration(migrations.Migration):
    dependencies = [("safety", "0001_initial")]

    operations = [
        ReplaceTriggers(
            {
                "cover": [
                    Trigger(
                        name="insert_insert",
                        sql=AlwaysSql(
                            func='INSERT INTO "safety_coverevent" ("absent_id", "centre_id", "day", "id", "instead_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."absent_id", NEW."centre_id", NEW."day", NEW."id", NEW."instead_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;',
                            hash="087f4b750ee3021612632839551a90f14ae5ffec",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_de5d5",
                            table="safety_cover",
                            when="AFTER",
                        ),
                    ),
                    Trigger(
                        name="update_update",
                        sql=AlwaysSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "safety_coverevent" ("absent_id", "centre_id", "day", "id", "instead_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."absent_id", NEW."centre_id", NEW."day", NEW."id", NEW."instead_id", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;',
                            hash="245e674e5bd50b89ea055ffdfdf4f51da5843e70",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_8d3e7",
                            table="safety_cover",
                            when="AFTER",
                        ),
                    ),
                    Trigger(
                        name="delete_delete",
                        sql=AlwaysSql(
                            func='INSERT INTO "safety_coverevent" ("absent_id", "centre_id", "day", "id", "instead_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."absent_id", OLD."centre_id", OLD."day", OLD."id", OLD."instead_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;',
                            hash="48d6fb4ee3a1f5e7e2741fd27116be239035f4b2",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_dc916",
                            table="safety_cover",
                            when="AFTER",
                        ),
                    ),
                ],
                "coverevent": [
                    Trigger(
                        name="append_only",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot update or delete rows of table %', TG_TABLE_NAME;",
                            hash="b79c3ed1b328221f8ba040210ad96c948e6fe59b",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_b1d83",
                            table="safety_coverevent",
                            when="BEFORE",
                        ),
                    ),
                    Trigger(
                        name="no_truncate",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot truncate rows of table %', TG_TABLE_NAME;",
                            hash="cf5e28c50f0843dae29e34e9ef149d0dd97c33fc",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_d5383",
                            table="safety_coverevent",
                            when="BEFORE",
                        ),
                    ),
                ],
                "crisisreview": [
                    Trigger(
                        name="append_only",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot update or delete rows of table %', TG_TABLE_NAME;",
                            hash="f098090c52092a4b6cb64cb565ae99febbdabdec",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_328da",
                            table="safety_crisisreview",
                            when="BEFORE",
                        ),
                    ),
                    Trigger(
                        name="no_truncate",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot truncate rows of table %', TG_TABLE_NAME;",
                            hash="6cc6bfa7936fab284c7529b8298aa028bae1c079",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_e5877",
                            table="safety_crisisreview",
                            when="BEFORE",
                        ),
                    ),
                ],
                "duty": [
                    Trigger(
                        name="insert_insert",
                        sql=AlwaysSql(
                            func='INSERT INTO "safety_dutyevent" ("centre_id", "closes", "id", "opens", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rank", "user_id", "weekday") VALUES (NEW."centre_id", NEW."closes", NEW."id", NEW."opens", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."rank", NEW."user_id", NEW."weekday"); RETURN NULL;',
                            hash="54b05a233bba82aa3201803f49dcfeddd4d7661b",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_8582a",
                            table="safety_duty",
                            when="AFTER",
                        ),
                    ),
                    Trigger(
                        name="update_update",
                        sql=AlwaysSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "safety_dutyevent" ("centre_id", "closes", "id", "opens", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rank", "user_id", "weekday") VALUES (NEW."centre_id", NEW."closes", NEW."id", NEW."opens", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."rank", NEW."user_id", NEW."weekday"); RETURN NULL;',
                            hash="fb46c2c635d057c44f028013e33f1b62fd518025",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_a73c9",
                            table="safety_duty",
                            when="AFTER",
                        ),
                    ),
                    Trigger(
                        name="delete_delete",
                        sql=AlwaysSql(
                            func='INSERT INTO "safety_dutyevent" ("centre_id", "closes", "id", "opens", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rank", "user_id", "weekday") VALUES (OLD."centre_id", OLD."closes", OLD."id", OLD."opens", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."rank", OLD."user_id", OLD."weekday"); RETURN NULL;',
                            hash="4f15e9e5d7da914041c0fcf42667d87ecc405189",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_fe9dc",
                            table="safety_duty",
                            when="AFTER",
                        ),
                    ),
                ],
                "dutyevent": [
                    Trigger(
                        name="append_only",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot update or delete rows of table %', TG_TABLE_NAME;",
                            hash="cc8a8a55544e6d5605736586966adc2666310edc",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_fe891",
                            table="safety_dutyevent",
                            when="BEFORE",
                        ),
                    ),
                    Trigger(
                        name="no_truncate",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot truncate rows of table %', TG_TABLE_NAME;",
                            hash="bdb6e1d89255ad5705fb04780059bf7a830e3bd8",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_77ccf",
                            table="safety_dutyevent",
                            when="BEFORE",
                        ),
                    ),
                ],
                "flag": [
                    Trigger(
                        name="never_deleted",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot delete rows of table %', TG_TABLE_NAME;",
                            hash="b2eaacb71dff304587ecca4bb5438564844c6a90",
                            operation="DELETE",
                            pgid="pgtrigger_never_deleted_c94ad",
                            table="safety_flag",
                            when="BEFORE",
                        ),
                    ),
                    Trigger(
                        name="no_truncate",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot truncate rows of table %', TG_TABLE_NAME;",
                            hash="7b2c147c2c801d7da9d6eef30a54547f268f6ac2",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_535db",
                            table="safety_flag",
                            when="BEFORE",
                        ),
                    ),
                    Trigger(
                        name="insert_insert",
                        sql=AlwaysSql(
                            func='INSERT INTO "safety_flagevent" ("acknowledged_at", "acknowledged_by_id", "can_wait", "centre_id", "climbed", "closed_at", "closed_by_id", "deadline", "escalated", "id", "kind", "note", "number", "outcome", "owner_id", "passed", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "promised", "raised", "severity", "source") VALUES (NEW."acknowledged_at", NEW."acknowledged_by_id", NEW."can_wait", NEW."centre_id", NEW."climbed", NEW."closed_at", NEW."closed_by_id", NEW."deadline", NEW."escalated", NEW."id", NEW."kind", NEW."note", NEW."number", NEW."outcome", NEW."owner_id", NEW."passed", NEW."patient_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."promised", NEW."raised", NEW."severity", NEW."source"); RETURN NULL;',
                            hash="55097ecf879b002ddf7585e841c75fd8f6c8a925",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_2466a",
                            table="safety_flag",
                            when="AFTER",
                        ),
                    ),
                    Trigger(
                        name="update_update",
                        sql=AlwaysSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "safety_flagevent" ("acknowledged_at", "acknowledged_by_id", "can_wait", "centre_id", "climbed", "closed_at", "closed_by_id", "deadline", "escalated", "id", "kind", "note", "number", "outcome", "owner_id", "passed", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "promised", "raised", "severity", "source") VALUES (NEW."acknowledged_at", NEW."acknowledged_by_id", NEW."can_wait", NEW."centre_id", NEW."climbed", NEW."closed_at", NEW."closed_by_id", NEW."deadline", NEW."escalated", NEW."id", NEW."kind", NEW."note", NEW."number", NEW."outcome", NEW."owner_id", NEW."passed", NEW."patient_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."promised", NEW."raised", NEW."severity", NEW."source"); RETURN NULL;',
                            hash="b6eb86f76da96740b9cb3d844a2835533922dd33",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_1b4af",
                            table="safety_flag",
                            when="AFTER",
                        ),
                    ),
                    Trigger(
                        name="delete_delete",
                        sql=AlwaysSql(
                            func='INSERT INTO "safety_flagevent" ("acknowledged_at", "acknowledged_by_id", "can_wait", "centre_id", "climbed", "closed_at", "closed_by_id", "deadline", "escalated", "id", "kind", "note", "number", "outcome", "owner_id", "passed", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "promised", "raised", "severity", "source") VALUES (OLD."acknowledged_at", OLD."acknowledged_by_id", OLD."can_wait", OLD."centre_id", OLD."climbed", OLD."closed_at", OLD."closed_by_id", OLD."deadline", OLD."escalated", OLD."id", OLD."kind", OLD."note", OLD."number", OLD."outcome", OLD."owner_id", OLD."passed", OLD."patient_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."promised", OLD."raised", OLD."severity", OLD."source"); RETURN NULL;',
                            hash="1541675d8175644917efe19cffd1c62c97fef960",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_b9f22",
                            table="safety_flag",
                            when="AFTER",
                        ),
                    ),
                ],
                "flagevent": [
                    Trigger(
                        name="append_only",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot update or delete rows of table %', TG_TABLE_NAME;",
                            hash="4d1804ae5067fa7ff3e9b37506b452b95ea689e3",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_1ff18",
                            table="safety_flagevent",
                            when="BEFORE",
                        ),
                    ),
                    Trigger(
                        name="no_truncate",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot truncate rows of table %', TG_TABLE_NAME;",
                            hash="b5c413fa11d0b958f8387fea987bf480ba9f39d5",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_03db2",
                            table="safety_flagevent",
                            when="BEFORE",
                        ),
                    ),
                ],
                "handover": [
                    Trigger(
                        name="append_only",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot update or delete rows of table %', TG_TABLE_NAME;",
                            hash="2ae84cf92fc5266982ed2d7f89401180236bf94c",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_57187",
                            table="safety_handover",
                            when="BEFORE",
                        ),
                    ),
                    Trigger(
                        name="no_truncate",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot truncate rows of table %', TG_TABLE_NAME;",
                            hash="341222b5e5c382163737f7100173e0da816f9e5c",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_e9bac",
                            table="safety_handover",
                            when="BEFORE",
                        ),
                    ),
                ],
            }
        )
    ]
