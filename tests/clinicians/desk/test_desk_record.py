"""One person's record and every answer to a flag or proposal: shown whole, changed with a reason, refused in words."""

import re
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from oncocare.foundation import clock
from oncocare.people.models import Centre, Patient
from oncocare.safety.flags.actions import acknowledge, close, raise_flag, say_whether_it_can_wait
from oncocare.safety.models import Flag
from questionnaires.instruments.catalogue import catalogue
from questionnaires.models import Assignment, Mode
from questionnaires.scheduling.tasks import close_past_windows
from steps import actions
from steps.levels import Level
from steps.models import Pathway, Proposal, Transition
from tests.cast import BY
from tests.clinicians.desk.pressing import do, done
from tests.factories.rooms import FlagFactory, ask, closing, day, sit, talked
from tests.pages import seen


@pytest.fixture
def proposal(patient):
    sit(patient, day(0), phq=22, gad=10)
    return Proposal.objects.get()


@pytest.fixture
def flag(cast, patient):
    return FlagFactory(patient=patient, owner=cast.clara, kind="worsening")


def page(client, patient):
    answer = client.get(reverse("record", args=[patient.pk]))
    assert answer.status_code == 200
    return seen(answer.content.decode())


def refused(answer, *sentences):
    """The record again, with the error in words and in the list at the top."""
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "There is a problem" in text
    assert re.search(r"<title>\s*Error:", text)
    for sentence in sentences:
        assert sentence in text, sentence


# --- what the record shows --------------------------------------------------------------------------------------------


def test_the_record_shows_everything_that_happened(cast, patient, clara):
    sit(patient, day(-60), phq=22, gad=9, item_9=1)
    proposed = Proposal.objects.get()
    with clock.at(day(-59)):
        actions.accept(by=cast.clara, proposal=proposed)
        close(
            by=cast.clara,
            flag=Flag.objects.get(kind="suicidal_ideation"),
            outcome="spoke_safe",
            note="Spoke for an hour.",
            assessed=talked(),
        )
    with clock.at(day(-30)):
        ask(patient, "gad-7", "phq-9", days=3)
    with clock.at(day(-20)):
        close_past_windows()
    sit(patient, day(-10), phq=9)
    with clock.at(day(-9)):
        actions.override(by=cast.clara, pathway=cast.pathway(cast.ana), to=Level.COMMUNITY, reason="Wants peers.")
        acknowledge(by=cast.clara, flag=FlagFactory(patient=patient, owner=cast.clara, kind="worsening"))
        ask(patient, "gad-7", days=30)
    text = page(clara, patient)
    for expected in (
        "3 Community", "Closed by Clara", "I spoke with the person; they are safe for now", "Spoke for an hour.",
        "Questions not answered in time", "Clara accepted the proposal", "Clara set the level",
        "Wants peers.", "rule severe-now", "Policy stepped-care-phq, version 2", "Accepted", "Clara took it on",
        "Reliable change (NHS): better", "(severe)", "1 set of questions open", "Every answer",
        catalogue()["phq-9"].texts["en"].items["9"],
    ):  # fmt: skip
        assert expected in text, expected
    days = re.findall(r'<li class="oc-card oc-timeline__day"><h3>([^<]+)</h3>(.*?)</li>', text, re.DOTALL)
    assert [(when, len(re.findall("<h4", part))) for when, part in days] == [
        ("Saturday 21 February 2026", 2),  # the level set, a flag
        ("Friday 20 February 2026", 4),  # answers, a decision, and that of the missed day with its flag
        ("Tuesday 3 February 2026", 1),  # two questionnaires missed at one occasion
        ("Friday 2 January 2026", 1),  # the proposal accepted
        ("Thursday 1 January 2026", 6),  # two questionnaires, two flags, a decision, the level meanwhile
    ]


def test_an_empty_record_says_that_nothing_has_happened(patient, clara):
    assert "Nothing has happened yet." in page(clara, patient)


