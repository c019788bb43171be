"""What somebody is comes with them, in one statement, and is what the tables say."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from oncocare.foundation import clock, ids
from oncocare.people import actions as people
from oncocare.people.models import Membership, Patient, Relation, User
from oncocare.people.roles import CAREGIVER, CLINICIAN
from oncocare.people.selectors import person, standing_as_read, standing_of
from tests.cast import BY


def whole(row):
    """Every field of a row as it is stored; nothing of what is none."""
    return row and {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def by_django(user):
    """The same three lists, asked as Django asks them."""
    own = Patient.objects.filter(user=user).select_related("centre", "clinician").order_by("joined_on", "pk")
    given = Membership.objects.filter(user=user).select_related("centre").order_by("centre__name", "role")
    lasting = Relation.objects.filter(person=user, revoked=None, patient__died_on=None)
    beside = lasting.select_related("centre", "patient").order_by("granted", "pk")
    return (
        [(whole(one), whole(one.centre), whole(one.clinician)) for one in own],
        [(whole(one), whole(one.centre)) for one in given],
        [(whole(one), whole(one.centre), whole(one.patient)) for one in beside],
    )


def as_read(found):
    return (
        [(whole(one), whole(one.centre), whole(one.clinician)) for one in found.patients.values()],
        [(whole(one), whole(one.centre)) for one in found.memberships],
        [(whole(one), whole(one.centre), whole(one.patient)) for one in found.relations],
    )


@pytest.fixture
def everybody(cast):
    """The cast, with every kind of field filled for Ana, who works somewhere too, and some relations that are over."""
    Patient.objects.filter(user=cast.ana).update(
        born_on=date(1970, 2, 3), cycle_days=21, phase="treatment", skipped={"born_on": True}, introduced=clock.now(),
        country="PT", time_zone="Atlantic/Azores", trusted_name='Ines "Né" Sá\\', phone="+351 21",
    )  # fmt: skip
    User.objects.filter(pk=cast.ana.pk).update(last_login=clock.now())
    people.appoint(by=BY, user=cast.ana, centre=cast.there, role=CLINICIAN)
    people.take_into_care(by=BY, centre=cast.there, key="BEA2", user=cast.bea, clinician=None)
    for name in ("gone", "done"):
        patient = people.take_into_care(by=BY, centre=cast.here, key=name, user=None, clinician=cast.clara)
        people.grant_relation(by=BY, person=cast.felix, patient=patient, kind=CAREGIVER)
        Patient.objects.filter(key="gone").update(died_on=date(2026, 11, 1))
        Relation.objects.filter(patient__key="done").update(revoked=clock.now() + timedelta(days=1))
    return User.objects.all()


def test_what_comes_with_a_person_is_what_the_tables_say(everybody):
    for user in everybody:
        found = person(user.pk)
        assert (found, whole(found)) == (user, whole(user))
        assert as_read(found.rows) == by_django(user)
        assert as_read(standing_of(user)) == by_django(user)


def test_it_is_one_statement(everybody):
    for user in everybody:
        with CaptureQueriesContext(connection) as asked:
            standing = standing_as_read(person(user.pk))
            assert standing.roles is not None
            assert standing.centres is not None
        assert len(asked) == 1


def test_nobody_is_found_under_an_id_of_nobody(cast):
    assert person(ids.new()) is None
    assert as_read(standing_of(User(name="Not stored"))) == ([], [], [])


def test_a_page_asks_once_for_the_session_and_once_for_whose_it_is(cast, client):
    client.force_login(cast.eva)
    client.get(reverse("my_messages"))
    with CaptureQueriesContext(connection) as asked:
        client.get(reverse("my_messages"))
    tables = [query["sql"].split(" FROM ")[-1].split()[0].strip('"') for query in asked]
    assert tables[:2] == ["django_session", "people_user"]
    assert not [table for table in tables[2:] if table.startswith(("django", "people"))]


def test_a_role_that_was_taken_away_meanwhile_is_no_role_on_the_next_page(cast, client):
    client.force_login(cast.clara)
    assert client.get(reverse("caseload")).status_code == 200
    Membership.objects.filter(user=cast.clara).delete()
    assert client.get(reverse("caseload")).status_code == 403


def test_a_closed_account_has_no_session(cast, client):
    client.force_login(cast.ana)
    User.objects.filter(pk=cast.ana.pk).update(is_active=False)
    assert client.get(reverse("home")).url.startswith(reverse("account_login"))
