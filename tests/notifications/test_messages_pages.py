"""The pages: own messages, own wishes, the way out without signing in, and what staff see of a person's queue."""

import re
import uuid
from datetime import time, timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from oncocare.audit.models import AuditRow
from oncocare.foundation import clock
from oncocare.notifications import registry
from oncocare.notifications.actions import prefer, queue
from oncocare.notifications.models import Message, Preference
from oncocare.notifications.optout import address_for, token_of
from oncocare.notifications.registry import About, Kind
from oncocare.notifications.selectors import preference_of, unread
from oncocare.notifications.sending import send_due
from oncocare.notifications.tasks import send_due as send_task
from oncocare.people.models import Centre
from tests.cast import phq9
from tests.factories.rooms import day, newcomer, send
from tests.notifications.conftest import waiting

NOON = day(0, 12)
MINE, WISHES = "/my/messages/", "/my/messages/settings/"


@pytest.fixture
def me(client, cast):
    client.force_login(cast.ana)
    return client


@pytest.fixture
def clara(client, cast):
    client.force_login(cast.clara)
    return client


def page(answer, status=200):
    assert answer.status_code == status
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode().partition("<main")[2])).split())


def navigation(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", re.search("<nav.*?</nav>", answer.content.decode(), re.DOTALL)[0]).split())


# --- my messages ------------------------------------------------------------------------------------------------------


def test_a_message_is_new_until_it_was_opened(ana, me):
    with clock.at(NOON):
        waiting(ana)
        assert navigation(me.get("/my/")) == "My page Messages 1"
        first = me.get(MINE)
        assert "You have questions waiting in OncoCare New" in page(first)
        assert "They take about 2 minutes. Please answer by 9 March 2026." in page(first)
        assert "New" not in page(me.get(MINE))
        assert navigation(me.get("/my/")) == "My page Messages"
    assert Message.objects.get(channel="page").read == NOON


def test_looking_only_at_the_head_reads_nothing(ana, me):
    with clock.at(NOON):
        waiting(ana)
        me.head(MINE)
        assert unread(ana.user) == 1


def test_what_is_over_says_that_it_is_done_and_is_not_counted_as_new(ana, me):
    with clock.at(NOON):
        waiting(ana)
        send(ana.assignments.get(), phq9(3))
        assert unread(ana.user) == 0
        assert "This is done. You don’t need to do anything." in page(me.get(MINE))


def test_the_page_shows_a_message_only_once_its_time_has_come(ana, me):
    with clock.at(NOON):
        waiting(ana, not_before=NOON + timedelta(hours=1))
        assert "No messages yet" in page(me.get(MINE))
        assert unread(ana.user) == 0
    with clock.at(NOON + timedelta(hours=1)):
        assert "You have questions waiting" in page(me.get(MINE))


def test_the_newest_comes_first_and_older_ones_are_on_the_next_page(ana, me, monkeypatch):
    kind = Kind("test.news", "missed_two", "News", lambda user, sources: {}, False, About.PATIENT, False)
    monkeypatch.setitem(registry.kinds, "test.news", kind)
    for number in range(21):
        with clock.at(NOON + timedelta(minutes=number)):
            queue(user=ana.user, centre=ana.centre, kind="test.news", source=str(number))
    with clock.at(NOON + timedelta(days=1)):
        first, second = me.get(MINE), me.get(MINE + "?page=2")
    assert re.findall(r"12:\d\d", page(first)) == [f"12:{number:02}" for number in range(20, 0, -1)]
    assert re.findall(r"12:\d\d", page(second)) == ["12:00"]
    assert ("Older messages" in page(first), "Newer messages" in page(second)) == (True, True)


def test_nobody_sees_anybody_elses_messages(cast, ana, client):
    with clock.at(NOON):
        waiting(ana)
        client.force_login(cast.bea)
        assert "No messages yet" in page(client.get(MINE))
    assert Message.objects.get(channel="page").read is None


def test_what_a_message_says_is_escaped(ana, me, monkeypatch):
    kind = registry.kinds["questions.open"]
    hostile = Kind(
        kind.name, kind.template, kind.label,
        lambda user, sources: {one: {"minutes": 2, "due": None} for one in sources}, False, About.PATIENT, True,
    )  # fmt: skip
    monkeypatch.setitem(registry.kinds, kind.name, hostile)
    monkeypatch.setattr(
        "oncocare.notifications.rendering.render_to_string", lambda *given: "<script>alert(1)</script>"
    )  # as if a centre were called that
    with clock.at(NOON):
        waiting(ana)
        assert b"<script>alert" not in me.get(MINE).content


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
        ({"quiet_from": "25:00", "quiet_until": "09:00"}, "Select a valid choice."),
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
    assert "This address is not whole" in page(strict().post(path), 404)
    assert not Preference.objects.exists()


def test_the_address_of_one_turns_off_nobody_else(cast):
    strict().post(off_page(cast.ana))
    assert [preference_of(user).by_email for user in (cast.ana, cast.bea)] == [False, True]


# --- what staff see ---------------------------------------------------------------------------------------------------


def queue_page(client, patient):
    return page(client.get(reverse("person_messages", args=[patient.pk])))


def test_staff_see_what_waits_and_when_it_goes(ana, clara):
    with clock.at(day(0, 22)):
        waiting(ana)
        said = queue_page(clara, ana)
    assert "Questions are waiting E-mail Waits goes from 3 March 2026, 09:00 2 March 2026, 22:00" in said
    assert "Questions are waiting Their page Not seen yet" in said


def test_staff_see_what_was_sent_and_seen(cast, ana, clara, postbox):
    with clock.at(NOON):
        waiting(ana)
        send_due()
        own = Client()
        own.force_login(cast.ana)
        own.get(MINE)
        said = queue_page(clara, ana)
    assert ("E-mail Sent 2 March 2026, 12:00" in said, "Their page Seen 2 March 2026, 12:00" in said) == (True, True)


def test_staff_see_why_a_mail_did_not_go(ana, clara, postbox):
    with clock.at(NOON):
        waiting(ana)
        send(ana.assignments.get(), phq9(3))
        send_due()
    assert "Did not go Not needed any more: answered, closed or taken on" in queue_page(clara, ana)


def test_staff_see_that_mail_does_not_arrive_and_whom_to_call(ana, clara, postbox):
    postbox.answers[ana.user.email] = "550 no such mailbox"
    ana.phone = "600 000 000"
    ana.save()
    with clock.at(NOON):
        waiting(ana)
        send_due()
        said = queue_page(clara, ana)
    assert "Mail does not arrive: call" in said
    assert "Call 600 000 000" in said
    assert "Failed The mail server says that this address takes no mail" in said


def test_staff_see_how_often_a_mail_was_tried(ana, clara, postbox):
    postbox.answers[ana.user.email] = "451 later"
    with clock.at(NOON):
        waiting(ana)
        send_due()
        assert "goes from 2 March 2026, 12:01 · tried 1 time" in queue_page(clara, ana)


def test_a_kind_that_is_gone_is_shown_by_its_name(ana, clara):
    with clock.at(NOON):
        Message.objects.filter(pk=waiting(ana).pk).update(kind="old.kind")
        assert "old.kind E-mail Waits" in queue_page(clara, ana)


def test_what_cannot_wait_goes_in_the_night(cast, clara, ana):
    with clock.at(day(0, 22)):
        queue(user=ana.user, centre=ana.centre, kind="flag.yours", source=f"flag:{uuid.uuid4()}:0")
        assert "goes from 2 March 2026, 22:00" in queue_page(clara, ana)


def test_staff_see_nothing_of_another_centre(cast, ana, clara):
    with clock.at(NOON):
        row = waiting(ana)
    Message.objects.filter(source=row.source).update(centre=Centre.objects.get(slug="there"))
    assert "Nothing was sent to this person yet." in queue_page(clara, ana)


def test_a_person_without_an_account_gets_nothing(cast, clara):
    assert "has no account, so nothing is sent" in queue_page(clara, newcomer(cast.here, "NOBODY").patient)


def test_opening_it_is_kept_in_the_log(cast, ana, clara):
    queue_page(clara, ana)
    row = AuditRow.objects.get(verb="read.messages")
    assert (row.actor, row.patient) == (f"user:{cast.clara.pk}", str(ana.pk))


def test_the_record_leads_there(ana, clara):
    assert reverse("person_messages", args=[ana.pk]) in clara.get(reverse("record", args=[ana.pk])).content.decode()