def test_answers_without_wording_and_without_answer_are_shown_as_codes(cast, patient, clara):
    from tests.factories.rooms import send

    [due] = ask(patient, "hads")
    send(due, {"1": 2, "2": None})
    text = page(clara, patient)
    assert "no answer" in text
    assert "no score, too many answers missing" in text


def test_an_estimated_score_and_an_imported_one_say_so(patient, clara):
    from tests.cast import gad7
    from tests.factories.rooms import send

    [due] = ask(patient, "gad-7")
    send(due, {**gad7(9), "7": None}, mode=Mode.IMPORT)
    text = page(clara, patient)
    assert "Imported" in text


@pytest.mark.parametrize(
    ("can_wait", "until", "expected"),
    [
        (True, day(4), "The person says it can wait until Friday 6 March 2026, 10:00."),
        (True, None, "The person says it can wait."),
        (False, day(4), "The person says it cannot wait (asked "),
    ],
)
def test_the_record_says_what_the_person_said_about_waiting(flag, patient, clara, can_wait, until, expected):
    Flag.objects.update(can_wait=can_wait, wait_until=until, wait_said=clock.now() if can_wait is not None else None)
    assert expected in page(clara, patient)


def test_the_record_says_when_the_flag_was_raised_again_after_the_person_said_it_can_wait(patient, clara):
    concern = {"by": BY, "patient": patient, "kind": "worsening", "severity": "high", "join": True}
    now = clock.now()
    with clock.at(now + timedelta(minutes=1)):
        flag = raise_flag(**concern, source="assignment:1")
    with clock.at(now + timedelta(minutes=2)):
        say_whether_it_can_wait(by=patient.account, flag=flag, can_wait=True)
        assert "They said so before" not in page(clara, patient)
    with clock.at(now + timedelta(minutes=3)):
        raise_flag(**concern, source="assignment:2")
        assert "They said so before it was raised again." in page(clara, patient)


# --- flags ------------------------------------------------------------------------------------------------------------


def test_a_flag_is_taken_on_and_then_closed_with_an_outcome(cast, patient, flag, clara):
    done(do(clara, "acknowledge_flag", flag.pk), patient)
    assert "You have taken this on." in page(clara, patient)
    done(
        do(
            clara,
            "close_flag",
            flag.pk,
            **closing(flag, {"close-how": "logged", "close-outcome": "plan", "close-note": "We made a plan."}),
        ),
        patient,
    )
    flag.refresh_from_db()
    assert (flag.acknowledged_by, flag.closed_by, flag.outcome, flag.note) == (
        cast.clara,
        cast.clara,
        "plan",
        "We made a plan.",
    )


def test_closing_without_an_outcome_is_refused_in_words(flag, clara):
    do(clara, "acknowledge_flag", flag.pk)
    refused(do(clara, "close_flag", flag.pk, **closing(flag, {"close-note": "x"})), "Choose how it ended.")
    flag.refresh_from_db()
    assert flag.closed_at is None


def test_closing_what_somebody_closed_already_is_refused_in_words(cast, patient, flag, clara):
    close(by=cast.carlos, flag=flag, outcome="mistake", assessed=talked())
    refused(
        do(clara, "close_flag", flag.pk, **closing(flag, {"close-how": "logged", "close-outcome": "plan"})),
        "This flag was closed already. Nothing was changed.",
    )
    flag.refresh_from_db()
    assert flag.outcome == "mistake"


# --- proposals --------------------------------------------------------------------------------------------------------


def test_a_proposal_shows_its_reasons_and_is_accepted(patient, proposal, clara):
    assert "Proposal: Group therapy" in page(clara, patient)
    done(do(clara, "accept_proposal", proposal.pk), patient)
    assert Pathway.objects.get(patient=patient).level == 4


def test_another_level_is_chosen_with_a_reason(patient, proposal, clara):
    done(do(clara, "change_proposal", proposal.pk, **{"change-to": "2", "change-reason": "Peers first."}), patient)
    assert (Pathway.objects.get(patient=patient).level, Transition.objects.last().reason) == (2, "Peers first.")


