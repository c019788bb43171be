"""Finding texts by their words, and the latest step of each; built while people work.

Without the second, the latest step of each version is looked for through the steps of all.
"""

import django.contrib.postgres.indexes
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # an index is not built concurrently inside a transaction

    dependencies = [
        ("library", "0002_search"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="textversion",
            index=django.contrib.postgres.indexes.GinIndex(fields=["searched"], name="text_searched"),
        ),
        AddIndexConcurrently(
            model_name="textstep",
            index=models.Index(
                models.F("version"), models.OrderBy(models.F("id"), descending=True), name="text_step_latest"
            ),
        ),
    ]
