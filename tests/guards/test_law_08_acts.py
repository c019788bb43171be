"""Law 8, for what is done most and for what is widest: how often the database is asked, in literal numbers.

Every statement counts, the brackets of a transaction too, and what is delivered after the commit.
"""

from __future__ import annotations

import re
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import time
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from oncocare.consent.actions import record_consent as consent
from oncocare.consent.selectors import texts_for
from oncocare.notifications.actions import queue
from oncocare.notifications.inbox.selectors import unread
from oncocare.people.models import Patient
from oncocare.safety.flags import actions as safety
from oncocare.safety.models import Flag
from oncocare.safety.promise import Opening
from oncocare.safety.rota.actions import set_rota, set_staffed_hours
from oncocare.safety.rota.duty import Turn
from questionnaires.answering import selectors
from questionnaires.answering.actions import save_answer
from questionnaires.models import Assignment
from questionnaires.scheduling.actions import adopt_schedule
from questionnaires.scheduling.schedule import shipped
from steps import actions as steps
from steps.levels import Level
from steps.models import Proposal
from tests.cast import BY, Cast, colleague, due, gad7, phq9
from tests.factories.rooms import talked
from tests.guards.scene import undone
from tests.guards.test_law_08_queries import grow, queries, signed_in

Act = Callable[[], Any]


@pytest.fixture
def ana(cast: Cast) -> Client:
    """Ana with PHQ-9 and GAD-7 due together, at a centre with hours and a rota."""
    every_day = [(day, time(9), time(17)) for day in range(7)]
    set_staffed_hours(by=BY, centre=cast.here, openings=[Opening(*one) for one in every_day])
    set_rota(by=BY, centre=cast.here, turns=[Turn(*one, cast.clara.pk) for one in every_day])
    due(cast.patient(cast.ana), "phq-9", "gad-7")
    client = Client()
    client.force_login(cast.ana)
    client.get(reverse("home"))
    return client


def assignment(instrument: str) -> Assignment:
    return Assignment.objects.get(instrument=instrument)


def fill(instrument: str, answers: dict[str, int]) -> None:
    one = assignment(instrument)
    for item, code in answers.items():
        save_answer(by=BY, assignment=one, item=item, code=code)


def telling(client: Client, item: str, code: int) -> Act:
    path = reverse("question", args=[assignment("phq-9").pk, item])
    return lambda: client.post(path, {"answer": code})


def sending(client: Client, instrument: str) -> Act:
    path = reverse("check_answers", args=[assignment(instrument).pk])
    return lambda: client.post(path, {"key": str(uuid.uuid4())})


def count(act: Act, deliver: Any) -> int:
    with CaptureQueriesContext(connection) as asked, deliver():
        answer = act()
    assert answer.status_code in (200, 302)
    return len(asked)


# --- how often ---------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_record_asks_at_most_33_times_however_much_it_shows(cast: Cast):
    """One more for each of what is seldom there: an attempt in vain, a late answer, somebody who works here no more,
    whoever guides the person (of the three rows, the last is at level 2). Four are for groups, offers
    of them, and posts; one is for sessions.
    """
    asked = {}
    for rows in (1, 3):
        with undone():
            grow(cast, rows)
            path = reverse("record", args=[cast.patient(cast.ana).pk])
            asked[rows] = len(queries(signed_in(cast.clara), path))
    assert asked == {1: 32, 3: 33}


@pytest.mark.slow
def test_new_messages_about_flags_proposals_and_requests_are_counted_in_6_questions(cast: Cast):
    with undone():
        grow(cast, 1)
        with CaptureQueriesContext(connection) as asked:
            assert unread(cast.clara) > 3
    assert len(asked) == 6


def test_a_question_asks_5_times_and_an_answer_6(ana: Client, deliver: Any):
    path = reverse("question", args=[assignment("phq-9").pk, "1"])
    assert count(lambda: ana.get(path), deliver) == 5
    assert count(telling(ana, "1", 2), deliver) == 6
    assert count(telling(ana, "1", 3), deliver) == 6


def test_an_answer_that_raises_a_flag_asks_28_times(ana: Client, deliver: Any):
    assert count(telling(ana, "9", 2), deliver) == 28
    assert Flag.objects.get().owner.messages.count() == 2


def test_a_set_asks_46_times_with_the_level_it_leads_to(ana: Client, deliver: Any):
    fill("phq-9", {**phq9(12), "10": 1})
    fill("gad-7", gad7(10))
    assert count(sending(ana, "gad-7"), deliver) == 46
    assert Patient.objects.get(user__name="Ana").pathway.level == 3


def test_a_set_asks_81_times_with_a_proposal_the_level_meanwhile_and_a_flag(ana: Client, deliver: Any):
    fill("phq-9", {**phq9(22), "10": 3})
    fill("gad-7", gad7(16))
    assert count(sending(ana, "gad-7"), deliver) == 81
    assert Proposal.objects.get().state == "open"


def test_a_question_does_not_count_new_messages_and_other_pages_do(cast: Cast, ana: Client):
    queue(user=cast.ana, centre=cast.here, kind="questions.open", source=f"bundle:{assignment('phq-9').bundle}")
    shown = {
        name: "oc-count" in ana.get(reverse(name, args=arguments)).content.decode()
        for name, arguments in (("home", []), ("question", [assignment("phq-9").pk, "1"]))
    }
    assert shown == {"home": True, "question": False}


