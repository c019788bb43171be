"""An answer that worries is kept, flagged and followed by the crisis page, whatever became of the questions."""

import uuid
from datetime import date

import pytest
from django.urls import reverse

from oncocare.events.models import Event
from oncocare.foundation import clock
from oncocare.safety.models import Flag
from questionnaires.answering import actions
from questionnaires.answering.actions import KeyReused, NotOpen
from questionnaires.models import Assignment, Draft, LateAnswer, Mode, Response, Score
from questionnaires.scheduling.actions import cancel_open, close_past_windows
from tests.cast import phq9
from tests.factories.rooms import ask, day, send
from tests.pages import seen
from tests.questionnaires.answering.pages import fill, heading, say, text
from tests.questionnaires.keeping import KEY, save

EIGHT = {str(item): 1 for item in range(1, 9)}


def flags():
    return [(flag.kind, flag.severity) for flag in Flag.objects.order_by("raised")]


def crisis(answer):
    return (answer.status_code, answer.url.split("?")[0]) == (302, url_of(Flag.objects.latest("raised")))


def url_of(flag):
    return reverse("support", args=[flag.pk])


def sent():
    return Event.objects.filter(kind="response.submitted").count()


@pytest.fixture(autouse=True)
def first_day():
    with clock.at(day(0)):
        yield


@pytest.fixture
def missed(due):
    """Eight answers were saved at ten; the window closed in the night a week later."""
    fill(due, EIGHT)
    with clock.at(day(8)):
        close_past_windows()
        yield Assignment.objects.get(pk=due.pk)


# --- after the window -------------------------------------------------------------------------------------------------


def test_item_9_after_the_window_stands_in_the_draft_and_raises_its_flag_without_a_score(missed, ana):
    assert missed.state == "missed"
    assert crisis(say(ana, missed, "9", 1))
    assert Draft.objects.get().answers == {**EIGHT, "9": 1}
    assert flags() == [("suicidal_ideation", "high")]
    assert (Assignment.objects.get().state, Response.objects.count(), Score.objects.count(), sent()) == (
        "missed",
        0,
        0,
        0,
    )


def test_it_is_kept_where_nothing_was_answered_before(cast, client, due):
    with clock.at(day(8)):
        close_past_windows()
        client.force_login(cast.ana)
        assert crisis(say(client, due, "9", 3))
    assert Draft.objects.get().answers == {"9": 3}
    assert flags() == [("suicidal_ideation", "urgent")]


def test_it_is_kept_when_the_questions_were_taken_back(ana, due, patient):
    cancel_open(by="system", patient=patient)
    assert crisis(say(ana, due, "9", 2))
    assert Draft.objects.get().answers == {"9": 2}
    assert flags() == [("suicidal_ideation", "urgent")]


def test_rather_not_say_after_the_window_raises_its_own_flag(missed, ana):
    assert crisis(say(ana, missed, "9", "rather_not"))
    assert Draft.objects.get().answers == {**EIGHT, "9": None}
    assert flags() == [("suicide_not_said", "medium")]


@pytest.mark.parametrize(("item", "code"), [("1", 3), ("9", 0)])
def test_an_answer_that_does_not_worry_is_refused_and_the_page_does_not_say_it_was_kept(missed, ana, item, code):
    shown = text(say(ana, missed, item, code), 409)
    assert (
        "The answers you gave before are kept. They were not sent, and your team can read them as unfinished." in shown
    )
    assert Draft.objects.get().answers == EIGHT
    assert flags() == []


@pytest.mark.parametrize("code", ["4", "-1", "x", ""])
def test_no_answer_of_the_item_is_refused_as_before(missed, ana, code):
    assert heading(say(ana, missed, "9", code), 409) == "These questions are closed"
    assert flags() == []


def test_pressed_twice_it_is_one_flag_and_the_crisis_page_follows_each_time(missed, ana):
    assert crisis(say(ana, missed, "9", 1))
    assert crisis(say(ana, missed, "9", 1))
    assert flags() == [("suicidal_ideation", "high")]


# --- after sending ----------------------------------------------------------------------------------------------------


def test_after_sending_it_is_a_row_of_its_own_and_the_response_never_changes(ana, due):
    response = send(due, phq9(9))
    before = Response.objects.values().get()
    assert crisis(say(ana, due, "9", 2))
    assert crisis(say(ana, due, "9", 2))
    assert [(row.item, row.code, row.assignment_id) for row in LateAnswer.objects.all()] == [("9", 2, due.pk)]
    assert Response.objects.values().get() == before
    assert flags() == [("suicidal_ideation", "urgent")]
    assert (response.risk, sent(), Draft.objects.count()) == ([], 1, 0)


