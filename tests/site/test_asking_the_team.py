"""A patient asks for a call or writes to the team: by when somebody answers, whose it is, and the word they read."""

from __future__ import annotations

import re
from datetime import time

import pytest
from django.test import Client
from django.urls import reverse

from clinicians import actions
from clinicians.desk.caseload.filters import Filters
from clinicians.desk.caseload.selectors import desk
from clinicians.models import ContactRequest
from clinicians.selectors import offer_of
from oncocare.audit.models import AuditRow
from oncocare.foundation import clock
from oncocare.people.actions import change_centre, take_into_care
from oncocare.safety.promise import Opening
from oncocare.safety.rota.actions import set_staffed_hours
from oncocare.site.asking.hours import DaysAlike, days_alike
from steps.actions import set_status
from tests.cast import BY, colleague
from tests.factories.rooms import day
from tests.pages import words

NINE_TO_FIVE = [Opening(weekday, time(9), time(17)) for weekday in range(5)]
FRIDAY = day(4, 18)  # after hours: the next staffed day is Monday the 9th
ASK, ANSWERED = "Ask for a call or write to my team", "I called you, we spoke."


@pytest.fixture
def ana(cast):
    """Ana, whose centre answers by the end of the next staffed day."""
    set_staffed_hours(by=BY, centre=cast.here, openings=NINE_TO_FIVE)
    actions.set_answer_promise(by=cast.carlos, centre=cast.here, days=1)
    change_centre(by=BY, centre=cast.here, phone="931 000 000")
    return cast.patient(cast.ana)


def visit(user, moment, name, *args, send=None, status=200):
    """What somebody who has just signed in reads, or is led to."""
    client = Client()
    with clock.at(moment):
        client.force_login(user)
        url = reverse(name, args=args)
        answer = client.get(url) if send is None else client.post(url, send)
    return answer.url if answer.status_code == 302 else words(answer, status)


def asked(user, moment=FRIDAY, kind="call", said=""):
    assert visit(user, moment, "ask_team", send={"kind": kind, "words": said}) == reverse("my_page")
    return ContactRequest.objects.latest("made")


# --- before it is sent ------------------------------------------------------------------------------------------------


def test_before_sending_the_page_says_by_when_in_which_hours_and_where_to_call(cast, ana):
    said = visit(cast.ana, FRIDAY, "ask_team")
    assert "Nobody reads this at once. You hear from us by Monday 9 March 2026, 17:00." in said
    assert "Here answers at these hours: Monday–Friday, 09:00–17:00" in said
    assert "If it cannot wait, do not write: call." in said
    assert ("931 000 000" in said, "112" in said) == (True, True)
    assert "We do not have your number: write it above, and say when it suits you." in said


def test_the_number_known_is_the_one_we_say_we_call(cast, ana):
    type(ana).objects.filter(pk=ana.pk).update(phone="600 111 222")
    assert "We call you on 600 111 222." in visit(cast.ana, FRIDAY, "ask_team")


@pytest.mark.parametrize("missing", ["promise", "hours"])
def test_a_centre_that_has_not_said_by_when_offers_nothing(cast, missing):
    if missing == "promise":
        set_staffed_hours(by=BY, centre=cast.here, openings=NINE_TO_FIVE)
    else:
        actions.set_answer_promise(by=cast.carlos, centre=cast.here, days=1)
    assert ASK not in visit(cast.ana, FRIDAY, "home")
    for send in (None, {"kind": "call"}):
        assert visit(cast.ana, FRIDAY, "ask_team", send=send) == reverse("my_page")
    assert ContactRequest.objects.count() == 0


# --- what was sent ----------------------------------------------------------------------------------------------------


def test_a_call_needs_no_words_and_is_of_whoever_looks_after_the_person(cast, ana):
    assert ASK in visit(cast.ana, FRIDAY, "home")
    made = asked(cast.ana)
    assert (made.kind, made.words, made.owner, made.made) == ("call", "", cast.clara, FRIDAY)
    assert made.promised == day(7, 17)
    said = visit(cast.ana, day(5), "home")
    assert "You asked for a call on Friday 6 March 2026, 18:00. Clara answers by Monday 9 March 2026, 17:00." in said
    assert ASK not in said


def test_writing_needs_words(cast, ana):
    said = visit(cast.ana, FRIDAY, "ask_team", send={"kind": "write", "words": ""}, status=422)
    assert "Write what you want to say, or ask for a call." in said
    assert ContactRequest.objects.count() == 0


def test_one_that_is_open_is_not_doubled_by_a_second_press(cast, ana):
    first = asked(cast.ana, said="about Monday")
    assert asked(cast.ana, said="again") == first
    assert ContactRequest.objects.get().words == "about Monday"
    with clock.at(FRIDAY):
        assert actions.ask_team(by=cast.ana, patient=ana, kind="call", words="") == first


def test_where_nobody_looks_after_the_person_it_is_of_whoever_answers_there(cast, ana):
    patient = take_into_care(by=BY, centre=cast.here, user=cast.felix)
    with clock.at(FRIDAY):
        assert offer_of(cast.here).owner(patient) in {cast.clara.pk, cast.gala.pk}
    asked(cast.felix)
    with clock.at(FRIDAY):
        outside = {row.patient: row.request for row in desk(cast.here, cast.clara, Filters(), 1).outside}
    assert outside[patient] == ContactRequest.objects.get()


