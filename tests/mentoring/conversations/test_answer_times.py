"""What became of what was asked, and how long it took: nobody who waits is left out, and few say little."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.conversations.answer_times import AnswerTimes, ByThen, Reached, Waited, by_kind, measure
from mentoring.conversations.models import ContactRequest
from mentoring.conversations.selectors import waits_of
from tests.factories.rooms import day

NOW = day(20, 12)
HOUR = timedelta(hours=1)


def waited(ago, after=None, promised=24, *, kind="write", without_words=False) -> Waited:
    """Made hours ago, promised hours after that, closed hours after it was made or never."""
    made = NOW - ago * HOUR
    closed = None if after is None else made + after * HOUR
    return Waited(kind, made, made + promised * HOUR, closed, without_words)


ONE_OF_EACH = [
    waited(100, 20),  # in time
    waited(100, 24),  # at the last moment: in time
    waited(100, 30),  # late
    waited(3),  # open, not yet due
    waited(24),  # open, due this moment
    waited(50),  # open, past its promise
    waited(100, 10, without_words=True),
]


def test_each_request_is_counted_once_as_what_became_of_it():
    """Answered after 20, 24 and 30 hours; the others waited 3, 10, 24 and 50 hours for an answer that did not come:
    4/5, 4/5 × 3/4 = 3/5 and 3/5 × 1/2 = 3/10 are left.
    """
    assert measure(ONE_OF_EACH, NOW) == AnswerTimes(
        asked=7, within=2, late=1, waiting=2, overdue=1, without_words=1, half=Reached(30, 2), nine_of_ten=None,
        by_hours=(ByThen(4, 0, 6), ByThen(8, 0, 6), ByThen(24, 40, 4), ByThen(48, 70, 1)),
    )  # fmt: skip


def test_a_promise_is_kept_or_broken_only_once_one_can_say_it():
    found = measure(ONE_OF_EACH, NOW)
    assert (found.decided, found.broken, found.kept) == (4, 2, None)
    more = measure([*ONE_OF_EACH, waited(100, 1)], NOW)
    assert (more.decided, more.broken, more.kept) == (5, 2, 60)


@pytest.mark.parametrize("without_words", [True, False])
def test_the_forgotten_and_the_closed_without_words_are_never_answered_quickly(without_words):
    answered = [waited(200, 1)] * 5
    silent = [waited(200, 2, without_words=True) if without_words else waited(200)] * 5
    assert measure(answered, NOW).nine_of_ten == Reached(1, 5)
    found = measure(answered + silent, NOW)
    assert (found.half, found.nine_of_ten) == (Reached(1, 10), None)


def test_of_fewer_than_five_only_the_counts_are_said():
    few = measure([waited(100, 1)] * 4, NOW)
    assert (few.few, few.kept, few.half, few.nine_of_ten, few.by_hours) == (True, None, None, None, ())
    five = measure([waited(100, 1)] * 5, NOW)
    assert (five.few, five.kept, five.half, five.by_hours) == (False, 100, Reached(1, 5), (ByThen(4, 100, 0),))


def test_hours_are_rounded_up_and_shares_down():
    found = measure([waited(100, 0.5), *[waited(100, 1.25)] * 5], NOW)
    assert (found.half, found.by_hours[0]) == (Reached(2, 5), ByThen(4, 100, 0))
    assert measure([*[waited(900, 1)] * 299, waited(900)], NOW).by_hours[0] == ByThen(4, 99, 1)


def test_each_kind_that_was_asked_stands_by_itself_in_its_order():
    rows = [waited(9, 1, kind="call"), waited(9, 1), waited(9, kind="call")]
    found = by_kind(rows, ContactRequest.Kind.values, NOW)
    assert [(kind, times.asked) for kind, times in found] == [("write", 1), ("call", 2)]


WAITS = st.lists(
    st.builds(
        waited, st.integers(0, 300), st.none() | st.integers(0, 300), st.integers(0, 100),
        kind=st.sampled_from(ContactRequest.Kind.values),
    ),
    max_size=25,
)  # fmt: skip


@given(WAITS, st.data())
def test_the_counts_add_up_and_no_share_leaves_its_bounds(rows, data):
    quiet = data.draw(st.lists(st.booleans(), min_size=len(rows), max_size=len(rows)))
    rows = [row if row.closed is None else Waited(*_fields(row)[:4], q) for row, q in zip(rows, quiet, strict=True)]
    found = measure(rows, NOW)
    parts = (found.within, found.late, found.waiting, found.overdue, found.without_words)
    assert (min(parts) >= 0, sum(parts)) == (True, found.asked == len(rows) and len(rows))
    assert found.few == (len(rows) < 5)
    shares = [row.answered for row in found.by_hours]
    assert shares == sorted(shares)
    assert all(0 <= share <= 100 for share in shares)
    at_risk = [row.at_risk for row in found.by_hours]
    assert at_risk == sorted(at_risk, reverse=True)
    assert sum(times.asked for _, times in by_kind(rows, ContactRequest.Kind.values, NOW)) == len(rows)


def _fields(row: Waited) -> tuple:
    return row.kind, row.made, row.promised, row.closed, row.without_words


@given(WAITS, st.data())
def test_an_answer_that_never_came_never_makes_a_centre_look_better(rows, data):
    answered = [row for row in rows if row.answered]
    if not answered:
        return
    forgotten = data.draw(st.sampled_from(answered))
    silent = [*rows]
    silent[rows.index(forgotten)] = Waited(forgotten.kind, forgotten.made, forgotten.promised, None, False)
    before, after = measure(rows, NOW), measure(silent, NOW)
    assert after.within <= before.within
    for name in ("half", "nine_of_ten"):
        was, became = getattr(before, name), getattr(after, name)
        if forgotten.closed <= NOW:  # what is to come is in no real row
            assert became is None or (was is not None and was.hours <= became.hours)


# --- of a centre ------------------------------------------------------------------------------------------------------


def test_a_centre_reads_what_was_asked_of_it_since_then(cast):
    rows = [("write", 100, 4, False), ("call", 10, None, False), ("write", 50, 2, True)]
    for kind, ago, after, quiet in rows:
        made = NOW - ago * HOUR
        ContactRequest.objects.create(
            patient=cast.patient(cast.ana), centre=cast.here, kind=kind, made=made, promised=made + 24 * HOUR,
            answered_at=after and made + after * HOUR, answered_by=after and cast.clara, without_words=quiet,
        )  # fmt: skip
    expected = [waited(ago, after, kind=kind, without_words=quiet) for kind, ago, after, quiet in rows]
    assert sorted(waits_of(cast.here), key=_fields_by_made) == sorted(expected, key=_fields_by_made)
    assert {row.kind for row in waits_of(cast.here, NOW - 20 * HOUR)} == {"call"}
    assert waits_of(cast.there) == []


def _fields_by_made(row: Waited):
    return row.made
