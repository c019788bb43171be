"""A patient far from her centre: what staff ask is on her page at once, and what they read of her goes by her day."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from clinicians.desk.caseload import selectors as caseload
from clinicians.desk.caseload.filters import Filters
from clinicians.desk.record.selectors import kept_of, timeline
from oncocare.foundation import clock
from oncocare.notifications.models import Message
from oncocare.people.days import today_of
from questionnaires.models import Assignment
from questionnaires.scheduling.actions import close_past_windows, remind
from tests.factories.rooms import MADRID, ask, day

MEXICO = ZoneInfo("America/Mexico_City")
# In Madrid the new day has begun and the one before is not over in Mexico; and the other way round in Auckland.
FAR = [("America/Mexico_City", day(1, 2)), ("Pacific/Auckland", day(0, 20))]


def move(cast, zone):
    patient = cast.patient(cast.ana)
    patient.time_zone = zone
    patient.save()
    return patient


def signed_in(user):
    browser = Client()
    browser.force_login(user)
    return browser


@pytest.mark.parametrize(("zone", "moment"), FAR)
def test_what_staff_ask_now_is_on_the_persons_page_now(cast, zone, moment):
    patient = move(cast, zone)
    with clock.at(moment):
        assert today_of(patient) != today_of(cast.here)
        data = {"ask-instruments": ["phq-9"], "ask-days": "5"}
        answer = signed_in(cast.clara).post(reverse("ask", args=[patient.pk]), data, follow=True)
        assert "The questions are on the person’s page now." in answer.content.decode()
        [asked] = Assignment.objects.all()
        page = signed_in(cast.ana).get(reverse("my_page"))
        assert page.context["due"] == [asked]
        assert reverse("start_answering", args=[asked.pk]) in page.content.decode()
        assert remind() == 1
        assert Message.objects.get(channel="email").kind == "questions.open"


@pytest.mark.parametrize(("zone", "hours"), [("America/Mexico_City", 7), ("Pacific/Auckland", -12)])
def test_questions_are_overdue_once_their_day_is_over_where_the_person_lives(cast, zone, hours):
    patient = move(cast, zone)
    with clock.at(datetime(2026, 3, 2, 12, tzinfo=ZoneInfo(zone))):
        ask(patient, days=0)
        Assignment.objects.update(closes=today_of(patient) + timedelta(days=3))
    over = datetime(2026, 3, 3, tzinfo=MADRID) + timedelta(hours=hours)
    for moment, days in ((over - timedelta(minutes=1), 0), (over, 1)):
        with clock.at(moment):
            found = caseload.filtered(cast.here, cast.clara, Filters(needs="overdue"))
            [row] = caseload.rows_of(cast.here, [cast.pathway(cast.ana)])
            assert (found.count(), row.overdue_days, row.next_due is None) == (days, days, bool(days))


def test_a_missed_window_stands_at_its_last_minute_where_the_person_lived(cast):
    patient = move(cast, "America/Mexico_City")
    with clock.at(day(0)):
        ask(patient, days=0)
    with clock.at(day(3)):
        assert close_past_windows() == 1
        [missed] = [one for of in timeline(kept_of(patient)) for one in of.entries]
    assert (missed.kind, missed.at) == ("missed", datetime(2026, 3, 2, 23, 59, tzinfo=MEXICO))
