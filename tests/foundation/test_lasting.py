"""The product-limit estimator: against a published example, and what holds of any lengths."""

from __future__ import annotations

import re
from datetime import timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oncocare.foundation.lasting import Ending, Lasted, left_at, product_limit, reached

HOUR = timedelta(hours=1)
# Freireich EJ et al. The effect of 6-mercaptopurine on the duration of steroid-induced remissions in acute leukemia.
# Blood 1963;21:699-716: weeks of remission under 6-MP, * censored. The estimates stand in Kalbfleisch JD, Prentice RL.
# The statistical analysis of failure time data, and in most text books since.
FREIREICH = "6 6 6 6* 7 9* 10 10* 11* 13 16 17* 19* 20* 22 23 25* 32* 32* 34* 35*"
PUBLISHED = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}
AT_RISK = {6: 21, 7: 17, 10: 15, 13: 12, 16: 11, 22: 7, 23: 6}


def lasted(text: str) -> list[Lasted]:
    return [Lasted(int(number) * HOUR, not star) for number, star in re.findall(r"(\d+)(\*?)", text)]


def test_the_estimates_of_a_published_example():
    endings = product_limit(lasted(FREIREICH))
    assert {ending.at // HOUR: round(float(ending.left), 3) for ending in endings} == PUBLISHED
    assert {ending.at // HOUR: ending.at_risk for ending in endings} == AT_RISK
    half = reached(endings, Fraction(1, 2))
    assert half is not None
    assert half.at == 23 * HOUR
    assert reached(endings, Fraction(9, 10)) is None


@pytest.mark.parametrize(
    ("at", "left"), [(5, 1), (6, Fraction(6, 7)), (6.5, Fraction(6, 7)), (99, Fraction(448, 1000))]
)
def test_the_share_left_is_that_of_the_last_ending(at: float, left: float):
    found = left_at(product_limit(lasted(FREIREICH)), at * HOUR)
    assert round(float(found), 3) == round(float(left), 3)


def test_nothing_at_all_ends_nowhere():
    assert product_limit([]) == ()
    assert product_limit([Lasted(HOUR, ended=False)]) == ()
    assert reached((), Fraction(1, 2)) is None


def test_a_clock_that_was_set_back_makes_nothing_shorter_than_nothing():
    assert product_limit([Lasted(-HOUR, ended=True)]) == (Ending(timedelta(), 1, 1, Fraction(0)),)


LENGTHS = st.lists(st.tuples(st.integers(0, 40), st.booleans()), min_size=1, max_size=20)


def some(pairs: list[tuple[int, bool]]) -> list[Lasted]:
    return [Lasted(hours * HOUR, ended) for hours, ended in pairs]


@given(LENGTHS)
def test_the_share_left_falls_from_one_and_the_endings_are_all_of_them(pairs):
    endings = product_limit(some(pairs))
    shares = [Fraction(1), *(ending.left for ending in endings)]
    assert all(after < before for before, after in pairwise(shares))
    assert shares[-1] >= 0
    assert sum(ending.ended for ending in endings) == sum(ended for _, ended in pairs)


@given(LENGTHS)
def test_where_all_have_ended_it_is_the_plain_share(pairs):
    hours = [hour for hour, _ in pairs]
    for ending in product_limit([Lasted(hour * HOUR, ended=True) for hour in hours]):
        assert ending.left == Fraction(sum(hour * HOUR > ending.at for hour in hours), len(hours))


@given(LENGTHS)
def test_it_is_what_redistributing_the_censored_to_the_right_gives(pairs):
    """Efron 1967: each weighs the same; who is censored hands the weight to all who lasted longer."""
    rows = sorted(pairs, key=lambda row: (row[0], not row[1]))
    weights = [Fraction(1, len(rows))] * len(rows)
    for place, (_, ended) in enumerate(rows):
        after = len(rows) - place - 1
        if not ended and after:
            share, weights[place] = weights[place] / after, Fraction(0)
            weights[place + 1 :] = [weight + share for weight in weights[place + 1 :]]
    for ending in product_limit(some(pairs)):
        ended_by = sum(w for w, (hour, ended) in zip(weights, rows, strict=True) if ended and hour * HOUR <= ending.at)
        assert ending.left == 1 - ended_by


@given(LENGTHS, st.data(), st.sampled_from([Fraction(1, 2), Fraction(9, 10)]))
def test_what_is_forgotten_never_makes_it_look_faster(pairs, data, share):
    place = data.draw(st.integers(0, len(pairs) - 1))
    forgotten = [(40, False) if at == place else pair for at, pair in enumerate(pairs)]
    before, after = reached(product_limit(some(pairs)), share), reached(product_limit(some(forgotten)), share)
    assert after is None or (before is not None and before.at <= after.at)
