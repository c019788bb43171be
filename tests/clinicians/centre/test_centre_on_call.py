"""Who answers outside the staffed hours: named, or signed by two people; and the overview keeps saying it."""

from datetime import time

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from oncocare.audit.models import AuditRow
from oncocare.people import actions as people
from oncocare.people.roles import CLINICIAN, COORDINATOR
from oncocare.safety.models import OnCall, UncoveredHours
from oncocare.safety.promise import Opening
from oncocare.safety.rota.actions import set_on_call, set_staffed_hours, sign_uncovered_hours
from oncocare.safety.rota.risk import uncovered
from oncocare.safety.rota.selectors import off_hours_of, on_call_of, ready_for_patients
from tests.cast import BY
from tests.pages import words

URL = "centre_on_call"


@pytest.fixture
def nobody(cast):
    """It was said anew that nobody is on call, so nothing is signed."""
    set_on_call(by=cast.carlos, centre=cast.here)


def sign(cast, who, role):
    return sign_uncovered_hours(by=who, centre=cast.here, role=role, words=uncovered(cast.here.name))


def posted(client, **given):
    return client.post(reverse(URL), given)


def text(client, url=URL):
    answer = client.get(reverse(url))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


# --- the rule ---------------------------------------------------------------------------------------------------------


def test_nobody_is_invited_until_two_different_people_have_signed(cast, nobody):
    assert ready_for_patients(cast.here) is False
    sign(cast, cast.carlos, "coordinator")
    assert ready_for_patients(cast.here) is False
    kept = sign(cast, cast.clara, "clinician")
    assert ready_for_patients(cast.here) is True
    assert (kept.words, kept.by, kept.role) == (uncovered("Here"), cast.clara, "clinician")
    signed = AuditRow.objects.filter(verb="uncovered_hours.signed", subject=f"uncoveredhours:{kept.pk}")
    assert signed.count() == 1


@pytest.mark.parametrize("given", [{"person": True}, {"service": "Night desk", "number": "+34 900 000 000"}])
def test_somebody_on_call_makes_it_ready_and_takes_the_signatures_back(cast, given):
    assert ready_for_patients(cast.here) is True  # the cast has signed
    set_on_call(by=cast.carlos, centre=cast.here, **given | ({"person": cast.clara} if "person" in given else {}))
    assert ready_for_patients(cast.here) is True
    assert UncoveredHours.objects.count() == 2
    set_on_call(by=cast.carlos, centre=cast.here)
    assert ready_for_patients(cast.here) is False


def test_a_person_on_call_who_left_is_nobody(cast, nobody):
    set_on_call(by=cast.carlos, centre=cast.here, person=cast.gala)
    assert ready_for_patients(cast.here) is True
    people.dismiss(by=BY, membership=cast.here.memberships.get(user=cast.gala))
    assert (on_call_of(cast.here), ready_for_patients(cast.here)) == (None, False)


def test_a_centre_that_is_staffed_at_every_hour_needs_nobody(cast, nobody):
    week = [Opening(weekday, time.min, time.max) for weekday in range(7)]
    set_staffed_hours(by=BY, centre=cast.here, openings=week)
    assert ready_for_patients(cast.here) is True
    with pytest.raises(ValidationError, match="nothing to sign"):
        sign(cast, cast.carlos, "coordinator")


def test_one_person_of_both_roles_signs_once(cast, nobody):
    people.appoint(by=BY, user=cast.carlos, centre=cast.here, role=CLINICIAN)
    sign(cast, cast.carlos, "coordinator")
    with pytest.raises(ValidationError, match="two different people"):
        sign(cast, cast.carlos, "clinician")


@pytest.mark.parametrize(
    ("who", "role"), [("clara", "coordinator"), ("carlos", "clinician"), ("eva", "clinician"), ("denis", "clinician")]
)
def test_who_does_not_hold_the_role_here_does_not_sign_for_it(cast, nobody, who, role):
    with pytest.raises(ValidationError, match="two different people"):
        sign(cast, getattr(cast, who), role)


def test_other_words_than_those_shown_are_not_signed(cast, nobody):
    with pytest.raises(ValidationError, match="words changed"):
        sign_uncovered_hours(by=cast.carlos, centre=cast.here, role="coordinator", words="I know.")


