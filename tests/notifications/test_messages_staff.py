"""Messages to staff: a flag is theirs, it climbed, nobody is on; and they have a task. Never a name or a word."""

import re
from datetime import timedelta

import pytest

from clinicians.actions import finish_task, hand_over
from clinicians.models import Task
from oncocare.events.actions import relay
from oncocare.foundation import clock
from oncocare.notifications.actions import queue
from oncocare.notifications.models import Message
from oncocare.notifications.sending.actions import send_due
from oncocare.people.actions import appoint
from oncocare.people.models import Patient
from oncocare.people.roles import CLINICIAN
from oncocare.safety.flags.actions import acknowledge, close
from questionnaires.scheduling.actions import assign, close_past_windows
from steps.actions import set_status
from tests.cast import BY, phq9
from tests.factories.rooms import FlagFactory, day, send, talked
from tests.notifications.conftest import states

NIGHT = day(0, 3)
NEEDED = "Somebody needs you in OncoCare"
OVER = [("dropped", "over")]


@pytest.fixture
def flag(cast):
    with clock.at(NIGHT):
        return FlagFactory(patient=cast.patient(cast.ana), owner=cast.clara, severity="urgent")


def tell(flag, user, kind="flag.yours"):
    return queue(user=user, centre=flag.centre, kind=kind, source=flag.news)[0]


SAYS = {
    "flag.yours": "Please sign in by Monday 2 March 2026, 07:00. What it is about stands there, not in this message.",
    "flag.climbed": "Nobody has answered yet, so now you are asked. Please sign in by Monday 2 March 2026, 07:00. What it is "
    "about stands there, not in this message.",
    "flag.nobody_on": "Somebody waits for an answer and nobody is on duty. Please sign in and see that one of you takes it "
    "on by Monday 2 March 2026, 07:00.",
}


@pytest.mark.parametrize(("kind", "says"), SAYS.items())
def test_the_whole_mail_in_the_middle_of_the_night(cast, flag, postbox, kind, says):
    with clock.at(NIGHT):
        tell(flag, cast.clara, kind)
        assert send_due() == 1
    assert postbox.subjects == [("clara@example.org", NEEDED)]
    assert postbox.texts == [f"Hello,\n\n{says}\n\nSign in here:\nhttps://oncocare.example.org/\n"]
    assert postbox.mails[0]["List-Unsubscribe"] is None


def test_no_mail_about_a_flag_says_who_or_what(cast, flag, postbox):
    with clock.at(NIGHT):
        for kind in ("flag.yours", "flag.climbed", "flag.nobody_on"):
            tell(flag, cast.clara, kind)
        assert send_due() == 3
    private = re.compile(r"\bana\b|\bhere\b(?!:)|flag|risk|suicid|danger|patient|phq|urgent", re.IGNORECASE)
    mails = [mail["Subject"] + text for mail, text in zip(postbox.mails, postbox.texts, strict=True)]
    assert [private.findall(text) for text in mails] == [[], [], []]


@pytest.mark.parametrize("kind", ["flag.yours", "flag.climbed", "flag.nobody_on"])
def test_once_somebody_has_taken_it_on_no_mail_goes(cast, flag, postbox, kind):
    with clock.at(NIGHT):
        row = tell(flag, cast.clara, kind)
        acknowledge(by=cast.clara, flag=flag)
        assert send_due() == 0
    assert states(row) == OVER


def test_a_closed_flag_asks_nobody(cast, flag, postbox):
    with clock.at(NIGHT):
        row = tell(flag, cast.clara)
        close(by=cast.clara, flag=flag, outcome="spoke_safe", assessed=talked())
        send_due()
    assert states(row) == OVER


def test_a_flag_that_has_gone_on_does_not_call_whoever_had_it(cast, flag, postbox):
    with clock.at(NIGHT):
        before = tell(flag, cast.clara)
        flag.passed, flag.owner = 1, cast.carlos
        flag.save()
        now = tell(flag, cast.carlos, "flag.climbed")
        assert send_due() == 1
    assert (states(before), states(now)) == (OVER, [("sent", "")])


def test_a_flag_that_comes_round_again_calls_again(cast, flag, postbox):
    with clock.at(NIGHT):
        tell(flag, cast.clara)
        send_due()
        flag.passed = 2
        flag.save()
        tell(flag, cast.clara)
        assert send_due() == 1


