"""No way back once people have said something about a level: the tables of an earlier version could not hold it."""

from typing import Any

from django.db import migrations


def refuse_to_forget(apps: Any, schema_editor: Any) -> None:
    """Without its verdicts a pathway would be moved again by rules that a clinician has overruled."""
    verdicts = apps.get_model("steps", "Verdict").objects.using(schema_editor.connection.alias)
    if verdicts.exists():
        raise RuntimeError(
            "Nothing was changed: what people said about levels would be lost. Restore a backup instead."
        )


class Migration(migrations.Migration):
    dependencies = [
        ("steps", "0004_indexes_of_proposals_and_decisions"),
    ]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, refuse_to_forget),
    ]
