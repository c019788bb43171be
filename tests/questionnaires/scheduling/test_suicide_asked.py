"""How long a schedule leaves people without a question about suicidal thoughts, and the line that mends it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from oncocare.foundation.datafiles import parse
from questionnaires.instruments.catalogue import catalogue
from questionnaires.scheduling.burden import DAY_ZERO, overloads
from questionnaires.scheduling.occasions import ScheduleFacts, costs, occurrences
from questionnaires.scheduling.schedule import schedule_from, schedule_of, shipped
from questionnaires.scheduling.suicide import asked_about, too_seldom, with_suicide_asked
from questionnaires.scheduling.words import suicide_words

SCREEN = "then: {any: [{instrument: phq-4, score: phq2, at_least: 3}], open: [phq-9]}"


def read(*lines: str):
    head = "title: {en: Made up}\nweekly_minutes: 10\nlines:\n"
    text = head + "".join(f"  - {{line: l{place}, {line}}}\n" for place, line in enumerate(lines))
    return schedule_from(parse(text, "made-up.yaml"), catalogue())


def days(*lines: str):
    return {one.level: one.days for one in asked_about(read(*lines), catalogue())}


def level_1(schedule):
    """What somebody at level 1 is asked in a year: day and instrument."""
    facts = ScheduleFacts(anchors={"enrolment": DAY_ZERO}, levels=((DAY_ZERO, 1),), **costs(catalogue()))
    due = occurrences(schedule, facts, DAY_ZERO, DAY_ZERO + timedelta(364)).due
    return [((one.day - DAY_ZERO).days, one.instrument) for one in due]


HADS = "instruments: [hads], anchor: enrolment, every: 14"


@pytest.mark.parametrize("name", shipped())
def test_every_shipped_schedule_asks_whoever_is_at_level_1_the_whole_phq_9_at_least_every_12_weeks(name):
    asked = [day for day, instrument in level_1(shipped()[name]) if instrument == "phq-9"]
    assert asked[0] == 0
    assert max(later - day for day, later in zip(asked, [*asked[1:], 364], strict=True)) <= 84
    assert too_seldom(shipped()[name], catalogue()) == ()


def test_the_shipped_screen_is_never_asked_on_the_day_of_the_whole():
    by_day: dict[int, set[str]] = {}
    for day, instrument in level_1(shipped()["two-stage"]):
        by_day.setdefault(day, set()).add(instrument)
    assert by_day == {day: {"phq-4"} for day in (14, 28, 42, 56, 70, 112, 140, 196, 224, 280, 308, 364)} | {
        day: {"phq-9", "gad-7"} for day in (0, 84, 168, 252, 336)
    }


def test_a_second_stage_that_only_a_positive_screen_opens_does_not_count():
    assert days(f"instruments: [phq-4], anchor: enrolment, every: 14, {SCREEN}") == dict.fromkeys((1, 2, 3, 4))


def test_it_is_the_longest_time_of_a_year_that_counts_also_before_the_first_and_after_the_last():
    assert days("instruments: [phq-9], anchor: enrolment, every: 28")[1] == 28
    assert days("instruments: [phq-9], anchor: enrolment")[1] == 364
    assert days("instruments: [phq-9], anchor: enrolment, every: 28, until: 112")[1] == 252
    assert days("instruments: [phq-9], anchor: enrolment, offset: 200, every: 28")[1] == 200


def test_each_level_has_its_own_and_an_anchor_that_not_everybody_has_does_not_count():
    assert days(
        "instruments: [phq-9], anchor: enrolment, every: 84, levels: [1]",
        "instruments: [phq-9], anchor: level:4, every: 14",
        "instruments: [phq-9], anchor: surgery, every: 14",
    ) == {1: 84, 2: None, 3: None, 4: 14}


def test_a_centre_on_hads_alone_is_told_that_nothing_asks():
    assert suicide_words(too_seldom(read(HADS), catalogue())) == [
        "Nothing that is asked here asks about thoughts of suicide."
    ]


def test_what_is_said_names_the_levels_and_the_weeks():
    schedule = read("instruments: [phq-9], anchor: enrolment, levels: [1, 2, 3], every: 113")
    assert suicide_words(too_seldom(schedule, catalogue())) == [
        "At level 1 up to 17 weeks pass before people are asked about thoughts of suicide; we ask at least every 12.",
        "At level 4 nothing asks about thoughts of suicide.",
    ]


@pytest.mark.parametrize(
    ("lines", "levels"),
    [
        ([HADS], []),
        (["instruments: [phq-9], anchor: enrolment, every: 112"], [1]),
        (["instruments: [phq-9], anchor: enrolment, every: 28, levels: [1, 2, 3]"], [4]),
        (["instruments: [hads], anchor: enrolment, every: 14", "instruments: [phq-9], anchor: level:4, every: 14"], [1, 2, 3]),
    ],
)  # fmt: skip
def test_the_line_that_is_offered_mends_it_within_the_minutes_of_a_week(lines, levels):
    before = read(*lines)
    mended = with_suicide_asked(before, catalogue())
    [line] = mended.lines[len(before.lines) :]
    assert (line.instruments, line.every, list(line.levels)) == (("phq-9",), 84, levels)
    assert too_seldom(mended, catalogue()) == ()
    assert schedule_of(mended.content, catalogue()) == mended
    assert overloads(mended, catalogue()) == ()


def test_a_schedule_that_asks_often_enough_stays_as_it_is_and_a_name_in_use_is_not_taken_twice():
    plain = shipped()["every-two-weeks"]
    assert with_suicide_asked(plain, catalogue()) == plain
    taken = read(HADS).model_copy(
        update={"lines": (read(HADS).lines[0].model_copy(update={"line": "every-12-weeks"}),)}
    )
    assert [line.line for line in with_suicide_asked(taken, catalogue()).lines] == [
        "every-12-weeks",
        "every-12-weeks-2",
    ]
