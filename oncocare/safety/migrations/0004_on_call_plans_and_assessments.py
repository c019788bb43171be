"""On call and uncovered hours, licensed assessments and what was asked, safety plans, until when a flag can wait."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import oncocare.foundation.clock
import oncocare.foundation.ids
import oncocare.foundation.triggers


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_relation"),
        ("people", "__first__"),
        ("safety", "0003_first_occasions"),
    ]

    operations = [
        migrations.CreateModel(
            name="AssessmentForm",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=oncocare.foundation.ids.new, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.TextField()),
                ("language", models.CharField(max_length=10)),
                ("reference", models.TextField()),
                ("holder", models.TextField()),
                ("valid_until", models.DateField()),
                ("content", models.JSONField()),
                ("sha256", models.CharField(max_length=64)),
                ("loaded", models.DateTimeField(default=oncocare.foundation.clock.now)),
                (
                    "centre",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="assessment_forms", to="people.centre"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("centre", "code", "language", "sha256"), name="assessment_form_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OnCall",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("service", models.CharField(blank=True, max_length=100)),
                ("number", models.CharField(blank=True, max_length=40)),
                ("made", models.DateTimeField(default=oncocare.foundation.clock.now)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "centre",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="on_call", to="people.centre"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("number", ""), ("service", "")),
                            models.Q(
                                ("person", None),
                                models.Q(("service", ""), _negated=True),
                                models.Q(("number", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="on_call_is_a_person_or_a_service_with_its_number",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RiskAssessment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=oncocare.foundation.ids.new, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("form", models.TextField()),
                ("form_sha256", models.CharField(max_length=64)),
                ("language", models.CharField(max_length=10)),
                ("answers", models.JSONField()),
                ("next_contact", models.DateField(null=True)),
                ("made", models.DateTimeField(default=oncocare.foundation.clock.now)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "centre",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.centre"
                    ),
                ),
                (
                    "flag",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="assessments", to="safety.flag"
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="risk_assessments",
                        to="people.patient",
                    ),
                ),
            ],
            options={
                "ordering": ["made", "id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SafetyPlan",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=oncocare.foundation.ids.new, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("content", models.JSONField()),
                ("shared", models.BooleanField()),
                ("language", models.CharField(max_length=10)),
                ("made", models.DateTimeField(default=oncocare.foundation.clock.now)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "centre",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.centre"
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="safety_plans", to="people.patient"
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "abstract": False,
                "constraints": [models.UniqueConstraint(fields=("patient", "number"), name="safety_plan_version_once")],
            },
        ),
        migrations.CreateModel(
            name="UncoveredHours",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("role", models.TextField(choices=[("coordinator", "Coordinator"), ("clinician", "Clinician")])),
                ("words", models.TextField()),
                ("made", models.DateTimeField(default=oncocare.foundation.clock.now)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "centre",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="uncovered_hours", to="people.centre"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "abstract": False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="flag",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="flag",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="flag",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="flag",
            name="wait_said",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="flag",
            name="wait_until",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="flagevent",
            name="wait_said",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="flagevent",
            name="wait_until",
            field=models.DateTimeField(null=True),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="flag",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=oncocare.foundation.triggers.AlwaysSql(
                    func='INSERT INTO "safety_flagevent" ("acknowledged_at", "acknowledged_by_id", "can_wait", "centre_id", "climbed", "closed_at", "closed_by_id", "deadline", "effort_id", "escalated", "id", "kind", "note", "number", "outcome", "owner_id", "passed", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "promised", "raised", "severity", "source", "wait_said", "wait_until") VALUES (NEW."acknowledged_at", NEW."acknowledged_by_id", NEW."can_wait", NEW."centre_id", NEW."climbed", NEW."closed_at", NEW."closed_by_id", NEW."deadline", NEW."effort_id", NEW."escalated", NEW."id", NEW."kind", NEW."note", NEW."number", NEW."outcome", NEW."owner_id", NEW."passed", NEW."patient_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."promised", NEW."raised", NEW."severity", NEW."source", NEW."wait_said", NEW."wait_until"); RETURN NULL;',
                    hash="859db074f65c7ae2d86952af2e6f307377e7d695",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_2466a",
                    table="safety_flag",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="flag",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=oncocare.foundation.triggers.AlwaysSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "safety_flagevent" ("acknowledged_at", "acknowledged_by_id", "can_wait", "centre_id", "climbed", "closed_at", "closed_by_id", "deadline", "effort_id", "escalated", "id", "kind", "note", "number", "outcome", "owner_id", "passed", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "promised", "raised", "severity", "source", "wait_said", "wait_until") VALUES (NEW."acknowledged_at", NEW."acknowledged_by_id", NEW."can_wait", NEW."centre_id", NEW."climbed", NEW."closed_at", NEW."closed_by_id", NEW."deadline", NEW."effort_id", NEW."escalated", NEW."id", NEW."kind", NEW."note", NEW."number", NEW."outcome", NEW."owner_id", NEW."passed", NEW."patient_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."promised", NEW."raised", NEW."severity", NEW."source", NEW."wait_said", NEW."wait_until"); RETURN NULL;',
                    hash="293457a8ab0ae58245d53d470b93c63b8a7efe4e",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_1b4af",
                    table="safety_flag",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="flag",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=oncocare.foundation.triggers.AlwaysSql(
                    func='INSERT INTO "safety_flagevent" ("acknowledged_at", "acknowledged_by_id", "can_wait", "centre_id", "climbed", "closed_at", "closed_by_id", "deadline", "effort_id", "escalated", "id", "kind", "note", "number", "outcome", "owner_id", "passed", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "promised", "raised", "severity", "source", "wait_said", "wait_until") VALUES (OLD."acknowledged_at", OLD."acknowledged_by_id", OLD."can_wait", OLD."centre_id", OLD."climbed", OLD."closed_at", OLD."closed_by_id", OLD."deadline", OLD."effort_id", OLD."escalated", OLD."id", OLD."kind", OLD."note", OLD."number", OLD."outcome", OLD."owner_id", OLD."passed", OLD."patient_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."promised", OLD."raised", OLD."severity", OLD."source", OLD."wait_said", OLD."wait_until"); RETURN NULL;',
                    hash="593eafbbc7b96a08a3551733053b02475d3bb624",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_b9f22",
                    table="safety_flag",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="assessmentform",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=oncocare.foundation.triggers.AlwaysSql(
                    func="RAISE EXCEPTION 'Cannot update or delete rows of table %', TG_TABLE_NAME;",
                    hash="fe64dc4e68e126acf5b3c36d844336b79df426ee",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_efdee",
                    table="safety_assessmentform",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="assessmentform",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=oncocare.foundation.triggers.AlwaysSql(
                    func="RAISE EXCEPTION 'Cannot truncate rows of table %', TG_TABLE_NAME;",
                    hash="7e92f1eaafa8b5b960766306e4b6b916aadfe7b7",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_805b1",
                    table="safety_assessmentform",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="oncall",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=oncocare.foundation.triggers.AlwaysSql(
                    func="RAISE EXCEPTION 'Cannot update or delete rows of table %', TG_TABLE_NAME;",
                    hash="bdf1344f23d73a113473c7df7f6b1a2817aa69ad",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_f4031",
                    table="safety_oncall",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="oncall",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=oncocare.foundation.triggers.AlwaysSql(
                    func="RAISE EXCEPTION 'Cannot truncate rows of table %', TG_TABLE_NAME;",
                    hash="4d028f32bf9d8d248f90d60749db9dffc5009487",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_2b44f",
                    table="safety_oncall",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="riskassessment",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=oncocare.foundation.triggers.AlwaysSql(
                    func="RAISE EXCEPTION 'Cannot update or delete rows of table %', TG_TABLE_NAME;",
                    hash="d8075a8ea4327aa621f60a8b64b28469affe992d",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_75e40",
                    table="safety_riskassessment",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="riskassessment",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=oncocare.foundation.triggers.AlwaysSql(
                    func="RAISE EXCEPTION 'Cannot truncate rows of table %', TG_TABLE_NAME;",
                    hash="4747dc567fe5bb1acd04a7a9973c8f81c259e896",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_351d4",
                    table="safety_riskassessment",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="safetyplan",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=oncocare.foundation.triggers.AlwaysSql(
                    func="RAISE EXCEPTION 'Cannot update or delete rows of table %', TG_TABLE_NAME;",
                    hash="d0c96a1331825fb5334e3e10011f2001465861e1",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_e31b1",
                    table="safety_safetyplan",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="safetyplan",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=oncocare.foundation.triggers.AlwaysSql(
                    func="RAISE EXCEPTION 'Cannot truncate rows of table %', TG_TABLE_NAME;",
                    hash="c5c8ed90ca4cccd60d8dc66e23aa30c09fed2183",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_f090c",
                    table="safety_safetyplan",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="uncoveredhours",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=oncocare.foundation.triggers.AlwaysSql(
                    func="RAISE EXCEPTION 'Cannot update or delete rows of table %', TG_TABLE_NAME;",
                    hash="4b875e8b9388a22e1952cc66cd94f6b02e6067ca",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_2de9e",
                    table="safety_uncoveredhours",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="uncoveredhours",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=oncocare.foundation.triggers.AlwaysSql(
                    func="RAISE EXCEPTION 'Cannot truncate rows of table %', TG_TABLE_NAME;",
                    hash="326512a83a6dbe745e9ef0588601822105141505",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_14aac",
                    table="safety_uncoveredhours",
                    when="BEFORE",
                ),
            ),
        ),
    ]
