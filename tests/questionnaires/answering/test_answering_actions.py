"""Saving and submitting: kept at once, stored once, all or nothing."""

import uuid
from datetime import UTC, date, datetime

import pytest
from django.db import Error, transaction

from oncocare.audit.models import AuditRow
from oncocare.events.models import Event
from oncocare.foundation import clock
from oncocare.foundation.models import ShortcutRefused
from oncocare.safety.flags import actions as safety
from oncocare.safety.models import Flag
from questionnaires.answering import actions
from questionnaires.answering.actions import KeyReused, NotOpen
from questionnaires.instruments import selectors as instruments
from questionnaires.instruments.catalogue import definition
from questionnaires.instruments.scoring import AnswerError
from questionnaires.models import Assignment, Draft, Response, Score
from tests.cast import phq9
from tests.factories.committed import PATIENCE, at_once
from tests.factories.rooms import ask, day, send, talked
from tests.questionnaires.keeping import KEY, save, stored

# --- the draft --------------------------------------------------------------------------------------------------------


def test_every_answer_is_kept_at_once_with_its_moment(due):
    with clock.at(day(0)):
        save(due, "1", 3)
    with clock.at(day(1)):
        save(due, "2", None)
        save(due, "1", 0)
    draft = Draft.objects.get()
    assert draft.answers == {"1": 0, "2": None}
    assert draft.timings == {"1": day(1).isoformat(), "2": day(1).isoformat()}
    assert draft.changed == day(1)


def test_two_tabs_with_old_pages_lose_none_of_each_others_answers(due):
    tabs = [Assignment.objects.select_related("draft").get(pk=due.pk) for _ in range(2)]
    save(tabs[0], "1", 1)
    save(tabs[1], "2", 2)
    save(tabs[0], "3", 3)
    assert Draft.objects.get().answers == {"1": 1, "2": 2, "3": 3}


def test_two_answers_saved_at_the_same_moment_are_both_kept(committed):
    [due] = ask(committed.patient(committed.ana))
    at_once(*(lambda item=item: save(due, str(item), 1) for item in range(1, 8)))
    assert Draft.objects.get().answers == {str(item): 1 for item in range(1, 8)}


@pytest.mark.parametrize(
    ("item", "code", "said"),
    [
        ("1", 4, "item 1: 4 is not allowed; allowed: 0, 1, 2, 3"),
        ("1", -1, "item 1: -1 is not allowed; allowed: 0, 1, 2, 3"),
        ("1", True, "item 1: True is not allowed; allowed: 0, 1, 2, 3"),
        ("11", 1, "item '11': an unknown item is not allowed"),
    ],
)
def test_an_answer_that_is_not_offered_is_refused_and_the_draft_kept(due, item, code, said):
    save(due, "1", 2)
    with pytest.raises(AnswerError) as refused:
        save(due, item, code)
    assert str(refused.value).startswith(said)
    assert Draft.objects.get().answers == {"1": 2}


@pytest.mark.parametrize("state", ["missed", "cancelled", "answered"])
def test_an_assignment_that_is_not_open_takes_no_answer_and_keeps_its_draft(due, state):
    save(due, "1", 2)
    Assignment.objects.update(state=state)
    with pytest.raises(NotOpen) as refused:
        save(due, "2", 2)
    assert (refused.value.assignment.state, str(refused.value)) == (state, f"assignment is {state}")
    assert Draft.objects.get().answers == {"1": 2}


# --- risk -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "raised"),
    [
        (0, []),
        (1, [("suicidal_ideation", "high")]),
        (2, [("suicidal_ideation", "urgent")]),
        (3, [("suicidal_ideation", "urgent")]),
        (None, [("suicide_not_said", "medium")]),
    ],
)
def test_item_9_raises_a_flag_when_it_is_saved_whatever_else_is_answered(cast, due, code, raised):
    flags = save(due, "9", code)
    assert [(one.kind, one.severity) for one in flags] == raised
    assert [(one.source, one.owner) for one in flags] == [(f"assignment:{due.pk}", cast.clara)] * len(raised)


@pytest.mark.parametrize("others", [{}, {"1": 0, "2": 0}, {str(item): 0 for item in range(1, 9)}])
def test_item_9_raises_a_flag_at_submission_also_with_a_low_total_and_with_items_missing(due, others):
    response = send(due, {**others, "9": 1})
    assert response.risk == ["suicidal_ideation"]
    assert [one.source for one in stored(Flag)] == [f"assignment:{due.pk}"]


def test_a_flag_raised_by_the_draft_is_not_doubled_by_the_submission(due, patient):
    [flag] = save(due, "9", 1)
    send(due, phq9(5, 1))
    assert stored(Flag) == [flag]


