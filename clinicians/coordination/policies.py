"""The page of policies: each rule in words; one person proposes a policy, another puts it into force."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from oncocare.foundation.datafiles import DataFileError, parse
from oncocare.people.access import centre_for, may
from oncocare.people.permissions import Permission
from steps.activations import activate_policy, decline_policy, propose_policy
from steps.models import CentrePolicy, Pathway
from steps.policy import Policy, policy_from
from steps.reading import then, when
from steps.selectors import activation_for, open_activation, policy_of
from steps.shipped import FOLDER, shipped_policy

LARGEST = 262_144  # a policy is a few pages; anything larger is another file


class PolicyForm(forms.Form):
    """One of the policies that come with the house, or a file of the centre's own."""

    shipped = forms.ChoiceField(label=gettext_lazy("A policy that comes with OncoCare"), required=False)
    file = forms.FileField(
        label=gettext_lazy("Or a file of your own"),
        required=False,
        help_text=gettext_lazy("A .yaml file. Every mistake in it is shown with its line."),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        slugs = sorted(path.stem for path in FOLDER.glob("*.yaml"))
        self.fields["shipped"].choices = [("", "–"), *((slug, slug) for slug in slugs)]

    def clean(self) -> dict[str, Any]:
        """Exactly one of the two, read and checked whole."""
        said: dict[str, Any] = super().clean() or {}
        if bool(said.get("shipped")) == bool(said.get("file")):
            raise ValidationError({"shipped": _("Choose one: a policy that comes with OncoCare, or a file.")})
        said["policy"], said["source"] = shipped_policy(said["shipped"]) if said["shipped"] else _read(said["file"])
        return said


def _read(file: UploadedFile) -> tuple[Policy, str]:
    """The policy in an uploaded file; a mistake names its line."""
    if file.size is None or file.size > LARGEST:
        raise ValidationError(_("This file is too large to be a policy. Nothing was changed."))
    try:
        source = file.read().decode("utf-8")
        return policy_from(parse(source, "policy.yaml")), source
    except UnicodeDecodeError as error:
        raise ValidationError(_("This file is not text. Nothing was changed.")) from error
    except DataFileError as error:
        raise ValidationError([_("Nothing was changed. The file has mistakes:"), *str(error).splitlines()]) from error


@require_safe
def policies(request: HttpRequest) -> HttpResponse:
    """The policy in force, and the one that waits for a second person."""
    centre = centre_for(request.user, Permission.SEE_INSTRUMENTS)
    return _page(request, centre, PolicyForm())


def _page(request: HttpRequest, centre: Any, form: PolicyForm) -> HttpResponse:
    chosen = CentrePolicy.objects.select_related("policy").filter(centre=centre).first()
    waiting = open_activation(centre)
    context = {
        "centre": centre,
        "form": form,
        "current": _read_aloud(policy_of(chosen.policy)) if chosen else None,
        "waiting": waiting,
        "proposed": _read_aloud(policy_of(waiting.policy)) if waiting else None,
        "may_propose": may(request.user, Permission.MANAGE_CENTRE, centre.pk),
        "following": Pathway.objects.filter(centre=centre, policy=chosen.policy).count() if chosen else 0,
        "pathways": Pathway.objects.filter(centre=centre).count(),
    }
    return render(request, "clinicians/coordination/policies.html", context, status=422 if form.errors else 200)


def _read_aloud(policy: Policy) -> dict[str, Any]:
    return {
        "policy": policy,
        "rules": [{"rule": rule, "when": when(rule), "then": then(rule)} for rule in policy.rules],
    }


@require_POST
def propose(request: HttpRequest) -> HttpResponse:
    """Propose a policy; somebody else activates it."""
    centre = centre_for(request.user, Permission.MANAGE_CENTRE)
    form = PolicyForm(request.POST, request.FILES)
    if form.is_valid():
        said = form.cleaned_data
        try:
            propose_policy(by=request.user, centre=centre, policy=said["policy"], source=said["source"])
        except ValidationError as refused:
            form.add_error(None, refused.messages)
        else:
            messages.success(request, _("Proposed. It comes into force when another person activates it."))
            return redirect("centre_policies")
    return _page(request, centre, form)


@require_POST
def activate(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Put the proposed policy into force."""
    return _decide(request, pk, activate_policy, _("The policy is in force for everybody who joins from now on."))


@require_POST
def decline(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The proposed policy does not come into force."""
    return _decide(request, pk, decline_policy, _("The proposal is taken off. Nothing else has changed."))


def _decide(request: HttpRequest, pk: uuid.UUID, act: Any, done: str) -> HttpResponse:
    waiting = activation_for(request.user, pk, Permission.ACTIVATE_POLICY)
    try:
        act(by=request.user, activation=waiting)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, done)
    return redirect("centre_policies")
