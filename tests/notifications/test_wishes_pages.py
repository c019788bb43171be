"""How a person wants to be reached: the settings, and the page that turns e-mail off without signing in."""

import re
from datetime import time

import pytest
from django.test import Client
from django.urls import reverse

from oncocare.audit.models import AuditRow
from oncocare.foundation import clock
from oncocare.notifications.actions import prefer
from oncocare.notifications.models import Preference
from oncocare.notifications.selectors import preference_of
from oncocare.notifications.sending.actions import send_due
from oncocare.notifications.sending.tasks import send_due as send_task
from oncocare.notifications.wishes.selectors import address_for, token_of
from tests.notifications.conftest import NOON, WISHES, page, waiting

# --- wishes -----------------------------------------------------------------------------------------------------------


def test_everybody_starts_with_email_and_a_quiet_night(cast):
    wish = preference_of(cast.ana)
    assert (wish.by_email, wish.quiet_from, wish.quiet_until) == (True, time(21), time(9))


def test_wishes_are_kept_and_shown(ana, me):
    answer = me.post(WISHES, {"quiet_from": "20:00", "quiet_until": "10:00"})
    assert (answer.status_code, answer.url) == (302, WISHES)
    wish = Preference.objects.get()
    assert (wish.by_email, wish.quiet_from, wish.quiet_until) == (False, time(20), time(10))
    shown = me.get(WISHES).content.decode()
    assert re.findall(r'value="(\d\d:00)" selected', shown) == ["20:00", "10:00"]


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"quiet_from": "21:00", "quiet_until": "20:00"}, "This leaves fewer than four hours for e-mail."),
        ({"quiet_from": "21:00"}, "Choose an hour."),
        ({"quiet_from": "25:00", "quiet_until": "09:00"}, "Please choose again: No e-mail after"),
    ],
)
def test_wishes_that_cannot_be_kept_are_said(me, sent, says):
    assert says in page(me.post(WISHES, sent), 422)
    assert not Preference.objects.exists()


def test_the_page_says_what_will_come(ana, me):
    with clock.at(NOON):
        waiting(ana)
        assert "What will come by e-mail Questions are waiting" in page(me.get(WISHES))
        assert "You have not agreed to messages" not in page(me.get(WISHES))


def test_it_says_when_no_email_comes_for_want_of_agreement(me):
    assert "You have not agreed to messages, so no e-mail comes." in page(me.get(WISHES))


def test_it_says_when_mail_does_not_arrive(ana, me, postbox):
    postbox.answers[ana.user.email] = "550 no such mailbox"
    with clock.at(NOON):
        waiting(ana)
        send_due()
    assert "Mail to ana@example.org comes back." in page(me.get(WISHES))


def test_staff_read_that_what_cannot_wait_comes_all_the_same(clara):
    assert "an e-mail comes at any hour" in page(clara.get(WISHES))


# --- the way out without signing in -----------------------------------------------------------------------------------


def off_page(user):
    return reverse("messages_off", args=[token_of(user)])


def strict():
    return Client(enforce_csrf_checks=True)


def test_the_address_in_the_mail_leads_there(cast, settings):
    settings.SITE_URL = "https://oncocare.example.org"
    assert address_for(cast.ana) == "https://oncocare.example.org" + off_page(cast.ana)


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_scanner_that_opens_it_changes_nothing(cast, method):
    assert getattr(strict(), method)(off_page(cast.ana)).status_code == 200
    assert preference_of(cast.ana).by_email is True


def test_one_press_in_the_mail_program_turns_it_off(cast):
    answer = strict().post(off_page(cast.ana), {"List-Unsubscribe": "One-Click"})
    assert "E-mail is off" in page(answer)
    assert preference_of(cast.ana).by_email is False
    assert AuditRow.objects.get(verb="messages.email_off").subject == f"user:{cast.ana.pk}"


def test_the_buttons_of_the_page_turn_it_off_and_on_again(cast):
    prefer(by=cast.ana, by_email=True, quiet_from=time(20), quiet_until=time(10))
    browser = strict()
    assert "Turn e-mail off?" in page(browser.get(off_page(cast.ana)))
    assert "Turn e-mail on again" in page(browser.post(off_page(cast.ana), {"turn": "off"}))
    assert "E-mail is on" in page(browser.post(off_page(cast.ana), {"turn": "on"}))
    wish = preference_of(cast.ana)
    assert (wish.by_email, wish.quiet_from) == (True, time(20))


def test_after_it_no_mail_goes(cast, ana, postbox):
    strict().post(off_page(cast.ana))
    with clock.at(NOON):
        waiting(ana)
        assert send_task() == 0
    assert postbox.mails == []


def test_it_is_in_the_persons_language_unless_the_browser_chose_another(cast):
    cast.ana.language = "es"
    cast.ana.save()
    browser = strict()
    assert b'<html lang="es">' in browser.get(off_page(cast.ana)).content
    browser.cookies["language"] = "en"
    assert b'<html lang="en">' in browser.get(off_page(cast.ana)).content


@pytest.mark.parametrize("change", [lambda token: token[:-1], lambda token: "x" + token, lambda token: token + "x"])
def test_an_address_that_is_not_whole_says_so_and_changes_nothing(cast, change):
    path = reverse("messages_off", args=[change(token_of(cast.ana))])
    assert "This address is incomplete" in page(strict().post(path), 404)
    assert not Preference.objects.exists()


def test_the_address_of_one_turns_off_nobody_else(cast):
    strict().post(off_page(cast.ana))
    assert [preference_of(user).by_email for user in (cast.ana, cast.bea)] == [False, True]
