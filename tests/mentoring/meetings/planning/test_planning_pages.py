"""The pages on which staff plan sessions: who may open which, what they show, and what comes back with a mistake."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from mentoring.meetings.models import Meeting, MeetingSeries
from mentoring.meetings.of_kinds import MeetingType
from mentoring.meetings.opening.forms import OpenHoursForm
from mentoring.meetings.planning import actions, registry
from mentoring.meetings.planning.forms import SessionFactsForm
from mentoring.meetings.planning.selectors import of_series
from mentoring.meetings.selectors import with_times
from mentoring.meetings.stamps import version_of
from oncocare.audit.models import AuditRow
from oncocare.audit.verbs import Verb
from oncocare.foundation import clock, ids
from tests.cast import colleague
from tests.factories.conversations import visit
from tests.factories.meetings_planned import facts, meetings_planned, planned, private, seated, weekly
from tests.factories.rooms import day
from tests.guards.scene import undone
from tests.guards.test_law_08_queries import more, queries, signed_in

NOW, MONDAY = day(0, 9), day(7, 10)
HOUR, WEEK = timedelta(hours=1), timedelta(weeks=1)
LED = ("lead_session", "change_session", "move_session", "call_off_session", "take_over_session")
OF_SERIES = ("change_later_sessions", "end_session_series")


@pytest.fixture
def meeting(cast):
    with clock.at(NOW):
        return planned(cast, MONDAY, facts(cast, second=cast.gala))


def fresh(meeting):
    return with_times(Meeting.objects.filter(pk=meeting.pk)).get()


def typed(cast, **fields):
    """What somebody sends who plans a training on the second Monday."""
    return {
        "kind": "training", "title": "Breathing", "about": "", "host": str(cast.clara.pk), "second": "",
        "language": "en", "capacity": "12", "provider": "place", "place": "Room 2", "link": "", "phone": "",
        "first": "2026-03-09", "starts": "18:00", "minutes": "60", "every": "0", "last": "", "key": str(ids.new()), **fields,
    }  # fmt: skip


# --- planning ---------------------------------------------------------------------------------------------------------


def test_first_the_kind_is_chosen_and_then_only_what_that_kind_has_is_asked(cast):
    said = visit(cast.clara, NOW, "plan_session")
    assert "Choose what kind of session it is." in said
    assert "Talk open to everybody" in said
    asked = {
        kind: [name for name in ("What is it called?", "For which group?", "It is recorded", "Places") if name in page]
        for kind in ("private", "group", "training", "webinar")
        if (page := visit(cast.clara, NOW, "plan_session", query=f"?kind={kind}"))
    }
    assert asked == {
        "private": [],
        "group": ["What is it called?", "For which group?", "Places"],
        "training": ["What is it called?", "Places"],
        "webinar": ["What is it called?", "It is recorded", "Places"],
    }


def test_a_session_is_planned_from_the_page_and_sent_twice_it_is_one(cast):
    send = typed(cast)
    led = [visit(cast.clara, NOW, "plan_session", send=send) for _time in range(2)]
    made = fresh(Meeting.objects.get())
    assert led == [reverse("lead_session", args=[made.pk])] * 2
    assert (made.begins, made.by, made.capacity) == (day(7, 18), cast.clara, 12)


def test_a_private_session_is_planned_without_a_title(cast):
    send = typed(cast, kind="private", provider="phone", phone="We call you.", minutes="50")
    visit(cast.clara, NOW, "plan_session", send=send)
    made = fresh(Meeting.objects.get())
    assert (made.kind, made.title, made.phone, made.ends - made.begins) == (
        "private", "", "We call you.", timedelta(minutes=50),
    )  # fmt: skip


def test_a_series_is_planned_from_the_page(cast):
    visit(cast.clara, NOW, "plan_session", send=typed(cast, every="2", last="2026-04-06"))
    begins = [one.begins for one in of_series(MeetingSeries.objects.get())]
    assert begins == [day(7, 18), day(21, 18), day(35, 18)]


def test_mistakes_come_back_with_their_place_and_nothing_typed_is_lost(cast):
    send = typed(cast, title="", place="", about="Slowly in, slowly out.", every="1", last="2026-03-01", starts="6 pm")
    said = visit(cast.clara, NOW, "plan_session", send=send, status=422)
    assert "Say in a few words what it is called." in said
    assert "Write the time like 14:05." in said
    assert "Slowly in, slowly out." in said
    later = visit(cast.clara, NOW, "plan_session", send=send | {"title": "Breathing", "starts": "18:00"}, status=422)
    assert "Choose a last day that is not before the first." in later
    last = visit(cast.clara, NOW, "plan_session", send=typed(cast, place=""), status=422)
    assert "Say where the room is." in last
    assert Meeting.objects.count() == 0


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"minutes": "600"}, "A session lasts from 5 minutes to 8 hours."),
        ({"minutes": "an hour"}, "Write the minutes as a number, such as 50."),
        ({"every": "1", "last": "2028-03-06"}, "A series has up to 60 sessions."),
        ({"first": "2026-03-29", "starts": "02:30"}, "The clocks change that night, and skip this time."),
        ({"first": "9999-12-31"}, "Choose a day within the next two years."),
        ({"first": "2026-03-01"}, "Choose a moment that is still to come."),
        ({"provider": "link", "link": "http://video.example.org"}, "Write an address that begins with https://"),
        ({"provider": "link", "link": "https://video.example.org"}, "Say how people reach it by telephone."),
        ({"capacity": "101"}, "Choose from 1 to 100 places."),
    ],
)
def test_bad_input_is_refused_with_what_to_do(cast, fields, words):
    assert words in visit(cast.clara, NOW, "plan_session", send=typed(cast, **fields), status=422)
    assert Meeting.objects.count() == 0


def test_who_is_not_free_is_named_with_the_hour_and_what_was_typed_is_kept(cast, meeting):
    said = visit(cast.carlos, NOW, "plan_session", send=typed(cast, starts="10:30", about="Sleeping well."), status=422)
    assert "Clara leads another session on Monday 9 March 2026, 10:00–11:00." in said
    assert "Sleeping well." in said
    assert Meeting.objects.count() == 1


def test_nothing_is_planned_without_a_kind(cast):
    assert "Choose what kind" in visit(cast.clara, NOW, "plan_session", send={}, status=422)


# --- who may what -----------------------------------------------------------------------------------------------------


def test_who_leads_a_session_and_who_runs_the_centre_open_it_and_nobody_else(cast, meeting):
    cleo = colleague(cast)
    with clock.at(NOW):
        series = weekly(cast, MONDAY + HOUR, day(21).date())
    of_series_first = of_series(series)[0].pk
    for user, status in (
        (cast.clara, 200), (cast.carlos, 200), (cleo, 403), (cast.eva, 404), (cast.denis, 404),
        (cast.ana, 404), (cast.felix, 404),
    ):  # fmt: skip
        for name in LED:
            visit(user, NOW, name, meeting.pk, status=status)
        for name in OF_SERIES:
            visit(user, NOW, name, of_series_first, status=status)
    denials = AuditRow.objects.filter(verb=Verb.DENIED)
    assert denials.count() == 5 * (len(LED) + len(OF_SERIES))


def test_reading_a_session_is_written_down(cast, meeting):
    visit(cast.clara, NOW, "lead_session", meeting.pk)
    assert AuditRow.objects.get(verb=Verb.READ_MEETING).subject == f"meeting:{meeting.pk}"


# --- what stands in their weeks ---------------------------------------------------------------------------------------


def test_a_clinician_sees_the_sessions_they_lead_and_who_is_in_the_private_ones(cast, meeting):
    with clock.at(NOW):
        seated(cast, planned(cast, MONDAY + 2 * HOUR, private(cast)), cast.ana)
        planned(cast, MONDAY, private(cast, host=cast.carlos))
        off = planned(cast, MONDAY + 4 * HOUR)
        actions.call_off(by=cast.clara, meeting=off, why="x")
    said = visit(cast.clara, NOW, "led_sessions")
    assert "Mon 9 Mar 10:00–11:00 Breathing Clara, Gala In a room 0 of 12" in said
    assert "Mon 9 Mar 12:00–13:00 Private session Ana Clara In a room 1 of 1" in said
    assert ("called off" in said, "Carlos" in said.partition("Sessions you lead")[2].partition("The four weeks")[0]) == (
        True, False,
    )  # fmt: skip
    assert "No session from Mon 30 Mar to Sun 26 Apr." in visit(
        cast.clara, NOW, "led_sessions", query="?from=2026-04-01"
    )


def test_a_coordinator_sees_all_sessions_of_the_centre_and_no_name_of_who_has_a_place_with_another(cast, meeting):
    with clock.at(NOW):
        seated(cast, planned(cast, MONDAY + 2 * HOUR, private(cast)), cast.ana)
    assert "Breathing" not in visit(cast.carlos, NOW, "led_sessions")
    said = visit(cast.carlos, NOW, "led_sessions", query="?whose=all")
    assert "12:00–13:00 Private session Clara In a room 1 of 1" in said
    assert "All sessions of the centre" not in visit(cast.clara, NOW, "led_sessions", query="?whose=all")


@pytest.mark.parametrize("typed_day", ["nonsense", "9999-12-31", "0001-01-01", ""])
def test_weeks_that_cannot_be_are_those_of_today(cast, meeting, typed_day):
    assert "Breathing" in visit(cast.clara, NOW, "led_sessions", query=f"?from={typed_day}")


def test_the_weeks_and_a_session_cost_as_much_for_three_as_for_one(cast):
    def asked(rows):
        with undone():
            first = meetings_planned(cast, rows)
            client = signed_in(cast.clara)
            return {
                "weeks": queries(client, reverse("led_sessions")),
                "session": queries(client, reverse("lead_session", args=[first.pk])),
            }

    one, three = asked(1), asked(3)
    assert {page: found for page in one if (found := more(one[page], three[page]))} == {}


# --- changing, moving, calling off, taking over -----------------------------------------------------------------------


def test_a_session_is_changed_and_moved_from_its_pages(cast, meeting):
    send = typed(cast, title="Breathing out", second=str(cast.gala.pk))
    there = reverse("lead_session", args=[meeting.pk])
    assert visit(cast.clara, NOW, "change_session", meeting.pk, send=send) == there
    assert fresh(meeting).title == "Breathing out"
    moved = {"first": "2026-03-10", "starts": "09:30", "minutes": "90"}
    assert visit(cast.clara, NOW, "move_session", meeting.pk, send=moved) == there
    assert (fresh(meeting).begins, fresh(meeting).ends) == (day(8, 9, 30), day(8, 11))
    said = visit(cast.clara, NOW, "lead_session", meeting.pk)
    assert "moved, it was to be on Monday 9 March 2026, 10:00" in said


@pytest.mark.parametrize(
    ("name", "send"),
    [("change_session", {"title": "Breathing out"}), ("move_session", {"first": "2026-03-10"})],
)
def test_of_two_who_change_one_session_the_second_sees_what_the_first_did_before_it_is_kept(cast, meeting, name, send):
    def page(user, sent=None, status=200):
        client.force_login(user)
        answer = client.get(address) if sent is None else client.post(address, sent)
        assert answer.status_code == status
        return answer

    client, address = Client(), reverse(name, args=[meeting.pk])
    with clock.at(NOW):
        seen = {"seen_as": page(cast.carlos).context["form"].initial["seen_as"]}
        actions.change_meeting(
            by=cast.clara, meeting=meeting, facts=facts(cast, title="Breathing in", second=cast.gala)
        )
        refused = page(cast.carlos, typed(cast, starts="10:00", **send) | seen, 422)
        assert "Somebody else changed this session while you had this page open." in refused.content.decode()
        assert (fresh(meeting).title, fresh(meeting).begins) == ("Breathing in", MONDAY)
        again = {"seen_as": refused.context["form"]["seen_as"].value()}
        page(cast.carlos, typed(cast, starts="10:00", **send) | again, 302)
    kept = {"change_session": ("Breathing out", MONDAY), "move_session": ("Breathing in", day(8, 10))}
    assert (fresh(meeting).title, fresh(meeting).begins) == kept[name]


def test_of_a_series_too(cast):
    with clock.at(NOW):
        series = weekly(cast, MONDAY, day(28).date())
        second = of_series(series)[1]
        seen = version_of(second)
        actions.change_meeting(by=cast.clara, meeting=second, facts=facts(cast, place="Room 9"))
    send = typed(cast, first="2026-03-17", starts="11:00", every="1", last="2026-03-31") | {"seen_as": seen}
    said = visit(cast.clara, NOW, "change_later_sessions", second.pk, send=send, status=422)
    assert "Somebody else changed this session while you had this page open." in said


def test_all_from_one_of_a_series_on_change_and_end_from_its_pages(cast):
    with clock.at(NOW):
        series = weekly(cast, MONDAY, day(28).date())
    second = of_series(series)[1]
    send = typed(cast, first="2026-03-17", starts="11:00", every="1", last="2026-03-31")
    assert visit(cast.clara, NOW, "change_later_sessions", second.pk, send=send) == reverse(
        "lead_session", args=[second.pk]
    )
    begins = [one.begins for one in with_times(Meeting.objects.all())]
    assert begins == [day(7, 10), day(15, 11), day(22, 11), day(29, 11)]
    visit(cast.clara, NOW, "end_session_series", second.pk, send={"why": "The room is closed."})
    assert Meeting.objects.exclude(called_off_at=None).count() == 3
    assert "Write why." in visit(cast.clara, NOW, "end_session_series", second.pk, send={"why": " "}, status=422)


def test_a_session_that_stands_alone_has_none_after_it(cast, meeting):
    for name in OF_SERIES:
        assert visit(cast.clara, NOW, name, meeting.pk) == reverse("lead_session", args=[meeting.pk])


def test_an_hour_before_it_is_called_off_in_two_presses(cast, meeting):
    said = visit(cast.carlos, MONDAY - HOUR, "call_off_session", meeting.pk)
    assert "Whoever was to lead it is ill." in said
    send = {"why": "Whoever was to lead it is ill."}
    visit(cast.carlos, MONDAY - HOUR, "call_off_session", meeting.pk, send=send)
    off = fresh(meeting)
    assert (off.off, off.called_off_by) == (True, cast.carlos)
    assert "Whoever was to lead it is ill." in visit(cast.carlos, NOW, "lead_session", meeting.pk)


def test_an_hour_before_somebody_else_leads_it_in_two_presses(cast, meeting):
    assert "You lead it from now on, and Clara does not." in visit(
        cast.carlos, MONDAY - HOUR, "take_over_session", meeting.pk
    )
    assert visit(cast.carlos, MONDAY - HOUR, "take_over_session", meeting.pk, send={}) == reverse(
        "lead_session", args=[meeting.pk]
    )
    assert (fresh(meeting).host, fresh(meeting).second) == (cast.carlos, cast.gala)
    visit(cast.clara, NOW, "lead_session", meeting.pk, status=403)


def test_whoever_leads_another_session_then_reads_it_and_takes_none_over(cast, meeting):
    with clock.at(NOW):
        planned(cast, MONDAY, private(cast, host=cast.carlos))
    said = visit(cast.carlos, NOW, "take_over_session", meeting.pk, send={}, status=422)
    assert "Carlos leads another session on Monday 9 March 2026, 10:00–11:00." in said
    assert fresh(meeting).host == cast.clara


def test_what_is_over_comes_back_with_that_it_is(cast, meeting):
    for name, send in (
        ("change_session", typed(cast)), ("move_session", {"first": "2026-03-20", "starts": "09:30", "minutes": "90"}),
        ("call_off_session", {"why": "x"}), ("take_over_session", {}),
    ):  # fmt: skip
        assert "It is over. Nothing was changed." in visit(
            cast.carlos, MONDAY + WEEK, name, meeting.pk, send=send, status=422
        )


def test_a_session_whose_host_has_left_says_so(cast, meeting):
    cast.clara.is_active = False
    cast.clara.save()
    assert "Clara leads no sessions here any more." in visit(cast.carlos, NOW, "lead_session", meeting.pk)


# --- what stands there from above ---------------------------------------------------------------------------------------


def test_a_higher_folder_stands_on_the_page_of_a_session_in_its_place(cast, meeting, monkeypatch):
    monkeypatch.setattr(registry, "_PARTS", {})
    registry.led_part("meetings/planning/_state.html", lambda request, meeting: None, place=20)
    registry.led_part("meetings/planning/_acts.html", lambda request, meeting: {"n": 1}, place=10)
    assert [part.place for part in registry.led_parts()] == [10, 20]
    assert visit(cast.clara, NOW, "lead_session", meeting.pk).count("Move it to another time") == 2


# --- where people can meet --------------------------------------------------------------------------------------------


def test_only_what_this_site_has_is_offered(cast, settings):
    settings.JITSI_ADDRESS, settings.JANUS_ADMIN = "", ""
    form = SessionFactsForm(centre=cast.here, kind=MeetingType.TRAINING)
    hours = OpenHoursForm()
    assert [value for value, _words in form.fields["provider"].choices] == ["place", "phone", "link"]
    assert [value for value, _words in hours.fields["provider"].choices] == ["place", "phone", "link"]
    assert "Jitsi" not in visit(cast.clara, NOW, "plan_session", query="?kind=training")
    settings.JITSI_ADDRESS, settings.JANUS_ADMIN = "https://meet.example.org", "http://127.0.0.1:7088"
    offered = [value for value, _words in OpenHoursForm().fields["provider"].choices]
    assert offered == ["place", "phone", "link", "jitsi", "janus"]


def test_a_session_where_this_site_has_nothing_any_more_keeps_it_and_says_so(cast, client, settings):
    settings.JITSI_ADDRESS, settings.JANUS_ADMIN = "", ""
    gone = "This site does not have it any more, so nobody can come in. Choose another way."
    with clock.at(NOW):
        meeting = planned(cast, MONDAY, facts(cast, provider="jitsi"))
        client.force_login(cast.clara)
        address = reverse("change_session", args=[meeting.pk])
        assert gone in client.get(address).content.decode()
        kept = client.post(address, typed(cast, provider="jitsi", title="Another", phone="931 000 000"))
        assert (kept.status_code, fresh(meeting).title, fresh(meeting).provider) == (302, "Another", "jitsi")
        other = client.post(address, typed(cast, provider="janus", phone="931 000 000"))
        assert (other.status_code, fresh(meeting).provider) == (422, "jitsi")
