"""A flag left alone climbs the rota, minute by minute, until somebody acts."""

from datetime import UTC, date, time

import pytest

from oncocare.foundation import clock
from oncocare.safety.flags import actions
from oncocare.safety.flags.tasks import escalate_overdue, hand_over_shift
from oncocare.safety.promise import Opening
from oncocare.safety.rota.actions import set_holidays, set_staffed_hours
from tests.cast import BY
from tests.factories.rooms import MADRID
from tests.safety.team import HOUR, MINUTE, at, due, left_alone, weekly, worry


def test_a_flag_left_alone_climbs_the_rota_to_the_minute(team):
    cast, berta, emil = team
    flag = worry(cast, at(2))
    assert (flag.owner, flag.deadline) == (cast.clara, at(2, 11))
    seen = left_alone(flag, at(2), at(2, 13, 30))
    # each deadline is an hour after the beat that handed it on, so a beat later every time
    due(seen, (at(2, 11), berta), (seen[0][0] + HOUR, emil), (seen[1][0] + HOUR, cast.clara))
    assert seen[-1][0] - at(2, 13) <= MINUTE
    assert (flag.climbed, flag.promised) == (3, at(2, 11))
    passed = [(one.from_user, one.to_user, one.reason) for one in flag.handovers.order_by("id")]
    assert passed == [(cast.clara, berta, "climbed"), (berta, emil, "climbed"), (emil, cast.clara, "climbed")]


def test_over_a_night_and_a_weekend_it_climbs_every_twelve_hours_and_the_promise_stays(team):
    cast, berta, emil = team
    flag = worry(cast, at(6, 17, 30))  # Friday, after hours
    assert (flag.promised, flag.deadline) == (at(9, 10), at(7, 5, 30))
    seen = left_alone(flag, at(6, 17, 30), at(9, 9), beat=MINUTE)
    cap = [seen[number][0] + 12 * HOUR for number in range(4)]  # each counts from the beat that handed it on
    people = [berta, emil, cast.clara, berta, emil]
    due(seen, *zip([at(7, 5, 30), *cap], people, strict=True))
    assert flag.promised == at(9, 10)


def test_over_a_holiday_it_climbs_too(team):
    cast, berta, _emil = team
    with clock.at(at(1)):
        set_holidays(by=BY, centre=cast.here, days={date(2026, 3, 3): "Here only"})
    flag = worry(cast, at(2, 16, 30))
    assert (flag.promised, flag.deadline) == (at(4, 9, 30), at(3, 4, 30))
    due(left_alone(flag, at(3, 4), at(3, 5)), (at(3, 4, 30), berta))


@pytest.mark.parametrize(("month", "day", "promised"), [(3, 28, 30), (10, 24, 26)])
def test_over_a_clock_change_it_climbs_after_twelve_real_hours(team, month, day, promised):
    cast, berta, _emil = team
    start = at(day, 18, month=month)
    flag = worry(cast, start)
    climbs = start.astimezone(UTC) + 12 * HOUR
    assert (flag.promised, flag.deadline) == (at(promised, 10, month=month), climbs)
    due(left_alone(flag, climbs - HOUR, climbs + HOUR), (climbs, berta))


def test_in_a_night_with_one_hour_less_it_climbs_an_hour_later_in_real_time(team):
    cast, berta, _emil = team
    set_staffed_hours(by=BY, centre=cast.here, openings=[Opening(6, time(0), time(6))])
    weekly(cast, [(6, cast.clara, 1), (6, berta, 2)], time(0), time(6))
    start = at(29, 1, 30).astimezone(UTC)
    flag = worry(cast, start)
    due(left_alone(flag, start, start + 90 * MINUTE), (start + HOUR, berta))
    assert flag.handovers.get().made.astimezone(MADRID).time() > time(3, 30)


def test_a_clock_that_is_set_back_neither_lowers_nor_repeats_a_climb(team):
    cast, berta, _emil = team
    flag = worry(cast, at(2))
    left_alone(flag, at(2, 11), at(2, 11, 1))
    after = (flag.owner, flag.climbed, flag.deadline)
    assert after[:2] == (berta, 1)
    for moment in (at(2, 9, 30), at(2, 10, 59), at(2, 11), at(2, 11, 1)):
        with clock.at(moment):
            assert (escalate_overdue(), hand_over_shift()) == (0, 0)
    flag.refresh_from_db()
    assert (flag.owner, flag.climbed, flag.deadline) == after


def test_an_acknowledgement_ends_it_and_nothing_else_does(team):
    cast, berta, _emil = team
    flag = worry(cast, at(2))
    left_alone(flag, at(2, 11), at(2, 11, 1))
    with clock.at(at(2, 11, 30)):
        actions.acknowledge(by=berta, flag=flag)
    assert left_alone(flag, at(2, 11, 30), at(2, 13)) == []
    assert (flag.owner, flag.climbed) == (berta, 1)


def test_one_flag_that_cannot_be_passed_on_holds_up_no_other(team, monkeypatch):
    cast, berta, _emil = team
    first, second = (worry(cast, at(2), source=f"test:{number}") for number in (1, 2))
    real = actions._pass_on

    def breaks(flag, *rest):
        if flag.pk == first.pk:
            raise RuntimeError("made up")
        real(flag, *rest)

    monkeypatch.setattr(actions, "_pass_on", breaks)
    with clock.at(at(2, 11, 1)):
        assert escalate_overdue() == 1
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.owner, first.climbed, second.owner, second.climbed) == (cast.clara, 0, berta, 1)
    monkeypatch.setattr(actions, "_pass_on", real)
    with clock.at(at(2, 11, 2)):
        assert escalate_overdue() == 1
