"""What patients had asked before there were conversations becomes a conversation, with its history; nothing is lost."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from mentoring.conversations.models import AnswerPromise, ContactRequest, TeamMessage
from tests.factories.owner import as_owner

migration = import_module("clinicians.migrations.0010_requests_are_conversations")

BEFORE = """
    CREATE TEMPORARY TABLE clinicians_answerpromise (id uuid, days smallint, centre_id uuid);
    CREATE TEMPORARY TABLE clinicians_contactrequest (
        id uuid, kind text, words text, made timestamptz, promised timestamptz, answered_at timestamptz, answer text,
        patient_id uuid, centre_id uuid, owner_id uuid, answered_by_id uuid);
    CREATE TEMPORARY TABLE clinicians_answerpromiseevent (
        pgh_id serial, pgh_created_at timestamptz, pgh_label text, pgh_context_id uuid, pgh_obj_id uuid,
        LIKE clinicians_answerpromise);
    CREATE TEMPORARY TABLE clinicians_contactrequestevent (
        pgh_id serial, pgh_created_at timestamptz, pgh_label text, pgh_context_id uuid, pgh_obj_id uuid,
        LIKE clinicians_contactrequest);
    INSERT INTO clinicians_answerpromise SELECT gen_random_uuid(), 2, id FROM people_centre WHERE slug = 'here';
    INSERT INTO clinicians_contactrequest
        SELECT gen_random_uuid(), 'write', 'before', '2026-03-02 10:00Z', '2026-03-03 17:00Z', '2026-03-03 09:00Z', 'spoke',
            id, centre_id, clinician_id, clinician_id FROM people_patient WHERE key = 'ANA';
    INSERT INTO clinicians_contactrequest
        SELECT gen_random_uuid(), 'call', '', '2026-03-04 10:00Z', '2026-03-05 17:00Z', NULL, '', id, centre_id, NULL, NULL
        FROM people_patient WHERE key = 'BEA';
    INSERT INTO clinicians_contactrequestevent
        SELECT 1, '2026-03-02 10:00Z', 'insert', NULL, id, * FROM clinicians_contactrequest WHERE kind = 'write';
    UPDATE people_patient SET user_id = NULL WHERE key = 'BEA';
"""


@pytest.fixture
def copied(cast):
    """What Ana asked and was answered, and what Bea asked, who has closed her account."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(BEFORE)
        cursor.execute(migration.COPY)


def test_requests_words_answers_promise_and_history_are_there(cast, copied):
    asked = ContactRequest.objects.order_by("made").values_list("patient__key", "kind", "answered_by", "without_words")
    assert list(asked) == [("ANA", "write", cast.clara.pk, False), ("BEA", "call", None, False)]
    fields = ("patient__key", "from_team", "kind", "words", "by", "request__kind")
    assert list(TeamMessage.objects.order_by("made").values_list(*fields)) == [
        ("ANA", False, "write", "before", cast.ana.pk, "write"),
        ("ANA", True, "", "spoke", cast.clara.pk, "write"),
        ("BEA", False, "call", "", cast.bea.pk, "call"),
    ]
    assert list(AnswerPromise.objects.values_list("centre", "days")) == [(cast.here.pk, 2)]
    kept = apps.get_model("conversations", "ContactRequestEvent").objects.filter(patient__key="ANA")
    assert kept.order_by("pgh_created_at").values_list("pgh_label", "kind").first() == ("insert", "write")
    assert kept.count() == 2, "as it was kept then, and that it was copied"


def test_the_way_back_is_refused_once_anything_was_asked(copied):
    with pytest.raises(RuntimeError, match="Nothing was changed: what patients and their team wrote would be lost"):
        migration.refuse_to_forget(apps, connection.schema_editor())


def test_the_way_back_is_open_where_nothing_was(db):
    migration.refuse_to_forget(apps, connection.schema_editor())
