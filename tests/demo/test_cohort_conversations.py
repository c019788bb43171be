"""What a cohort wrote to its team: the real promise, answers in staffed hours, and as few queries for many as for few."""

from __future__ import annotations

from datetime import date, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clinicians.models import Contact
from mentoring.conversations.actions import set_answer_promise
from mentoring.conversations.models import ContactRequest, TeamMessage, TeamMessageRead
from mentoring.conversations.selectors import offer_of
from oncocare.audit.models import AuditRow
from oncocare.demo.simulation import courses
from oncocare.demo.simulation.conversations.actions import fill_conversations
from oncocare.demo.simulation.names import address
from oncocare.demo.simulation.plan import SimulationPlan, midnight
from oncocare.effort.models import Effort
from oncocare.foundation import clock
from oncocare.people import actions as people
from oncocare.people.models import Patient
from oncocare.people.roles import CLINICIAN
from oncocare.safety.models import Flag
from oncocare.safety.promise import Opening
from oncocare.safety.rota.actions import set_staffed_hours
from oncocare.safety.words.danger import tier
from tests.cast import BY
from tests.guards.scene import undone

MADRID = ZoneInfo("Europe/Madrid")
PLAN = SimulationPlan(patients=60, months=12, seed=7, until=date(2026, 6, 1))


@pytest.fixture
def centre(db):
    """A centre staffed on weekdays, with people of a plan who have been in care for a year."""
    with clock.at(midnight(PLAN.begins)):
        here = people.open_centre(by=BY, slug="wrote", name="Wrote", country="ES", time_zone="Europe/Madrid")
        set_staffed_hours(by=BY, centre=here, openings=[Opening(day, time(9), time(17)) for day in range(5)])
        set_answer_promise(by=BY, centre=here, days=1)
        clinician = people.register_user(by=BY, email="vera@cohort.invalid", name="Vera", language="es")
        people.appoint(by=BY, user=clinician, centre=here, role=CLINICIAN)
        for number in range(PLAN.patients):
            language = ("es", "en")[number % 2]
            email = address(here.slug, number)
            user = people.register_user(by=BY, email=email, name=f"Made {number}", language=language)
            people.take_into_care(by=BY, centre=here, user=user, language=language, clinician=clinician)
    return here


def filled(centre, plan=PLAN):
    return fill_conversations(centre=centre, plan=plan)


def test_a_year_of_messages_has_what_the_desk_and_the_figures_look_at(centre):
    number = filled(centre)
    requests, written = ContactRequest.objects.all(), TeamMessage.objects.filter(from_team=False)
    assert number == TeamMessage.objects.count() > PLAN.patients
    assert PLAN.patients / 2 < written.values("patient").distinct().count() < PLAN.patients
    kinds = {kind: requests.filter(kind=kind).exists() for kind in ContactRequest.Kind}
    assert kinds == dict.fromkeys(ContactRequest.Kind, True)
    answered = list(requests.exclude(answered_at=None))
    in_time = [one for one in answered if one.answered_at <= one.promised]
    assert 0.75 < len(in_time) / requests.count() < 0.95
    assert len(in_time) < len(answered) < requests.count()  # some late, and some open
    assert any(one.written.filter(from_team=False).count() > 1 for one in requests)  # they wrote again
    assert requests.filter(without_words=True).exists()
    read = TeamMessage.objects.filter(from_team=True, readings__isnull=False)
    assert 0 < read.count() < TeamMessage.objects.filter(from_team=True).count()
    hours = {made.astimezone(MADRID).hour for made in written.values_list("made", flat=True)}
    assert (min(hours) < 4, max(hours) > 20) == (True, True)


def test_each_is_promised_and_owned_by_the_rules_of_conversations(centre):
    filled(centre)
    for asked in ContactRequest.objects.select_related("patient__centre"):
        with clock.at(asked.made):
            offer = offer_of(centre)
            assert (asked.promised, asked.owner_id) == (offer.by, offer.owner(asked.patient))


