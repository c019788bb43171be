"""Two people put a policy into force: one proposes it, another activates it. Running pathways keep their own.

And in how many days a centre answers what a policy proposes.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from oncocare.audit.actions import record
from oncocare.audit.verbs import Verb
from oncocare.foundation import clock
from oncocare.foundation.unit import action, hold
from oncocare.people.models import Centre, User
from steps.actions import adopt_policy, policy_version
from steps.models import Activation, CentrePolicy
from steps.policy import Policy
from steps.selectors import policy_of

FEWEST_DAYS, MOST_DAYS = 1, 20  # in which proposals are answered


@action
def propose_policy(*, by: User, centre: Centre, policy: Policy, source: str) -> Activation:
    """Propose that new pathways of this centre follow this policy; nothing changes until somebody else activates it."""
    hold(centre)
    if Activation.objects.filter(centre=centre, activated_at=None, declined_at=None).exists():
        raise ValidationError(_("Another policy waits to be activated. Decide on that one first."))
    version = policy_version(policy=policy, source=source)
    current = getattr(centre, "policy", None)
    if current and current.policy_id == version.pk:
        raise ValidationError(_("This policy is in force already. Nothing was changed."))
    waiting = Activation.objects.create(centre=centre, policy=version, proposer=by)
    record(by=by, verb=Verb.POLICY_PROPOSED, subject=version, centre=centre, sha256=version.sha256)
    return waiting


@action
def activate_policy(*, by: User, activation: Activation) -> Activation:
    """Put the proposed policy into force: by somebody other than who proposed it."""
    waiting = _open(activation)
    if waiting.proposer_id == by.pk:
        raise ValidationError(_("You proposed this policy. Another person has to activate it."))
    waiting.activated_at, waiting.activated_by = clock.now(), by
    waiting.save()
    adopt_policy(by=by, centre=waiting.centre, policy=policy_of(waiting.policy), source=waiting.policy.source)
    return waiting


@action
def decline_policy(*, by: User, activation: Activation) -> Activation:
    """The proposed policy does not come into force; whoever proposed it may take it back this way too."""
    waiting = _open(activation)
    waiting.declined_at, waiting.declined_by = clock.now(), by
    waiting.save()
    record(by=by, verb=Verb.POLICY_DECLINED, subject=waiting.policy, centre=waiting.centre)
    return waiting


@action
def set_answer_days(*, by: User, centre: Centre, days: int) -> CentrePolicy:
    """In how many staffed days this centre answers the proposals that are made from now on."""
    if not FEWEST_DAYS <= days <= MOST_DAYS:
        raise ValidationError(_("Write a whole number of days from 1 to 20."))
    chosen = CentrePolicy.objects.select_for_update().filter(centre=centre).first()
    if chosen is None:
        raise ValidationError(_("No policy is in force yet, so nothing is proposed. Nothing was changed."))
    chosen.answer_days = days
    chosen.save(update_fields=["answer_days"])
    record(by=by, verb=Verb.ANSWER_DAYS_SET, subject=chosen, centre=centre, days=days)
    return chosen


def _open(activation: Activation) -> Activation:
    """Re-read under a row lock: two people may decide at the same moment."""
    rows = Activation.objects.select_for_update(of=("self",)).select_related("centre", "policy")
    waiting = rows.get(pk=activation.pk)
    if waiting.activated_at or waiting.declined_at:
        raise ValidationError(_("This was decided already by somebody else. Nothing was changed now."))
    return waiting
