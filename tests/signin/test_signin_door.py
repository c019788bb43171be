"""Signing in, signing out and asking for a new password, without saying who is known here."""

import re

import pytest
from django.conf import settings
from django.contrib.auth import get_user
from django.urls import reverse

from oncocare.people.models import User
from tests.factories.rooms import work
from tests.signin.conftest import PASSWORD, said


@pytest.fixture
def ana(cast):
    cast.ana.set_password(PASSWORD)
    cast.ana.language = "es"
    cast.ana.save()
    return cast.ana


def sign_in(client, email, password=PASSWORD, **more):
    return client.post(reverse("account_login"), {"login": email, "password": password, **more})


@pytest.mark.parametrize("email", ["ana@example.org", "Ana@Example.ORG", " ana@example.org "])
def test_a_person_signs_in_with_address_and_password_whatever_the_case(ana, client, email):
    answer = sign_in(client, email)
    assert (answer.status_code, answer.url) == (302, reverse("home"))
    assert get_user(client) == ana


def test_after_signing_in_the_pages_speak_the_language_of_the_person(ana, client):
    cookie = sign_in(client, ana.email).cookies[settings.LANGUAGE_COOKIE_NAME]
    assert (cookie.value, cookie["httponly"], cookie["samesite"]) == ("es", True, "Lax")
    assert client.get(reverse("home")).headers["Content-Language"] == "es"


def test_a_person_comes_to_the_page_they_wanted(ana, client):
    assert sign_in(client, ana.email, next="/help/").url == "/help/"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example"])
def test_signing_in_never_leads_to_another_site(ana, client, elsewhere):
    assert sign_in(client, ana.email, next=elsewhere).url == reverse("home")


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(ana, client):
    wrong, unknown = sign_in(client, ana.email, "wrong"), sign_in(client, "nobody@example.org")
    assert (wrong.status_code, unknown.status_code) == (200, 200)
    assert said(wrong) == said(unknown)
    assert not get_user(client).is_authenticated


def test_a_deactivated_person_cannot_sign_in_and_is_told_no_more_than_a_stranger(ana, client):
    User.objects.filter(pk=ana.pk).update(is_active=False)
    closed, unknown = sign_in(client, ana.email), sign_in(client, "nobody@example.org")
    assert (closed.status_code, said(closed)) == (200, said(unknown))
    assert not get_user(client).is_authenticated


def test_the_sign_in_form_offers_neither_to_be_remembered_nor_to_sign_up(db, client):
    page = client.get(reverse("account_login")).content.decode()
    assert "remember" not in page
    assert not re.search(r"sign.?up", page, re.IGNORECASE)
    assert 'autocomplete="current-password"' in page


def test_signing_out_takes_a_form_not_a_link(ana, client):
    client.force_login(ana)
    assert client.get(reverse("account_logout")).status_code == 200
    assert get_user(client) == ana
    assert client.post(reverse("account_logout")).status_code == 302
    assert not get_user(client).is_authenticated


def ask_reset(client, email):
    answer = client.post(reverse("account_reset_password"), {"email": email})
    work()
    return answer


def test_asking_for_a_new_password_gets_the_same_answer_for_an_unknown_address(ana, client, mailoutbox):
    known, unknown = ask_reset(client, ana.email), ask_reset(client, "nobody@example.org")
    assert [(one.status_code, one.url) for one in (known, unknown)] == [
        (302, reverse("account_reset_password_done"))
    ] * 2
    assert said(client.get(known.url)) == said(client.get(unknown.url))
    assert [one.to for one in mailoutbox if ana.email in one.to] == [[ana.email]]


def test_a_person_sets_a_new_password_through_the_link_in_the_mail(ana, client, mailoutbox):
    ask_reset(client, ana.email)
    [link] = re.findall(rf"{settings.SITE_URL}(\S+)", mailoutbox[0].body)
    form = client.get(link, follow=True)
    done = client.post(
        form.redirect_chain[-1][0], {"password1": "another odd sentence", "password2": "another odd sentence"}
    )
    assert (done.status_code, done.url) == (302, reverse("account_reset_password_from_key_done"))
    assert client.get(done.url).status_code == 200
    assert sign_in(client, ana.email, "another odd sentence").url == reverse("home")


def test_a_short_password_is_refused(ana, client, mailoutbox):
    ask_reset(client, ana.email)
    [link] = re.findall(rf"{settings.SITE_URL}(\S+)", mailoutbox[0].body)
    form = client.get(link, follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": "tooshort", "password2": "tooshort"})
    ana.refresh_from_db()
    assert ana.check_password(PASSWORD)
