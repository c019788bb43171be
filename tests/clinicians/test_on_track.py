"""Who is worse, not better, on track or cannot be said: the pure module, by example and by property."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinicians.on_track import (
    FIRST_LOOKED_AT,
    Measured,
    PersonTrack,
    Track,
    Unsaid,
    Values,
    compared,
    is_case,
    measure_track,
    worsened,
)
from steps.policy import HigherIs, Measure, Since

TODAY = date(2026, 11, 25)
MOOD = Measure(
    "depression", "phq-9", "total", Decimal(10), Decimal(6), HigherIs.WORSE, 14, {"en": "low mood"}, "made up"
)


def ago(days, value):
    return Measured(TODAY - timedelta(days=days), Decimal(value))


def stands(*values, level_for=0, weeks=8, measure=MOOD):
    """How somebody stands whose values are `values`, and who has been at the level for so many days."""
    entered = TODAY - timedelta(days=level_for)
    at_entry = [value for value in values if value.day <= entered]
    of = Values(values[0], at_entry[-1] if at_entry else None, values[-1]) if values else Values()
    return measure_track(measure, of, counted_from=entered, weeks=weeks, today=TODAY)


@pytest.mark.parametrize(
    ("values", "level_for", "track"),
    [
        ([(70, 8), (0, 14)], 30, Track.WORSE),  # since the first value, by exactly the threshold
        ([(70, 8), (0, 13)], 30, Track.ON_TRACK),  # a point less, a case, but too early
        ([(70, 20), (30, 8), (0, 14)], 30, Track.WORSE),  # since entering the level; better than at first
        ([(70, 15), (56, 15), (0, 15)], 56, Track.NOT_BETTER),  # on the very day on which the weeks are over
        ([(70, 15), (56, 15), (0, 15)], 55, Track.ON_TRACK),  # a day before
        ([(70, 15), (56, 15), (0, 9)], 56, Track.ON_TRACK),  # no case any more, and better
        ([(70, 15), (56, 10), (0, 9)], 56, Track.ON_TRACK),  # hardly better, and no case any more
        ([(70, 21), (56, 21), (0, 15)], 56, Track.ON_TRACK),  # still a case, and better by the threshold
        ([(70, 21), (56, 20), (0, 15)], 56, Track.NOT_BETTER),  # better by the threshold since the first value only
        ([(50, 15), (0, 15)], 56, Track.NOT_BETTER),  # no value as old as the level: the first one stands for it
        ([(15, 25)], 56, Track.UNKNOWN),
        ([(70, 8), (15, 25)], 56, Track.UNKNOWN),  # a day older than the policy lets count
        ([(70, 8), (14, 25)], 56, Track.WORSE),
        ([], 56, Track.UNKNOWN),
    ],
)
def test_by_example(values, level_for, track):
    assert stands(*(ago(*value) for value in values), level_for=level_for).track is track


def test_what_was_compared_is_kept():
    entry = stands(ago(70, 20), ago(30, 8), ago(0, 15), level_for=30)
    assert (entry.since, entry.before, entry.change, entry.weeks) == (Since.LEVEL_ENTRY, ago(30, 8), Decimal(7), 4)
    first = stands(ago(70, 5), ago(30, 8), ago(0, 15), level_for=30)
    assert (first.since, first.before, first.change) == (Since.BASELINE, ago(70, 5), Decimal(10))


@pytest.mark.parametrize(
    ("values", "why"), [([], Unsaid.NEVER), ([(70, 8), (15, 8)], Unsaid.OLD), ([(3, 8)], Unsaid.ONCE)]
)
def test_what_cannot_be_said_has_its_reason(values, why):
    one = stands(*(ago(*value) for value in values))
    assert (one.track, one.unsaid, one.since, one.change) == (Track.UNKNOWN, why, None, None)


def test_without_a_number_of_weeks_nobody_is_not_better_and_worse_stays_worse():
    assert stands(ago(300, 15), ago(0, 15), level_for=300, weeks=None).track is Track.ON_TRACK
    assert stands(ago(300, 15), ago(0, 21), level_for=300, weeks=None).track is Track.WORSE


def test_a_measure_without_a_threshold_is_not_compared_and_one_without_a_case_is_never_not_better():
    silent = replace(MOOD, reliable_change=None)
    assert compared([MOOD, silent, replace(MOOD, reliable_change=Decimal(0))]) == (MOOD,)
    with pytest.raises(ValueError, match="depression has no reliable_change"):
        measure_track(silent, Values(), counted_from=TODAY, weeks=8, today=TODAY)
    caseless = replace(MOOD, case=None)
    assert not is_case(caseless, Decimal(27))
    assert stands(ago(70, 20), ago(0, 20), level_for=70, measure=caseless).track is Track.ON_TRACK


def test_of_several_measures_the_worst_counts_and_a_measure_that_says_nothing_hides_none():
    worse, still = stands(ago(70, 8), ago(0, 14)), stands(ago(70, 15), ago(0, 15), level_for=60)
    well, unsaid = stands(ago(70, 5), ago(0, 5)), stands()
    for measures, track in (
        ((well, still, worse), Track.WORSE),
        ((unsaid, well, still), Track.NOT_BETTER),
        ((unsaid, well), Track.ON_TRACK),
        ((unsaid,), Track.UNKNOWN),
        ((), Track.UNKNOWN),
    ):
        person = PersonTrack(measures)
        assert (person.track, person.off) == (track, track in (Track.WORSE, Track.NOT_BETTER))
        assert person.deciding == tuple(one for one in measures if one.track is track)


def test_the_worst_come_first_by_how_far_in_thresholds_then_by_weeks():
    worry = replace(MOOD, slug="anxiety", reliable_change=Decimal(3))
    people = [
        PersonTrack((stands(ago(70, 15), ago(0, 15), level_for=60),)),
        PersonTrack((stands(ago(100, 15), ago(0, 15), level_for=100),)),
        PersonTrack((stands(ago(70, 8), ago(0, 15)),)),  # 7 of 6 points
        PersonTrack((stands(ago(70, 8), ago(0, 13), measure=worry),)),  # 5 of 3 points
        PersonTrack(()),
    ]
    assert [people.index(one) for one in sorted(people, key=lambda one: one.rank)] == [3, 2, 1, 0, 4]


# --- properties -------------------------------------------------------------------------------------------------------

points = st.integers(0, 27).map(Decimal)
measured = st.builds(Measured, day=st.integers(0, 200).map(lambda n: TODAY - timedelta(days=n)), value=points)


@st.composite
def courses(draw):
    """Values in order of days with one a day, and when the level was entered."""
    by_day = {one.day: one for one in draw(st.lists(measured, min_size=1, max_size=6))}
    return [by_day[day] for day in sorted(by_day)], draw(st.integers(0, 200))


@given(courses(), st.integers(1, 30))
def test_a_worse_latest_value_never_looks_better(course, weeks):
    values, level_for = course
    before = stands(*values, level_for=level_for, weeks=weeks)
    last = replace(values[-1], value=values[-1].value + 1)
    after = stands(*values[:-1], last, level_for=level_for, weeks=weeks)
    # With one value alone the first is the last, and nothing can be said of either.
    assert FIRST_LOOKED_AT.index(after.track) <= FIRST_LOOKED_AT.index(before.track)


@given(courses(), st.integers(1, 30))
def test_a_measure_that_points_the_other_way_says_the_same_of_mirrored_values(course, weeks):
    values, level_for = course
    mirror = replace(MOOD, higher_is=HigherIs.BETTER, case=-Decimal(10))
    mirrored = [replace(one, value=-one.value) for one in values]
    one = stands(*values, level_for=level_for, weeks=weeks)
    other = stands(*mirrored, level_for=level_for, weeks=weeks, measure=mirror)
    assert (one.track, one.since, one.change, one.unsaid) == (other.track, other.since, other.change, other.unsaid)


@given(courses(), st.integers(1, 30))
def test_every_verdict_means_what_it_says(course, weeks):
    values, level_for = course
    one = stands(*values, level_for=level_for, weeks=weeks)
    latest = values[-1]
    current, earlier = (TODAY - latest.day).days <= 14, values[0].day < latest.day
    assert (one.track is Track.UNKNOWN) == (not current or not earlier) == (one.unsaid is not None)
    if one.track is Track.WORSE:
        assert worsened(MOOD, one.before.value, latest.value) == one.change >= 6
    if one.track is Track.NOT_BETTER:
        assert is_case(MOOD, latest.value)
        assert level_for >= 7 * weeks
        assert -6 < one.change < 6


@given(courses(), st.integers(1, 29))
def test_a_longer_wait_puts_nobody_on_the_list(course, weeks):
    values, level_for = course
    short, long = (stands(*values, level_for=level_for, weeks=weeks + more).track for more in (0, 1))
    assert long is short or (short, long) == (Track.NOT_BETTER, Track.ON_TRACK)
