"""Tasks that are due are found without reading the others; built while people work."""

from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # an index is not built concurrently inside a transaction

    dependencies = [
        ("clinicians", "0004_task_lapsed"),
        ("people", "0006_index_what_waits"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="task",
            index=models.Index(
                condition=models.Q(("done_at", None), ("lapsed", None)), fields=["centre", "due"], name="task_due"
            ),
        ),
    ]
