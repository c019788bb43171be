"""A person's clinical picture at the desk: read on the record, corrected on one page, and shown to nobody else."""

import re

import pytest
from django.urls import reverse

from oncocare.audit.models import AuditRow
from oncocare.people.actions import appoint
from oncocare.people.models import PictureEntry
from oncocare.people.picture.actions import keep_picture
from oncocare.people.picture.details import DETAILS
from oncocare.people.picture.selectors import history_of, picture_of
from oncocare.people.roles import MENTOR, RESEARCHER
from tests.cast import BY
from tests.pages import seen


@pytest.fixture
def patient(cast):
    return cast.patient(cast.ana)


@pytest.fixture
def clara(cast, client):
    client.force_login(cast.clara)
    return client


def own(patient, unsaid=None, **said):
    keep_picture(by=patient.user, patient=patient, source=PictureEntry.Source.PERSON, said=said, unsaid=unsaid)


def at(patient):
    return reverse("person_picture", args=[patient.pk])


def text(answer, status=200):
    assert answer.status_code == status
    return " ".join(re.sub(r"<[^>]+>", " ", seen(answer.content.decode())).split())


def sent(client, patient, **changed):
    """The form as it stands on the page, with these changes."""
    form = client.get(at(patient)).context["form"]
    data = {name: value for name, value in form.initial.items() if value not in (None, "") and name in form.fields}
    for name in [name for name, detail in DETAILS.items() if detail.kind == "day" and name in data]:
        day = data.pop(name)
        data |= {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}
    return data | changed


def test_the_record_says_the_illness_at_a_glance_and_what_was_never_asked(clara, patient):
    own(patient, cancer="breast", stage="3", spread="yes", needs=["hearing"], unsaid={"sex": "private"})
    said = text(clara.get(reverse("record", args=[patient.pk])))
    assert "Breast · stage III · has spread · Written words instead of calls" in said
    assert "Sex Would rather not say (the person," in said
    asked = said[said.index("Not asked:") :]
    assert "Living with" in asked
    assert "Type of cancer" not in asked.split("Add or correct")[0]


def test_the_record_on_paper_holds_it_too(clara, patient):
    own(patient, cancer="breast")
    assert "Type of cancer Breast (the person," in text(clara.get(reverse("print_record", args=[patient.pk])))


def test_staff_change_one_detail_and_the_rest_keeps_its_source(clara, cast, patient):
    own(patient, cancer="breast", stage="2", diagnosed_on="2020-01-02")
    answer = clara.post(at(patient), sent(clara, patient, stage="3"))
    assert answer.url == reverse("record", args=[patient.pk])
    newest = history_of(patient)[0]
    assert (newest.detail, newest.value, newest.source) == ("stage", "3", "staff")
    assert len(history_of(patient)) == 4
    said = text(clara.get(at(patient)))
    assert "Stage when it was found III Clara" in said
    assert "Stage when it was found II the person" in said


def test_a_form_sent_as_it_is_changes_nothing(clara, patient):
    own(patient, cancer="breast", living_with=["partner", "children"], cycle_days=21, unsaid={"sex": "private"})
    before = len(history_of(patient))
    clara.post(at(patient), sent(clara, patient))
    assert len(history_of(patient)) == before


def test_staff_note_that_somebody_would_rather_not_say(clara, patient):
    clara.post(at(patient), sent(clara, patient, why_self="private"))
    assert picture_of(patient).unsaid("sex") == "private"
    assert picture_of(patient).unsaid("gender") == "private"


def test_a_day_to_come_is_refused_and_nothing_else_is_kept(clara, patient):
    wrong = {"leave_since_day": "1", "leave_since_month": "1", "leave_since_year": "2190", "cancer": "lung"}
    said = text(clara.post(at(patient), sent(clara, patient, **wrong)), 422)
    assert "This day is still to come." in said
    assert history_of(patient) == []


def test_reading_and_changing_leave_their_rows_and_never_what_was_said(clara, patient):
    clara.get(at(patient))
    clara.post(at(patient), sent(clara, patient, cancer="lung"))
    assert AuditRow.objects.filter(verb="read.picture").exists()
    assert [row.detail for row in AuditRow.objects.filter(verb="picture.kept")] == [
        {"details": ["cancer"], "source": "staff"}
    ]


@pytest.mark.parametrize("role", [MENTOR, RESEARCHER])
def test_neither_a_mentor_nor_a_researcher_reads_any_of_it(cast, client, patient, role):
    own(patient, cancer="breast", gender="una palabra propia", work="self_employed")
    appoint(by=BY, user=cast.felix, centre=cast.here, role=role)
    client.force_login(cast.felix)
    assert client.get(at(patient)).status_code in (403, 404)
    for name in ("home", "my_page", "caseload", "centre"):
        answer = client.get(reverse(name), follow=True)
        found = [word for word in ("Breast", "una palabra propia", "Self-employed") if word in answer.content.decode()]
        assert found == []
