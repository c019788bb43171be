"""A person books a private session, moves it, gives it back, or asks for one; and of two who press at once one has it."""

from __future__ import annotations

import threading
from contextlib import suppress
from datetime import timedelta
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from clinicians.models import Task
from mentoring.conversations.models import ContactRequest, TeamMessage
from mentoring.meetings.models import Meeting, Seat
from mentoring.meetings.opening import actions
from mentoring.meetings.opening.selectors import Bookable, to_book
from mentoring.meetings.opening.slots import Slot
from oncocare.foundation import clock, ids
from oncocare.people.access import is_open_to
from oncocare.people.models import Patient
from oncocare.people.selectors import Standing
from oncocare.safety.models import Flag
from tests.cast import colleague, take_in
from tests.factories.committed import at_once
from tests.factories.community import INTENT
from tests.factories.conversations import answering, visit
from tests.factories.places import NOW, opened, session_at
from tests.factories.rooms import day

NINE, TEN_TO_TEN, FRIDAY = day(3, 9), day(3, 9, 50), day(4, 9)


def books(cast, user, hours, begins=NINE, moment=NOW, key=None):
    with clock.at(moment):
        return actions.book_session(
            by=user, patient=cast.patient(user), hours=hours, begins=begins, key=key or ids.new()
        )  # fmt: skip


def private(cast, user, host, second):
    """A session on Friday or Saturday, which two lead."""
    begins = day(4 + Meeting.objects.count(), 9)
    meeting = session_at(cast, begins, minutes=50, kind="private", title="", host=host, second=second)
    return Seat.objects.create(
        meeting=meeting, user=user, centre=cast.here, patient=cast.patient(user), state="booked"
    )  # fmt: skip


def free(cast, user, moment=NOW):
    with clock.at(moment):
        return [one.begins for one in to_book(cast.patient(user))]


def test_a_person_books_a_time_and_nobody_else_can(cast):
    hours = opened(cast)
    seat = books(cast, cast.ana, hours)
    meeting = seat.meeting
    assert (seat.state, meeting.kind, meeting.host, meeting.place) == ("booked", "private", cast.clara, "Room 3")
    assert (meeting.occurrence.start, meeting.occurrence.end) == (NINE, NINE + timedelta(minutes=50))
    assert (meeting.title, meeting.about) == ("", "")
    assert NINE not in free(cast, cast.bea)
    with pytest.raises(ValidationError, match="cannot be booked any more"):
        books(cast, cast.bea, hours)


def test_a_button_pressed_twice_books_once(cast):
    hours, key = opened(cast), ids.new()
    assert books(cast, cast.ana, hours, key=key).pk == books(cast, cast.ana, hours, key=key).pk
    assert Meeting.objects.count() == 1


def test_given_back_and_sent_once_more_from_the_page_before_it_is_booked_anew(cast):
    """Whoever goes back in the browser after giving a session back read “Booked” of one that was called off."""
    hours, key = opened(cast), ids.new()
    first = books(cast, cast.ana, hours, key=key)
    visit(cast.ana, NOW, "give_back", first.meeting_id, send={"reason": "unsaid", "words": ""})
    second = books(cast, cast.ana, hours, key=key)
    assert (second.state, second.meeting_id == first.meeting_id) == ("booked", False)
    assert second.meeting.occurrence.start == NINE


def test_nobody_books_a_time_that_was_never_offered(cast):
    hours = opened(cast)
    for begins in (day(3, 9, 10), day(2, 9), day(-4, 9), day(31, 9)):
        with pytest.raises(ValidationError, match="cannot be booked any more"):
            books(cast, cast.ana, hours, begins)
    with pytest.raises(ValidationError, match="cannot be booked any more"):
        books(cast, cast.ana, hours, moment=NINE - timedelta(hours=23))
    assert Meeting.objects.count() == 0


def test_one_person_does_not_book_all_there_is(cast):
    hours = opened(cast)
    for number in range(4):
        books(cast, cast.ana, hours, NINE + timedelta(weeks=number) if number < 4 else NINE)
    with pytest.raises(ValidationError, match="4 sessions to come already"):
        books(cast, cast.ana, hours, TEN_TO_TEN)


def test_a_person_is_not_offered_a_time_at_which_they_come_to_another(cast):
    books(cast, cast.ana, opened(cast))
    cleo = colleague(cast)
    Patient.objects.filter(user=cast.ana).update(clinician=cleo)
    opened(cast, cleo, minutes=60)
    assert [one for one in free(cast, cast.ana) if one < day(4)] == [day(3, 10), day(3, 11)]


