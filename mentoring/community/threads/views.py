"""The pages of a group: its threads and their posts, what a search finds, and the forms on which people write."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mentoring.community.groups.selectors import time_of
from mentoring.community.models import Group
from mentoring.community.selectors import READ_AFTER_CLOSING, Inside, as_member, inside
from mentoring.community.threads import actions, marks
from mentoring.community.threads.board import Board, OnTop, board_of, newcomers_in, threads_on_top
from mentoring.community.threads.forms import EditPostForm, FindPostsForm, PostForm, ThreadForm
from mentoring.community.threads.gentle import other_language, personal
from mentoring.community.threads.greeting import reply, welcome
from mentoring.community.threads.held import found_in
from mentoring.community.threads.models import Post, PostDraft, Reaction, Thread
from mentoring.community.threads.newcomers import addresses_in
from mentoring.community.threads.registry import chips_of, parts_on_group, parts_on_thread
from mentoring.community.threads.selectors import (
    draft_of,
    first_unread,
    follows,
    is_new,
    is_newcomer,
    last_heard,
    members_named,
    picture_in,
    place_of,
    post_in,
    posts_of,
    posts_seen,
    search,
    shown,
    tell_html,
    tell_pieces,
    thread_in,
    threads_of,
    title_shown,
    visits_anew,
)
from mentoring.conversations.hours import days_alike
from oncocare.audit.actions import record as audit
from oncocare.audit.verbs import Verb
from oncocare.foundation import clock
from oncocare.library.media.pictures import MIME
from oncocare.library.reading.asked import asked_words
from oncocare.people.requests import SignedInRequest
from oncocare.safety.words.wordlist import DangerRank
from oncocare.signin.actions import forget_unsent, made_for, unsent_words
from oncocare.web.forms import refusals_shown_on
from oncocare.web.uploads import refused as upload_refused

PER_PAGE = 20
POSTS_PER_PAGE = 30
KEPT_BY_BROWSER = "private, max-age=300"  # how long a browser may still show what was hidden meanwhile
logger = logging.getLogger(__name__)
MARKS = {
    "follow": marks.follow,
    "unfollow": marks.unfollow,
    "good": marks.say_good,
    "not_good": marks.unsay_good,
    "sensitive": marks.mark_sensitive,
}


@require_safe
def group(request: SignedInRequest, group: UUID) -> HttpResponse:
    """The threads of a group, the latest first; what is new, what is good to read, what waits, and who answers when."""
    found = inside(request.standing, group)
    board = board_of(found)
    paginator = Paginator(threads_of(found, muted_last=board.mutes), PER_PAGE)
    paginator.count = board.threads  # it was counted with the rest
    page = paginator.get_page(request.GET.get("page"))
    top = threads_on_top(found) if page.number == 1 else OnTop([], [])
    week = [top.week] if top.week else []
    for one in (*page, *top.waiting, *top.good, *week):
        one.new, one.shown = is_new(one, found.member), title_shown(one, found)
    context = {
        **frame(found, board), "page": page, "top": top, "moderators": board.moderators, "draft": board.draft,
        "find": FindPostsForm(), "newcomers": board.newcomers, "ungreeted": board.ungreeted,
        "welcome": urlencode([("greet", one["pk"]) for one in board.ungreeted]), "parts": parts_on_group(found),
    }  # fmt: skip
    answer = render(request, "threads/group.html", context)
    if request.method == "GET" and visits_anew(found.member):
        actions.mark_visited(by=request.user, inside=found)
    return answer


def frame(found: Inside, board: Board | None = None) -> dict[str, Any]:
    """What every page of a group shows: who reads it, whether it is awake or closed, and up to where it has heard."""
    time, now = board.time if board else time_of(found.group), clock.now()
    return {
        "group": found.group, "inside": found, "me": found.member, "now": now, "awake": time.awake(now),
        "opens": time.opens(now), "rests": time.rests_until if time.rests(now) else None,
        "hours": days_alike(time.hours), "answered_by": time.answer_by(now),
        "until": found.group.closed_at + READ_AFTER_CLOSING if found.group.closed_at else None,
        "heard": board.heard if board else last_heard(found.group), "thread": None,
    }  # fmt: skip


@require_safe
def group_search(request: SignedInRequest, group: UUID) -> HttpResponse:
    """What people of the group wrote with all these words in it, the latest first. The log has who of staff read it,
    and not what they looked for.
    """
    found = inside(request.standing, group)
    asked = request.GET.get("q", "")
    hits = search(found, asked_words(asked))
    if found.moderator and hits:
        audit(by=request.user, verb=Verb.READ_GROUP_MODERATION, subject=found.group, centre=found.group.centre_id)
    for one in hits:
        one.thread.shown = title_shown(one.thread, found)
    context = {**frame(found), "asked": asked, "hits": hits, "find": FindPostsForm(asked)}
    return render(request, "threads/search.html", context)


# --- a thread ---------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def thread(request: SignedInRequest, group: UUID, thread: UUID) -> HttpResponse:
    """The posts of a thread, the oldest first, and the form of an answer. What is sensitive opens on request."""
    found = inside(request.standing, group)
    row = thread_in(found, request.user, thread)
    row.shown = title_shown(row, found)
    if row.sensitive and request.method != "POST" and not request.GET.get("open"):
        return render(request, "threads/sensitive.html", {**frame(found), "thread": row})
    draft = draft_of(found.member, row)
    late = unsent_words(request) if request.method != "POST" else None
    initial = _of_draft(draft) or reply(_greeted(request, found))
    form = PostForm(*_sent(request, late), initial=initial, **_pictures(request, found))
    if request.method == "POST" and (sent := _write(request, found, form, row)):
        return sent
    framed = frame(found)  # first: what is posted from here on is announced, though the page may show it already
    paginator = Paginator(posts_of(found, row), POSTS_PER_PAGE)
    paginator.count = posts_seen(found).filter(thread=row).count()  # or it would count what was said of each too
    posts = paginator.get_page(request.GET.get("page"))
    tell_html(posts)
    tell_pieces(found.group, posts)
    parts = parts_on_thread(found, row)
    chips = chips_of(parts)
    for one in posts:
        one.chips = chips.get(one.pk, [])
    draft = draft_of(found.member, row) if request.method == "POST" else draft
    context = {
        **framed, **_about_form(request, found, form, draft, late), "thread": row, "page": posts,
        "follows": follows(found, row), "unread": _way_to_unread(found, row),
        "query": "open=1" if row.sensitive else "", "parts": parts,
        "kinds": Reaction.Kind.choices, "may_mark": found.may_say_good or _began(found, row),
    }  # fmt: skip
    answer = render(request, "threads/thread.html", context, status=_status(request, form))
    if request.method == "GET":
        last = posts[-1].made if len(posts) and posts.has_next() else None
        actions.mark_visited(by=request.user, inside=found, thread=row, until=last)
    return answer


def _began(found: Inside, row: Thread) -> bool:
    return found.member is not None and row.by_id == found.member.pk


def _way_to_unread(found: Inside, row: Thread) -> str:
    """The page and place of the first post that they have not read, as the end of an address; empty without any."""
    unread = first_unread(found, row)
    return f"?open=1&page={unread[1] // POSTS_PER_PAGE + 1}#post-{unread[0]}" if unread else ""


@require_http_methods(["GET", "HEAD", "POST"])
def new_thread(request: SignedInRequest, group: UUID) -> HttpResponse:
    """Begin a thread: its title and its first post, and whether it opens on request."""
    found = inside(request.standing, group)
    names = _greeted(request, found)
    return begin_thread(request, found, start=welcome(names, found.group.language) if names else {})


def _greeted(request: SignedInRequest, found: Inside) -> list[str]:
    """What the newcomers are called whom a mentor or a moderator means to greet here, as a link of the group says."""
    asked = {_uuid(pk) for pk in request.GET.getlist("greet")} - {None} if request.method != "POST" else set()
    return list(newcomers_in(found).filter(pk__in=asked).values_list("name", flat=True)) if asked else []


def begin_thread(
    request: SignedInRequest,
    found: Inside,
    *,
    start: Mapping[str, object],
    write: Callable[..., actions.Posted] = actions.write_post,
    template: str = "threads/new.html",
) -> HttpResponse:
    """The form of a new thread with these words to `start` from, unless there is a draft; `write` is the act."""
    draft = draft_of(found.member, None)
    late = unsent_words(request) if request.method != "POST" else None
    form = ThreadForm(*_sent(request, late), initial=_of_draft(draft) or {**start}, **_pictures(request, found))
    if request.method == "POST" and (sent := _write(request, found, form, None, write)):
        return sent
    draft = draft_of(found.member, None) if request.method == "POST" else draft
    context = {**frame(found), **_about_form(request, found, form, draft, late)}
    return render(request, template, context, status=_status(request, form))


def _sent(request: SignedInRequest, late: Any) -> tuple[Any, Any]:
    return (request.POST, request.FILES) if request.method == "POST" else (late, None)


def _pictures(request: SignedInRequest, found: Inside) -> dict[str, bool]:
    return {"pictures": found.group.pictures, "too_large": upload_refused(request)}


def _of_draft(draft: PostDraft | None) -> dict[str, object]:
    return {"words": draft.words, "title": draft.title} if draft else {}


def _status(request: SignedInRequest, form: EditPostForm) -> int:
    return 422 if request.method == "POST" and form.errors else 200


def _about_form(request: SignedInRequest, found: Inside, form: EditPostForm, draft: Any, late: Any) -> dict[str, Any]:
    """What stands around a form: how it will look, what the page asks gently, and whether it is an old draft."""
    act = request.POST.get("act", "")
    return {
        "form": form, "draft": draft, "late": late is not None, "whose": made_for(request.user),
        "preview": _preview(found, form) if act == "look" and form.is_valid() else "",
        "asked": _asked(found, form) if request.method == "POST" and form.is_valid() else None,
        "language": _other_language(found, form) if request.method == "POST" and form.is_valid() else "",
        "posting": act != "look", "brought": bool(request.FILES),
    }  # fmt: skip


def _preview(found: Inside, form: EditPostForm) -> str:
    return shown(form.cleaned_data["words"], members_named(found.group))


def _typed(form: EditPostForm) -> str:
    return "\n".join((form.cleaned_data.get("title", ""), form.cleaned_data["words"]))


def _asked(found: Inside, form: EditPostForm) -> Any:
    """What of somebody's the text seems to tell, and whether a moderator reads it first; None without any. Words of
    wanting to die are not held up by a question: a moderator reads them before anybody else does.
    """
    typed, alt = _typed(form), form.cleaned_data.get("alt", "")
    if found_in(typed, alt) is DangerRank.INTENT:
        return None
    before = "" if isinstance(form, PostForm) else str(form.initial["words"])
    new = addresses_in(typed, alt) - addresses_in(before)
    first = bool(new) and found.member is not None and is_newcomer(found.member)
    told = replace(personal(typed, _own_names(found)), read_first=first)
    return told if told.anything else None


def _own_names(found: Inside) -> list[str]:
    """The real name of whoever writes under another; staff write under their own."""
    return [found.member.user.name] if found.member and not found.member.staff and found.member.user.name else []


def _other_language(found: Inside, form: EditPostForm) -> str:
    """The code of the language in which the text seems to be, where that is not the group's."""
    return other_language(_typed(form), found.group.language).language


