"""Law 6: no flag is lost: raised = acknowledged + open with an owner and a deadline + escalated, whatever happens."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.utils import IntegrityError
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from oncocare.accounts.actions import appoint, dismiss
from oncocare.accounts.models import Membership
from oncocare.accounts.permissions import Role
from oncocare.foundation import clock
from oncocare.safety import actions
from oncocare.safety.models import Flag, Outcome
from tests.cast import BY, Cast, gather
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


class Hands(RuleBasedStateMachine):
    """Concerns come, people take them on, close them, leave the centre; and time passes."""

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

    @rule(which=st.integers(0, 30), who=st.sampled_from(["clara", "denis"]))
    def acknowledge(self, which: int, who: str) -> None:
        if flag := self.flag(which):
            with clock.at(self.now):
                actions.acknowledge(by=getattr(self.cast, who), flag=flag)
            self.acknowledged.add(flag.pk)

    @rule(which=st.integers(0, 30), outcome=st.sampled_from([*Outcome.values, "nonsense"]))
    def close(self, which: int, outcome: str) -> None:
        if flag := self.flag(which):
            try:
                with clock.at(self.now):
                    actions.close(by=self.cast.clara, flag=flag, outcome=outcome)
            except ValidationError:
                assert outcome == "nonsense" or flag.closed_at
            else:
                self.acknowledged.add(flag.pk)

    @rule(which=st.integers(0, 30), can_wait=st.booleans())
    def say(self, which: int, can_wait: bool) -> None:
        if flag := self.flag(which):
            with clock.at(self.now):
                after = actions.say_whether_it_can_wait(by=self.cast.ana, flag=flag, can_wait=can_wait)
            assert after.deadline <= flag.deadline

    @rule(hours=st.integers(1, 40))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule()
    def escalate(self) -> None:
        with clock.at(self.now):
            actions.escalate_overdue()
        assert not Flag.objects.filter(acknowledged_at=None, deadline__lt=self.now).exists()

    @rule()
    def everybody_leaves_the_other_centre(self) -> None:
        for membership in Membership.objects.filter(centre=self.cast.there):
            dismiss(by=BY, membership=membership)

    @rule()
    def somebody_comes_back(self) -> None:
        appoint(by=BY, user=self.cast.denis, centre=self.cast.there, role=Role.CLINICIAN)

    @invariant()
    def none_is_lost(self) -> None:
        flags = list(Flag.objects.all())
        assert conserved(len(self.sources), flags) == []
        assert {one.pk for one in flags if one.acknowledged_at} == self.acknowledged


@pytest.mark.slow
def test_flags_are_conserved(db: None):
    limits = settings(
        max_examples=15, stateful_step_count=20, deadline=None, database=None, derandomize=True,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(Hands, settings=limits)


def test_a_lost_flag_is_found(scene: Scene):
    [flag] = Flag.objects.all()
    assert conserved(1, [flag]) == []
    assert conserved(2, [flag]) == ["1 of 2 flags are in nobody's hands"]
    flag.owner = None
    assert conserved(1, [flag]) == ["1 of 1 flags are in nobody's hands"]


@pytest.mark.parametrize(
    "lost",
    [{"owner": None}, {"deadline": None}, {"closed_at": "2026-01-01T00:00Z"}, {"outcome": "plan"}, {"patient": None}],
)
def test_the_database_refuses_a_flag_in_nobodys_hands(scene: Scene, lost: dict[str, Any]):
    with pytest.raises(IntegrityError), undone():
        Flag.objects.update(**lost)
