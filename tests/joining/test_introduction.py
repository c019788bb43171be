"""What care needs to know: small pages, each passed over with a reason where somebody wants to, and changed later."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from oncocare.audit.models import AuditRow
from oncocare.foundation import clock
from oncocare.joining.introduction.forms import FIRST, LATER, PAGES, SETTINGS, countries, zones
from oncocare.people.actions import introduce, take_into_care
from oncocare.people.models import Patient, PictureEntry
from oncocare.people.picture.actions import keep_picture
from oncocare.people.picture.selectors import history_of, picture_of
from tests import moment
from tests.cast import BY
from tests.factories.rooms import ask
from tests.pages import seen
from tests.signing_in import go_to

LAST_YEAR = moment.NOW.year - 1
SAID = {
    "diagnosis": {"diagnosed_on_day": "", "diagnosed_on_month": "3", "diagnosed_on_year": f"{LAST_YEAR}"},
    "operation": {"why_operation": "not_applicable"},
    "treatment": {
        "treated_from_day": "2",
        "treated_from_month": "4",
        "treated_from_year": f"{LAST_YEAR}",
        "cycle_days": "21",
    },
    "phase": {"phase": "treatment"},
    "language": {"language": "es"},
    "place": {"country": "PT", "time_zone": "Europe/Lisbon"},
    "phone": {"why": "private"},
    "trusted": {"trusted_name": "Rosa", "trusted_phone": "+34 600"},
}


@pytest.fixture
def ana(cast, client):
    client.force_login(cast.ana)
    return client


def at(topic):
    return reverse("introduction_topic", args=[topic])


def text(answer, status=200):
    assert answer.status_code == status
    return seen(answer.content.decode())


def at_once(*topics):
    """What is sent from one page that asks several topics."""
    picture = [topic for topic in topics if topic not in SETTINGS]
    said = {name: value for topic in picture for name, value in SAID[topic].items()}
    return said | {
        f"{topic}-{name}": value for topic in topics if topic in SETTINGS for name, value in SAID[topic].items()
    }


def test_two_pages_ask_all_and_keep_what_was_said(cast, ana):
    assert ana.get(reverse("introduction")).url == at("now")
    said = text(ana.get(at("now")))
    assert ("Welcome. You are in." in said, "Page 1 of 2" in said) == (True, True)
    assert ana.post(at("now"), at_once(*PAGES["now"])).url == at("reach")
    assert "Page 2 of 2" in text(ana.get(at("reach")))
    assert list(SAID) == list(FIRST)
    answer = ana.post(at("reach"), at_once(*PAGES["reach"]))
    assert (answer.status_code, answer.url) == (302, reverse("home"))
    patient = cast.patient(cast.ana)
    assert (patient.diagnosed_on, patient.operated_on, patient.treated_from) == (
        date(LAST_YEAR, 3, 1),
        None,
        date(LAST_YEAR, 4, 2),
    )
    assert (patient.cycle_days, patient.phase, patient.language) == (21, "treatment", "es")
    assert (patient.country, patient.zone, patient.phone) == ("PT", "Europe/Lisbon", "")
    assert (patient.trusted_name, patient.trusted_phone) == ("Rosa", "+34 600")
    assert patient.skipped == {"phone": "private"}
    assert picture_of(patient).unsaid("operated_on") == "not_applicable"
    assert {entry.source for entry in history_of(patient)} == {"person"}
    assert patient.introduced
    assert patient.user.language == "es"
    assert ana.cookies["language"].value == "es"


@pytest.mark.parametrize("why", ["unknown", "not_applicable", "private", "later"])
def test_every_reason_is_enough(cast, ana, why):
    assert ana.post(at("diagnosis"), {"why_diagnosis": why}).url == reverse("introduction")
    assert picture_of(cast.patient(cast.ana)).unsaid("diagnosed_on") == why
    assert ana.post(at("phone"), {"why": why}).url == reverse("introduction")
    assert cast.patient(cast.ana).skipped == {"phone": why}


def test_neither_an_answer_nor_a_reason_is_asked_again_without_blame(ana):
    for topic in (*FIRST, *LATER):
        said = text(ana.post(at(topic), {}), 422)
        assert ("Every reason is fine." in said) == (topic != "language")


def test_what_was_said_can_be_changed_later_and_leads_back(cast, ana):
    introduce(by=BY, patient=cast.patient(cast.ana), done=True, phone="+34 1")
    assert "+34 1" in text(ana.get(reverse("introduction")))
    answer = ana.post(at("phone"), {"phone": "+34 2"})
    assert answer.url == reverse("introduction")
    assert cast.patient(cast.ana).phone == "+34 2"
    ana.post(at("phone"), {"phone": "", "why": "private"})
    patient = cast.patient(cast.ana)
    assert (patient.phone, patient.skipped) == ("", {"phone": "private"})
    assert "I would rather not say" in text(ana.get(reverse("introduction")))
    ana.post(at("phone"), {"phone": "+34 3", "why": "private"})
    assert cast.patient(cast.ana).skipped == {}


def test_a_date_to_come_is_for_plans_only(ana):
    with clock.held() as now:
        to_come = (now + timedelta(days=20)).date()
        parts = {"day": to_come.day, "month": to_come.month, "year": to_come.year}
        said = text(ana.post(at("diagnosis"), {f"diagnosed_on_{part}": value for part, value in parts.items()}), 422)
        assert "Date of diagnosis: this day is still to come" in said
        planned = ana.post(at("operation"), {f"operated_on_{part}": value for part, value in parts.items()})
    assert planned.status_code == 302


def test_a_date_before_everybodys_birth_is_a_slip(ana):
    parts = {"diagnosed_on_day": 1, "diagnosed_on_month": 1, "diagnosed_on_year": 1026}
    assert "Date of diagnosis: please check the year." in text(ana.post(at("diagnosis"), parts), 422)


@pytest.mark.parametrize(("zone", "refused"), [("Pacific/Auckland", False), ("Europe/Madrid", True)])
def test_a_day_is_still_to_come_where_it_has_not_begun(cast, ana, zone, refused):
    Patient.objects.filter(user=cast.ana).update(time_zone=zone)
    with clock.at(datetime(2026, 3, 1, 20, tzinfo=UTC)):
        sent = {"diagnosed_on_day": 2, "diagnosed_on_month": 3, "diagnosed_on_year": 2026}
        answer = ana.post(at("diagnosis"), sent)
    assert (answer.status_code, "still to come" in answer.content.decode()) == (
        (422, True) if refused else (302, False)
    )


def test_the_place_is_filled_in_from_the_centre(cast, ana):
    said = text(ana.get(at("place")))
    assert '<option value="ES" selected>Spain</option>' in said
    assert '<option value="Europe/Madrid" selected>' in said


def test_a_reason_counts_more_than_a_place_that_was_only_filled_in(cast, ana):
    ana.post(at("place"), {"country": "ES", "time_zone": "Europe/Madrid", "why": "private"})
    patient = cast.patient(cast.ana)
    assert (patient.country, patient.time_zone, patient.skipped) == ("", "", {"place": "private"})
    ana.post(at("place"), {"country": "PT", "time_zone": "Europe/Lisbon"})
    assert cast.patient(cast.ana).skipped == {}


def test_who_moves_to_another_country_reads_its_numbers_and_its_time(cast, ana):
    assert "The national numbers for Spain" in text(ana.get(reverse("my_page")))
    ana.post(at("place"), SAID["place"])
    answer = ana.get(reverse("my_page"))
    assert "The national numbers for Portugal" in text(answer)
    assert (answer.wsgi_request.country, answer.wsgi_request.centre) == ("PT", cast.here)


def test_somebody_who_stopped_goes_on_at_the_page_that_is_not_finished(cast, ana):
    ana.post(at("diagnosis"), {"why_diagnosis": "later"})
    assert f'href="{at("now")}">Go on where I stopped' in text(ana.get(reverse("introduction")))
    ana.post(at("now"), {f"why_{topic}": "later" for topic in PAGES["now"]})
    assert f'href="{at("reach")}">Go on where I stopped' in text(ana.get(reverse("introduction")))


def test_after_the_introduction_come_the_questions_that_are_due(cast, ana):
    [due] = ask(cast.patient(cast.ana))
    answer = ana.post(at("reach"), at_once(*PAGES["reach"]))
    assert answer.url == reverse("start_answering", args=[due.pk])
    assert cast.patient(cast.ana).introduced


def test_the_place_is_said_and_one_press_from_being_changed(cast, ana):
    page = text(ana.get(at("reach")))
    assert "<strong>Spain · Europe – Madrid</strong>" in page
    folded = page[page.index("<details") : page.index("</details>")]
    assert ("place-country" in folded, "place-time_zone" in folded, "place-why" in folded) == (True, True, True)
    kept = at_once(*PAGES["reach"]) | {"place-country": "ES", "place-time_zone": "Europe/Madrid"}
    ana.post(at("reach"), kept)
    assert (cast.patient(cast.ana).country, cast.patient(cast.ana).zone) == ("ES", "Europe/Madrid")


def test_each_question_of_a_page_says_for_itself_that_it_was_left_out(cast, ana):
    page = text(ana.post(at("now"), {"why_operation": "later"}), 422)
    summary = page[page.index("data-error-summary") : page.index("<h1")]
    assert summary.count("Every reason is fine.") == 3
    assert "When were you told your diagnosis? Please answer" in summary
    assert "Have you had an operation" not in summary
    page = text(ana.post(at("reach"), {"language-language": "en", "phone-phone": "+34 9"}), 422)
    assert page[page.index("data-error-summary") : page.index("<h1")].count("Every reason is fine.") == 2
    assert 'value="+34 9"' in page
    assert cast.patient(cast.ana).phone == ""


def test_a_person_in_care_at_two_centres_introduces_the_course_where_they_are(cast, ana):
    second = take_into_care(by=BY, centre=cast.there, user=cast.ana)
    go_to(ana, cast.there)
    ana.post(at("phone"), {"phone": "+34 9"})
    assert Patient.objects.get(pk=second.pk).phone == "+34 9"
    assert Patient.objects.get(user=cast.ana, centre=cast.here).phone == ""


def test_a_topic_that_there_is_not_is_not_found(ana):
    assert ana.get(at("blood-type")).status_code == 404


def test_the_log_keeps_which_facts_were_said_and_not_what(cast, ana):
    ana.post(at("trusted"), SAID["trusted"])
    row = AuditRow.objects.get(verb="patient.introduced")
    assert row.detail == {"facts": ["trusted_name", "trusted_phone"], "skipped": ""}


def test_only_facts_of_a_person_are_kept(cast):
    with pytest.raises(ValueError, match="died_on"):
        introduce(by=BY, patient=cast.patient(cast.ana), died_on=date(LAST_YEAR, 1, 1))


# --- more about somebody, if they like --------------------------------------------------------------------------------


def introduced(cast):
    introduce(by=BY, patient=cast.patient(cast.ana), done=True)
    return cast.patient(cast.ana)


def test_more_is_asked_of_nobody_on_the_way_in(cast, ana):
    assert at("illness") not in text(ana.get(reverse("introduction"), follow=True))
    introduced(cast)
    said = text(ana.get(reverse("introduction")))
    assert [topic for topic in LATER if at(topic) not in said] == []


def test_a_person_corrects_what_their_team_wrote(cast, ana):
    patient = introduced(cast)
    keep_picture(
        by=cast.clara, patient=patient, source=PictureEntry.Source.STAFF, said={"cancer": "breast", "stage": "3"}
    )
    with clock.at(datetime(2026, 3, 1, 12, tzinfo=UTC)):
        keep_picture(by=cast.clara, patient=patient, source=PictureEntry.Source.STAFF, said={"came_back": "no"})
    assert "No (from your team, Sunday 1 March 2026)" in text(ana.get(reverse("introduction")))
    seen = picture_of(patient).newest(["cancer", "stage", "came_back"])
    answer = ana.post(at("illness"), {"seen": seen, "cancer": "breast", "stage": "2", "came_back": "no"})
    assert answer.url == reverse("introduction")
    newest = history_of(patient)[0]
    assert (newest.detail, newest.value, newest.source) == ("stage", "2", "person")


def test_what_the_team_wrote_meanwhile_is_shown_before_it_is_replaced(cast, ana):
    patient = introduced(cast)
    keep_picture(by=cast.clara, patient=patient, source=PictureEntry.Source.STAFF, said={"stage": "3"})
    said = text(ana.post(at("illness"), {"seen": "0", "cancer": "breast", "stage": "2"}), 422)
    assert "Stage when it was found: III" in said
    assert picture_of(patient).value("stage") == "3"
    again = {"seen": picture_of(patient).newest(["stage"]), "cancer": "breast", "stage": "2"}
    assert f'name="seen" value="{again["seen"]}"' in said
    assert ana.post(at("illness"), again).status_code == 302
    assert picture_of(patient).value("stage") == "2"


def test_a_new_reason_counts_more_than_an_answer_that_cannot_be_unticked(cast, ana):
    patient = introduced(cast)
    ana.post(at("self"), {"sex": "female", "gender": "mujer"})
    ana.post(at("self"), {"sex": "female", "gender": "mujer", "why_self": "private"})
    assert (picture_of(patient).value("sex"), picture_of(patient).unsaid("gender")) == (None, "private")
    ana.post(at("self"), {"sex": "female", "why_self": "private"})  # the reason stood there already
    assert picture_of(patient).value("sex") == "female"


def test_a_radio_is_taken_back_without_a_reason(cast, ana):
    patient = introduced(cast)
    options = list(ana.get(at("self")).context["form"]["sex"].options)
    assert [(one.label, one.checked) for one in options][-1] == ("Not said", False)
    assert not any(one.checked for one in options)
    ana.post(at("self"), {"sex": "female"})
    assert ana.post(at("self"), {"sex": ""}).url == reverse("introduction")
    picture = picture_of(patient)
    assert (picture.value("sex"), picture.unsaid("sex"), "sex" in picture.entries) == (None, "", True)


def test_a_reason_is_taken_back_as_well(cast, ana):
    patient = introduced(cast)
    ana.post(at("self"), {"why_self": "private"})
    assert text(ana.get(at("self"))).count("Not said") == 2
    assert ana.post(at("self"), {"why_self": ""}).status_code == 302
    assert (picture_of(patient).unsaid("sex"), picture_of(patient).unsaid("gender")) == ("", "")


def test_a_reason_that_the_team_noted_is_not_shown_as_the_persons_words(cast, ana):
    patient = introduced(cast)
    with clock.at(datetime(2026, 3, 1, 12, tzinfo=UTC)):
        keep_picture(
            by=cast.clara, patient=patient, source=PictureEntry.Source.STAFF, said={},
            unsaid={"sex": "private", "gender": "private"},
        )  # fmt: skip
    said = text(ana.get(reverse("introduction")))
    assert "Would rather not say (from your team, Sunday 1 March 2026)" in said
    assert "I would rather not say" not in said


def test_treatments_are_written_with_their_months(cast, ana):
    patient = introduced(cast)
    rows = {"treatments_0-kind": "chemotherapy", "treatments_0-began": "1/2026", "treatments_0-ended": "2026-05"}
    assert ana.post(at("treatments"), rows).status_code == 302
    assert picture_of(patient).value("treatments") == [{"kind": "chemotherapy", "began": "2026-01", "ended": "2026-05"}]
    assert "January 2026 – May 2026" in text(ana.get(reverse("introduction")))
    wrong = text(ana.post(at("treatments"), {**rows, "treatments_0-ended": "soon"}), 422)
    assert "Please check the months." in wrong
    assert 'value="soon"' in wrong
    assert "Choose which treatment it is" in text(ana.post(at("treatments"), {"treatments_0-began": "1/2026"}), 422)


def test_my_page_leads_to_it(ana):
    assert reverse("introduction") in text(ana.get(reverse("my_page")))


def test_countries_and_zones_are_the_ones_people_live_in():
    names = dict(countries())
    assert (names["ES"], names["BR"]) == ("Spain", "Brazil")
    assert {"EU", "ZZ", "XA"} & names.keys() == set()
    places = dict(zones())
    assert places["America/Argentina/Buenos_Aires"] == "America – Argentina – Buenos Aires"
    assert "UTC" not in places
    assert not any(zone.startswith("Etc/") for zone in places)
