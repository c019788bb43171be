"""Triggers that no setting of the session switches off take the place of those that asked one."""

from django.db import migrations
from pgtrigger.compiler import Trigger

from oncocare.foundation.triggers import AlwaysSql, ReplaceTriggers


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        ReplaceTriggers(
            {
                "accessrequest": [
                    Trigger(
                        name="never_deleted",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot delete rows of table %', TG_TABLE_NAME;",
                            hash="0f1d39f8c5276b8500c727d6d8c1be647882a0d0",
                            operation="DELETE",
                            pgid="pgtrigger_never_deleted_e185b",
                            table="accounts_accessrequest",
                            when="BEFORE",
                        ),
                    ),
                    Trigger(
                        name="no_truncate",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot truncate rows of table %', TG_TABLE_NAME;",
                            hash="5a7fdfc4b112a610fad92a9d4385da67897f8a0b",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_28fb2",
                            table="accounts_accessrequest",
                            when="BEFORE",
                        ),
                    ),
                    Trigger(
                        name="insert_insert",
                        sql=AlwaysSql(
                            func='INSERT INTO "accounts_accessrequestevent" ("asked", "centre_id", "check_made", "expires", "granted", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "settled_at", "settled_by_id", "used", "user_id") VALUES (NEW."asked", NEW."centre_id", NEW."check_made", NEW."expires", NEW."granted", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."settled_at", NEW."settled_by_id", NEW."used", NEW."user_id"); RETURN NULL;',
                            hash="8e05c609705f8491a682cdbd7764f12438b99f70",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_01794",
                            table="accounts_accessrequest",
                            when="AFTER",
                        ),
                    ),
                    Trigger(
                        name="update_update",
                        sql=AlwaysSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "accounts_accessrequestevent" ("asked", "centre_id", "check_made", "expires", "granted", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "settled_at", "settled_by_id", "used", "user_id") VALUES (NEW."asked", NEW."centre_id", NEW."check_made", NEW."expires", NEW."granted", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."settled_at", NEW."settled_by_id", NEW."used", NEW."user_id"); RETURN NULL;',
                            hash="efe68f7151b5f579afc64c98660082137a5af4a0",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_872d5",
                            table="accounts_accessrequest",
                            when="AFTER",
                        ),
                    ),
                    Trigger(
                        name="delete_delete",
                        sql=AlwaysSql(
                            func='INSERT INTO "accounts_accessrequestevent" ("asked", "centre_id", "check_made", "expires", "granted", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "settled_at", "settled_by_id", "used", "user_id") VALUES (OLD."asked", OLD."centre_id", OLD."check_made", OLD."expires", OLD."granted", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."settled_at", OLD."settled_by_id", OLD."used", OLD."user_id"); RETURN NULL;',
                            hash="3bb3224c348919c7d157cd550ace8f4501c04789",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_75635",
                            table="accounts_accessrequest",
                            when="AFTER",
                        ),
                    ),
                ],
                "accessrequestevent": [
                    Trigger(
                        name="append_only",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot update or delete rows of table %', TG_TABLE_NAME;",
                            hash="84612a0660e2988cd428fde0f71339d8af4f1593",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_12429",
                            table="accounts_accessrequestevent",
                            when="BEFORE",
                        ),
                    ),
                    Trigger(
                        name="no_truncate",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot truncate rows of table %', TG_TABLE_NAME;",
                            hash="73b43bde831272eb9538b582b743950567b1adc2",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_9a98c",
                            table="accounts_accessrequestevent",
                            when="BEFORE",
                        ),
                    ),
                ],
                "invitation": [
                    Trigger(
                        name="never_deleted",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot delete rows of table %', TG_TABLE_NAME;",
                            hash="2e6598918c0814a4a9a7dfeb99927643c346d672",
                            operation="DELETE",
                            pgid="pgtrigger_never_deleted_c8501",
                            table="accounts_invitation",
                            when="BEFORE",
                        ),
                    ),
                    Trigger(
                        name="no_truncate",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot truncate rows of table %', TG_TABLE_NAME;",
                            hash="8ecff0f4fc251533644ef91e924967e91a8dc6ac",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_c5715",
                            table="accounts_invitation",
                            when="BEFORE",
                        ),
                    ),
                    Trigger(
                        name="insert_insert",
                        sql=AlwaysSql(
                            func='INSERT INTO "accounts_invitationevent" ("accepted_at", "accepted_by_id", "born_on", "bounced", "centre_id", "channel", "clinician_id", "email", "expires", "id", "invited_by", "language", "made", "name", "opened", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "user_id", "ward", "withdrawn_at", "withdrawn_by_id", "wrong") VALUES (NEW."accepted_at", NEW."accepted_by_id", NEW."born_on", NEW."bounced", NEW."centre_id", NEW."channel", NEW."clinician_id", NEW."email", NEW."expires", NEW."id", NEW."invited_by", NEW."language", NEW."made", NEW."name", NEW."opened", NEW."patient_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."role", NEW."user_id", NEW."ward", NEW."withdrawn_at", NEW."withdrawn_by_id", NEW."wrong"); RETURN NULL;',
                            hash="9ff61d8b94ba082507c4e651d5ab5b68ba798ad5",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_8c354",
                            table="accounts_invitation",
                            when="AFTER",
                        ),
                    ),
                    Trigger(
                        name="update_update",
                        sql=AlwaysSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "accounts_invitationevent" ("accepted_at", "accepted_by_id", "born_on", "bounced", "centre_id", "channel", "clinician_id", "email", "expires", "id", "invited_by", "language", "made", "name", "opened", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "user_id", "ward", "withdrawn_at", "withdrawn_by_id", "wrong") VALUES (NEW."accepted_at", NEW."accepted_by_id", NEW."born_on", NEW."bounced", NEW."centre_id", NEW."channel", NEW."clinician_id", NEW."email", NEW."expires", NEW."id", NEW."invited_by", NEW."language", NEW."made", NEW."name", NEW."opened", NEW."patient_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."role", NEW."user_id", NEW."ward", NEW."withdrawn_at", NEW."withdrawn_by_id", NEW."wrong"); RETURN NULL;',
                            hash="4d2936b892b9d4ea8c2d87d331076ff939542f24",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_4e12d",
                            table="accounts_invitation",
                            when="AFTER",
                        ),
                    ),
                    Trigger(
                        name="delete_delete",
                        sql=AlwaysSql(
                            func='INSERT INTO "accounts_invitationevent" ("accepted_at", "accepted_by_id", "born_on", "bounced", "centre_id", "channel", "clinician_id", "email", "expires", "id", "invited_by", "language", "made", "name", "opened", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "user_id", "ward", "withdrawn_at", "withdrawn_by_id", "wrong") VALUES (OLD."accepted_at", OLD."accepted_by_id", OLD."born_on", OLD."bounced", OLD."centre_id", OLD."channel", OLD."clinician_id", OLD."email", OLD."expires", OLD."id", OLD."invited_by", OLD."language", OLD."made", OLD."name", OLD."opened", OLD."patient_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."role", OLD."user_id", OLD."ward", OLD."withdrawn_at", OLD."withdrawn_by_id", OLD."wrong"); RETURN NULL;',
                            hash="27907b7d581c116cbd268f14e5d074509de6b0c7",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_f2c14",
                            table="accounts_invitation",
                            when="AFTER",
                        ),
                    ),
                ],
                "invitationevent": [
                    Trigger(
                        name="append_only",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot update or delete rows of table %', TG_TABLE_NAME;",
                            hash="8c8cec13e1b59ca9ae2d6b762e59e7fe81d5fa57",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_b4566",
                            table="accounts_invitationevent",
                            when="BEFORE",
                        ),
                    ),
                    Trigger(
                        name="no_truncate",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot truncate rows of table %', TG_TABLE_NAME;",
                            hash="fdd7129212a0b8f7aba738fcdde6729f350c9f11",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_887c2",
                            table="accounts_invitationevent",
                            when="BEFORE",
                        ),
                    ),
                ],
                "membership": [
                    Trigger(
                        name="insert_insert",
                        sql=AlwaysSql(
                            func='INSERT INTO "accounts_membershipevent" ("centre_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "user_id") VALUES (NEW."centre_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."role", NEW."user_id"); RETURN NULL;',
                            hash="39e8e13b139c6ea71187076959f5307dd2a621d1",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_fc05a",
                            table="accounts_membership",
                            when="AFTER",
                        ),
                    ),
                    Trigger(
                        name="update_update",
                        sql=AlwaysSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "accounts_membershipevent" ("centre_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "user_id") VALUES (NEW."centre_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."role", NEW."user_id"); RETURN NULL;',
                            hash="133b7c43ae6cdf8a25a93fcce0ca2ab7d187a8ac",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_20ab5",
                            table="accounts_membership",
                            when="AFTER",
                        ),
                    ),
                    Trigger(
                        name="delete_delete",
                        sql=AlwaysSql(
                            func='INSERT INTO "accounts_membershipevent" ("centre_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "user_id") VALUES (OLD."centre_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."role", OLD."user_id"); RETURN NULL;',
                            hash="887f0ae032df9dd28ab43bfb352578c2b3fda4fb",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_19a8f",
                            table="accounts_membership",
                            when="AFTER",
                        ),
                    ),
                ],
                "membershipevent": [
                    Trigger(
                        name="append_only",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot update or delete rows of table %', TG_TABLE_NAME;",
                            hash="51bbc2b22af3650fb8a061ec67d64a8393cc5314",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_9ee6c",
                            table="accounts_membershipevent",
                            when="BEFORE",
                        ),
                    ),
                    Trigger(
                        name="no_truncate",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot truncate rows of table %', TG_TABLE_NAME;",
                            hash="44c14550fe3429d27125d81764d4e50e2532c2ec",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_e0b4c",
                            table="accounts_membershipevent",
                            when="BEFORE",
                        ),
                    ),
                ],
                "patient": [
                    Trigger(
                        name="never_deleted",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot delete rows of table %', TG_TABLE_NAME;",
                            hash="cf26e80bdd11b65ad559cfed380e75fa8d9ab60c",
                            operation="DELETE",
                            pgid="pgtrigger_never_deleted_265e2",
                            table="accounts_patient",
                            when="BEFORE",
                        ),
                    ),
                    Trigger(
                        name="no_truncate",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot truncate rows of table %', TG_TABLE_NAME;",
                            hash="0c85c7fae8d5d2011729e8ecc3318412e9f6f4b7",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_171c2",
                            table="accounts_patient",
                            when="BEFORE",
                        ),
                    ),
                    Trigger(
                        name="insert_insert",
                        sql=AlwaysSql(
                            func='INSERT INTO "accounts_patientevent" ("born_on", "centre_id", "clinician_id", "country", "cycle_days", "diagnosed_on", "died_on", "id", "introduced", "joined_on", "key", "language", "operated_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase", "phone", "skipped", "time_zone", "treated_from", "trusted_name", "trusted_phone", "user_id") VALUES (NEW."born_on", NEW."centre_id", NEW."clinician_id", NEW."country", NEW."cycle_days", NEW."diagnosed_on", NEW."died_on", NEW."id", NEW."introduced", NEW."joined_on", NEW."key", NEW."language", NEW."operated_on", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phase", NEW."phone", NEW."skipped", NEW."time_zone", NEW."treated_from", NEW."trusted_name", NEW."trusted_phone", NEW."user_id"); RETURN NULL;',
                            hash="1dcbcd3b98bb0f23fe8bf4a407790076fbc37606",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_0c79e",
                            table="accounts_patient",
                            when="AFTER",
                        ),
                    ),
                    Trigger(
                        name="update_update",
                        sql=AlwaysSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "accounts_patientevent" ("born_on", "centre_id", "clinician_id", "country", "cycle_days", "diagnosed_on", "died_on", "id", "introduced", "joined_on", "key", "language", "operated_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase", "phone", "skipped", "time_zone", "treated_from", "trusted_name", "trusted_phone", "user_id") VALUES (NEW."born_on", NEW."centre_id", NEW."clinician_id", NEW."country", NEW."cycle_days", NEW."diagnosed_on", NEW."died_on", NEW."id", NEW."introduced", NEW."joined_on", NEW."key", NEW."language", NEW."operated_on", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phase", NEW."phone", NEW."skipped", NEW."time_zone", NEW."treated_from", NEW."trusted_name", NEW."trusted_phone", NEW."user_id"); RETURN NULL;',
                            hash="ba1cbf73dff8f2eaf7741db64e355bfa780d157d",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_3a600",
                            table="accounts_patient",
                            when="AFTER",
                        ),
                    ),
                    Trigger(
                        name="delete_delete",
                        sql=AlwaysSql(
                            func='INSERT INTO "accounts_patientevent" ("born_on", "centre_id", "clinician_id", "country", "cycle_days", "diagnosed_on", "died_on", "id", "introduced", "joined_on", "key", "language", "operated_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase", "phone", "skipped", "time_zone", "treated_from", "trusted_name", "trusted_phone", "user_id") VALUES (OLD."born_on", OLD."centre_id", OLD."clinician_id", OLD."country", OLD."cycle_days", OLD."diagnosed_on", OLD."died_on", OLD."id", OLD."introduced", OLD."joined_on", OLD."key", OLD."language", OLD."operated_on", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."phase", OLD."phone", OLD."skipped", OLD."time_zone", OLD."treated_from", OLD."trusted_name", OLD."trusted_phone", OLD."user_id"); RETURN NULL;',
                            hash="49cb2a6aa03f32a92623225099a0aa0826410fc9",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_ac4d7",
                            table="accounts_patient",
                            when="AFTER",
                        ),
                    ),
                ],
                "patientevent": [
                    Trigger(
                        name="append_only",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot update or delete rows of table %', TG_TABLE_NAME;",
                            hash="e58ba3c112682f48960ea58cb55920021134a8d2",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_a9c10",
                            table="accounts_patientevent",
                            when="BEFORE",
                        ),
                    ),
                    Trigger(
                        name="no_truncate",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot truncate rows of table %', TG_TABLE_NAME;",
                            hash="a11c2e11b5268254190b86df98b7263067889f27",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_423d1",
                            table="accounts_patientevent",
                            when="BEFORE",
                        ),
                    ),
                ],
                "recordopening": [
                    Trigger(
                        name="append_only",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot update or delete rows of table %', TG_TABLE_NAME;",
                            hash="60903928f13343fa9636d1c53d3adb3ff01cb050",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_eed4f",
                            table="accounts_recordopening",
                            when="BEFORE",
                        ),
                    ),
                    Trigger(
                        name="no_truncate",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot truncate rows of table %', TG_TABLE_NAME;",
                            hash="d04ceb4c80ff35998ced4f2fbd3b71d2412a5b31",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_ca1bb",
                            table="accounts_recordopening",
                            when="BEFORE",
                        ),
                    ),
                ],
            }
        )
    ]
