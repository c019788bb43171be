"""Sending: the exact mails, one digest a day, outside quiet hours."""

import re
from datetime import time, timedelta
from zoneinfo import ZoneInfo

import pytest

from oncocare.audit.models import AuditRow
from oncocare.foundation import clock
from oncocare.notifications.actions import prefer, queue
from oncocare.notifications.models import Message
from oncocare.notifications.sending.actions import send_due
from oncocare.notifications.sending.tasks import send_due as send_task
from oncocare.notifications.wishes.selectors import address_for
from tests.cast import phq9
from tests.factories.rooms import day, send
from tests.notifications.conftest import ANA, NOON, SENT, WAITING, states, tell, waiting

# --- what is sent -----------------------------------------------------------------------------------------------------


def test_the_whole_mail(ana, postbox):
    with clock.at(NOON):
        waiting(ana, "phq-9", "gad-7")
        assert send_due() == 1
    [mail] = postbox.mails
    off = address_for(ana.user)
    assert postbox.texts[0] == (
        "Hello,\n\n"
        "You have questions waiting. They take about 3 minutes. If you can, answer by Monday 9 March 2026.\n\n"
        "Sign in here:\nhttps://oncocare.example.org/\n\n"
        "--------------------\n"
        "This is not an emergency service. If you need help now, call:\n"
        "112  if you are in danger\n"
        "024, to talk with somebody, free, day and night\n\n"
        "--------------------\n"
        "You do not want e-mail like this? Turn it off here, without signing in:\n"
        f"{off}\n"
    )
    assert {name: mail[name] for name in ("From", "To", "Subject")} == {
        "From": "My page <no-reply@localhost>",
        "To": ANA,
        "Subject": WAITING,
    }
    assert {name: mail[name].strip() for name in ("List-Unsubscribe", "List-Unsubscribe-Post", "Auto-Submitted")} == {
        "List-Unsubscribe": f"<{off}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
    }
    assert mail.get_content_type() == "text/plain"


def test_no_mail_about_questions_names_an_instrument_or_anything_clinical(ana, postbox):
    clinical = re.compile(r"phq|gad|depress|anxi|cancer|onco-|score|level|distress|suicid|missed", re.IGNORECASE)
    for number, kind in enumerate(("questions.open", "questions.due", "questions.overdue")):
        with clock.at(day(number, 12)):
            waiting(ana, ("phq-9", "gad-7", "phq-2")[number], kind=kind)
            send_due()
    assert postbox.subjects == [(ANA, WAITING)] * 3
    texts = [text.replace(address_for(ana.user), "") for text in postbox.texts]
    assert [clinical.findall(text) for text in texts] == [[], [], []]


def test_it_is_in_the_persons_language(ana, postbox):
    ana.user.language = "es"
    ana.user.save()
    with clock.at(NOON):
        waiting(ana)
        send_due()
    assert "lunes, 9 de marzo de 2026" in postbox.texts[0]


def test_the_mail_says_what_is_true_when_it_goes_not_when_it_was_queued(ana, postbox):
    with clock.at(NOON):
        row = waiting(ana, "phq-9", "gad-7")
        first = ana.assignments.get(instrument="phq-9")
        send(first, phq9(3))
        send_due()
    assert "about 1 minute." in postbox.texts[0]
    assert states(row) == [SENT]


def test_what_is_sent_leaves_a_line_in_the_log(ana, postbox):
    with clock.at(NOON):
        waiting(ana)
        send_task()
    row = AuditRow.objects.get(verb="messages.sent")
    assert (row.actor, row.subject, row.detail) == (
        "system:send",
        f"user:{ana.user.pk}",
        {"kinds": ["questions.open"]},
    )


# --- one digest a day -------------------------------------------------------------------------------------------------


