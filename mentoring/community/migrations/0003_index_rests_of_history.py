"""Who let a group rest is found in its history too; built while people write."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

NAME = "community_groupevent_rests_by_id"
BUILD = f'CREATE INDEX CONCURRENTLY "{NAME}" ON "community_groupevent" ("rests_by_id")'


class Migration(migrations.Migration):
    atomic = False  # an index is not built concurrently inside a transaction

    dependencies = [
        ("community", "0002_rests_and_leaders"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(
            BUILD,
            reverse_sql=f'DROP INDEX CONCURRENTLY IF EXISTS "{NAME}"',
            state_operations=[
                migrations.AlterField(
                    model_name="groupevent",
                    name="rests_by",
                    field=models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
    ]
