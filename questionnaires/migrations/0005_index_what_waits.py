"""What is overdue and what was missed is found without reading the rest; built while people work."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # an index is not built concurrently inside a transaction

    dependencies = [
        ("people", "0006_index_what_waits"),
        ("questionnaires", "0004_answers_beside_a_response"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="assignment",
            index=models.Index(
                condition=models.Q(("state", "open")), fields=["centre", "due", "patient"], name="assignment_late"
            ),
        ),
        AddIndexConcurrently(
            model_name="assignment",
            index=models.Index(
                condition=models.Q(("state", "missed")),
                fields=["centre", "patient", "bundle"],
                name="assignment_missed",
            ),
        ),
        AddIndexConcurrently(
            model_name="assignment",
            index=models.Index(
                condition=models.Q(("state", "answered")),
                fields=["patient", "-closes"],
                name="assignment_answered",
            ),
        ),
    ]