def test_everything_that_waits_for_a_person_is_one_mail(ana, postbox, news):
    with clock.at(NOON):
        rows = [waiting(ana, "phq-9"), tell(ana.user, ana.centre, "test.news"), waiting(ana, "gad-7")]
        assert send_due() == 1
    assert postbox.subjects == [(ANA, "You have messages")]
    assert [
        text in postbox.texts[0] for text in ("about 2 minutes", "about 1 minute", "missed two sets of questions")
    ] == [True] * 3
    assert states(*rows) == [SENT] * 3


def test_not_more_than_one_that_can_wait_in_a_day(ana, postbox):
    with clock.at(NOON):
        waiting(ana, "phq-9")
        send_due()
    with clock.at(NOON + timedelta(hours=2)):
        second = waiting(ana, "gad-7")
        assert send_due() == 0
    second.refresh_from_db()
    assert second.not_before == day(1, 9)
    with clock.at(day(1, 9)):
        assert send_due() == 1
    assert len(postbox.mails) == 2


def test_of_two_about_the_same_questions_only_the_newer_goes(ana, postbox):
    with clock.at(NOON):
        first = waiting(ana)
    with clock.at(NOON + timedelta(minutes=1)):
        second = queue(user=ana.user, centre=ana.centre, kind="questions.due", source=first.source)[0]
        send_due()
    assert states(first, second) == [("dropped", "newer"), SENT]
    assert len(postbox.mails) == 1


def test_the_same_reason_is_queued_once_however_often_it_is_said(ana, postbox):
    with clock.at(NOON):
        row = waiting(ana)
        for _ in range(3):
            queue(user=ana.user, centre=ana.centre, kind=row.kind, source=row.source)
        assert (send_due(), send_due()) == (1, 0)
    assert sorted(Message.objects.values_list("channel", "state")) == [("email", "sent"), ("page", "sent")]
    assert AuditRow.objects.filter(verb="message.queued").count() == 1


def test_what_cannot_wait_goes_at_once_and_alone_whatever_was_sent_today(cast, postbox, news):
    with clock.at(NOON):
        tell(cast.clara, cast.here, "test.staff", "a")
        send_due()
        tell(cast.clara, cast.here, "test.staff", "b")
        tell(cast.clara, cast.here, "test.now", "a")
        tell(cast.clara, cast.here, "test.now", "b")
    with clock.at(day(0, 23)):
        assert send_due() == 2
    assert [mail["List-Unsubscribe"] is None for mail in postbox.mails] == [False, True, True]
    assert ["without signing in" in text for text in postbox.texts] == [True, False, False]


# --- quiet hours ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [26, 236])  # the evenings before the clock goes forward and before it goes back
def test_nothing_leaves_in_the_night_over_both_clock_changes(ana, postbox, number):
    evening, morning = day(number, 22), day(number + 1, 9)
    assert evening.utcoffset() != morning.utcoffset()
    with clock.at(evening):
        row = waiting(ana)
        assert send_due() == 0
    with clock.at(morning - timedelta(minutes=1)):
        assert send_due() == 0
    row.refresh_from_db()
    assert row.not_before == morning
    with clock.at(morning):
        assert send_due() == 1


def test_a_person_who_moves_between_queueing_and_sending_is_asleep_where_they_are(ana, postbox):
    with clock.at(day(0, 8)):  # too early in Madrid, and later still in New York
        row = waiting(ana)
        assert send_due() == 0
    ana.time_zone = "America/New_York"
    ana.save()
    nine = day(1, 9).replace(tzinfo=ZoneInfo("America/New_York")) - timedelta(days=1)
    with clock.at(day(0, 9)):
        assert send_due() == 0
    row.refresh_from_db()
    assert row.not_before == nine
    with clock.at(nine):
        assert send_due() == 1


def test_hours_of_their_own_and_none(ana, postbox):
    prefer(by=ana.user, by_email=True, quiet_from=time(13), quiet_until=time(16))
    with clock.at(day(0, 14)):
        waiting(ana)
        assert send_due() == 0
        prefer(by=ana.user, by_email=True, quiet_from=time(13), quiet_until=time(13))
    with clock.at(day(0, 16)):
        assert send_due() == 1
