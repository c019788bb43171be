"""The short symptom check, asked in treatment cycles, stays within the weekly budget of minutes like whatever else."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from questionnaires.instruments.catalogue import catalogue
from questionnaires.scheduling.occasions import ScheduleFacts, costs, occurrences
from questionnaires.scheduling.schedule import Schedule, ScheduleLine
from steps.campus.coach.asked import INSTRUMENT

BEGAN = date(2026, 5, 4)
LAST = BEGAN + timedelta(days=41)


def asked_and_dropped(weekly_minutes: int) -> tuple[int, int]:
    """How often the symptom check is asked in six weeks, two cycles of three, and how often it is left out."""
    lines = (
        ScheduleLine(line="mood", instruments=("phq-9",), anchor="enrolment", every=7, grace_days=2),
        ScheduleLine(line="body", instruments=(INSTRUMENT,), anchor="cycle", grace_days=2),
    )
    schedule = Schedule(title={"en": "made up"}, weekly_minutes=weekly_minutes, min_gap=5, lines=lines)
    facts = ScheduleFacts(
        anchors={"enrolment": BEGAN, "cycle": BEGAN}, cycle_days=21, levels=((BEGAN, 2),), **costs(catalogue())
    )
    plan = occurrences(schedule, facts, BEGAN, LAST)
    return tuple(sum(one.instrument == INSTRUMENT for one in rows) for rows in (plan.due, plan.dropped))


@pytest.mark.parametrize(("weekly_minutes", "asked", "dropped"), [(60, 2, 0), (4, 2, 0), (3, 0, 2)])
def test_in_a_full_week_the_symptom_check_is_left_out(weekly_minutes, asked, dropped):
    assert (catalogue()["phq-9"].minutes, catalogue()[INSTRUMENT].minutes) == (2, 2)
    assert asked_and_dropped(weekly_minutes) == (asked, dropped)
