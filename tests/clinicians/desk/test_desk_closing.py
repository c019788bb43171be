"""Closing a flag about suicidal thoughts at the desk: a page of its own, and nothing typed is lost."""

from datetime import timedelta

import pytest
from django.urls import reverse

from clinicians.models import Task
from oncocare.events.actions import inline
from oncocare.foundation import clock
from oncocare.foundation.datafiles import parse
from oncocare.people.days import today_of
from oncocare.safety.assessment.actions import load_assessment_form
from oncocare.safety.assessment.wording import checked_pack
from oncocare.safety.flags.actions import acknowledge
from oncocare.safety.models import Flag, RiskAssessment
from tests.cast import BY
from tests.factories.rooms import FlagFactory, closing
from tests.pages import text, words
from tests.safety.assessment.test_assessment_wording import PACK
from tests.signing_in import go_to, sign_in

NOTHING_ASKED = {f"asked-{one}": "not_asked" for one in ("thoughts", "intent", "plan", "means")}


@pytest.fixture
def flag(cast, patient):
    return FlagFactory(patient=patient, owner=cast.clara)


def close(client, flag, given):
    return client.post(address(flag), closing(flag, given))


def address(flag):
    return reverse("close_flag", args=[flag.pk])


def test_the_record_leads_to_the_page_that_asks(cast, clara, patient, flag):
    acknowledge(by=cast.clara, flag=flag)
    page = text(clara.get(reverse("record", args=[patient.pk])))
    assert f'<a href="{address(flag)}">Say what was asked, and close this flag</a>' in page
    assert '-outcome"' not in page


def test_another_kind_is_closed_on_the_record_as_before(cast, clara, patient):
    flag = acknowledge(by=cast.clara, flag=FlagFactory(patient=patient, owner=cast.clara, kind="worsening"))
    record = text(clara.get(reverse("record", args=[patient.pk])))
    assert f'name="close-{flag.pk}-outcome"' in record
    assert 'name="asked-intent"' not in text(clara.get(address(flag)))
    assert close(clara, flag, {"close-how": "logged", "close-outcome": "spoke_safe"}).status_code == 302


def test_the_page_asks_and_offers_a_plan_that_nobody_has_to_make(clara, flag, patient):
    page = words(clara.get(address(flag)))
    for expected in (
        "What did you ask, and what did the person say?", "Does the person mean to act on it?", "Not asked",
        "When is the next contact?", "Or say why none is needed", "Who else was told?",
        "It belongs to the person, and nobody has to have one.", "Make a safety plan with the person",
    ):  # fmt: skip
        assert expected in page, expected


def test_a_flag_is_closed_with_what_was_asked_and_the_next_contact(cast, clara, flag):
    soon = today_of(cast.here) + timedelta(days=1)
    given = {
        **NOTHING_ASKED, "asked-intent": "no", "asked-said": "I asked about last night.", "asked-told": "Her daughter.",
        "asked-next_contact": soon.isoformat(), "close-how": "logged", "close-outcome": "spoke_safe", "close-minutes": "25",
    }  # fmt: skip
    with inline():
        assert close(clara, flag, given).status_code == 302
    kept = RiskAssessment.objects.get()
    assert {one["question"]: one["answer"] for one in kept.answers} == {
        "said": "I asked about last night.",
        "thoughts": "Not asked",
        "intent": "No",
        "plan": "Not asked",
        "means": "Not asked",
        "told": "Her daughter.",
    }
    assert kept.next_contact == soon
    assert [(task.what, task.due, task.owner) for task in Task.objects.all()] == [
        ("Next contact, as agreed", soon, cast.clara)
    ]
    assert Flag.objects.get().effort.minutes == 25


def test_each_question_can_be_not_asked_so_nobody_is_held_up(clara, flag):
    given = {
        **NOTHING_ASKED,
        "asked-no_contact": "Taken to the emergency department",
        "close-how": "logged",
        "close-outcome": "referred",
    }
    assert close(clara, flag, given).status_code == 302
    assert Flag.objects.get().outcome == "referred"


@pytest.mark.parametrize(
    ("left_out", "said"),
    [
        ("asked-intent", "Please answer: Does the person mean to act on it?"),
        ("asked-plan", "Please answer: Has the person thought about how or when?"),
        ("asked-means", "Please answer: Is what they thought of within reach?"),
        ("asked-no_contact", "Choose the day of the next contact, or say why none is needed."),
        ("close-outcome", "Choose how it ended."),
    ],
)
def test_what_is_lacking_is_named_and_nothing_typed_is_lost(clara, flag, left_out, said):
    given = {
        **NOTHING_ASKED, "asked-said": "typed with care", "asked-no_contact": "known", "close-how": "logged", "close-outcome": "spoke_safe",
        "close-note": "a note",
    }  # fmt: skip
    del given[left_out]
    page = text(close(clara, flag, given), 422)
    assert "There is a problem" in page
    assert said in page
    assert "typed with care" in page
    assert "a note" in page
    assert Flag.objects.get().closed_at is None


def test_a_day_that_is_over_is_no_next_contact(cast, clara, flag):
    past = today_of(cast.here) - timedelta(days=1)
    given = {
        **NOTHING_ASKED,
        "asked-next_contact": past.isoformat(),
        "close-how": "logged",
        "close-outcome": "spoke_safe",
    }
    assert "This day is over. Choose today or a later day." in words(close(clara, flag, given), 422)


