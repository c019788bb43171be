"""Answers given on paper: the whole set or nothing, with the flags and the decision that they have online."""

import uuid
from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from oncocare.audit.models import AuditRow
from oncocare.audit.verbs import Verb
from oncocare.events.actions import inline
from oncocare.foundation import clock
from oncocare.people.days import today_of
from oncocare.safety.models import Flag
from questionnaires.answering.actions import Entered, KeyReused, NotOpen, enter_answers, submit_draft
from questionnaires.answering.selectors import unfinished_among
from questionnaires.instruments.catalogue import definition
from questionnaires.instruments.scoring import AnswerError
from questionnaires.models import Assignment, Draft, LateAnswer, Mode, Response, Score
from questionnaires.selectors import asked_of, open_in_bundle
from steps import actions as steps
from steps.models import Decision, Pathway, Transition
from tests.cast import BY, gad7, phq9
from tests.factories.committed import at_once
from tests.factories.rooms import ask, day, newcomer, send
from tests.questionnaires.keeping import KEY, save
from tests.questionnaires.scheduling.conftest import screened  # noqa: F401
from tests.questionnaires.scheduling.sweeping import POSITIVE, screen_of

SET = ("phq-9", "gad-7")


def enter(cast, patient, answers, *, asked=(), key=KEY, on=None, mode=Mode.PAPER):
    known = {one.instrument: one for one in asked}
    sheets = [Entered(code, given, known.get(code), "es", "") for code, given in answers.items()]
    return enter_answers(by=cast.clara, patient=patient, sheets=sheets, key=key, mode=mode, day=on or today_of(patient))


def both(phq=12, gad=9, item_9=0):
    return {"phq-9": phq9(phq, item_9), "gad-7": gad7(gad)}


def flags():
    return [(flag.kind, flag.severity) for flag in Flag.objects.order_by("raised", "kind")]


# --- what is stored ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", [Mode.PAPER, Mode.TELEPHONE])
def test_a_set_is_stored_with_its_mode_its_day_and_who_entered_it(cast, patient, mode):
    with clock.at(day(0)):
        asked = ask(patient, *SET)
    with clock.at(day(5)):
        enter(cast, patient, both(), asked=asked, on=day(3).date(), mode=mode)
    rows = Response.objects.order_by("instrument")
    assert [(row.instrument, row.mode, row.language, row.entered_by) for row in rows] == [
        (code, mode, "es", f"user:{cast.clara.pk}") for code in ("gad-7", "phq-9")
    ]
    assert {(row.answered, row.received, row.from_before) for row in rows} == {(day(3, 12), day(5), False)}
    totals = Score.objects.order_by("instrument").values_list("name", "value", "measured", "recorded")
    assert list(totals) == [("total", value, date(2026, 3, 5), date(2026, 3, 7)) for value in (9, 12)]
    assert {one.state for one in Assignment.objects.all()} == {"answered"}
    written = AuditRow.objects.filter(verb=Verb.RESPONSE_SUBMITTED)
    assert [(row.detail["mode"], row.actor) for row in written] == [(mode, f"user:{cast.clara.pk}")] * 2


def test_of_today_the_moment_is_now_also_before_noon(cast, patient):
    with clock.at(day(0, 8)):
        enter(cast, patient, both())
    assert {row.answered for row in Response.objects.all()} == {day(0, 8)}


def test_what_nobody_asked_for_is_asked_today_and_so_answered(cast, patient):
    with clock.at(day(0)):
        enter(cast, patient, both())
    asked = Assignment.objects.order_by("place")
    assert [(one.instrument, one.state, one.opens, one.closes) for one in asked] == [
        (code, "answered", date(2026, 3, 2), date(2026, 3, 2)) for code in SET
    ]
    assert len({one.bundle for one in asked}) == 1


def test_it_is_for_people_without_an_account(cast):
    with clock.at(day(0)), inline():
        pathway = newcomer(cast.here, "PAPER", cast.clara)
        enter(cast, pathway.patient, both(phq=16, gad=12, item_9=1))
    assert pathway.patient.user is None
    assert flags() == [("suicidal_ideation", "high")]
    assert Decision.objects.filter(patient=pathway.patient).count() == 1


