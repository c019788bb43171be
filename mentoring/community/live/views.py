"""The same news for a page whose stream is down, which asks for it now and then."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mentoring.community.live.frames import number_in
from mentoring.community.live.selectors import first_new, last_number, news_after
from mentoring.community.selectors import inside
from mentoring.community.threads.selectors import thread_in
from mentoring.community.threads.views import POSTS_PER_PAGE
from oncocare.people.requests import SignedInRequest


@require_safe
def group_news(request: SignedInRequest, group: UUID) -> JsonResponse:
    """What is new in a group after the number that a page has heard up to; without one, up to where there is any."""
    found = inside(request.standing, group).group
    after = _after(request)
    after = last_number(found) if after is None else after
    news = news_after(request.standing, found, after)
    return JsonResponse({"number": news.number, "posts": news.posts, "changed": news.changed})


@require_safe
def first_news(request: SignedInRequest, group: UUID) -> HttpResponse:
    """To the first post of others that is new in a thread since its page was made, or to the list of threads."""
    found, said = inside(request.standing, group), request.GET.get("thread")
    after = _after(request) or 0
    if not said:
        where = reverse("group", args=[group])
        new = any(news_after(request.standing, found.group, after).posts)
    else:
        thread = thread_in(found, request.user, _id(said))
        first = first_new(found, thread, after)
        new, where = first is not None, f"{reverse('thread', args=[group, thread.pk])}?open=1"
        if first:
            where += f"&page={first[1] // POSTS_PER_PAGE + 1}#post-{first[0]}"
    if not new:
        messages.info(request, _("There is nothing new yet."))
    return redirect(where)


def _after(request: SignedInRequest) -> int | None:
    said = request.GET.get("after")
    number = number_in(said) if said else None
    if said and number is None:
        raise BadRequest("after is no number")
    return number


def _id(said: str) -> Any:
    try:
        return UUID(said)
    except ValueError:
        raise BadRequest("thread is no id") from None