def test_what_is_cared_for_already_needs_only_who_knows(clara, flag):
    page = words(close(clara, flag, {"close-outcome": "already_known"}), 422)
    assert "Write in a few words who cares for the person and knows of this." in page
    assert "Please answer" not in page
    given = {"close-outcome": "already_known", "close-note": "Dr Sanz sees her daily."}
    assert close(clara, flag, given).status_code == 302
    assert not RiskAssessment.objects.exists()


def test_what_was_typed_all_the_same_is_not_thrown_away(clara, flag):
    given = {"close-outcome": "already_known", "close-note": "Dr Sanz", "asked-said": "She told me about it."}
    assert "She told me about it." in text(close(clara, flag, given), 422)
    assert close(clara, flag, {**given, **NOTHING_ASKED, "asked-no_contact": "Dr Sanz"}).status_code == 302
    assert RiskAssessment.objects.get().answers[0]["answer"] == "She told me about it."


DANGER = {"asked-thoughts": "active", "asked-intent": "yes", "asked-plan": "definite", "asked-means": "yes"}
MEANS_IT = "Above it says that the person means to act on it, or has a definite plan."


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        ({"close-how": "no", "close-outcome": "no_concern"}, "Above stands what the person said."),
        ({"close-outcome": "no_concern"}, f"{MEANS_IT} Choose what was done."),
        ({"close-outcome": "mistake"}, f"{MEANS_IT} Choose what was done."),
        ({"close-outcome": "spoke_safe"}, f"{MEANS_IT} Choose the next contact."),
    ],
)
def test_a_plan_to_die_is_not_filed_as_nothing(clara, flag, given, refused):
    said = {**DANGER, "asked-no_contact": "none needed", "close-how": "logged", "close-note": "Nothing.", **given}
    assert refused in words(close(clara, flag, said), 422)
    assert not RiskAssessment.objects.exists()


@pytest.mark.parametrize("outcome", ["referred", "emergency"])
def test_a_plan_to_die_may_be_handed_on_without_a_next_contact(clara, flag, outcome):
    said = {**DANGER, "asked-no_contact": "The ward keeps her.", "close-how": "logged", "close-note": "Ambulance."}
    assert close(clara, flag, {**said, "close-outcome": outcome}).status_code == 302


def test_what_somebody_closed_meanwhile_is_refused_with_all_that_was_typed(cast, clara, flag):
    given = {
        **NOTHING_ASKED,
        "asked-said": "typed with care",
        "asked-no_contact": "x",
        "close-how": "logged",
        "close-outcome": "spoke_safe",
    }
    close(clara, flag, given)
    page = text(close(clara, flag, given), 422)
    assert "This flag was closed already. Nothing was changed." in page
    assert "typed with care" in page
    assert RiskAssessment.objects.count() == 1


def test_the_record_and_its_print_show_the_questions_with_their_answers(clara, flag, patient):
    given = {
        **NOTHING_ASKED,
        "asked-protects": "Her garden.",
        "asked-no_contact": "On the ward",
        "close-how": "logged",
        "close-outcome": "plan",
    }
    close(clara, flag, given)
    for name in ("record", "print_record"):
        page = words(clara.get(reverse(name, args=[patient.pk])))
        for expected in (
            "Does the person mean to act on it? Not asked", "What keeps the person going? Her garden.",
            "Next contact On the ward", "Written by Clara",
        ):  # fmt: skip
            assert expected in page, (name, expected)


def test_a_centre_with_a_licensed_form_chooses(cast, clara, flag):
    document = parse(PACK, "pack.yaml")
    load_assessment_form(by=BY, centre=cast.here, pack=checked_pack(document), sha256=document.sha256)
    assert "Use another form: A licensed form" in words(clara.get(address(flag)))
    page = text(clara.get(address(flag), {"form": "licensed"}))
    assert "First question?" in page
    assert "Use another form: What was asked and said" in page
    given = {
        "form": "licensed",
        "asked-wish": "yes",
        "asked-no_contact": "x",
        "close-how": "logged",
        "close-outcome": "plan",
    }
    assert close(clara, flag, given).status_code == 302
    kept = RiskAssessment.objects.get()
    assert (kept.form, kept.form_sha256) == ("licensed", document.sha256)


def test_whoever_answers_a_flag_closes_it_without_opening_the_record(cast, client, flag):
    sign_in(client, cast.gala)
    go_to(client, cast.here)
    assert "Does the person mean to act on it?" in words(client.get(address(flag)))
    given = {**NOTHING_ASKED, "asked-no_contact": "x", "close-how": "logged", "close-outcome": "spoke_safe"}
    assert close(client, flag, given).status_code == 302


def test_a_licence_that_ends_while_the_page_is_open_takes_nothing_that_was_typed(cast, clara, flag):
    document = parse(PACK.replace("2030-12-31", today_of(cast.here).isoformat()), "pack.yaml")
    load_assessment_form(by=BY, centre=cast.here, pack=checked_pack(document), sha256=document.sha256)
    given = {
        "form": "licensed",
        "asked-wish": "yes",
        "asked-no_contact": "x",
        "close-how": "logged",
        "close-outcome": "plan",
    }
    with clock.at(clock.now() + timedelta(days=1)):
        clara.force_login(cast.clara)
        assert "A licensed form" not in words(clara.get(address(flag)))
        assert close(clara, flag, given).status_code == 302
    assert RiskAssessment.objects.get().form == "licensed"


def test_a_link_to_a_flag_that_is_closed_leads_back_to_the_record(clara, flag, patient):
    close(clara, flag, {"close-outcome": "already_known", "close-note": "Dr Sanz"})
    answer = clara.get(address(flag), follow=True)
    assert answer.redirect_chain == [(reverse("record", args=[patient.pk]), 302)]
    assert "This flag was closed already. Nothing was changed." in words(answer)
