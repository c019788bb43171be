"""The pages of whoever leads a chat: its topics, what people write, what is chosen of it, and the summary."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mentoring.community.chats.hosting import actions
from mentoring.community.chats.hosting.forms import ChatSummaryForm
from mentoring.community.chats.models import ChatPost
from mentoring.community.chats.quoting import print_of
from mentoring.community.chats.running import may_begin_topic
from mentoring.community.chats.selectors import draft_of_summary, quotable, topic_in, topics_of
from mentoring.community.chats.views import led_chat, onward
from mentoring.community.threads.actions import mark_visited
from mentoring.community.threads.selectors import last_heard, shown
from oncocare.foundation import clock
from oncocare.people.requests import SignedInRequest
from oncocare.web.forms import Option, refusals_shown_on
from oncocare.web.templatetags.web import time_of_day

POSTS_AT_ONCE = 50
KEPT = {  # what is said where the words were kept and not published, by what was pressed
    "keep": gettext_lazy("Kept. Nobody can read it but the host and the moderators."),
    "anew": gettext_lazy("This is a new draft, of the posts that are chosen now."),
}


@require_safe
def host_chat(request: SignedInRequest, group: UUID, chat: UUID) -> HttpResponse:
    """The topics in order, and what people write, the latest first, to be chosen for the summary."""
    found, row = led_chat(request, group, chat)
    heard = last_heard(found.group)  # first: what is posted from here on is announced
    topics, open_now = topics_of(row)
    posts = quotable(row)
    page: Any = Paginator(posts.reverse(), POSTS_AT_ONCE).get_page(request.GET.get("page"))
    for one in page:
        one.html, one.tick = shown(one.post.words, ()), [_tick(one)]
    context = {
        "group": found.group, "inside": found, "chat": row, "thread": row.post.thread, "topics": topics,
        "open": open_now, "page": page, "chosen": posts.filter(chosen=True).count(), "heard": heard,
        "may_begin": row.called_off_at is None and may_begin_topic(row.begins, row.ends, clock.now()),
    }  # fmt: skip
    answer = render(request, "chats/host.html", context)
    if request.method == "GET":
        mark_visited(by=request.user, inside=found, thread=row.post.thread)
    return answer


def _tick(one: ChatPost) -> Option:
    given = {"name": one.post.by.name, "when": time_of_day(one.post.made)}
    return Option(
        id=f"choose-{one.post_id}", name="chosen", value=str(one.post_id), checked=one.chosen, hint="", disabled=False,
        label=_("For the summary: %(name)s, %(when)s") % given,
    )  # fmt: skip


@require_POST
def begin_chat_topic(request: SignedInRequest, group: UUID, chat: UUID, topic: UUID) -> HttpResponse:
    """Begin a topic: a post in the thread says it, and what people write from then on belongs to it."""
    found, row = led_chat(request, group, chat)
    here = reverse("host_chat", args=[group, chat])
    try:
        named = topic_in(row, request.user, topic)
        posted = actions.begin_topic(by=request.user, inside=found, chat=row, topic=named)
        return onward(request, posted, here)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect(here)


@require_POST
def choose_chat_posts(request: SignedInRequest, group: UUID, chat: UUID) -> HttpResponse:
    """Of the posts that the page showed, those that are ticked shall stand in the summary."""
    found, row = led_chat(request, group, chat)
    shown_posts, ticked = (_ids(request.POST.getlist(name)) for name in ("shown", "chosen"))
    try:
        number = actions.choose_posts(by=request.user, inside=found, chat=row, shown=shown_posts, chosen=ticked)
        messages.success(request, _("Kept. Chosen for the summary: %(number)s.") % {"number": number})
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    page = request.POST.get("page", "")
    return redirect(f"{reverse('host_chat', args=[group, chat])}{f'?page={page}' if page.isdigit() else ''}")


def _ids(texts: list[str]) -> list[UUID]:
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def chat_summary(request: SignedInRequest, group: UUID, chat: UUID) -> HttpResponse:
    """The summary is written, from a draft of what was chosen, kept, and published once in the thread."""
    found, row = led_chat(request, group, chat)
    form = ChatSummaryForm(request.POST if request.method == "POST" else None, initial={"words": draft_of_summary(row)})
    act, over = request.POST.get("act", ""), request.POST.get("over")
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data["words"]
        with refusals_shown_on(form, by_field=True):
            if act in KEPT:
                kept = "" if act == "anew" else words
                actions.keep_summary(by=request.user, inside=found, chat=row, words=kept, over=over)
                messages.success(request, KEPT[act])
                return redirect("chat_summary", group=group, chat=chat)
            posted = actions.publish_summary(by=request.user, inside=found, chat=row, words=words, over=over)
            messages.success(request, _("Published in the conversation, which is marked as good to read."))
            return onward(request, posted, f"{reverse('thread', args=[group, row.post.thread_id])}?open=1")
    context = {
        "group": found.group, "chat": row, "form": form, "preview": shown(form["words"].value() or "", ()),
        "over": print_of(row.draft), "theirs": row.draft if over not in (None, print_of(row.draft)) else "",
    }  # fmt: skip
    return render(request, "chats/summary.html", context, status=422 if form.errors else 200)
