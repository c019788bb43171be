"""Each locator stands on one letter; the index is built while people work."""

from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("joining", "0004_codes_of_letters_there_are")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    sql="CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS invitation_locator_once "
                    "ON joining_invitation (locator) WHERE NOT (locator = '')",
                    reverse_sql="DROP INDEX CONCURRENTLY IF EXISTS invitation_locator_once",
                ),
            ],
            state_operations=[
                migrations.AddConstraint(
                    model_name="invitation",
                    constraint=models.UniqueConstraint(
                        fields=["locator"], condition=~models.Q(locator=""), name="invitation_locator_once"
                    ),
                ),
            ],
        ),
    ]
