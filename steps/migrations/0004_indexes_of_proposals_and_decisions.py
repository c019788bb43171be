"""A day is decided once for the same facts, and open proposals are owned and found by deadline; built while people work."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    atomic = False  # an index is not built concurrently inside a transaction

    dependencies = [
        ("steps", "0003_proposals_verdicts_and_help"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    sql="CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS decision_once_for_what_was_known "
                    "ON steps_decision (pathway_id, point, known) WHERE NOT (known = '')",
                    reverse_sql="DROP INDEX CONCURRENTLY IF EXISTS decision_once_for_what_was_known",
                ),
                migrations.RunSQL(
                    sql="CREATE INDEX CONCURRENTLY IF NOT EXISTS proposal_due "
                    "ON steps_proposal (deadline) WHERE state = 'open'",
                    reverse_sql="DROP INDEX CONCURRENTLY IF EXISTS proposal_due",
                ),
                migrations.RunSQL(
                    sql="CREATE INDEX CONCURRENTLY IF NOT EXISTS proposal_owner "
                    "ON steps_proposal (owner_id) WHERE state = 'open'",
                    reverse_sql="DROP INDEX CONCURRENTLY IF EXISTS proposal_owner",
                ),
                migrations.RunSQL(
                    sql="CREATE INDEX CONCURRENTLY IF NOT EXISTS decision_renews "
                    "ON steps_decision (renews_id) WHERE renews_id IS NOT NULL",
                    reverse_sql="DROP INDEX CONCURRENTLY IF EXISTS decision_renews",
                ),
            ],
            state_operations=[
                migrations.AddConstraint(
                    model_name="decision",
                    constraint=models.UniqueConstraint(
                        fields=["pathway", "point", "known"],
                        condition=~Q(known=""),
                        name="decision_once_for_what_was_known",
                    ),
                ),
                migrations.AddIndex(
                    model_name="proposal",
                    index=models.Index(fields=["deadline"], condition=Q(state="open"), name="proposal_due"),
                ),
                migrations.AddIndex(
                    model_name="proposal",
                    index=models.Index(fields=["owner"], condition=Q(state="open"), name="proposal_owner"),
                ),
                migrations.AddIndex(
                    model_name="decision",
                    index=models.Index(fields=["renews"], condition=Q(renews__isnull=False), name="decision_renews"),
                ),
            ],
        ),
        # A proposal that was open before had no owner: it counts as passed to everybody.
        migrations.RunSQL(
            sql="UPDATE steps_proposal SET escalated = now() WHERE state = 'open' AND owner_id IS NULL",
            reverse_sql=migrations.RunSQL.noop,
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    sql="ALTER TABLE steps_proposal ADD CONSTRAINT proposal_open_never_without_an_owner "
                    "CHECK (NOT (state = 'open') OR owner_id IS NOT NULL OR escalated IS NOT NULL) NOT VALID",
                    reverse_sql="ALTER TABLE steps_proposal DROP CONSTRAINT proposal_open_never_without_an_owner",
                ),
                migrations.RunSQL(
                    sql="ALTER TABLE steps_proposal VALIDATE CONSTRAINT proposal_open_never_without_an_owner",
                    reverse_sql=migrations.RunSQL.noop,
                ),
            ],
            state_operations=[
                migrations.AddConstraint(
                    model_name="proposal",
                    constraint=models.CheckConstraint(
                        name="proposal_open_never_without_an_owner",
                        condition=~Q(state="open") | Q(owner__isnull=False) | Q(escalated__isnull=False),
                    ),
                ),
            ],
        ),
    ]
