"""What came in a file too late to raise a flag, as the record shows it, and whom one task asks somebody to look at."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clinicians.models import Task
from oncocare.audit.models import AuditRow
from oncocare.foundation import clock
from oncocare.people import actions as people
from oncocare.people.models import Membership, Patient
from questionnaires.models import Import
from steps.history.actions import import_answers
from steps.history.history_file import AnswerRow
from tests.cast import BY, phq9
from tests.factories.rooms import sit
from tests.pages import words

OLD = date(2025, 3, 1)


@pytest.fixture
def bring(cast):
    """A file with one old PHQ-9 of each of these people, worrying in its last item; they lie a day apart."""

    def import_(*keys, item_9=1):
        rows = [
            AnswerRow(number, key, OLD + timedelta(days=number), "phq-9", phq9(5, item_9))
            for number, key in enumerate(keys)
        ]
        import_answers(by=BY, centre=cast.here, rows=rows, grant=False)
        return Import.objects.latest("made")

    return import_


def page_of(made):
    return reverse("from_before", args=[made.pk])


# --- the record -------------------------------------------------------------------------------------------------------


def test_the_record_shows_an_old_answer_as_from_before_with_the_item_marked(bring, clara):
    bring("B-15")
    patient = Patient.objects.get(key="B-15")
    read = words(clara.get(reverse("record", args=[patient.pk])))
    assert "From before (imported) 9. Thoughts that you would be better off dead" in read
    assert "1: Several days It was old when it came in, so it raised no flag." in read


def test_the_paper_shows_it_too(bring, clara):
    bring("B-15")
    read = words(clara.get(reverse("print_record", args=[Patient.objects.get(key="B-15").pk])))
    assert (
        "From before (imported) Sat 1 Mar 2025, Patient Health Questionnaire-9: 9. Thoughts that you would be better off "
        "dead or of hurting yourself in some way 1: Several days It was old when it came in, so it raised no flag."
    ) in read


def test_an_old_answer_that_worries_nobody_is_from_before_and_no_more(bring, clara):
    bring("B-15", item_9=0)
    patient = Patient.objects.get(key="B-15")
    read = words(clara.get(reverse("record", args=[patient.pk])))
    assert ("From before (imported)" in read, "raised no flag" in read) == (True, False)
    assert "From before" not in words(clara.get(reverse("print_record", args=[patient.pk])))


def test_a_new_answer_in_a_file_is_imported_and_not_from_before(cast, clara):
    rows = [AnswerRow(2, "NEW", clock.today(cast.here.time_zone), "phq-9", phq9(5, 1))]
    import_answers(by=BY, centre=cast.here, rows=rows, grant=False)
    read = words(clara.get(reverse("record", args=[Patient.objects.get(key="NEW").pk])))
    assert ("Imported" in read, "From before" in read) == (True, False)


def test_nobody_from_before_waits_on_top_of_the_desk(bring, clara):
    bring("B-15")
    desk = clara.get(reverse("caseload")).context["desk"]
    assert (desk.waiting, desk.lapsed, [row.needs_nothing for row in desk.rows if row.pathway.patient.key == "B-15"]) == (
        [], [], [True],
    )  # fmt: skip
    assert Patient.objects.get(key="B-15").flags.count() == 0


# --- the task and its list --------------------------------------------------------------------------------------------


def test_the_task_leads_to_the_list_and_the_list_to_each_record(bring, cast, clara):
    made = bring("B-15", "B-16")
    read = clara.get(reverse("my_tasks"))
    assert f'href="{page_of(made)}"' in read.content.decode()
    assert "Look at answers from before that came in a file: 2 people" in words(read)
    listed = clara.get(page_of(made))
    assert [one.patient.key for one in listed.context["page"].object_list] == ["B-16", "B-15"]
    for patient in Patient.objects.filter(key__in=["B-15", "B-16"]):
        assert f'href="{reverse("record", args=[patient.pk])}"' in listed.content.decode()


def test_the_list_says_what_was_answered_and_who_looks_after_them(bring, clara):
    listed = words(clara.get(page_of(bring("ANA", "B-15"))))
    assert "Old answers from a file" in listed
    assert "in some way 1: Several days Clara" in listed
    assert "in some way 1: Several days Nobody yet" in listed
    assert "about several people" in words(clara.get(reverse("my_tasks")))


def test_reading_the_list_leaves_a_row(bring, cast, clara):
    made = bring("B-15")
    clara.get(page_of(made))
    row = AuditRow.objects.get(verb="read.from_before")
    assert (row.actor, row.subject, row.centre) == (f"user:{cast.clara.pk}", f"import:{made.pk}", str(cast.here.pk))


def test_whoever_answers_again_is_no_more_on_the_list(bring, clara):
    made = bring("B-15")
    sit(Patient.objects.get(key="B-15"), clock.now(), phq=3)
    assert "Nobody is on this list any more." in words(clara.get(page_of(made)))


def test_a_record_on_the_list_opens_as_any_record_does(bring, cast, clara):
    made = bring("ANA", "BEA")
    ana = cast.patient(cast.ana)
    people.assign_clinician(by=BY, patient=ana, clinician=cast.gala)
    assert "BEA" in words(clara.get(page_of(made)))
    assert clara.get(reverse("record", args=[ana.pk])).url.startswith(reverse("open_record", args=[ana.pk]))


def test_a_coordinator_who_has_the_task_is_not_led_to_a_page_that_is_not_theirs(bring, cast, client):
    for membership in Membership.objects.filter(centre=cast.here, role="clinician"):
        membership.delete()
    made = bring("B-15")
    assert Task.objects.get().owner == cast.carlos
    client.force_login(cast.carlos)
    read = client.get(reverse("my_tasks"))
    assert "Look at answers from before that came in a file: 1 person" in words(read)
    assert page_of(made) not in read.content.decode()
    assert client.get(page_of(made)).status_code == 403


@pytest.mark.parametrize(("who", "status"), [("eva", 403), ("denis", 404), ("ana", 404), ("felix", 404)])
def test_nobody_else_reads_the_list(bring, cast, client, who, status):
    made = bring("B-15")
    client.force_login(getattr(cast, who))
    assert client.get(page_of(made)).status_code == status


def test_three_people_on_the_list_cost_as_much_as_one(bring, clara):
    asked = []
    for made in (bring("P1"), bring("P2", "P3", "P4")):
        clara.get(page_of(made))
        with CaptureQueriesContext(connection) as queries:
            assert clara.get(page_of(made)).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1]
