"""Law 8: a list asks the database as often for three rows as for one."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from datetime import time, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from oncocare.accounts.actions import appoint, register_user, take_into_care
from oncocare.accounts.models import Patient, User
from oncocare.accounts.permissions import Role
from oncocare.events.actions import relay
from oncocare.foundation import clock
from oncocare.safety import actions as safety
from oncocare.safety.crisis import Contact
from oncocare.safety.promise import Opening
from oncocare.safety.rota import Turn
from oncocare.safety.selectors import open_flags
from questionnaires.actions import close_past_windows, submit
from questionnaires.definition import definition
from steps.actions import open_pathway
from tests.cast import BY, Cast, due, gad7, phq9
from tests.guards.house import judge, routes
from tests.guards.scene import undone

HADS = dict.fromkeys(definition("hads").items, 1)  # a licensed instrument: its wording is looked up in the database
LISTS = ("home", "caseload", "record", "centre", "my_duty", "centre_hours", "centre_rota", "centre_crisis")
NO_LIST = {
    "my_page": "The same page as home, which is counted, under an address of its own.",
    "health": "It asks whether the database answers, nothing else.",
    "set_language": "It changes a cookie and shows no rows.",
    "help_now": "The numbers come from a file, with the hours of one centre.",
    "support": "One flag with the hours of one centre.",
    "start_answering": "One assignment with its draft, items from a file.",
    "check_answers": "One draft; its rows are the items of one file.",
    "question": "One item of one assignment, from a file.",
    "received": "One response and the next assignment, no list.",
    "load": "Five numbers, each counted by one query whatever there is.",
    "find_person": "The caseload's own page of whoever matches, and law 8 counts that.",
    "ask": "It answers a form and leads back to the record.",
    "acknowledge_flag": "It answers one flag and leads back to the record.",
    "close_flag": "It answers one flag and leads back to the record.",
    "accept_proposal": "It answers one proposal and leads back to the record.",
    "change_proposal": "It answers one proposal and leads back to the record.",
    "decline_proposal": "It answers one proposal and leads back to the record.",
    "set_level": "It changes one pathway and leads back to the record.",
    "pause_pathway": "It changes one pathway and leads back to the record.",
    "resume_pathway": "It changes one pathway and leads back to the record.",
    "withdraw_pathway": "It changes one pathway and leads back to the record.",
    "hand_over_flag": "It passes on one flag and leads back to the duty page.",
    "centre_holidays": "It answers a form and leads back to the hours.",
    "centre_promise": "It changes one word of a centre and leads back to the hours.",
    "add_cover": "It answers a form and leads back to the rota.",
    "remove_cover": "It takes back one day and leads back to the rota.",
    "review_crisis_numbers": "It answers a form and leads back to the numbers.",
    "account_": "The door itself: forms of django-allauth, no rows of ours.",
}


@dataclass(frozen=True)
class Grown:
    """The cast with `rows` rows of everything that a list shows."""

    cast: Cast
    rows: int


def grow(cast: Cast, rows: int) -> Grown:
    """`rows` patients with flag, proposal and course, `rows` points of Ana, staff, hours and open questions."""
    hours = [Opening(day, time(9), time(17)) for day in range(rows)]
    safety.set_staffed_hours(by=BY, centre=cast.here, openings=hours)
    for number in range(rows):
        user = register_user(by=BY, email=f"more{number}@example.org", name=f"More {number}", language="en")
        appoint(by=BY, user=user, centre=cast.here, role=Role.CLINICIAN)
        patient = take_into_care(by=BY, centre=cast.here, key=f"N{number}", clinician=user)
        open_pathway(by=BY, patient=patient)
        _answer(patient, 0)
        _answer(cast.patient(cast.ana), number - rows)
        _miss(patient, cast.patient(cast.ana), days=number)
        _cover(cast, number, user)
    due(cast.patient(cast.ana), *("phq-9", "gad-7", "phq-2")[:rows])
    return Grown(cast, rows)


def _cover(cast: Cast, number: int, user: User) -> None:
    """One row more of the rota, of who is absent, of the holidays and of the centre's own numbers; flags with Clara."""
    turns = [Turn(day, time(9), time(17), user.pk) for day in range(number + 1)]
    safety.set_rota(by=BY, centre=cast.here, turns=turns)
    today = clock.now().date()
    safety.set_cover(by=BY, centre=cast.here, day=today + timedelta(days=number), absent=user, instead=None)
    days = {today + timedelta(days=30 + day): "" for day in range(number + 1)}
    safety.set_holidays(by=BY, centre=cast.here, days=days)
    contacts = [Contact(str(one), f"60000000{one}", "") for one in range(number + 1)]
    safety.set_crisis_contacts(by=BY, centre=cast.here, contacts=contacts)
    for flag in open_flags(cast.here).filter(patient=cast.patient(cast.ana)).exclude(owner=cast.clara):
        safety.hand_over(by=user, flag=flag, to=cast.clara, note="made up")


def _answer(patient: Patient, days: int) -> None:
    with clock.at(clock.now() + timedelta(days=days)):
        for code, answers in (("phq-9", phq9(22, 1)), ("gad-7", gad7(16)), ("hads", HADS)):
            [assignment] = due(patient, code)
            submit(by=BY, assignment=assignment, answers=answers, key=uuid.uuid4())
            with clock.at(clock.now() + timedelta(seconds=1)):
                relay()


def _miss(*patients: Patient, days: int) -> None:
    """Questions whose window is over."""
    with clock.at(clock.now() - timedelta(days=30 + days)):
        for patient in patients:
            due(patient, "gad-7")
    close_past_windows()


def queries(grown: Grown, who: str, name: str) -> list[str]:
    """What a page asks the database, the second time it is opened in a process."""
    client, path = Client(), reverse(name, args=[grown.cast.patient(grown.cast.ana).pk] if name == "record" else [])
    client.force_login(getattr(grown.cast, who))
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return [re.split(r" WHERE | VALUES ", one["sql"])[0] for one in asked.captured_queries]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("home", "ana"),
        ("caseload", "clara"),
        ("record", "clara"),
        ("centre", "clara"),
        ("my_duty", "clara"),
        ("centre_hours", "carlos"),
        ("centre_rota", "carlos"),
        ("centre_crisis", "carlos"),
    ],
)
def test_three_rows_cost_as_much_as_one(cast: Cast, name: str, who: str):
    asked = {}
    for number in (1, 3):
        with undone():
            asked[number] = queries(grow(cast, number), who, name)
    assert more(asked[1], asked[3]) == []
    assert len(asked[1]) > 5


def more(one: list[str], three: list[str]) -> list[str]:
    """What is asked more often for three rows than for one."""
    return sorted({sql[:160] for sql in three if three.count(sql) > one.count(sql)})


def test_a_query_for_each_row_is_found():
    assert more(["a", "b"], ["a", "b", "b", "b"]) == ["b"]


def test_every_page_is_counted_or_says_why_not():
    names = [route.name for route in routes()]
    assert judge([name for name in names if name not in LISTS], NO_LIST) == []
    assert set(LISTS) <= set(names)
