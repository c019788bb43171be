"""Triggers that no setting of the session switches off take the place of those that asked one."""

from django.db import migrations
from pgtrigger.compiler import Trigger

from oncocare.foundation.triggers import AlwaysSql, ReplaceTriggers


class Migration(migrations.Migration):
    dependencies = [("questionnaires", "0001_initial")]

    operations = [
        ReplaceTriggers(
            {
                "anchor": [
                    Trigger(
                        name="append_only",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot update or delete rows of table %', TG_TABLE_NAME;",
                            hash="87149f27bb8c200bb9121da54cb2566db97b2b20",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_8631d",
                            table="questionnaires_anchor",
                            when="BEFORE",
                        ),
                    ),
                    Trigger(
                        name="no_truncate",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot truncate rows of table %', TG_TABLE_NAME;",
                            hash="0acf86328d4cac211235894e41766cbe6f1271a3",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_710c3",
                            table="questionnaires_anchor",
                            when="BEFORE",
                        ),
                    ),
                ],
                "assignment": [
                    Trigger(
                        name="never_deleted",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot delete rows of table %', TG_TABLE_NAME;",
                            hash="2e5d9c393dc9514f5ff2bccba09fd480a5deca38",
                            operation="DELETE",
                            pgid="pgtrigger_never_deleted_cdf4a",
                            table="questionnaires_assignment",
                            when="BEFORE",
                        ),
                    ),
                    Trigger(
                        name="no_truncate",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot truncate rows of table %', TG_TABLE_NAME;",
                            hash="7140d020351fa9a27d0f62614d2c72111f826835",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_c66e8",
                            table="questionnaires_assignment",
                            when="BEFORE",
                        ),
                    ),
                    Trigger(
                        name="insert_insert",
                        sql=AlwaysSql(
                            func='INSERT INTO "questionnaires_assignmentevent" ("bundle", "centre_id", "closes", "due", "id", "instrument", "line", "occurrence", "opens", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "state") VALUES (NEW."bundle", NEW."centre_id", NEW."closes", NEW."due", NEW."id", NEW."instrument", NEW."line", NEW."occurrence", NEW."opens", NEW."patient_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."place", NEW."state"); RETURN NULL;',
                            hash="72c7c4a679cfafebcb563b582b4de036aabe7764",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_5c000",
                            table="questionnaires_assignment",
                            when="AFTER",
                        ),
                    ),
                    Trigger(
                        name="update_update",
                        sql=AlwaysSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "questionnaires_assignmentevent" ("bundle", "centre_id", "closes", "due", "id", "instrument", "line", "occurrence", "opens", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "state") VALUES (NEW."bundle", NEW."centre_id", NEW."closes", NEW."due", NEW."id", NEW."instrument", NEW."line", NEW."occurrence", NEW."opens", NEW."patient_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."place", NEW."state"); RETURN NULL;',
                            hash="5128cb6ab150036e1c514dec1dbd26b6e3cce8f5",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_fd9fd",
                            table="questionnaires_assignment",
                            when="AFTER",
                        ),
                    ),
                    Trigger(
                        name="delete_delete",
                        sql=AlwaysSql(
                            func='INSERT INTO "questionnaires_assignmentevent" ("bundle", "centre_id", "closes", "due", "id", "instrument", "line", "occurrence", "opens", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "state") VALUES (OLD."bundle", OLD."centre_id", OLD."closes", OLD."due", OLD."id", OLD."instrument", OLD."line", OLD."occurrence", OLD."opens", OLD."patient_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."place", OLD."state"); RETURN NULL;',
                            hash="d89e6189f6948584b4c216312c17180894d6534c",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_4fcff",
                            table="questionnaires_assignment",
                            when="AFTER",
                        ),
                    ),
                ],
                "assignmentevent": [
                    Trigger(
                        name="append_only",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot update or delete rows of table %', TG_TABLE_NAME;",
                            hash="4e738d1fab11348c38985d213f8bc30b34087669",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_75728",
                            table="questionnaires_assignmentevent",
                            when="BEFORE",
                        ),
                    ),
                    Trigger(
                        name="no_truncate",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot truncate rows of table %', TG_TABLE_NAME;",
                            hash="b407f00d3f84856a19f12478c445b0260e781e41",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_d5a93",
                            table="questionnaires_assignmentevent",
                            when="BEFORE",
                        ),
                    ),
                ],
                "course": [
                    Trigger(
                        name="never_deleted",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot delete rows of table %', TG_TABLE_NAME;",
                            hash="45424562eaa27c35273c3baf04f6eb2ca80a6d66",
                            operation="DELETE",
                            pgid="pgtrigger_never_deleted_40791",
                            table="questionnaires_course",
                            when="BEFORE",
                        ),
                    ),
                    Trigger(
                        name="no_truncate",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot truncate rows of table %', TG_TABLE_NAME;",
                            hash="b41b21ef7f66b29eb60c0bee732bcdeae533a0ba",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_b56ed",
                            table="questionnaires_course",
                            when="BEFORE",
                        ),
                    ),
                    Trigger(
                        name="insert_insert",
                        sql=AlwaysSql(
                            func='INSERT INTO "questionnaires_courseevent" ("began", "centre_id", "id", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "schedule_id", "stopped", "stopped_on") VALUES (NEW."began", NEW."centre_id", NEW."id", NEW."patient_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."schedule_id", NEW."stopped", NEW."stopped_on"); RETURN NULL;',
                            hash="b9994801fabe2a0531f18fb6ac913edb706bdf99",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_be66c",
                            table="questionnaires_course",
                            when="AFTER",
                        ),
                    ),
                    Trigger(
                        name="update_update",
                        sql=AlwaysSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "questionnaires_courseevent" ("began", "centre_id", "id", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "schedule_id", "stopped", "stopped_on") VALUES (NEW."began", NEW."centre_id", NEW."id", NEW."patient_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."schedule_id", NEW."stopped", NEW."stopped_on"); RETURN NULL;',
                            hash="c2becad1c01198ac46727f936915f151e1996e3c",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_d9027",
                            table="questionnaires_course",
                            when="AFTER",
                        ),
                    ),
                    Trigger(
                        name="delete_delete",
                        sql=AlwaysSql(
                            func='INSERT INTO "questionnaires_courseevent" ("began", "centre_id", "id", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "schedule_id", "stopped", "stopped_on") VALUES (OLD."began", OLD."centre_id", OLD."id", OLD."patient_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."schedule_id", OLD."stopped", OLD."stopped_on"); RETURN NULL;',
                            hash="24559511100aad51f9baee2e191cdc4f3f047a0e",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_29228",
                            table="questionnaires_course",
                            when="AFTER",
                        ),
                    ),
                ],
                "courseevent": [
                    Trigger(
                        name="append_only",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot update or delete rows of table %', TG_TABLE_NAME;",
                            hash="9e5507e76dd5f07a70240ce7d7c85e37a3b04695",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_581a7",
                            table="questionnaires_courseevent",
                            when="BEFORE",
                        ),
                    ),
                    Trigger(
                        name="no_truncate",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot truncate rows of table %', TG_TABLE_NAME;",
                            hash="ce0fb2527c5ecaf52b1f0f33c697a12623f7742b",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_ec97f",
                            table="questionnaires_courseevent",
                            when="BEFORE",
                        ),
                    ),
                ],
                "response": [
                    Trigger(
                        name="append_only",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot update or delete rows of table %', TG_TABLE_NAME;",
                            hash="8ecd72dbb9047c7c364febc88937d28c7260129c",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_3052f",
                            table="questionnaires_response",
                            when="BEFORE",
                        ),
                    ),
                    Trigger(
                        name="no_truncate",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot truncate rows of table %', TG_TABLE_NAME;",
                            hash="5097dfb06c67ec25943ccaa7d563145401a0ecb7",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_8a901",
                            table="questionnaires_response",
                            when="BEFORE",
                        ),
                    ),
                ],
                "scheduleversion": [
                    Trigger(
                        name="append_only",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot update or delete rows of table %', TG_TABLE_NAME;",
                            hash="14decbf8e1e77f1bf795644f000fd72a97a2517b",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_46e07",
                            table="questionnaires_scheduleversion",
                            when="BEFORE",
                        ),
                    ),
                    Trigger(
                        name="no_truncate",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot truncate rows of table %', TG_TABLE_NAME;",
                            hash="103da093e14fec22f4ffd4a741484bf76fba6824",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_07c6f",
                            table="questionnaires_scheduleversion",
                            when="BEFORE",
                        ),
                    ),
                ],
                "score": [
                    Trigger(
                        name="append_only",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot update or delete rows of table %', TG_TABLE_NAME;",
                            hash="74e544763378ccda02e04c98ef40200c6022f14f",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_7b002",
                            table="questionnaires_score",
                            when="BEFORE",
                        ),
                    ),
                    Trigger(
                        name="no_truncate",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot truncate rows of table %', TG_TABLE_NAME;",
                            hash="f92b5f6496ab91cce949150fc66d06291a81cbb2",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_95056",
                            table="questionnaires_score",
                            when="BEFORE",
                        ),
                    ),
                ],
                "textpack": [
                    Trigger(
                        name="append_only",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot update or delete rows of table %', TG_TABLE_NAME;",
                            hash="6058f3f8e3ac896665ac49976698f08862c40fb5",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_0d476",
                            table="questionnaires_textpack",
                            when="BEFORE",
                        ),
                    ),
                    Trigger(
                        name="no_truncate",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot truncate rows of table %', TG_TABLE_NAME;",
                            hash="87d10e13fe30cf78c1eb0dbe9548c4dd66e8b8a1",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_aa967",
                            table="questionnaires_textpack",
                            when="BEFORE",
                        ),
                    ),
                ],
            }
        )
    ]
