"""The rota: who is on duty, where it has a hole, when a shift ends; over covers, holidays and clock changes."""

import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oncocare.safety.promise import Opening
from oncocare.safety.rota.duty import (
    Rota,
    Turn,
    answering,
    first_owner,
    holes,
    next_owner,
    nobody_on,
    on_duty,
    relieved,
    shift_ends,
    shifts_of,
)

MADRID = "Europe/Madrid"
CLARA, BERTA, DAVID, EMIL = (uuid.UUID(int=number) for number in range(1, 5))
DAY_ENDS = time.max
MORNING, AFTERNOON = (time(9), time(13)), (time(13), time(17))


def turn(weekday, person, hours=(time(9), time(17)), rank=1):
    return Turn(weekday, *hours, person, rank)


def rota(*turns, hours=None, staff=(CLARA, BERTA, DAVID), covers=None, closed=(), zone=MADRID):
    office = tuple(Opening(weekday, time(9), time(17)) for weekday in range(5))
    return Rota(zone, office if hours is None else hours, turns, staff, covers or {}, frozenset(closed))


def at(day, hour=10, minute=0, *, month=3, fold=0, zone=MADRID):
    return datetime(2026, month, day, hour, minute, tzinfo=ZoneInfo(zone), fold=fold)


WEEK = rota(
    *(turn(weekday, CLARA, MORNING) for weekday in range(5)),
    *(turn(weekday, BERTA, AFTERNOON) for weekday in range(5)),
    *(turn(weekday, DAVID, rank=2) for weekday in range(5)),
)

# --- who is on ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "people"),
    [
        (at(2, 8, 59), ()),
        (at(2, 9), (CLARA, DAVID)),
        (at(2, 12, 59), (CLARA, DAVID)),
        (at(2, 13), (BERTA, DAVID)),  # the next begins where the one before ends
        (at(2, 17), ()),
        (at(7, 10), ()),  # Saturday
    ],
)
def test_on_duty_in_order_of_rank_from_the_first_minute_to_before_the_last(moment, people):
    assert on_duty(WEEK, moment) == people
    assert on_duty(WEEK, moment.astimezone(UTC)) == people


def test_on_a_holiday_nobody_is_on():
    assert on_duty(replace(WEEK, closed=frozenset([date(2026, 3, 2)])), at(2)) == ()


def test_a_cover_stands_in_for_one_day():
    covered = replace(WEEK, covers={(date(2026, 3, 2), CLARA): BERTA})
    assert (on_duty(covered, at(2)), on_duty(covered, at(3))) == ((BERTA, DAVID), (CLARA, DAVID))


@pytest.mark.parametrize(
    "covers",
    [
        {(date(2026, 3, 2), CLARA): None},
        {(date(2026, 3, 2), CLARA): EMIL},  # who does not answer flags here
        {(date(2026, 3, 2), CLARA): BERTA, (date(2026, 3, 2), BERTA): CLARA},  # absent both
        {(date(2026, 3, 2), CLARA): CLARA},
    ],
)
def test_a_cover_by_nobody_or_by_somebody_who_is_not_there_is_a_hole(covers):
    assert on_duty(rota(turn(0, CLARA), covers=covers), at(2)) == ()


def test_who_left_the_centre_is_not_on_though_the_rota_names_them():
    assert on_duty(replace(WEEK, staff=(BERTA, DAVID)), at(2)) == (DAVID,)


def test_who_stands_on_the_rota_twice_is_asked_once():
    assert on_duty(rota(turn(0, CLARA), turn(0, BERTA, rank=2), turn(0, CLARA, rank=3)), at(2)) == (CLARA, BERTA)


def test_of_two_with_the_same_rank_whoever_came_first_is_asked_first():
    overlapping = rota(turn(0, BERTA, (time(12), time(17))), turn(0, CLARA, (time(9), time(14))))
    assert on_duty(overlapping, at(2, 13)) == (CLARA, BERTA)


