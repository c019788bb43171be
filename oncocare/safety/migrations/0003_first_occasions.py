"""Each flag there is was raised once: with the severity of the first row of its history, by whom only the log knows."""

from django.db import migrations

ADD_FIRST = """
INSERT INTO safety_occasion (flag_id, patient_id, centre_id, source, severity, made, made_by)
SELECT flag.id, flag.patient_id, flag.centre_id, flag.source, coalesce(first.severity, flag.severity), flag.raised, ''
FROM safety_flag AS flag
LEFT JOIN LATERAL (
    SELECT severity FROM safety_flagevent WHERE pgh_obj_id = flag.id ORDER BY pgh_id LIMIT 1
) AS first ON true
ORDER BY flag.raised, flag.id
ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [
        ("safety", "0002_occasions"),
    ]

    operations = [
        migrations.RunSQL(ADD_FIRST, migrations.RunSQL.noop),  # backward the table goes with all its rows
    ]
