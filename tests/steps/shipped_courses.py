"""Made-up courses of one person under the policies in the box, and what was decided about them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from steps.course_file import CourseRow, Happening
from steps.facts import Reading
from steps.levels import Level
from steps.replay import Approvals, course, decisions

FILES = sorted((Path(__file__).parents[2] / "steps" / "policies").glob("*.yaml"))
NAMES = [path.stem for path in FILES]
BEFORE = Path(__file__).parent / "cases" / "stepped-care-phq-before.yaml"
START = date(2025, 1, 6)


def answered(policy, day, low_mood=None, worry=None, **others):
    """The scores of one day; who is asked by HADS has a total too. Other measures by their slug."""
    values = {"depression": low_mood, "anxiety": worry, "distress": (low_mood or 0) + (worry or 0), **others}
    if low_mood is worry is None:
        del values["distress"]
    given = START + timedelta(day)
    return [
        CourseRow("A", Reading(given, given, measure.instrument, measure.score, Decimal(values[slug])))
        for slug, measure in policy.measures.items()
        if values.get(slug) is not None
    ]


def on_paper(policy, day, recorded, value, measure="depression"):
    """A value (of low mood) of one day that became known on a later one."""
    measure = policy.measures[measure]
    days = START + timedelta(day), START + timedelta(recorded)
    return [CourseRow("A", Reading(*days, measure.instrument, measure.score, Decimal(value)))]


def every(days, policy, *values):
    """The same value for low mood and worry on a day, one after another, every so many days."""
    return [row for index, value in enumerate(values) for row in answered(policy, index * days, value, value)]


def said(day, what, level=None):
    return [CourseRow("A", Happening(START + timedelta(day), what, level))]


def lived(policy, rows, approvals=Approvals.GRANT, level=Level.MONITORING):
    """The decisions about somebody who begins at this level."""
    return list(decisions(replace(policy, start_level=level), course(rows), approvals))


def levels(*args, **options):
    return [int(decision.level_after) for decision in lived(*args, **options)]


def shown(decided):
    """What a day came to: the day, the rule, the level after it, whether it was proposed, the kind of its flag."""
    return [
        ((one.point - START).days, one.rule, int(one.level_after), one.approval, one.flag and one.flag.kind.value)
        for one in decided
    ]
