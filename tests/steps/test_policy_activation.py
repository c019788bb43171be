"""A policy comes into force by two people, once, and pathways already running keep their own."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from oncocare.audit.models import AuditRow
from oncocare.foundation import clock
from oncocare.people.permissions import Permission
from oncocare.people.roles import names, roles_with
from steps.activation.actions import activate_policy, decline_policy, propose_policy
from steps.models import Activation, CentrePolicy
from steps.selectors import open_activation
from steps.shipped import shipped_policy
from tests.factories.rooms import newcomer

OTHER = "stepped-care-hads"


def proposed(cast) -> Activation:
    policy, source = shipped_policy(OTHER)
    return propose_policy(by=cast.carlos, centre=cast.here, policy=policy, source=source)


def in_force(cast) -> str:
    return CentrePolicy.objects.get(centre=cast.here).policy.slug


def test_a_proposal_changes_nothing_until_a_second_person_activates_it(cast):
    waiting = proposed(cast)
    assert in_force(cast) == "stepped-care-phq"
    activate_policy(by=cast.clara, activation=waiting)
    assert in_force(cast) == OTHER
    assert open_activation(cast.here) is None
    assert list(AuditRow.objects.filter(verb__startswith="policy.", actor__in=[f"user:{one.pk}" for one in (cast.carlos, cast.clara)]).order_by("id").values_list("verb", "actor")) == [
        ("policy.proposed", f"user:{cast.carlos.pk}"), ("policy.adopted", f"user:{cast.clara.pk}"),
    ]  # fmt: skip


def test_who_proposed_cannot_activate(cast):
    waiting = proposed(cast)
    with pytest.raises(ValidationError, match="Another person has to activate it"):
        activate_policy(by=cast.carlos, activation=waiting)
    assert in_force(cast) == "stepped-care-phq"


def test_the_database_refuses_it_too(cast):
    waiting = proposed(cast)
    with pytest.raises(IntegrityError, match="activation_by_a_second_person"), transaction.atomic():
        Activation.objects.filter(pk=waiting.pk).update(activated_at=clock.now(), activated_by=cast.carlos)


def test_a_declined_proposal_makes_room_for_another(cast):
    decline_policy(by=cast.carlos, activation=proposed(cast))
    assert in_force(cast) == "stepped-care-phq"
    assert proposed(cast).activated_at is None


def test_only_one_waits_at_a_time_and_what_is_in_force_is_not_proposed(cast):
    policy, source = shipped_policy("stepped-care-phq")
    with pytest.raises(ValidationError, match="in force already"):
        propose_policy(by=cast.carlos, centre=cast.here, policy=policy, source=source)
    proposed(cast)
    with pytest.raises(ValidationError, match="Another policy waits"):
        proposed(cast)


def test_what_was_decided_is_not_decided_again(cast):
    waiting = proposed(cast)
    activate_policy(by=cast.clara, activation=waiting)
    for act in (activate_policy, decline_policy):
        with pytest.raises(ValidationError, match="decided already"):
            act(by=cast.clara, activation=waiting)


def test_running_pathways_keep_their_policy(cast):
    before = cast.pathway(cast.ana).policy
    activate_policy(by=cast.clara, activation=proposed(cast))
    assert cast.pathway(cast.ana).policy == before
    assert newcomer(cast.here, "NEW").policy.slug == OTHER


def test_clinicians_and_coordinators_may_activate():
    assert names(roles_with(Permission.ACTIVATE_POLICY)) == ["clinician", "coordinator"]
