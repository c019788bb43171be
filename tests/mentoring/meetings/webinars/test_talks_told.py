"""What whoever registered reads by mail: the link, a place, a reminder, another time, that it is off; and no word more."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mentoring.meetings.planning.actions import take_over
from mentoring.meetings.webinars import actions
from mentoring.meetings.webinars.selectors import secret_in_link
from mentoring.meetings.webinars.tasks import look_after_talks
from oncocare.events.actions import relay
from oncocare.foundation import clock
from oncocare.notifications.models import Message
from tests.factories.talks import (
    EVENING,
    TITLE,
    a_talk,
    again,
    all_sent,
    asked,
    called_off,
    confirmed,
    link_in,
    moved,
    own,
    own_page,
)

BEFORE = EVENING - timedelta(days=7)
DAY_BEFORE = EVENING - timedelta(hours=23)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def a_week_before():
    with clock.at(BEFORE):
        yield


@pytest.fixture
def talk(cast):
    return a_talk(cast, capacity=2)


def sent(mailoutbox):
    all_sent()
    found = [(mail.to[0], mail.subject) for mail in mailoutbox]
    mailoutbox.clear()
    return sorted(found)


def test_the_link_is_that_of_the_registration_in_every_mail(cast, talk, mailoutbox):
    row = asked(talk)
    all_sent()
    actions.confirm(registration=own(row))
    with clock.at(BEFORE + HOUR):
        asked(talk)
        all_sent()
    first, second = mailoutbox
    assert link_in(first) == link_in(second) == own_page(row)
    assert "press the button" in first.body
    assert "You have a place" in second.body
    assert "Tuesday 10 March 2026, 18:00 (time of Madrid)" in first.body


def test_no_mail_says_what_the_talk_is_about(cast, talk, mailoutbox):
    row = confirmed(talk, remind=True)
    with clock.at(DAY_BEFORE):
        look_after_talks()
        all_sent()
    moved(talk, EVENING + HOUR)
    relay()
    all_sent()
    called_off(talk, cast.clara)
    relay()
    all_sent()
    assert len(mailoutbox) == 4
    assert [mail.subject for mail in mailoutbox if TITLE in mail.subject + mail.body] == []
    assert row.address in mailoutbox[0].to


def test_a_mail_in_the_language_of_who_registered(talk, mailoutbox):
    asked(talk, language="es")
    all_sent()
    assert "10 de marzo de 2026" in mailoutbox[0].body


def test_who_waited_reads_that_a_place_is_theirs(talk, mailoutbox):
    first = confirmed(talk, "a@example.net")
    confirmed(talk, "b@example.net")
    confirmed(talk, "c@example.net")
    sent(mailoutbox)
    actions.give_back(registration=own(first))
    assert sent(mailoutbox) == [("c@example.net", "A place is free for you")]


def test_a_place_that_is_gone_again_is_told_to_nobody(talk, mailoutbox):
    first, second = confirmed(talk, "a@example.net"), confirmed(talk, "b@example.net")
    third = confirmed(talk, "c@example.net")
    sent(mailoutbox)
    actions.give_back(registration=own(first))
    actions.give_back(registration=own(third))
    assert second
    assert sent(mailoutbox) == []


def test_who_wants_it_and_has_a_place_is_reminded_once(talk, mailoutbox):
    confirmed(talk, "wants@example.net", remind=True)
    confirmed(talk, "not@example.net")
    confirmed(talk, "waits@example.net", remind=True)
    sent(mailoutbox)
    with clock.at(DAY_BEFORE - 2 * HOUR):
        assert look_after_talks() == 0
    with clock.at(DAY_BEFORE):
        assert (look_after_talks(), look_after_talks()) == (1, 0)
        assert sent(mailoutbox) == [("wants@example.net", "The reminder that you asked for")]


def test_who_does_not_want_it_any_more_is_not_reminded_by_what_waits(talk, mailoutbox):
    row = confirmed(talk, remind=True)
    sent(mailoutbox)
    with clock.at(DAY_BEFORE):
        look_after_talks()
        actions.wish_reminder(registration=own(row), wanted=False)
        assert sent(mailoutbox) == []


def test_everybody_who_confirmed_reads_of_another_time_once(talk, mailoutbox):
    for letter in "abc":
        confirmed(talk, f"{letter}@example.net")
    asked(talk, "unconfirmed@example.net")
    sent(mailoutbox)
    moved(talk, EVENING + HOUR)
    relay()
    relay()
    subject = "It is at another time"
    assert sent(mailoutbox) == [(f"{letter}@example.net", subject) for letter in "abc"]


def test_moved_twice_before_the_mail_leaves_only_the_last_time_is_told(talk, mailoutbox):
    confirmed(talk)
    sent(mailoutbox)
    moved(talk, EVENING + HOUR)
    relay()
    moved(talk, EVENING + 2 * HOUR)
    relay()
    all_sent()
    [mail] = mailoutbox
    assert "20:00 (time of Madrid)" in mail.body


def test_everybody_reads_that_somebody_else_speaks_once_and_as_long_as_it_is_so(cast, talk, mailoutbox):
    confirmed(talk)
    sent(mailoutbox)
    take_over(by=cast.gala, meeting=talk)
    relay()
    relay()
    assert sent(mailoutbox) == [("eli@example.net", "Something about it is different")]
    take_over(by=cast.carlos, meeting=talk)
    relay()
    take_over(by=cast.clara, meeting=talk)
    relay()
    assert len(sent(mailoutbox)) == 1


def test_after_it_was_moved_the_reminder_comes_for_the_new_time(talk, mailoutbox):
    confirmed(talk, remind=True)
    moved(talk, EVENING + timedelta(days=2))
    relay()
    sent(mailoutbox)
    with clock.at(DAY_BEFORE):
        assert look_after_talks() == 0
    with clock.at(DAY_BEFORE + timedelta(days=2)):
        assert look_after_talks() == 1


def test_everybody_reads_that_it_is_off_with_why(cast, talk, mailoutbox):
    confirmed(talk)
    sent(mailoutbox)
    called_off(talk, cast.clara)
    relay()
    relay()
    all_sent()
    [mail] = mailoutbox
    assert mail.subject == "It was called off"
    assert "Whoever was to speak is ill." in mail.body
    with clock.at(DAY_BEFORE):
        assert look_after_talks() == 0


def test_who_gave_the_place_back_reads_nothing_more(cast, talk, mailoutbox):
    row = confirmed(talk)
    sent(mailoutbox)
    actions.give_back(registration=own(row))
    called_off(talk, cast.clara)
    relay()
    assert sent(mailoutbox) == []


def test_no_message_keeps_an_address_once_it_is_settled(talk, mailoutbox):
    asked(talk)
    all_sent()
    assert list(Message.objects.values_list("address", flat=True)) == [""]


def test_a_link_is_the_same_after_the_secret_key_was_changed(talk, settings):
    row = asked(talk)
    before, old = secret_in_link(row), settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [old]
    assert secret_in_link(row) == before


def test_five_hundred_are_told(cast, mailoutbox):
    talk = a_talk(cast)
    for number in range(500):
        confirmed(talk, f"person-{number}@example.net")
    Message.objects.update(state=Message.State.SENT)
    moved(again(talk), EVENING + HOUR)
    relay()
    all_sent()
    assert len({mail.to[0] for mail in mailoutbox}) == 500


def test_moved_to_where_it_was_before_everybody_reads_it_once_more(cast, talk, mailoutbox):
    confirmed(talk)
    all_sent()
    mailoutbox.clear()
    for hours in (2, 0, 2):
        moved(talk, EVENING + hours * HOUR)
        relay()
        all_sent()
    assert ["20:00" in mail.body for mail in mailoutbox] == [True, False, True]