def test_a_proposal_is_declined_with_a_reason(patient, proposal, clara):
    done(do(clara, "decline_proposal", proposal.pk, **{"decline-reason": "Spoke with her."}), patient)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.reason, Pathway.objects.get(patient=patient).level) == (
        "declined",
        "Spoke with her.",
        3,
    )
    text = page(clara, patient)
    assert "Declined" in text
    assert "Spoke with her." in text


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("change_proposal", {}, ["Choose a level.", "Write the reason in a few words."]),
        ("change_proposal", {"change-to": "5", "change-reason": "x"}, ["Choose one of the four levels."]),
        ("change_proposal", {"change-to": "3", "change-reason": "   "}, ["Write the reason in a few words."]),
        ("decline_proposal", {"decline-reason": ""}, ["Write the reason in a few words."]),
    ],
)
def test_a_proposal_answered_without_level_or_reason_stays_open(proposal, clara, name, data, expected):
    refused(do(clara, name, proposal.pk, **data), *expected)
    proposal.refresh_from_db()
    assert proposal.state == "open"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("accept_proposal", {}),
        ("change_proposal", {"change-to": "3", "change-reason": "x"}),
        ("decline_proposal", {"decline-reason": "x"}),
    ],
)
def test_a_proposal_answered_already_is_refused_in_words(cast, patient, proposal, clara, name, data):
    actions.override(by=cast.clara, pathway=proposal.pathway, to=Level.CAMPUS, reason="x")
    refused(
        do(clara, name, proposal.pk, **data), "This proposal was answered already, or newer answers took its place."
    )


# --- level and status -------------------------------------------------------------------------------------------------


def test_a_level_is_set_with_a_reason(cast, patient, clara):
    done(
        do(clara, "set_level", cast.pathway(cast.ana).pk, **{"level-to": "2", "level-reason": "Asked for lessons."}),
        patient,
    )
    assert cast.pathway(cast.ana).level == 2


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({}, "Choose a level."),
        ({"level-to": "2"}, "Write the reason in a few words."),
        ({"level-to": "x", "level-reason": "x"}, "Choose one of the four levels."),
    ],
)
def test_a_level_set_wrongly_is_refused_in_words(cast, clara, data, expected):
    refused(do(clara, "set_level", cast.pathway(cast.ana).pk, **data), expected)
    assert cast.pathway(cast.ana).level == 1


def test_pausing_resuming_and_leaving_from_the_record(cast, patient, clara):
    pk = cast.pathway(cast.ana).pk
    reason, leaving = {"status-reason": "Asked for it."}, {"leaving-reason": "Asked for it.", "leaving-sure": "on"}
    for step, status, expected, given in (
        ("pause", "paused", "Paused", reason),
        ("resume", "active", "Saved", reason),
        ("withdraw", "withdrawn", "Left the programme", leaving),
    ):
        done(do(clara, f"{step}_pathway", pk, **given), patient)
        assert cast.pathway(cast.ana).status == status
        assert expected in page(clara, patient)
    refused(do(clara, "pause_pathway", pk, **{"status-reason": "x"}), "This was changed already by somebody else.")
    refused(
        do(clara, "set_level", pk, **{"level-to": "2", "level-reason": "x"}),
        "Stepped care is paused or ended for this person",
    )


def test_a_pause_without_a_reason_is_refused(cast, clara):
    refused(do(clara, "pause_pathway", cast.pathway(cast.ana).pk), "Write the reason in a few words.")
    assert cast.pathway(cast.ana).status == "active"


# --- asking -----------------------------------------------------------------------------------------------------------


