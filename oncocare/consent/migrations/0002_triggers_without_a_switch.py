"""Triggers that no setting of the session switches off take the place of those that asked one."""

from django.db import migrations
from pgtrigger.compiler import Trigger

from oncocare.foundation.triggers import AlwaysSql, ReplaceTriggers


class Migration(migrations.Migration):
    dependencies = [("consent", "0001_initial")]

    operations = [
        ReplaceTriggers(
            {
                "answer": [
                    Trigger(
                        name="append_only",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot update or delete rows of table %', TG_TABLE_NAME;",
                            hash="8cd85b4dda3f6acce2e8b404aacfb039963385e0",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_a32a9",
                            table="consent_answer",
                            when="BEFORE",
                        ),
                    ),
                    Trigger(
                        name="no_truncate",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot truncate rows of table %', TG_TABLE_NAME;",
                            hash="20b96a99e05a5f74becbfd976b871bfc7d7083d3",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_a3d3e",
                            table="consent_answer",
                            when="BEFORE",
                        ),
                    ),
                ],
                "text": [
                    Trigger(
                        name="append_only",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot update or delete rows of table %', TG_TABLE_NAME;",
                            hash="e5416da89be12b569d69d534ef7b50cd3d58fa91",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_705ba",
                            table="consent_text",
                            when="BEFORE",
                        ),
                    ),
                    Trigger(
                        name="no_truncate",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot truncate rows of table %', TG_TABLE_NAME;",
                            hash="186377b1e903e7487b8ce0b2fba43d678d32a60b",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_4a672",
                            table="consent_text",
                            when="BEFORE",
                        ),
                    ),
                ],
            }
        )
    ]
