"""The page of staff and roles: who works here, who is invited and has not come, giving and taking roles."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import partial

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from oncocare.joining.actions import invite, renew_invitation, withdraw_invitation
from oncocare.joining.models import Invitation
from oncocare.joining.selectors import colleagues_waiting, link_state
from oncocare.joining.staff.forms import InviteForm
from oncocare.people.access import at_work, centre_for, membership_for, not_found
from oncocare.people.actions import appoint, dismiss
from oncocare.people.models import Centre
from oncocare.people.permissions import Permission
from oncocare.people.requests import StaffRequest
from oncocare.people.roles import PATIENT, role_words, staff_roles
from oncocare.people.selectors import Standing, standing_of
from oncocare.signin.selectors import staff_of


@require_http_methods(["GET", "HEAD", "POST"])
def staff(request: StaffRequest) -> HttpResponse:
    """Everybody who works here, and a form to invite somebody."""
    centre = centre_for(request.standing, Permission.MANAGE_STAFF)
    form = InviteForm(request.POST or None, initial={"language": request.user.language})
    if request.method == "POST" and form.is_valid():
        invite(by=request.user, centre=centre, channel=Invitation.Channel.EMAIL, **form.cleaned_data)
        messages.success(request, _("The invitation is on its way. The link works once, for 14 days."))
        return redirect("centre_staff")
    return _page(request, centre, form)


def _page(request: StaffRequest, centre: Centre, form: forms.Form) -> HttpResponse:
    roles = [(role.name, role_words(role.name)) for role in staff_roles()]
    context = {
        "centre": centre, "form": form, "staff": staff_of(centre), "roles": roles,
        "invited": [(one, link_state(one)) for one in colleagues_waiting(centre)],
    }  # fmt: skip
    return render(request, "joining/staff/staff.html", context, status=422 if form.errors else 200)


def _done(request: StaffRequest, act: Callable[[], object], said: str) -> HttpResponse:
    """Do it and say so, or say why it was refused; back on the page either way."""
    try:
        act()
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, said)
    return redirect("centre_staff")


@require_POST
def renew(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """A new link for a colleague who has not come yet; the one before opens nothing any more."""
    invitation = _invitation_for(request.standing, pk)
    act = partial(renew_invitation, by=request.user, invitation=invitation)
    return _done(request, act, _("A new link is on its way. The one before no longer opens anything."))


@require_POST
def withdraw(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Take the invitation of a colleague back."""
    invitation = _invitation_for(request.standing, pk)
    act = partial(withdraw_invitation, by=request.user, invitation=invitation)
    return _done(request, act, _("The invitation is withdrawn. Its link no longer opens anything."))


def _invitation_for(standing: Standing, pk: uuid.UUID) -> Invitation:
    """An invitation to a role at a centre where this person says who works there."""
    to_a_role = Invitation.objects.select_related("centre").filter(pk=pk, user=None).exclude(role=PATIENT.name)
    return at_work(standing, to_a_role.first(), f"invitation:{pk}", Permission.MANAGE_STAFF)


@require_POST
def give_role(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Another role for somebody who works here."""
    membership = membership_for(request.standing, pk, Permission.MANAGE_STAFF)
    if not standing_of(membership.user).works_at(membership.centre_id):
        not_found(request.user, f"membership:{pk}")
    role = next((role for role in staff_roles() if role.name == request.POST.get("role")), None)
    if role is None:
        messages.error(request, _("Choose a role."))
        return redirect("centre_staff")
    appoint(by=request.user, user=membership.user, centre=membership.centre, role=role)
    messages.success(request, _("The role is given. It is effective now."))
    return redirect("centre_staff")


@require_POST
def take_role(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a role away; the last coordinator of a centre stays."""
    membership = membership_for(request.standing, pk, Permission.MANAGE_STAFF)
    act = partial(dismiss, by=request.user, membership=membership)
    return _done(request, act, _("The role is taken away. It is effective now; look at the rota and the caseload."))
