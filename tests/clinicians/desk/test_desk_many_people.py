"""A centre with many people: what waits is read from indexes that hold nothing else, and the order is the one promised."""

import random
import re
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clinicians.desk.caseload import selectors as caseload
from clinicians.desk.urgency.selectors import InTurn, Waiting, in_order
from clinicians.models import Task
from oncocare.foundation import clock
from oncocare.people.days import today_of
from oncocare.people.models import Patient
from oncocare.safety.models import Flag
from questionnaires.models import Assignment
from steps.campus.models import Guidance
from steps.models import Pathway
from tests.factories.owner import count_rows
from tests.factories.rooms import FlagFactory, newcomer

MANY = 2000


def asked(patient, days, state):
    due = today_of(patient.centre) + timedelta(days=days)
    return Assignment(
        patient=patient, centre=patient.centre, instrument="phq-9", opens=due, due=due, closes=due, state=state
    )


@pytest.fixture
def crowd(cast):
    """Many people at Ana's centre who need nothing: questions answered and questions to come."""
    today = today_of(cast.here)
    people = [Patient(centre=cast.here, key=f"M{one}", joined_on=today, clinician=cast.clara) for one in range(MANY)]
    Patient.objects.bulk_create(people)
    policy = cast.pathway(cast.ana).policy
    Pathway.objects.bulk_create(
        Pathway(patient=one, centre=cast.here, policy=policy, started=today, entered=today) for one in people
    )
    rows = [asked(one, days, state) for one in people for days, state in ((1, "answered"), (14, "open"))]
    Assignment.objects.bulk_create(rows)
    Task.objects.bulk_create(
        Task(
            patient=one, centre=cast.here, owner=cast.clara, what="x", due=today,
            done_at=clock.now(), done_by=cast.clara,
        )
        for one in people
    )  # fmt: skip
    count_rows(Patient, Pathway, Assignment, Flag, Task)


@pytest.mark.parametrize(("kind", "index"), [("late", "assignment_late"), ("due", "task_due")])
def test_what_waits_is_read_from_an_index_of_its_own(cast, crowd, kind, index):
    plan = getattr(Waiting(cast.here), kind).order_by().values("patient").explain()
    assert (index in plan, "Seq Scan" in plan) == (True, False), plan


def test_the_many_who_have_nothing_that_waits_are_asked_nothing(cast, crowd):
    """What is asked of each person stands below a test of who has one; of the whole crowd it ran for nobody."""
    found = in_order(caseload.people(cast.here), cast.here).filter(patient__key__startswith="M")
    plan = found.explain(analyze=True, timing=False, costs=False)
    lines = plan.splitlines()
    subplans = [after for line, after in pairwise(lines) if re.fullmatch(r"\s*SubPlan \d+", line)]
    assert (len(subplans) > 7, [one for one in subplans if "loops=2000" in one]) == (True, []), plan


@pytest.mark.parametrize("seed", range(12))
def test_the_order_is_that_of_flags_proposals_tasks_late_answers_silence_level_reviews_and_wait(cast, seed):
    chance, today, now = random.Random(seed), today_of(cast.here), clock.now()  # noqa: S311 -- made-up courses
    people = [newcomer(cast.here, f"R{one}", cast.clara) for one in range(8)]
    expected = {}
    for one in people:
        flag, taken, task, late = (chance.choice([None, None, 1, 2, 3]) for _ in range(4))
        missed, level, weeks = chance.choice([0, 1, 2, 3]), chance.choice([1, 2, 3, 4]), chance.choice([1, 2])
        review = chance.choice([None, None, 0, 2, 5, "nobody"])
        if flag:
            FlagFactory(patient=one.patient, owner=cast.clara, deadline=now + timedelta(days=flag))
        if taken:
            moment = now + timedelta(days=taken)
            made = FlagFactory(patient=one.patient, owner=cast.clara, deadline=moment)
            Flag.objects.filter(pk=made.pk).update(acknowledged_at=clock.now(), acknowledged_by=cast.clara)
        if task:
            due = today - timedelta(days=task)
            Task.objects.create(patient=one.patient, centre=cast.here, owner=cast.clara, what="x", due=due)
        Assignment.objects.filter(patient=one.patient, state="open").delete()
        rows = [asked(one.patient, -40, "answered"), *(asked(one.patient, -9 + n, "missed") for n in range(missed))]
        Assignment.objects.bulk_create([*rows, *([asked(one.patient, -late, "open")] if late else [])])
        if review is not None:
            whose = {"patient": one.patient, "centre": cast.here, "since": today}
            due, by = (6, None) if review == "nobody" else (-review, cast.clara)
            Guidance.objects.create(**whose, supporter=by, due=today + timedelta(days=due))
        Pathway.objects.filter(pk=one.pk).update(level=level, entered=today - timedelta(weeks=weeks), started=today)
        expected[one.pk] = (
            flag or 9, taken or 9, -(task or -9), -(late or -9), missed if missed > 1 else 9,
            -level, 6 if review == "nobody" else -(review or -9), -weeks, one.pk,
        )  # fmt: skip
    for few in (True, False):
        found = in_order(caseload.people(cast.here).filter(pk__in=expected), cast.here, few=few)
        assert [one.pk for one in found] == sorted(expected, key=expected.__getitem__)
    in_turn = InTurn(caseload.people(cast.here).filter(pk__in=expected), cast.here)
    for size in (1, 3, 8, 20):
        pages = [in_turn[start : start + size] for start in range(0, len(in_turn), size)]
        assert [pk for page in pages for pk in page] == sorted(expected, key=expected.__getitem__)


def test_a_page_of_those_for_whom_something_waits_reads_nobody_else(cast, crowd):
    """In order of silence and level is put only who stands on the page, or before its end, for the same reason."""
    today = today_of(cast.here)
    due = Patient.objects.filter(key__startswith="M")[:60]
    Task.objects.bulk_create(Task(patient=one, centre=cast.here, owner=cast.clara, what="x", due=today) for one in due)
    with CaptureQueriesContext(connection) as asked:
        page = InTurn(caseload.people(cast.here), cast.here)[0:50]
    assert {Pathway.objects.get(pk=pk).patient for pk in page} < set(due)
    # where it is which day, flags, flags in hand, requests, proposals, tasks; neither late answers nor others
    assert len(asked) == 6