def test_one_request_at_a_time_is_open_and_what_is_written_meanwhile_belongs_to_it(centre):
    filled(centre)
    until = midnight(PLAN.until)
    for patient in Patient.objects.all():
        rows = list(patient.contact_requests.order_by("made"))
        for before, after in pairwise(rows):
            assert before.made < before.answered_at <= after.made
        for asked in rows:
            written = list(asked.written.order_by("made"))
            assert written[0].made == asked.made
            assert [one.from_team for one in written[:-1]] == [False] * (len(written) - 1)
            assert written[-1].from_team is (asked.answered_at is not None and not asked.without_words)
            assert all(one.made <= (asked.answered_at or until) for one in written)
            assert asked.kind == max((one.kind for one in written if one.kind), key=rank)


def rank(kind):
    return ContactRequest.Kind(kind).rank


def test_the_team_reads_before_it_answers_and_is_there_when_it_does(centre):
    filled(centre)
    for asked in ContactRequest.objects.exclude(answered_at=None):
        local = asked.answered_at.astimezone(MADRID)
        assert (local.weekday() < 5, 9 <= local.hour < 17) == (True, True)
        for message in asked.written.filter(from_team=False):
            [reading] = message.readings.all()
            assert message.made <= reading.made <= asked.answered_at
            assert reading.by_id == asked.answered_by_id == asked.owner_id
    for reading in TeamMessageRead.objects.filter(message__from_team=True).select_related("message__patient"):
        assert reading.by_id == reading.message.patient.user_id
        assert reading.message.made < reading.made < midnight(PLAN.until)


def test_nobody_writes_who_is_gone(centre):
    filled(centre)
    gone = 0
    for number in range(PLAN.patients):
        patient = Patient.objects.get(user__email=address(centre.slug, number))
        last = courses.last_day(courses.person(courses.dice(PLAN.seed, "person", number)))
        if last is not None and (newest := patient.team_messages.filter(from_team=False).order_by("made").last()):
            gone += 1
            assert clock.day(newest.made, "Europe/Madrid") <= patient.joined_on + timedelta(days=last)
    assert gone > 0


def test_every_message_keeps_what_danger_words_find_and_no_flag_follows(centre):
    rows = [model.objects.count() for model in (AuditRow, Effort, Contact)]
    filled(centre)
    written = TeamMessage.objects.filter(from_team=False)
    assert [one for one in written if one.found != (tier(one.words) or "")] == []
    assert {*written.values_list("found", flat=True)} == {"", "death"}
    assert Flag.objects.count() == 0
    assert [model.objects.count() for model in (AuditRow, Effort, Contact)] == rows  # no log, and no minutes


def test_they_write_in_their_language(centre):
    filled(centre)
    spanish = TeamMessage.objects.filter(patient__language="es").values("words")
    assert not TeamMessage.objects.filter(patient__language="en", words__in=spanish).exclude(words="").exists()


def test_the_same_plan_writes_the_same(centre):
    def rows():
        with undone():
            filled(centre)
            fields = ("patient", "from_team", "kind", "words", "made")
            return list(TeamMessage.objects.order_by("made", "patient").values_list(*fields))

    assert rows() == rows() != []


def test_many_ask_the_database_as_often_as_few(centre):
    def queries(patients):
        with undone(), CaptureQueriesContext(connection) as asked:
            written = filled(centre, SimulationPlan(patients, 12, 7, PLAN.until))
        return written, len(asked)

    (few, queries_of_few), (many, queries_of_many) = queries(15), queries(60)
    assert (many > 3 * few, queries_of_many) == (True, queries_of_few)


def test_a_centre_that_did_not_say_by_when_it_answers_is_written_nothing(centre):
    other = people.open_centre(by=BY, slug="silent", name="Silent", country="ES", time_zone="Europe/Madrid")
    assert filled(other) == 0
