"""The pages of chats for everybody in a group: which there are, announcing one, changing it and calling it off."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mentoring.community.chats import actions
from mentoring.community.chats.forms import AnnounceChatForm, CallOffForm, ChangeChatForm, initial_of
from mentoring.community.chats.selectors import chat_in, chats_of, guests_of, may_host, may_run, with_phase
from mentoring.community.groups.selectors import time_of
from mentoring.community.selectors import Inside, as_member, inside
from mentoring.community.threads.actions import Posted
from mentoring.conversations.hours import days_alike
from oncocare.foundation import clock
from oncocare.people.access import forbidden
from oncocare.people.permissions import Permission
from oncocare.people.requests import SignedInRequest
from oncocare.web.forms import refusals_shown_on

PER_PAGE = 10
AGAIN = {"1": timedelta(weeks=1), "2": timedelta(weeks=2)}  # how much later the next one may be


@require_safe
def group_chats(request: SignedInRequest, group: UUID) -> HttpResponse:
    """The chats of a group, the latest first, with the way to what was said and to the summary."""
    found = inside(request.standing, group)
    page = Paginator(chats_of(found), PER_PAGE).get_page(request.GET.get("page"))
    for one in page:
        with_phase(one).run = may_run(found, one)
    context = {"group": found.group, "inside": found, "page": page, "may_host": may_host(found), "now": clock.now()}
    return render(request, "chats/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def announce_chat(request: SignedInRequest, group: UUID) -> HttpResponse:
    """A mentor or a moderator announces a chat; the next one begins from the last, where the address names it."""
    found = _host_in(request, group)
    form = AnnounceChatForm(
        request.POST if request.method == "POST" else None, group=found.group, guests=guests_of(found.group),
        initial=_from_the_last(request, found),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form, by_field=True):
            given = {"key": form.cleaned_data["key"], "title": form.cleaned_data["title"]}
            made = actions.announce_chat(by=request.user, inside=found, facts=form.facts(), **given)
            messages.success(request, _("Announced. It stands on top of the group’s page."))
            return onward(request, made.posted, reverse("group", args=[group]))
    context = {"group": found.group, "form": form, "hours": days_alike(time_of(found.group).hours), "chat": None}
    return render(request, "chats/announce.html", context, status=422 if form.errors else 200)


def _from_the_last(request: SignedInRequest, found: Inside) -> dict[str, Any]:
    last, weeks = request.GET.get("after", ""), request.GET.get("weeks", "")
    if request.method == "POST" or not last or weeks not in AGAIN:
        return {}
    return initial_of(chat_in(found, request.user, _id(last)), AGAIN[weeks])


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _host_in(request: SignedInRequest, group: Any) -> Inside:
    """The group for whoever may announce a chat there; other members are refused."""
    found = as_member(request.standing, group)
    if not may_host(found):
        forbidden(request.user, Permission.MODERATE, f"group:{group}")
    return found


def led_chat(request: SignedInRequest, group: Any, chat: Any) -> tuple[Inside, Any]:
    """The group and a chat of it for whoever may lead that one; other members are refused."""
    found = as_member(request.standing, group)
    row = chat_in(found, request.user, chat)
    if not may_run(found, row):
        forbidden(request.user, Permission.MODERATE, f"chat:{chat}")
    return found, row


def onward(request: SignedInRequest, posted: Posted | None, where: str) -> HttpResponse:
    """Where somebody is led who has posted: to the numbers first, after words that say that somebody wants to die."""
    if posted and posted.flag:
        return redirect(f"{reverse('support', args=[posted.flag.pk])}?{urlencode({'next': where}, safe='/')}")
    if posted and posted.in_danger:
        return redirect("help_now")
    return redirect(where)


@require_http_methods(["GET", "HEAD", "POST"])
def change_chat(request: SignedInRequest, group: UUID, chat: UUID) -> HttpResponse:
    """Its host changes a chat until it begins; a moderator changes nobody's words."""
    found = as_member(request.standing, group)
    row = chat_in(found, request.user, chat)
    if found.member is None or row.host_id != found.member.pk or not may_host(found):
        forbidden(request.user, Permission.MODERATE, f"chat:{chat}")
    form = ChangeChatForm(
        request.POST if request.method == "POST" else None, group=found.group, guests=guests_of(found.group),
        initial=initial_of(row),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form, by_field=True):
            posted = actions.change_chat(by=request.user, inside=found, chat=row, facts=form.facts())
            messages.success(request, _("Changed. Whoever wants to be reminded is told if it begins at another hour."))
            return onward(request, posted, reverse("group", args=[group]))
    context = {"group": found.group, "form": form, "hours": days_alike(time_of(found.group).hours), "chat": row}
    return render(request, "chats/announce.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def call_off_chat(request: SignedInRequest, group: UUID, chat: UUID) -> HttpResponse:
    """Its host or a moderator calls a chat off until it begins, with a reason that the group reads."""
    found, row = led_chat(request, group, chat)
    form = CallOffForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form, by_field=True):
            actions.call_off_chat(by=request.user, inside=found, chat=row, why=form.cleaned_data["why"])
            messages.success(request, _("Called off. Whoever wanted to be reminded is told."))
            return redirect("group", group=group)
    context = {"group": found.group, "form": form, "chat": row}
    return render(request, "chats/call_off.html", context, status=422 if form.errors else 200)


@require_POST
def remind_of_chat(request: SignedInRequest, group: UUID, chat: UUID) -> HttpResponse:
    """Somebody in the group wants to be reminded of a chat, or no more."""
    found = as_member(request.standing, group)
    row = chat_in(found, request.user, chat)
    wanted = request.POST.get("wanted", "")
    acts = {"yes": actions.remind_me, "no": actions.remind_me_no_more}
    if wanted not in acts:
        messages.error(request, _("Nothing was chosen, so nothing was changed."))
        return redirect("group", group=group)
    try:
        acts[wanted](by=request.user, inside=found, chat=row)
        messages.success(request, _said(wanted))
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect("group", group=group)


def _said(wanted: str) -> str:
    if wanted == "no":
        return _("We do not remind you of this chat.")
    return _(
        "We remind you an hour before. If you have had a mail from us that day, or want none at that hour, the "
        "reminder stands among your messages only: we write once a day at most."
    )
