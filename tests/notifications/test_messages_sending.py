"""Sending: the exact mails, one digest a day outside quiet hours, the reason checked again, at least once."""

import re
from datetime import time, timedelta
from zoneinfo import ZoneInfo

import pytest

from oncocare.audit.models import AuditRow
from oncocare.foundation import clock
from oncocare.notifications import registry, sending
from oncocare.notifications.actions import prefer, queue, turn_email
from oncocare.notifications.models import Message, Preference
from oncocare.notifications.optout import address_for
from oncocare.notifications.registry import About, Kind, message
from oncocare.notifications.selectors import failing
from oncocare.notifications.sending import ATTEMPTS, LEASE, RETRY_AFTER, send_due
from oncocare.notifications.tasks import send_due as send_task
from oncocare.people.actions import appoint, dismiss
from oncocare.people.permissions import Role
from steps.actions import set_status
from tests.cast import BY, phq9
from tests.factories.committed import at_once
from tests.factories.rooms import ask, day, send
from tests.notifications.conftest import say, states, waiting

NOON = day(0, 12)
WAITING = "You have questions waiting in OncoCare"
ANA = "ana@example.org"
SENT, OVER = ("sent", ""), ("dropped", "over")


class Killed(BaseException):
    """The process dies here: no handler of errors runs."""


@pytest.fixture
def news(monkeypatch):
    """Made-up kinds whose reason holds as long as `news` says so."""
    holds = {"a", "b", "c"}
    common = {"label": "News", "still": lambda user, sources: {one: {} for one in sources if one in holds}}
    for name, urgent, about in (
        ("test.news", False, About.PATIENT),
        ("test.staff", False, About.STAFF),
        ("test.now", True, About.STAFF),
    ):
        kind = Kind(name, "missed_two", urgent=urgent, about=about, needs_contact_consent=True, **common)
        monkeypatch.setitem(registry.kinds, name, kind)
    return holds


def tell(user, centre, kind, source="a"):
    return queue(user=user, centre=centre, kind=kind, source=source)[0]


# --- what is sent -----------------------------------------------------------------------------------------------------


