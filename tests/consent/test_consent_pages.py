"""A person's own choices: yes and no look the same and cost the same, at any time, and what was said stays readable."""

import re
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from oncocare.consent.actions import publish_text, record_consent
from oncocare.consent.models import Consent, Purpose
from oncocare.consent.selectors import holds, texts_for
from oncocare.foundation import clock
from oncocare.people.actions import take_into_care
from tests.cast import BY, due
from tests.signing_in import go_to


@pytest.fixture
def patient(cast):
    return cast.patient(cast.ana)


@pytest.fixture
def texts(cast):
    return texts_for(cast.here, "en")


@pytest.fixture
def ana(cast, client):
    client.force_login(cast.ana)
    return client


def page(client, name="my_choices", *args):
    got = client.get(reverse(name, args=args))
    assert got.status_code == 200
    return got.content.decode()


def choose(client, text, said):
    """As the pages send it, also the one that asks whether somebody means to leave."""
    return client.post(reverse("choose"), {"text": text.pk, "said": said, "sure": "yes"})


def cards(html):
    """Each purpose with its form, as it stands on the page."""
    found = re.findall(r'<section class="oc-card" aria-labelledby="about-(\w+)">(.*?)</section>', html, re.DOTALL)
    return dict(found)


# --- the page ---------------------------------------------------------------------------------------------------------


def test_every_purpose_stands_there_with_its_words(cast, ana):
    found = cards(page(ana))
    assert list(found) == Purpose.values
    assert "May Here ask you questions about how you feel" in found["care"]
    assert all("You have not said yes or no." in card for card in found.values())


@pytest.mark.parametrize("said", [None, "yes", "no"])
def test_yes_and_no_are_two_equal_buttons_and_nothing_is_chosen_beforehand(ana, texts, said):
    if said:
        choose(ana, texts["research"], said)
    for card in cards(page(ana)).values():
        buttons = re.findall(r'<button class="([^"]+)" name="said" value="(\w+)">', card)
        assert buttons == [("nhsuk-button nhsuk-button--secondary", one) for one in ("yes", "no")]
        assert not re.search(r"checked|selected|autofocus|aria-pressed|<input(?![^>]*hidden)", card)


@pytest.mark.parametrize(("said", "label"), [("yes", "Yes"), ("no", "No")])
@pytest.mark.parametrize("purpose", Purpose.values)
def test_the_present_choice_is_marked_in_words_on_its_own_button_only(ana, texts, purpose, said, label):
    assert "your present choice" not in page(ana)
    choose(ana, texts[purpose], said)
    found = cards(page(ana))
    assert [about for about, card in found.items() if "your present choice" in card] == [purpose]
    marked = re.findall(r'name="said" value="(\w+)">\s*(\w+) \(your present choice\)', found[purpose])
    assert marked == [(said, label)]


def test_the_words_are_in_the_language_of_the_page(ana):
    ana.post(reverse("set_language"), {"language": "es"})
    assert "¿Puede Here hacerle preguntas sobre cómo se siente" in cards(page(ana))["care"]


# --- one click each way -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("purpose", [purpose for purpose in Purpose.values if purpose != Purpose.CARE])
def test_withdrawing_takes_as_many_clicks_as_granting(patient, ana, texts, purpose):
    posts = {}
    for said, counts in (("yes", True), ("no", False)):
        before = page(ana)
        assert reverse("choose") in before, "the button is on the page itself, behind nothing"
        ana.post(reverse("choose"), {"text": texts[purpose].pk, "said": said})
        posts[said] = Consent.objects.filter(said=said).count()
        assert holds(patient, purpose) is counts
    assert posts == {"yes": 1, "no": 1}


def test_the_person_reads_what_was_saved(ana, texts):
    saved = choose(ana, texts["research"], "yes")
    assert saved.url == reverse("my_choices")
    assert "Saved: Research – Yes. It counts from now on." in page(ana)
    [row] = Consent.objects.all()
    assert (row.channel, row.text) == ("page", texts["research"])


def test_what_was_said_and_when_stands_beside_each_purpose(cast, ana, texts):
    choose(ana, texts["research"], "yes")
    choose(ana, texts["messages"], "no")
    found = cards(page(ana))
    today = f"{clock.today(cast.here.time_zone):%B %Y}"
    assert "You said yes on" in found["research"]
    assert "You said no on" in found["messages"]
    assert today in found["research"]


def test_the_words_that_were_said_yes_to_stay_readable_when_there_are_newer_ones(cast, ana, texts):
    choose(ana, texts["research"], "yes")
    assert "Read the text that you answered" not in page(ana)
    publish_text(by=cast.carlos, centre=cast.here, about="research", language="en", title="Studies", body="New words.")
    card = cards(page(ana))["research"]
    assert "New words." in card
    assert reverse("consent_text", args=[texts["research"].pk]) in card
    old = page(ana, "consent_text", texts["research"].pk)
    assert "May your answers help research" in old
    assert "Version 1, English" in old


def test_the_history_names_every_answer_with_its_words(ana, texts):
    assert "Nothing yet." in page(ana)
    for said in ("yes", "no"):
        choose(ana, texts["research"], said)
    table = re.search(r"<tbody>(.*?)</tbody>", page(ana), re.DOTALL)[1]
    assert re.findall(r'data-label="I said">(\w+)<', table) == ["No", "Yes"]
    assert table.count(reverse("consent_text", args=[texts["research"].pk])) == 2


# --- leaving and coming back ------------------------------------------------------------------------------------------


