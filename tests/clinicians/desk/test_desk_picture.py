"""A person's clinical picture at the desk: read on the record, corrected on one page, and shown to nobody else."""

import re
from datetime import date

import pytest
from django.urls import reverse

from oncocare.audit.models import AuditRow
from oncocare.people.actions import appoint
from oncocare.people.models import Patient, PictureEntry
from oncocare.people.picture.actions import keep_picture
from oncocare.people.picture.details import DETAILS
from oncocare.people.picture.selectors import history_of, picture_of
from oncocare.people.roles import MENTOR, RESEARCHER
from tests.cast import BY
from tests.pages import seen


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
    assert said.count("On sick leave since: this day is still to come.") == 2  # in the list of problems, at the field
    assert history_of(patient) == []


def test_a_day_years_ahead_is_refused_with_the_name_of_the_date(clara, patient):
    far = {"operated_on_day": "31", "operated_on_month": "12", "operated_on_year": "9999"}
    said = text(clara.post(at(patient), sent(clara, patient, **far)), 422)
    assert "Date of the operation: this day is more than two years ahead." in said
    assert history_of(patient) == []


def test_the_list_of_problems_leads_to_the_treatments(clara, patient):
    page = clara.post(at(patient), sent(clara, patient, **{"treatments_0-began": "1/2026"})).content.decode()
    assert 'href="#id_treatments_0-kind"' in page
    assert 'id="id_treatments_0-kind"' in page


def test_two_writers_both_keep_what_they_wrote(clara, patient):
    own(patient, cancer="breast", stage="2", work="employed", unsaid={"sex": "private", "gender": "private"})
    page = sent(clara, patient, stage="3")
    own(patient, work="self_employed", diagnosed_on="2020-01-02", living_with=["partner"], sex="female", gender=None)
    assert clara.post(at(patient), page).status_code == 302  # nobody else touched the stage
    picture = picture_of(patient)
    assert [picture.value(name) for name in ("stage", "work", "diagnosed_on", "living_with", "sex")] == [
        "3", "self_employed", "2020-01-02", ["partner"], "female",
    ]  # fmt: skip


def test_only_what_both_changed_is_asked_and_the_rest_takes_what_came_in(clara, patient):
    own(patient, cancer="breast", stage="2", work="employed")
    page = sent(clara, patient, stage="3", came_back="no")
    treated = [{"kind": "operation", "began": "2020-02", "ended": ""}]
    own(patient, stage="4", work="self_employed", diagnosed_on="2020-01-02", treatments=treated, children=["grown"],
        unsaid={"sex": "private", "gender": "private"})  # fmt: skip
    answer = clara.post(at(patient), page)
    said = text(answer, 422)
    assert "It now says: Stage when it was found: IV." in said
    again = dict(answer.context["form"].data.lists())
    assert (again["stage"], again["work"], again["diagnosed_on_year"]) == (["3"], ["self_employed"], ["2020"])
    assert (again["treatments_0-kind"], again["children"], again["why_self"]) == (["operation"], ["grown"], ["private"])
    assert clara.post(at(patient), again).status_code == 302
    picture = picture_of(patient)
    assert [picture.value(name) for name in ("stage", "came_back", "work", "diagnosed_on", "treatments", "children")] == [
        "3", "no", "self_employed", "2020-01-02", treated, ["grown"],
    ]  # fmt: skip
    assert picture.unsaid("sex") == "private"


def test_two_who_write_the_same_are_not_asked(clara, patient):
    own(patient, cancer="breast", stage="2")
    page = sent(clara, patient, stage="3", spread="no")
    own(patient, stage="3")
    assert clara.post(at(patient), page).status_code == 302
    assert history_of(patient)[0].detail == "spread"


def test_a_reason_that_staff_noted_can_be_taken_back(clara, patient):
    clara.post(at(patient), sent(clara, patient, why_self="private"))
    answer = clara.post(at(patient), sent(clara, patient, why_self=""), follow=True)
    assert "Saved." in text(answer)
    picture = picture_of(patient)
    assert (picture.unsaid("sex"), picture.unsaid("gender"), picture.value("sex")) == ("", "", None)


BORN = date(1961, 5, 4)


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"diagnosed_on_month": "4", "diagnosed_on_year": "1961"}, "Date of diagnosis"),
        ({"operated_on_month": "4", "operated_on_year": "1961"}, "Date of the operation"),
        ({"treated_from_month": "4", "treated_from_year": "1961"}, "First day of treatment"),
        ({"treatments_0-kind": "operation", "treatments_0-began": "4/1961"}, "Treatments"),
    ],
)
def test_nothing_happened_before_birth(clara, patient, wrong, named):
    Patient.objects.filter(pk=patient.pk).update(born_on=BORN)
    said = text(clara.post(at(patient), sent(clara, patient, **wrong)), 422)
    assert f"{named}: this is before the date of birth." in said
    assert history_of(patient) == []


@pytest.mark.parametrize(
    ("unusual", "asked"),
    [
        ({"diagnosed_on_month": "4", "diagnosed_on_year": "2020", "operated_on_month": "3", "operated_on_year": "2019"},
         "The operation is more than a year before the diagnosis."),
        ({"stage": "2"}, "There is a stage and no type of cancer."),
        ({"work": "none", "leave_since_month": "3", "leave_since_year": "2019"},
         "There is a sick leave and no paid work."),
        ({"children": ["none", "0_5"]}, "“No children” is chosen together with an age."),
        ({"living_with": ["alone", "partner"]}, "“Alone” is chosen together with other people."),
    ],
)  # fmt: skip
def test_what_seldom_goes_together_is_asked_once_and_kept_when_it_is_meant(clara, patient, unusual, asked):
    page = sent(clara, patient, **unusual)
    assert "I mean this" not in text(clara.get(at(patient)))
    said = text(clara.post(at(patient), page), 422)
    assert said.count(asked) == 2
    assert "I mean this" in said
    assert history_of(patient) == []
    assert clara.post(at(patient), page | {"meant": "on"}).status_code == 302
    before = len(history_of(patient))
    assert clara.post(at(patient), sent(clara, patient)).status_code == 302  # it is not asked for ever
    assert len(history_of(patient)) == before > 0


def test_words_from_right_to_left_turn_nothing_beside_them_round(clara, patient):
    own(patient, gender="امرأة", cancer="breast")
    said = text(clara.get(reverse("record", args=[patient.pk])))
    assert "\u2068امرأة\u2069 (the person," in said
    assert "Breast (the person," in said


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
