"""Sending: a server that is away or refuses, a process that dies, two senders at once, a clock set back."""

from datetime import time, timedelta

import pytest

from oncocare.foundation import clock
from oncocare.notifications.actions import prefer, queue
from oncocare.notifications.models import Message, Preference
from oncocare.notifications.selectors import failing
from oncocare.notifications.sending import actions as sending
from oncocare.notifications.sending.actions import ATTEMPTS, RETRY_AFTER, send_due
from oncocare.notifications.sending.selectors import LEASE
from tests.factories.committed import at_once
from tests.notifications.conftest import ANA, NOON, SENT, say, states, tell, waiting


class Killed(BaseException):
    """The process dies here: no handler of errors runs."""


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


@pytest.mark.parametrize("behind", [timedelta(milliseconds=1), timedelta(minutes=4)])
def test_a_sender_whose_now_is_a_little_earlier_leaves_a_lease_alone(ana, postbox, behind):
    with clock.at(NOON):
        row = waiting(ana)
        Message.objects.filter(pk=row.pk).update(claimed_until=NOON + LEASE)
    with clock.at(NOON - behind):
        assert send_due() == 0


def test_a_sender_whose_now_is_a_little_earlier_sends_nothing_before_its_time(cast, postbox, news):
    with clock.at(NOON):
        row = tell(cast.clara, cast.here, "test.now")
        Message.objects.filter(pk=row.pk).update(not_before=NOON + timedelta(hours=8))
    with clock.at(NOON - timedelta(milliseconds=1)):
        assert send_due() == 0


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
