"""Who was stopped for illness before the pathway could say so: their schedule has known it all along."""

from typing import Any

from django.db import migrations


def who_is_ill(apps: Any, schema_editor: Any) -> None:
    ill = apps.get_model("questionnaires", "PatientSchedule").objects.filter(stopped="ill").values("patient")
    apps.get_model("steps", "Pathway").objects.filter(status="paused", patient__in=ill).update(ill=True)


class Migration(migrations.Migration):
    dependencies = [("steps", "0006_acts_ill_is_not_paused"), ("questionnaires", "0003_sheets_on_paper")]

    operations = [migrations.RunPython(who_is_ill, migrations.RunPython.noop)]