def test_a_person_and_a_service_or_half_a_service_are_refused(cast):
    for given in ({"person": cast.clara, "service": "S", "number": "112"}, {"service": "S"}, {"number": "112"}):
        with pytest.raises(ValidationError):
            set_on_call(by=cast.carlos, centre=cast.here, **given)
    with pytest.raises(ValidationError, match="does not answer flags"):
        set_on_call(by=cast.carlos, centre=cast.here, person=cast.carlos)
    assert OnCall.objects.filter(centre=cast.here).count() == 0


# --- the pages --------------------------------------------------------------------------------------------------------


def test_the_coordinator_names_a_service_and_patients_see_its_number(cast, carlos, client):
    answer = posted(carlos, person="", service="Night desk", number="+34 900 111 222")
    assert answer.url == reverse(URL)
    assert "Outside the staffed hours patients can call Night desk, +34 900 111 222." in text(carlos)
    client.force_login(cast.ana)
    shown = text(client, "help_now")
    assert "Night desk" in shown
    assert "+34 900 111 222" in shown
    assert "Night desk" in text(carlos, "centre_crisis"), "whoever reviews the numbers calls it too"


def test_half_a_service_is_refused_at_its_field_and_nothing_is_lost(carlos):
    answer = posted(carlos, person="", service="Night desk", number="")
    assert answer.status_code == 422
    assert "Write the service and the number that reaches it." in answer.content.decode()
    assert 'value="Night desk"' in answer.content.decode()


def test_both_sign_on_the_page_and_the_overview_keeps_saying_who_did(cast, carlos, clara):
    posted(carlos, person="", service="", number="")
    assert "nobody has signed that" in text(carlos, "centre")
    for browser, role in ((carlos, "coordinator"), (clara, "clinician")):
        assert f"Sign as {role}" in text(browser)
        given = {"sign-words": uncovered("Here"), "sign-role": role, "sign-read": "on"}
        assert browser.post(reverse("sign_uncovered_hours"), given).url == reverse(URL)
        assert "Sign as" not in text(browser)
    for browser in (carlos, clara):
        shown = text(browser, "centre")
        assert "Outside the staffed hours nobody answers" in shown
        assert "Carlos (Coordinator) signed on" in shown
        assert "Clara (Clinician) signed on" in shown


def test_signing_without_the_tick_is_refused_with_the_reason(cast, nobody, carlos):
    given = {"sign-words": uncovered("Here"), "sign-role": "coordinator"}
    assert carlos.post(reverse("sign_uncovered_hours"), given).status_code == 422
    assert off_hours_of(cast.here, ()).signed == ()


def test_a_coordinator_who_also_answers_flags_is_offered_the_role_that_is_left(cast, nobody, carlos):
    people.appoint(by=BY, user=cast.clara, centre=cast.here, role=COORDINATOR)
    sign(cast, cast.clara, "coordinator")
    assert "Sign as" not in text(carlos)  # Carlos does not answer flags


def test_that_nobody_is_on_call_is_a_warning_and_no_success(cast, carlos):
    answer = carlos.post(reverse(URL), {"person": "", "service": "", "number": ""}, follow=True)
    shown = words(answer)
    assert "Saved. Now nobody is on call outside the staffed hours." in shown
    assert "It counts from now on" not in shown
    assert [message.level_tag for message in answer.context["messages"]] == ["warning"]
    assert "People already in care go on being asked." in shown
    assert "sign again whenever this changes" in shown


@pytest.mark.parametrize(
    ("who", "role", "left"), [("carlos", "coordinator", "clinician"), ("clara", "clinician", "coordinator")]
)
def test_after_one_signature_it_says_whose_is_missing(cast, nobody, carlos, who, role, left):
    assert "still missing" not in text(carlos)
    sign(cast, getattr(cast, who), role)
    assert f"The signature of a {left} is still missing." in text(carlos)


def test_the_page_does_not_lead_to_itself_and_the_overview_does_lead_there(cast, nobody, carlos):
    link = "Who answers outside the staffed hours</a>"
    assert (link in text(carlos), link in text(carlos, "centre")) == (False, True)