# --- nothing twice -----------------------------------------------------------------------------------------------------


@contextmanager
def locks() -> Iterator[Counter[tuple[int, str, Any]]]:
    """How often each transaction locked each row by `SELECT … FOR UPDATE`: the same rows are looked up just before.

    A unit of work is a savepoint here, for a test is a transaction itself.
    """
    locked: Counter[tuple[int, str, Any]] = Counter()
    depth = transactions = 0

    def look(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal depth, transactions
        if sql.startswith(("SAVEPOINT", "RELEASE SAVEPOINT")):
            depth += 1 if sql.startswith("SAVEPOINT") else -1
            transactions += depth == 0
        found = re.match(r'SELECT .*? FROM "(\w+)"(.*) FOR (NO KEY )?UPDATE', sql)
        if found:
            table, rest = found[1], found[2]
            with connection.connection.cursor() as cursor:
                cursor.execute(f'SELECT "{table}"."id" FROM "{table}"{rest}', params)  # noqa: S608
                locked.update((transactions, table, pk) for (pk,) in cursor.fetchall())
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield locked


def twice(locked: Counter[tuple[int, str, Any]]) -> list[str]:
    return sorted(table for (_, table, _), times in locked.items() if times > 1)


def test_no_transaction_of_an_act_locks_a_row_twice(cast: Cast, ana: Client, deliver: Any):
    adopt_schedule(by=BY, centre=cast.here, schedule=shipped()["two-stage"])
    patient, pathway = cast.patient(cast.ana), cast.pathway(cast.ana)
    fill("phq-9", {**phq9(22), "10": 3})
    fill("gad-7", gad7(16))
    care = texts_for(cast.here, "en")["care"]
    clara = {"by": cast.clara, "reason": "made up"}
    flag = safety.raise_flag(by=BY, patient=patient, kind="worsening", severity="high", source="made:up")
    cleo = colleague(cast)
    acts = {
        "answer": telling(ana, "9", 2),
        "hand over": lambda: safety.hand_over(by=cast.clara, flag=flag, to=cleo),
        "close": lambda: safety.close(by=cleo, flag=flag, outcome="plan", assessed=talked()),
        "send": sending(ana, "gad-7"),
        "accept": lambda: steps.accept(by=cast.clara, proposal=Proposal.objects.get()),
        "override": lambda: steps.override(**clara, pathway=pathway, to=Level.COMMUNITY),
        "ask": lambda: due(patient, "phq-9"),
        "pause": lambda: steps.set_status(**clara, pathway=pathway, step="pause"),
        "resume": lambda: steps.set_status(**clara, pathway=pathway, step="resume"),
        "leave": lambda: consent(by=cast.ana, patient=patient, text=care, said="no", channel="page"),
        "end": lambda: steps.set_status(**clara, pathway=cast.pathway(cast.bea), step="end"),
    }
    found, any_locked = {}, set()
    for name, act in acts.items():
        with locks() as locked, deliver():
            act()
        found[name] = twice(locked)
        any_locked |= {table for _, table, _ in locked}
    assert {name: tables for name, tables in found.items() if tables} == {}
    assert any_locked >= {"steps_pathway", "safety_flag", "questionnaires_patientschedule", "questionnaires_assignment"}


def test_a_row_locked_twice_is_found(cast: Cast):
    with locks() as locked:
        for _ in range(2):
            Assignment.objects.select_for_update().filter(patient=cast.patient(cast.ana)).first()
            Patient.objects.select_for_update(of=("self",)).select_related("centre").get(user=cast.ana)
        Patient.objects.select_for_update(no_key=True).get(user=cast.bea)
    assert twice(locked) == ["people_patient"]
    assert sorted(locked.values()) == [1, 2]


def test_the_next_transaction_locks_the_row_anew(cast: Cast):
    with locks() as locked:
        for _ in range(2):
            with transaction.atomic(), transaction.atomic():
                Patient.objects.select_for_update(no_key=True).get(user=cast.ana)
        with transaction.atomic():
            for _ in range(2):
                with transaction.atomic():
                    Patient.objects.select_for_update(no_key=True).get(user=cast.ana)
    assert (twice(locked), sorted(locked.values())) == (["people_patient"], [1, 1, 2])


def test_no_sheet_is_built_twice(ana: Client, deliver: Any, monkeypatch: pytest.MonkeyPatch):
    built = []

    class Counted(selectors.Sheet):
        def __init__(self, asked: Any) -> None:
            built.append(asked.pk)
            super().__init__(asked)

    monkeypatch.setattr(selectors, "Sheet", Counted)
    fill("phq-9", {**phq9(12), "10": 1})
    fill("gad-7", gad7(10))
    pk = assignment("phq-9").pk
    pages = [
        reverse("start_answering", args=[pk]),
        reverse("question", args=[pk, "1"]),
        reverse("check_answers", args=[pk]),
    ]
    acts = [*(lambda path=path: ana.get(path) for path in pages), telling(ana, "9", 2), sending(ana, "gad-7")]
    times = []
    for act in acts:
        built.clear()
        count(act, deliver)
        times.append((len(built), len(set(built))))
    assert times == [(2, 2)] * 5