def test_the_whole_mail(ana, postbox):
    with clock.at(NOON):
        waiting(ana, "phq-9", "gad-7")
        assert send_due() == 1
    [mail] = postbox.mails
    off = address_for(ana.user)
    assert postbox.texts[0] == (
        "Hello,\n\n"
        "You have questions waiting in OncoCare. They take about 3 minutes. Please answer by 9 March 2026.\n\n"
        "Sign in here:\nhttps://oncocare.example.org/\n\n"
        "--------------------\n"
        "OncoCare is not an emergency service. If you need help now, call:\n"
        "112  if you are in danger\n"
        "024  Free, every day, day and night\n\n"
        "--------------------\n"
        "You do not want e-mail like this? Turn it off here, without signing in:\n"
        f"{off}\n"
    )
    assert {name: mail[name] for name in ("From", "To", "Subject")} == {
        "From": "OncoCare <no-reply@localhost>",
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
    said = [text.replace(address_for(ana.user), "") for text in postbox.texts]
    assert [clinical.findall(text) for text in said] == [[], [], []]


def test_it_is_in_the_persons_language(ana, postbox):
    ana.user.language = "es"
    ana.user.save()
    with clock.at(NOON):
        waiting(ana)
        send_due()
    assert "9 de marzo de 2026" in postbox.texts[0]


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
    assert postbox.subjects == [(ANA, "You have messages in OncoCare")]
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


# --- the reason is checked again --------------------------------------------------------------------------------------


def test_who_has_answered_meanwhile_is_not_reminded(ana, postbox):
    with clock.at(NOON):
        row = waiting(ana)
        send(ana.assignments.get(), phq9(3))
        assert send_due() == 0
    assert (states(row), postbox.mails) == ([OVER], [])


def test_without_the_check_somebody_who_answered_would_be_reminded(ana, postbox, monkeypatch):
    kind = registry.kinds["questions.open"]
    words = {"minutes": 3, "due": NOON.date()}
    blind = Kind(
        kind.name, kind.template, kind.label, lambda user, sources: dict.fromkeys(sources, words), kind.urgent,
        kind.about, kind.needs_contact_consent,
    )  # fmt: skip
    monkeypatch.setitem(registry.kinds, kind.name, blind)
    with clock.at(NOON):
        waiting(ana)
        send(ana.assignments.get(), phq9(3))
        assert send_due() == 1


@pytest.mark.parametrize("step", ["pause", "withdraw"])
def test_who_paused_or_left_is_not_reminded(cast, ana, postbox, step):
    with clock.at(NOON):
        row = waiting(ana)
        set_status(by=cast.clara, pathway=cast.pathway(cast.ana), step=step, reason="made up")
        assert send_due() == 0
    assert states(row) == [OVER]


@pytest.mark.parametrize("said", ["no", ""])
def test_who_has_not_agreed_gets_no_mail_but_a_message_on_the_page(cast, postbox, said):
    bea = cast.patient(cast.bea)
    if said:
        say(bea, "yes")
        say(bea, said)
    with clock.at(NOON):
        row = waiting(bea)
        send_due()
    assert states(row, Message.objects.get(channel="page")) == [("dropped", "no consent"), SENT]


def test_not_now_takes_no_earlier_yes_back(ana, postbox):
    say(ana, "not now")
    with clock.at(NOON):
        waiting(ana)
        assert send_due() == 1


def test_the_dead_are_not_written_to(ana, postbox):
    with clock.at(NOON):
        row = waiting(ana)
        ana.died_on = NOON.date()
        ana.save()
        assert send_due() == 0
    assert states(row) == [("dropped", "died")]


def test_a_closed_account_is_not_written_to(ana, postbox):
    with clock.at(NOON):
        row = waiting(ana)
        ana.user.is_active = False
        ana.user.save()
        assert send_due() == 0
    assert states(row) == [("dropped", "left")]


def test_who_turned_email_off_gets_none_that_can_wait(cast, ana, postbox, news):
    turn_email(by=BY, user=cast.clara, on=False)
    turn_email(by=BY, user=cast.ana, on=False)
    with clock.at(NOON):
        rows = [waiting(ana), tell(cast.clara, cast.here, "test.staff"), tell(cast.clara, cast.here, "test.now")]
        assert send_due() == 1
    assert states(*rows) == [("dropped", "not wanted"), ("dropped", "not wanted"), SENT]


def test_staff_who_left_the_centre_and_people_who_are_not_in_care_there_get_nothing(cast, postbox, news):
    with clock.at(NOON):
        rows = [
            tell(cast.clara, cast.here, "test.now"),
            tell(cast.denis, cast.here, "test.now"),
            tell(cast.dora, cast.here, "test.news"),
        ]
        dismiss(by=BY, membership=cast.clara.memberships.get())
        assert send_due() == 0
    assert states(*rows) == [("dropped", "left")] * 3


def test_a_kind_that_is_gone_and_a_reason_that_is_over_are_dropped(ana, postbox, news, monkeypatch):
    with clock.at(NOON):
        rows = [tell(ana.user, ana.centre, "test.news", "a"), tell(ana.user, ana.centre, "test.news", "gone")]
        monkeypatch.delitem(registry.kinds, "test.news")
        assert send_due() == 0
    assert states(*rows) == [OVER, OVER]


def test_a_mistake_in_one_message_keeps_nobody_elses_back_nor_what_cannot_wait(cast, ana, postbox, news, monkeypatch):
    def broken(user, sources):
        raise ZeroDivisionError

    kind = registry.kinds["test.staff"]
    monkeypatch.setitem(registry.kinds, "test.staff", Kind(kind.name, "x", "x", broken, False, About.STAFF, False))
    with clock.at(NOON):
        broken, urgent = tell(cast.clara, cast.here, "test.staff"), tell(cast.clara, cast.here, "test.now")
        others = waiting(ana)
        assert send_due() == 2
    assert states(broken, urgent, others) == [("waiting", ""), SENT, SENT]
    assert broken.not_before == NOON + RETRY_AFTER


def test_a_kind_is_declared_once():
    with pytest.raises(ValueError, match=r"^message kind questions\.open is declared twice$"):
        message("questions.open", "x", label="x")(lambda user, sources: {})


# --- mail that does not arrive ----------------------------------------------------------------------------------------


def test_an_address_that_takes_no_mail_is_known_until_a_mail_goes_through(ana, postbox):
    postbox.answers[ANA] = "550 no such mailbox"
    with clock.at(NOON):
        row = waiting(ana, "phq-9")
        assert send_due() == 0
    assert states(row) == [("failed", "refused")]
    assert (failing([ana.user]), Preference.objects.get().failing_since) == ({ana.user.pk}, NOON)
    with clock.at(NOON + timedelta(days=1)):
        waiting(ana, "gad-7")
        send_due()
    assert Preference.objects.get().failing_since == NOON
    postbox.answers.clear()
    with clock.at(NOON + timedelta(days=2)):
        waiting(ana, "phq-2")
        assert send_due() == 1
    assert (failing([ana.user]), Preference.objects.get().failing_since) == (set(), None)


def test_another_address_starts_with_a_clean_sheet(ana, postbox):
    postbox.answers[ANA] = "550 no such mailbox"
    with clock.at(NOON):
        waiting(ana)
        send_due()
    ana.user.email = "new@example.org"
    ana.user.save()
    assert failing([ana.user]) == set()


def test_a_server_that_says_later_is_asked_again_later_each_time(ana, postbox):
    postbox.answers[ANA] = "451 try again"
    with clock.at(NOON):
        row = waiting(ana)
        assert (send_due(), send_due()) == (0, 0)
    row.refresh_from_db()
    assert (row.attempts, row.not_before, row.state) == (1, NOON + RETRY_AFTER, "waiting")
    with clock.at(row.not_before):
        send_due()
    row.refresh_from_db()
    assert (row.attempts, row.not_before) == (2, NOON + 3 * RETRY_AFTER)
    postbox.answers.clear()
    with clock.at(row.not_before):
        assert send_due() == 1
    assert (states(row), failing([ana.user])) == ([SENT], set())


def test_a_server_that_never_takes_it_is_given_up_and_staff_are_told(ana, postbox):
    postbox.answers[ANA] = "451 try again"
    prefer(by=ana.user, by_email=True, quiet_from=time(0), quiet_until=time(0))
    moment = NOON
    with clock.at(moment):
        row = waiting(ana)
    for _ in range(ATTEMPTS):
        with clock.at(moment):
            send_due()
        row.refresh_from_db()
        moment = row.not_before
    assert (states(row), row.attempts, failing([ana.user])) == ([("failed", "gave up")], ATTEMPTS, {ana.user.pk})
    assert timedelta(hours=7) < moment - NOON < timedelta(hours=10)


def test_no_server_at_all_is_a_server_that_says_later(ana, postbox, settings):
    settings.EMAIL_PORT = 9  # nobody listens there
    with clock.at(NOON):
        row = waiting(ana)
        assert send_due() == 0
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("waiting", 1)


# --- at least once ----------------------------------------------------------------------------------------------------


def test_a_process_that_dies_between_mail_and_mark_sends_a_second_rather_than_none(ana, postbox, monkeypatch):
    def die(**_):
        raise Killed

    with clock.at(NOON):
        row = waiting(ana)
        monkeypatch.setattr(sending, "_sent", die)
        with pytest.raises(Killed):
            send_due()
        monkeypatch.undo()
    assert (len(postbox.mails), states(row)) == (1, [("waiting", "")])
    with clock.at(NOON + LEASE - timedelta(seconds=1)):
        assert send_due() == 0
    with clock.at(NOON + LEASE):
        assert send_due() == 1
    assert (len(postbox.mails), states(row)) == (2, [SENT])


def test_a_mail_that_kills_every_sender_is_given_up(ana, postbox):
    with clock.at(NOON):
        row = waiting(ana)
        Message.objects.filter(pk=row.pk).update(attempts=ATTEMPTS)
        assert send_due() == 0
    assert (states(row), failing([ana.user])) == ([("failed", "gave up")], {ana.user.pk})


def test_while_a_digest_is_being_sent_another_message_waits(ana, postbox):
    with clock.at(NOON):
        first = waiting(ana, "phq-9")
        Message.objects.filter(pk=first.pk).update(claimed_until=NOON + LEASE)
        second = waiting(ana, "gad-7")
        assert send_due() == 0
    assert states(second) == [("waiting", "")]


def test_two_senders_at_once_send_one_mail(committed, postbox):
    ana = committed.patient(committed.ana)
    say(ana)
    with clock.at(NOON):
        rows = [waiting(ana, "phq-9"), waiting(ana, "gad-7")]

    def work():
        with clock.at(NOON):
            return send_due()

    assert sorted(at_once(work, work, work)) == [0, 0, 1]
    assert (len(postbox.mails), states(*rows)) == (1, [SENT, SENT])


# --- a clock set back -------------------------------------------------------------------------------------------------


def test_a_clock_set_back_sends_nothing_twice(ana, postbox):
    with clock.at(NOON):
        row = waiting(ana)
        send_due()
    with clock.at(NOON - timedelta(hours=1)):
        queue(user=ana.user, centre=ana.centre, kind=row.kind, source=row.source)
        assert send_due() == 0
    assert len(postbox.mails) == 1


def test_a_clock_set_back_keeps_nothing_waiting(cast, postbox, news):
    with clock.at(NOON + timedelta(days=400)):
        queued = tell(cast.clara, cast.here, "test.now", "a")
        taken = tell(cast.clara, cast.here, "test.now", "b")
        Message.objects.filter(pk=taken.pk).update(claimed_until=clock.now() + LEASE)
    with clock.at(NOON):
        assert send_due() == 2
    assert states(queued, taken) == [SENT, SENT]


def test_a_coordinator_who_is_also_a_patient_is_read_as_each(cast, ana, postbox, news):
    appoint(by=BY, user=cast.ana, centre=cast.there, role=Role.COORDINATOR)
    ask(ana)
    with clock.at(NOON):
        rows = [tell(cast.ana, cast.there, "test.staff"), tell(cast.ana, cast.here, "test.news", "b")]
        assert send_due() == 1
    assert states(*rows) == [SENT, SENT]
