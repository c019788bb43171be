"""The pages on which a moderator closes a thread and lets a group rest, and a member reads no more of somebody."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mentoring.community.calm import actions
from mentoring.community.calm.forms import CloseThreadForm, RestForm
from mentoring.community.calm.rests import rest_ends
from mentoring.community.calm.selectors import muted_row
from mentoring.community.groups.selectors import time_of
from mentoring.community.models import Member
from mentoring.community.selectors import Inside, as_member, as_moderator
from mentoring.community.threads.models import Post
from mentoring.community.threads.selectors import post_in, thread_in
from oncocare.foundation import clock
from oncocare.people.access import forbidden
from oncocare.people.permissions import Permission
from oncocare.people.requests import SignedInRequest
from oncocare.web.forms import refusals_shown_on


@require_http_methods(["GET", "HEAD", "POST"])
def close_thread(request: SignedInRequest, group: UUID, thread: UUID) -> HttpResponse:
    """A moderator says why, and then nobody writes in the thread any more."""
    found = as_moderator(request.standing, group)
    row = thread_in(found, request.user, thread)
    form = CloseThreadForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form, by_field=True):
            actions.close_thread(by=request.user, thread=row, why=form.cleaned_data["why"])
            messages.success(request, _("The conversation is closed. Everybody reads why."))
            return redirect(_open_address(group, thread))
    context = {"group": found.group, "thread": row, "form": form}
    return render(request, "calm/close_thread.html", context, status=422 if form.errors else 200)


@require_POST
def open_thread(request: SignedInRequest, group: UUID, thread: UUID) -> HttpResponse:
    """A moderator opens a closed thread again."""
    found = as_moderator(request.standing, group)
    actions.open_thread(by=request.user, thread=thread_in(found, request.user, thread))
    messages.success(request, _("The conversation is open. People can write in it again."))
    return redirect(_open_address(group, thread))


def _open_address(group: UUID, thread: UUID) -> str:
    return f"{reverse('thread', args=[group, thread])}?open=1"


@require_http_methods(["GET", "HEAD", "POST"])
def rest_group(request: SignedInRequest, group: UUID) -> HttpResponse:
    """A moderator lets the group rest until a moment, or ends its rest."""
    found = as_moderator(request.standing, group)
    time, now, ending = time_of(found.group), clock.now(), request.POST.get("do") == "end"
    form = RestForm(request.POST if request.method == "POST" and not ending else None, ends=rest_ends(now, time))
    if ending:
        actions.end_rest(by=request.user, group=found.group)
        messages.success(request, _("The group rests no more. People can write again in its hours."))
        return redirect("group", group=group)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form, by_field=True):
            actions.rest_group(by=request.user, group=found.group, until=form.end)
            messages.success(request, _("The group rests. Everybody reads until when, and you can write meanwhile."))
            return redirect("group", group=group)
    context = {"group": found.group, "form": form, "rests": time.rests_until if time.rests(now) else None}
    return render(request, "calm/rest.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def mute_member(request: SignedInRequest, group: UUID, post: UUID) -> HttpResponse:
    """A member reads no more of whoever wrote a post; it asks once, with what that means."""
    found = as_member(request.standing, group)
    member = _own(found, request)
    row = post_in(found, request.user, post)
    back = f"{_open_address(group, row.thread_id)}#post-{row.pk}"
    if row.by_id == member.pk or row.by.staff:
        messages.error(request, _("This can be done of another member, and not of a moderator. Nothing was changed."))
        return redirect(back)
    if request.method != "POST":
        return render(request, "calm/mute.html", {"group": found.group, "post": row})
    actions.mute(by=request.user, member=member, other=row.by)
    messages.success(request, _("What %(name)s writes is folded now. Only you know it.") % {"name": _called(row)})
    return redirect(_open_address(group, row.thread_id))


def _own(found: Inside, request: SignedInRequest) -> Member:
    """Them as a member; whoever answers for the group has to read everybody."""
    if found.member is None or found.member.staff:
        forbidden(request.user, Permission.TAKE_PART, f"group:{found.group.pk}")
    return found.member


def _called(post: Post) -> str:
    return _("somebody who has left") if post.by.nameless else post.by.name


@require_POST
def read_again(request: SignedInRequest, group: UUID) -> HttpResponse:
    """A member reads again of somebody."""
    member = _own(as_member(request.standing, group), request)
    row = muted_row(member, request.POST.get("muted", ""))
    if row is None:
        messages.error(request, _("Nobody was chosen, so nothing was changed."))
    else:
        actions.unmute(by=request.user, member=member, row=row)
        messages.success(request, _("You read everything of them again."))
    return redirect("group_me", group=group)