def test_a_flag_stands_also_when_the_answer_is_taken_back(due):
    [flag] = save(due, "9", 2)
    assert save(due, "9", 0) == []
    send(due, phq9(0))
    assert stored(Flag) == [flag]


def test_what_is_said_again_after_its_flag_was_closed_raises_another(cast, due):
    [first] = save(due, "9", 1)
    safety.close(by=cast.clara, flag=first, outcome="spoke_safe", assessed=talked())
    assert save(due, "10", 3) == []
    [second] = save(due, "9", 3)
    assert (second.number, second.closed_at, second.pk != first.pk) == (2, None, True)
    assert save(due, "9", 2) == [second]


def test_the_next_questionnaire_is_one_occasion_more_of_the_open_flag(patient, due):
    send(due, phq9(5, 1))
    [again] = ask(patient)
    send(again, phq9(5, 1))
    [flag] = Flag.objects.all()
    sources = list(flag.occasions.order_by("id").values_list("source", flat=True))
    assert sources == [f"assignment:{due.pk}", f"assignment:{again.pk}"]


# --- submitting -------------------------------------------------------------------------------------------------------


def test_a_submission_stores_response_scores_audit_and_event_together(cast, patient, due):
    save(due, "1", 2)
    timings = due.draft.timings
    with clock.at(day(0, 23, 30)):
        response = send(due, phq9(12), key=KEY, language="es", text_sha256="a" * 64, answered=day(-1, 23, 30))
    known = definition("phq-9")
    assert {
        name: getattr(response, name)
        for name in ("key", "version", "definition_sha256", "text_sha256", "language", "mode", "answers", "timings", "missing")
    } == {
        "key": KEY, "version": known.version, "definition_sha256": known.sha256, "text_sha256": "a" * 64, "language": "es",
        "mode": "self", "answers": phq9(12), "timings": timings, "missing": [],
    }  # fmt: skip
    assert (response.entered_by, response.received, response.answered) == (
        f"user:{cast.ana.pk}",
        day(0, 23, 30),
        day(-1, 23, 30),
    )
    [score] = stored(Score)
    assert (score.name, score.value, score.band, score.prorated) == ("total", 12, "moderate", False)
    assert (score.measured, score.recorded) == (date(2026, 3, 1), date(2026, 3, 2))
    due.refresh_from_db()
    assert (due.state, stored(Draft)) == ("answered", [])
    assert AuditRow.objects.get(verb="response.submitted").detail == {"mode": "self"}
    assert Event.objects.get(kind="response.submitted").payload == {
        "response": str(response.pk), "patient": str(patient.pk), "bundle": str(due.bundle),
    }  # fmt: skip


def test_the_day_of_a_score_is_the_day_at_the_centre(due):
    with clock.at(datetime(2026, 3, 1, 23, 30, tzinfo=UTC)):  # half past midnight in Madrid
        send(due, phq9(3))
    assert [(one.measured, one.recorded) for one in stored(Score)] == [(date(2026, 3, 2), date(2026, 3, 2))]


def test_a_score_that_must_be_missing_is_stored_as_missing(due):
    response = send(due, {"1": 3, "2": None})
    assert [(one.value, one.band) for one in stored(Score)] == [(None, "")]
    assert response.missing == [str(item) for item in range(2, 10)]


@pytest.mark.parametrize("place", ["emit", "_raise_flags", "record", "_store_scores"])
def test_when_any_part_of_a_submission_fails_nothing_is_stored_and_the_draft_is_kept(due, monkeypatch, place):
    save(due, "1", 2)
    audited, events = AuditRow.objects.count(), Event.objects.count()

    def fail(*args, **kwargs):
        raise ConnectionError

    monkeypatch.setattr(actions, place, fail)
    with pytest.raises(ConnectionError):
        send(due, phq9(12))
    due.refresh_from_db()
    assert (due.state, stored(Response), stored(Score), stored(Flag)) == ("open", [], [], [])
    assert (AuditRow.objects.count(), Event.objects.count()) == (audited, events)
    assert Draft.objects.get().answers == {"1": 2}


@pytest.mark.parametrize("answers", [{"1": 4}, {"99": 1}, {"1": "2"}])
def test_a_submission_with_an_answer_that_is_not_offered_stores_nothing(due, answers):
    with pytest.raises(AnswerError):
        send(due, answers)
    assert stored(Response) == []


def test_the_same_key_sent_again_returns_what_is_stored(due):
    first = send(due, phq9(12), key=KEY)
    assert send(due, phq9(12), key=KEY) == first
    assert (stored(Response), Score.objects.count()) == ([first], 1)


def test_the_same_key_with_other_answers_is_refused(due):
    first = send(due, phq9(12), key=KEY)
    with pytest.raises(KeyReused):
        send(due, phq9(13), key=KEY)
    assert (stored(Response), stored(Response)[0].answers) == ([first], phq9(12))


