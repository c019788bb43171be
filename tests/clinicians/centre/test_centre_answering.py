"""How long patients waited for an answer, as the centre reads it: few are counted only, and nobody is left out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from mentoring.conversations.actions import set_answer_promise
from mentoring.conversations.models import ContactRequest
from oncocare.foundation import clock
from tests.pages import words

HOUR = timedelta(hours=1)
PAGE = "answer_times_of_team"


def ask(cast, ago, after=None, *, kind="write", quiet=False):
    """Asked hours ago, promised within a day, closed hours after that or never; one open at a time is of each patient."""
    made = clock.now() - ago * HOUR
    ContactRequest.objects.create(
        patient=cast.patient(cast.ana), centre=cast.here, kind=kind, made=made, promised=made + 24 * HOUR,
        answered_at=None if after is None else made + after * HOUR, without_words=quiet,
        answered_by=None if after is None else cast.clara,
    )  # fmt: skip


def read(client, **query) -> str:
    return words(client.get(reverse(PAGE), query))


def test_nothing_asked_says_so_and_what_is_promised_stands_above(carlos, cast):
    assert "Your centre has not said by when it answers, so patients cannot write." in read(carlos)
    set_answer_promise(by=cast.carlos, centre=cast.here, days=2)
    page = read(carlos)
    assert "an answer by the end of staffed day 2 after the day of asking" in page
    assert "Nobody asked anything in this time." in page
    assert "How this is counted" in page


def test_few_are_only_counted(carlos, cast):
    ask(cast, 50, 3)
    ask(cast, 50)
    page = read(carlos)
    assert "Promises kept: 1 of 2." in page
    assert "1 waits still, past its promise" in page
    assert "Fewer than 5 were asked: too few to say how long it takes." in page
    assert ("%" in page, "How many are answered by when" in page) == (False, False)


def test_the_time_that_half_waited_and_what_is_not_reached(carlos, cast):
    for after in (2, 6, 20, 30):
        ask(cast, 200, after)
    ask(cast, 200, 1, kind="call", quiet=True)
    ask(cast, 100)
    page = read(carlos)
    assert "Promises kept: 3 of 5." in page
    assert "3 of 5 60&nbsp;%" in page
    assert "20 hours 3 had waited so long" in page
    assert "not reached" in page
    assert "24 hours 60&nbsp;% 2" in page


@pytest.mark.parametrize(("days", "asked"), [("30", 1), ("90", 2), ("all", 3), ("wrong", 2)])
def test_a_period_is_of_what_was_asked_in_it(carlos, cast, days, asked):
    for ago in (10, 60, 200):
        ask(cast, ago * 24, 1)
    found = carlos.get(reverse(PAGE), {"days": days})
    assert found.context["times"].asked == asked


def test_clinicians_read_it_too_and_nobody_is_named(clara, cast):
    ask(cast, 50)
    page = read(clara)
    assert (cast.ana.name in page, "ANA" in page) == (False, False)
    assert f'href="{reverse("centre_patient_page")}"' not in clara.get(reverse(PAGE)).content.decode()


def test_those_of_another_centre_are_not_counted(carlos, cast):
    ask(cast, 50)
    ContactRequest.objects.update(centre=cast.there)
    assert "Nobody asked anything in this time." in read(carlos)
