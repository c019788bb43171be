"""Owners and deadlines of proposals, what people said about the level, and days of help; what the rules were told."""

import datetime

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import oncocare.foundation.clock
import oncocare.foundation.triggers


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_relation"),
        ("steps", "0002_policies_of_language_2"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HelpDay",
            fields=[
                (
                    "centre",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.centre"
                    ),
                ),
                (
                    "pathway",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="help_days", to="steps.pathway"
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="help_days", to="people.patient"
                    ),
                ),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("day", models.DateField()),
                ("began", models.BooleanField()),
                ("made", models.DateTimeField(default=oncocare.foundation.clock.now)),
                ("made_by", models.TextField()),
            ],
            options={
                "ordering": ["id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ProposalClimb",
            fields=[
                (
                    "centre",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.centre"
                    ),
                ),
                (
                    "from_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="climbs", to="steps.proposal"
                    ),
                ),
                (
                    "to_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("made", models.DateTimeField(default=oncocare.foundation.clock.now)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Verdict",
            fields=[
                (
                    "centre",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="verdicts", to="people.centre"
                    ),
                ),
                (
                    "pathway",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="verdicts", to="steps.pathway"
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="verdicts", to="people.patient"
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="verdicts",
                        to="steps.proposal",
                    ),
                ),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("day", models.DateField()),
                (
                    "said",
                    models.TextField(choices=[("accepted", "ACCEPTED"), ("declined", "DECLINED"), ("level", "LEVEL")]),
                ),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "MONITORING"), (2, "CAMPUS"), (3, "COMMUNITY"), (4, "GROUP_THERAPY")]
                    ),
                ),
                ("made", models.DateTimeField(default=oncocare.foundation.clock.now)),
                ("made_by", models.TextField()),
                ("reason", models.TextField(blank=True, default="")),
            ],
            options={
                "ordering": ["id"],
                "abstract": False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="proposal",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="proposal",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="proposal",
            name="delete_delete",
        ),
        migrations.RemoveConstraint(
            model_name="decision",
            name="decision_once_for_what_was_known",
        ),
        migrations.AddField(
            model_name="centrepolicy",
            name="answer_days",
            field=models.PositiveSmallIntegerField(db_default=3, default=3),
        ),
        migrations.AddField(
            model_name="decision",
            name="known",
            field=models.CharField(db_default="", max_length=64),
        ),
        migrations.AddField(
            model_name="decision",
            name="meanwhile",
            field=models.PositiveSmallIntegerField(
                choices=[(1, "MONITORING"), (2, "CAMPUS"), (3, "COMMUNITY"), (4, "GROUP_THERAPY")], null=True
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="renews",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="renewals",
                to="steps.proposal",
            ),
        ),
        migrations.AddField(
            model_name="proposal",
            name="climbed",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="proposal",
            name="deadline",
            field=models.DateTimeField(db_default=datetime.datetime(2026, 1, 1, 0, 0, tzinfo=datetime.UTC)),
        ),
        migrations.AddField(
            model_name="proposal",
            name="escalated",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="proposal",
            name="owner",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="proposals",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="proposal",
            name="promised",
            field=models.DateTimeField(db_default=datetime.datetime(2026, 1, 1, 0, 0, tzinfo=datetime.UTC)),
        ),
        migrations.AddField(
            model_name="proposalevent",
            name="climbed",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="proposalevent",
            name="deadline",
            field=models.DateTimeField(db_default=datetime.datetime(2026, 1, 1, 0, 0, tzinfo=datetime.UTC)),
        ),
        migrations.AddField(
            model_name="proposalevent",
            name="escalated",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="proposalevent",
            name="owner",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="proposalevent",
            name="promised",
            field=models.DateTimeField(db_default=datetime.datetime(2026, 1, 1, 0, 0, tzinfo=datetime.UTC)),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="proposal",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=oncocare.foundation.triggers.AlwaysSql(
                    func='INSERT INTO "steps_proposalevent" ("centre_id", "climbed", "deadline", "decision_id", "escalated", "id", "made", "owner_id", "pathway_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "promised", "reason", "resolved_at", "resolved_by_id", "state", "to_level") VALUES (NEW."centre_id", NEW."climbed", NEW."deadline", NEW."decision_id", NEW."escalated", NEW."id", NEW."made", NEW."owner_id", NEW."pathway_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."promised", NEW."reason", NEW."resolved_at", NEW."resolved_by_id", NEW."state", NEW."to_level"); RETURN NULL;',
                    hash="fef22bcdebf37af46eb70264a5d5bdd6fa8333a5",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_b2aac",
                    table="steps_proposal",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="proposal",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=oncocare.foundation.triggers.AlwaysSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "steps_proposalevent" ("centre_id", "climbed", "deadline", "decision_id", "escalated", "id", "made", "owner_id", "pathway_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "promised", "reason", "resolved_at", "resolved_by_id", "state", "to_level") VALUES (NEW."centre_id", NEW."climbed", NEW."deadline", NEW."decision_id", NEW."escalated", NEW."id", NEW."made", NEW."owner_id", NEW."pathway_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."promised", NEW."reason", NEW."resolved_at", NEW."resolved_by_id", NEW."state", NEW."to_level"); RETURN NULL;',
                    hash="ac714701927f6f6bb87d965627582d646ffe0e44",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_bb0d3",
                    table="steps_proposal",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="proposal",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=oncocare.foundation.triggers.AlwaysSql(
                    func='INSERT INTO "steps_proposalevent" ("centre_id", "climbed", "deadline", "decision_id", "escalated", "id", "made", "owner_id", "pathway_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "promised", "reason", "resolved_at", "resolved_by_id", "state", "to_level") VALUES (OLD."centre_id", OLD."climbed", OLD."deadline", OLD."decision_id", OLD."escalated", OLD."id", OLD."made", OLD."owner_id", OLD."pathway_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."promised", OLD."reason", OLD."resolved_at", OLD."resolved_by_id", OLD."state", OLD."to_level"); RETURN NULL;',
                    hash="81e1598a1cd23d4702a2006520b0060510053c14",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_5d44d",
                    table="steps_proposal",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="helpday",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=oncocare.foundation.triggers.AlwaysSql(
                    func="RAISE EXCEPTION 'Cannot update or delete rows of table %', TG_TABLE_NAME;",
                    hash="826d1e2da3927a6748a84cd1f5b223903aa24b4b",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_dd2db",
                    table="steps_helpday",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="helpday",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=oncocare.foundation.triggers.AlwaysSql(
                    func="RAISE EXCEPTION 'Cannot truncate rows of table %', TG_TABLE_NAME;",
                    hash="6255167c9cea55fe5bb7b538d79c129e3f9d2ff6",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_6798a",
                    table="steps_helpday",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="proposalclimb",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=oncocare.foundation.triggers.AlwaysSql(
                    func="RAISE EXCEPTION 'Cannot update or delete rows of table %', TG_TABLE_NAME;",
                    hash="6164547643c2acc9141cd9141bcdd787131189c5",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_1ca63",
                    table="steps_proposalclimb",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="proposalclimb",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=oncocare.foundation.triggers.AlwaysSql(
                    func="RAISE EXCEPTION 'Cannot truncate rows of table %', TG_TABLE_NAME;",
                    hash="7f6b998a91bd34c780ab9710c8b91b3c99118f5d",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_f2450",
                    table="steps_proposalclimb",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="verdict",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=oncocare.foundation.triggers.AlwaysSql(
                    func="RAISE EXCEPTION 'Cannot update or delete rows of table %', TG_TABLE_NAME;",
                    hash="f53c9bfea37b358738f13c13af36060b155cff10",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_55f9c",
                    table="steps_verdict",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="verdict",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=oncocare.foundation.triggers.AlwaysSql(
                    func="RAISE EXCEPTION 'Cannot truncate rows of table %', TG_TABLE_NAME;",
                    hash="13c50a1165a04eb7f8df7a74156e22591cf62eb0",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_f964d",
                    table="steps_verdict",
                    when="BEFORE",
                ),
            ),
        ),
    ]
