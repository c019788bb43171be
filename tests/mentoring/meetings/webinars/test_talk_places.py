"""Who has a place in a talk, who waits, and what is counted, up to 500 and at the same moment."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from mentoring.meetings.models import Meeting, Registration
from mentoring.meetings.places.actions import book, give_back
from mentoring.meetings.places.selectors import taken
from mentoring.meetings.planning.selectors import with_taken
from mentoring.meetings.selectors import from_outside
from mentoring.meetings.webinars import actions
from mentoring.meetings.webinars.hours import ADDRESS_KEPT
from mentoring.meetings.webinars.selectors import counts_of, has_place
from mentoring.meetings.webinars.tasks import look_after_talks
from oncocare.audit.models import AuditRow
from oncocare.foundation import clock
from oncocare.notifications.models import Message
from tests.factories.committed import at_once, committed  # noqa: F401 -- a fixture
from tests.factories.talks import EVENING, a_talk, again, asked, called_off, confirmed, own

BEFORE = EVENING - timedelta(days=7)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def a_week_before():
    with clock.at(BEFORE):
        yield


def places(talk):
    return [has_place(own(one)) for one in Registration.objects.filter(meeting=talk).order_by("made", "address")]


def test_asked_twice_is_one_registration_however_the_address_is_written(cast):
    talk = a_talk(cast)
    first = asked(talk, "eli@example.net")
    second = asked(talk, " ELI@Example.net ", remind=True, language="es")
    assert (first.pk, Registration.objects.count()) == (second.pk, 1)
    assert (second.remind, second.language) == (True, "es")
    assert counts_of(again(talk)).asked == 1


def test_two_presses_are_one_mail_and_a_minute_later_it_comes_again(cast):
    talk = a_talk(cast)
    asked(talk)
    asked(talk)
    assert Message.objects.count() == 1
    with clock.at(BEFORE + MINUTE):
        asked(talk)
    assert Message.objects.count() == 2


def test_a_stranger_changes_nothing_of_who_confirmed(cast):
    talk = a_talk(cast)
    mine = confirmed(talk, remind=True)
    asked(talk, mine.address, remind=False, language="es")
    kept = Registration.objects.get()
    assert (kept.remind, kept.language, kept.confirmed) == (True, "en", mine.confirmed)


def test_who_asked_and_did_not_confirm_takes_no_place(cast):
    talk = a_talk(cast, capacity=1)
    asked(talk, "a@example.net")
    assert has_place(confirmed(talk, "b@example.net"))
    assert places(talk) == [False, True]


def test_who_comes_too_late_waits_and_has_the_place_that_is_given_back(cast):
    talk = a_talk(cast, capacity=2)
    one, two, three, four = (confirmed(talk, f"{letter}@example.net") for letter in "abcd")
    assert [has_place(own(row)) for row in (one, two, three, four)] == [True, True, False, False]
    actions.give_back(registration=own(one))
    assert [has_place(own(row)) for row in (one, two, three, four)] == [False, True, True, False]
    told = Message.objects.filter(kind="talk.place")
    assert [message.source for message in told] == [str(three.pk)]
    assert Registration.objects.get(pk=one.pk).address == ""


def test_who_waited_and_goes_frees_nothing(cast):
    talk = a_talk(cast, capacity=1)
    confirmed(talk, "a@example.net")
    waiting = confirmed(talk, "b@example.net")
    confirmed(talk, "c@example.net")
    actions.give_back(registration=own(waiting))
    assert not Message.objects.filter(kind="talk.place").exists()


def test_people_with_an_account_take_places_of_the_same_talk(cast):
    talk = a_talk(cast, capacity=2)
    first = confirmed(talk, "a@example.net")
    seat = book(by=cast.ana, meeting=talk, user=cast.ana, centre=cast.here, patient=cast.patient(cast.ana))
    late = confirmed(talk, "b@example.net")
    waits = book(by=cast.bea, meeting=talk, user=cast.bea, centre=cast.here, patient=cast.patient(cast.bea))
    assert (seat.state, waits.state) == ("booked", "waiting")
    assert [has_place(own(row)) for row in (first, late)] == [True, False]
    found = counts_of(again(talk))
    assert (found.accounts, found.places, found.with_place, found.waiting) == (1, 1, 1, 1)


def test_whoever_plans_it_sees_both_and_keeps_as_many_places(cast):
    talk = a_talk(cast, capacity=3)
    book(by=cast.ana, meeting=talk, user=cast.ana, centre=cast.here, patient=cast.patient(cast.ana))
    for letter in "abc":
        confirmed(talk, f"{letter}@example.net")
    [row] = with_taken(Meeting.objects.filter(pk=talk.pk))
    assert (row.taken, taken(talk)) == (3, 3)


def test_a_place_that_somebody_with_an_account_gives_back_is_told_outside(cast, deliver):
    talk = a_talk(cast, capacity=1)
    seat = book(by=cast.ana, meeting=talk, user=cast.ana, centre=cast.here, patient=cast.patient(cast.ana))
    late = confirmed(talk, "b@example.net")
    assert not has_place(own(late))
    with deliver():
        give_back(by=cast.ana, seat=seat, why="ill")
    assert has_place(own(late))
    assert [one.source for one in Message.objects.filter(kind="talk.place")] == [str(late.pk)]


def test_who_only_waited_with_an_account_and_goes_frees_nothing_for_anybody(cast, deliver):
    """Whoever has had a place from the start would read that they waited and that one is free for them."""
    talk = a_talk(cast, capacity=1)
    confirmed(talk, "a@example.net")
    waits = book(by=cast.ana, meeting=talk, user=cast.ana, centre=cast.here, patient=cast.patient(cast.ana))
    with deliver():
        give_back(by=cast.ana, seat=waits, why="ill")
    assert list(Message.objects.filter(kind__in=("talk.place", "session.held_changed"))) == []


def test_more_places_are_told_to_who_waited_for_them_and_to_nobody_else(cast):
    talk = a_talk(cast, capacity=1)
    for letter in "abcd":
        confirmed(talk, f"{letter}@example.net")
    Meeting.objects.filter(pk=talk.pk).update(capacity=3)
    for _beat in range(2):
        look_after_talks()
    told = Message.objects.filter(kind="talk.place")
    assert sorted(one.address for one in told) == ["b@example.net", "c@example.net"]


def test_who_came_and_then_has_their_address_forgotten_was_there_all_the_same(cast):
    talk = a_talk(cast)
    mine, goes = confirmed(talk, "a@example.net"), confirmed(talk, "b@example.net")
    with clock.at(EVENING):
        actions.come_in(registration=own(mine))
        for one in (mine, goes):
            actions.give_back(registration=own(one))
        found = counts_of(again(talk))
    assert (found.confirmed, found.came_in, found.gave_back) == (1, 1, 1)
    assert not Registration.objects.exclude(address="").exists()


def test_given_back_twice_is_once_and_asked_again_is_at_the_end(cast):
    talk = a_talk(cast, capacity=1)
    one = confirmed(talk, "a@example.net")
    confirmed(talk, "b@example.net")
    actions.give_back(registration=own(one))
    actions.give_back(registration=own(one))
    back = confirmed(talk, "a@example.net")
    assert back.pk != one.pk
    assert not has_place(own(back))
    assert counts_of(again(talk)).gave_back == 1


def test_whoever_confirms_by_an_older_clock_comes_after_who_has_a_place(cast):
    talk = a_talk(cast, capacity=1)
    first = confirmed(talk, "a@example.net")
    with clock.at(BEFORE - MINUTE):
        late = confirmed(talk, "b@example.net")
    assert (has_place(own(first)), has_place(own(late))) == (True, False)


def test_people_come_in_from_ten_minutes_before_and_are_counted_once(cast):
    talk = a_talk(cast, capacity=1)
    mine, waits = confirmed(talk, "a@example.net"), confirmed(talk, "b@example.net")
    with pytest.raises(ValidationError, match="Nobody can come in now"):
        actions.come_in(registration=own(mine))
    with clock.at(EVENING - 10 * MINUTE):
        actions.come_in(registration=own(mine))
        with pytest.raises(ValidationError, match="All places are taken"):
            actions.come_in(registration=own(waits))
    with clock.at(EVENING + 20 * MINUTE):
        came = actions.come_in(registration=own(mine))
        assert came.came_in == EVENING - 10 * MINUTE
        actions.note_minutes(registration=own(mine))
    with clock.at(EVENING + 300 * MINUTE):
        actions.note_minutes(registration=own(mine))
        found = counts_of(again(talk))
    assert (found.asked, found.confirmed, found.with_place, found.waiting) == (2, 2, 1, 1)
    assert (found.came_in, found.timed, found.minutes) == (1, 1, 100)


def test_there_is_no_place_in_a_talk_that_is_off_or_over(cast):
    talk = a_talk(cast)
    unconfirmed = asked(talk)
    called_off(talk, cast.clara)
    with pytest.raises(ValidationError, match="over or was called off"):
        asked(talk, "late@example.net")
    with pytest.raises(ValidationError, match="over or was called off"):
        actions.confirm(registration=own(unconfirmed))
    with clock.at(EVENING + 61 * MINUTE), pytest.raises(ValidationError, match="over or was called off"):
        asked(a_talk(cast, EVENING), "late@example.net")


def test_addresses_are_forgotten_four_weeks_after_the_talk_and_the_numbers_stay(cast):
    talk = a_talk(cast)
    confirmed(talk, "a@example.net")
    ends = EVENING + 60 * MINUTE
    with clock.at(ends + ADDRESS_KEPT):
        assert actions.forget_addresses() == 0
    with clock.at(ends + ADDRESS_KEPT + MINUTE):
        assert actions.forget_addresses() == 1
        assert actions.forget_addresses() == 0
        assert Registration.objects.get().address == ""
        assert counts_of(again(talk)).confirmed == 1


def test_an_address_that_nobody_confirmed_is_forgotten_after_two_days(cast):
    talk = a_talk(cast)
    asked(talk, "a@example.net")
    confirmed(talk, "b@example.net")
    with clock.at(BEFORE + timedelta(days=2, minutes=1)):
        assert actions.forget_addresses() == 1
    assert sorted(Registration.objects.values_list("address", flat=True)) == ["", "b@example.net"]


def test_the_log_holds_no_address(cast):
    talk = a_talk(cast)
    actions.give_back(registration=own(confirmed(talk, "somebody@example.net")))
    rows = AuditRow.objects.values_list("actor", "subject", "patient", "centre", "detail")
    assert [row for row in rows if "somebody" in str(row)] == []
    assert AuditRow.objects.filter(verb__startswith="talk.").count() == 3


@pytest.mark.parametrize("people", [50, 500])
def test_so_many_register_and_each_has_one_place(cast, people):
    talk = a_talk(cast, capacity=people)
    for number in range(people + 3):
        confirmed(talk, f"person-{number}@example.net")
    found = counts_of(again(talk))
    assert (found.asked, found.with_place, found.waiting) == (people + 3, people, 3)
    assert Message.objects.filter(kind="talk.link").count() == people + 3


def _before(act):
    """In a thread, which has a clock of its own."""
    with clock.at(BEFORE):
        return act()


def test_fifty_take_the_last_place_at_once_and_one_has_it(committed):  # noqa: F811 -- the fixture
    talk = a_talk(committed, capacity=1)
    rows = [asked(talk, f"person-{number}@example.net") for number in range(50)]

    def press(row):
        return lambda: _before(lambda: actions.confirm(registration=own(row)))

    for start in range(0, 50, 10):
        ended = at_once(*(press(row) for row in rows[start : start + 10]))
        assert [one for one in ended if isinstance(one, Exception)] == []
    assert [has_place(own(row)) for row in rows].count(True) == 1
    assert len({row.confirmed for row in from_outside(talk)}) == 50


def test_the_same_address_asked_at_once_is_one_registration(committed):  # noqa: F811 -- the fixture
    talk = a_talk(committed)
    ended = at_once(*(lambda: _before(lambda: asked(talk)) for _press in range(8)))
    assert [one for one in ended if isinstance(one, Exception)] == []
    assert Registration.objects.count() == 1