def test_moved_by_the_person_it_is_the_same_session_and_the_old_time_is_free(cast):
    hours = opened(cast)
    seat = books(cast, cast.ana, hours)
    with clock.at(NOW):
        for _twice in range(2):
            actions.move_session(by=cast.ana, seat=seat, hours=hours, begins=TEN_TO_TEN)
    assert Meeting.objects.get().occurrence.start == TEN_TO_TEN
    assert NINE in free(cast, cast.bea)
    assert TEN_TO_TEN not in free(cast, cast.bea)


def test_moved_into_other_hours_it_is_where_people_meet_then(cast):
    """The page says so before the press; the session stayed in the room of the hours before."""
    seat = books(cast, cast.ana, opened(cast))
    by_phone = opened(cast, weekday=4, provider="phone", place="", phone="931 000 002")
    said = visit(
        cast.ana, NOW, "move_own_session", seat.meeting_id, query=f"?hours={by_phone.pk}&begins={FRIDAY:%Y-%m-%dT%H:%M}"
    )
    assert "By telephone" in said
    visit(cast.ana, NOW, "move_own_session", seat.meeting_id, send={"hours": by_phone.pk, "begins": FRIDAY.isoformat()})
    found = Meeting.objects.get()
    assert (found.occurrence.start, found.provider, found.place, found.phone) == (FRIDAY, "phone", "", "931 000 002")


def test_given_back_its_time_can_be_booked_again(cast):
    hours = opened(cast)
    seat = books(cast, cast.ana, hours)
    assert visit(cast.ana, NOW, "give_back", seat.meeting_id, send={"reason": "unsaid", "words": ""}) == reverse(
        "session", args=[seat.meeting_id]
    )
    said = visit(cast.ana, NOW, "session", seat.meeting_id)
    assert "This session was called off" in said
    assert "Choose another time" in said
    assert books(cast, cast.bea, hours).state == "booked"


def test_whoever_holds_a_session_may_open_the_record_until_a_week_after(cast):
    cleo = colleague(cast)
    ana = cast.patient(cast.ana)
    Patient.objects.filter(pk=ana.pk).update(clinician=cast.gala)
    ana.refresh_from_db()
    with clock.at(NOW):
        assert not is_open_to(Standing(cleo), ana)
    books(cast, cast.ana, opened(cast, cleo))
    for moment, may in ((NOW, True), (day(9), True), (day(11), False)):
        with clock.at(moment):
            assert is_open_to(Standing(cleo), ana) is may


# --- the pages --------------------------------------------------------------------------------------------------------


def test_a_time_is_shown_once_more_before_it_is_booked_and_in_the_zone_of_the_person(cast):
    hours = opened(cast)
    Patient.objects.filter(user=cast.ana).update(time_zone="America/Mexico_City")
    said = visit(cast.ana, NOW, "book_session")
    assert "These times are free with Clara." in said
    assert "Thursday 5 March 2026 02:00" in said
    chosen = f"?hours={hours.pk}&begins={NINE.isoformat().replace('+', '%2B')}"
    once_more = visit(cast.ana, NOW, "book_session", query=chosen)
    assert "Thursday 5 March 2026, 02:00" in once_more
    assert "At Here it is 09:00 then." in once_more
    assert Meeting.objects.count() == 0
    send = {"hours": str(hours.pk), "begins": NINE.isoformat(), "key": str(ids.new())}
    where = visit(cast.ana, NOW, "book_session", send=send)
    assert where == reverse("session", args=[Meeting.objects.get().pk])
    assert visit(cast.ana, NOW, "book_session", send=send) == where
    assert Seat.objects.count() == 1


def test_who_comes_second_reads_so_and_sees_what_is_left(cast):
    hours = opened(cast)
    books(cast, cast.bea, hours)
    send = {"hours": str(hours.pk), "begins": NINE.isoformat(), "key": str(ids.new())}
    said = visit(cast.ana, NOW, "book_session", send=send, status=422)
    assert "Nothing was booked: please choose another." in said
    assert "09:50" in said
    for broken in ({}, {**send, "begins": "tomorrow"}, {**send, "hours": "1"}):
        visit(cast.ana, NOW, "book_session", send=broken, status=422)


def test_a_person_moves_it_on_the_page(cast):
    hours = opened(cast)
    seat = books(cast, cast.ana, hours)
    assert "Now it is on Thursday 5 March 2026, 09:00." in visit(cast.ana, NOW, "move_own_session", seat.meeting_id)
    send = {"hours": str(hours.pk), "begins": TEN_TO_TEN.isoformat(), "key": str(ids.new())}
    visit(cast.ana, NOW, "move_own_session", seat.meeting_id, send=send)
    assert "Thursday 5 March 2026, 09:50" in visit(cast.ana, NOW, "session", seat.meeting_id)
    for user in (cast.bea, cast.dora):
        visit(user, NOW, "move_own_session", seat.meeting_id, send=send, status=404)


