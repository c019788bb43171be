"""The timeline says of each thing who did it: a member of staff by name, the person, or the rules."""

from __future__ import annotations

from django.urls import reverse

from clinicians import actions as desk
from oncocare.consent.actions import record_consent
from oncocare.consent.selectors import texts_for
from oncocare.foundation import clock
from oncocare.people import actions as people
from oncocare.people.picture.actions import keep_picture
from oncocare.people.roles import CLINICIAN
from oncocare.safety.plan.actions import write_plan
from questionnaires.scheduling.actions import assign
from steps import actions as steps
from steps.levels import Level
from steps.models import Proposal
from tests.cast import BY, _user
from tests.factories.rooms import day, sit
from tests.pages import words


def timeline(client, patient):
    text = words(client.get(reverse("record", args=[patient.pk])))
    return text.split(" Timeline ")[-1]


def test_each_change_of_a_pathway_says_who_made_it_and_why(cast, patient, clara):
    pathway = cast.pathway(cast.ana)
    for step, reason in (("pause", "On a journey."), ("resume", "Is back."), ("ill", "In hospital.")):
        steps.set_status(by=cast.clara, pathway=pathway, step=step, reason=reason)
    text = timeline(clara, patient)
    for title, reason in (
        ("Paused", "On a journey."), ("Asked again from now on", "Is back."), ("Ill: not asked for now", "In hospital."),
    ):  # fmt: skip
        assert f"Clara: {reason}" in text.split(title, 1)[1][:60], title


def test_levels_and_proposals_say_who(cast, patient, clara):
    sit(patient, day(-20), phq=22, gad=10)
    with clock.at(day(-19)):
        steps.accept(by=cast.clara, proposal=Proposal.objects.get())
        steps.override(by=cast.clara, pathway=cast.pathway(cast.ana), to=Level.CAMPUS, reason="Wants it.")
    text = timeline(clara, patient)
    for expected in (
        "Clara accepted the proposal", "Clara set the level · Wants it.", "Decision of the rules", "The rules decided",
        "Accepted Clara", "Answered by the person",
    ):  # fmt: skip
        assert expected in text, expected


def test_on_paper_the_latest_change_names_who_made_it_too(cast, patient, clara):
    sit(patient, day(-20), phq=22, gad=10)
    with clock.at(day(-19)):
        steps.accept(by=cast.clara, proposal=Proposal.objects.get())
    assert "Wed 11 Feb 2026: Clara accepted the proposal Latest decision" in on_paper(clara, patient)
    with clock.at(day(-18)):
        steps.override(by=cast.clara, pathway=cast.pathway(cast.ana), to=Level.CAMPUS, reason="Wants it.")
    assert "Thu 12 Feb 2026: Clara set the level · Wants it." in on_paper(clara, patient)


def on_paper(client, patient):
    return words(client.get(reverse("print_record", args=[patient.pk])))


def test_what_was_asked_by_hand_says_who_asked_and_what_the_schedule_asks_does_not(cast, patient, clara):
    today = clock.today(patient.zone)
    for by in (cast.clara, "system:schedule"):
        assign(by=by, patient=patient, instruments=["phq-9", "gad-7"], opens=today, due=today, closes=today)
        patient.assignments.update(state="missed")
    text = timeline(clara, patient)
    assert text.count("Questions asked by hand") == 1
    assert "Clara: 2 questionnaires, all together" in text


def test_consent_picture_plan_and_handing_over_say_who(cast, patient, clara):
    texts = texts_for(cast.here, "en")
    record_consent(by=cast.clara, patient=patient, text=texts["research"], said="yes", channel="staff")
    record_consent(by=cast.ana, patient=patient, text=texts["community"], said="no", channel="page")
    keep_picture(by=cast.clara, patient=patient, source="staff", said={"cancer": "breast"})
    write_plan(by=cast.ana, patient=patient, content={"signs": "made up"}, shared=True)
    nora = _user("nora")
    people.appoint(by=BY, user=nora, centre=cast.here, role=CLINICIAN)
    desk.hand_over(by=cast.clara, patient=patient, clinician=nora)
    desk.hand_over(by=nora, patient=patient, clinician=cast.clara)
    text = timeline(clara, patient)
    for title, said in (
        ("Consent noted by the team", "Clara: Research: Yes"),
        ("About this person", "Clara: "),
        ("Safety plan changed", "The person"),
        ("Handed over", "Nora: Clara"),
    ):
        assert said in text.split(title, 1)[1][:60], title
    assert text.count("Consent noted") == 1


def test_what_nobody_did_at_a_screen_says_so(cast, patient, clara):
    steps.set_status(by=BY, pathway=cast.pathway(cast.ana), step="withdraw", reason="Said no.")
    assert "OncoCare, by itself: Said no." in timeline(clara, patient)
