"""Symptoms that a schedule asks for: kept as if they had been reported, and the way to the answers where one must call."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from oncocare.foundation import clock
from oncocare.people.days import today_of
from oncocare.safety.models import Flag
from questionnaires.answering.actions import submit
from questionnaires.instruments.catalogue import definition
from questionnaires.models import Assignment
from questionnaires.scheduling.actions import plan_all
from steps.campus.coach import actions
from steps.campus.coach.answer import answer
from steps.campus.coach.asked import INSTRUMENT, SYMPTOM_OF
from steps.campus.coach.table import CoachPhase
from steps.campus.coach.table_file import shipped_table
from steps.campus.models import SymptomReport
from tests.cast import BY, Cast, due, phq9
from tests.factories.campus_coach import open_ward
from tests.steps.campus.coach.test_coach_pages import client_of, page


def sent(cast: Cast, deliver: Any, *instruments: str, **answers: int) -> Assignment:
    """Ana sends the symptom check, and with it what else is due; returns its assignment."""
    rows = due(cast.patient(cast.ana), *(instruments or (INSTRUMENT,)))
    given = {name.removeprefix("i"): code for name, code in answers.items()}
    with deliver():
        for row in rows:
            own = given if row.instrument == INSTRUMENT else phq9(0)
            submit(by=cast.ana, assignment=row, answers=own, key=uuid.uuid4())
    return next(row for row in rows if row.instrument == INSTRUMENT)


def test_every_item_asks_about_a_symptom_of_the_shipped_table_in_its_words():
    known, table = definition(INSTRUMENT), shipped_table()
    assert list(known.items) == list(SYMPTOM_OF)
    for language in ("en", "es"):
        asked = {item: known.texts[language].items[item] for item in SYMPTOM_OF}
        assert asked == {item: table.symptoms[code].ask[language] for item, code in SYMPTOM_OF.items()}
    assert all(known.may_skip_item(item) for item in SYMPTOM_OF)
    assert not known.suicide_items


def test_answers_become_reports_with_the_answer_of_the_table(cast: Cast, deliver: Any):
    open_ward(cast)
    assignment = sent(cast, deliver, i1=2, i2=0, i8=9)
    rows = {row.symptom: row for row in SymptomReport.objects.all()}
    assert {code: row.severity for code, row in rows.items()} == {"tiredness": 2, "nausea": 0, "pain": 9}
    assert rows["nausea"].outcome == "noted"
    said = answer(shipped_table(), "pain", 9, CoachPhase.UNKNOWN)
    assert (rows["pain"].outcome, rows["pain"].band) == (said.outcome, "severe")
    assert {row.answered_id for row in rows.values()} == {assignment.response.pk}
    assert not Flag.objects.filter(patient=assignment.patient).exists()


def test_told_twice_it_is_kept_once(cast: Cast, deliver: Any):
    open_ward(cast)
    assignment = sent(cast, deliver, i1=2, i8=9)
    actions.report_sent(by=BY, bundle=str(assignment.bundle))
    assert SymptomReport.objects.count() == 2


def test_what_was_sent_in_the_middle_of_others_is_kept_too(cast: Cast, deliver: Any):
    open_ward(cast)
    sent(cast, deliver, INSTRUMENT, "phq-9", i8=9)
    assert [row.symptom for row in SymptomReport.objects.all()] == ["pain"]


@pytest.mark.parametrize(("severity", "leads"), [(9, "coach_sent"), (0, "home")])
def test_after_sending_one_is_led_to_whom_to_call_where_one_must(
    cast: Cast, deliver: Any, severity: int, leads: str
):  # fmt: skip
    open_ward(cast)
    assignment = sent(cast, deliver, i8=severity)
    client = client_of(cast.ana)
    onward = client.get(reverse("received", args=[assignment.pk]))["Location"]
    assert onward == reverse(leads, args=[assignment.response.pk] if leads == "coach_sent" else [])
    if leads == "coach_sent":
        shown = client.get(onward).content.decode()
        assert "tel:+34600111222" in shown
        assert reverse("coach_answer", args=[SymptomReport.objects.get().pk]) in shown


def test_where_the_coach_is_not_open_what_is_not_mild_still_leads_to_whom_to_call(cast: Cast, deliver: Any):
    assignment = sent(cast, deliver, i8=5)
    report = SymptomReport.objects.get()
    assert (report.outcome, report.band) == ("", "moderate")
    client = client_of(cast.ana)
    onward = client.get(reverse("received", args=[assignment.pk]))["Location"]
    assert onward == reverse("coach_sent", args=[assignment.response.pk])
    assert "tel:112" in client.get(onward).content.decode()
    assert "Your centre has not signed an answer to this" in page(client, "coach_answer", report.pk)


def test_a_report_is_of_the_day_of_its_answers(cast: Cast, deliver: Any):
    with clock.at(clock.now()):
        assignment = sent(cast, deliver, i8=5)
    report = SymptomReport.objects.get()
    assert report.made == assignment.response.answered


def test_a_coordinator_adds_it_to_a_schedule_counted_from_rounds_of_treatment(cast: Cast):
    client = client_of(cast.carlos)
    client.post(reverse("start_schedule"), {"from": "two-stage"})
    line = {"instruments": [INSTRUMENT], "anchor": "cycle", "offset": "3", "due_days": 2, "grace_days": 2}
    assert client.post(reverse("schedule_line", args=["new"]), line).status_code == 302
    client.post(reverse("preview_schedule"))
    assert client.post(reverse("save_schedule")).url == reverse("schedule")
    patient = cast.patient(cast.ana)
    patient.treated_from, patient.cycle_days = today_of(patient) - timedelta(days=3), 21
    patient.save()
    plan_all()
    assert INSTRUMENT in set(patient.assignments.values_list("instrument", flat=True))


def test_nobody_reads_what_the_coach_says_to_the_answers_of_somebody_else(cast: Cast, deliver: Any):
    open_ward(cast)
    address = reverse("coach_sent", args=[sent(cast, deliver, i8=9).response.pk])
    answers = [client_of(user).get(address).status_code for user in (cast.ana, cast.bea, cast.clara)]
    assert answers == [200, 404, 404]