def test_the_same_answer_in_a_second_tab_after_sending_is_no_second_row(ana, due):
    send(due, phq9(9, 1))
    assert crisis(say(ana, due, "9", 1))
    assert LateAnswer.objects.count() == 0
    assert flags() == [("suicidal_ideation", "high")]


# --- refused submissions ----------------------------------------------------------------------------------------------


def test_a_refused_submission_keeps_what_worries(missed):
    with pytest.raises(NotOpen):
        actions.submit(by=missed.patient.user, assignment=missed, answers=phq9(9, 3), key=KEY)
    assert Draft.objects.get().answers == {**EIGHT, "9": 3}
    assert flags() == [("suicidal_ideation", "urgent")]


def test_a_key_sent_again_with_other_answers_keeps_what_worries(due):
    send(due, phq9(9), key=KEY)
    with pytest.raises(KeyReused):
        actions.submit(by=due.patient.user, assignment=due, answers=phq9(9, 1), key=KEY)
    assert [(row.item, row.code) for row in LateAnswer.objects.all()] == [("9", 1)]
    assert flags() == [("suicidal_ideation", "high")]


# --- who reads it -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["record", "print_record"])
def test_the_clinician_reads_unfinished_answers_as_what_they_are(cast, client, missed, name):
    save(missed, "9", 2)
    client.force_login(cast.clara)
    shown = seen(client.get(reverse(name, args=[missed.patient_id])).content.decode())
    assert "Unfinished answers: not sent, no score." in shown
    assert "2: More than half the days" in shown


@pytest.mark.parametrize("name", ["record", "print_record"])
def test_the_clinician_reads_a_late_answer_beside_the_response(cast, client, due, name):
    send(due, phq9(9))
    save(due, "9", 1)
    client.force_login(cast.clara)
    shown = seen(client.get(reverse(name, args=[due.patient_id])).content.decode())
    assert "Given after these answers had been sent." in shown
    assert "1: Several days" in shown


# --- at midnight ------------------------------------------------------------------------------------------------------


def state(due):
    return Assignment.objects.values_list("state", "closes").get(pk=due.pk)


def test_questions_stay_open_under_the_hands_of_whoever_answers_them(cast, client, due):
    with clock.at(day(7, 23, 50)):
        fill(due, EIGHT)
        client.force_login(cast.ana)
    with clock.at(day(8, 0, 10)):
        close_past_windows()
        assert state(due)[0] == "open"
        assert crisis(say(client, due, "9", 2))
    with clock.at(day(8, 2, 9)):
        close_past_windows()
        assert state(due)[0] == "open"
    with clock.at(day(9, 12)):
        close_past_windows()
    assert state(due) == ("missed", date(2026, 3, 10))
    assert flags() == [("suicidal_ideation", "urgent")]


def test_what_is_untouched_for_two_hours_closes_with_its_window(due):
    with clock.at(day(7, 21)):
        fill(due, EIGHT)
    with clock.at(day(8, 0, 10)):
        close_past_windows()
    assert state(due) == ("missed", due.closes)


# --- the flag it raises -----------------------------------------------------------------------------------------------


def test_rather_not_say_is_one_medium_flag_and_nothing_else(due):
    send(due, {**{str(item): 3 for item in range(1, 9)}, "9": None, "10": 1})
    assert flags() == [("suicide_not_said", "medium")]
    assert Response.objects.get().risk == []


def test_an_empty_cell_of_a_file_is_no_answer(due):
    send(due, {**phq9(9), "9": None}, mode=Mode.IMPORT)
    assert flags() == []


def test_a_second_positive_answer_joins_the_open_flag(patient, due):
    send(due, phq9(9, 1))
    with clock.at(day(1)):
        [other] = ask(patient)
        send(other, phq9(9, 2), key=uuid.UUID(int=2))
    flag = Flag.objects.get()
    assert flag.severity == "urgent"
    assert [one.severity for one in flag.occasions.order_by("made")] == ["high", "urgent"]


@pytest.mark.parametrize(("codes", "severity"), [((1, 3), "urgent"), ((3, 1), "urgent"), ((1, 1), "high")])
def test_the_same_questions_answered_again_make_the_flag_graver_and_never_milder(due, codes, severity):
    deadlines = []
    for code in codes:
        save(due, "9", code)
        deadlines.append(Flag.objects.get().deadline)
    assert Flag.objects.get().severity == severity
    assert deadlines[1] <= deadlines[0]
