"""No patient is invited before it is settled who answers at night; everybody else comes in as before."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from oncocare.joining import actions
from oncocare.joining.models import Invitation
from oncocare.people.roles import CLINICIAN, PATIENT
from oncocare.safety.rota.actions import set_on_call
from tests.joining.conftest import send

ONE = {"one-channel": "letter", "one-language": "en"}
PILE = {"letters-number": 3, "letters-language": "en"}


def unsettled(cast):
    set_on_call(by=cast.carlos, centre=cast.here)


def test_the_invitation_is_refused_and_nothing_is_made(cast):
    unsettled(cast)
    with pytest.raises(ValidationError, match="it is not settled who answers outside the staffed hours"):
        send(cast)
    assert Invitation.objects.count() == 0


@pytest.mark.parametrize(("url", "given"), [("invite", ONE), ("invite_ward", PILE)])
def test_the_page_says_what_to_do_and_an_old_tab_is_refused_kindly(cast, client, url, given):
    client.force_login(cast.clara)
    unsettled(cast)
    shown = client.get(reverse("invitations")).content.decode()
    assert "No patient can be invited yet" in shown
    assert reverse("centre_on_call") in shown
    assert reverse("invite_ward") not in shown
    answer = client.post(reverse(url), given, follow=True)
    assert "Nothing was sent or printed." in answer.content.decode()
    assert Invitation.objects.count() == 0


def test_once_somebody_is_on_call_it_goes_on(cast, client):
    unsettled(cast)
    set_on_call(by=cast.carlos, centre=cast.here, person=cast.clara)
    client.force_login(cast.clara)
    client.post(reverse("invite_ward"), PILE)
    assert Invitation.objects.count() == 3


def test_staff_and_whoever_lost_the_way_in_are_invited_all_the_same(cast):
    unsettled(cast)
    send(cast, role=CLINICIAN)
    send(cast, role=PATIENT, user=cast.ana)
    assert Invitation.objects.count() == 2


def test_whoever_holds_a_letter_from_before_comes_in(cast):
    letter = send(cast)
    unsettled(cast)
    actions.accept(by="invitation:test", invitation=letter, email="new@example.org")
    letter.refresh_from_db()
    assert letter.accepted_at is not None
