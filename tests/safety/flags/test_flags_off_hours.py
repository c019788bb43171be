"""A Friday night: a flag climbs by the clock, to whoever is on call and to everybody, and the promise stays honest."""

import pytest

from oncocare.events.actions import inline
from oncocare.foundation import clock
from oncocare.safety.flags import actions
from oncocare.safety.flags.tasks import hand_over_shift
from oncocare.safety.rota.actions import set_on_call
from tests.cast import BY
from tests.safety.team import HOUR, at, due, left_alone, told, worry

FRIDAY = at(6, 17, 30)


def on_call(cast, **who):
    with clock.at(at(1)):
        return set_on_call(by=cast.clara, centre=cast.here, **who)


@pytest.mark.parametrize(
    ("severity", "promised", "climbs"),
    [
        ("urgent", at(9, 10), at(7, 5, 30)),
        ("high", at(9, 13), at(7, 17, 30)),
        ("medium", at(10, 17), at(10, 17)),  # 96 hours would be later
    ],
)
def test_friday_evening_is_promised_for_monday_and_climbs_before(team, severity, promised, climbs):
    cast, _berta, _emil = team
    flag = worry(cast, FRIDAY, severity=severity)
    assert (flag.promised, flag.deadline) == (promised, climbs)


def test_the_caps_are_settings(team, settings):
    settings.FLAG_CAPS = {**settings.FLAG_CAPS, "urgent": 2 * HOUR}
    cast, _berta, _emil = team
    assert worry(cast, FRIDAY).deadline == at(6, 19, 30)


def test_what_joins_or_cannot_wait_brings_both_moments_nearer_and_never_further(team):
    cast, _berta, _emil = team
    flag = worry(cast, FRIDAY, severity="medium")
    with clock.at(at(6, 18)):
        flag = actions.say_whether_it_can_wait(by=cast.ana, flag=flag, can_wait=False)
    assert (flag.severity, flag.promised, flag.deadline) == ("urgent", at(9, 10), at(7, 6))
    with clock.at(at(6, 20)):
        actions.raise_flag(by=BY, patient=flag.patient, kind=flag.kind, severity="urgent", source="test:2", join=True)
    flag.refresh_from_db()
    assert (flag.promised, flag.deadline) == (at(9, 10), at(7, 6))


def test_without_anybody_on_call_everybody_is_told_when_it_climbs_at_night(team):
    cast, berta, _emil = team
    flag = worry(cast, FRIDAY)
    assert (told("flag.yours"), told("flag.nobody_on")) == (["Clara"], [])
    due(left_alone(flag, at(7, 5, 29), at(7, 5, 31)), (at(7, 5, 30), berta))
    assert (told("flag.climbed"), told("flag.nobody_on")) == (["Berta"], ["Berta", "Carlos", "Clara", "Emil"])
    assert (flag.deadline - flag.escalated, flag.promised) == (12 * HOUR, at(9, 10))


def test_a_service_reads_no_flags_so_everybody_is_told_all_the_same(team):
    cast, _berta, _emil = team
    on_call(cast, service="Night desk", number="+34 900 000 000")
    flag = worry(cast, FRIDAY)
    left_alone(flag, at(7, 5, 29), at(7, 5, 31))
    assert (flag.climbed, told("flag.nobody_on")) == (1, ["Berta", "Carlos", "Clara", "Emil"])


def test_the_person_on_call_owns_it_at_once_and_the_day_team_has_it_on_monday(team):
    cast, _berta, emil = team
    on_call(cast, person=emil)
    flag = worry(cast, FRIDAY)
    assert (flag.owner, told("flag.yours"), told("flag.nobody_on")) == (emil, ["Emil"], [])
    with clock.at(at(6, 18)):
        actions.acknowledge(by=emil, flag=flag)
    with clock.at(at(8, 12)):
        assert hand_over_shift() == 0
    with clock.at(at(9, 9, 1)), inline():
        assert hand_over_shift() == 1
    flag.refresh_from_db()
    assert (flag.owner, flag.acknowledged_by, flag.promised) == (cast.clara, emil, at(9, 10))
    assert told("flag.yours") == ["Emil", "Clara"]


def test_what_nobody_took_on_by_closing_time_passes_to_the_person_on_call_and_climbs_to_everybody(team):
    cast, _berta, emil = team
    on_call(cast, person=emil)
    flag = worry(cast, at(6, 16, 30))
    assert (flag.owner, flag.deadline) == (cast.clara, at(7, 4, 30))
    with clock.at(at(6, 17, 0)), inline():
        assert hand_over_shift() == 1
    flag.refresh_from_db()
    assert (flag.owner, flag.deadline, told("flag.yours")) == (emil, at(7, 4, 30), ["Clara", "Emil"])
    left_alone(flag, at(7, 4, 30), at(7, 4, 31))
    assert told("flag.climbed") == ["Berta", "Clara", "Emil"]
    assert told("flag.nobody_on") == []


@pytest.mark.parametrize(("severity", "taken"), [("medium", False), ("urgent", True)])
def test_what_is_not_grave_or_is_taken_on_waits_with_its_owner_until_the_morning(team, severity, taken):
    cast, _berta, emil = team
    on_call(cast, person=emil)
    flag = worry(cast, at(6, 16, 30), severity=severity)
    if taken:
        with clock.at(at(6, 16, 40)):
            actions.acknowledge(by=cast.clara, flag=flag)
    with clock.at(at(6, 17, 1)):
        assert hand_over_shift() == 0


def test_a_flag_of_a_class_from_before_there_was_a_list_climbs_by_the_shortest_cap(team):
    cast, berta, _emil = team
    flag = worry(cast, FRIDAY)
    flag.severity = "made up"
    flag.save()
    due(left_alone(flag, at(7, 5, 29), at(7, 5, 31)), (at(7, 5, 30), berta))
    assert flag.deadline - flag.escalated == 12 * HOUR
