"""A flag passes on when a shift ends, and by hand."""

from datetime import date, time

import pytest
from django.core.exceptions import ValidationError

from oncocare.audit.models import AuditRow
from oncocare.foundation import clock
from oncocare.people import actions as people
from oncocare.people.models import Membership
from oncocare.people.selectors import holders
from oncocare.safety.flags import actions, selectors
from oncocare.safety.flags.tasks import hand_over_shift
from oncocare.safety.models import Handover
from oncocare.safety.rota.actions import set_cover, set_rota
from oncocare.safety.rota.duty import Turn
from oncocare.safety.rota.selectors import rota_of
from tests.cast import BY
from tests.factories.rooms import talked
from tests.safety.team import at, due, left_alone, told, weekly, worry

# --- the end of a shift -----------------------------------------------------------------------------------------------


def test_at_the_end_of_a_shift_open_flags_pass_to_who_is_on(halves):
    cast, berta, _emil = halves
    fresh, taken, closed = (worry(cast, at(2), severity="high", source=f"test:{number}") for number in range(3))
    with clock.at(at(2, 11)):
        actions.acknowledge(by=cast.clara, flag=taken)
        actions.close(by=cast.clara, flag=closed, outcome="plan", assessed=talked())
    with clock.at(at(2, 12, 59)):
        assert hand_over_shift() == 0
    with clock.at(at(2, 13)):
        assert [hand_over_shift(), hand_over_shift()] == [2, 0]
    for flag in (fresh, taken, closed):
        flag.refresh_from_db()
    assert [flag.owner for flag in (fresh, taken, closed)] == [berta, berta, cast.clara]
    assert (fresh.deadline, fresh.climbed, taken.acknowledged_by) == (at(2, 14), 0, cast.clara)
    assert {one.reason for one in Handover.objects.all()} == {"shift"}
    assert told("flag.yours", source=f"flag:{fresh.pk}:1") == ["Berta"]


def test_a_flag_passes_to_the_responsible_clinician_when_that_one_is_on(halves):
    cast, berta, emil = halves
    turns = [
        Turn(0, time(9), time(13), berta.pk),
        Turn(0, time(13), time(17), emil.pk),
        Turn(0, time(13), time(17), cast.clara.pk, 2),
    ]
    set_rota(by=BY, centre=cast.here, turns=turns)
    flag = worry(cast, at(2), severity="high")
    with clock.at(at(2, 13)):
        hand_over_shift()
    flag.refresh_from_db()
    assert flag.owner == cast.clara


def test_where_nobody_is_on_they_stay_and_are_listed_until_somebody_is(halves):
    cast, berta, _emil = halves
    flag = worry(cast, at(2, 16, 30), severity="high")
    assert flag.owner == berta
    with clock.at(at(2, 20)):
        assert hand_over_shift() == 0
        assert selectors.left_behind(cast.here, clock.now()) == [flag]
    with clock.at(at(3, 9)):
        assert selectors.left_behind(cast.here, clock.now()) == []
        assert hand_over_shift() == 1
    flag.refresh_from_db()
    assert flag.owner == cast.clara


def test_who_takes_a_flag_on_after_the_shift_keeps_it(halves):
    cast, _berta, _emil = halves
    flag = worry(cast, at(2), severity="high")
    with clock.at(at(2, 13, 30)):
        hand_over_shift()
    with clock.at(at(2, 14)):
        actions.acknowledge(by=cast.clara, flag=flag)
    with clock.at(at(2, 14, 1)):
        assert hand_over_shift() == 0
    flag.refresh_from_db()
    assert flag.owner == cast.clara


@pytest.mark.parametrize("why", ["left", "absent"])
def test_what_somebody_held_who_left_or_is_absent_passes_on_the_next_minute(halves, why):
    cast, berta, _emil = halves
    flag = worry(cast, at(2), severity="high")
    with clock.at(at(2, 10, 30)):
        if why == "left":
            weekly(cast, [(0, berta, 1)])
            people.dismiss(by=BY, membership=Membership.objects.get(user=cast.clara))
        else:
            set_cover(by=BY, centre=cast.here, day=date(2026, 3, 2), absent=cast.clara, instead=berta)
        assert hand_over_shift() == 1
    flag.refresh_from_db()
    assert flag.owner == berta


def test_without_a_rota_no_shift_ends(cast):
    flag = worry(cast, at(2))
    with clock.at(at(9)):
        assert (hand_over_shift(), selectors.left_behind(cast.here, clock.now())) == (0, [])
    flag.refresh_from_db()
    assert flag.owner == cast.clara


def test_a_flag_somebody_closed_or_moved_meanwhile_is_left_alone(halves):
    cast, berta, _emil = halves
    flag = worry(cast, at(2), severity="high")
    with clock.at(at(2, 13)):
        rota = rota_of(cast.here)
        [held] = selectors.to_relieve(cast.here, rota, clock.now())
        actions.hand_over(by=cast.clara, flag=flag, to=berta)
        assert actions._relieve(held, rota=rota, by=BY) is False
    assert Handover.objects.get().reason == "by hand"


# --- by hand ----------------------------------------------------------------------------------------------------------


def test_a_flag_is_handed_over_by_hand_with_a_note_and_stays_acknowledged(team):
    cast, _berta, emil = team
    flag = worry(cast, at(2))
    with clock.at(at(2, 10, 30)):
        actions.acknowledge(by=cast.clara, flag=flag)
        flag = actions.hand_over(by=cast.clara, flag=flag, to=emil, note="Called twice, no answer yet.")
    assert (flag.owner, flag.acknowledged_by, flag.deadline) == (emil, cast.clara, at(2, 11))
    passed = flag.handovers.get()
    assert (passed.from_user, passed.to_user, passed.reason, passed.note) == (
        cast.clara,
        emil,
        "by hand",
        "Called twice, no answer yet.",
    )
    assert told("flag.yours", source=f"flag:{flag.pk}:1") == ["Emil"]
    row = AuditRow.objects.get(verb="flag.handed_over")
    assert (row.actor, row.detail) == (f"user:{cast.clara.pk}", {"to": str(emil.pk), "reason": "by hand"})


def test_handed_over_but_not_acknowledged_it_climbs_on_at_its_own_deadline(team):
    cast, _berta, emil = team
    flag = worry(cast, at(2))
    with clock.at(at(2, 10, 30)):
        actions.hand_over(by=cast.clara, flag=flag, to=emil)
    flag.refresh_from_db()
    due(left_alone(flag, at(2, 10, 59), at(2, 11, 1)), (at(2, 11), holders(cast.here, "answer flag")[1]))


@pytest.mark.parametrize(
    ("to", "reason"),
    [("denis", "does not answer flags"), ("carlos", "does not answer flags"), ("clara", "has the flag already")],
)
def test_a_flag_is_handed_only_to_another_who_answers_flags_here(team, to, reason):
    cast, _berta, _emil = team
    flag = worry(cast, at(2))
    with pytest.raises(ValidationError, match=reason):
        actions.hand_over(by=cast.clara, flag=flag, to=getattr(cast, to))
    assert not Handover.objects.exists()


def test_a_closed_flag_is_not_handed_over(team):
    cast, berta, _emil = team
    flag = actions.close(by=cast.clara, flag=worry(cast, at(2)), outcome="plan", assessed=talked())
    with pytest.raises(ValidationError, match="closed already"):
        actions.hand_over(by=cast.clara, flag=flag, to=berta)
