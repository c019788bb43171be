"""Refuses a database whose policies are of language 1: nothing reads them any more, and no centre has run one."""

import re
from typing import Any

from django.db import migrations

LANGUAGE_2 = re.compile(r"^language: 2\s*$", re.MULTILINE)


def refuse_language_1(apps: Any, schema_editor: Any) -> None:
    """A demo begins anew; a database in use would have to be carried over by hand, and there is none."""
    stored = apps.get_model("steps", "PolicyVersion").objects.using(schema_editor.connection.alias)
    old = [
        f"{row.slug} {row.version}" for row in stored.order_by("slug", "version") if not LANGUAGE_2.search(row.source)
    ]
    if old:
        raise RuntimeError(
            f"Nothing was changed: {', '.join(old)} is written in policy language 1, which this version does not read. "
            "A demo of an earlier version begins anew with `make demo-reset`."
        )


class Migration(migrations.Migration):
    dependencies = [
        ("steps", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(refuse_language_1, migrations.RunPython.noop),
    ]
