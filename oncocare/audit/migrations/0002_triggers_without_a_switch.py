"""Triggers that no setting of the session switches off take the place of those that asked one."""

from django.db import migrations
from pgtrigger.compiler import Trigger

from oncocare.foundation.triggers import AlwaysSql, ReplaceTriggers


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        ReplaceTriggers(
            {
                "auditrow": [
                    Trigger(
                        name="append_only",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot update or delete rows of table %', TG_TABLE_NAME;",
                            hash="b2e0bb87c434bd03f8c3d0344d853b6e968b0efd",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_0206d",
                            table="audit_auditrow",
                            when="BEFORE",
                        ),
                    ),
                    Trigger(
                        name="no_truncate",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot truncate rows of table %', TG_TABLE_NAME;",
                            hash="82c7a136914bef5fa39f64f5ed0eab34dc117be0",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_81079",
                            table="audit_auditrow",
                            when="BEFORE",
                        ),
                    ),
                ],
                "seal": [
                    Trigger(
                        name="append_only",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot update or delete rows of table %', TG_TABLE_NAME;",
                            hash="dba3d0323fb6c4f2c13944de6bec7ec749a9cf8e",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_4de12",
                            table="audit_seal",
                            when="BEFORE",
                        ),
                    ),
                    Trigger(
                        name="no_truncate",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot truncate rows of table %', TG_TABLE_NAME;",
                            hash="b9e80835054c49b9ec67aa3b2e46d1c986bb5700",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_2e740",
                            table="audit_seal",
                            when="BEFORE",
                        ),
                    ),
                ],
            }
        )
    ]
