"""Worrying answers that a response does not hold say why: late, changed before, or begun elsewhere."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("questionnaires", "0003_sheets_on_paper"),
    ]

    operations = [
        migrations.AddField(
            model_name="draft",
            name="replaced",
            field=models.JSONField(db_default=models.Value([], models.JSONField()), default=list),
        ),
        migrations.AddField(
            model_name="lateanswer",
            name="how",
            field=models.TextField(
                choices=[("late", "Late"), ("replaced", "Replaced"), ("begun", "Begun")],
                db_default="late",
                default="late",
            ),
        ),
    ]
