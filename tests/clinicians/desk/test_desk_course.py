"""The course in a record: every instrument that was answered, one number with one name, and what was not answered."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clinicians.desk.caseload import selectors as caseload
from clinicians.desk.record.measured import MeasuredPoint, measured
from clinicians.desk.record.selectors import kept_of, measured_of
from oncocare.foundation import clock
from oncocare.people.actions import take_into_care
from questionnaires.instruments.catalogue import definition
from steps import explain
from steps.models import Decision
from tests.cast import BY, gad7, phq9
from tests.factories.rooms import ask, day, newcomer, send, sit
from tests.pages import words

MOST = 25  # what one record may ask the database
PHQ_4 = {"1": 2, "2": 1, "3": 1, "4": 1}


def screened(patient, when, answers=PHQ_4):
    """The short screen alone, at `when`."""
    with clock.at(when):
        [due] = ask(patient, "phq-4")
        send(due, answers)


def lines_of(cast):
    patient = cast.patient(cast.ana)
    return measured_of(kept_of(patient).responses, cast.pathway(cast.ana))


def course(client, patient, name="record"):
    """The words of the part about the course, on the page or on paper."""
    text = client.get(reverse(name, args=[patient.pk])).content.decode()
    [part] = re.findall(r'<section[^>]*aria-labelledby="course".*?</section>', text, re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", part))


def asked(client, patient):
    address = reverse("record", args=[patient.pk])
    client.get(address)  # what is asked once in a process is asked now
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_somebody_with_the_short_screen_alone_has_a_course(cast, patient, clara):
    screened(patient, day(-9))
    assert [
        (line.name, line.latest.value, line.high, line.latest.band, line.cutoff_words) for line in lines_of(cast)
    ] == [
        ("Low mood (PHQ-4 depression)", 2, 6, "", "a case (3 or more)"),
        ("Worry (PHQ-4 anxiety)", 3, 6, "", "a case (3 or more)"),
        ("PHQ-4, total", 5, 12, "mild", ""),
    ]
    for name in ("record", "print_record"):
        text = course(clara, patient, name)
        assert "5 of 12 (mild)" in text, name


def test_every_instrument_is_named_once_drawn_and_in_the_table(cast, patient, clara):
    screened(patient, day(-30))
    sit(patient, day(-20), phq=16, gad=11)
    sit(patient, day(-6), phq=9, gad=7)
    with clock.at(day(-6, 12)):
        [due] = ask(patient, "hads")
        send(due, {str(item): 1 for item in range(1, 15)})
    lines = lines_of(cast)
    assert {line.instrument for line in lines if line.drawn} == {"phq-4", "phq-9", "gad-7", "hads"}
    assert len({line.name for line in lines}) == len({line.slug for line in lines}) == len(lines)
    for name in ("record", "print_record"):
        text = course(clara, patient, name)
        for line in lines:
            assert text.count(line.name) >= 1, (name, line.name)
        assert "16 of 27 (moderately severe)" in text
        assert "9 of 27 (mild)" in text


def test_chart_table_and_decision_say_one_number_with_one_name(cast, patient, clara):
    sit(patient, day(-6), phq=16, gad=11)
    mood = next(line for line in lines_of(cast) if line.instrument == "phq-9")
    assert (mood.cutoff, mood.cutoff_words) == (10, "a case (10 or more)")
    for name in ("record", "print_record"):
        text = course(clara, patient, name)
        assert "Dashed line: a case (10 or more)." in text
        assert text.count("a case (10 or more)") == 2
        assert "where the meaning of the score changes" not in text
    trace = Decision.objects.latest("pk").trace
    said = " ".join(explain.for_clinician(trace, "en"))
    assert mood.name[1:] in said


def test_a_policy_without_the_instrument_draws_it_without_a_line(cast, patient, clara):
    screened(patient, day(-9))
    responses = kept_of(patient).responses
    without = measured_of(responses, None)
    assert [(line.name, line.drawn, line.cutoff, line.cutoff_words) for line in without] == [
        ("PHQ-4, total", True, None, ""),
        ("PHQ-4, anxiety", False, None, ""),
        ("PHQ-4, depression", False, None, ""),
    ]


def test_who_has_no_pathway_has_a_course_all_the_same(cast, clara):
    outside = take_into_care(by=BY, centre=cast.here, clinician=cast.clara)
    screened(outside, day(-9))
    for name in ("record", "print_record"):
        assert "5 of 12 (mild)" in course(clara, outside, name), name


def test_what_was_not_answered_and_what_makes_no_score_is_said(cast, patient, clara):
    with clock.at(day(-9)):
        first, second = ask(patient, "phq-9", "gad-7")
        send(first, {**phq9(8), "1": None})
        send(second, {**gad7(9), "1": None, "2": None, "3": None})
    for name in ("record", "print_record"):
        text = course(clara, patient, name)
        assert "1 item without an answer, estimated from the answers given" in text, name
        assert "no score, too many answers missing" in text, name
        assert "3 items without an answer" in text, name


def test_the_record_asks_no_more_for_more_instruments_and_at_most_its_limit(cast, patient, clara):
    screened(patient, day(-40))
    few = asked(clara, patient)
    sit(patient, day(-20), phq=3, gad=3)
    with clock.at(day(-19)):
        for due in ask(patient, "hads", "gad-2", "phq-2"):
            send(due, dict.fromkeys(due_items(due), 1))
    many = asked(clara, patient)
    assert many <= few
    assert many <= MOST


def due_items(due):
    return definition(due.instrument).items


def test_points_of_one_day_keep_the_order_in_which_they_came():
    first, then = (MeasuredPoint(day(0).date(), "gad-7", "total", value, "", False, 0) for value in (4, 9))
    [line] = measured([first, then], ())
    assert (line.first.value, line.latest.value) == (4, 9)


@pytest.mark.parametrize("code", ["hads", "gad-2"])
def test_a_line_of_the_caseload_says_what_was_answered_last_where_no_score_is_of_it(cast, clara, code):
    newcome = newcomer(cast.here, "ANNA", cast.clara)
    with clock.at(day(-9)):
        [due] = ask(newcome.patient, code)
        send(due, dict.fromkeys(due_items(due), 1))
    rows = caseload.rows_of(cast.here, [newcome])
    assert [row.answered_elsewhere for row in rows] == [[code]]
    with clock.at(day(0)):
        assert "last answered:" in words(clara.get(reverse("caseload")))


def test_somebody_with_the_short_screen_alone_looks_answered_in_the_caseload(cast, clara):
    newcome = newcomer(cast.here, "ANNA", cast.clara)
    screened(newcome.patient, day(-9))
    [row] = caseload.rows_of(cast.here, [newcome])
    assert [(line.short, line.latest[1]) for line in row.newest_lines] == [
        ("PHQ-4 depression", 2),
        ("PHQ-4 anxiety", 3),
    ]
    assert row.answered_elsewhere == []


def test_who_answered_alone_is_not_said_to_have_entered_it(patient, clara):
    sit(patient, day(-6), phq=4, gad=3)
    text = words(clara.get(reverse("record", args=[patient.pk])))
    assert text.count("Answered by the person") == 2
    assert "entered by" not in text