def test_an_acknowledged_flag_that_is_handed_over_calls_who_has_it_now(cast, flag, postbox):
    appoint(by=BY, user=cast.bea, centre=cast.here, role=CLINICIAN)
    with clock.at(NIGHT):
        acknowledge(by=cast.clara, flag=flag)
        flag.refresh_from_db()
        flag.passed, flag.owner = 1, cast.bea
        flag.save()
        tell(flag, cast.bea)
        assert send_due() == 1
    assert "A colleague has passed something on to you. Please sign in." in postbox.texts[0]


def test_when_it_is_said_aloud_it_reaches_more_than_its_owner(cast, flag, postbox):
    with clock.at(NIGHT):
        for user in (cast.clara, cast.carlos):
            tell(flag, user, "flag.climbed")
        assert send_due() == 2


def test_nobody_on_reaches_whoever_is_told_though_it_is_not_theirs(cast, flag, postbox):
    with clock.at(NIGHT):
        for user in (cast.clara, cast.carlos):
            tell(flag, user, "flag.nobody_on")
        tell(flag, cast.denis, "flag.nobody_on")  # works at the other centre
        assert send_due() == 2
    assert {to for to, _ in postbox.subjects} == {"clara@example.org", "carlos@example.org"}


# --- two missed in a row ----------------------------------------------------------------------------------------------


def miss(patient, number, *instruments):
    """A set of questions that is open on one day and missed."""
    today = day(number).date()
    assign(by=BY, patient=patient, instruments=instruments or ("phq-9",), opens=today, due=today, closes=today)
    with clock.at(day(number + 1, 12)):
        close_past_windows()
        relay()


def told():
    return Message.objects.filter(kind="people.missed_two", channel="email")


@pytest.fixture
def patient(cast):
    return cast.patient(cast.ana)


def test_two_sets_missed_in_a_row_are_told_to_whoever_looks_after_the_person_once(cast, patient, postbox):
    miss(patient, 0, "phq-9", "gad-7")
    assert told().count() == 0, "two instruments of one set are one set"
    miss(patient, 2)
    assert list(told().values_list("user", flat=True)) == [cast.clara.pk]
    miss(patient, 4)
    assert told().count() == 1
    with clock.at(day(5, 12)):
        assert send_due() == 1
    assert postbox.subjects == [("clara@example.org", "You have a new task in OncoCare")]
    assert "Ana" not in re.sub(r"http\S+", "", postbox.texts[0])  # the seal in an address may spell anything


def test_after_an_answer_it_is_another_streak(patient, postbox):
    miss(patient, 0)
    miss(patient, 2)
    with clock.at(day(4)):
        today = day(4).date()
        [one] = assign(by=BY, patient=patient, instruments=["phq-9"], opens=today, due=today, closes=today)
        send(one, phq9(3))
    miss(patient, 6)
    assert told().count() == 1
    miss(patient, 8)
    assert told().count() == 2


def test_one_answer_in_a_set_is_an_answer(patient):
    miss(patient, 0)
    today = day(2).date()
    one, _ = assign(by=BY, patient=patient, instruments=["phq-9", "gad-7"], opens=today, due=today, closes=today)
    with clock.at(day(2)):
        send(one, phq9(3))
    with clock.at(day(3, 12)):
        close_past_windows()
        relay()
    miss(patient, 4)
    assert told().count() == 0


def test_where_nobody_looks_after_the_person_whoever_has_the_task_is_told(cast, patient):
    patient.clinician = None
    patient.save()
    miss(patient, 0)
    miss(patient, 2)
    assert list(told().values_list("user", flat=True)) == [Task.objects.get().owner_id]


@pytest.mark.parametrize("change", ["answered", "done", "handed over", "paused", "died"])
def test_it_is_not_sent_when_it_is_no_longer_so(cast, patient, postbox, change):
    miss(patient, 0)
    miss(patient, 2)
    with clock.at(day(3, 12) + timedelta(minutes=1)):
        if change == "answered":
            today = clock.now().date()
            [one] = assign(by=BY, patient=patient, instruments=["phq-9"], opens=today, due=today, closes=today)
            send(one, phq9(3))
        if change == "handed over":
            hand_over(by=cast.clara, patient=patient, clinician=cast.gala)
        if change == "done":
            finish_task(by=cast.clara, task=Task.objects.get())
        if change == "paused":
            set_status(by=cast.clara, pathway=cast.pathway(cast.ana), step="pause", reason="made up")
        if change == "died":
            Patient.objects.filter(pk=patient.pk).update(died_on=clock.now().date())
        assert send_due() == 0
    assert states(told().get()) == OVER
