"""A calendar day is a patient's or a centre's, and only `oncocare.people.days` makes one of a moment."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.guards.house import Module, imports, judge, module, modules

SPELLINGS = {"localdate", "TruncDate", "Now", "CurrentDate"}  # other ways to make a day of a moment
ALLOWED = {
    "oncocare/people/days.py": "This is where whose day it is gets decided.",
    "oncocare/foundation/clock.py": "The calendar of a named zone, below every word of people.",
    "oncocare/safety/rota/duty.py": "Pure: the zone of the centre is part of the rota it is given.",
    "oncocare/safety/rota/course.py": "Pure: the zone of the centre is part of the rota it is given.",
    "mentoring/community/groups/duty.py": "Pure: it is given the zone of the centre that opened the group.",
    "mentoring/community/leaders/": "Pure: they are given the zone of the person whose days they count.",
    "mentoring/meetings/times/series.py": "Pure: it is given the zone of the wall on which a meeting is planned.",
    "oncocare/safety/promise.py": "Pure: it is given the zone of the centre whose hours it counts.",
    "oncocare/notifications/sending/quiet.py": "Pure: it is given the zone of whoever wants to sleep.",
    "oncocare/safety/apps.py": "A release is checked before there is any centre.",
    "oncocare/web/templatetags/web.py": "Pages show a day in the zone of their reader, which the place of a request sets.",
    "oncocare/demo/management/commands/simulate.py": "Until when a made-up cohort lives, before there is any centre.",
    "clinicians/desk/urgency/selectors.py: TruncDate": "In the database: the day of a contact at the one centre whose page it is.",
}


def days(one: Module) -> Iterator[str]:
    """Every place that makes a calendar day of a moment."""
    for _node, dotted in imports(one):
        if dotted in ("oncocare.foundation.clock.today", "oncocare.foundation.clock.day"):
            yield f"{one.path}: imports {dotted}"
    for node in ast.walk(one.tree):
        if isinstance(node, ast.Attribute) and ast.unparse(node) in ("clock.today", "clock.day"):
            yield f"{one.path}: {ast.unparse(node)}"
        if isinstance(node, ast.Call) and _name(node.func) in SPELLINGS:
            yield f"{one.path}: {_name(node.func)}"
        if isinstance(node, ast.Call) and _name(node.func) == "date" and not (node.args or node.keywords):
            yield f"{one.path}: {ast.unparse(node)}"


def _name(called: ast.expr) -> str:
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


def test_nobody_else_says_which_day_it_is():
    hits = [hit for one in modules() if "/migrations/" not in one.path for hit in days(one)]
    assert judge(hits, ALLOWED) == []


def test_another_spelling_is_found():
    source = """
from oncocare.foundation.clock import day
today = clock.today(patient.centre.time_zone)
spoken = clock.day(contact.began, zone)
by_name = map(clock.today, zones)
utc = clock.now().date()
local = timezone.localdate()
rows.annotate(day=TruncDate("began"))
fine = date(2026, 3, 1)
"""
    assert sorted(hit.removeprefix("clinicians/views.py: ") for hit in days(module(source, "clinicians/views.py"))) == [
        "TruncDate",
        "clock.day",
        "clock.now().date()",
        "clock.today",
        "clock.today",
        "imports oncocare.foundation.clock.day",
        "localdate",
    ]
