"""The log: a row for every act, reading and refusal, and no way to change one."""

import pytest
from django.db import transaction
from django.urls import reverse

from oncocare.audit.actions import record
from oncocare.audit.models import AuditRow
from oncocare.foundation.models import ShortcutRefused
from oncocare.people import actions as people
from oncocare.people.models import User
from tests.cast import BY


def rows(verb):
    return list(
        AuditRow.objects.filter(verb=verb).order_by("id").values_list("actor", "subject", "patient", "centre", "detail")
    )


def test_an_act_leaves_who_did_what_to_whom(cast):
    patient = cast.patient(cast.ana)
    record(by=cast.clara, verb="tried", subject=patient, patient=patient, centre=cast.here, number=3)
    assert rows("tried") == [
        (f"user:{cast.clara.pk}", f"patient:{patient.pk}", str(patient.pk), str(cast.here.pk), {"number": 3})
    ]


def test_a_machine_signs_with_its_own_name(db):
    record(by="system:relay", verb="tried", subject="anything")
    assert rows("tried") == [("system:relay", "anything", "", "", {})]


def test_an_act_that_fails_leaves_no_row(db):
    with pytest.raises(ZeroDivisionError), transaction.atomic():  # noqa: PT012
        people.register_user(by=BY, email="nobody@example.org", name="", language="en")
        1 / 0  # noqa: B018
    assert rows("user.registered") == []
    assert not User.objects.exists()


def test_opening_a_record_leaves_a_row_each_time(cast, client):
    client.force_login(cast.clara)
    patient = cast.patient(cast.ana)
    for _ in range(2):
        client.get(reverse("record", args=[patient.pk]))
    read = (f"user:{cast.clara.pk}", f"patient:{patient.pk}", str(patient.pk), str(cast.here.pk), {})
    assert rows("read.record") == [read, read]


def test_reading_the_caseload_leaves_a_row(cast, client):
    client.force_login(cast.clara)
    client.get(reverse("caseload"))
    assert rows("read.caseload") == [(f"user:{cast.clara.pk}", "", "", str(cast.here.pk), {"page": 1, "filters": ""})]


def test_a_refusal_leaves_a_row(cast, client):
    client.force_login(cast.clara)
    pk = cast.patient(cast.dora).pk
    assert client.get(reverse("record", args=[pk])).status_code == 404
    assert rows("denied") == [(f"user:{cast.clara.pk}", f"patient:{pk}", "", "", {"reason": "not found or another's"})]
    assert rows("read.record") == []


@pytest.mark.parametrize("change", ["save", "delete"])
def test_the_model_refuses_to_change_a_row(db, change):
    row = record(by=BY, verb="tried")
    with pytest.raises(ShortcutRefused):
        getattr(row, change)()
