"""Whether it can wait: asked up to the moment promised, kept with it, and a no is never lost and never slowed."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from oncocare.foundation import clock
from oncocare.safety.flags import actions
from oncocare.safety.flags.kinds import AGAIN
from oncocare.safety.flags.selectors import with_occasions
from oncocare.safety.models import Flag
from oncocare.safety.promise import Opening
from oncocare.safety.rota.actions import set_staffed_hours
from tests.cast import BY
from tests.factories.rooms import FlagFactory, day
from tests.safety.pages import page
from tests.safety.team import told


@pytest.fixture
def patient(cast):
    set_staffed_hours(by=BY, centre=cast.here, openings=[Opening(one, time(9), time(17)) for one in range(5)])
    return cast.patient(cast.ana)


def worry(patient, at, source="assignment:1", **more):
    with clock.at(at):
        return actions.raise_flag(
            by=BY, patient=patient, kind="worsening", severity="high", source=source, join=True, **more
        )


def say(flag, can_wait, at):
    with clock.at(at):
        return actions.say_whether_it_can_wait(by=flag.patient.account, flag=flag, can_wait=can_wait)


def test_what_was_said_is_kept_with_the_moment_up_to_which_it_was_asked(patient):
    flag = say(worry(patient, day(0, 10)), True, day(0, 10, 5))
    assert (flag.can_wait, flag.wait_said, flag.wait_until) == (True, day(0, 10, 5), day(0, 14))


def test_what_was_named_stays_when_the_promise_comes_nearer(patient):
    flag = say(worry(patient, day(0, 10)), True, day(0, 10, 5))
    worry(patient, day(0, 11), "assignment:2")
    Flag.objects.update(promised=day(0, 12))
    flag.refresh_from_db()
    assert (flag.wait_until, flag.promised) == (day(0, 14), day(0, 12))


def test_a_broken_promise_is_not_asked_about_as_if_it_stood(patient):
    flag = say(worry(patient, day(0, 10)), True, day(0, 14, 1))
    assert (flag.can_wait, flag.wait_until) == (True, None)


def test_a_no_after_a_yes_makes_the_flag_urgent(patient):
    flag = say(worry(patient, day(0, 10)), True, day(0, 10, 5))
    assert (flag.severity, flag.deadline) == ("high", day(0, 14))
    flag = say(flag, False, day(0, 10, 30))
    assert (flag.can_wait, flag.severity, flag.promised) == (False, "urgent", day(0, 11, 30))
    assert flag.deadline <= day(0, 11, 30)


def test_a_yes_after_a_no_is_kept_and_leaves_it_urgent(patient):
    flag = say(worry(patient, day(0, 10)), False, day(0, 10, 5))
    before = (flag.severity, flag.deadline, flag.promised)
    flag = say(flag, True, day(0, 10, 30))
    assert (flag.can_wait, (flag.severity, flag.deadline, flag.promised)) == (True, before)


def test_whoever_took_it_on_is_told_once_that_it_cannot_wait_after_all(cast, patient, deliver):
    flag = worry(patient, day(0, 10))
    with clock.at(day(0, 11)):
        actions.acknowledge(by=cast.clara, flag=flag)
    with deliver():
        say(flag, True, day(0, 12))
    assert told(AGAIN) == []
    with deliver():
        flag = say(flag, False, day(0, 13))
    assert (told(AGAIN), flag.acknowledged_by, flag.wait_until) == (["Clara"], cast.clara, None)
    with deliver():
        say(flag, False, day(0, 13, 1))
    assert told(AGAIN) == ["Clara"]


def test_whoever_has_it_and_has_not_read_it_is_told_too_and_it_counts_as_raised_once(patient, deliver):
    flag = worry(patient, day(0, 10))
    with deliver():
        say(flag, False, day(0, 10, 5))
    assert told(AGAIN) == ["Clara"]
    assert [len(one.moments) for one in with_occasions(Flag.objects.all())] == [1]


def test_a_no_to_a_flag_that_is_closed_raises_another_and_a_yes_does_not(cast, patient):
    flag = worry(patient, day(0, 10))
    with clock.at(day(0, 11)):
        actions.close(by=cast.clara, flag=flag, outcome="already_known", note="Known.")
    assert say(flag, True, day(0, 12)).pk == flag.pk
    again = say(flag, False, day(0, 13))
    assert (again.number, again.severity, again.can_wait, again.owner) == (2, "urgent", False, cast.clara)
    assert say(flag, False, day(0, 13, 5)).pk == again.pk, "said twice on the old page, it is one more flag"
    assert Flag.objects.count() == 2


def test_a_no_to_a_closed_flag_joins_one_of_its_kind_that_is_open(cast, patient):
    flag = worry(patient, day(0, 10))
    with clock.at(day(0, 11)):
        actions.close(by=cast.clara, flag=flag, outcome="already_known", note="Known.")
    other = worry(patient, day(0, 12), "assignment:2")
    assert say(flag, False, day(0, 13)).pk == other.pk
    assert Flag.objects.get(pk=other.pk).severity == "urgent"


def test_a_flag_from_before_the_question_named_a_moment_is_read_as_it_stands(cast, patient):
    flag = FlagFactory(patient=patient, owner=cast.clara, can_wait=True, promised=day(0, 14))
    assert (flag.wait_said, flag.wait_until) == (None, None)
    assert flag.asks_until(day(0, 14) - timedelta(minutes=1)) == day(0, 14)
    assert flag.asks_until(day(0, 14)) is None


# --- the page does not forget it ----------------------------------------------------------------------------------------

CALL = "You said it cannot wait. Please call one of the numbers above now. Do not wait for us."


def shown(flag, at):
    client = Client()
    with clock.at(at):
        client.force_login(flag.patient.user)
        return " ".join(page(client.get(reverse("support", args=[flag.pk]))).split())


def asked_openly(text):
    return "Can this wait" in text and "Change my answer" not in text


def test_that_it_cannot_wait_stands_on_the_page_until_somebody_takes_it_on(cast, patient):
    flag = worry(patient, day(0, 10))
    assert asked_openly(shown(flag, day(0, 10, 1)))
    flag = say(flag, False, day(0, 10, 5))
    for later in (day(0, 10, 6), day(0, 23), day(1, 9)):
        text = shown(flag, later)
        assert (CALL in text, "Change my answer" in text, asked_openly(text)) == (True, True, False)
        assert 'role="status"' not in text.split(CALL)[0].rsplit("oc-notice", 1)[1]
    with clock.at(day(1, 10)):
        actions.acknowledge(by=cast.clara, flag=flag)
    text = shown(flag, day(1, 11))
    assert (CALL in text, asked_openly(text)) == (False, True)


def test_a_yes_after_it_takes_the_box_away(patient):
    flag = say(say(worry(patient, day(0, 10)), False, day(0, 10, 5)), True, day(0, 10, 30))
    text = shown(flag, day(0, 11))
    assert (CALL in text, asked_openly(text)) == (False, True)


def test_an_answer_that_raises_it_again_is_asked_about_openly(patient):
    flag = say(worry(patient, day(0, 10)), False, day(0, 10, 5))
    worry(patient, day(0, 12), "assignment:2")
    text = shown(flag, day(0, 13))
    assert (CALL in text, "you said that it cannot wait." in text, asked_openly(text)) == (False, True, True)
    say(flag, False, day(0, 13, 5))
    assert CALL in shown(flag, day(0, 14))


def test_an_answer_that_is_no_answer_shows_the_question_openly_with_the_box(client, patient):
    flag = say(worry(patient, day(0, 10)), False, day(0, 10, 5))
    with clock.at(day(0, 11)):
        client.force_login(flag.patient.user)
        text = " ".join(page(client.post(reverse("support", args=[flag.pk]), {"can_wait": ""}), 422).split())
    assert (CALL in text, asked_openly(text)) == (True, True)