def test_a_night_is_two_turns_that_meet_at_midnight():
    night = rota(turn(0, CLARA, (time(20), DAY_ENDS)), turn(1, CLARA, (time(0), time(8))))
    last = at(3, 0) - timedelta(microseconds=1)
    assert [on_duty(night, moment) for moment in (last, at(3, 0), at(3, 8))] == [(CLARA,), (CLARA,), ()]


def test_at_a_centre_whose_day_begins_twice_or_not_at_all_the_day_is_whole():
    """In Santiago the clock changes at midnight: one day has 23 hours, another 25."""
    zone = "America/Santiago"
    always = rota(
        *(turn(weekday, CLARA, (time(0), DAY_ENDS)) for weekday in range(7)),
        hours=tuple(Opening(weekday, time(0), DAY_ENDS) for weekday in range(7)),
        zone=zone,
    )
    for month, day in ((4, 3), (9, 4)):
        assert holes(always, at(day, month=month, zone=zone)) == ()


# --- clock changes ------------------------------------------------------------------------------------------------------


def test_an_hour_that_comes_twice_belongs_to_one_of_two_people_who_meet_in_it():
    """On 25 October 2026 it is 02:30 twice."""
    night = rota(turn(6, CLARA, (time(0), time(2, 30))), turn(6, BERTA, (time(2, 30), time(6))))
    seen = [
        on_duty(night, at(25, 2, minute, month=10, fold=fold).astimezone(UTC)) for fold in (0, 1) for minute in (15, 45)
    ]
    assert seen == [(CLARA,), (BERTA,), (BERTA,), (BERTA,)]


def test_an_hour_that_does_not_come_is_nobodys():
    """On 29 March 2026 the clock goes from 02:00 to 03:00."""
    night = rota(
        turn(6, CLARA, (time(0), time(2))), turn(6, DAVID, (time(2), time(3))), turn(6, BERTA, (time(3), time(6)))
    )
    assert [on_duty(night, at(29, *wall)) for wall in ((1, 59), (3, 0))] == [(CLARA,), (BERTA,)]
    assert shifts_of(night, DAVID, at(28), timedelta(days=2)) == ()
    backwards = rota(turn(6, DAVID, (time(2, 30), time(3))))  # it would end before it begins
    assert shifts_of(backwards, DAVID, at(28), timedelta(days=2)) == ()


# --- holes --------------------------------------------------------------------------------------------------------------


def test_a_whole_rota_has_no_hole():
    assert holes(WEEK, at(2)) == ()


def test_a_hole_is_where_the_centre_is_staffed_and_nobody_is_on():
    gaps = rota(turn(0, CLARA, (time(10), time(12))), turn(0, BERTA, (time(14), time(20))))
    assert holes(gaps, at(2, 8), timedelta(days=1)) == ((at(2, 9), at(2, 10)), (at(2, 12), at(2, 14)))
    assert holes(gaps, at(2, 13), timedelta(hours=5)) == ((at(2, 13), at(2, 14)),)


def test_a_hole_ends_where_one_stops_looking():
    assert holes(rota(turn(1, CLARA)), at(2, 10), timedelta(hours=2)) == ((at(2, 10), at(2, 12)),)


def test_holes_reach_four_weeks_ahead():
    [first, *_, last] = holes(rota(turn(0, CLARA)), at(2))
    assert (first, last) == ((at(3, 9), at(3, 17)), (at(27, 9), at(27, 17)))


def test_where_a_centre_has_not_said_when_it_is_staffed_the_rota_says_it():
    covered = rota(turn(0, CLARA), hours=(), covers={(date(2026, 3, 2), CLARA): None})
    assert holes(covered, at(2, 8)) == ((at(2, 9), at(2, 17)),)


