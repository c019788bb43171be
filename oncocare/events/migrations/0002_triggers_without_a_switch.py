"""Triggers that no setting of the session switches off take the place of those that asked one."""

from django.db import migrations
from pgtrigger.compiler import Trigger

from oncocare.foundation.triggers import AlwaysSql, ReplaceTriggers


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial")]

    operations = [
        ReplaceTriggers(
            {
                "event": [
                    Trigger(
                        name="append_only",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot update or delete rows of table %', TG_TABLE_NAME;",
                            hash="1169e59b2b979859512c14775f70baebcd887fed",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_affb7",
                            table="events_event",
                            when="BEFORE",
                        ),
                    ),
                    Trigger(
                        name="no_truncate",
                        sql=AlwaysSql(
                            func="RAISE EXCEPTION 'Cannot truncate rows of table %', TG_TABLE_NAME;",
                            hash="aa478c2c5994cf08cf74a067c6bc7b6fdb8ff8c5",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_no_truncate_3ded1",
                            table="events_event",
                            when="BEFORE",
                        ),
                    ),
                ],
            }
        )
    ]
