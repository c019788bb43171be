"""The pages on which a mentor says that they fear for somebody, and the thread of the week is opened."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods

from mentoring.community.mentors import actions
from mentoring.community.mentors.forms import FearForm
from mentoring.community.mentors.selectors import as_helper, as_mentor, thread_of_week, worry_of
from mentoring.community.models import Group
from mentoring.community.threads.board import this_week
from mentoring.community.threads.models import Post
from mentoring.community.threads.selectors import post_in
from mentoring.community.threads.views import begin_thread
from oncocare.people.access import not_found
from oncocare.people.requests import SignedInRequest
from oncocare.web.forms import refusals_shown_on
from oncocare.web.templatetags.web import day


@require_http_methods(["GET", "HEAD", "POST"])
def worry_post(request: SignedInRequest, group: uuid.UUID, post: uuid.UUID) -> HttpResponse:
    """A mentor fears for whoever wrote a post: it asks once more, and then says what happens next and whom to call."""
    found, member = as_mentor(request.standing, group)
    row = post_in(found, request.user, post)
    if row.state != Post.State.SHOWN or row.by.staff or row.by_id == member.pk:
        not_found(request.user, f"post:{post}")
    form = FearForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form, by_field=True):
            actions.fear_for_writer(by=request.user, member=member, post=row, **form.cleaned_data)
            return redirect("worry_post", group=group, post=post)
    context = {"group": found.group, "post": row, "form": form, "told": worry_of(member, row)}
    return render(request, "moderation/worry.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def open_week(request: SignedInRequest, group: uuid.UUID) -> HttpResponse:
    """A mentor or a moderator opens the thread of this week; where there is one, it leads there."""
    found = as_helper(request.standing, group)
    there = thread_of_week(found) if request.method != "POST" else None
    if there:
        messages.info(request, _("Somebody has opened the conversation of this week already. Here it is."))
        return redirect("thread", group=group, thread=there.pk)
    return begin_thread(
        request, found, start=_start(found.group), write=actions.open_week, template="threads/open_week.html"
    )


def _start(group: Group) -> dict[str, object]:
    """The title and the words to begin from, in the language of the group."""
    with override(group.language):
        title = _("The week of %(day)s") % {"day": day(this_week(group))}
        words = _(
            "How are you this week? If you like, tell us one thing that was hard and one that did you good. Reading "
            "without writing is fine too."
        )
    return {"title": title, "words": words}
