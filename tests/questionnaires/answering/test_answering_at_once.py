"""A script that asks for it gets the next page with the answer to its question: the page that a redirect leads to."""

from __future__ import annotations

import re

import pytest

from oncocare.safety.models import Flag
from questionnaires.models import Draft
from tests.questionnaires.answering.pages import FULL, fill, say, text, url

AT_ONCE = {"X-At-Once": "1"}
ONCE = re.compile(r'name="(csrfmiddlewaretoken|key)" value="[^"]+"')


def at_once(client, due, item, code):
    return client.post(url("question", due, item), {"answer": code}, headers=AT_ONCE)


def page(answer):
    """What it says, but for what is made anew for every page."""
    return ONCE.sub("", text(answer))


def test_the_next_question_is_the_page_that_its_address_opens(ana, due):
    answer = at_once(ana, due, "1", 2)
    assert (answer.status_code, answer["Content-Location"]) == (200, url("question", due, "2"))
    assert page(answer) == page(ana.get(url("question", due, "2")))
    assert Draft.objects.get().answers == {"1": 2}


def test_after_the_last_come_the_answers_to_check(ana, due):
    fill(due, {item: code for item, code in FULL.items() if item != "10"})
    answer = at_once(ana, due, "10", FULL["10"])
    assert answer["Content-Location"] == url("check_answers", due)
    assert page(answer) == page(ana.get(url("check_answers", due)))


def test_an_answer_that_worries_leads_to_the_page_with_numbers_to_call_and_is_stored_once(ana, due):
    answer = at_once(ana, due, "9", 2)
    flag = Flag.objects.get()
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer["Content-Location"] == say(ana, due, "9", 2).url
    assert str(flag.pk) in answer["Content-Location"]
    assert Flag.objects.get() == flag


def test_what_is_wrong_is_said_on_the_same_page(ana, due):
    answer = ana.post(url("question", due, "1"), {"answer": "7"}, headers=AT_ONCE)
    assert (answer.status_code, "Content-Location" in answer) == (422, False)


def test_a_question_once_sent_takes_no_answer(ana, due):
    due.state = "answered"
    due.save()
    assert at_once(ana, due, "1", 2).status_code == 409


@pytest.mark.parametrize("item", ["1", "10"])
def test_without_the_header_it_is_a_redirect(ana, due, item):
    assert say(ana, due, item, 1).status_code == 302