def test_questions_are_asked_together_for_the_days_given(patient, clara):
    done(do(clara, "ask", patient.pk, **{"ask-instruments": ["phq-9", "gad-7"], "ask-days": "5"}), patient)
    today = clock.today("Europe/Madrid")
    made = list(Assignment.objects.filter(patient=patient).order_by("place"))
    assert [one.instrument for one in made] == ["phq-9", "gad-7"]
    assert {(one.opens, one.due, one.closes) for one in made} == {(today, today + timedelta(5), today + timedelta(10))}


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"ask-days": "5"}, "Choose at least one."),
        ({"ask-instruments": ["phq-9"], "ask-days": "x"}, "Write a number of days from 1 to 60."),
        ({"ask-instruments": ["phq-9"], "ask-days": "0"}, "Ensure this value is greater than or equal to 1."),
        ({"ask-instruments": ["hads"], "ask-days": "5"}, "Please choose again:"),
    ],
)
def test_questions_asked_wrongly_are_refused_in_words(patient, clara, data, expected):
    answer = do(clara, "ask", patient.pk, **data)
    if "Ensure" in expected:
        refused(answer)
    else:
        refused(answer, expected)
    assert not Assignment.objects.exists()


def test_what_a_person_cannot_read_is_asked_on_purpose_only(cast, patient, clara):
    Patient.objects.filter(pk=patient.pk).update(language="es")
    assert "No official words in this person’s language" in page(clara, patient)
    data = {"ask-instruments": ["phq-9", "brs"], "ask-days": "5"}
    refused(do(clara, "ask", patient.pk, **data), "Nothing was asked. Choose others")
    assert not Assignment.objects.exists()
    assert "This person cannot read what they are asked" not in page(clara, patient)
    done(do(clara, "ask", patient.pk, **data, **{"ask-all_the_same": "on"}), patient)
    assert "There are no official words in their language for: Brief Resilience Scale." in page(clara, patient)


# --- who may ----------------------------------------------------------------------------------------------------------

ACTS = ["acknowledge_flag", "close_flag", "accept_proposal", "change_proposal", "decline_proposal", "set_level", "pause_pathway",
        "resume_pathway", "withdraw_pathway", "help_began", "help_ended", "ask"]  # fmt: skip


@pytest.mark.parametrize(
    ("who", "status"), [("denis", 404), ("ana", 404), ("bea", 404), ("dora", 404), ("carlos", 403), ("eva", 403)]
)
def test_nobody_else_can_suppress_a_flag_or_change_a_level(cast, patient, flag, proposal, client, who, status):
    client.force_login(getattr(cast, who))
    pks = {
        "flag": flag.pk,
        "proposal": proposal.pk,
        "pathway": proposal.pathway_id,
        **dict.fromkeys(("level", "began", "ended"), proposal.pathway_id),
        "ask": patient.pk,
    }
    for name in ACTS:
        data = {"close-how": "logged", "close-outcome": "plan", "change-to": "3", "change-reason": "x", "decline-reason": "x", "level-to": "3",
                "level-reason": "x", "status-reason": "x", "ask-instruments": ["phq-9"], "ask-days": "3"}  # fmt: skip
        assert do(client, name, pks[name.split("_")[-1]], **data).status_code == status, name
    assert client.get(reverse("record", args=[patient.pk])).status_code == status
    flag.refresh_from_db()
    proposal.refresh_from_db()
    assert (flag.acknowledged_at, proposal.state, Assignment.objects.filter(state="open").count()) == (None, "open", 0)
    assert (cast.pathway(cast.ana).level, cast.pathway(cast.ana).status) == (3, "active")
    assert not cast.pathway(cast.ana).help_days.exists()


@pytest.mark.parametrize("name", ACTS)
def test_an_act_needs_a_form_of_ours_and_never_a_link(cast, flag, proposal, name):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.clara)
    path = reverse(name, args=[uuid.uuid4()])
    answer = strict.post(path)
    assert answer.status_code == 403
    assert "Please send that again" in answer.content.decode()
    # the link to closing a flag opens the page that asks how; of a flag that is not there it opens nothing
    assert strict.get(path).status_code == (404 if name == "close_flag" else 405)


# --- the centre -------------------------------------------------------------------------------------------------------


def test_the_centre_page_is_for_those_who_may_see_it(cast, client):
    for who, status in (("clara", 200), ("carlos", 200), ("eva", 403), ("ana", 403)):
        client.force_login(getattr(cast, who))
        assert client.get(reverse("centre")).status_code == status
    assert Centre.objects.count() == 2
