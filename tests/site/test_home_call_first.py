"""Whoever comes to level 3 with severe answers reads that somebody calls them, and of a group only after that call."""

from __future__ import annotations

import re
from datetime import time, timedelta

import pytest
from django.urls import reverse

from oncocare.foundation import clock
from oncocare.safety.flags.actions import acknowledge, close, escalate_overdue, raise_flag
from oncocare.safety.models import Flag
from oncocare.safety.promise import Opening
from oncocare.safety.rota.actions import set_staffed_hours
from steps import actions
from steps.course.selectors import call_first, course_of
from steps.levels import Level
from steps.models import Proposal
from steps.words import words
from tests.cast import BY
from tests.factories.rooms import day
from tests.pages import seen
from tests.steps.severe_first import lives_by_it

GROUP = "Your team calls you about joining a group."
CALL = "Before you join a group, somebody of your team reads your answers and calls you."
NOT_READ = "Nobody has read what you told us yet. A person at Here should read it by Monday 2 March 2026, 14:00."
FIRST = (
    "Thank you for your first answers. They say how you have felt lately. They are not a diagnosis, and not a "
    "test that you can pass or fail. This is where we begin together, and it changes as you do."
)
AT_ANY_HOUR = "If it cannot wait, do not wait for us: call one of the numbers on this page."


@pytest.fixture
def severe(cast):
    """Eve, whose first answers on a Monday at ten were severe."""
    set_staffed_hours(by=BY, centre=cast.here, openings=[Opening(weekday, time(9), time(17)) for weekday in range(5)])
    return lives_by_it(cast, "eve", day(0), 22)


def flag():
    return Flag.objects.get(kind="severe_distress")


def level(client, pathway, moment):
    """What the person reads about their level."""
    with clock.at(moment):
        client.force_login(pathway.patient.user)
        html = seen(client.get(reverse("home")).content.decode())
    section = re.search(r'aria-labelledby="where">(.*?)</section>', html, re.DOTALL)[1]
    assert html.count('id="help-numbers"') == 1
    return " ".join(re.sub(r"<[^>]+>", " ", section.partition("<h3>")[0]).split()).replace(" .", ".")


def ends(moment, cast):
    with clock.at(moment):
        close(by=cast.clara, flag=flag(), outcome="spoke_safe")


def test_the_answers_bring_somebody_to_level_3_with_a_call(severe):
    assert (severe.level, flag().severity, call_first(severe)) == (3, "high", flag())


def test_before_the_call_the_page_says_who_calls_and_when_and_what_to_do_meanwhile_and_nothing_of_a_group_to_join(
    client, severe
):
    said = level(client, severe, day(0, 11))
    assert said == (
        f"Your first result {FIRST} Talking with others (level 3 of 4) A small group of people who are going through something "
        f"similar, with a guide. {CALL} {NOT_READ} {AT_ANY_HOUR}"
    )


def test_after_the_call_the_page_says_the_ordinary_words(cast, client, severe):
    ends(day(1), cast)
    said = level(client, severe, day(1, 11))
    assert (said.endswith(f"with a guide. {GROUP}"), call_first(severe)) == (True, None)


def test_who_has_taken_it_on_is_named_and_the_group_still_waits(cast, client, severe):
    with clock.at(day(0, 12)):
        acknowledge(by=cast.clara, flag=flag())
    said = level(client, severe, day(0, 13))
    assert f"{CALL} Clara read what you told us on Monday 2 March 2026, 12:00 and is looking after this." in said
    assert GROUP not in said


def test_a_promise_that_was_broken_is_called_so(client, severe):
    with clock.at(day(1)):
        escalate_overdue()
    said = level(client, severe, day(1, 11))
    assert f"{CALL} We are sorry: nobody has read what you told us yet. Please do not wait for us" in said
    assert "should have read it by Monday 2 March 2026, 14:00." in said


def test_where_the_page_says_already_who_reads_the_answers_it_says_it_once(client, severe):
    with clock.at(day(0, 10, 30)):
        raise_flag(by=BY, patient=severe.patient, kind="suicidal_ideation", severity="urgent", source="assignment:1")
    with clock.at(day(0, 11)):
        client.force_login(severe.patient.user)
        html = seen(client.get(reverse("home")).content.decode())
    assert (html.count("Nobody has read what you told us yet."), html.count(CALL)) == (1, 1)


# --- of whom ----------------------------------------------------------------------------------------------------------


def test_whoever_comes_to_level_3_without_severe_answers_is_offered_a_group(cast):
    pathway = lives_by_it(cast, "eve", day(0), 16)
    assert (pathway.level, call_first(pathway)) == (3, None)
    assert course_of(pathway.patient).words == words(Level.COMMUNITY)


@pytest.mark.parametrize("kind", ["suicidal_ideation", "worsening", "waiting_long"])
def test_another_flag_keeps_no_group_waiting(cast, kind):
    pathway = lives_by_it(cast, "eve", day(0), 16)
    raise_flag(by=BY, patient=pathway.patient, kind=kind, severity="high", source="made up")
    assert call_first(pathway) is None


def test_a_severe_flag_that_comes_at_level_3_before_the_group_begins_is_answered_first(cast):
    pathway = lives_by_it(cast, "eve", day(0), 16)
    first, later = (
        raise_flag(by=BY, patient=pathway.patient, kind="severe_distress", severity=severity, source=severity)
        for severity in ("high", "medium")
    )
    assert call_first(pathway) == min(first, later, key=lambda one: one.promised)


def test_whoever_is_in_a_group_already_is_told_nothing_of_one_to_come(cast, severe):
    with clock.at(day(0, 12)):
        actions.help_began(by=cast.clara, pathway=severe, day=day(0).date())
    assert call_first(severe) is None


@pytest.mark.parametrize("step", ["pause", "withdraw"])
def test_whoever_paused_or_left_reads_what_they_read_before(cast, severe, step):
    with clock.at(day(0, 12)):
        actions.set_status(by=cast.clara, pathway=severe, step=step, reason="made up")
    course = course_of(severe.patient)
    assert (course.call, CALL in course.words.next) == (None, False)


@pytest.mark.parametrize("to", [Level.CAMPUS, Level.GROUP_THERAPY])
def test_at_another_level_the_words_are_those_of_that_level(cast, severe, to):
    with clock.at(day(0, 12) + timedelta(minutes=1)):
        actions.change(by=cast.clara, proposal=Proposal.objects.get(state="open", pathway=severe), to=to, reason="x")
    assert course_of(severe.patient).words == words(to)
