"""Where the marks of a chart go."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oncocare.web.charts import LINE, SPARK, Box, ChartPoint, Frame, Gap, Point, Scale, ValueLine, draw

SQUARE = Frame(width=100, height=100)
TEN = Scale(0, 10)
MONDAY = date(2026, 1, 5)


def on(days, value):
    return ChartPoint(MONDAY + timedelta(days=days), value)


def test_readings_are_placed_in_order_of_their_day():
    chart = draw([on(10, 5), on(0, 0), on(5, 10)], TEN, SQUARE)
    assert [(point.x, point.y, point.value) for point in chart.points] == [(0, 100, 0), (50, 0, 10), (100, 50, 5)]
    assert chart.lines == ("M0 100 L50 0 L100 50",)
    assert (chart.first_day, chart.last_day) == (MONDAY, MONDAY + timedelta(days=10))


def test_a_missing_answer_breaks_the_line():
    chart = draw([on(0, 1), on(1, 2), on(2, None), on(3, 3), on(4, 4)], TEN, SQUARE)
    assert chart.lines == ("M0 90 L25 80", "M75 70 L100 60")
    assert chart.gaps == (Gap(50, MONDAY + timedelta(days=2)),)


def test_one_answer_between_two_gaps_is_a_point_without_a_line():
    chart = draw([on(0, None), on(1, 5), on(2, None)], TEN, SQUARE)
    assert chart.lines == ()
    assert chart.points == (Point(50, 50, MONDAY + timedelta(days=1), 5, labelled=True),)


def test_nothing_at_all_is_an_empty_chart():
    chart = draw([], TEN, SQUARE)
    assert (chart.points, chart.gaps, chart.lines, chart.last, chart.first_day, chart.last_day) == (
        (),
        (),
        (),
        None,
        None,
        None,
    )


def test_one_day_is_drawn_in_the_middle():
    chart = draw([on(0, 2), on(0, 8)], TEN, SQUARE)
    assert [(point.x, point.y) for point in chart.points] == [(50, 80), (50, 20)]
    assert chart.last is not None
    assert chart.last.value == 8


def test_the_scale_is_the_instruments_own_range():
    chart = draw([on(0, Decimal("2.5"))], Scale(0, 10, cutoff=Decimal(5), band=(10, 5)), SQUARE)
    assert chart.points[0].y == 75
    assert (chart.floor, chart.ceiling) == (ValueLine(100, 0), ValueLine(0, 10))
    assert chart.cutoff == ValueLine(50, Decimal(5))
    assert chart.band == Box(0, 50)


def test_no_cutoff_and_no_band_draw_nothing():
    chart = draw([on(0, 1)], TEN, SQUARE)
    assert (chart.cutoff, chart.band) == (None, None)


@pytest.mark.parametrize(("value", "height"), [(-3, 100), (40, 0)])
def test_a_value_outside_the_scale_is_drawn_at_its_edge(value, height):
    point = draw([on(0, value)], TEN, SQUARE).points[0]
    assert (point.y, point.value) == (height, value)


def test_a_scale_without_a_range_is_refused():
    with pytest.raises(ValueError, match="low < high"):
        Scale(5, 5)


def test_few_values_are_all_written_out_and_of_many_only_four():
    few = draw([on(turn, turn) for turn in range(8)], TEN, SQUARE)
    assert [point.labelled for point in few.points] == [True] * 8
    many = draw([on(turn, value) for turn, value in enumerate([5, 4, 9, 4, 5, 1, 5, 5, 6])], TEN, SQUARE)
    assert [turn for turn, point in enumerate(many.points) if point.labelled] == [0, 2, 5, 8]


def test_the_frame_leaves_room_for_its_labels():
    frame = Frame(width=200, height=100, left=40, right=10, top=5, bottom=20)
    assert (frame.plot_width, frame.right_edge, frame.bottom_edge, frame.middle) == (150, 190, 80, 115)
    assert (frame.axis, frame.label_x, frame.axis_width) == (28, 22, 162)


readings = st.lists(
    st.builds(
        ChartPoint,
        st.dates(date(2020, 1, 1), date(2040, 1, 1)),
        st.none() | st.integers(-5, 30) | st.decimals(0, 21, places=2),
    ),
    max_size=40,
)


@given(readings, st.sampled_from([LINE, SPARK]))
def test_every_mark_lies_inside_and_nothing_is_lost(given_readings, frame):
    chart = draw(given_readings, Scale(0, 21, cutoff=10, band=(10, 21)), frame)
    assert len(chart.points) + len(chart.gaps) == len(given_readings)
    assert all(frame.left <= mark.x <= frame.right_edge for mark in (*chart.points, *chart.gaps))
    assert all(frame.top <= point.y <= frame.bottom_edge for point in chart.points)
    assert [point.x for point in chart.points] == sorted(point.x for point in chart.points)
    assert all(re.fullmatch(r"M[\d.]+ [\d.]+( L[\d.]+ [\d.]+)+", line) for line in chart.lines)


@given(readings)
def test_the_order_of_the_input_does_not_matter(given_readings):
    once = {reading.day: reading for reading in given_readings}.values()
    assert draw(once, TEN) == draw(reversed(list(once)), TEN)