PEOPLE = st.sampled_from([CLARA, BERTA, DAVID, EMIL])
HOURS = st.tuples(st.integers(4, 14), st.integers(1, 8)).map(lambda pair: (time(pair[0]), time(pair[0] + pair[1])))
TURNS = st.lists(st.builds(turn, st.integers(0, 6), PEOPLE, HOURS, st.integers(1, 3)), max_size=8)
OPENINGS = st.lists(st.builds(lambda weekday, hours: Opening(weekday, *hours), st.integers(0, 6), HOURS), max_size=6)
DATES = st.integers(0, 9).map(lambda days: date(2026, 3, 24) + timedelta(days=days))
ROTAS = st.builds(
    lambda turns, hours, covers, closed: rota(*turns, hours=tuple(hours), covers=covers, closed=closed),
    TURNS,
    OPENINGS,
    st.dictionaries(st.tuples(DATES, PEOPLE), st.none() | PEOPLE, max_size=4),
    st.sets(DATES, max_size=3),
)
# around the change to summer time on 29 March, at every five minutes of nine days
MOMENTS = st.integers(0, 9 * 24 * 12).map(lambda steps: at(24, 0).astimezone(UTC) + timedelta(minutes=5 * steps))


def naive(table, moment):
    """A second reading: look at the clock on the wall, and ask each turn whether it is now."""
    local = moment.astimezone(ZoneInfo(table.zone))
    today, asked = local.date(), []
    for one in table.turns:
        if one.weekday != local.weekday() or not one.opens <= local.time() < one.closes or today in table.closed:
            continue
        person = one.person
        if (today, person) in table.covers:
            person = table.covers[today, person]
            if (today, person) in table.covers:
                continue
        if person in table.staff:
            asked.append((one.rank, one.opens, table.turns.index(one), person))
    return [person for *_, person in sorted(asked)]


@given(ROTAS, MOMENTS)
def test_on_duty_is_what_the_clock_on_the_wall_says(table, moment):
    assert on_duty(table, moment) == tuple(dict.fromkeys(naive(table, moment)))


@given(ROTAS, MOMENTS)
def test_holes_are_the_staffed_minutes_in_which_nobody_is_on(table, moment):
    ahead, step = timedelta(days=2), timedelta(minutes=15)
    found, look = holes(table, moment, ahead), moment
    while look < moment + ahead:
        local = look.astimezone(ZoneInfo(MADRID))
        staffed = local.date() not in table.closed and any(
            one.weekday == local.weekday() and one.opens <= local.time() < one.closes for one in table.openings
        )
        inside = any(start <= look < end for start, end in found)
        assert inside == (staffed and not naive(table, look)), look
        look += step


@given(ROTAS, MOMENTS, PEOPLE)
def test_shifts_of_a_person_end_where_shift_ends_says(table, moment, person):
    until = moment + timedelta(days=3)
    ends = [one.end for one in shifts_of(table, person, moment, timedelta(days=3)) if one.end <= until]
    assert sorted(ends) == list(shift_ends(table, person, moment, until))


# --- who owns it --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("responsible", "moment", "owner"),
    [
        (None, at(2), CLARA),
        (DAVID, at(2), DAVID),  # on duty, so preferred
        (BERTA, at(2), CLARA),  # not on duty now
        (BERTA, at(2, 14), BERTA),
        (EMIL, at(2), CLARA),
        (BERTA, at(1, 20), CLARA),  # Sunday evening: whoever is on at the next opening
        (None, at(6, 17), CLARA),  # Friday at closing time
    ],
)
def test_whoever_answers_now_or_next_owns_it(responsible, moment, owner):
    assert first_owner(WEEK, responsible, moment) == owner
    assert nobody_on(WEEK, moment) is False


def test_on_call_outside_staffed_hours_comes_before_the_next_opening():
    on_call = replace(WEEK, turns=(*WEEK.turns, turn(5, BERTA)))
    assert answering(on_call, at(7)) == (BERTA,)


@pytest.mark.parametrize(("responsible", "owner"), [(BERTA, BERTA), (EMIL, CLARA), (None, CLARA)])
@pytest.mark.parametrize("moment", [at(3), at(2, 20)])
def test_in_a_hole_or_before_one_it_is_the_responsible_clinicians_else_the_longest_servings_and_it_is_said(
    moment, responsible, owner
):
    monday_only = rota(turn(0, CLARA))
    assert first_owner(monday_only, responsible, moment) == owner
    assert (answering(monday_only, moment), nobody_on(monday_only, moment)) == ((), True)