# --- flags ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ago", [0, 40])
@pytest.mark.parametrize(
    ("code", "raised"),
    [(0, []), (1, [("suicidal_ideation", "high")]), (2, [("suicidal_ideation", "urgent")]),
     (None, [("suicide_not_said", "medium")])],
)  # fmt: skip
def test_item_9_on_paper_raises_the_flag_that_it_raises_online_however_old_the_paper(cast, patient, code, raised, ago):
    with clock.at(day(50)):
        answers = {"phq-9": {**phq9(5), "9": code}}
        enter(cast, patient, answers, on=today_of(patient) - timedelta(days=ago))
    assert flags() == raised
    assert [flag.raised for flag in Flag.objects.all()] == [day(50)] * len(raised)


# --- the decision -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("phq", "gad"), [(3, 2), (12, 9), (22, 15)])
def test_the_same_answers_move_the_level_as_they_do_online(cast, phq, gad):
    with clock.at(day(0)), inline():
        online, paper = (newcomer(cast.here, key, cast.clara).patient for key in ("ONLINE", "PAPER"))
        for one in ask(online, *SET):
            send(one, both(phq, gad)[one.instrument])
        enter(cast, paper, both(phq, gad), asked=ask(paper, *SET))
    levels = [Pathway.objects.get(patient=one).level for one in (online, paper)]
    moves = [
        list(Transition.objects.filter(patient=one).values_list("level_before", "level_after"))
        for one in (online, paper)
    ]
    decided = [
        list(Decision.objects.filter(patient=one).values_list("point", "level_after")) for one in (online, paper)
    ]
    assert (levels[0], moves[0], decided[0]) == (levels[1], moves[1], decided[1])
    assert len(decided[0]) == 1


def test_a_positive_screen_on_paper_opens_the_full_questionnaires_and_is_decided_with_them(cast, screened):  # noqa: F811
    patient = screened.patient
    screen = screen_of(screened)
    with clock.at(day(14, 11)), inline():
        decided = Decision.objects.filter(patient=patient).count()
        enter(cast, patient, {"phq-4": POSITIVE}, asked=[screen])
        opened = open_in_bundle(screen.bundle)
        assert {one.instrument for one in opened} == {"phq-9", "gad-7"}
        assert Decision.objects.filter(patient=patient).count() == decided
        enter(cast, patient, both(20, 15), asked=opened, key=uuid.UUID(int=2))
    assert Decision.objects.filter(patient=patient).count() == decided + 1


# --- all or nothing ---------------------------------------------------------------------------------------------------


def test_the_same_key_twice_stores_once(cast, patient):
    with clock.at(day(0)):
        first, again = enter(cast, patient, both()), enter(cast, patient, both())
    assert {row.pk for row in first} == {row.pk for row in again}
    assert (Response.objects.count(), Assignment.objects.count()) == (2, 2)


def test_a_page_sent_twice_at_one_moment_stores_once(committed):
    patient = committed.patient(committed.ana)
    ended = at_once(*(lambda: enter(committed, patient, both()) for _ in range(3)))
    assert [{row.pk for row in stored} for stored in ended] == [set(Response.objects.values_list("pk", flat=True))] * 3
    assert (Response.objects.count(), Assignment.objects.count()) == (2, 2)


def test_the_same_key_with_other_answers_is_refused_and_what_worries_is_kept(cast, patient):
    enter(cast, patient, both())
    with pytest.raises(KeyReused):
        enter(cast, patient, both(item_9=1))
    assert Response.objects.count() == 2
    assert flags() == [("suicidal_ideation", "high")]
    assert list(LateAnswer.objects.values_list("item", "code")) == [("9", 1)]


def test_a_code_that_is_not_offered_refuses_the_whole_set(cast, patient):
    with pytest.raises(AnswerError):
        enter(cast, patient, {**both(), "gad-7": {**gad7(9), "3": 4}})
    assert (Response.objects.count(), Assignment.objects.count(), flags()) == (0, 0, [])


