"""Triggers that no setting of the session switches off take the place of those that asked one."""

from django.db import migrations
from pgtrigger.compiler import Trigger

from oncocare.foundation.triggers import AlwaysSql, ReplaceTriggers


class Migration(migrations.Migration):
    dependencies = [("steps", "0001_initial")]

    operations = [
        ReplaceTriggers(
            {
                "activation": [
                    Trigger(
                        name="insert_insert",
                        sql=AlwaysSql(
                            func='INSERT INTO "steps_activationevent" ("activated_at", "activated_by_id", "centre_id", "declined_at", "declined_by_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "policy_id", "proposed", "proposer_id") VALUES (NEW."activated_at", NEW."activated_by_id", NEW."centre_id", NEW."declined_at", NEW."declined_by_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."policy_id", NEW."proposed", NEW."proposer_id"); RETURN NULL;',
                            hash="5726bf6bdd39bd6a7b2f7aaee8f8a6304868c8aa",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_3fd3c",
                            table="steps_activation",
                            when="AFTER",
                        ),
                    ),
                    Trigger(
                        name="update_update",
                        sql=AlwaysSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "steps_activationevent" ("activated_at", "activated_by_id", "centre_id", "declined_at", "declined_by_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "policy_id", "proposed", "proposer_id") VALUES (NEW."activated_at", NEW."activated_by_id", NEW."centre_id", NEW."declined_at", NEW."declined_by_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."policy_id", NEW."proposed", NEW."proposer_id"); RETURN NULL;',
                            hash="b6675832ae176e718628e18e860318efdb1889d8",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_2d276",
                            table="steps_activation",
                            when="AFTER",
                        ),
                    ),
                    Trigger(
                        name="delete_delete",
                        sql=AlwaysSql(
                            func='INSERT INTO "steps_activationevent" ("activated_at", "activated_by_id", "centre_id", "declined_at", "declined_by_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "policy_id", "proposed", "proposer_id") VALUES (OLD."activated_at", OLD."activated_by_id", OLD."centre_id", OLD."declined_at", OLD."declined_by_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."policy_id", OLD."proposed", OLD."proposer_id"); RETURN NULL;',
                            hash="4510c9e1c7148f696e8264f03097d96123d4cc29",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_e80f1",
                            table="steps_activation",
                            when="AFTER",
                        ),
                    ),
                ],
                "activationevent": [
                    Trigger(
                        name="append_only",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot update or delete rows of table %', TG_TABLE_NAME;",
                            hash="b6800c5fbe7bb433b97777c6e4ae4d5a0453fe8b",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_fa7bc",
                            table="steps_activationevent",
                            when="BEFORE",
                        ),
                    ),
                    Trigger(
                        name="no_truncate",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot truncate rows of table %', TG_TABLE_NAME;",
                            hash="f8f206a9c8410698917ad6d96c7f5e5c8bb40831",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_1b21d",
                            table="steps_activationevent",
                            when="BEFORE",
                        ),
                    ),
                ],
                "decision": [
                    Trigger(
                        name="append_only",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot update or delete rows of table %', TG_TABLE_NAME;",
                            hash="e8a665ff0a0cff5715abc0f617ffc6d83de91fb3",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_6e428",
                            table="steps_decision",
                            when="BEFORE",
                        ),
                    ),
                    Trigger(
                        name="no_truncate",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot truncate rows of table %', TG_TABLE_NAME;",
                            hash="bf2f2e6923b755cca84d634e0034b8e19ab54d83",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_f2134",
                            table="steps_decision",
                            when="BEFORE",
                        ),
                    ),
                ],
                "pathway": [
                    Trigger(
                        name="never_deleted",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot delete rows of table %', TG_TABLE_NAME;",
                            hash="078340356e7c23fe3a3b3bb521b3663e36711e7f",
                            operation="DELETE",
                            pgid="pgtrigger_never_deleted_19662",
                            table="steps_pathway",
                            when="BEFORE",
                        ),
                    ),
                    Trigger(
                        name="no_truncate",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot truncate rows of table %', TG_TABLE_NAME;",
                            hash="5f7c7206ccc279b9278affcfa21b7e9c5eedfdd0",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_beac0",
                            table="steps_pathway",
                            when="BEFORE",
                        ),
                    ),
                    Trigger(
                        name="insert_insert",
                        sql=AlwaysSql(
                            func='INSERT INTO "steps_pathwayevent" ("centre_id", "entered", "id", "level", "nominated", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "policy_id", "started", "status") VALUES (NEW."centre_id", NEW."entered", NEW."id", NEW."level", NEW."nominated", NEW."patient_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."policy_id", NEW."started", NEW."status"); RETURN NULL;',
                            hash="c10057cbbf279543b2437c1e3aa696ecb011a15c",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_deeaf",
                            table="steps_pathway",
                            when="AFTER",
                        ),
                    ),
                    Trigger(
                        name="update_update",
                        sql=AlwaysSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "steps_pathwayevent" ("centre_id", "entered", "id", "level", "nominated", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "policy_id", "started", "status") VALUES (NEW."centre_id", NEW."entered", NEW."id", NEW."level", NEW."nominated", NEW."patient_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."policy_id", NEW."started", NEW."status"); RETURN NULL;',
                            hash="88b8d343be64740b9dfbcafa60250407ae241335",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_23c7e",
                            table="steps_pathway",
                            when="AFTER",
                        ),
                    ),
                    Trigger(
                        name="delete_delete",
                        sql=AlwaysSql(
                            func='INSERT INTO "steps_pathwayevent" ("centre_id", "entered", "id", "level", "nominated", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "policy_id", "started", "status") VALUES (OLD."centre_id", OLD."entered", OLD."id", OLD."level", OLD."nominated", OLD."patient_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."policy_id", OLD."started", OLD."status"); RETURN NULL;',
                            hash="8e9d9243760404db70b476422fb89f250ea6e0a6",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_30f8f",
                            table="steps_pathway",
                            when="AFTER",
                        ),
                    ),
                ],
                "pathwayevent": [
                    Trigger(
                        name="append_only",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot update or delete rows of table %', TG_TABLE_NAME;",
                            hash="5266bbba055e06efba700d46458d5b26c0fa9494",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_72613",
                            table="steps_pathwayevent",
                            when="BEFORE",
                        ),
                    ),
                    Trigger(
                        name="no_truncate",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot truncate rows of table %', TG_TABLE_NAME;",
                            hash="2c5762e263061db8351c11d0e7aeb1db45c95ae5",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_d364f",
                            table="steps_pathwayevent",
                            when="BEFORE",
                        ),
                    ),
                ],
                "policyversion": [
                    Trigger(
                        name="append_only",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot update or delete rows of table %', TG_TABLE_NAME;",
                            hash="11a8c9ba1720f98134841c9a27827ea735102f36",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_101f9",
                            table="steps_policyversion",
                            when="BEFORE",
                        ),
                    ),
                    Trigger(
                        name="no_truncate",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot truncate rows of table %', TG_TABLE_NAME;",
                            hash="c600fed020f9b1fdaf87b3e5bf69ecec3694e46f",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_efdf7",
                            table="steps_policyversion",
                            when="BEFORE",
                        ),
                    ),
                ],
                "proposal": [
                    Trigger(
                        name="never_deleted",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot delete rows of table %', TG_TABLE_NAME;",
                            hash="46caed2ccf623fa38fd8408a382d4f14cb006208",
                            operation="DELETE",
                            pgid="pgtrigger_never_deleted_2c880",
                            table="steps_proposal",
                            when="BEFORE",
                        ),
                    ),
                    Trigger(
                        name="no_truncate",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot truncate rows of table %', TG_TABLE_NAME;",
                            hash="89e75deaa89d8ea881090d2be8367eef873e3846",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_32440",
                            table="steps_proposal",
                            when="BEFORE",
                        ),
                    ),
                    Trigger(
                        name="insert_insert",
                        sql=AlwaysSql(
                            func='INSERT INTO "steps_proposalevent" ("centre_id", "decision_id", "id", "made", "pathway_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "resolved_at", "resolved_by_id", "state", "to_level") VALUES (NEW."centre_id", NEW."decision_id", NEW."id", NEW."made", NEW."pathway_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."resolved_at", NEW."resolved_by_id", NEW."state", NEW."to_level"); RETURN NULL;',
                            hash="d119d4a38c33d63938ede5a7969a3d92ecbdda70",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_b2aac",
                            table="steps_proposal",
                            when="AFTER",
                        ),
                    ),
                    Trigger(
                        name="update_update",
                        sql=AlwaysSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "steps_proposalevent" ("centre_id", "decision_id", "id", "made", "pathway_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "resolved_at", "resolved_by_id", "state", "to_level") VALUES (NEW."centre_id", NEW."decision_id", NEW."id", NEW."made", NEW."pathway_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."resolved_at", NEW."resolved_by_id", NEW."state", NEW."to_level"); RETURN NULL;',
                            hash="35f3224d7887d512fff27499552b3ad42343604e",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_bb0d3",
                            table="steps_proposal",
                            when="AFTER",
                        ),
                    ),
                    Trigger(
                        name="delete_delete",
                        sql=AlwaysSql(
                            func='INSERT INTO "steps_proposalevent" ("centre_id", "decision_id", "id", "made", "pathway_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "resolved_at", "resolved_by_id", "state", "to_level") VALUES (OLD."centre_id", OLD."decision_id", OLD."id", OLD."made", OLD."pathway_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reason", OLD."resolved_at", OLD."resolved_by_id", OLD."state", OLD."to_level"); RETURN NULL;',
                            hash="5c712e95eec2b1d2dcf1d1e3719c33faa6433fe0",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_5d44d",
                            table="steps_proposal",
                            when="AFTER",
                        ),
                    ),
                ],
                "proposalevent": [
                    Trigger(
                        name="append_only",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot update or delete rows of table %', TG_TABLE_NAME;",
                            hash="b3a225417a622c58c3be1072bf877100de7e1e54",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_8de6c",
                            table="steps_proposalevent",
                            when="BEFORE",
                        ),
                    ),
                    Trigger(
                        name="no_truncate",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot truncate rows of table %', TG_TABLE_NAME;",
                            hash="ab83717fbf10829adee31cfea8f1a93b452cdbba",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_1f305",
                            table="steps_proposalevent",
                            when="BEFORE",
                        ),
                    ),
                ],
                "transition": [
                    Trigger(
                        name="append_only",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot update or delete rows of table %', TG_TABLE_NAME;",
                            hash="8644e60717c993a2b71ac39b69d1225760ce1037",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_acd0c",
                            table="steps_transition",
                            when="BEFORE",
                        ),
                    ),
                    Trigger(
                        name="no_truncate",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot truncate rows of table %', TG_TABLE_NAME;",
                            hash="393e00a35133da5512777836380da18eb1e58261",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_c05ca",
                            table="steps_transition",
                            when="BEFORE",
                        ),
                    ),
                ],
            }
        )
    ]
