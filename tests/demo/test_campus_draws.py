"""What made-up people open at the campus: near the published figures, each piece once, the same for the same seed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from statistics import quantiles
from uuid import UUID

import pytest

from oncocare.demo.simulation import exposure as drawn
from oncocare.demo.simulation.courses import dice, sources
from oncocare.demo.simulation.exposure import CampusHabit, Readable
from oncocare.library.choices import Area
from steps.campus import exposure
from steps.campus.exposure import Offered, OpenedPiece, PartOf, Quartiles, only_offered

MANY = 4000
SHELF = [Readable(f"{area}-{number}", area.value, "lesson", 4) for area in Area for number in range(5)]
DAY = date(2026, 1, 5)


@pytest.fixture(scope="module")
def habits():
    return [drawn.habit(dice(7, "campus", number)) for number in range(MANY)]


def sizes(habits):
    return [len(one.days) for one in habits if one.days]


def test_as_many_open_as_much_and_as_early_as_published(habits):
    """Within 2.5 points of 42.3 %, the median exactly, the quartiles within one piece, five of six within 91 days."""
    assert len(sizes(habits)) / MANY == pytest.approx(0.423, abs=0.025)
    low, median, high = quantiles(sizes(habits), n=4)
    assert (median, low) == (4, 2)
    assert high == pytest.approx(9, abs=1)
    days = [day for one in habits for day in one.days]
    assert sum(day < exposure.EARLY for day in days) / len(days) > 5 / 6


def test_who_is_guided_opens_more_and_oftener(habits):
    sides = [[one for one in habits if one.guided is guided] for guided in (True, False)]
    (many, few), (more, less) = ([len(sizes(side)) / len(side) for side in sides], [sizes(side) for side in sides])
    assert many / (1 - many) / (few / (1 - few)) == pytest.approx(sources().number("campus_guided_odds"), rel=0.2)
    assert quantiles(more, n=4)[1] > quantiles(less, n=4)[1]


def test_each_piece_is_opened_once_within_its_minutes_and_illness_and_emotions_most():
    rng, areas = dice("pieces"), Counter()
    for _ in range(300):
        opened = drawn.openings(rng, range(6), SHELF)
        assert len({one.piece for one in opened}) == 6
        assert [one.day for one in opened] == [*range(6)]
        assert all(120 <= one.seconds <= 360 for one in opened if one.finished)
        assert all(one.seconds <= 360 and one.helped is None for one in opened if not one.finished)
        areas.update(one.piece.area for one in opened)
    assert {area for area, _ in areas.most_common(2)} == {"illness", "emotions"}
    assert drawn.openings(rng, range(9), SHELF[:3])[2:] != []


def test_the_help_of_a_level_waits_for_the_next_piece():
    assert CampusHabit(guided=False).waits(0) is None
    habit = CampusHabit(guided=True, days=(2, 40))
    assert [habit.waits(day) for day in (0, 2, 3, 41)] == [2, 0, 37, None]


# --- what is counted --------------------------------------------------------------------------------------------------

ANA, BEA, CAI, OUT = (UUID(int=number) for number in range(1, 5))
PEOPLE = [
    Offered(ANA, DAY, DAY + timedelta(20), guided=True), Offered(BEA, DAY, DAY, guided=False),
    Offered(CAI, DAY, DAY, guided=False),
]  # fmt: skip
PIECE = OpenedPiece(ANA, "a", "emotions", DAY + timedelta(90), 120, True, True)


def test_each_figure_counts_what_it_says():
    late = replace(PIECE, piece="b", day=DAY + timedelta(91), finished=False, helped=None, seconds=60)
    bea = replace(PIECE, person=BEA, area="sleep", helped=False, seconds=600)
    reached = only_offered(PEOPLE, [PIECE, late, bea, replace(PIECE, person=OUT)])
    assert exposure.people_who_opened(reached) == PartOf(2, 3)
    assert exposure.pieces_each(reached) == Quartiles(1.25, 1.5, 1.75, 2)
    assert exposure.opened_early(reached) == PartOf(2, 3)
    assert exposure.opened_early_at_the_level(reached) == PartOf(3, 3)
    assert exposure.by_area(reached) == {"emotions": PartOf(2, 3), "sleep": PartOf(1, 3)}
    assert exposure.finished(reached) == PartOf(2, 3)
    assert exposure.helped(reached) == PartOf(1, 2)
    assert exposure.minutes_each(reached) == Quartiles(4.75, 6.5, 8.25, 2)
    assert exposure.people_who_opened(reached.of(guided=True)) == PartOf(1, 1)
    assert exposure.people_who_opened(reached.of(guided=False)) == PartOf(1, 2)
    nothing = only_offered(PEOPLE, [])
    assert (exposure.pieces_each(nothing), exposure.people_who_opened(nothing)) == (None, PartOf(0, 3))