def test_the_key_of_another_assignment_is_refused(patient, due):
    send(due, phq9(12), key=KEY)
    [again] = ask(patient)
    with pytest.raises(KeyReused):
        send(again, phq9(12), key=KEY)
    assert Response.objects.count() == 1


def test_another_key_with_the_same_answers_is_the_same_submission(due):
    assert send(due, phq9(12)) == send(due, phq9(12))


def test_another_key_with_other_answers_finds_the_assignment_answered(due):
    send(due, phq9(12))
    with pytest.raises(NotOpen):
        send(due, phq9(13))
    assert Response.objects.count() == 1


@pytest.mark.parametrize("state", ["missed", "cancelled"])
def test_an_assignment_that_is_over_takes_no_submission(due, state):
    Assignment.objects.update(state=state)
    with pytest.raises(NotOpen):
        send(due, phq9(12))
    assert stored(Response) == []


def test_the_draft_is_submitted_as_it_stands_under_the_lock(patient, due):
    text = instruments.text_in(definition("phq-9"), patient.centre, "en")
    for item, code in phq9(12).items():
        save(due, item, code)
    response = actions.submit_draft(by=patient.user, assignment=due, key=KEY, text=text)
    assert (response.answers, response.language, response.text_sha256) == (phq9(12), "en", text.sha256)
    assert actions.submit_draft(by=patient.user, assignment=due, key=KEY, text=text) == response
    with pytest.raises(NotOpen):
        actions.submit_draft(by=patient.user, assignment=due, key=uuid.uuid4(), text=text)


def test_an_answer_to_a_question_that_no_longer_applies_is_not_sent(patient):
    [due] = ask(patient, "pc-ptsd-5")
    for item, code in {"0": 1, "1": 1, "2": 0}.items():
        save(due, item, code)
    save(due, "0", 0)
    text = instruments.text_in(definition("pc-ptsd-5"), patient.centre, "en")
    assert actions.submit_draft(by=patient.user, assignment=due, key=KEY, text=text).answers == {"0": 0}


@pytest.mark.parametrize("keys", [[KEY, KEY], [KEY, uuid.UUID(int=2)]], ids=["same key", "other key"])
def test_two_submissions_of_the_same_answers_at_the_same_moment_store_one_response(committed, keys):
    [due] = ask(committed.patient(committed.ana))
    ended = at_once(*(lambda key=key: send(due, phq9(12), key=key) for key in keys))
    assert [one.pk for one in ended] == [one.pk for one in stored(Response)] * 2
    assert (Score.objects.count(), Event.objects.filter(kind="response.submitted").count()) == (1, 1)


def test_of_two_submissions_of_other_answers_at_the_same_moment_exactly_one_is_stored(committed):
    [due] = ask(committed.patient(committed.ana))
    ended = at_once(lambda: send(due, phq9(12, 1)), lambda: send(due, phq9(13, 1)))
    assert sorted(type(one).__name__ for one in ended) == ["NotOpen", "Response"]
    assert (Response.objects.count(), Flag.objects.count()) == (1, 1)


def test_without_the_lock_on_the_assignment_a_race_would_be_taken_for_a_key_sent_twice(committed, monkeypatch):
    import threading

    [due] = ask(committed.patient(committed.ana))
    both = threading.Barrier(2)

    def unlocked(assignment):
        both.wait(timeout=PATIENCE)
        return True

    monkeypatch.setattr(actions, "_close", unlocked)
    ended = at_once(lambda: send(due, phq9(12)), lambda: send(due, phq9(13)))
    assert sorted(type(one).__name__ for one in ended) == ["KeyReused", "Response"]


def test_an_answer_saved_while_the_answers_are_being_sent_is_sent_or_refused_never_lost(committed):
    patient = committed.patient(committed.ana)
    [due] = ask(patient)
    for item, code in phq9(12).items():
        save(due, item, code)
    text = instruments.text_in(definition("phq-9"), patient.centre, "en")
    saved, sent = at_once(
        lambda: save(due, "1", 0), lambda: actions.submit_draft(by=patient.user, assignment=due, key=KEY, text=text)
    )
    assert sent.answers["1"] == (phq9(12)["1"] if isinstance(saved, NotOpen) else 0)
    assert stored(Draft) == []


@pytest.mark.parametrize("of", [Response, Score])
def test_what_was_answered_cannot_be_changed(due, of):
    send(due, phq9(12))
    with pytest.raises(ShortcutRefused):
        of.objects.get().save()
    for change in (lambda: of.objects.update(instrument="gad-7"), lambda: of.objects.all()._raw_delete("default")):
        with pytest.raises(Error, match="permission denied for table"), transaction.atomic():
            change()
