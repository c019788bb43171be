"""The page of staff and roles: who is listed, inviting a colleague, giving and taking roles."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from oncocare.joining.models import Invitation
from oncocare.notifications.sending.actions import send_due
from oncocare.people import actions as people
from oncocare.people.models import Membership
from oncocare.people.roles import CLINICIAN, COORDINATOR, RESEARCHER
from tests.cast import BY
from tests.pages import text


@pytest.fixture
def carlos(cast) -> Client:
    client = Client()
    client.force_login(cast.carlos)
    return client


@pytest.fixture
def clara(cast) -> Client:
    client = Client()
    client.force_login(cast.clara)
    return client


def test_staff_are_listed_once_with_their_roles_in_the_order_they_joined(cast, carlos):
    people.appoint(by=BY, user=cast.clara, centre=cast.here, role=RESEARCHER)
    page = text(carlos.get(reverse("centre_staff")))
    assert page.count("clara@example.org") == 1
    assert page.index("clara@example.org") < page.index("carlos@example.org") < page.index("eva@example.org")
    assert "denis@example.org" not in page
    assert page.count("No second factor yet") == 3  # Carlos signed in with one


def test_a_colleague_is_invited_by_e_mail(cast, carlos, mailoutbox, django_capture_on_commit_callbacks):
    given = {"name": "Nora", "email": "nora@example.org", "language": "es", "role": "clinician"}
    with django_capture_on_commit_callbacks(execute=True):
        carlos.post(reverse("centre_staff"), given)
    send_due()
    made = Invitation.objects.get(email="nora@example.org")
    assert (made.name, made.language, made.role, made.channel) == ("Nora", "es", "clinician", "email")
    assert [one.to for one in mailoutbox] == [["nora@example.org"]]
    assert "Invited, not here yet" in text(carlos.get(reverse("centre_staff")))


def test_a_role_is_given_and_taken_at_once(cast, carlos):
    mine = Membership.objects.get(user=cast.clara)
    carlos.post(reverse("give_role", args=[mine.pk]), {"role": "researcher"})
    assert set(cast.clara.memberships.values_list("role", flat=True)) == {"clinician", "researcher"}
    carlos.post(reverse("take_role", args=[mine.pk]))
    assert set(cast.clara.memberships.values_list("role", flat=True)) == {"researcher"}


def test_a_role_that_does_not_exist_is_refused(cast, carlos):
    mine = Membership.objects.get(user=cast.clara)
    answer = carlos.post(reverse("give_role", args=[mine.pk]), {"role": "patient"}, follow=True)
    assert "Choose a role." in text(answer)
    assert cast.clara.memberships.count() == 1


def test_the_last_coordinator_stays(cast, carlos):
    mine = Membership.objects.get(user=cast.carlos)
    answer = carlos.post(reverse("take_role", args=[mine.pk]), follow=True)
    assert "This is the only coordinator of the centre." in text(answer)
    assert Membership.objects.filter(pk=mine.pk).exists()
    people.appoint(by=BY, user=cast.clara, centre=cast.here, role=COORDINATOR)
    carlos.post(reverse("take_role", args=[mine.pk]))
    assert not Membership.objects.filter(pk=mine.pk).exists()


def test_the_queries_of_the_staff_page_do_not_grow(cast, carlos):
    counts = []
    for number in range(3):
        user = people.register_user(by=BY, email=f"n{number}@example.org", name=f"N{number}", language="en")
        people.appoint(by=BY, user=user, centre=cast.here, role=CLINICIAN)
        carlos.get(reverse("centre_staff"))
        with CaptureQueriesContext(connection) as captured:
            carlos.get(reverse("centre_staff"))
        counts.append(len(captured))
    assert counts[0] == counts[2]