def test_where_all_are_holidays_as_far_as_one_can_see_nobody_is_on():
    away = replace(WEEK, closed=frozenset(date(2026, 3, 2) + timedelta(days=number) for number in range(400)))
    assert (answering(away, at(2)), nobody_on(away, at(2)), first_owner(away, None, at(2))) == ((), True, CLARA)


def test_without_a_rota_the_responsible_clinician_owns_it_at_any_hour():
    none = rota()
    assert [first_owner(none, who, at(7)) for who in (BERTA, EMIL, None)] == [BERTA, CLARA, CLARA]
    assert nobody_on(none, at(2)) is False


@pytest.mark.parametrize("table", [rota(staff=()), replace(WEEK, staff=())])
def test_where_nobody_may_answer_nobody_owns_it_and_it_is_said(table):
    assert (first_owner(table, CLARA, at(2)), nobody_on(table, at(2))) == (None, True)
    assert next_owner(table, CLARA, {CLARA}, at(2)) == (None, True)


# --- to whom it climbs --------------------------------------------------------------------------------------------------


def climbs(table, owner, moment, times):
    """Owners one after the other, with whether everybody is told."""
    had, seen = {owner}, []
    for _ in range(times):
        owner, everybody = next_owner(table, owner, had, moment)
        had.add(owner)
        seen.append((owner, everybody))
    return seen


def test_it_goes_round_those_on_duty_then_to_everybody_and_then_round_again():
    table = replace(WEEK, staff=(EMIL, CLARA, BERTA, DAVID))
    assert climbs(table, DAVID, at(2), 7) == [
        (CLARA, False),  # the only other one on duty
        (BERTA, True),  # everybody who may answer and has not had it
        (EMIL, True),
        (CLARA, True),  # and round again
        (BERTA, True),
        (DAVID, True),
        (EMIL, True),
    ]


def test_whoever_comes_on_duty_later_is_asked_before_everybody():
    assert next_owner(WEEK, DAVID, {CLARA, DAVID}, at(2, 14)) == (BERTA, False)


def test_an_owner_who_is_not_on_hands_it_to_the_first_who_is():
    assert next_owner(WEEK, BERTA, {BERTA}, at(2)) == (CLARA, False)
    assert next_owner(WEEK, None, {None}, at(2)) == (CLARA, False)


def test_without_a_rota_it_goes_from_one_to_the_next():
    assert climbs(rota(), BERTA, at(2), 4) == [(DAVID, False), (CLARA, False), (BERTA, True), (DAVID, True)]


@given(ROTAS, MOMENTS, PEOPLE, st.sets(PEOPLE))
def test_it_is_never_dropped_while_anybody_may_answer(table, moment, owner, had):
    to, everybody = next_owner(table, owner, had | {owner}, moment)
    assert to in table.staff
    assert everybody or to not in had | {owner}


@given(ROTAS, MOMENTS, PEOPLE)
def test_everybody_who_may_answer_has_it_before_anybody_has_it_twice(table, moment, owner):
    seen = [person for person, _everybody in climbs(table, owner, moment, len(table.staff))]
    assert set(table.staff) <= {owner, *seen}


# --- whose shift is over ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("person", "since", "moment", "over"),
    [
        (CLARA, at(2), at(2, 12, 59), False),
        (CLARA, at(2), at(2, 13), True),
        (CLARA, at(2, 14), at(2, 15), False),  # she got it after her shift
        (CLARA, at(2, 14), at(3, 13), True),  # and her next one is over too
        (CLARA, at(2, 14), at(3, 10), False),
        (CLARA, at(2, 13, 30), at(2, 12), False),  # a clock that was set back
        (DAVID, at(2), at(2, 15), False),
        (EMIL, at(2), at(2), True),  # who left
    ],
)
def test_a_person_is_relieved_once_a_shift_of_theirs_ended_and_they_are_not_on(person, since, moment, over):
    assert relieved(WEEK, person, since, moment) is over


def test_who_is_absent_today_is_relieved_and_who_stands_in_is_not():
    covered = replace(WEEK, covers={(date(2026, 3, 3), CLARA): BERTA})
    assert [relieved(covered, who, at(3, 8), at(3)) for who in (CLARA, BERTA)] == [True, False]
