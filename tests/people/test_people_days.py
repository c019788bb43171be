"""Whose day it is: a patient's where they live, the centre's where staff work, and what the database is told of both."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from oncocare.foundation import clock
from oncocare.people.days import ZONE, day_of, moment_of, newest_day_over, today_of, todays_of
from questionnaires.models import PatientSchedule

ONE_IN_MADRID = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)
MONDAY, SUNDAY = date(2026, 3, 2), date(2026, 3, 1)


@pytest.fixture
def ana(cast):
    patient = cast.patient(cast.ana)
    patient.time_zone = "America/Mexico_City"
    patient.save()
    return patient


def test_a_patients_day_is_the_one_where_they_live_and_a_centres_the_one_where_it_is(cast, ana):
    bea = cast.patient(cast.bea)
    with clock.at(ONE_IN_MADRID):
        assert (today_of(ana), today_of(ana.centre), today_of(bea)) == (SUNDAY, MONDAY, MONDAY)
    assert (day_of(ana, ONE_IN_MADRID), day_of(ana.centre, ONE_IN_MADRID)) == (SUNDAY, MONDAY)


def test_a_time_of_a_day_is_by_the_clock_on_the_wall(cast, ana):
    assert moment_of(ana, MONDAY, time(18)) - moment_of(ana.centre, MONDAY, time(18)) == timedelta(hours=7)


def test_rows_read_without_their_patient_know_the_zone(cast, ana):
    rows = PatientSchedule.objects.annotate(zone=ZONE).values_list("patient", "zone", named=True)
    with clock.at(ONE_IN_MADRID):
        assert {one.patient: today_of(one) for one in rows} == {
            ana.pk: SUNDAY,
            cast.patient(cast.bea).pk: MONDAY,
            cast.patient(cast.dora).pk: MONDAY,
        }


def test_the_database_is_told_the_day_of_each_patient(cast, ana):
    with clock.at(ONE_IN_MADRID):
        rows = PatientSchedule.objects.filter(centre=cast.here).annotate(today=todays_of(cast.here))
        assert dict(rows.values_list("patient", "today")) == {ana.pk: SUNDAY, cast.patient(cast.bea).pk: MONDAY}


def test_the_newest_day_that_is_over_is_over_first_where_days_begin(ana):
    ana.time_zone = "Pacific/Kiritimati"
    for hour in range(48):
        with clock.at(ONE_IN_MADRID + timedelta(hours=hour)):
            assert newest_day_over() == today_of(ana) - timedelta(days=1)