def test_a_promise_that_was_broken_is_called_so(cast, ana):
    asked(cast.ana)
    said = visit(cast.ana, day(7, 18), "home")
    assert "We are sorry: we said that you would hear from us by Monday 9 March 2026, 17:00" in said
    assert "Clara answers by" not in said


# --- the desk ---------------------------------------------------------------------------------------------------------


def test_the_caseload_shows_it_with_the_promise_and_once_it_is_broken_whatever_the_filter(cast, ana):
    made = asked(cast.ana)
    with clock.at(day(5)):
        [row] = [one for one in desk(cast.here, cast.clara, Filters(), 1).rows if one.request]
    assert (row.request, row.needs_nothing) == (made, False)
    assert "Asks for a call" in visit(cast.clara, day(5), "caseload")
    assert "past their deadline" not in visit(cast.clara, day(5), "caseload")
    with clock.at(day(8)):
        elsewhere = desk(cast.here, cast.gala, Filters(level="4"), 1)
    assert [one.request for one in elsewhere.lapsed] == [made]


def test_who_left_stays_in_the_caseload_until_it_is_answered(cast, ana):
    made = asked(cast.ana)
    with clock.at(day(5)):
        set_status(by=cast.clara, pathway=cast.pathway(cast.ana), step="withdraw", reason="x")
        assert [one.request for one in desk(cast.here, cast.clara, Filters(), 1).rows if one.request] == [made]
        actions.answer_request(by=cast.clara, request=made, answer=ANSWERED)
        assert ana not in [one.pathway.patient for one in desk(cast.here, cast.clara, Filters(), 1).rows]


def test_it_is_answered_with_a_word_that_the_person_reads_with_a_name_for_two_weeks(cast, ana):
    made = asked(cast.ana, kind="write", said="the new pills")
    page = visit(cast.clara, day(7), "answer_request", made.pk)
    assert ("the new pills" in page, "Promised by Mon 9 Mar 17:00" in page) == (True, True)
    assert "Write what the person will read." in visit(
        cast.clara, day(7), "answer_request", made.pk, send={}, status=422
    )
    assert visit(cast.clara, day(7), "answer_request", made.pk, send={"answer": ANSWERED}) == reverse("caseload")
    assert f"Clara answered you on Monday 9 March 2026, 10:00: {ANSWERED}" in visit(cast.ana, day(8), "home")
    assert ASK in visit(cast.ana, day(8), "home")
    assert ANSWERED in visit(cast.clara, day(8), "record", ana.pk)
    assert ANSWERED not in visit(cast.ana, day(22), "home")
    verbs = AuditRow.objects.filter(patient=str(ana.pk), verb__contains="request").order_by("id")
    assert list(dict.fromkeys(verbs.values_list("verb", flat=True))) == [
        "contact_request.made", "read.request", "contact_request.answered",
    ]  # fmt: skip


def test_only_the_first_answer_counts(cast, ana):
    made = asked(cast.ana)
    visit(cast.clara, day(7), "answer_request", made.pk, send={"answer": ANSWERED})
    said = visit(cast.clara, day(7), "answer_request", made.pk, send={"answer": "twice"}, status=422)
    assert "Somebody has answered this already. Nothing was changed." in said
    assert ContactRequest.objects.get().answer == ANSWERED


def test_a_colleague_without_the_person_in_their_caseload_answers_without_a_reason(cast, ana):
    made, cleo = asked(cast.ana), colleague(cast)
    assert visit(cleo, day(7), "answer_request", made.pk, send={"answer": ANSWERED}) == reverse("caseload")
    assert ContactRequest.objects.get().answered_by == cleo


def test_it_goes_with_the_person_to_a_colleague(cast, ana):
    asked(cast.ana)
    cleo = colleague(cast)
    with clock.at(day(5)):
        actions.hand_over(by=cast.clara, patient=ana, clinician=cleo)
    assert ContactRequest.objects.get().owner == cleo
    with clock.at(day(6)):
        ana.refresh_from_db()
        actions.hand_over_caseload(by=cleo, patients=[ana], clinician=cast.clara)
    assert ContactRequest.objects.get().owner == cast.clara


def test_nobody_reads_what_another_asked(cast, ana):
    asked(cast.ana, said="a secret")
    assert "You asked for a call" not in visit(cast.bea, day(5), "home")
    assert re.search("secret", visit(cast.bea, day(5), "home")) is None


# --- what the centre decides ------------------------------------------------------------------------------------------


def test_the_coordinator_says_by_when_and_nothing_is_filled_in(cast):
    page = visit(cast.carlos, FRIDAY, "centre_patient_page")
    assert "Your staffed hours are not written down yet." in page
    assert visit(cast.carlos, FRIDAY, "centre_patient_page", send={"days": "2"}) == reverse("centre_patient_page")
    assert cast.here.answer_promise.days == 2
    wrong = visit(cast.carlos, FRIDAY, "centre_patient_page", send={"days": "0"}, status=422)
    assert "Write the days as a whole number from 1 to 10." in wrong


def test_days_with_the_same_hours_in_a_row_are_said_once():
    week = [*NINE_TO_FIVE[:3], Opening(2, time(18), time(20)), *NINE_TO_FIVE[3:], Opening(6, time(10), time(12))]
    assert days_alike(week) == [
        DaysAlike(0, 1, "09:00–17:00"),
        DaysAlike(2, 2, "09:00–17:00, 18:00–20:00"),
        DaysAlike(3, 4, "09:00–17:00"),
        DaysAlike(6, 6, "10:00–12:00"),
    ]
