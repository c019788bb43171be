"""The page of staff and roles: who is listed, inviting a colleague, giving and taking roles."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from oncocare.audit.models import AuditRow
from oncocare.foundation import clock
from oncocare.joining import actions as joining
from oncocare.joining.models import Invitation
from oncocare.joining.selectors import LinkState, link_state
from oncocare.notifications.sending.actions import send_due
from oncocare.people import actions as people
from oncocare.people.models import Membership
from oncocare.people.roles import CLINICIAN, COORDINATOR, RESEARCHER
from oncocare.web.templatetags.web import short_moment
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


# --- who is invited and has not come ----------------------------------------------------------------------------------


def invited(cast, **said) -> Invitation:
    given = {"name": "Nora", "email": "nora@example.org", "language": "es", "role": CLINICIAN}
    return joining.invite(by=cast.carlos, centre=cast.here, channel="email", **{**given, **said})


def verbs(*invitations: Invitation) -> list[str]:
    subjects = [f"invitation:{one.pk}" for one in invitations]
    return list(AuditRow.objects.filter(subject__in=subjects).order_by("pk").values_list("verb", flat=True))


def test_who_is_invited_stands_there_with_address_day_and_until_when_the_link_holds(cast, carlos):
    made = invited(cast)
    page = text(carlos.get(reverse("centre_staff")))
    row = re.search(r"<tr><th scope=\"row\">Nora.*?</tr>", page, re.DOTALL)
    with timezone.override(cast.here.time_zone):
        expected = ["nora@example.org", "Clinician", short_moment(made.made), short_moment(made.expires)]
    assert [one in (row[0] if row else "") for one in expected] == [True] * 4


def test_a_new_link_ends_the_one_before_and_goes_to_the_same_address(cast, carlos, mailoutbox, deliver):
    old = invited(cast)
    with deliver():
        carlos.post(reverse("renew_colleague", args=[old.pk]))
    send_due()
    old.refresh_from_db()
    new = Invitation.objects.exclude(pk=old.pk).get()
    assert (link_state(old), link_state(new)) == (LinkState.WITHDRAWN, LinkState.OPEN)
    assert (new.name, new.email, new.language, new.role) == ("Nora", "nora@example.org", "es", "clinician")
    assert [one.to for one in mailoutbox] == [["nora@example.org"]]
    assert verbs(old, new) == ["invitation.made", "invitation.withdrawn", "invitation.made"]
    assert [one for one, _state in carlos.get(reverse("centre_staff")).context["invited"]] == [new]


def test_two_presses_make_one_new_link(cast, carlos):
    old = invited(cast)
    carlos.post(reverse("renew_colleague", args=[old.pk]))
    answer = carlos.post(reverse("renew_colleague", args=[old.pk]), follow=True)
    assert "so no new link was made." in text(answer)
    assert Invitation.objects.count() == 2


def test_an_invitation_is_withdrawn_and_leaves_the_list(cast, carlos):
    made = invited(cast)
    carlos.post(reverse("withdraw_colleague", args=[made.pk]))
    made.refresh_from_db()
    assert (made.withdrawn_by, verbs(made)) == (cast.carlos, ["invitation.made", "invitation.withdrawn"])
    assert carlos.get(reverse("centre_staff")).context["invited"] == []


def test_one_that_somebody_used_is_neither_renewed_nor_withdrawn(cast, carlos):
    used = invited(cast)
    joining.accept(by=BY, invitation=used, email="nora@example.org")
    for name, said in (("renew_colleague", "no new link was made"), ("withdraw_colleague", "no longer be withdrawn")):
        assert said in text(carlos.post(reverse(name, args=[used.pk]), follow=True))
    assert Invitation.objects.count() == 1


def test_a_link_that_is_too_old_says_so_and_can_be_renewed(cast, carlos):
    with clock.at(clock.now() - timedelta(days=15)):
        old = invited(cast)
    assert "The link is too old" in text(carlos.get(reverse("centre_staff")))
    carlos.post(reverse("renew_colleague", args=[old.pk]))
    assert "The link is too old" not in text(carlos.get(reverse("centre_staff")))


def test_the_invitation_of_a_patient_is_not_touched_from_this_page(cast, carlos):
    patient = joining.invite(by=cast.clara, centre=cast.here, channel="letter", language="en")
    for name in ("renew_colleague", "withdraw_colleague"):
        assert carlos.post(reverse(name, args=[patient.pk])).status_code == 404
