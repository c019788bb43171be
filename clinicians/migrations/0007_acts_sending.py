"""What was sent from a record, so that the same page sent twice acts once."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import oncocare.foundation.clock
import oncocare.foundation.triggers


class Migration(migrations.Migration):
    dependencies = [
        ("clinicians", "0006_supervision"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Sending",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("made", models.DateTimeField(default=oncocare.foundation.clock.now)),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sending",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=oncocare.foundation.triggers.AlwaysSql(
                    func="RAISE EXCEPTION 'Cannot update or delete rows of table %', TG_TABLE_NAME;",
                    hash="6a65a5d3658cb101f3dfe399ae7051716a6eadd0",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_31547",
                    table="clinicians_sending",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sending",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=oncocare.foundation.triggers.AlwaysSql(
                    func="RAISE EXCEPTION 'Cannot truncate rows of table %', TG_TABLE_NAME;",
                    hash="f3a11b929778bc2e67219dde2e187e752173ebdc",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_1e522",
                    table="clinicians_sending",
                    when="BEFORE",
                ),
            ),
        ),
    ]
