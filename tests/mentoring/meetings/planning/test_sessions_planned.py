"""One session is planned, changed, moved, called off and taken over; who leads it is not double booked."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.core.exceptions import ValidationError

from mentoring.community.groups.actions import close_group
from mentoring.community.kinds import GROUP_CLOSED
from mentoring.meetings.kinds import MEETING_CALLED_OFF, MEETING_CHANGED, MEETING_MOVED, MEETING_PLANNED
from mentoring.meetings.models import Meeting
from mentoring.meetings.planning import actions
from mentoring.meetings.planning.facts import is_safe, tidied, wrong_with
from mentoring.meetings.selectors import with_times
from oncocare.audit.models import AuditRow
from oncocare.audit.verbs import Verb
from oncocare.events.actions import emit, inline
from oncocare.events.models import Event
from oncocare.foundation import clock, ids
from oncocare.people.actions import appoint, dismiss
from oncocare.people.models import Membership
from oncocare.people.roles import CLINICIAN
from tests.cast import BY, colleague
from tests.factories.committed import at_once
from tests.factories.community import open_group
from tests.factories.meetings_planned import facts, planned, private, seated, times
from tests.factories.rooms import day

NOW, MONDAY, TUESDAY = day(0, 9), day(7, 10), day(8, 10)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture(autouse=True)
def then():
    with clock.at(NOW):
        yield


def told(kind):
    return Event.objects.filter(kind=kind.name).count()


def fresh(meeting):
    return with_times(Meeting.objects.filter(pk=meeting.pk)).get()


def refusal(act, *args, **given):
    with pytest.raises(ValidationError) as refused:
        act(*args, **given)
    error = refused.value
    return error.message_dict if hasattr(error, "error_dict") else error.messages


# --- planning ---------------------------------------------------------------------------------------------------------


def test_a_session_is_planned_and_told_with_its_times_in_one_row(cast):
    meeting = fresh(planned(cast, MONDAY))
    assert (meeting.begins, meeting.ends, meeting.off) == (MONDAY, MONDAY + HOUR, False)
    assert (meeting.host, meeting.by, meeting.centre, meeting.place) == (cast.clara, cast.carlos, cast.here, "Room 2")
    assert told(MEETING_PLANNED) == 1
    assert AuditRow.objects.get(verb=Verb.MEETING_PLANNED).subject == f"meeting:{meeting.pk}"


def test_the_same_page_sent_twice_is_one_session_and_the_key_of_another_is_no_way_in(cast):
    plan = partial(actions.plan_meeting, centre=cast.here, key=ids.new(), facts=facts(cast))
    one = plan(by=cast.carlos, times=times(cast, MONDAY))
    assert plan(by=cast.carlos, times=times(cast, MONDAY)) == one
    other = plan(by=cast.clara, times=times(cast, TUESDAY))
    assert (other.pk != one.pk, Meeting.objects.count(), told(MEETING_PLANNED)) == (True, 2, 2)


def test_a_private_session_has_no_words_that_others_could_read(cast):
    meeting = planned(cast, MONDAY, private(cast, title="Ana is afraid", about="Of the scan."))
    assert (meeting.title, meeting.about, meeting.capacity) == ("", "", 1)


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"title": " "}, {"title": "missing"}),
        ({"title": "x" * 121}, {"title": "long"}),
        ({"capacity": 0}, {"capacity": "places"}),
        ({"capacity": 101}, {"capacity": "places"}),
        ({"recorded": True}, {"recorded": "unrecorded"}),
        ({"place": ""}, {"place": "missing"}),
        ({"provider": "link"}, {"link": "missing"}),
        ({"provider": "link", "link": "http://video.example.org/a"}, {"link": "unsafe"}),
        ({"provider": "link", "link": "https://clara:secret@video.example.org/a"}, {"link": "unsafe"}),
        ({"provider": "link", "link": "https://video.example.org/a", "phone": ""}, {"phone": "missing"}),
        ({"provider": "phone", "phone": " "}, {"phone": "missing"}),
        ({"provider": "janus", "phone": ""}, {"phone": "missing"}),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(cast, given, wrong):
    assert wrong_with(tidied(facts(cast, **given))) == wrong
    assert list(refusal(planned, cast, MONDAY, facts(cast, **given))) == list(wrong)
    assert Meeting.objects.count() == 0


@pytest.mark.parametrize(
    ("link", "safe"),
    [
        ("https://video.example.org/room", True), ("https://", False), ("javascript:alert(1)", False),
        ("https://a b.example.org", False), ("https://[", False), ("ftp://example.org", False),
        ("https://videosrv/room", False), ("https://vidéo.example.org/", False), ("https://a.example.org/\n", False),
    ],
)  # fmt: skip
def test_a_link_leads_to_a_server_over_an_encrypted_line(link, safe):
    assert is_safe(link) == safe


def test_only_a_talk_may_be_recorded(cast):
    talk = facts(cast, kind="webinar", capacity=500, recorded=True)
    assert planned(cast, MONDAY, talk).recorded
    assert {kind: "recorded" in wrong_with(facts(cast, kind=kind, recorded=True)) for kind in Meeting.Kind.values} == {
        "private": True, "group": True, "therapy": True, "training": True, "supervision": True, "webinar": False,
    }  # fmt: skip


def test_everything_that_is_wrong_is_said_at_once(cast):
    said = refusal(planned, cast, NOW - HOUR, facts(cast, title="", place="", host=cast.eva, second=cast.denis))
    assert said == {
        "title": ["Say in a few words what it is called."],
        "place": ["Say where the room is."],
        "host": ["This person leads no sessions at Here."],
        "second": ["This person leads no sessions at Here."],
        "first": ["Choose a moment that is still to come."],
    }


@pytest.mark.parametrize(
    ("begins", "given", "field"),
    [
        (day(800), {}, "first"),
        (MONDAY, {"minutes": 4}, "minutes"),
        (day(27, 2, 30), {}, "starts"),
        (NOW, {}, "first"),
    ],
)
def test_times_that_cannot_be_are_refused_by_their_field(cast, begins, given, field):
    assert list(refusal(planned, cast, begins, **given)) == [field]


def test_a_group_is_one_of_the_centre_that_is_open_and_stands_with_its_kinds_alone(cast):
    ours, theirs = open_group(cast), open_group(cast, "Theirs")
    theirs.centre = cast.there
    theirs.save()
    assert planned(cast, MONDAY, facts(cast, kind="group", group=ours)).group == ours
    assert planned(cast, TUESDAY, facts(cast, group=ours)).group is None
    assert list(refusal(planned, cast, day(9), facts(cast, kind="group", group=theirs))) == ["group"]
    ours.closed_at, ours.closed_by = NOW, cast.carlos
    ours.save()
    assert list(refusal(planned, cast, day(9), facts(cast, kind="group", group=ours))) == ["group"]


# --- not double booked ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("begins", [MONDAY - 59 * MINUTE, MONDAY, MONDAY + 59 * MINUTE])
def test_who_leads_a_session_leads_no_other_then_and_it_is_said_when(cast, begins):
    planned(cast, MONDAY)
    cleo = colleague(cast)
    for said in (private(cast), private(cast, host=cleo, second=cast.clara)):
        assert refusal(planned, cast, begins, said) == {
            "first": ["Clara leads another session on Monday 9 March 2026, 10:00–11:00."]
        }
    planned(cast, begins, private(cast, host=cleo))
    assert Meeting.objects.count() == 2


def test_one_session_may_begin_when_another_ends_or_where_one_was_called_off(cast):
    one = planned(cast, MONDAY)
    planned(cast, MONDAY + HOUR)
    planned(cast, MONDAY - HOUR)
    actions.call_off(by=cast.clara, meeting=one, why="I am ill.")
    planned(cast, MONDAY)
    assert Meeting.objects.count() == 4


def test_who_works_at_two_centres_is_at_one_of_them_and_nobody_reads_at_which(cast):
    planned(cast, MONDAY, facts(cast, host=cast.gala))
    said = facts(cast, host=cast.gala, title="There")
    plan = partial(actions.plan_meeting, by=cast.gala, centre=cast.there, key=ids.new())
    assert refusal(plan, facts=said, times=times(cast, MONDAY)) == {
        "first": ["Gala leads another session on Monday 9 March 2026, 10:00–11:00."]
    }


def test_of_two_who_plan_the_same_hour_of_one_person_at_once_one_does(committed):
    plan = partial(actions.plan_meeting, centre=committed.here, facts=facts(committed))
    with clock.at(NOW):
        acts = [
            partial(_at_now, partial(plan, by=by, key=ids.new(), times=times(committed, MONDAY)))
            for by in (committed.carlos, committed.clara)
        ]
        ended = at_once(*acts)
    assert sorted(type(one).__name__ for one in ended) == ["Meeting", "ValidationError"]
    assert Meeting.objects.count() == 1


def _at_now(act):
    with clock.at(NOW):
        return act()


# --- changing and moving ----------------------------------------------------------------------------------------------


def test_what_is_said_of_a_session_changes_and_who_has_a_place_is_told_of_what_matters(cast):
    meeting = planned(cast, MONDAY)
    actions.change_meeting(by=cast.clara, meeting=meeting, facts=facts(cast, title="Breathing out", capacity=3))
    assert (fresh(meeting).title, fresh(meeting).capacity, told(MEETING_CHANGED)) == ("Breathing out", 3, 0)
    actions.change_meeting(by=cast.clara, meeting=meeting, facts=facts(cast, place="Room 3"))
    actions.change_meeting(by=cast.clara, meeting=meeting, facts=facts(cast, place="Room 3", host=cast.gala))
    assert (fresh(meeting).place, fresh(meeting).host, told(MEETING_CHANGED)) == ("Room 3", cast.gala, 2)
    assert told(MEETING_MOVED) == 0


def test_a_session_has_no_fewer_places_than_people_and_does_not_become_another_kind(cast):
    meeting = planned(cast, MONDAY)
    seated(cast, meeting, cast.ana)
    seated(cast, meeting, cast.bea, "invited")
    change = partial(actions.change_meeting, by=cast.clara, meeting=meeting)
    assert refusal(change, facts=facts(cast, capacity=1)) == {
        "capacity": ["2 people have a place already. Choose at least as many places."]
    }
    assert refusal(change, facts=facts(cast, kind="supervision")) == [
        "What kind of session it is does not change. Plan another one."
    ]
    change(facts=facts(cast, capacity=2))


def test_a_new_host_who_leads_another_session_then_is_refused(cast):
    meeting = planned(cast, MONDAY)
    planned(cast, MONDAY, private(cast, host=cast.gala))
    for given in ({"host": cast.gala}, {"second": cast.gala}):
        assert refusal(actions.change_meeting, by=cast.clara, meeting=meeting, facts=facts(cast, **given)) == {
            "host": ["Gala leads another session on Monday 9 March 2026, 10:00–11:00."]
        }


def test_a_session_moves_once_and_moved_to_where_it_is_nothing_happens(cast):
    meeting = planned(cast, MONDAY)
    for _time in range(2):
        actions.move_meeting(by=cast.clara, meeting=meeting, begins=TUESDAY, ends=TUESDAY + 2 * HOUR)
    moved = fresh(meeting)
    assert (moved.begins, moved.ends, told(MEETING_MOVED)) == (TUESDAY, TUESDAY + 2 * HOUR, 1)
    assert moved.occurrence.original_start == MONDAY
    assert Event.objects.get(kind=MEETING_MOVED.name).payload["begins"] == "2026-03-10T09:00:00+00:00"


def test_a_session_moves_a_little_past_itself_and_not_onto_another(cast):
    meeting = planned(cast, MONDAY)
    actions.move_meeting(by=cast.clara, meeting=meeting, begins=MONDAY + HOUR / 2, ends=MONDAY + 3 * HOUR / 2)
    planned(cast, TUESDAY, private(cast))
    move = partial(actions.move_meeting, by=cast.clara, meeting=meeting)
    assert list(refusal(move, begins=TUESDAY + HOUR / 2, ends=TUESDAY + HOUR)) == ["first"]
    assert list(refusal(move, begins=NOW - HOUR, ends=NOW)) == ["first"]
    assert list(refusal(move, begins=day(9), ends=day(9))) == ["minutes"]


def test_what_has_begun_does_not_move_and_what_is_over_or_off_does_not_change(cast):
    meeting = planned(cast, MONDAY)
    move = partial(actions.move_meeting, by=cast.clara, meeting=meeting, begins=day(20), ends=day(20, 11))
    change = partial(actions.change_meeting, by=cast.clara, meeting=meeting, facts=facts(cast))
    with clock.at(MONDAY):
        assert refusal(move) == ["It has begun. Nothing was changed."]
        change()
    with clock.at(MONDAY + HOUR):
        off = partial(actions.call_off, by=cast.clara, meeting=meeting, why="x")
        take = partial(actions.take_over, by=cast.gala, meeting=meeting)
        assert [refusal(act) for act in (move, change, off, take)] == [["It is over. Nothing was changed."]] * 4
    actions.call_off(by=cast.clara, meeting=meeting, why="I am ill.")
    assert [refusal(act) for act in (move, change)] == [["It was called off. Nothing was changed."]] * 2


# --- somebody is ill --------------------------------------------------------------------------------------------------


def test_a_session_is_called_off_once_with_the_first_reason_also_while_it_goes_on(cast):
    meeting = planned(cast, MONDAY)
    assert refusal(actions.call_off, by=cast.clara, meeting=meeting, why=" ") == {
        "why": ["Write why. Whoever has a place reads it."]
    }
    with clock.at(MONDAY + MINUTE):
        for why in (" I am ill. ", "Again."):
            actions.call_off(by=cast.clara, meeting=meeting, why=why)
    off = fresh(meeting)
    assert (off.off, off.called_off_by, off.called_off_why) == (True, cast.clara, "I am ill.")
    assert (off.called_off_at, told(MEETING_CALLED_OFF)) == (MONDAY + MINUTE, 1)


def test_the_second_leads_instead_an_hour_before_and_the_first_no_more(cast):
    meeting = planned(cast, MONDAY, facts(cast, second=cast.gala))
    with clock.at(MONDAY - HOUR):
        for _time in range(2):
            actions.take_over(by=cast.gala, meeting=meeting)
    taken = fresh(meeting)
    assert (taken.host, taken.second, told(MEETING_CHANGED)) == (cast.gala, None, 1)


def test_a_coordinator_leads_instead_beside_the_second_unless_they_lead_another(cast):
    meeting = planned(cast, MONDAY, facts(cast, second=cast.gala))
    other = planned(cast, MONDAY, private(cast, host=cast.carlos))
    take = partial(actions.take_over, by=cast.carlos, meeting=meeting)
    assert list(refusal(take)) == ["host"]
    actions.call_off(by=cast.carlos, meeting=other, why="x")
    take()
    assert (fresh(meeting).host, fresh(meeting).second) == (cast.carlos, cast.gala)


def test_whoever_leads_no_sessions_at_the_centre_takes_none_over(cast):
    meeting = planned(cast, MONDAY, facts(cast, second=cast.gala))
    dismiss(by=BY, membership=Membership.objects.get(user=cast.gala, centre=cast.here))
    assert refusal(actions.take_over, by=cast.gala, meeting=meeting) == [
        "You lead no sessions at this centre. Nothing was changed."
    ]
    appoint(by=BY, user=cast.gala, centre=cast.here, role=CLINICIAN)
    actions.take_over(by=cast.gala, meeting=meeting)


# --- a group that is closed, and one that rests -----------------------------------------------------------------------


def test_a_group_that_is_closed_calls_off_what_has_not_begun_and_says_why(cast):
    group, other = open_group(cast), open_group(cast, "Another")
    of_group = partial(facts, cast, kind="group")
    with clock.at(MONDAY - HOUR):
        on, comes = planned(cast, MONDAY, of_group(group=group)), planned(cast, TUESDAY, of_group(group=group))
        theirs = planned(cast, day(9), of_group(group=other))
    with clock.at(MONDAY + MINUTE), inline():
        close_group(by=cast.carlos, group=group)
    with clock.at(MONDAY + MINUTE), inline():
        emit(GROUP_CLOSED, group=group.pk)
    assert [fresh(one).off for one in (on, comes, theirs)] == [False, True, False]
    assert (fresh(comes).called_off_by, fresh(comes).called_off_why) == (cast.carlos, "The group was closed.")
    assert told(MEETING_CALLED_OFF) == 1


def test_a_group_that_is_prepared_or_rests_meets_in_its_own_way(cast):
    """Nobody is in a group before it is opened. One that rests writes nothing; its sessions take place."""
    resting = open_group(cast, rests_at=NOW, rests_by=cast.clara, rests_until=day(20))
    assert planned(cast, MONDAY, facts(cast, kind="group", group=resting)).group == resting
    prepared = open_group(cast, "Prepared", opened_at=None, opened_by=None)
    assert refusal(planned, cast, TUESDAY, facts(cast, kind="group", group=prepared)) == {
        "group": ["This group is not open, or is another centre’s. Choose one of the list."]
    }
