"""Somebody in care without a pathway, such as a caregiver who wants care of their own (decision 0019)."""

import uuid

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from clinicians import actions
from oncocare.consent.actions import record_consent
from oncocare.consent.selectors import texts_for
from oncocare.events.actions import inline
from oncocare.people import actions as people
from oncocare.people.roles import CAREGIVER, PATIENT
from oncocare.people.selectors import standing_of
from oncocare.safety.models import Flag
from questionnaires.answering.actions import submit
from steps.models import Decision, Pathway
from tests.cast import BY, due, phq9
from tests.pages import words


@pytest.fixture
def felix(cast):
    """Ana's caregiver, in care himself."""
    return people.take_into_care(by=BY, centre=cast.here, key="FELIX", user=cast.felix, clinician=cast.clara)


def answer(patient, total=22, item_9=1):
    [asked] = due(patient)
    with inline():
        submit(by=patient.user, assignment=asked, answers=phq9(total, item_9), key=uuid.uuid4())


def test_a_caregiver_in_care_is_both_and_answers_for_himself(cast, felix, client):
    assert standing_of(cast.felix).roles == {cast.here.pk: {CAREGIVER, PATIENT}}
    [asked] = due(felix)
    client.force_login(cast.felix)
    assert client.get(reverse("my_page")).status_code == 200
    assert client.get(reverse("question", args=[asked.pk, "1"])).status_code == 200
    assert client.get(reverse("record", args=[cast.patient(cast.ana).pk])).status_code == 404


def test_his_answers_raise_a_flag_and_decide_nothing(cast, felix):
    answer(felix)
    assert Flag.objects.get().owner == cast.clara
    assert (Decision.objects.exists(), Pathway.objects.filter(patient=felix).exists()) == (False, False)


def test_the_desk_shows_him_whatever_the_filter_with_his_flag_first(cast, felix, clara):
    people.take_into_care(by=BY, centre=cast.here, key="EARLIER")
    answer(felix)
    for query in ({}, {"level": "4"}, {"whose": "nobody"}):
        page = words(clara.get(reverse("caseload"), query))
        assert "In care, outside stepped care 2 people, shown whatever the filter; flags first" in page
        assert page.index("Felix FELIX Thoughts of being better off dead") < page.index("EARLIER")


def test_where_everybody_has_a_level_nothing_is_said_of_it(cast, clara):
    assert "outside stepped care" not in words(clara.get(reverse("caseload")))


def test_his_record_opens_and_holds_all_but_what_is_of_stepped_care(cast, felix, clara):
    answer(felix)
    actions.write_note(by=cast.clara, patient=felix, words="He sleeps badly.")
    for name in ("record", "print_record"):
        page = words(clara.get(reverse(name, args=[felix.pk])))
        assert "In care, outside stepped care" in page
        assert "He sleeps badly." in page
        assert "Thoughts of being better off dead" in page
        assert "Policy" not in page
    page = words(clara.get(reverse("record", args=[felix.pk])))
    assert ("Ask questions now" in page, "Set another level" in page, "Pause, illness" in page) == (True, False, False)


def test_what_is_written_there_is_kept(cast, felix, clara):
    given = {"task-what": "Call him", "task-due": "2099-01-01", "task-owner": cast.clara.pk}
    assert clara.post(reverse("add_task", args=[felix.pk]), given).status_code == 302
    assert clara.post(reverse("write_note", args=[felix.pk]), {"note-words": "Called."}).status_code == 302
    assert (felix.tasks.get().what, felix.clinical_notes.get().words) == ("Call him", "Called.")


def test_who_has_died_is_not_listed(cast, felix, clara):
    people.mark_died(by=BY, patient=felix, day=felix.joined_on)
    assert "outside stepped care" not in words(clara.get(reverse("caseload")))


def test_no_to_care_takes_back_what_is_open_and_nothing_more_is_asked(cast, felix, clara):
    [asked] = due(felix)
    with inline():
        record_consent(by=cast.felix, patient=felix, text=texts_for(cast.here, "en")["care"], said="no", channel="page")
    asked.refresh_from_db()
    assert asked.state == "cancelled"
    with pytest.raises(ValidationError, match="said no to care"):
        due(felix)
    assert "said no to care" in words(clara.get(reverse("record", args=[felix.pk])))


@pytest.mark.parametrize("said", ["fel", "Felix"])
def test_he_is_offered_by_key_or_name_also_after_he_died(felix, clara, said):
    people.mark_died(by=BY, patient=felix, day=felix.joined_on)
    answer = clara.post(reverse("find_person"), {"person": said})
    assert "1 person found." in words(answer)
    assert reverse("record", args=[felix.pk]) in answer.content.decode()