def _write(
    request: SignedInRequest,
    found: Inside,
    form: PostForm,
    row: Thread | None,
    write: Callable[..., actions.Posted] = actions.write_post,
) -> HttpResponse | None:
    """Post what was written; None where the page is shown again, with a draft kept of it."""
    act = request.POST.get("act", "")
    if act == "drop":
        actions.drop_draft(by=request.user, inside=found, thread=row)
        forget_unsent(request)
        messages.success(request, _("The draft is thrown away."))
        return redirect(_address(found.group, row))
    sending = form.is_valid() and act != "look" and (act == "anyway" or _asked(found, form) is None)
    if sending:
        with refusals_shown_on(form, by_field=True):
            typed = {**form.cleaned_data}
            image, alt = typed.pop("picture", None), typed.pop("alt", "")
            into = {"thread": row} if row else {}
            posted = write(by=request.user, inside=found, alt=alt if image else "", **into, **typed)
            if image:
                actions.add_picture(by=request.user, inside=found, post=posted.post, upload=image, alt=alt)
            forget_unsent(request)
            return _told(request, posted)
    actions.save_draft(
        by=request.user, inside=found, thread=row,
        words=request.POST.get("words", ""), title=request.POST.get("title", "") if row is None else "",
    )  # fmt: skip
    return None


