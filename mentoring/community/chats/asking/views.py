"""The page on which a group is asked whether a summary may go into the library, and what follows from the answers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mentoring.community.chats.asking import actions
from mentoring.community.chats.asking.forms import DraftPieceForm
from mentoring.community.chats.asking.selectors import (
    answer_of,
    nameless,
    question_of,
    quoted_members,
    said_of,
    stands,
)
from mentoring.community.chats.models import ChatQuestion
from mentoring.community.chats.selectors import chat_in, may_run
from mentoring.community.chats.views import led_chat
from mentoring.community.selectors import Inside, as_member, as_moderator, inside
from mentoring.community.threads.selectors import shown
from oncocare.library.choices import Area
from oncocare.people.access import at_work, not_found
from oncocare.people.permissions import Permission
from oncocare.people.requests import SignedInRequest
from oncocare.web.forms import refusals_shown_on


@require_http_methods(["GET", "HEAD", "POST"])
def chat_question(request: SignedInRequest, group: UUID, chat: UUID) -> HttpResponse:
    """What would stand in the library, without names; whoever is in the group says yes or no. Nobody reads who said
    what, and before the time is over nobody reads how it stands.
    """
    found = as_member(request.standing, group) if request.method == "POST" else inside(request.standing, group)
    row = chat_in(found, request.user, chat)
    question = question_of(row)
    if question is None and not may_run(found, row):
        not_found(request.user, f"chat_question:{chat}")
    if request.method == "POST":
        return _answer(request, found, question, chat)
    return _page(request, found, row, question, DraftPieceForm())


def _answer(request: SignedInRequest, found: Inside, question: ChatQuestion | None, chat: UUID) -> HttpResponse:
    said = {"yes": True, "no": False}.get(request.POST.get("said", ""))
    try:
        if question is None or said is None:
            messages.error(request, _("Nothing was chosen, so nothing was changed."))
        else:
            actions.answer_question(by=request.user, inside=found, question=question, agrees=said)
            messages.success(request, _("Thank you. Nobody in the group reads what you said."))
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect("chat_question", group=found.group.pk, chat=chat)


def _page(
    request: SignedInRequest, found: Inside, row: Any, question: ChatQuestion | None, form: DraftPieceForm
) -> HttpResponse:
    writes = found.moderator is not None and request.standing.may(Permission.WRITE_LIBRARY, found.group.centre_id)
    words = question.words if question else nameless(row) if stands(row) else ""
    context = {
        "group": found.group, "chat": row, "question": question, "words": shown(words, ()), "stands": bool(words),
        "said": said_of(question).value if question else "", "form": form, "writes": writes,
        "mine": answer_of(question, found.member) if question else None, "me": found.member,
        "quoted": found.member is not None and found.member.pk in quoted_members(row), "run": may_run(found, row),
    }  # fmt: skip
    return render(request, "chats/question.html", context, status=422 if form.errors else 200)


@require_POST
def ask_group(request: SignedInRequest, group: UUID, chat: UUID) -> HttpResponse:
    """The host or a moderator asks the group."""
    found, row = led_chat(request, group, chat)
    try:
        actions.ask_group(by=request.user, inside=found, chat=row)
        messages.success(request, _("The group is asked. Whoever is quoted is told."))
    except ValidationError as refused:
        for said in refused.messages:
            messages.error(request, said)
    return redirect("chat_question", group=group, chat=chat)


@require_POST
def draft_chat_piece(request: SignedInRequest, group: UUID, chat: UUID) -> HttpResponse:
    """A moderator who writes for the library of the group's centre makes the draft, and goes on with it there."""
    found = as_moderator(request.standing, group)
    at_work(request.standing, found.group, f"group:{group}", Permission.WRITE_LIBRARY)
    row = chat_in(found, request.user, chat)
    question = question_of(row)
    if question is None:
        not_found(request.user, f"chat_question:{chat}")
    form = DraftPieceForm(request.POST)
    if form.is_valid():
        with refusals_shown_on(form):
            area = Area(form.cleaned_data["area"])
            piece = actions.draft_piece(by=request.user, inside=found, question=question, area=area)
            messages.success(request, _("This is a draft without names. Somebody else reviews it before it is shown."))
            return redirect("library_write", slug=piece.slug, language=found.group.language)
    return _page(request, found, row, question, form)
