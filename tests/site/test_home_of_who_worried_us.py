"""After a worrying answer the person's own page says whether somebody has read it, who and when, and the way back."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from oncocare.foundation import clock
from oncocare.safety.flags.actions import acknowledge, escalate_overdue, raise_flag, say_whether_it_can_wait
from oncocare.safety.models import Flag
from oncocare.safety.promise import Opening
from oncocare.safety.rota.actions import set_staffed_hours
from questionnaires.answering.actions import save_answer
from questionnaires.models import Assignment
from tests.cast import BY, due
from tests.factories.rooms import day, sit
from tests.pages import seen

FRIDAY_NIGHT = datetime(2026, 11, 27, 22, 50, tzinfo=UTC)  # ten to midnight in Madrid
MONDAY = datetime(2026, 11, 30, 8, 40, tzinfo=UTC)
HEADING = "About what you told us on Friday 27 November 2026"


@pytest.fixture
def patient(cast):
    set_staffed_hours(by=BY, centre=cast.here, openings=[Opening(weekday, time(9), time(17)) for weekday in range(5)])
    return cast.patient(cast.ana)


def worry(patient, source="assignment:1", kind="suicidal_ideation", severity="urgent", at=FRIDAY_NIGHT, **more):
    with clock.at(at):
        return raise_flag(by=BY, patient=patient, kind=kind, severity=severity, source=source, **more)


def closed(flag, by, at):
    Flag.objects.filter(pk=flag.pk).update(
        acknowledged_at=at, acknowledged_by=by, closed_at=at, closed_by=by, outcome="plan"
    )


def about(client, user, at):
    """What the page says first, about answers that worried us; empty where it says nothing."""
    with clock.at(at):
        client.force_login(user)
        html = seen(client.get(reverse("home")).content.decode())
    found = re.search(r'<section class="oc-card oc-read" aria-labelledby="answers">(.*?)<h2 id="due">', html, re.DOTALL)
    return found[1] if found else ""


def test_the_home_says_that_nobody_has_read_it_yet_and_by_when_somebody_should(cast, client, patient):
    flag = worry(patient)
    said = about(client, cast.ana, FRIDAY_NIGHT + timedelta(hours=1))
    assert HEADING in said
    assert "A person at Here should read it by Monday 30 November 2026, 10:00." in said
    assert reverse("support", args=[flag.pk]) in said
    assert "tel:112" in said


def test_the_promise_on_the_home_stays_the_one_given_and_is_called_broken_once_it_is_past(cast, client, patient):
    worry(patient)
    late = MONDAY + timedelta(hours=30)
    with clock.at(late):
        escalate_overdue()
    said = about(client, cast.ana, late + timedelta(minutes=5))
    assert "A person at Here should have read it by Monday 30 November 2026, 10:00." in said
    assert said.index("We are sorry: nobody has read what you told us yet.") < said.index("should have read it by")


def test_the_home_says_that_clara_has_read_it_and_when(cast, client, patient):
    flag = worry(patient)
    with clock.at(MONDAY):
        acknowledge(by=cast.clara, flag=flag)
    said = about(client, cast.ana, MONDAY + timedelta(hours=1))
    assert "Clara read what you told us on Monday 30 November 2026, 09:40 and is looking after this." in said
    assert (reverse("support", args=[flag.pk]) in said, "tel:112" in said) == (True, True)


def test_for_a_week_after_it_was_closed_the_home_says_who_answered_it_and_then_no_more(cast, client, patient):
    flag = worry(patient)
    closed(flag, cast.clara, MONDAY)
    said = about(client, cast.ana, MONDAY + timedelta(days=6, hours=23))
    assert "Clara read what you told us and took care of this on Monday 30 November 2026, 09:40." in said
    assert (reverse("support", args=[flag.pk]) in said, "tel:112" in said) == (True, True)
    assert about(client, cast.ana, MONDAY + timedelta(days=7, minutes=1)) == ""


@pytest.mark.parametrize("source", ["pathway:1:2026-11-27", "silence:1", "clinician:1"])
def test_what_a_rule_or_somebody_of_the_staff_raised_is_not_shown(cast, client, patient, source):
    worry(patient, source)
    assert about(client, cast.ana, MONDAY) == ""


def test_what_a_rule_raised_is_shown_once_an_answer_of_the_person_joined_it(cast, client, patient):
    worry(patient, "pathway:1:2026-11-20", at=FRIDAY_NIGHT - timedelta(days=7), join=True)
    worry(patient, join=True)
    assert HEADING in about(client, cast.ana, MONDAY)


def test_of_several_the_one_that_nobody_has_read_is_shown_and_it_is_one(cast, client, patient):
    unread = worry(patient)
    newer = worry(patient, "assignment:2", "severe_distress", at=FRIDAY_NIGHT + timedelta(days=1))
    closed(newer, cast.clara, FRIDAY_NIGHT + timedelta(days=1))
    said = about(client, cast.ana, MONDAY)
    assert reverse("support", args=[unread.pk]) in said
    assert said.count("About what you told us") == 1


def test_of_several_unread_ones_the_newest_is_shown(cast, client, patient):
    worry(patient)
    newer = worry(patient, "assignment:2", "severe_distress", at=FRIDAY_NIGHT + timedelta(days=1))
    assert reverse("support", args=[newer.pk]) in about(client, cast.ana, MONDAY)


def test_nothing_clinical_stands_there_but_the_names_of_the_numbers(cast, client, patient):
    worry(patient)
    said = re.sub(
        r"<section[^>]*Numbers to call.*?</section>", "", about(client, cast.ana, FRIDAY_NIGHT), flags=re.DOTALL
    )
    assert HEADING in said
    assert [word for word in ("suicid", "self-harm", "dead", "flag", "risk", "urgent") if word in said.lower()] == []


def test_nobody_elses_answers_are_shown(cast, client, patient):
    worry(patient)
    assert about(client, cast.bea, MONDAY) == ""


def test_the_numbers_stand_on_the_page_once(cast, client, patient):
    worry(patient)
    with clock.at(MONDAY):
        client.force_login(cast.ana)
        html = client.get(reverse("home")).content.decode()
    assert (html.count('href="tel:112"'), html.count('href="/plan/"'), "oc-crisis--full" in html) == (1, 1, True)


def whole(user, at):
    """The whole page, in one line, to whoever has just signed in."""
    client = Client()
    with clock.at(at):
        client.force_login(user)
        return " ".join(client.get(reverse("home")).content.decode().split())


def test_who_said_that_it_cannot_wait_reads_first_to_call_until_somebody_takes_it_on(cast, patient):
    flag, order = (
        worry(patient),
        "You said that it cannot wait: please call one of these numbers now, do not wait for us.",
    )
    assert order not in whole(cast.ana, FRIDAY_NIGHT)
    with clock.at(FRIDAY_NIGHT + timedelta(minutes=2)):
        say_whether_it_can_wait(by=cast.ana, flag=flag, can_wait=False)
    said = whole(cast.ana, FRIDAY_NIGHT + timedelta(hours=10))
    assert said.index(order) < said.index("Nobody has read what you told us yet") < said.index("tel:112")
    with clock.at(MONDAY):
        acknowledge(by=cast.clara, flag=flag)
    assert order not in whole(cast.ana, MONDAY + timedelta(hours=1))


def test_while_it_is_open_the_page_does_not_say_that_nothing_is_needed(cast, patient):
    calm = ("<h3>Why</h3>", "Nothing else is needed from you now.")
    sit(patient, day(0), phq=3, gad=2)
    assert [words in whole(cast.ana, day(1)) for words in calm] == [True, True]
    flag = worry(patient, at=day(1, 12))
    said = whole(cast.ana, day(2))
    assert "Keeping an eye on how you are" in said
    assert [words in said for words in calm] == [False, False]
    closed(flag, cast.clara, day(3))
    assert [words in whole(cast.ana, day(4)) for words in calm] == [True, True]


@pytest.mark.parametrize("begun", [True, False])
def test_questions_that_closed_unfinished_are_not_passed_over(cast, patient, begun):
    words = "You did not finish these questions in time. What you answered is kept, and your team can read it."
    [asked] = due(patient, "phq-9")
    if begun:
        save_answer(by=BY, assignment=asked, item="1", code=1)
    assert words not in whole(cast.ana, clock.now())
    Assignment.objects.filter(pk=asked.pk).update(state="missed")
    assert (words in whole(cast.ana, clock.now())) is begun
    [later] = due(patient, "phq-9")
    assert words not in whole(cast.ana, clock.now())
    Assignment.objects.filter(pk=later.pk).update(state="missed", closes=asked.closes + timedelta(days=7))
    assert words not in whole(cast.ana, clock.now()), "it is said of the set that ended last"
