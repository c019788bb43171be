"""What care needs to know: small pages, each passed over with a reason where somebody wants to, and changed later."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from oncocare.audit.models import AuditRow
from oncocare.foundation import clock
from oncocare.joining.introduction.forms import TOPICS, countries, zones
from oncocare.people.actions import introduce, take_into_care
from oncocare.people.models import Patient
from tests import moment
from tests.cast import BY
from tests.pages import seen
from tests.signing_in import go_to

LAST_YEAR = moment.NOW.year - 1
SAID = {
    "diagnosis": {"diagnosed_on_day": "", "diagnosed_on_month": "3", "diagnosed_on_year": f"{LAST_YEAR}"},
    "operation": {"why": "not_applicable"},
    "treatment": {
        "treated_from_day": "2",
        "treated_from_month": "4",
        "treated_from_year": f"{LAST_YEAR}",
        "cycle_days": "21",
    },
    "stage": {"phase": "treatment"},
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


def test_the_pages_lead_from_one_to_the_next_and_keep_what_was_said(cast, ana):
    assert "Welcome. You are in." in text(ana.get(reverse("introduction")))
    topics = list(SAID)
    assert topics == list(TOPICS)
    for topic, following in zip(topics, [*topics[1:], None], strict=True):
        assert ana.get(at(topic)).status_code == 200
        answer = ana.post(at(topic), SAID[topic])
        assert (answer.status_code, answer.url) == (302, at(following) if following else reverse("home"))
    patient = cast.patient(cast.ana)
    assert (patient.diagnosed_on, patient.operated_on, patient.treated_from) == (
        date(LAST_YEAR, 3, 1),
        None,
        date(LAST_YEAR, 4, 2),
    )
    assert (patient.cycle_days, patient.phase, patient.language) == (21, "treatment", "es")
    assert (patient.country, patient.zone, patient.phone) == ("PT", "Europe/Lisbon", "")
    assert (patient.trusted_name, patient.trusted_phone) == ("Rosa", "+34 600")
    assert patient.skipped == {"operation": "not_applicable", "phone": "private"}
    assert patient.introduced
    assert patient.user.language == "es"
    assert ana.cookies["language"].value == "es"


@pytest.mark.parametrize("why", ["unknown", "not_applicable", "private", "later"])
def test_every_reason_is_enough(cast, ana, why):
    assert ana.post(at("diagnosis"), {"why": why}).url == at("operation")
    assert cast.patient(cast.ana).skipped == {"diagnosis": why}


def test_neither_an_answer_nor_a_reason_is_asked_again_without_blame(ana):
    for topic in TOPICS:
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
        assert "This day is still to come" in said
        planned = ana.post(at("operation"), {f"operated_on_{part}": value for part, value in parts.items()})
    assert planned.status_code == 302


def test_a_date_before_everybodys_birth_is_a_slip(ana):
    parts = {"diagnosed_on_day": 1, "diagnosed_on_month": 1, "diagnosed_on_year": 1026}
    assert "Please check the year." in text(ana.post(at("diagnosis"), parts), 422)


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


def test_somebody_who_stopped_goes_on_at_the_first_page_without_a_word(cast, ana):
    first = text(ana.get(reverse("introduction")))
    assert f'href="{at("diagnosis")}">Start' in first
    ana.post(at("diagnosis"), {"why": "later"})
    assert f'href="{at("operation")}">Go on where I stopped' in text(ana.get(reverse("introduction")))
    for topic in list(TOPICS)[1:]:
        introduce(by=BY, patient=cast.patient(cast.ana), skipped=topic, why="later")
    assert f'href="{at("trusted")}">Go on where I stopped' in text(ana.get(reverse("introduction")))


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
