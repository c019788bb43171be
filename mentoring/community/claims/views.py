"""The page on which a clinician answers what a post says about health."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mentoring.community.claims.actions import answer_claim as answer
from mentoring.community.claims.forms import ClaimAnswerForm
from mentoring.community.claims.selectors import clinicians_of, pieces_for, said_wrong
from mentoring.community.moderation.selectors import post_to_moderate
from mentoring.community.selectors import Inside, as_moderator
from mentoring.community.threads.actions import save_draft
from mentoring.community.threads.models import Post
from mentoring.community.threads.selectors import draft_of
from mentoring.community.threads.views import frame
from oncocare.audit.actions import record as audit
from oncocare.audit.verbs import Verb
from oncocare.people.access import forbidden, not_found
from oncocare.people.permissions import Permission
from oncocare.people.requests import SignedInRequest
from oncocare.web.forms import refusals_shown_on


@require_http_methods(["GET", "HEAD", "POST"])
def answer_claim(request: SignedInRequest, group: uuid.UUID, post: uuid.UUID) -> HttpResponse:
    """A clinician who answers for the group answers in it what a post says about health; whoever else answers for it
    reads who that can be.
    """
    found = as_moderator(request.standing, group)
    claim = post_to_moderate(request.standing, post)
    if claim.group_id != found.group.pk:
        not_found(request.user, f"post:{post}")
    names = {one.user_id: one.user.name for one in clinicians_of(found.group)}
    may = request.user.pk in names
    if request.method == "POST" and not may:
        forbidden(request.user, Permission.REVIEW_LIBRARY, f"post:{post}")
    form = _form(request, found, claim) if may and claim.state == Post.State.SHOWN else None
    if request.method == "POST" and form and (posted := _send(request, found, claim, form)):
        return posted
    audit(by=request.user, verb=Verb.READ_GROUP_MODERATION, subject=claim, centre=found.group.centre_id)
    context = {
        **frame(found), "post": claim, "form": form, "names": list(names.values()), "may": may,
        "reports": said_wrong(claim) if claim.by.user_id != request.user.pk else [],
    }  # fmt: skip
    return render(request, "moderation/answer.html", context, status=422 if request.method == "POST" else 200)


def _form(request: SignedInRequest, found: Inside, claim: Post) -> ClaimAnswerForm:
    draft = draft_of(found.member, claim.thread)
    initial: dict[str, object] = {"words": draft.words} if draft else {}
    data: Any = request.POST if request.method == "POST" else None
    return ClaimAnswerForm(data, initial=initial, texts=pieces_for(found.group))


def _send(request: SignedInRequest, found: Inside, claim: Post, form: ClaimAnswerForm) -> HttpResponse | None:
    """Post it; where it is refused, what was typed is kept as a draft of the thread, and the page is shown again."""
    if form.is_valid():
        with refusals_shown_on(form, by_field=True):
            chosen = {name: form.cleaned_data[name] for name in ("words", "key", "piece")}
            posted = answer(by=request.user, inside=found, claim=claim, **chosen)
            messages.success(request, _("Posted. The group can read it, with a link from what it is about."))
            return redirect("group_post", group=found.group.pk, post=posted.post.pk)
    save_draft(by=request.user, inside=found, words=request.POST.get("words", ""), thread=claim.thread)
    return None
