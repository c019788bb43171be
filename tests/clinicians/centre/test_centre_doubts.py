"""A coordinator reads where schedule and policy do not fit, and who cannot read what they are asked."""

import re

import pytest
from django.urls import reverse

from clinicians.centre.schedules.views import DRAFT
from oncocare.people.actions import take_into_care
from oncocare.people.models import Patient
from questionnaires.models import PatientSchedule
from questionnaires.scheduling.actions import adopt_schedule
from questionnaires.scheduling.schedule import shipped
from questionnaires.scheduling.selectors import newest
from steps.actions import adopt_policy
from steps.shipped import shipped_policy
from tests.cast import BY
from tests.pages import seen

FITS, CANNOT_READ = "The schedule and the policy do not fit", "Some people cannot read what they are asked"
PAGES = ("centre", "schedule", "centre_policies")


@pytest.fixture
def carlos(cast, client):
    policy, source = shipped_policy("stepped-care-phq")
    adopt_policy(by=BY, centre=cast.here, policy=policy, source=source)
    adopt_schedule(by=BY, centre=cast.here, schedule=shipped()["two-stage"])
    client.force_login(cast.carlos)
    return client


def text(client, page):
    answer = client.get(reverse(page))
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", seen(answer.content.decode())).split())


def monthly():
    schedule = shipped()["every-two-weeks"]
    line = schedule.lines[0].model_copy(update={"every": 28, "instruments": ("phq-9", "gad-7", "phq-4")})
    return schedule.model_copy(update={"lines": (line,)})


def test_where_both_fit_nothing_is_said(carlos):
    assert [page for page in PAGES if FITS in text(carlos, page)] == []


def test_where_they_do_not_fit_every_page_about_them_says_so(carlos, cast):
    adopt_schedule(by=BY, centre=cast.here, schedule=monthly())
    assert [page for page in PAGES if FITS in text(carlos, page)] == [*PAGES]
    assert "up to 28 days pass without a new Patient Health Questionnaire-9" in text(carlos, "schedule")


def test_a_draft_says_so_before_it_is_saved(carlos):
    session = carlos.session
    session[DRAFT] = monthly().content
    session.save()
    assert FITS in text(carlos, "preview_schedule")
    assert FITS not in text(carlos, "schedule")


def in_english_only():
    """BRS is asked, whose official words ship in English only."""
    schedule = shipped()["two-stage"]
    line = schedule.lines[0].model_copy(update={"instruments": ("phq-9", "gad-7", "brs")})
    return schedule.model_copy(update={"lines": (line, *schedule.lines[1:])})


def test_who_reads_a_language_without_wording_is_counted(carlos, cast):
    adopt_schedule(by=BY, centre=cast.here, schedule=in_english_only())
    PatientSchedule.objects.filter(centre=cast.here, stopped="").update(schedule=newest(cast.here))
    Patient.objects.filter(centre=cast.here).update(language="en")
    assert [page for page in ("centre", "schedule") if CANNOT_READ in text(carlos, page)] == []
    Patient.objects.filter(pk=cast.patient(cast.ana).pk).update(language="es")
    assert "1 person in care reads Español, and this centre has no wording in it for: Brief Resilience Scale." in text(
        carlos, "schedule"
    )
    assert CANNOT_READ in text(carlos, "centre")


def test_who_is_not_asked_is_not_counted(carlos, cast):
    adopt_schedule(by=BY, centre=cast.here, schedule=in_english_only())
    take_into_care(by=BY, centre=cast.here, key="NOBODY", language="es")
    assert CANNOT_READ not in text(carlos, "centre")