def test_a_session_asked_for_in_a_message_is_a_task_of_who_looks_after_the_person(cast, deliver):
    answering(cast)
    assert "Ask for a session" in visit(cast.ana, NOW, "my_team")
    key = str(ids.new())
    with deliver():
        for _twice in range(2):
            assert visit(cast.ana, NOW, "ask_for_session", send={"words": "", "key": key}) == reverse("my_team")
    assert (ContactRequest.objects.get().kind, TeamMessage.objects.get().words) == (
        "private", "I would like a private session."
    )  # fmt: skip
    task = Task.objects.get()
    assert (task.owner, task.patient, task.due) == (cast.clara, cast.patient(cast.ana), day(1).date())


def test_the_task_is_over_once_a_session_is_booked(cast, deliver):
    answering(cast)
    with deliver():
        visit(cast.ana, NOW, "ask_for_session", send={"words": "", "key": str(ids.new())})
    hours = opened(cast)
    with deliver():
        books(cast, cast.bea, hours, TEN_TO_TEN)
    assert Task.objects.get().lapsed is None
    with deliver():
        books(cast, cast.ana, hours)
    assert Task.objects.get().lapsed is not None


def test_whoever_asks_again_after_a_booking_is_offered_another(cast, deliver):
    """Nobody has answered the message yet, so what they write joins it."""
    answering(cast)
    ask = partial(visit, cast.ana, NOW, "ask_for_session")
    with deliver():
        ask(send={"words": "", "key": str(ids.new())})
    with deliver():
        books(cast, cast.ana, opened(cast))
    with deliver():
        ask(send={"words": "Once more.", "key": str(ids.new())})
    assert ContactRequest.objects.count() == 1
    assert [one.lapsed is None for one in Task.objects.order_by("source")] == [False, True]


def test_what_was_a_message_and_becomes_a_wish_for_a_session_is_a_task_too(cast, deliver):
    answering(cast)
    with deliver():
        visit(cast.ana, NOW, "write_to_team", send={"kind": "write", "words": "Hello.", "key": str(ids.new())})
    assert Task.objects.count() == 0
    with deliver():
        visit(cast.ana, NOW, "ask_for_session", send={"words": "Mornings.", "key": str(ids.new())})
    assert Task.objects.count() == 1


def test_whoever_asks_with_words_of_wanting_to_die_sees_the_numbers_first(cast):
    answering(cast)
    where = visit(cast.ana, NOW, "ask_for_session", send={"words": INTENT, "key": str(ids.new())})
    assert where.startswith(reverse("support", args=[Flag.objects.get().pk]))


def test_where_the_centre_takes_no_messages_people_are_told_to_call(cast):
    assert visit(cast.ana, NOW, "ask_for_session") == reverse("book_session")
    said = visit(cast.ana, NOW, "book_session")
    assert "No time can be booked here at the moment." in said
    assert "Write to your team that you want a session" not in said


# --- at once ----------------------------------------------------------------------------------------------------------


def test_of_many_who_take_one_time_one_has_it(committed):
    hours = opened(committed)
    people = [take_in(committed, f"p{number}") for number in range(12)]
    ended = at_once(*(partial(books, committed, user, hours) for user in people))
    assert [type(one).__name__ for one in ended].count("Seat") == 1
    assert [type(one).__name__ for one in ended].count("ValidationError") == 11
    assert (Meeting.objects.count(), Seat.objects.count()) == (1, 1)


def test_two_who_move_sessions_of_the_same_two_clinicians_do_not_wait_in_a_ring(committed, monkeypatch):
    cleo, both = colleague(committed), threading.Barrier(2)
    hours = [opened(committed, committed.clara), opened(committed, cleo)]
    seats = [
        private(committed, committed.ana, committed.clara, cleo),
        private(committed, committed.bea, cleo, committed.clara),
    ]

    def free_once_both_hold_somebody(_patient, hours, begins, moving):
        with suppress(threading.BrokenBarrierError):
            both.wait(timeout=1)
        return Bookable(Slot(begins, begins + timedelta(minutes=50), hours.pk), hours)

    def moves(seat, hours, begins):
        with clock.at(NOW):
            actions.move_session(by=seat.user, seat=seat, hours=hours, begins=begins)

    monkeypatch.setattr(actions, "_still_free", free_once_both_hold_somebody)
    times = (NINE, day(3, 11))
    assert at_once(*(partial(moves, *each) for each in zip(seats, hours, times, strict=True))) == [None, None]
    assert sorted(one.occurrence.start for one in Meeting.objects.all()) == [*times]
