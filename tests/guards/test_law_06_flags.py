"""Law 6: no flag is lost: raised = acknowledged + open with an owner and a deadline + escalated, whatever happens."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import time, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.utils import IntegrityError
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from oncocare.foundation import clock
from oncocare.people.actions import appoint, dismiss
from oncocare.people.models import Membership
from oncocare.people.roles import CLINICIAN
from oncocare.safety.concerns import Severity
from oncocare.safety.flags import actions
from oncocare.safety.flags.selectors import nobody_has_it
from oncocare.safety.models import Flag, FlagOutcome, Handover
from oncocare.safety.promise import LATEST_ATTEMPT, Opening
from oncocare.safety.rota.actions import set_rota, set_staffed_hours
from oncocare.safety.rota.duty import Turn
from tests.cast import BY, Cast, gather
from tests.factories.rooms import talked
from tests.guards.scene import Scene, undone


def conserved(raised: int, flags: Iterable[Any]) -> list[str]:
    """What is wrong with the sum: each flag counts once, and none is missing."""
    flags = list(flags)
    acknowledged = [one for one in flags if one.acknowledged_at]
    escalated = [one for one in flags if not one.acknowledged_at and one.escalated]
    owned = [one for one in flags if not one.acknowledged_at and not one.escalated and one.owner_id and one.deadline]
    lost = raised - len(acknowledged) - len(escalated) - len(owned)
    return [
        *([f"{lost} of {raised} flags are in nobody's hands"] if lost else []),
        *(
            f"{one.pk} is closed and was never acknowledged"
            for one in flags
            if one.closed_at and not one.acknowledged_at
        ),
        *(f"{one.pk} waits for nobody until no time" for one in flags if not one.deadline),
    ]


def torn(flag: Any, passed: Iterable[Any]) -> list[str]:
    """Where a flag went from hands it was not in, or is not where it went last; who takes it on takes it as well."""
    passed = list(passed)
    taken = {flag.acknowledged_by_id} - {None}
    links = [*((one.to_user_id, other.from_user_id) for one, other in pairwise(passed))]
    links += [(passed[-1].to_user_id, flag.owner_id)] if passed else []
    return [f"{flag.pk} went from {one} to {other}" for one, other in links if other not in {one, *taken}]


class Hands(RuleBasedStateMachine):
    """Concerns come, people take them on, hand them over, close them, leave the centre; shifts end, and time passes."""

    def __init__(self) -> None:
        super().__init__()
        self.unit = transaction.atomic()
        self.unit.__enter__()
        self.cast: Cast = gather()
        self.now, self.sources, self.acknowledged = clock.now(), set(), set()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.unit.__exit__(None, None, None)

    def flag(self, which: int) -> Flag | None:
        flags = list(Flag.objects.order_by("raised", "pk"))
        return flags[which % len(flags)] if flags else None

    @rule(
        who=st.sampled_from(["ana", "bea", "dora"]),
        severity=st.sampled_from(["urgent", "high", "medium"]),
        number=st.integers(0, 5),
    )
    def raise_one(self, who: str, severity: str, number: int) -> None:
        with clock.at(self.now):
            patient = self.cast.patient(getattr(self.cast, who))
            actions.raise_flag(by=BY, patient=patient, kind="worsening", severity=severity, source=f"{who}:{number}")
        self.sources.add((who, number))

    @rule(
        who=st.sampled_from(["ana", "bea", "dora"]),
        severity=st.sampled_from(["urgent", "high", "medium"]),
        number=st.integers(0, 5),
    )
    def answer_one(self, who: str, severity: str, number: int) -> None:
        there = {flag.pk: flag for flag in Flag.objects.all()}
        with clock.at(self.now):
            patient, source = self.cast.patient(getattr(self.cast, who)), f"answers:{who}:{number}"
            flag = actions.raise_flag(
                by=BY, patient=patient, kind="worsening", severity=severity, source=source, repeated=True, join=True
            )
        if before := there.get(flag.pk):
            assert flag.deadline <= before.deadline
            assert flag.promised <= before.promised
            assert Severity(flag.severity).rank >= Severity(before.severity).rank
        else:
            self.sources.add(("answered", flag.pk))

    @rule(which=st.integers(0, 30), who=st.sampled_from(["clara", "denis"]))
    def acknowledge(self, which: int, who: str) -> None:
        if flag := self.flag(which):
            with clock.at(self.now):
                actions.acknowledge(by=getattr(self.cast, who), flag=flag)
            self.acknowledged.add(flag.pk)

    @rule(which=st.integers(0, 30), outcome=st.sampled_from([*FlagOutcome.values, "nonsense"]))
    def close(self, which: int, outcome: str) -> None:
        if flag := self.flag(which):
            try:
                with clock.at(self.now):
                    actions.close(by=self.cast.clara, flag=flag, outcome=outcome, note="made up", assessed=talked())
            except ValidationError:
                assert outcome == "nonsense" or flag.closed_at
            else:
                self.acknowledged.add(flag.pk)

    @rule(which=st.integers(0, 30), who=st.sampled_from(["clara", "denis"]), hours=st.integers(-1, 400))
    def could_not_reach(self, which: int, who: str, hours: int) -> None:
        if flag := self.flag(which):
            again = self.now + timedelta(hours=hours)
            try:
                with clock.at(self.now):
                    actions.could_not_reach(by=getattr(self.cast, who), flag=flag, next_attempt=again)
            except ValidationError:
                far = hours > LATEST_ATTEMPT[Severity(flag.severity)] / timedelta(hours=1)
                assert hours < 1 or far or flag.closed_at or flag.next_attempt == again
            else:
                self.acknowledged.add(flag.pk)
                flag.refresh_from_db()
                assert (flag.closed_at, flag.next_attempt, flag.deadline > again) == (None, again, True)

    @rule(which=st.integers(0, 30), can_wait=st.booleans())
    def say(self, which: int, can_wait: bool) -> None:
        if flag := self.flag(which):
            there = set(Flag.objects.values_list("pk", flat=True))
            with clock.at(self.now):
                after = actions.say_whether_it_can_wait(by=self.cast.ana, flag=flag, can_wait=can_wait)
            self.sources |= {("again", after.pk)} if after.pk not in there else set()
            assert after.closed_at is None if flag.closed_at and not can_wait else after.deadline <= flag.deadline

    @rule(hours=st.integers(1, 40))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule()
    def escalate(self) -> None:
        with clock.at(self.now):
            actions.escalate_overdue()
        assert not Flag.objects.filter(nobody_has_it(self.now), closed_at=None, deadline__lt=self.now).exists()

    @rule(which=st.integers(0, 30), who=st.sampled_from(["clara", "denis", "carlos"]))
    def hand_over(self, which: int, who: str) -> None:
        if flag := self.flag(which):
            before = (flag.acknowledged_at, flag.deadline, flag.climbed)
            try:
                with clock.at(self.now):
                    after = actions.hand_over(by=self.cast.clara, flag=flag, to=getattr(self.cast, who))
            except ValidationError:
                return
            assert (after.acknowledged_at, after.deadline, after.climbed) == before

    @rule()
    def a_shift_ends(self) -> None:
        with clock.at(self.now):
            actions.hand_over_shift()
            assert actions.hand_over_shift() == 0

    @rule(weekdays=st.sets(st.integers(0, 6)), opens=st.integers(0, 20))
    def the_rota_changes(self, weekdays: set[int], opens: int) -> None:
        for centre, who in ((self.cast.here, self.cast.clara), (self.cast.there, self.cast.denis)):
            openings = [Opening(weekday, time(opens), time(opens + 3)) for weekday in range(5)]
            set_staffed_hours(by=BY, centre=centre, openings=openings)
            turns = [Turn(weekday, time(opens), time(opens + 2), who.pk) for weekday in weekdays]
            with suppress(ValidationError):  # Denis has left
                set_rota(by=BY, centre=centre, turns=turns)

    @rule()
    def everybody_leaves_the_other_centre(self) -> None:
        for membership in Membership.objects.filter(centre=self.cast.there):
            dismiss(by=BY, membership=membership)

    @rule()
    def somebody_comes_back(self) -> None:
        appoint(by=BY, user=self.cast.denis, centre=self.cast.there, role=CLINICIAN)

    @invariant()
    def none_is_lost(self) -> None:
        flags = list(Flag.objects.all())
        assert conserved(len(self.sources), flags) == []
        assert {one.pk for one in flags if one.acknowledged_at} == self.acknowledged
        for one in flags:
            assert torn(one, one.handovers.order_by("id")) == []


@pytest.mark.slow
def test_flags_are_conserved(db: None):
    limits = settings(
        max_examples=15, stateful_step_count=20, database=None, derandomize=True,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(Hands, settings=limits)


def test_a_lost_flag_is_found(scene: Scene):
    flag = scene.flag
    assert conserved(1, [flag]) == []
    assert conserved(2, [flag]) == ["1 of 2 flags are in nobody's hands"]
    flag.owner = None
    assert conserved(1, [flag]) == ["1 of 1 flags are in nobody's hands"]


def test_a_flag_that_went_from_hands_it_was_not_in_is_found(scene: Scene):
    clara, denis, carlos = (getattr(scene.cast, name).pk for name in ("clara", "denis", "carlos"))
    first, second = Handover(from_user_id=clara, to_user_id=denis), Handover(from_user_id=denis, to_user_id=carlos)
    flag = Flag(owner_id=carlos)
    assert torn(flag, [first, second]) == []
    assert torn(flag, [first]) == [f"{flag.pk} went from {denis} to {carlos}"]
    assert torn(flag, [second, first, second]) == [f"{flag.pk} went from {carlos} to {clara}"]
    flag.acknowledged_by_id = carlos
    assert torn(flag, [first]) == []


@pytest.mark.parametrize(
    "lost",
    [{"owner": None}, {"deadline": None}, {"closed_at": "2026-01-01T00:00Z"}, {"outcome": "plan"}, {"patient": None}],
)
def test_the_database_refuses_a_flag_in_nobodys_hands(scene: Scene, lost: dict[str, Any]):
    with pytest.raises(IntegrityError), undone():
        Flag.objects.update(**lost)
