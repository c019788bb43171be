"""A group has one thread of a week; built while people write."""

from django.db import migrations, models

NAME = "thread_once_a_week"
BUILD = f'CREATE UNIQUE INDEX CONCURRENTLY "{NAME}" ON "threads_thread" ("group_id", "week") WHERE "week" IS NOT NULL'


class Migration(migrations.Migration):
    atomic = False  # an index is not built concurrently inside a transaction

    dependencies = [
        ("threads", "0002_words_of_moderators"),
    ]

    operations = [
        migrations.RunSQL(
            BUILD,
            reverse_sql=f'DROP INDEX CONCURRENTLY IF EXISTS "{NAME}"',
            state_operations=[
                migrations.AddConstraint(
                    model_name="thread",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("week", None), _negated=True), fields=("group", "week"), name=NAME
                    ),
                ),
            ],
        ),
    ]
