"""The page of policies: each rule in words; one person proposes a policy, another puts it into force."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from clinicians.centre.policies.forms import AnswerDaysForm, PolicyForm
from clinicians.centre.policies.selectors import following
from clinicians.centre.selectors import misfits_here
from oncocare.people.access import centre_for
from oncocare.people.permissions import Permission
from oncocare.people.requests import StaffRequest
from oncocare.web.forms import refusals_shown_on
from steps.activation.actions import activate_policy, decline_policy, propose_policy, set_answer_days
from steps.models import CentrePolicy
from steps.policy import Policy
from steps.reading import about, measures, then, when
from steps.selectors import activation_for, open_activation, policy_of


@require_safe
def policies(request: StaffRequest) -> HttpResponse:
    """The policy in force, and the one that waits for a second person."""
    return _page(request, centre_for(request.standing, Permission.SEE_INSTRUMENTS))


def _page(request: StaffRequest, centre: Any, sent: forms.Form | None = None) -> HttpResponse:
    """The page, with the form that was refused where one was `sent`."""
    chosen = CentrePolicy.objects.select_related("policy").filter(centre=centre).first()
    waiting = open_activation(centre)
    days = AnswerDaysForm(initial={"days": chosen.answer_days}) if chosen else None
    proposed = policy_of(waiting.policy) if waiting else None
    context = {
        "centre": centre,
        "form": sent if isinstance(sent, PolicyForm) else PolicyForm(),
        "days_form": sent if isinstance(sent, AnswerDaysForm) else days,
        "answer_days": chosen.answer_days if chosen else None,
        "current": _in_words(policy_of(chosen.policy)) if chosen else None,
        "waiting": waiting,
        "proposed": _in_words(proposed) if proposed else None,
        "misfits": misfits_here(centre, policy_of(chosen.policy) if chosen else None),
        "waiting_misfits": misfits_here(centre, proposed),
        "may_manage": request.standing.may(Permission.MANAGE_CENTRE, centre.pk),
        "following": following(centre),
    }
    return render(request, "clinicians/centre/policies/policies.html", context, status=422 if sent else 200)


def _in_words(policy: Policy) -> dict[str, Any]:
    """A policy with its measures and each of its rules in words."""
    return {
        "policy": policy,
        "about": about(policy),
        "measures": measures(policy),
        "rules": [{"rule": rule, "when": when(rule), "then": then(rule)} for rule in policy.rules],
    }


@require_POST
def propose(request: StaffRequest) -> HttpResponse:
    """Propose a policy; somebody else activates it."""
    centre = centre_for(request.standing, Permission.MANAGE_CENTRE)
    form = PolicyForm(request.POST, request.FILES)
    if form.is_valid():
        policy, source = form.cleaned_data["policy"], form.cleaned_data["source"]
        with refusals_shown_on(form):
            propose_policy(by=request.user, centre=centre, policy=policy, source=source)
            messages.success(request, _("Proposed. It comes into force when another person activates it."))
            return redirect("centre_policies")
    return _page(request, centre, form)


@require_POST
def answer_days(request: StaffRequest) -> HttpResponse:
    """In how many staffed days this centre answers proposals."""
    centre = centre_for(request.standing, Permission.MANAGE_CENTRE)
    form = AnswerDaysForm(request.POST)
    if form.is_valid():
        with refusals_shown_on(form):
            set_answer_days(by=request.user, centre=centre, days=form.cleaned_data["days"])
            messages.success(request, _("Saved. It counts for proposals that are made from now on."))
            return redirect("centre_policies")
    return _page(request, centre, form)


@require_POST
def activate(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Put the proposed policy into force."""
    return _decide(request, pk, activate_policy, _("The policy is in force for everybody who joins from now on."))


@require_POST
def decline(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Take the proposed policy off; it does not come into force."""
    return _decide(request, pk, decline_policy, _("The proposal is taken off. Nothing else has changed."))


def _decide(request: StaffRequest, pk: uuid.UUID, act: Any, done: str) -> HttpResponse:
    waiting = activation_for(request.standing, pk, Permission.ACTIVATE_POLICY)
    try:
        act(by=request.user, activation=waiting)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, done)
    return redirect("centre_policies")
