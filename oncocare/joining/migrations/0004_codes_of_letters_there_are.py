"""Letters that were made before there were codes get one too: whoever prints them anew finds it there."""

import secrets
from typing import Any

from django.db import migrations

SIGNS = "0123456789cdfghjkmnprtvwxy"


def give(apps: Any, schema_editor: Any) -> None:
    """A locator of its own for each letter that nobody has used."""
    rows = apps.get_model("joining", "Invitation").objects
    taken: set[str] = {""}
    for letter in rows.filter(channel="letter", locator="", accepted_at=None, withdrawn_at=None).iterator():
        while (locator := "".join(secrets.choice(SIGNS) for _sign in range(5))) in taken:
            pass
        taken.add(locator)
        rows.filter(pk=letter.pk).update(locator=locator)


class Migration(migrations.Migration):
    dependencies = [("joining", "0003_letter_codes")]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
