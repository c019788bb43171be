"""Sending: whether the reason still holds and the person may be written to is asked again at the moment."""

import pytest

from oncocare.foundation import clock
from oncocare.notifications import registry
from oncocare.notifications.actions import turn_email
from oncocare.notifications.models import Message
from oncocare.notifications.registry import About, MessageKind, message
from oncocare.notifications.sending.actions import RETRY_AFTER, send_due
from oncocare.people.actions import appoint, dismiss
from oncocare.people.roles import COORDINATOR
from steps.actions import set_status
from tests.cast import BY, phq9
from tests.factories.rooms import ask, send
from tests.notifications.conftest import NOON, OVER, SENT, say, states, tell, waiting


def test_who_has_answered_meanwhile_is_not_reminded(ana, postbox):
    with clock.at(NOON):
        row = waiting(ana)
        send(ana.assignments.get(), phq9(3))
        assert send_due() == 0
    assert (states(row), postbox.mails) == ([OVER], [])


def test_without_the_check_somebody_who_answered_would_be_reminded(ana, postbox, monkeypatch):
    kind = registry.kinds["questions.open"]
    words = {"minutes": 3, "due": NOON.date()}
    blind = MessageKind(
        kind.name, kind.template, kind.label, lambda user, sources: dict.fromkeys(sources, words), kind.urgent,
        kind.about,
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


@pytest.mark.parametrize("answer", ["no", ""])
def test_who_has_not_agreed_gets_no_mail_but_a_message_on_the_page(cast, postbox, answer):
    bea = cast.patient(cast.bea)
    if answer:
        say(bea, "yes")
        say(bea, answer)
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
    monkeypatch.setitem(registry.kinds, "test.staff", MessageKind(kind.name, "x", "x", broken, False, About.STAFF))
    with clock.at(NOON):
        broken, urgent = tell(cast.clara, cast.here, "test.staff"), tell(cast.clara, cast.here, "test.now")
        others = waiting(ana)
        assert send_due() == 2
    assert states(broken, urgent, others) == [("waiting", ""), SENT, SENT]
    assert broken.not_before == NOON + RETRY_AFTER


def test_a_kind_is_declared_once():
    with pytest.raises(ValueError, match=r"^message kind questions\.open is declared twice$"):
        message("questions.open", "x", label="x", about=About.STAFF)(lambda user, sources: {})


def test_a_coordinator_who_is_also_a_patient_is_read_as_each(cast, ana, postbox, news):
    appoint(by=BY, user=cast.ana, centre=cast.there, role=COORDINATOR)
    ask(ana)
    with clock.at(NOON):
        rows = [tell(cast.ana, cast.there, "test.staff"), tell(cast.ana, cast.here, "test.news", "b")]
        assert send_due() == 1
    assert states(*rows) == [SENT, SENT]
