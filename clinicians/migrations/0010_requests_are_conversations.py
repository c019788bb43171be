"""What patients asked of their team, and by when a centre answers, is now of conversations: words and answers become
messages there, and the history of a request goes with it. The older tables stay as they are, so that a server which
still runs the version before meets no missing table meanwhile; nothing reads them any more, and they bind no other row.
The way back is refused once anything was asked: they hold one message for each request, and there may be more.
"""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

COPY = """
INSERT INTO conversations_answerpromise (id, days, centre_id)
    SELECT id, days, centre_id FROM clinicians_answerpromise;
INSERT INTO conversations_contactrequest
    (id, kind, made, promised, answered_at, without_words, patient_id, centre_id, owner_id, answered_by_id)
    SELECT id, kind, made, promised, answered_at, false, patient_id, centre_id, owner_id, answered_by_id
    FROM clinicians_contactrequest;
INSERT INTO conversations_answerpromiseevent
    (pgh_created_at, pgh_label, pgh_context_id, pgh_obj_id, id, days, centre_id)
    SELECT pgh_created_at, pgh_label, pgh_context_id, pgh_obj_id, id, days, centre_id
    FROM clinicians_answerpromiseevent ORDER BY pgh_id;
INSERT INTO conversations_contactrequestevent
    (pgh_created_at, pgh_label, pgh_context_id, pgh_obj_id, id, kind, made, promised, answered_at, without_words,
     patient_id, centre_id, owner_id, answered_by_id)
    SELECT pgh_created_at, pgh_label, pgh_context_id, pgh_obj_id, id, kind, made, promised, answered_at, false,
     patient_id, centre_id, owner_id, answered_by_id
    FROM clinicians_contactrequestevent ORDER BY pgh_id;
INSERT INTO conversations_teammessage
    (id, from_team, kind, words, found, made, by_id, patient_id, centre_id, request_id)
    SELECT gen_random_uuid(), false, asked.kind, asked.words, '', asked.made, coalesce(
        patient.user_id,
        (SELECT before.user_id FROM people_patientevent before
         WHERE before.pgh_obj_id = patient.id AND before.user_id IS NOT NULL ORDER BY before.pgh_id DESC LIMIT 1)
    ), asked.patient_id, asked.centre_id, asked.id
    FROM clinicians_contactrequest asked JOIN people_patient patient ON patient.id = asked.patient_id;
INSERT INTO conversations_teammessage
    (id, from_team, kind, words, found, made, by_id, patient_id, centre_id, request_id)
    SELECT gen_random_uuid(), true, '', answer, '', answered_at, answered_by_id, patient_id, centre_id, id
    FROM clinicians_contactrequest WHERE answered_at IS NOT NULL;
"""


def refuse_to_forget(apps: Any, schema_editor: Any) -> None:
    """The tables of the earlier version could not hold what was written since."""
    alias = schema_editor.connection.alias
    for name in ("AnswerPromise", "ContactRequest", "TeamMessage"):
        if apps.get_model("conversations", name).objects.using(alias).exists():
            raise RuntimeError(
                "Nothing was changed: what patients and their team wrote would be lost. Restore a backup instead."
            )


def unbound(field: type[models.ForeignKey], to: str, related_name: str, *, null: bool = False) -> models.ForeignKey:
    """A foreign key that the database does not hold to."""
    protect = django.db.models.deletion.PROTECT
    return field(on_delete=protect, to=to, related_name=related_name, null=null, db_constraint=False)


class Migration(migrations.Migration):
    dependencies = [
        ("clinicians", "0009_contact_requests_and_leaflets"),
        ("conversations", "0001_conversations"),
    ]

    operations = [
        migrations.AlterField(
            "answerpromise", "centre", unbound(models.OneToOneField, "people.centre", "answer_promise")
        ),
        migrations.AlterField(
            "contactrequest", "patient", unbound(models.ForeignKey, "people.patient", "contact_requests")
        ),
        migrations.AlterField("contactrequest", "centre", unbound(models.ForeignKey, "people.centre", "+")),
        migrations.AlterField(
            "contactrequest", "owner", unbound(models.ForeignKey, settings.AUTH_USER_MODEL, "+", null=True)
        ),
        migrations.AlterField(
            "contactrequest", "answered_by", unbound(models.ForeignKey, settings.AUTH_USER_MODEL, "+", null=True)
        ),
        migrations.RunSQL(COPY, migrations.RunSQL.noop),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveField(model_name="answerpromiseevent", name="pgh_obj"),
                migrations.RemoveField(model_name="contactrequestevent", name="pgh_obj"),
                migrations.DeleteModel(name="AnswerPromise"),
                migrations.DeleteModel(name="AnswerPromiseEvent"),
                migrations.DeleteModel(name="ContactRequest"),
                migrations.DeleteModel(name="ContactRequestEvent"),
            ]
        ),
        migrations.RunPython(migrations.RunPython.noop, refuse_to_forget),
    ]
