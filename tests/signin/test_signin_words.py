"""Every sentence of signing in is ours, in both languages: nothing that django-allauth or Django says by itself."""

import gettext as catalogues
import html
import re
from pathlib import Path

import allauth
import pytest
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.core.cache import cache
from django.urls import reverse
from django.utils import translation

from oncocare.signin.adapter import ClosedSignUp, Keys
from tests.factories.rooms import work
from tests.pages import seen
from tests.signin.conftest import PASSWORD
from tests.signing_in import come_to_the_door
from tests.translations import catalog

NOT_RIGHT = "The e-mail address or the password is not right. Check both, or choose a new password."
TOO_OFTEN = "This was tried too often. Wait five minutes, then try again. If it cannot wait, call your centre."
NOT_ACCEPTED = "This code or passkey was not accepted. Try again, or use another way."
TOO_SHORT = "This password is too short. Write at least 12 characters: a sentence is fine."
COMMON = "Many people use this password, so it is easy to guess. Choose another one."
NOT_THE_SAME = "The two passwords are not the same. Type the same one twice."
NOT_YOURS = "This is not your password. Try again."
INCOMPLETE = "Please check the e-mail address: something is missing in it."


def problems(answer):
    """What the list of problems says, or the message of a page that has no form."""
    page = seen(answer.content.decode())
    listed = re.search(r'nhsuk-error-summary__list">(.*?)</ul>', page) or re.search(r'role="alert"><p>(.*?)</p>', page)
    return [html.unescape(re.sub("<[^>]+>", "", one)).strip() for one in listed[1].split("<li>") if one.strip()]


@pytest.fixture(params=["en", "es"])
def ana(request, cast, client, give_password):
    """A patient with a password; her browser asks in the language."""
    cast.ana.language = request.param
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = request.param
    return give_password(cast.ana)


def said(user, *sentences):
    """These sentences in the language of the person; in Spanish they are other words than in English."""
    with translation.override(user.language):
        found = [translation.gettext(one) for one in sentences]
    assert (found == list(sentences)) is (user.language == "en")
    return found


def sign_in(client, login, password):
    return client.post(reverse("account_login"), {"login": login, "password": password})


def test_a_wrong_password_an_unknown_address_and_half_an_address(ana, client):
    assert problems(sign_in(client, ana.email, "wrong")) == said(ana, NOT_RIGHT)
    assert problems(sign_in(client, "nobody@example.org", "wrong")) == said(ana, NOT_RIGHT)
    assert problems(sign_in(client, "ana@example", "wrong")) == said(ana, INCOMPLETE)


def test_trying_too_often(ana, client):
    answers = [problems(sign_in(client, ana.email, "wrong")) for _once in range(11)]
    assert answers[-1] == said(ana, TOO_OFTEN)


def test_a_passkey_that_is_none(ana, client):
    for credential in ("", "{", "{}"):
        client.post(reverse("mfa_login_webauthn"), {"credential": credential})
        assert problems(client.get(reverse("account_login"))) == said(ana, NOT_ACCEPTED)


@pytest.mark.parametrize(
    ("one", "two", "sentence"),
    [
        ("short", "short", TOO_SHORT), ("password1234", "password1234", COMMON),
        (PASSWORD, PASSWORD + ".", NOT_THE_SAME),
    ],
)  # fmt: skip
def test_a_password_that_is_refused_behind_the_mail_and_on_the_page(ana, client, mailoutbox, one, two, sentence):
    client.post(reverse("account_reset_password"), {"email": ana.email})
    work()
    [link] = re.findall(rf"{settings.SITE_URL}(\S+)", mailoutbox[0].body)
    behind = client.get(link, follow=True).redirect_chain[-1][0]
    assert problems(client.post(behind, {"password1": one, "password2": two})) == said(ana, sentence)
    come_to_the_door(client, ana)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    again = client.post(reverse("set_password"), {"password1": one, "password2": two})
    assert problems(again) == said(ana, sentence)


def test_a_wrong_password_where_we_ask_once_more_and_a_wrong_code_of_an_app(ana, client):
    come_to_the_door(client, ana)
    confirm = reverse("account_reauthenticate")
    assert problems(client.post(confirm, {"password": "wrong"})) == said(ana, NOT_YOURS)
    client.post(confirm, {"password": PASSWORD})
    client.get(reverse("add_app"))
    assert problems(client.post(reverse("add_app"), {"code": "000000"})) == said(ana, NOT_ACCEPTED)
    for _once in range(11):
        answer = client.post(reverse("add_app"), {"code": "000000"})
    assert problems(answer) == said(ana, TOO_OFTEN)


# --- nothing else of theirs -------------------------------------------------------------------------------------------


def stock(language):
    """What allauth says in this language, by its own catalogue: whole sentences and names of fields."""
    folder = Path(allauth.__file__).parent / "locale"
    entries = catalogues.translation("django", folder, ["es"])._catalog
    texts = [one if isinstance(one, tuple) else (one,) for one in entries if one]
    return {text[0] for text in texts} if language == "en" else {str(entries[one]) for one in entries if one}


def ours():
    """Our texts in English, and in Spanish."""
    content = (Path(settings.BASE_DIR) / "locale/es/LC_MESSAGES/django.po").read_text("utf-8")
    entries = [one for one in catalog(content, "es") if one.id]
    return {str(one.id) for one in entries} | {str(one.string) for one in entries}


def strange(answer):
    """What of allauth's own words stands on a page as a text of its own."""
    page = seen(answer.content.decode())
    texts = {html.unescape(one).strip() for one in re.findall(r">([^<>]+)<", page)}
    language = re.search(r'<html lang="(\w+)"', page)[1]
    return sorted(texts & (stock(language) - ours()))


def test_no_page_of_signing_in_says_what_allauth_says(ana, client):
    pages = [
        client.get(reverse(name))
        for name in ("account_login", "account_reset_password", "account_reset_password_done", "lost_phone")
    ]
    come_to_the_door(client, ana)
    pages += [client.get(reverse("account_reauthenticate")), client.get(reverse("account_logout"))]
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    pages += [client.get(reverse(name)) for name in ("sign_in_methods", "set_password", "add_app", "add_passkey")]
    assert [page.status_code for page in pages] == [200] * 10
    assert [strange(page) for page in pages] == [[]] * 10


def test_a_sentence_of_allauth_on_a_page_is_found(ana, client):
    page = client.get(reverse("account_login"))
    with translation.override(ana.language):
        theirs = str(DefaultAccountAdapter.error_messages["email_password_mismatch"])
    page.content = page.content.replace(b"</main>", f"<p>{theirs}</p></main>".encode())
    assert strange(page) == [theirs]


@pytest.mark.parametrize(
    ("own", "default"), [(ClosedSignUp, DefaultAccountAdapter), (Keys, DefaultMFAAdapter)], ids=["account", "mfa"]
)
def test_every_error_that_allauth_can_give_is_in_our_words(own, default):
    assert own.error_messages.keys() == default.error_messages.keys()
    for language in ("en", "es"):
        with translation.override(language):
            kept = {key for key in own.error_messages if str(own.error_messages[key]) in stock(language)}
        assert kept == set()


@pytest.fixture(autouse=True)
def _no_attempts():
    cache.clear()
