"""A centre whose schedule does not ask about suicidal thoughts often enough is told so wherever it looks, with a way."""

from __future__ import annotations

import pytest
from django.urls import reverse

from oncocare.foundation.datafiles import parse
from questionnaires.instruments.catalogue import catalogue
from questionnaires.models import ScheduleVersion
from questionnaires.scheduling.actions import adopt_schedule
from questionnaires.scheduling.schedule import schedule_from, shipped
from questionnaires.scheduling.selectors import newest
from tests.cast import BY
from tests.pages import words

NOTHING = "Nothing that is asked here asks about thoughts of suicide."
WAY = "Put the PHQ-9 every 12 weeks into a draft"
TOLD_ON = ["schedule", "centre", "centre_instruments"]


@pytest.fixture
def hads_alone(cast):
    """The schedule of a centre that asks HADS alone, as an older version of OncoCare stored it."""
    text = "title: {en: HADS}\nweekly_minutes: 10\nlines:\n  - {line: a, instruments: [hads], anchor: enrolment, every: 14}\n"
    schedule = schedule_from(parse(text, "hads.yaml"), catalogue())
    return ScheduleVersion.objects.create(
        centre=cast.here, number=1, content=schedule.content, sha256=schedule.sha256, made_by=BY
    )


@pytest.mark.parametrize("name", TOLD_ON)
def test_a_centre_on_hads_alone_is_told_that_suicide_is_asked_by_nothing_and_offered_a_way(hads_alone, carlos, name):
    page = words(carlos.get(reverse(name)))
    assert (NOTHING in page, WAY in page) == (True, True)


@pytest.mark.parametrize("name", TOLD_ON)
def test_a_centre_that_asks_often_enough_reads_nothing_of_it(cast, carlos, name):
    adopt_schedule(by=BY, centre=cast.here, schedule=shipped()["two-stage"])
    assert "too seldom" not in words(carlos.get(reverse(name)))


@pytest.mark.parametrize("name", ["centre", "centre_instruments"])
def test_a_clinician_reads_it_and_is_not_offered_what_only_the_coordinator_may(hads_alone, clara, name):
    page = words(clara.get(reverse(name)))
    assert (NOTHING in page, WAY in page) == (True, False)


def test_the_instruments_say_which_of_them_ask(carlos):
    page = words(carlos.get(reverse("centre_instruments")))
    assert "Hospital Anxiety and Depression Scale does not ask about thoughts of suicide" in page
    assert page.count("asks about thoughts of suicide") == sum(bool(one.suicide_items) for one in catalogue().values())


def test_an_older_two_stage_schedule_is_told_how_many_weeks_pass(cast, carlos):
    older = shipped()["two-stage"]
    older = older.model_copy(update={"lines": tuple(line for line in older.lines if line.line != "whole")})
    adopt_schedule(by=BY, centre=cast.here, schedule=older)
    assert (
        "At level 1 people are asked about thoughts of suicide on joining; after joining nothing asks everybody again. "
        "We ask at least every 12 weeks." in (words(carlos.get(reverse("centre"))))
    )


def test_the_way_puts_a_line_into_a_draft_that_is_saved_as_any_draft_is(cast, hads_alone, carlos):
    assert carlos.post(reverse("start_schedule"), {"from": "every-12-weeks"}).url == reverse("edit_schedule")
    draft = carlos.session["schedule_draft"]
    assert [(line["line"], line["instruments"], line["every"]) for line in draft["lines"]] == [
        ("a", ["hads"], 14),
        ("every-12-weeks", ["phq-9"], 84),
    ]
    assert newest(cast.here) == hads_alone
    assert "PHQ-9" in words(carlos.get(reverse("edit_schedule")))
    assert "too seldom" not in words(carlos.get(reverse("preview_schedule")))


def test_before_a_schedule_is_saved_it_is_said_too_and_the_draft_is_mended_in_place(carlos):
    carlos.post(reverse("start_schedule"), {"from": "two-stage"})
    for line in ("whole", "baseline", "therapy", "community", "campus"):
        carlos.post(reverse("arrange_schedule"), {"line": line, "do": "remove"})
    previewed = words(carlos.get(reverse("preview_schedule")))
    for expected in (NOTHING, "Put the PHQ-9 every 12 weeks into this draft", "then this notice stays."):
        assert expected in previewed, expected
    carlos.post(reverse("start_schedule"), {"from": "every-12-weeks"})
    assert [line["line"] for line in carlos.session["schedule_draft"]["lines"]] == [
        "screen", "screen-later", "screen-latest", "every-12-weeks",
    ]  # fmt: skip
    assert NOTHING not in words(carlos.get(reverse("preview_schedule")))


def test_it_is_not_forbidden_to_ask_otherwise_and_it_is_said_each_time(cast, carlos):
    carlos.post(reverse("start_schedule"), {"from": "two-stage"})
    carlos.post(reverse("arrange_schedule"), {"line": "whole", "do": "remove"})
    assert carlos.post(reverse("save_schedule")).url == reverse("schedule")
    for name in TOLD_ON:
        assert "after joining nothing asks everybody again" in words(carlos.get(reverse(name)))


def test_without_a_schedule_or_a_draft_there_is_nothing_to_put_a_line_into(carlos):
    assert carlos.post(reverse("start_schedule"), {"from": "every-12-weeks"}).url == reverse("schedule")


def test_a_draft_that_is_not_right_yet_stays_as_it_is(carlos):
    carlos.post(reverse("start_schedule"), {"from": "every-two-weeks"})
    carlos.post(reverse("arrange_schedule"), {"line": "every-two-weeks", "do": "remove"})
    assert carlos.post(reverse("start_schedule"), {"from": "every-12-weeks"}).url == reverse("edit_schedule")
    assert carlos.session["schedule_draft"]["lines"] == []
