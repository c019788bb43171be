"""The picture of one's own weeks, and the one sentence that may be said of them."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steps.campus.diary.scales import AREAS, SCALES, mouth
from steps.campus.diary.weeks import (
    COLUMN,
    ENOUGH_DAYS,
    ENOUGH_EACH,
    FACE_Y,
    LEFT,
    ROW,
    TOP,
    WEEKS,
    Together,
    first_day,
    monday_of,
    picture,
    together,
)  # fmt: skip

TODAY = date(2026, 3, 4)  # a Wednesday


@dataclass(frozen=True)
class Day:
    day: date
    mood: int | None = None
    activity: int | None = None


def days(*pairs):
    """One day each, from a pair of mood and activity."""
    return [Day(TODAY - timedelta(days=n), mood, activity) for n, (mood, activity) in enumerate(pairs)]


# --- the picture ------------------------------------------------------------------------------------------------------


def test_a_week_is_a_row_from_monday_and_this_week_is_the_last():
    drawn = picture([Day(TODAY, mood=3), Day(date(2026, 3, 2), mood=3), Day(date(2026, 3, 1), mood=3)], TODAY)
    column = {name: LEFT + COLUMN * n + COLUMN / 2 for n, name in enumerate("MTWTFSS")} | {"Mon": LEFT + COLUMN / 2}
    last, before = TOP + ROW * 5 + FACE_Y, TOP + ROW * 4 + FACE_Y
    sunday = LEFT + COLUMN * 6 + COLUMN / 2
    assert [(one.x, one.y) for one in drawn.faces] == [
        (column["W"], last), (column["Mon"], last), (sunday, before),
    ]  # fmt: skip
    assert [one.monday for one in drawn.weeks] == [date(2026, 1, 26) + timedelta(weeks=n) for n in range(WEEKS)]
    assert [one.day.weekday() for one in drawn.weekdays] == list(range(7))


def test_what_is_older_than_six_weeks_or_to_come_is_left_out():
    first = first_day(TODAY)
    assert first == date(2026, 1, 26)
    drawn = picture([Day(first - timedelta(days=1), 5), Day(first, 5), Day(TODAY + timedelta(days=1), 5)], TODAY)
    assert len(drawn.faces) == 1


def test_a_day_without_an_entry_is_drawn_as_nothing():
    drawn = picture([], TODAY)
    assert (drawn.faces, drawn.marks) == ((), ())


@pytest.mark.parametrize(
    ("activity", "marks"), [(None, []), (0, [(0, True)]), (1, [(0, False)]), (2, [(-4.5, False), (4.5, False)]),
                            (3, [(-9, False), (0, False), (9, False)])],
)  # fmt: skip
def test_each_step_of_activity_is_a_mark_and_almost_nothing_an_empty_one(activity, marks):
    drawn = picture([Day(date(2026, 3, 2), activity=activity)], TODAY)
    middle = LEFT + COLUMN / 2
    assert [(one.x - middle, one.empty) for one in drawn.marks] == marks
    assert drawn.faces == ()


def test_a_mouth_bends_down_where_mood_is_low_and_up_where_it_is_high():
    def bend(mood):
        ends, _, control = mouth(0, 0, mood).partition("Q")
        return float(control.split()[1]) - float(ends.split()[1])

    assert [bend(mood) for mood in SCALES["mood"].answers] == sorted(map(bend, SCALES["mood"].answers), reverse=True)
    assert (bend(1) < 0, bend(3), bend(5) > 0) == (True, 0, True)


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 1, 1)), st.integers(0, 41), st.integers(1, 5))
def test_everything_is_drawn_inside_its_frame(today, before, mood):
    drawn = picture([Day(today - timedelta(days=before), mood, 3)], today)
    inside = before <= (today - first_day(today)).days
    assert len(drawn.faces) == inside
    for one in (*drawn.faces, *drawn.marks):
        assert LEFT + 5 < one.x < drawn.width - 5
        assert TOP < one.y < drawn.height - 10
    assert monday_of(today).weekday() == 0


# --- the sentence -----------------------------------------------------------------------------------------------------

MORE, LESS = 2, 1


def test_mood_that_was_higher_on_days_with_more_is_said_and_the_reverse_too():
    better = days(*[(4, MORE)] * 5, *[(3, LESS)] * 5)
    assert together(better) is Together.HIGHER
    assert together(days(*[(3, MORE)] * 5, *[(4, LESS)] * 5)) is Together.LOWER
    assert together(days(*[(3, MORE)] * 5, *[(3, LESS)] * 5)) is Together.ALIKE


def test_nothing_is_said_of_fewer_than_ten_days_with_both():
    pairs = [(4, MORE)] * 5 + [(3, LESS)] * 4
    assert together(days(*pairs)) is None
    assert together(days(*pairs, (3, None), (None, LESS))) is None
    assert together(days(*pairs, (3, LESS))) is Together.HIGHER
    assert ENOUGH_DAYS == 10


def test_nothing_is_said_where_nearly_all_days_were_of_one_kind():
    assert together(days(*[(5, MORE)] * 20, *[(1, LESS)] * (ENOUGH_EACH - 1))) is None
    assert together(days(*[(5, MORE)] * 20, *[(1, LESS)] * ENOUGH_EACH)) is Together.HIGHER


def test_a_small_difference_is_no_difference():
    """Of 25 pairs of days 8 are better: less than a third."""
    assert together(days((4, MORE), (4, MORE), *[(3, MORE)] * 3, (3, LESS), *[(3, LESS)] * 4)) is Together.HIGHER
    assert together(days((4, MORE), *[(3, MORE)] * 4, *[(3, LESS)] * 5)) is Together.ALIKE


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(0, 3)), max_size=42))
def test_the_sentence_turns_round_with_the_days(pairs):
    """Who did more on the other days and felt the same is told the reverse; the order of the days does not matter."""
    turned = {Together.HIGHER: Together.LOWER, Together.LOWER: Together.HIGHER}
    said = together(days(*pairs))
    assert together(days(*[(mood, 3 - activity) for mood, activity in pairs])) == turned.get(said, said)
    assert together(days(*reversed(pairs))) == said


# --- the words --------------------------------------------------------------------------------------------------------


def test_the_scales_are_those_that_the_table_allows():
    assert {name: sorted(scale.answers) for name, scale in SCALES.items()} == {
        "mood": [1, 2, 3, 4, 5], "activity": [0, 1, 2, 3],
    }  # fmt: skip


def test_each_area_and_each_answer_has_words_of_its_own():
    for words in (AREAS, *(scale.answers for scale in SCALES.values())):
        assert len(set(map(str, words.values()))) == len(words)
    assert max(map(len, AREAS)) <= 40