def test_who_answered_one_online_meanwhile_is_not_overwritten_and_what_worries_on_paper_is_kept(cast, patient):
    asked = ask(patient, *SET)
    send(asked[1], gad7(3))
    with pytest.raises(NotOpen) as refused:
        enter(cast, patient, both(item_9=2), asked=asked)
    assert refused.value.assignment == asked[1]
    assert list(Response.objects.values_list("instrument", "mode")) == [("gad-7", "self")]
    assert flags() == [("suicidal_ideation", "urgent")]
    assert Draft.objects.get().answers == {"9": 2}
    assert Assignment.objects.get(pk=asked[0].pk).state == "open"


def test_a_worrying_answer_to_what_nobody_asked_for_is_kept_too(cast, patient):
    [gad] = ask(patient, "gad-7")
    send(gad, gad7(3))
    with pytest.raises(NotOpen):
        enter(cast, patient, both(item_9=1), asked=[gad])
    assert flags() == [("suicidal_ideation", "high")]
    assert Draft.objects.get().assignment.instrument == "phq-9"


def test_what_the_person_began_here_is_replaced_and_what_worries_in_it_stays_behind_its_flag(cast, patient, due):
    save(due, "1", 3)
    save(due, "9", 2)
    began = Draft.objects.get().timings
    enter(cast, patient, {"phq-9": phq9(0)}, asked=[due])
    assert (Response.objects.get().answers, Response.objects.get().timings) == (phq9(0), {})
    given = datetime.fromisoformat(began["9"])
    assert list(LateAnswer.objects.values_list("item", "code", "how", "made")) == [("9", 2, "begun", given)]
    assert Draft.objects.count() == 0


@pytest.mark.parametrize("elsewhere", [True, False])
def test_a_worrying_answer_that_was_changed_stays_behind_its_flag(cast, patient, due, elsewhere):
    """On this site and in a call; whether the changed answers are sent, or the whole comes from paper."""
    save(due, "9", 2)
    first = Draft.objects.get().timings["9"]
    for item, code in phq9(0).items():
        save(due, item, code)
    shown = [(row.answers, row.state) for row in unfinished_among(asked_of(patient))]
    if elsewhere:
        enter(cast, patient, {"phq-9": phq9(0)}, asked=[due])
    else:
        submit_draft(by=patient.user, assignment=due, key=uuid.uuid4(), text=definition("phq-9").texts["en"])
    given = datetime.fromisoformat(first)
    assert shown == [({"9": 2}, "replaced")]
    assert list(LateAnswer.objects.values_list("item", "code", "how", "made")) == [("9", 2, "replaced", given)]
    assert Response.objects.get().answers == phq9(0)


def test_a_worrying_answer_to_which_somebody_came_back_is_kept_once(patient, due):
    for code in (2, 0, 2):
        save(due, "9", code)
    assert [(row.answers, row.state) for row in unfinished_among(asked_of(patient))] == [({"9": 2}, "open")]
    submit_draft(by=patient.user, assignment=due, key=uuid.uuid4(), text=definition("phq-9").texts["en"])
    assert LateAnswer.objects.count() == 0


# --- who and when -----------------------------------------------------------------------------------------------------


def test_a_day_to_come_and_one_before_the_birth_are_refused(cast, patient):
    patient.born_on = date(1980, 5, 3)
    for wrong in (today_of(patient) + timedelta(days=1), date(1980, 5, 2)):
        with pytest.raises(ValidationError):
            enter(cast, patient, both(), on=wrong)
    enter(cast, patient, both(), on=date(1980, 5, 3))
    assert Response.objects.count() == 2


def test_today_is_where_the_person_lives(cast, patient):
    with clock.at(day(0, 23, 30)):
        patient.time_zone = "Asia/Tokyo"
        patient.save()
        enter(cast, patient, both(), on=date(2026, 3, 3))
    assert {row.answered for row in Response.objects.all()} == {day(0, 23, 30)}


def test_nothing_is_stored_about_who_has_left_or_died(cast, patient):
    pathway = cast.pathway(cast.ana)
    steps.set_status(by=BY, pathway=pathway, step="withdraw", reason="Moved away.")
    with pytest.raises(ValidationError, match="left the programme"):
        enter(cast, patient, both())
    bea = cast.patient(cast.bea)
    steps.set_status(by=BY, pathway=cast.pathway(cast.bea), step="end", reason="Told by her family.")
    bea.refresh_from_db()
    with pytest.raises(ValidationError, match="has died"):
        enter(cast, bea, both())
    assert Response.objects.count() == 0
