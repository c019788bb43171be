"""The desk’s pages of the sessions that one holds, and the task about whoever did not come."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from clinicians.actions import log_contact
from clinicians.models import Note, Task
from mentoring.conversations.actions import write_to_team
from mentoring.meetings.attending.actions import note_attendance
from mentoring.meetings.models import Seat
from oncocare.effort.models import Effort
from oncocare.events.actions import relay
from oncocare.foundation import clock, ids
from steps.actions import set_status
from tests.factories.conversations import answering
from tests.factories.rooms import day
from tests.factories.sessions_attended import place, private, session
from tests.pages import at, text, words

BEGINS, AFTER = day(1), day(1, 11)


def url(name, *args):
    return reverse(name, args=args)


def browser(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def seat(cast):
    return private(cast, BEGINS)


def press(client, seat, answer, minutes="", moment=AFTER):
    data = {f"seat-{seat.pk}-attendance": answer, f"seat-{seat.pk}-minutes": minutes}
    return at(moment, lambda: client.post(url("note_attendance", seat.meeting_id, seat.pk), data))


# --- the pages --------------------------------------------------------------------------------------------------------


def test_attendance_in_two_presses_from_the_first_page(cast, clara, seat):
    first = words(at(AFTER, lambda: clara.get(url("caseload"))))
    assert "My sessions today" in first
    assert "Say who came" in first
    opened = words(at(AFTER, lambda: clara.get(url("session_attendance", seat.meeting_id))))
    assert "nothing yet" in opened
    assert press(clara, seat, "present").status_code == 302
    seat.refresh_from_db()
    assert (seat.attendance, seat.minutes) == ("present", 50)
    assert "Was there, 50 minutes" in words(at(AFTER, lambda: clara.get(url("session_attendance", seat.meeting_id))))


def test_whoever_holds_it_goes_in_from_ten_minutes_before(cast):
    video = private(cast, BEGINS, provider="link", link="https://video.example.org/1", phone="931 000 000")
    way = f'href="{url("join_session", video.meeting_id)}"'
    for page in (url("caseload"), url("held_sessions"), url("lead_session", video.meeting_id)):
        moments = (day(1, 9, 49), day(1, 9, 50), AFTER)
        assert [way in text(at(moment, lambda: browser(cast.clara).get(page))) for moment in moments] == [  # noqa: B023
            False, True, False,
        ], page  # fmt: skip


def test_in_a_group_the_rest_were_there_at_one_press(cast, clara):
    group = session(cast.here, cast.clara, BEGINS, kind="group", title="Sleeping", capacity=8)
    ana, bea, felix = (place(group, user) for user in (cast.ana, cast.bea, cast.felix))
    press(clara, ana, "no_word")
    page = words(at(AFTER, lambda: clara.get(url("session_attendance", group.pk))))
    assert "All 2 of whom nothing is said were there" in page
    answer = at(AFTER, lambda: clara.post(url("note_all_present", group.pk), follow=True))
    assert "Noted: 2 people were there." in words(answer)
    rows = Seat.objects.in_bulk([ana.pk, bea.pk, felix.pk])
    assert [rows[one.pk].attendance for one in (ana, bea, felix)] == ["no_word", "present", "present"]


def test_what_was_typed_wrongly_comes_back_with_the_reason(clara, seat):
    answer = press(clara, seat, "late", "five")
    page = words(answer, 422)
    assert "Write the minutes as a whole number from 1 to 480, or leave them empty." in page
    assert b'value="five"' in answer.content
    seat.refresh_from_db()
    assert seat.attendance == ""


@pytest.mark.parametrize(("kind", "coordinator"), [("private", 403), ("group", 200)])
def test_who_came_is_for_whoever_holds_it_and_for_whoever_runs_the_centre_unless_it_is_private(cast, kind, coordinator):
    held = place(session(cast.here, cast.clara, BEGINS, kind=kind), cast.ana)
    there = url("session_attendance", held.meeting_id)
    seen = {name: at(AFTER, lambda who=who: browser(who).get(there)).status_code for name, who in (
        ("host", cast.clara), ("coordinator", cast.carlos), ("patient", cast.ana), ("elsewhere", cast.denis),
    )}  # fmt: skip
    assert seen == {"host": 200, "coordinator": coordinator, "patient": 404, "elsewhere": 404}
    led = words(at(AFTER, lambda: browser(cast.carlos).get(url("lead_session", held.meeting_id))))
    assert ("Say who came" in led) == (coordinator == 200)


def test_whoever_comes_from_another_centre_stands_there_as_in_their_group(cast, clara):
    group = session(cast.here, cast.clara, BEGINS, kind="group", title="Sleeping", capacity=8)
    place(group, cast.dora, centre=cast.there, patient=cast.patient(cast.dora), alias="Blue bird")
    page = words(at(AFTER, lambda: clara.get(url("session_attendance", group.pk))))
    assert ("Blue bird" in page, "Dora" in page) == (True, False)


def test_a_place_of_another_session_is_not_found(clara, cast, seat):
    other = private(cast, day(2))
    answer = at(AFTER, lambda: clara.post(url("note_attendance", other.meeting_id, seat.pk), {}))
    assert answer.status_code == 404


def test_own_minutes_and_a_note_go_where_they_belong(cast, clara, seat):
    meeting, key = seat.meeting_id, ids.new()
    for _press in range(2):
        at(AFTER, lambda: clara.post(url("note_session_minutes", meeting), {"own-minutes": "55"}))
        at(
            AFTER,
            lambda: clara.post(url("write_session_note", meeting), {"note-words": "Slept well.", "note-key": key}),
        )
    assert [(row.what, row.minutes) for row in Effort.objects.filter(staff=cast.clara.pk)] == [("session.private", 55)]
    assert list(Note.objects.values_list("words", "patient")) == [("Slept well.", seat.patient_id)]
    press(clara, seat, "present")
    record = words(at(AFTER, lambda: clara.get(url("record", seat.patient_id))))
    assert "Private session, led by Clara" in record
    assert "Was there, 50 minutes" in record


def test_my_sessions_list_what_was_not_said_and_what_is_to_come(cast, clara, seat):
    private(cast, day(4))
    group = session(cast.here, cast.clara, day(5), kind="group", title="Sleeping", capacity=8)
    place(group, cast.bea)
    session(cast.here, cast.clara, day(2), off=True)
    page = words(at(day(3), lambda: clara.get(url("held_sessions"))))
    assert "Where it was not said who came" in page
    assert "Session of a group: Sleeping" in page
    press(clara, seat, "word", moment=day(3))
    assert "Where it was not said who came" not in words(at(day(3), lambda: clara.get(url("held_sessions"))))


# --- who did not come -------------------------------------------------------------------------------------------------


def say(cast, seat, answer, moment=AFTER):
    with clock.at(moment):
        note_attendance(by=cast.clara, seat=seat, attendance=answer)
        relay()


def tasks():
    rows = Task.objects.filter(source__startswith="session_missed:").order_by("made", "pk")
    return [("done" if one.done_at else "lapsed" if one.lapsed else "open", one.owner.name) for one in rows]


def test_who_did_not_come_without_a_word_is_asked_after_once(cast, seat):
    say(cast, seat, "no_word")
    say(cast, seat, "no_word", day(2))
    assert tasks() == [("open", "Clara")]
    task = Task.objects.get(source__startswith="session_missed:")
    assert (task.what, task.patient_id) == (
        "Was expected at a session and was not there: ask how they are",
        seat.patient_id,
    )


@pytest.mark.parametrize("answer", ["present", "late", "word", ""])
def test_a_correction_takes_the_task_away_and_the_other_way_round(cast, seat, answer):
    say(cast, seat, "no_word")
    say(cast, seat, answer, day(2))
    assert tasks() == [("lapsed", "Clara")]
    say(cast, seat, "no_word", day(3))
    assert tasks() == [("lapsed", "Clara"), ("open", "Clara")]


def _wrote(cast, seat):
    answering(cast)
    patient = cast.patient(cast.ana)
    write_to_team(by=cast.ana, patient=patient, kind="write", words="I was ill.", key=ids.new())


def _reached(cast, seat):
    log_contact(by=cast.clara, patient=cast.patient(cast.ana), kind="phone", began=clock.now(), minutes=5, reached=True)


def _came_again(cast, seat):
    note_attendance(by=cast.clara, seat=private(cast, day(1, 18)), attendance="present")


def _died(cast, seat):
    set_status(by=cast.clara, pathway=cast.pathway(cast.ana), step="end", reason="The family called.")


@pytest.mark.parametrize(
    ("happens", "ends"), [(_wrote, "lapsed"), (_reached, "done"), (_came_again, "lapsed"), (_died, "lapsed")]
)
def test_whoever_is_in_touch_again_is_asked_after_no_more(cast, seat, happens, ends):
    say(cast, seat, "no_word")
    assert tasks() == [("open", "Clara")]
    with clock.at(day(2)):
        happens(cast, seat)
        relay()
    assert tasks() == [(ends, "Clara")]


def test_nobody_is_asked_after_who_was_in_touch_before_it_was_noted(cast, seat):
    with clock.at(day(1, 12)):
        _wrote(cast, seat)
        relay()
    say(cast, seat, "no_word", day(2))
    assert tasks() == []


def test_a_place_given_back_in_time_is_nothing_to_ask_after(cast):
    seat = place(session(cast.here, cast.clara, BEGINS), cast.ana, state="given_back")
    assert not Seat.objects.get(pk=seat.pk).attendance
    assert tasks() == []
