"""The pages of somebody's own place in a group: what they are called, and leaving."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mentoring.community.calm.selectors import muted_of
from mentoring.community.membership import actions
from mentoring.community.membership.forms import LeaveForm, MineForm
from mentoring.community.membership.selectors import own_place
from mentoring.community.news.actions import choose_digest
from oncocare.foundation.unit import unit
from oncocare.people.requests import SignedInRequest
from oncocare.web.forms import refusals_shown_on


@require_http_methods(["GET", "HEAD", "POST"])
def group_me(request: SignedInRequest, group: UUID) -> HttpResponse:
    """The name and picture that others in this group see, to change them, and whether news of it come by mail."""
    member = own_place(request.standing, group)
    initial = {"name": member.name, "picture": member.picture, "digest": member.digest}
    form = MineForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        chosen = {**form.cleaned_data}
        wanted = chosen.pop("digest")
        with refusals_shown_on(form, by_field=True), unit():
            actions.change_me(by=request.user, member=member, **chosen)
            choose_digest(by=request.user, member=member, wanted=wanted)
            messages.success(request, _("Saved. The group sees this from now on."))
            return redirect("group_me", group=group)
    context = {"member": member, "group": member.group, "form": form, "muted": muted_of(member)}
    return render(request, "community/me.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def group_leave(request: SignedInRequest, group: UUID) -> HttpResponse:
    """Leave quietly, with one press: with what one wrote, or leaving it without a name."""
    member = own_place(request.standing, group)
    form = LeaveForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.leave(by=request.user, member=member, take_posts=form.takes_posts)
        messages.success(request, _("You have left the group. Nobody there was told."))
        return redirect("my_groups")
    context = {"member": member, "group": member.group, "form": form}
    return render(request, "community/leave.html", context, status=422 if form.errors else 200)
