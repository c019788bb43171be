"""A patient writes to the team: what the page says before, whose it is, by when, who has read it, and what they read."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from mentoring.conversations import actions
from mentoring.conversations.hours import DaysAlike, days_alike
from mentoring.conversations.models import ContactRequest, TeamMessage, TeamMessageRead
from oncocare.audit.models import AuditRow
from oncocare.effort.models import Effort
from oncocare.foundation import clock, ids
from oncocare.people.models import Patient
from oncocare.safety.promise import Opening
from oncocare.safety.rota.actions import set_cover, set_rota, set_staffed_hours
from oncocare.safety.rota.duty import Turn
from tests.cast import BY, colleague, take_in
from tests.factories.conversations import FRIDAY, MONDAY, NINE_TO_FIVE, answering, visit, written
from tests.factories.rooms import day

WRITE, ANSWER = "Write to my team or ask for a call", "We spoke on Monday."


@pytest.fixture
def ana(cast):
    """Ana, whose centre answers by the end of the next staffed day."""
    answering(cast)
    return cast.patient(cast.ana)


# --- before it is sent ------------------------------------------------------------------------------------------------


def test_before_writing_the_page_says_by_when_in_which_hours_who_reads_it_and_where_to_call(cast, ana):
    said = visit(cast.ana, MONDAY, "write_to_team")
    assert "Nobody reads this at once. You hear from us by Tuesday 10 March 2026, 17:00." in said
    assert "answers at these hours: Monday–Friday, 09:00–17:00" in said
    assert "Your message belongs to your record: whoever may open that can read it." in said
    assert "If it cannot wait, do not write: call. You reach the centre on 931 000 000" in said
    assert "Clara reads your message and answers. Here answers at these hours" in said
    assert "You cannot send pictures or files here." in said
    assert "Nobody of your team is here now" not in said
    assert said.index("If it cannot wait") < said.index("Your message") < said.index("Send")


def test_at_night_the_numbers_to_call_come_before_the_field(cast, ana):
    said = visit(cast.ana, FRIDAY, "write_to_team")
    assert "You hear from us by Monday 9 March 2026, 17:00." in said
    assert said.index("Nobody of your team is here now") < said.index("Call 112") < said.index("Your message")
    assert said.count("Call 112") == 1


def test_the_number_known_is_the_one_we_say_we_call(cast, ana):
    assert "For a call we need your number: write it above" in visit(cast.ana, MONDAY, "write_to_team")
    Patient.objects.filter(pk=ana.pk).update(phone="600 111 222")
    assert "We call you on 600 111 222." in visit(cast.ana, MONDAY, "write_to_team")


@pytest.mark.parametrize("missing", ["promise", "hours"])
def test_a_centre_that_has_not_said_by_when_offers_nothing(cast, missing):
    if missing == "promise":
        set_staffed_hours(by=BY, centre=cast.here, openings=NINE_TO_FIVE)
    else:
        actions.set_answer_promise(by=cast.carlos, centre=cast.here, days=1)
    assert WRITE not in visit(cast.ana, FRIDAY, "home")
    for send in (None, {"kind": "call", "key": str(ids.new())}):
        assert visit(cast.ana, FRIDAY, "write_to_team", send=send) == reverse("home")
    assert "Write to my team" not in visit(cast.ana, FRIDAY, "my_team")
    assert TeamMessage.objects.count() == 0
    with pytest.raises(ValidationError, match="Please call it"):
        actions.write_to_team(by=cast.ana, patient=cast.patient(cast.ana), kind="call", words="")


# --- what was sent ----------------------------------------------------------------------------------------------------


def test_a_message_is_of_whoever_looks_after_the_person_with_the_deadline_the_page_said(cast, ana):
    assert WRITE in visit(cast.ana, FRIDAY, "home")
    asked = written(cast.ana)
    assert (asked.kind, asked.owner, asked.made, asked.promised) == ("write", cast.clara, FRIDAY, day(7, 17))
    [message] = asked.written.all()
    assert (message.words, message.from_team, message.by, message.found) == ("I cannot sleep", False, cast.ana, "")
    said = visit(cast.ana, day(5), "home")
    assert "You wrote to us on Friday 6 March 2026, 18:00. Clara answers by Monday 9 March 2026, 17:00." in said
    assert WRITE in said, "one may always add something"


def test_a_call_needs_no_words_and_anything_else_does(cast, ana):
    for kind in ("write", "private"):
        send = {"kind": kind, "words": " ", "key": str(ids.new())}
        said = visit(cast.ana, FRIDAY, "write_to_team", send=send, status=422)
        assert "Write what you want to say, or ask for a call." in said
    assert TeamMessage.objects.count() == 0
    assert written(cast.ana, kind="call", said="").kind == "call"
    assert "You asked for a call on Friday 6 March 2026, 18:00." in visit(cast.ana, day(5), "home")


def test_the_same_page_sent_twice_is_one_message(cast, ana):
    key = ids.new()
    for _time in range(2):
        written(cast.ana, key=key)
    assert list(TeamMessage.objects.values_list("pk", flat=True)) == [key]


def test_more_messages_belong_to_what_is_open_keep_its_deadline_and_may_ask_for_more(cast, ana):
    first = written(cast.ana)
    with clock.at(day(5)):
        assert "You can add something." in visit(cast.ana, day(5), "write_to_team")
    again = written(cast.ana, day(5), kind="call", said="please ring")
    assert (again, again.promised, again.kind) == (first, first.promised, "call")
    assert written(cast.ana, day(6), said="or write").kind == "call", "a call that was asked for stays asked for"
    assert ContactRequest.objects.count() == 1
    assert [one.words for one in again.written.order_by("made")] == ["I cannot sleep", "please ring", "or write"]


def test_after_an_answer_another_message_is_another_request(cast, ana):
    first = written(cast.ana)
    with clock.at(MONDAY):
        actions.write_to_patient(by=cast.clara, patient=ana, words=ANSWER)
    second = written(cast.ana, day(7, 11), said="thank you")
    assert (second != first, second.promised) == (True, day(8, 17))


def test_a_promise_that_was_broken_is_called_so(cast, ana):
    written(cast.ana)
    said = visit(cast.ana, day(7, 18), "home")
    assert "We are sorry: we said that you would hear from us by Monday 9 March 2026, 17:00" in said
    assert "Clara answers by" not in said


def test_nobody_reads_what_another_wrote(cast, ana):
    written(cast.ana, said="a secret")
    for name in ("home", "my_team"):
        assert "secret" not in visit(cast.bea, day(5), name)


# --- receipts and answers ---------------------------------------------------------------------------------------------


def test_the_patient_reads_who_has_read_it_and_when_and_then_the_answer(cast, ana):
    asked = written(cast.ana)
    assert "Nobody has read it yet." in visit(cast.ana, FRIDAY, "my_team")
    visit(cast.clara, day(7, 9), "answer_request", asked.pk)
    visit(cast.clara, day(7, 10), "answer_request", asked.pk)
    assert "Read by Clara, Monday 9 March 2026, 09:00. Clara answers by" in visit(cast.ana, day(7, 11), "home")
    assert "Read by Clara, Monday 9 March 2026, 09:00." in visit(cast.ana, day(7, 11), "my_team")
    with clock.at(day(7, 12)):
        actions.write_to_patient(by=cast.clara, patient=ana, words=ANSWER)
    said = visit(cast.ana, day(8), "home")
    assert f"Clara wrote to you on Monday 9 March 2026, 12:00: {ANSWER}" in said
    assert "Clara answers by" not in said
    assert ANSWER not in visit(cast.ana, day(22), "home")
    assert ANSWER in visit(cast.ana, day(22), "my_team")


@pytest.mark.parametrize("where", ["home", "my_team"])
def test_reading_what_the_team_wrote_is_a_receipt_of_the_first_time(cast, ana, where):
    with clock.at(MONDAY):
        message = actions.write_to_patient(by=cast.clara, patient=ana, words=ANSWER)
    for hour in (11, 12):
        visit(cast.ana, day(7, hour), where)
    assert list(TeamMessageRead.objects.values_list("message", "by", "made")) == [
        (message.pk, cast.ana.pk, day(7, 11))
    ]  # fmt: skip


def test_what_needed_no_answer_says_who_read_it(cast, ana):
    asked = written(cast.ana, said="thank you")
    visit(cast.clara, day(7, 9), "answer_request", asked.pk)
    with clock.at(day(7, 9)):
        actions.close_without_words(by=cast.clara, request=asked)
    said = visit(cast.ana, day(7, 11), "home")
    assert "Clara read what you wrote on Monday 9 March 2026, 09:00." in said
    with pytest.raises(ValidationError, match="answered this already"):
        actions.close_without_words(by=cast.clara, request=asked)


def test_the_latest_come_first_twenty_on_a_page(cast, ana):
    for number in range(21):
        written(cast.ana, day(5) + timedelta(minutes=number), said=f"number {number:02d}")
    first, second = (visit(cast.ana, day(6), "my_team", query=f"?page={number}") for number in (1, 2))
    assert (first.index("number 20") < first.index("number 01"), "number 00" in first) == (True, False)
    assert ("number 00" in second, "number 01" in second) == (True, False)


def test_a_request_and_a_message_leave_their_lines_and_no_words_in_the_log(cast, ana):
    written(cast.ana, said="a secret")
    with clock.at(MONDAY):
        actions.write_to_patient(by=cast.clara, patient=ana, words="another secret")
    rows = AuditRow.objects.filter(patient=str(ana.pk), verb__regex="contact_request|team_message").order_by("id")
    assert list(rows.values_list("verb", flat=True)) == [
        "contact_request.made", "team_message.sent", "team_message.sent", "contact_request.answered",
    ]  # fmt: skip
    assert "secret" not in str(list(rows.values()))
    assert Effort.objects.count() == 0, "writing counts as no contact unless somebody says so"


# --- whose an answer is -----------------------------------------------------------------------------------------------


def owner_of(asked):
    asked.refresh_from_db()
    return asked.owner


def test_while_somebody_is_away_who_stands_in_answers_and_the_page_says_so(cast, ana):
    cleo = colleague(cast)
    with clock.at(FRIDAY):
        set_cover(by=cast.carlos, centre=cast.here, day=MONDAY.date(), absent=cast.clara, instead=cleo)
    said = visit(cast.ana, FRIDAY, "write_to_team")
    assert "Clara is away. Cleo reads your message and answers." in said
    assert owner_of(written(cast.ana)) == cleo


def test_what_waits_with_somebody_who_is_absent_goes_to_who_stands_in_once(cast, ana):
    asked, cleo = written(cast.ana), colleague(cast)
    with clock.at(day(7, 8)):
        assert actions.pass_on_of_the_absent() == 0
        set_cover(by=cast.carlos, centre=cast.here, day=MONDAY.date(), absent=cast.clara, instead=cleo)
        assert actions.pass_on_of_the_absent() == 1
        assert owner_of(asked) == cleo
        assert actions.pass_on_of_the_absent() == 0
    assert asked.promised == day(7, 17), "what was promised stays"


def test_where_nobody_stands_in_it_goes_to_who_is_on_duty(cast, ana):
    cleo = colleague(cast)
    set_rota(
        by=cast.carlos, centre=cast.here,
        turns=[Turn(weekday, time(9), time(17), cleo.pk) for weekday in range(5)],
    )  # fmt: skip
    asked = written(cast.ana)
    assert owner_of(asked) == cast.clara
    with clock.at(day(7, 9)):
        set_cover(by=cast.carlos, centre=cast.here, day=MONDAY.date(), absent=cast.clara, instead=None)
        actions.pass_on_of_the_absent()
    assert owner_of(asked) == cleo


def test_what_is_nobodys_is_somebodys_once_somebody_may_answer(cast, ana):
    asked = written(cast.ana)
    ContactRequest.objects.filter(pk=asked.pk).update(owner=None)
    with clock.at(day(5)):
        actions.pass_on_of_the_absent()
    assert owner_of(asked) == cast.clara


def test_it_is_given_only_to_who_may_answer_here_and_only_while_it_is_open(cast, ana):
    asked, cleo = written(cast.ana), colleague(cast)
    for nobody in (cast.denis, cast.eva, cast.bea):
        with pytest.raises(ValidationError, match="may answer at this centre"):
            actions.give_request(by=cast.clara, request=asked, to=nobody)
    actions.give_request(by=cast.clara, request=asked, to=cleo)
    assert owner_of(asked) == cleo
    with clock.at(MONDAY):
        actions.write_to_patient(by=cleo, patient=ana, words=ANSWER)
    with pytest.raises(ValidationError, match="answered this already"):
        actions.give_request(by=cleo, request=asked, to=cast.clara)


def test_where_nobody_looks_after_the_person_it_is_of_whoever_answers_there(cast, ana):
    user = take_in(cast, "ivo")
    Patient.objects.filter(user=user).update(clinician=None)
    assert owner_of(written(user)) in {cast.clara, cast.gala}


def test_days_with_the_same_hours_in_a_row_are_said_once():
    week = [*NINE_TO_FIVE[:3], Opening(2, time(18), time(20)), *NINE_TO_FIVE[3:], Opening(6, time(10), time(12))]
    assert days_alike(week) == [
        DaysAlike(0, 1, "09:00–17:00"),
        DaysAlike(2, 2, "09:00–17:00, 18:00–20:00"),
        DaysAlike(3, 4, "09:00–17:00"),
        DaysAlike(6, 6, "10:00–12:00"),
    ]
