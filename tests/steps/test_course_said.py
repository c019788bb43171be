"""How a measure has gone, in one sentence that says whether that is better."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from questionnaires.instruments.scoring import ReliableChange
from steps.course.said import how_it_went

JULY = date(2026, 7, 6)
BETTER, WORSE, NONE = (ReliableChange(way, "made up") for way in ("improved", "worse", "none"))


def said(*values, change=None, language="en"):
    with translation.override(language):
        return how_it_went([(day, Decimal(value)) for day, value in values], Decimal(27), change)


@pytest.mark.parametrize(
    ("values", "change", "sentence"),
    [
        ([], None, ""),
        ([(JULY, 16)], None, "16 of 27 so far."),
        ([(JULY, 16), (date(2026, 9, 1), 5)], BETTER, "From 16 to 5 of 27 since July: much better."),
        ([(JULY, 5), (date(2026, 9, 1), 16)], WORSE, "From 5 to 16 of 27 since July: harder than then."),
        ([(JULY, 6), (date(2026, 9, 1), 5)], NONE, "From 6 to 5 of 27 since July: about the same."),
        ([(JULY, 6), (date(2026, 9, 1), 5)], None, "From 6 to 5 of 27 since July."),
        ([(JULY, 6), (date(2027, 1, 4), 5)], None, "From 6 to 5 of 27 since July 2026."),
        ([(JULY, 16), (date(2026, 7, 20), 5)], BETTER, "From 16 to 5 of 27 since 6 July: much better."),
        ([(JULY, 6), (date(2026, 8, 3), 9), (date(2026, 9, 1), 6)], NONE, "6 of 27, as at the beginning."),
    ],
)
def test_the_sentence_goes_from_the_first_to_the_latest(values, change, sentence):
    assert said(*values, change=change) == sentence


def test_half_points_are_written_as_the_reader_writes_them():
    assert said((JULY, "6.50"), language="es").startswith("6,5 ")
