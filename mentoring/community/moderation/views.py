"""The pages on which a member reports a post, a mentor hides one for the moderators, and a moderator acts on one."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mentoring.community.moderation import actions
from mentoring.community.moderation.forms import ActsOnPost, AskAgainForm, MentorHidesForm, PostReportForm
from mentoring.community.moderation.risks import RISKS
from mentoring.community.moderation.selectors import cases_in, of_others, post_to_moderate, told_of
from mentoring.community.selectors import Inside, as_member, as_moderator, is_paused
from mentoring.community.threads.models import Post
from mentoring.community.threads.selectors import post_in, versions_of
from oncocare.audit.actions import record as audit
from oncocare.audit.verbs import Verb
from oncocare.foundation import clock
from oncocare.people.access import forbidden, not_found
from oncocare.people.permissions import Permission
from oncocare.people.requests import SignedInRequest
from oncocare.web.forms import refusals_shown_on


@require_http_methods(["GET", "HEAD", "POST"])
def report_post(request: SignedInRequest, group: uuid.UUID, post: uuid.UUID) -> HttpResponse:
    """A member of the group tells the moderators about a post."""
    found = as_member(request.standing, group)
    row = _readable(found, request, post)
    form = PostReportForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            actions.report_post(by=request.user, member=found.member, post=row, **form.cleaned_data)  # type: ignore[arg-type]  # -- as_member found one
            messages.success(request, _("Thank you. A moderator looks at it, and we tell you when they have."))
            return _back(row)
    context = {"group": found.group, "post": row, "form": form, "own": row.by_id == getattr(found.member, "pk", None)}
    return render(request, "moderation/report.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def ask_again(request: SignedInRequest, group: uuid.UUID, post: uuid.UUID) -> HttpResponse:
    """The writer of a post asks that another moderator looks at what one of them decided about it."""
    found = as_member(request.standing, group)
    row = post_in(found, request.user, post)
    if row.by_id != getattr(found.member, "pk", None):
        not_found(request.user, f"post:{post}")
    form = AskAgainForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            actions.ask_again(by=request.user, member=found.member, post=row, **form.cleaned_data)  # type: ignore[arg-type]  # -- as_member found one
            messages.success(request, _("Another moderator looks at it, and we tell you what they find."))
            return _back(row)
    context = {"group": found.group, "post": row, "form": form, "told": told_of(row)}
    return render(request, "moderation/again.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def hide_for_review(request: SignedInRequest, group: uuid.UUID, post: uuid.UUID) -> HttpResponse:
    """A mentor of the group hides a post until a moderator has read it."""
    found = as_member(request.standing, group)
    if found.member is None or not found.member.mentor:
        forbidden(request.user, Permission.TAKE_PART, f"post:{post}")
    row = _readable(found, request, post)
    form = MentorHidesForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            actions.hide_for_review(by=request.user, member=found.member, post=row, **form.cleaned_data)
            messages.success(request, _("The post is hidden until a moderator has read it. They are told."))
            return _back(row)
    context = {"group": found.group, "post": row, "form": form}
    return render(request, "moderation/hide.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def moderate_post(request: SignedInRequest, group: uuid.UUID, post: uuid.UUID) -> HttpResponse:
    """A moderator of the group reads all there is about a post, and acts on it."""
    found = as_moderator(request.standing, group)
    row = post_to_moderate(request.standing, post)
    if row.group_id != found.group.pk or found.moderator is None:
        not_found(request.user, f"post:{post}")
    acts = ActsOnPost(row, found.moderator, request.POST if request.method == "POST" else None)
    if request.method == "POST" and (said := acts.do(request.user)):
        messages.success(request, said)
        return _back(row)
    audit(by=request.user, verb=Verb.READ_GROUP_MODERATION, subject=row, centre=found.group.centre_id)
    context = {
        "group": found.group, "post": row, "acts": acts, "before": versions_of(row), "now": clock.now(),
        "case": next(iter(cases_in([found.group], of_others(request.user).filter(pk=row.pk))), None),
        "paused": is_paused(row.by), "own_centre": row.by.centre_id == found.moderator.centre_id,
        "told": told_of(row), "risks": RISKS,
    }  # fmt: skip
    return render(request, "moderation/moderate.html", context, status=422 if request.method == "POST" else 200)


def _readable(found: Inside, request: SignedInRequest, pk: uuid.UUID) -> Post:
    """A post that this member can read now: one that a moderator has hidden needs no report any more."""
    row = post_in(found, request.user, pk)
    if row.state not in (Post.State.SHOWN, Post.State.HELD):
        not_found(request.user, f"post:{pk}")
    return row


def _back(post: Post) -> HttpResponse:
    return redirect("thread", group=post.group_id, thread=post.thread_id)
