"""Sending from the browser: stored once, "received" only when it is stored, and a worrying answer leads to the crisis page."""

import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from oncocare.safety.models import Flag
from questionnaires.answering import actions
from questionnaires.models import Assignment, Draft, Response
from tests.cast import gad7
from tests.factories.rooms import ask, send
from tests.questionnaires.answering.pages import FULL, fill, heading, say, send_page, text, url

# --- sending ----------------------------------------------------------------------------------------------------------


def test_a_double_click_on_send_stores_once_and_says_received_both_times(ana, due):
    fill(due, FULL)
    key = uuid.uuid4()
    assert [send_page(ana, due, key).url for _ in range(2)] == [url("received", due)] * 2
    assert Response.objects.count() == 1


def test_sending_from_a_second_tab_after_the_first_says_received_and_stores_once(ana, due):
    fill(due, FULL)
    assert [send_page(ana, due).url for _ in range(2)] == [url("received", due)] * 2
    assert Response.objects.count() == 1


def test_a_key_that_was_used_before_is_refused_with_what_to_do_and_the_answers_kept(cast, ana, due):
    key = uuid.uuid4()
    fill(due, FULL)
    send_page(ana, due, key)
    [again] = ask(cast.patient(cast.ana))
    fill(again, {**FULL, "1": 0})
    page = text(send_page(ana, again, key), 409)
    assert "This page is out of date" in page
    assert url("check_answers", again) in page
    assert Draft.objects.get(assignment=again).answers == {**FULL, "1": 0}
    assert send_page(ana, again).url == url("received", again)
    assert Response.objects.count() == 2


@pytest.mark.parametrize("key", ["", "not-a-key"])
def test_a_submission_without_a_key_shows_the_check_page_again(ana, due, key):
    fill(due, FULL)
    assert (
        heading(ana.post(url("check_answers", due), {"key": key, "csrfmiddlewaretoken": "x"}), 422)
        == "Check your answers"
    )
    assert not Response.objects.exists()


def closing(due, state):
    Assignment.objects.filter(pk=due.pk).update(state=state)


@pytest.mark.parametrize("state", ["missed", "cancelled"])
def test_questions_that_are_closed_say_so_and_keep_what_was_answered(ana, due, state):
    fill(due, {"1": 3})
    closing(due, state)
    for answer in (
        ana.get(url("start_answering", due)),
        ana.get(url("question", due, "2")),
        say(ana, due, "2", 1),
        ana.get(url("check_answers", due)),
        send_page(ana, due),
    ):
        page = text(answer, 409)
        assert "These questions are closed" in page
        assert (
            "The answers you gave before are kept. They were not sent, and your team can read them as unfinished."
            in page
        )
    assert Draft.objects.get().answers == {"1": 3}
    assert ana.get(url("received", due)).url == url("start_answering", due)


def test_questions_already_sent_say_that_they_were_received(ana, due):
    send(due, FULL)
    for answer in (ana.get(url("start_answering", due)), ana.get(url("question", due, "2")), say(ana, due, "2", 1)):
        page = text(answer, 409)
        assert "You have already sent these answers" in page
        assert "Everything you sent is stored." in page
    assert (ana.get(url("check_answers", due)).url, send_page(ana, due).url) == (url("received", due),) * 2
    assert Response.objects.get().answers == FULL


@pytest.mark.parametrize(("state", "place"), [("missed", None), ("answered", "received")])
def test_an_assignment_that_ends_between_reading_and_saving_is_refused_in_the_same_words(
    ana, due, monkeypatch, state, place
):
    fill(due, FULL)

    def meanwhile(**kwargs):
        closing(due, state)
        raise actions.NotOpen(Assignment.objects.get(pk=due.pk))

    monkeypatch.setattr(actions, "save_answer", meanwhile)
    monkeypatch.setattr(actions, "submit_draft", meanwhile)
    assert say(ana, due, "2", 1).status_code == 409
    closing(due, "open")
    answer = send_page(ana, due)
    assert answer.url == url(place, due) if place else answer.status_code == 409
    assert Draft.objects.get().answers == FULL


def test_received_is_said_only_of_what_is_stored(ana, due):
    fill(due, FULL)
    assert ana.get(url("received", due)).url == url("start_answering", due)


def test_when_storing_fails_the_person_is_not_told_that_it_arrived_and_nothing_is_lost(committed, monkeypatch):
    [due] = ask(committed.patient(committed.ana))
    fill(due, FULL)
    browser = Client(raise_request_exception=False)
    browser.force_login(committed.ana)

    def fail(*args, **kwargs):
        raise ConnectionError

    with monkeypatch.context() as broken:
        broken.setattr(actions, "emit", fail)
        page = text(send_page(browser, due), 500)
    assert "received" not in page.lower()
    assert "Something went wrong on our side" in page
    assert (Response.objects.count(), Draft.objects.get().answers) == (0, FULL)
    assert send_page(browser, due).url == url("received", due)


def test_a_rule_that_fails_after_the_commit_does_not_take_the_answers_back(committed, monkeypatch):
    from steps import actions as steps

    [due] = ask(committed.patient(committed.ana))
    fill(due, FULL)
    browser = Client()
    browser.force_login(committed.ana)

    def fail(*args, **kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr(steps, "decide_point", fail)
    assert send_page(browser, due).url == url("received", due)
    assert Response.objects.get().answers == FULL


def test_the_next_questions_of_the_bundle_are_offered(cast, ana):
    first, second = ask(cast.patient(cast.ana), "phq-9", "gad-7")
    send(first, FULL)
    page = text(ana.get(url("received", first)))
    assert url("start_answering", second) in page
    send(second, gad7(3))
    assert ana.get(url("received", second)).url == reverse("home")
    assert "We received your answers. They were stored on" in text(ana.get(reverse("home"), follow=True))


# --- a worrying answer ------------------------------------------------------------------------------------------------


def test_a_worrying_answer_shows_the_crisis_page_at_once_and_leads_on_from_there(ana, due):
    answer = say(ana, due, "9", 1)
    flag = Flag.objects.get()
    assert answer.url == f"{reverse('support', args=[flag.pk])}?next={url('question', due, '10')}"
    page = text(ana.get(answer.url))
    assert 'href="tel:112"' in page
    assert url("question", due, "10") in page


def test_the_crisis_page_follows_a_worrying_answer_also_where_it_was_said_whether_it_can_wait(ana, due):
    first = say(ana, due, "9", 1).url
    ana.post(first, {"can_wait": "no"})
    assert say(ana, due, "9", 2).url == first
    assert say(ana, due, "9", 2).url == first


def test_after_sending_a_worrying_answer_the_question_is_asked_once_more_and_can_be_passed_over(ana, due):
    fill(due, {**FULL, "9": 2})
    send_page(ana, due)
    asked = ana.get(url("received", due))
    flag = Flag.objects.get()
    assert asked.url.startswith(reverse("support", args=[flag.pk]))
    page = text(ana.get(asked.url))
    onward = re.search(r'<a href="([^"]+)">Go on without answering this', page)[1]
    assert ana.get(onward).url == reverse("home")
