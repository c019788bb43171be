"""Three needs and one order of the caseload: who became worse, who is new, who left a question open."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clinicians.desk.caseload import selectors as caseload
from clinicians.desk.caseload.filters import Filters
from oncocare.foundation import clock
from oncocare.people import actions as people
from oncocare.people.roles import CLINICIAN
from tests.cast import BY, _centre
from tests.clinicians.desk.needs import contact, keys, leave_open
from tests.factories.rooms import day, newcomer, sit


@pytest.fixture
def ward(cast):
    """A ward where Clara works now."""
    ward = _centre("a-ward")
    people.appoint(by=BY, user=cast.clara, centre=ward, role=CLINICIAN)
    return ward


def test_a_question_left_open_counts_until_it_is_answered_and_a_short_form_without_it_changes_nothing(cast, ward):
    pathway = newcomer(ward, "ANNA", cast.clara)
    leave_open(cast.clara, pathway, day(-9))
    sit(pathway.patient, day(-5), gad=3)
    with clock.at(day(0)):
        assert keys(ward, cast.clara, needs="declined_risk") == ["ANNA"]
    sit(pathway.patient, day(0), phq=3)
    with clock.at(day(1)):
        assert keys(ward, cast.clara, needs="declined_risk") == []


def test_nobody_is_new_who_has_a_clinician_or_was_spoken_with(cast, ward):
    newcomer(ward, "HERS", cast.clara)
    tried, spoken = newcomer(ward, "TRIED"), newcomer(ward, "SPOKEN")
    contact(cast.clara, tried, day(0), reached=False)
    contact(cast.clara, spoken, day(0))
    with clock.at(day(1)):
        assert keys(ward, cast.clara, needs="new") == ["TRIED"]


def test_worse_is_who_is_worse_today_and_the_furthest_come_first_of_everybody(cast, ward):
    clara = cast.clara
    for key, values in (("MUCH", (1, 9)), ("SOME", (1, 7)), ("WELL", (5, 5)), ("OLD", (1, 9)), ("ONCE", (9,))):
        pathway = newcomer(ward, key, clara)
        for back, value in zip((-30, -1 if key != "OLD" else -20), values, strict=False):
            sit(pathway.patient, day(back if len(values) > 1 else -1), phq=value)
    newcomer(ward, "SILENT", clara)
    with clock.at(day(0)):
        assert keys(ward, clara, needs="worse", order="worse") == ["MUCH", "SOME"]
        assert keys(ward, clara, order="worse")[:2] == ["MUCH", "SOME"]
        assert len(keys(ward, clara, order="worse")) == 6


def test_filtering_and_ordering_by_course_asks_as_often_for_three_people_as_for_one(cast, ward):
    def add(key):
        pathway = newcomer(ward, key, cast.clara)
        for when, phq in ((-30, 1), (-1, 7)):
            sit(pathway.patient, day(when), phq=phq)

    def asked():
        with clock.at(day(0)), CaptureQueriesContext(connection) as queries:
            list(caseload.filtered(ward, cast.clara, Filters(needs="worse", order="worse")))
        return len(queries)

    add("ONE")
    once = asked()
    add("TWO")
    add("THREE")
    assert (asked(), once) == (once, 13)
