"""The code of a letter: short enough to type, no more to guess than its link, and good for no longer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from oncocare.foundation import clock
from oncocare.joining import actions, links
from oncocare.joining.models import Invitation
from tests.joining.conftest import Reader, send
from tests.pages import words

TYPED = "/join/"


def type_in(client, code):
    return client.post(TYPED, {"code": code})


def leads_to(answer, link):
    assert (answer.status_code, answer.url) == (302, link)


@pytest.fixture
def letter(cast, client):
    return Reader(client, send(cast))


def code_of(letter):
    return links.code(letter.invitation.locator)


def test_a_code_has_ten_signs_none_of_which_looks_like_another(letter):
    code = code_of(letter)
    assert len(code.replace("-", "")) == 10
    assert set(links.SIGNS) & set("oilzsbuaeq") == set()


def test_the_code_opens_what_the_square_opens_and_uses_nothing_up(letter):
    leads_to(type_in(letter.client, code_of(letter)), letter.link)
    assert letter.fresh().opened is None


@pytest.mark.parametrize(
    "typed", [str.lower, lambda code: code.replace("-", ""), lambda code: f"  {code[:3]} {code[3:]} "]
)
def test_however_it_is_typed(letter, typed):
    leads_to(type_in(letter.client, typed(code_of(letter))), letter.link)


def test_signs_that_look_alike_are_the_same_sign(cast):
    invitation = send(cast)
    Invitation.objects.filter(pk=invitation.pk).update(locator="01258")
    code = links.code("01258")
    leads_to(
        type_in(Client(), "oizsb" + code[5:].lower().replace("1", "l").replace("v", "u")),
        Reader(Client(), invitation).link,
    )


@pytest.mark.parametrize("wrong", ["4KX7M-PD92T", "made up", "é" * 10, "-"])
def test_a_code_that_is_not_ours_says_so_and_nothing_of_any_letter(letter, wrong):
    assert "We do not know this code. Check it against your letter, letter by letter." in words(
        type_in(letter.client, wrong), 422
    )


def test_the_right_name_with_a_wrong_seal_is_as_unknown_as_a_name_nobody_has(letter):
    other = "y" if code_of(letter)[-1] != "Y" else "x"
    near, far = (words(type_in(Client(), code), 422) for code in (code_of(letter)[:-1] + other, "4KX7M-PD92T"))
    assert near == far


def test_a_copy_of_the_database_holds_no_code(letter, settings):
    kept = {str(value) for value in Invitation.objects.filter(pk=letter.invitation.pk).values().get().values()}
    seal = code_of(letter)[-5:].lower()
    assert [value for value in kept if seal in value.lower()] == []
    settings.SECRET_KEY = "another key, which a thief of the database has to guess"
    assert links.code(letter.invitation.locator)[-5:].lower() != seal


def test_a_letter_outlives_a_key(letter, settings):
    code = code_of(letter)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a new key of more than thirty signs", [settings.SECRET_KEY]
    assert links.locator_in(code) == letter.invitation.locator
    settings.SECRET_KEY_FALLBACKS = []
    assert links.locator_in(code) == ""


def test_a_code_works_once_and_ends_with_its_link(cast, letter):
    code = code_of(letter)
    letter.join()
    second = Client().post(TYPED, {"code": code}, follow=True)
    assert "This link has been used" in words(second, 410)
    old, back = Reader(Client(), send(cast)), Reader(Client(), send(cast))
    actions.withdraw_invitation(by=cast.clara, invitation=back.invitation)
    assert "This link was taken back" in words(Client().post(TYPED, {"code": code_of(back)}, follow=True), 410)
    with clock.at(clock.now() + timedelta(days=60)):
        assert "This link is too old" in words(Client().post(TYPED, {"code": code_of(old)}, follow=True), 410)


def test_tries_are_counted_by_letter_from_wherever_they_come(letter, cache):
    wrong = code_of(letter)[:5] + "-PD92T"
    tries = [Client(REMOTE_ADDR=f"10.0.0.{n}").post(TYPED, {"code": wrong}).status_code for n in range(11)]
    assert tries == [422] * 10 + [429]
    right = Client(REMOTE_ADDR="10.0.1.1").post(TYPED, {"code": code_of(letter)})
    assert right.status_code == 429


def test_tries_are_counted_by_address_whatever_the_letter(db, cache):
    tries = [type_in(Client(), f"{n:05}-PD92T").status_code for n in range(21)]
    assert tries == [422] * 20 + [429]


def test_every_letter_has_a_code_of_its_own_and_a_mail_has_none(cast):
    first, second = send(cast), send(cast)
    assert first.locator != second.locator
    assert send(cast, channel="email", email="a@example.org").locator == ""
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.filter(pk=second.pk).update(locator=first.locator)


def test_whoever_is_not_signed_in_finds_the_page(db, client):
    assert f'<a href="{TYPED}">' in client.get(reverse("account_login")).content.decode()
    assert "Nothing begins yet: next you read who invites you." in words(client.get(TYPED))
    assert client.get("/join").headers["Location"] == TYPED
