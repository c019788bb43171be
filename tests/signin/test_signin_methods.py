"""How people sign in: passkeys, password, app and codes; who needs which, and that a way always remains."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user
from django.test import Client
from django.urls import NoReverseMatch, reverse

from oncocare.audit.models import AuditRow
from oncocare.foundation import clock
from oncocare.notifications.sending.actions import send_due
from oncocare.people.actions import appoint
from oncocare.people.roles import CLINICIAN
from oncocare.people.selectors import Standing
from oncocare.signin.methods import actions as methods
from oncocare.signin.middleware import BEFORE_THE_DOOR, KEPT, POLLS
from oncocare.signin.selectors import methods_of
from tests.cast import BY
from tests.guards.house import routes
from tests.signin.conftest import PASSWORD
from tests.signin.pages import ADD, WAYS, code_of, kinds, make, open_with, options, shown, sign_in
from tests.signin.soft_passkey import made_up
from tests.signing_in import come_to_the_door

# --- somebody who has just joined -------------------------------------------------------------------------------------


def test_who_has_no_way_in_yet_is_asked_to_choose_one_from_wherever_they_go(cast, client):
    come_to_the_door(client, cast.ana)
    answer = client.get("/my/?part=2")
    assert answer.url == "/account/ways/choose/?next=%2Fmy%2F%3Fpart%3D2"
    page = client.get(answer.url).content.decode()
    assert [page.count(f'href="{way}"') for way in (ADD, "/account/ways/password/")] == [1, 1]


@pytest.mark.parametrize("name", ["help_now", "account_logout", "lost_phone", "health", "sign_in_methods"])
def test_help_and_the_pages_of_the_account_stay_open_meanwhile(cast, client, name):
    come_to_the_door(client, cast.ana)
    assert client.get(reverse(name)).status_code == 200


def test_every_exception_at_the_door_is_a_page_that_exists():
    names = {route.name for route in routes()}
    assert names >= BEFORE_THE_DOOR | POLLS | KEPT


def test_a_passkey_is_made_and_the_person_goes_on_to_where_they_were_going(cast, client, mailoutbox, deliver):
    come_to_the_door(client, cast.ana)
    client.get("/account/ways/choose/?next=/my/")
    with deliver():
        _key, answer = make(client)
    send_due()
    assert answer.url == "/my/"
    assert client.get("/my/").status_code == 200
    assert [one.wrap().name for one in methods_of(cast.ana).passkeys] == ["My phone"]
    assert kinds(cast.ana) == ["webauthn"], "a patient without a second factor needs no recovery codes"
    assert [(one.to, one.subject) for one in mailoutbox] == [([cast.ana.email], "How you sign in has changed")]
    assert AuditRow.objects.filter(verb="method.passkey_added", actor=f"user:{cast.ana.pk}").count() == 1


def test_a_password_is_set_and_a_patient_goes_on(cast, client):
    come_to_the_door(client, cast.ana)
    client.get("/account/ways/choose/?next=/my/")
    answer = client.post("/account/ways/password/", {"password1": PASSWORD, "password2": PASSWORD})
    assert answer.url == "/my/"
    assert client.get("/my/").status_code == 200
    assert client.get("/account/ways/choose/").url == "/"


@pytest.mark.parametrize(
    ("one", "two", "words"),
    [
        ("short", "short", "at least 12 characters"),
        ("password1234", "password1234", "Many people use this password"),
        (PASSWORD, PASSWORD + ".", "The two passwords are not the same."),
    ],
)
def test_a_password_that_is_short_common_or_not_the_same_twice_comes_back(cast, client, one, two, words):
    come_to_the_door(client, cast.ana)
    answer = client.post("/account/ways/password/", {"password1": one, "password2": two})
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_choosing_never_leads_to_another_site(cast, client):
    come_to_the_door(client, cast.ana)
    client.get("/account/ways/choose/?next=https://evil.example/")
    assert make(client)[1].url == "/"


# --- staff ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def clara(cast, client, give_password):
    """Clara with a password and nothing else, signed in with it."""
    give_password(cast.clara)
    sign_in(client, cast.clara)
    return cast.clara


def test_staff_with_a_password_only_are_led_to_a_page_that_says_why(clara, client):
    answer = client.get("/caseload/")
    assert answer.url == "/account/ways/second-factor/?next=%2Fcaseload%2F"
    assert "a second factor as well" in client.get(answer.url).content.decode()


def test_what_staff_send_before_the_second_factor_goes_nowhere(cast, clara, client):
    answer = client.post(reverse("ask", args=[cast.patient(cast.ana).pk]), {"instruments": "phq-9"})
    assert answer.url == "/account/ways/second-factor/?next=%2F"
    assert not cast.patient(cast.ana).assignments.exists()


def test_without_the_rule_a_password_alone_would_open_the_desk(clara, client, monkeypatch):
    monkeypatch.setattr(Standing, "staff", False)
    assert client.get("/caseload/").status_code == 200


def turn_on_app(client):
    """Confirm by password, then type what the app shows."""
    client.post("/account/confirm/", {"password": PASSWORD})
    page = client.get("/account/ways/app/")
    secret = page.context["form"].secret
    assert "<svg" in page.content.decode()
    return client.post("/account/ways/app/", {"code": shown(secret)})


def test_staff_turn_on_the_codes_of_an_app_get_recovery_codes_and_go_on_to_the_desk(clara, client):
    client.get(client.get("/caseload/").url)
    answer = turn_on_app(client)
    assert answer.url == "/account/ways/codes/"
    page = client.get(answer.url)
    assert len(page.context["codes"]) == 10
    assert page.context["onward"] == "/caseload/"
    assert client.get("/caseload/").status_code == 200
    assert kinds(clara) == ["recovery_codes", "totp"]


def test_a_wrong_code_turns_nothing_on(clara, client):
    client.post("/account/confirm/", {"password": PASSWORD})
    client.get("/account/ways/app/")
    assert client.post("/account/ways/app/", {"code": "000000"}).status_code == 422
    assert kinds(clara) == []


def test_the_secret_of_an_app_is_not_readable_in_the_database(clara, client):
    turn_on_app(client)
    rows = [json.dumps(data) for data in Authenticator.objects.values_list("data", flat=True)]
    codes = client.get("/account/ways/codes/").context["codes"]
    assert not [code for code in codes for row in rows if code in row]
    assert all("gAAAA" in row for row in rows), "each holds a sealed text"


@pytest.fixture
def armed(clara, client):
    """Clara with password and app, signed out; her recovery codes."""
    turn_on_app(client)
    codes = client.get("/account/ways/codes/").context["codes"]
    client.logout()
    return codes


def test_with_password_and_app_both_are_asked_for(cast, client, armed):
    answer = sign_in(client, cast.clara, next="/caseload/")
    assert answer.url == "/account/sign-in/second-step/"
    assert not get_user(client).is_authenticated
    assert client.get(answer.url).status_code == 200
    wrong = client.post(answer.url, {"code": "000000"})
    assert "was not accepted" in wrong.content.decode()
    assert client.post(answer.url, {"code": code_of(cast.clara)}).url == "/caseload/"
    assert client.get("/caseload/").status_code == 200


def test_a_recovery_code_stands_in_for_the_app_once(cast, client, armed):
    for expected in (302, 200):
        sign_in(client, cast.clara)
        assert client.post("/account/sign-in/second-step/", {"code": armed[0]}).status_code == expected
        client.logout()
    assert methods_of(cast.clara).codes == 9


def test_staff_with_a_passkey_need_no_more(cast, client):
    come_to_the_door(client, cast.clara)
    key, _answer = make(client)
    client.logout()
    assert open_with(client, key, next="/caseload/").url == "/caseload/"
    assert client.get("/caseload/").status_code == 200


def test_staff_with_password_and_passkey_need_both_when_they_type_the_password(cast, client, give_password):
    come_to_the_door(client, give_password(cast.clara))
    client.post("/account/confirm/", {"password": PASSWORD})
    key, _answer = make(client)
    client.logout()
    step = sign_in(client, cast.clara).url
    asked = options(client.get(step))
    assert client.post(step, {"credential": json.dumps(key.get(asked))}).url == "/"
    assert client.get("/caseload/").status_code == 200


def test_who_becomes_staff_in_a_session_of_one_factor_shows_the_second_and_not_the_password(
    cast, client, give_password
):
    come_to_the_door(client, give_password(cast.ana))
    methods.add_passkey(by=cast.ana, name="Phone", credential=made_up())
    sign_in(client, cast.ana)
    appoint(by=BY, user=cast.ana, centre=cast.here, role=CLINICIAN)
    answer = client.get("/caseload/", follow=True)
    assert answer.redirect_chain[-1][0] == "/account/confirm/?next=%2Fcaseload%2F"
    assert answer.context["offered"] == ["credential"]
    assert client.post("/account/confirm/", {"password": PASSWORD, "next": "/caseload/"}).status_code == 200
    assert client.get("/caseload/").status_code == 302


def test_staff_cannot_take_their_second_factor_away(cast, client, armed):
    with pytest.raises(methods.LastMethod):
        methods.remove_app(by=cast.clara)
    assert kinds(cast.clara) == ["recovery_codes", "totp"]


def test_a_patient_may_turn_the_app_on_and_off_again(cast, client, give_password):
    come_to_the_door(client, give_password(cast.ana))
    turn_on_app(client)
    assert kinds(cast.ana) == ["recovery_codes", "totp"]
    assert "Codes from an app are turned off." in client.post("/account/ways/app/remove/", follow=True).content.decode()
    assert kinds(cast.ana) == []


# --- recovery codes ---------------------------------------------------------------------------------------------------


def test_recovery_codes_are_shown_for_a_little_while_and_never_again(clara, client):
    turn_on_app(client)
    codes = client.get("/account/ways/codes/").context["codes"]
    file = client.get("/account/ways/codes/text/")
    assert file["Content-Disposition"] == 'attachment; filename="codes.txt"'
    assert file.content.decode().split()[-10:] == codes
    elsewhere = Client()
    come_to_the_door(elsewhere, clara)
    assert elsewhere.get("/account/ways/codes/").context["codes"] == []
    assert elsewhere.get("/account/ways/codes/text/").url == "/account/ways/codes/"
    with clock.at(clock.now() + timedelta(minutes=11)):
        assert client.get("/account/ways/codes/").context["codes"] == []


def test_new_codes_stop_the_old_ones(cast, clara, client):
    turn_on_app(client)
    old = client.get("/account/ways/codes/").context["codes"]
    assert client.post("/account/ways/codes/").url == "/account/ways/codes/"
    new = client.get("/account/ways/codes/").context["codes"]
    assert set(old) & set(new) == set()
    client.logout()
    sign_in(client, clara)
    assert client.post("/account/sign-in/second-step/", {"code": old[0]}).status_code == 200


def test_who_has_no_second_factor_gets_no_codes(cast, client, give_password):
    come_to_the_door(client, give_password(cast.ana))
    client.post("/account/confirm/", {"password": PASSWORD})
    client.post("/account/ways/codes/")
    assert kinds(cast.ana) == []


# --- the list ---------------------------------------------------------------------------------------------------------


def test_the_page_lists_ways_and_devices(cast, client, give_password):
    come_to_the_door(client, give_password(cast.ana), backend=None)
    methods.add_passkey(by=cast.ana, name="Phone <b>", credential=made_up())
    other = Client(headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"})
    come_to_the_door(other, cast.ana)
    other.get("/help/")
    client.get("/help/")
    page = client.get(WAYS).content.decode()
    assert [bool(re.search(one, page)) for one in ("Phone &lt;b&gt;", "Firefox, Windows", "You have a password")] == [
        True
    ] * 3
    assert page.count("this device") == 1


def test_a_new_password_signs_every_other_device_out(cast, client, give_password):
    come_to_the_door(client, give_password(cast.ana))
    other = Client()
    come_to_the_door(other, cast.ana)
    client.post("/account/confirm/", {"password": PASSWORD})
    client.post("/account/ways/password/", {"password1": "another odd sentence", "password2": "another odd sentence"})
    assert [get_user(one).is_authenticated for one in (client, other)] == [True, False]
    assert len(client.get(WAYS).context["running"]) == 1


def test_a_wrong_password_confirms_nothing(cast, client, give_password):
    come_to_the_door(client, give_password(cast.ana))
    assert client.post("/account/confirm/", {"password": "wrong"}).status_code == 422
    assert client.get("/account/ways/password/").status_code == 302


@pytest.mark.parametrize("name", ["mfa_index", "mfa_view_recovery_codes", "usersessions_list", "account_set_password"])
def test_pages_of_allauth_that_we_do_not_offer_are_not_there(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)
