"""What is due together is announced, answered, checked and sent as one: all of it is stored, or nothing."""

import re
import uuid

import pytest
from django.urls import reverse

from oncocare.audit.models import AuditRow
from oncocare.events.models import Event
from oncocare.people.selectors import standing_of
from oncocare.safety.models import Flag
from questionnaires.answering import actions
from questionnaires.answering.actions import save_answer
from questionnaires.models import Assignment, Draft, LateAnswer, Response
from questionnaires.selectors import own_bundle
from tests.cast import gad7
from tests.factories.rooms import ask, send
from tests.questionnaires.answering.pages import FULL, fill, say, send_page, text, url


@pytest.fixture
def both(cast, ana):
    return ask(cast.patient(cast.ana), "phq-9", "gad-7")


def goes_to(page):
    return re.search(r'class="nhsuk-button" href="([^"]+)"', page)[1]


def back(page):
    return re.search(r'class="nhsuk-back-link" href="([^"]+)"', page)[1]


def test_both_sets_are_announced_as_one(ana, both):
    for one in both:
        page = " ".join(text(ana.get(url("start_answering", one))).split())
        assert "17 questions, about 3 minutes. About the last 2 weeks." in page
        assert goes_to(page) == url("question", both[0], "1")


def test_the_second_set_follows_the_first_and_the_count_goes_on(ana, both):
    first, second = both
    fill(first, FULL)
    assert say(ana, first, "10", 1).url == url("question", second, "1")
    page = text(ana.get(url("question", second, "1")))
    assert "Question 11 of 17" in page
    assert back(page) == url("question", first, "10")
    fill(second, gad7(3))
    assert say(ana, second, "7", 0).url == url("check_answers", second)
    page = text(ana.get(url("check_answers", second)))
    assert page.count("nhsuk-summary-list__row") == 17
    assert back(page) == url("question", second, "7")


def test_a_change_leads_straight_back_to_the_list(ana, both):
    first, second = both
    fill(first, FULL)
    fill(second, gad7(3))
    for one, item in ((first, "3"), (second, "2")):
        assert say(ana, one, item, 1, "?change=1").url == url("check_answers", one)


def test_what_was_left_out_of_either_set_is_asked_before_anything_is_sent(ana, both):
    first, second = both
    fill(first, {item: code for item, code in FULL.items() if item != "4"})
    fill(second, gad7(3))
    assert send_page(ana, second).url == url("question", first, "4")
    assert not Response.objects.exists()


@pytest.mark.parametrize("named", [0, 1])
def test_both_are_sent_by_one_press_and_stored_once(ana, both, named):
    first, second = both
    fill(first, FULL)
    fill(second, gad7(3))
    key = uuid.uuid4()
    place = url("received", both[named])
    assert [send_page(ana, both[named], key).url for _press in range(2)] == [place] * 2
    stored = {response.instrument: response for response in Response.objects.all()}
    assert {name: one.answers for name, one in stored.items()} == {"phq-9": FULL, "gad-7": gad7(3)}
    assert stored["phq-9"].key == key
    assert not Draft.objects.exists()
    assert ana.get(place).url == reverse("home")


def test_who_listens_is_told_once_of_one_press_with_the_last_of_what_it_stored(ana, both):
    first, second = both
    fill(first, FULL)
    fill(second, gad7(3))
    key = uuid.uuid4()
    for _press in range(2):
        send_page(ana, first, key)
    told = Event.objects.filter(kind="response.submitted").values_list("payload__response", flat=True)
    assert list(told) == [str(second.response.pk)]
    assert AuditRow.objects.filter(verb="response.submitted").count() == 2


def test_where_one_cannot_be_stored_neither_is(ana, both, monkeypatch):
    first, second = both
    fill(first, FULL)
    fill(second, gad7(3))
    real = actions.submit_draft

    def second_is_closed(*, assignment, **more):
        if assignment == second:
            Assignment.objects.filter(pk=second.pk).update(state="missed")
            raise actions.NotOpen(Assignment.objects.get(pk=second.pk))
        return real(assignment=assignment, **more)

    monkeypatch.setattr(actions, "submit_draft", second_is_closed)
    assert send_page(ana, first).status_code == 409
    assert (Response.objects.count(), Draft.objects.count()) == (0, 2)


def test_a_worrying_answer_of_the_first_set_is_read_before_the_second_is_finished(ana, both):
    first, second = both
    fill(first, FULL)
    answer = say(ana, first, "9", 2)
    flag = Flag.objects.get()
    assert answer.url == f"{reverse('support', args=[flag.pk])}?next={url('question', first, '10')}"
    fill(second, gad7(3))
    send_page(ana, second)
    asked = ana.get(url("received", second)).url
    assert asked == f"{reverse('support', args=[flag.pk])}?next={url('received', second)}?asked"
    assert not LateAnswer.objects.exists()


def test_a_set_that_was_sent_before_is_not_asked_again(ana, both):
    first, second = both
    send(first, FULL)
    page = " ".join(text(ana.get(url("start_answering", second))).split())
    assert "7 questions, about 1 minute." in page
    assert "Question 1 of 7" in text(ana.get(url("question", second, "1")))


def test_a_set_without_wording_in_this_language_waits_for_the_other(cast, ana):
    first, second = ask(cast.patient(cast.ana), "phq-9", "brs")
    ana.post(reverse("set_language"), {"language": "es"})
    fill(first, FULL)
    send_page(ana, first)
    assert [one.instrument for one in Response.objects.all()] == ["phq-9"]
    assert url("start_answering", second) in text(ana.get(url("received", first)))


def test_the_set_is_read_as_it_is_stored(cast, both):
    first, second = both
    fill(first, FULL)
    save_answer(by=cast.ana, assignment=first, item="1", code=3)
    Assignment.objects.filter(pk=second.pk).update(line="weekly", occurrence=second.due)

    def whole(row):
        return row and {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}

    read = own_bundle(standing_of(cast.ana), second.pk)
    stored = Assignment.objects.select_related("draft").order_by("place")
    assert [whole(row) for row in read] == [whole(row) for row in stored]
    assert [whole(getattr(row, "draft", None)) for row in read] == [whole(Draft.objects.get()), None]
    assert {(row.patient, row.centre) for row in read} == {(cast.patient(cast.ana), cast.here)}