def pressed(client, name, label):
    """What the form around this button sends, and where to."""
    form = next(one for one in re.findall(r"<form.*?</form>", page(client, name), re.DOTALL) if label in one)
    sent = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form))
    button = re.search(rf'<button[^>]* name="(\w+)" value="(\w+)">\s*{label}', form)
    return client.post(re.search(r'action="([^"]+)"', form)[1], {**sent, button[1]: button[2]})


def test_a_slip_of_the_finger_on_no_to_care_asks_once_and_changes_nothing(cast, patient, ana, texts, deliver):
    choose(ana, texts["care"], "yes")
    due(patient)
    with deliver():
        asked = ana.post(reverse("choose"), {"text": texts["care"].pk, "said": "no"})
    assert asked.url == reverse("leave_care")
    assert (cast.pathway(cast.ana).status, patient.assignments.get().state) == ("active", "open")
    assert holds(patient, "care")


def test_the_question_before_leaving_has_two_equal_ways_on(ana):
    html = page(ana, "leave_care")
    ways = re.findall(r'<(?:button|a) class="(nhsuk-button[^"]*)"[^>]*>\s*([\w ]+?)\s*<', html)
    assert ways == [("nhsuk-button nhsuk-button--secondary", one) for one in ("Leave the programme", "Stay")]
    assert "Questions that are open now are put away" in html
    assert "autofocus" not in html


def test_who_left_already_is_not_asked_again(ana, texts):
    choose(ana, texts["care"], "no")
    assert ana.get(reverse("leave_care")).url == reverse("left_care")


def test_leaving_is_asked_once_and_undone_by_one_click(cast, patient, ana, texts, deliver):
    choose(ana, texts["care"], "yes")
    due(patient)
    with deliver():
        gone = pressed(ana, "leave_care", "Leave the programme")
    assert gone.url == reverse("left_care")
    html = page(ana, "left_care")
    for words in ("You have left the programme", "stays in your record", "it is still read", "I want to come back"):
        assert words in html, words
    assert (cast.pathway(cast.ana).status, patient.assignments.get().state) == ("withdrawn", "cancelled")
    with deliver():
        back = pressed(ana, "left_care", "I want to come back")
    assert back.url == reverse("home")
    assert "You are back. Questions that were open and still have time are here again." in page(ana, "home")
    assert (cast.pathway(cast.ana).status, patient.assignments.get().state) == ("active", "open")


def test_the_page_about_leaving_is_only_for_who_left(ana):
    assert ana.get(reverse("left_care")).url == reverse("my_choices")


def test_the_care_card_says_what_no_means_whatever_the_centre_wrote(cast, ana):
    publish_text(by=cast.carlos, centre=cast.here, about="care", language="en", title="Care", body="Agree?")
    assert "No to this means that you leave the programme." in cards(page(ana))["care"]


# --- asked once -------------------------------------------------------------------------------------------------------


def home(client):
    return client.get(reverse("home")).content.decode()


def test_what_is_not_answered_is_asked_on_my_page_and_not_now_is_an_answer(patient, ana):
    assert "There are 3 things that only you can decide." in home(ana)
    assert ana.post(reverse("choose_later")).url == reverse("home")
    after = home(ana)
    assert "We do not ask this again." in after
    assert "only you can decide" not in after
    assert [one.said for one in patient.consents.all()] == ["not now"] * 3
    assert not holds(patient, "care")


def test_a_new_version_is_asked_once_on_my_page(cast, ana, texts):
    ana.post(reverse("choose_later"))
    publish_text(
        by=cast.carlos, centre=cast.here, about="messages", language="en", title="T", body="B", asks_again=True
    )
    assert "There is 1 thing that only you can decide." in home(ana)
    choose(ana, texts_for(cast.here, "en")["messages"], "no")
    assert "only you can decide" not in home(ana)


# --- what is refused --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("said", ["", "not now", "perhaps"])
def test_anything_but_yes_and_no_changes_nothing(ana, texts, said):
    answered = choose(ana, texts["care"], said)
    assert answered.status_code == 422
    assert "Choose yes or no." in answered.content.decode()
    assert not Consent.objects.exists()


def test_a_text_that_is_no_question_cannot_be_answered(ana, texts):
    answered = choose(ana, texts["what"], "yes")
    assert answered.status_code == 422
    assert "This text is not one that you can answer." in answered.content.decode()
    assert not Consent.objects.exists()


@pytest.mark.parametrize("which", ["another centre's", "nobody's"])
def test_a_text_of_elsewhere_is_not_found(cast, ana, which):
    pk = texts_for(cast.there, "en")["care"].pk if which == "another centre's" else uuid.uuid4()
    assert ana.post(reverse("choose"), {"text": pk, "said": "yes"}).status_code == 404
    assert ana.get(reverse("consent_text", args=[pk])).status_code == 404


def test_a_patient_of_two_centres_answers_for_the_one_whose_page_it_is(cast, ana):
    with clock.at(clock.now() + timedelta(days=1)):
        take_into_care(by=BY, centre=cast.there, user=cast.ana)
    go_to(ana, cast.here)
    assert choose(ana, texts_for(cast.there, "en")["care"], "yes").status_code == 409
    assert not Consent.objects.exists()


def test_nobody_chooses_for_somebody_else(cast, client, patient, texts):
    client.force_login(cast.bea)
    choose(client, texts["research"], "yes")
    record_consent(by=cast.ana, patient=patient, text=texts["research"], said="no", channel="page")
    assert (holds(patient, "research"), holds(cast.patient(cast.bea), "research")) == (False, True)