def _address(group: Group, row: Thread | None, post: Post | None = None) -> str:
    if row is None:
        return reverse("group", args=[group.pk])
    page = f"&page={max(1, -(-row.posts.count() // POSTS_PER_PAGE))}" if post else ""
    return f"{reverse('thread', args=[group.pk, row.pk])}?open=1{page}{f'#post-{post.pk}' if post else ''}"


def _told(request: SignedInRequest, posted: actions.Posted) -> HttpResponse:
    """Where somebody is led who has posted: to the numbers first, after words that say that somebody wants to die."""
    post = posted.post
    onward = _address(post.group, post.thread, post)
    if posted.flag:
        address = reverse("support", args=[posted.flag.pk])
        return redirect(f"{address}?{urlencode({'next': onward.partition('#')[0]}, safe='/')}")
    if posted.in_danger:
        messages.info(
            request,
            _("What you wrote is in your group. A moderator reads it before the others do. You did nothing wrong."),
        )
        return redirect("help_now")
    if posted.waits:
        messages.success(request, _("It is here. A moderator reads it before the others do."))
    else:
        messages.success(request, _("Posted. Everybody in the group can read it."))
    return redirect(onward)


@require_safe
def group_post(request: SignedInRequest, group: UUID, post: UUID) -> HttpResponse:
    """To the place of a post in its thread, on whatever page of it that is."""
    found = inside(request.standing, group)
    row = post_in(found, request.user, post)
    page = place_of(found, row) // POSTS_PER_PAGE + 1
    return redirect(f"{reverse('thread', args=[group, row.thread_id])}?open=1&page={page}#post-{row.pk}")


