"""Mail about the way in goes the same road: it waits for a server that is away, outlives a process, and is still true."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from allauth.account.adapter import get_adapter
from django.core.handlers.base import BaseHandler
from django.test import Client
from django.urls import reverse

from oncocare.audit.models import AuditRow
from oncocare.events import actions as events
from oncocare.events.models import Event
from oncocare.foundation import clock
from oncocare.joining.actions import invite
from oncocare.notifications.actions import turn_email
from oncocare.notifications.models import Message, Preference
from oncocare.notifications.selectors import failing
from oncocare.notifications.sending import actions as sending
from oncocare.notifications.sending.actions import ATTEMPTS, RETRY_AFTER, send_due
from oncocare.notifications.sending.selectors import LEASE, queue_of
from oncocare.notifications.wishes.selectors import waiting_for
from oncocare.people.actions import disable_user
from oncocare.signin.adapter import PastTheOutbox
from oncocare.signin.lost_access import actions as lost_access
from oncocare.signin.methods import actions as methods
from oncocare.signin.models import AccessRequest
from tests.cast import BY
from tests.factories.committed import at_once
from tests.factories.rooms import day, work
from tests.notifications.conftest import say, states, waiting
from tests.signin.soft_passkey import made_up

ANA, NEW = "ana@example.org", "new@example.org"
LOST, RESET = "/account/lost-phone/", "/account/password/reset/"
CHANGED = (ANA, "How you sign in has changed")
NOON, NIGHT = day(0, 12), day(0, 23)


class Killed(BaseException):
    """The process dies here: no handler of errors runs."""


def add_passkey(cast):
    methods.add_passkey(by=cast.ana, name="My phone", credential=made_up())


def ask_for_password(cast):
    methods.ask_for_password(email=cast.ana.email)


def let_back_in(cast):
    lost_access.ask_for_access(by=BY, user=cast.ana)
    asked = AccessRequest.objects.get()
    return lost_access.restore_access(by=cast.clara, asked=asked, check=AccessRequest.Check.IN_PERSON)


def invite_by_mail(cast):
    return invite(by=cast.clara, centre=cast.here, channel="email", language="es", email=NEW)


ACTS = [
    (add_passkey, CHANGED),
    (ask_for_password, (ANA, "A link to choose a new password")),
    (let_back_in, (ANA, "A link to sign in again")),
    (invite_by_mail, (NEW, "Una invitación para usted")),
]


def the_row():
    return Message.objects.get()


# --- a server that is away, and one that refuses ----------------------------------------------------------------------


@pytest.mark.parametrize(("act", "mail"), ACTS)
def test_a_mail_that_the_server_does_not_take_now_comes_later(cast, postbox, act, mail):
    postbox.answers[mail[0]] = "451 try again"
    with clock.at(NIGHT):
        act(cast)
        work()
        assert (postbox.mails, states(the_row())) == ([], [("waiting", "")])
    postbox.answers.clear()
    with clock.at(NIGHT + RETRY_AFTER):
        assert send_due() == 1
    assert (postbox.subjects, states(the_row())) == ([mail], [("sent", "")])


@pytest.mark.parametrize(("act", "mail"), ACTS)
def test_no_server_at_all_keeps_nobody_from_acting(cast, postbox, settings, act, mail):
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 9  # nobody listens there
    with clock.at(NOON):
        act(cast)
        work()
    settings.EMAIL_PORT = port
    with clock.at(NOON + RETRY_AFTER):
        work()
    assert postbox.subjects == [mail]


@pytest.mark.parametrize(("act", "mail"), ACTS)
def test_a_mail_that_never_arrives_is_given_up_and_staff_can_see_it(cast, postbox, act, mail):
    postbox.answers[mail[0]] = "451 try again"
    with clock.at(NOON):
        made, moment = act(cast), clock.now()
        events.relay()
    for _ in range(ATTEMPTS):
        with clock.at(moment):
            send_due()
        moment = the_row().not_before
    assert (states(the_row()), the_row().address) == ([("failed", "gave up")], "")
    assert failing([cast.ana]) == (set() if act is invite_by_mail else {cast.ana.pk})
    if act is invite_by_mail:
        made.refresh_from_db()
        assert made.bounced


def test_a_mail_that_arrives_ends_the_worry_about_the_address(cast, postbox):
    Preference.objects.create(user=cast.ana, failing_since=NOON, failing_address=ANA)
    add_passkey(cast)
    work()
    assert failing([cast.ana]) == set()


# --- a process that dies ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [LOST, RESET])
def test_a_process_that_dies_with_the_answer_loses_neither_the_request_nor_the_mail(cast, postbox, rf, path):
    handler = BaseHandler()
    handler.load_middleware()
    request = rf.post(path, {"email": ANA})
    request._dont_enforce_csrf_checks = True
    assert handler.get_response(request).status_code == 302  # and nobody ever closes it
    work()
    if path == LOST:
        assert AccessRequest.objects.values_list("user__email", "centre__slug").get() == (ANA, "here")
    else:
        assert postbox.subjects == [(ANA, "A link to choose a new password")]


@pytest.mark.parametrize(("act", "mail"), ACTS)
def test_a_process_that_dies_right_after_the_commit_loses_no_mail(cast, postbox, monkeypatch, act, mail):
    monkeypatch.setattr(events, "after_commit", lambda effect: None)
    act(cast)
    monkeypatch.undo()
    work()
    assert postbox.subjects == [mail]


@pytest.mark.parametrize(("act", "mail"), ACTS)
def test_a_sender_that_dies_sends_a_second_rather_than_none(cast, postbox, monkeypatch, act, mail):
    def die(**_):
        raise Killed

    with clock.at(NOON):
        act(cast)
        events.relay()
        with monkeypatch.context() as deadly:
            deadly.setattr(sending, "_sent", die)
            with pytest.raises(Killed):
                send_due()
    with clock.at(NOON + LEASE - timedelta(seconds=1)):
        assert send_due() == 0
    with clock.at(NOON + LEASE):
        assert send_due() == 1
    assert postbox.subjects == [mail, mail]


def test_two_senders_at_once_send_one_mail_about_the_way_in(committed, postbox):
    add_passkey(committed)
    invite_by_mail(committed)
    events.relay()
    assert sum(at_once(send_due, send_due)) == 2
    assert sorted(to for to, _subject in postbox.subjects) == [ANA, NEW]


def test_a_mail_that_kills_every_sender_of_the_way_in_is_given_up(cast, postbox):
    made = invite_by_mail(cast)
    events.relay()
    Message.objects.update(attempts=ATTEMPTS)
    assert (send_due(), states(the_row())) == (0, [("failed", "gave up")])
    made.refresh_from_db()
    assert made.bounced


def test_a_mistake_in_one_mail_about_the_way_in_keeps_no_other_back(cast, postbox, monkeypatch):
    monkeypatch.delitem(methods.TOLD, "passkey_added")
    with clock.at(NOON):
        add_passkey(cast)
        invite_by_mail(cast)
        events.relay()
        assert send_due() == 1
        broken = Message.objects.get(user=cast.ana)
        assert (states(broken), broken.not_before) == ([("waiting", "")], NOON + RETRY_AFTER)


# --- still true, in the words of then ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("act", "mail"), ACTS[:3])
def test_a_closed_account_gets_no_mail_about_the_way_in(cast, postbox, act, mail):
    act(cast)
    events.relay()
    disable_user(by=BY, user=cast.ana)
    assert (send_due(), postbox.mails) == (0, [])
    assert Message.objects.values_list("state", flat=True).get() == "dropped"


def test_a_link_that_was_used_meanwhile_is_not_sent(cast, postbox):
    link = let_back_in(cast)
    events.relay()
    assert Client().post(urlsplit(link).path).status_code == 302
    assert (send_due(), states(the_row())) == (0, [("dropped", "over")])


@pytest.mark.parametrize(("act", "hours"), [(ask_for_password, 24), (let_back_in, 24), (invite_by_mail, 14 * 24)])
def test_a_link_that_nobody_waits_for_any_more_is_not_sent(cast, postbox, act, hours):
    with clock.at(NOON):
        act(cast)
        events.relay()
    with clock.at(NOON + timedelta(hours=hours)):
        assert (send_due(), states(the_row())) == (0, [("dropped", "over")])


def test_a_link_back_says_how_long_it_works_when_it_goes(cast, postbox):
    with clock.at(NOON):
        let_back_in(cast)
        events.relay()
    with clock.at(NOON + timedelta(hours=5)):
        send_due()
    assert "within 19 hours" in postbox.texts[0]


def test_it_is_in_the_language_of_when_it_goes(cast, postbox):
    add_passkey(cast)
    events.relay()
    cast.ana.language = "es"
    cast.ana.save()
    send_due()
    assert postbox.texts[0].startswith("Se ha añadido una llave de acceso.")


def test_neither_wishes_nor_quiet_hours_nor_consent_keep_it_back_and_it_counts_as_no_digest(cast, postbox):
    turn_email(by=BY, user=cast.ana, on=False)
    with clock.at(NIGHT):
        add_passkey(cast)
        work()
        assert postbox.subjects == [CHANGED]
        turn_email(by=BY, user=cast.ana, on=True)
        say(cast.patient(cast.ana))
        waiting(cast.patient(cast.ana))
        assert send_due() == 0
    with clock.at(day(1, 9)):
        assert send_due() == 1
    assert (postbox.mails[0]["List-Unsubscribe"], postbox.mails[0]["Auto-Submitted"]) == (None, "auto-generated")


def test_a_password_that_is_set_by_the_link_is_logged_and_told(cast, postbox):
    ask_for_password(cast)
    work()
    [link] = re.findall(r"https://oncocare\.example\.org(\S+)", postbox.texts[0])
    browser, words = Client(), {"password1": "another odd sentence", "password2": "another odd sentence"}
    form = browser.get(link, follow=True)
    assert browser.post(form.redirect_chain[-1][0], words).url == reverse("account_reset_password_from_key_done")
    work()
    assert [postbox.subjects[1], postbox.texts[1].splitlines()[0]] == [CHANGED, "The password was set or changed."]
    assert AuditRow.objects.filter(verb="method.password_set", actor=f"user:{cast.ana.pk}").count() == 1


def test_what_is_stored_holds_no_link_and_no_address(cast, postbox):
    invited, link = invite_by_mail(cast), let_back_in(cast)
    ask_for_password(cast)
    work()
    stored = str([*Message.objects.values(), *Event.objects.values(), *AuditRow.objects.values()])
    secrets = [link, link.split("/")[-2], *re.findall(r"/key/\S+-(\S+)/", " ".join(postbox.texts))]
    assert len(secrets) == 3
    assert [word for word in (*secrets, NEW, ANA) if word in stored] == []
    assert str(invited.pk) in stored


def test_it_stands_in_no_list_of_messages_but_in_what_will_come_and_in_the_queue_of_its_centre(cast, postbox):
    let_back_in(cast)
    events.relay()
    assert waiting_for(cast.ana) == ["A link back in"]
    assert [row.label for row in queue_of(cast.ana, cast.here)] == ["A link back in"]
    assert not Message.objects.filter(channel="page").exists()


# --- no other road ----------------------------------------------------------------------------------------------------


def test_the_library_that_signs_people_in_sends_nothing_by_itself(cast, mailoutbox):
    adapter = get_adapter()
    with pytest.raises(PastTheOutbox, match="account/email/login_code"):
        adapter.send_mail("account/email/login_code", ANA, {})
    adapter.send_notification_mail("account/email/password_reset", cast.ana)
    assert mailoutbox == []
