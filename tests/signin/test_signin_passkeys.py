"""Passkeys of people: made, used, renamed and removed, and never the last way in."""

from __future__ import annotations

import json

import pytest
from django.contrib.auth import get_user
from django.test import Client
from django.urls import reverse

from oncocare.audit.models import AuditRow
from oncocare.people.models import User
from oncocare.signin.methods import actions as methods
from oncocare.signin.selectors import methods_of
from tests.signin.conftest import PASSWORD, said
from tests.signin.pages import ADD, WAYS, kinds, make, open_with, options, sign_in
from tests.signin.soft_passkey import SoftPasskey
from tests.signing_in import come_to_the_door

# --- passkeys ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def key(cast, client):
    come_to_the_door(client, cast.ana)
    key, _answer = make(client)
    client.logout()
    return key


def test_a_passkey_opens_the_door_and_leads_to_the_page_wanted(cast, client, key):
    answer = open_with(client, key, next="/help/")
    assert answer.url == "/help/"
    assert get_user(client) == cast.ana
    assert methods_of(cast.ana).passkeys[0].last_used_at


def test_a_passkey_signs_in_once_for_each_challenge(cast, client, key):
    path = reverse("mfa_login_webauthn")
    asked = client.get(path, headers={"accept": "application/json"}).json()["request_options"]
    given = json.dumps(key.get(asked))
    client.post(path, {"credential": given})
    client.logout()
    assert client.post(path, {"credential": given}).url == reverse("account_login")
    assert not get_user(client).is_authenticated


def test_a_device_that_checked_no_finger_makes_no_passkey_and_opens_nothing(cast, client, key):
    come_to_the_door(client, cast.bea)
    assert make(client, verified=False)[1].status_code == 422
    client.logout()
    key.flags = 0x01
    assert open_with(client, key).url == reverse("account_login")


def test_a_closed_account_and_a_strange_passkey_get_the_same_answer(cast, client, key):
    User.objects.filter(pk=cast.ana.pk).update(is_active=False)
    closed, stranger = Client(), SoftPasskey()
    stranger.owner = key.owner
    answers = [open_with(closed, key), open_with(client, stranger)]
    assert [one.url for one in answers] == [reverse("account_login")] * 2
    assert said(closed.get(answers[0].url)) == said(client.get(answers[1].url))
    assert not get_user(closed).is_authenticated


@pytest.mark.parametrize("given", ["", "{", "[]", "{}", '{"id": 1}', '{"response": {"userHandle": "AA"}}'])
def test_a_credential_that_is_none_opens_nothing(db, client, given):
    answer = client.post(reverse("mfa_login_webauthn"), {"credential": given})
    assert answer.status_code in (200, 302)
    assert not get_user(client).is_authenticated


def test_a_made_up_credential_makes_no_passkey_and_no_broken_page(cast, client):
    come_to_the_door(client, cast.ana)
    client.get(ADD)
    for given in ("", "[]", "{}", '{"id": 1}', '{"id": "AA", "rawId": "AA", "response": {}}'):
        assert client.post(ADD, {"credential": given}).status_code == 422
    assert kinds(cast.ana) == []


def test_a_patients_password_stays_a_way_of_its_own_beside_a_passkey(cast, client, key, give_password):
    give_password(cast.ana)
    assert sign_in(client, cast.ana).url == "/"
    assert get_user(client) == cast.ana


def test_a_change_is_asked_about_once_more(cast, client, key):
    open_with(client, key)
    assert client.get(ADD).url == "/account/confirm/?next=%2Faccount%2Fways%2Fpasskey%2F"
    asked = options(client.get("/account/confirm/"))
    answer = client.post("/account/confirm/", {"credential": json.dumps(key.get(asked)), "next": ADD})
    assert answer.url == ADD
    assert client.get(ADD).status_code == 200


def test_a_passkey_is_renamed_and_removed_but_never_the_last_way(cast, client, key, give_password):
    come_to_the_door(client, cast.ana)
    [own] = methods_of(cast.ana).passkeys
    confirm(client, key)
    assert client.post(f"{ADD}{own.pk}/", {"name": ""}).status_code == 422
    assert client.post(f"{ADD}{own.pk}/", {"name": "Old phone"}).url == WAYS
    assert methods_of(cast.ana).passkeys[0].wrap().name == "Old phone"
    refused = client.post(f"{ADD}{own.pk}/remove/", follow=True)
    assert "This is your last way to sign in." in refused.content.decode()
    methods.set_password(by=cast.ana, password=PASSWORD)
    methods.remove_passkey(by=cast.ana, passkey=own)
    assert methods_of(cast.ana).passkeys == ()


def confirm(client, key):
    asked = options(client.get("/account/confirm/"))
    client.post("/account/confirm/", {"credential": json.dumps(key.get(asked))})


def test_nobody_changes_anothers_passkey(cast, client, key):
    [anas] = methods_of(cast.ana).passkeys
    come_to_the_door(client, cast.bea)
    for path in (f"{ADD}{anas.pk}/", f"{ADD}{anas.pk}/remove/"):
        assert client.post(path, {"name": "mine"}).status_code == 404
    assert AuditRow.objects.filter(verb="denied", subject=f"passkey:{anas.pk}").count() == 2