@require_safe
def post_picture(request: SignedInRequest, group: UUID, picture: UUID) -> HttpResponse:
    """A picture in a post, as long as they can read it."""
    row = picture_in(inside(request.standing, group), request.user, picture)
    try:
        with row.file.open("rb") as file:
            content = file.read()
    except FileNotFoundError:
        logger.exception("The file of picture %s is not in MEDIA_ROOT.", row.pk)
        raise Http404 from None
    response = HttpResponse(content, content_type=MIME)
    response["Content-Disposition"] = 'inline; filename="picture.webp"'
    response["Cache-Control"] = KEPT_BY_BROWSER
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def edit_post(request: SignedInRequest, group: UUID, post: UUID) -> HttpResponse:
    """Change one's own post. Moderators can still read what it said before."""
    found = as_member(request.standing, group)
    row = post_in(found, request.user, post)
    late = unsent_words(request) if request.method != "POST" else None
    form = EditPostForm(request.POST if request.method == "POST" else late, initial={"words": row.words})
    act, may = request.POST.get("act", ""), found.member is not None and row.by_id == found.member.pk
    if not may:
        messages.error(request, _("Only who wrote a post can change it."))
        return redirect(_address(found.group, row.thread, row))
    if request.method == "POST" and form.is_valid() and act != "look" and (act == "anyway" or not _asked(found, form)):
        with refusals_shown_on(form, by_field=True):
            posted = actions.edit_post(by=request.user, inside=found, post=row, words=form.cleaned_data["words"])
            forget_unsent(request)
            return _told(request, posted)
    context = {**frame(found), **_about_form(request, found, form, None, late), "thread": row.thread, "post": row}
    return render(request, "threads/edit.html", context, status=_status(request, form))


@require_POST
def keep_draft(request: SignedInRequest, group: UUID) -> HttpResponse:
    """Keep what somebody has typed so far, as a script of the page sends it while they type."""
    found = as_member(request.standing, group)
    pk = request.POST.get("thread", "")
    row = thread_in(found, request.user, _uuid(pk)) if pk else None
    title = request.POST.get("title", "") if row is None else ""
    actions.save_draft(by=request.user, inside=found, thread=row, words=request.POST.get("words", ""), title=title)
    return HttpResponse(status=204)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


# --- what is said without words ---------------------------------------------------------------------------------------


@require_POST
def mark_thread(request: SignedInRequest, group: UUID, thread: UUID) -> HttpResponse:
    """Follow a thread or no more, say that it is good to read, or that it opens on request."""
    found = inside(request.standing, group)
    row = thread_in(found, request.user, thread)
    act = request.POST.get("act", "")
    try:
        if act == "not_sensitive":
            marks.mark_sensitive(by=request.user, inside=found, thread=row, sensitive=False)
        elif act in MARKS:
            MARKS[act](by=request.user, inside=found, thread=row)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect(f"{reverse('thread', args=[group, thread])}?open=1")


@require_POST
def react(request: SignedInRequest, group: UUID, post: UUID) -> HttpResponse:
    """Say one thing of a post without words, or take it back."""
    found = as_member(request.standing, group)
    row = post_in(found, request.user, post)
    kind, back = request.POST.get("kind", ""), request.POST.get("back")
    if kind in Reaction.Kind.values:
        try:
            (actions.unreact if back else actions.react)(by=request.user, inside=found, post=row, kind=kind)
        except ValidationError as refused:
            messages.error(request, " ".join(refused.messages))
    else:
        messages.error(request, _("Nothing was chosen, so nothing was changed."))
    page = request.POST.get("page", "")
    place = f"&page={page}" if page.isdigit() else ""
    return redirect(f"{reverse('thread', args=[group, row.thread_id])}?open=1{place}#post-{row.pk}")
