"""The verbs of the log: what is stored is their text."""

import pytest
from django.db import connection

from oncocare.audit.actions import record
from oncocare.audit.models import AuditRow
from oncocare.audit.selectors import readings_of
from oncocare.audit.verbs import READING, Verb
from tests.cast import BY


def test_a_member_is_named_as_its_text():
    assert [verb.name for verb in Verb] == [verb.value.upper().replace(".", "_") for verb in Verb]


@pytest.mark.parametrize(("verb", "text"), [(Verb.NOTE_WRITTEN, "note.written"), (Verb.DENIED, "denied")])
def test_the_text_of_a_verb_is_stored(db, verb, text):
    row = record(by=BY, verb=verb)
    with connection.cursor() as cursor:
        cursor.execute("SELECT verb FROM audit_auditrow WHERE id = %s", [row.pk])
        assert cursor.fetchall() == [(text,)]
    assert AuditRow.objects.filter(verb=verb).get().verb == text


def test_readings_are_what_begins_so(cast):
    patient = cast.patient(cast.ana)
    for verb in (Verb.NOTE_WRITTEN, Verb.READ_RECORD, Verb.DENIED, Verb.READ_PRINT, "read.as_it_was_called_once"):
        record(by=BY, verb=verb, patient=patient)
    assert [row.verb for row in readings_of(patient)] == ["read.as_it_was_called_once", "read.print", "read.record"]
    assert [verb.name for verb in Verb if verb.startswith(READING)] == [
        verb.name for verb in Verb if verb.name.startswith("READ_")
    ]
