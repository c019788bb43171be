"""The page of a person's own messages."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from oncocare.notifications.actions import mark_read
from oncocare.notifications.inbox.selectors import on_page, shown
from oncocare.people.requests import SignedInRequest

PER_PAGE = 20


@require_safe
def my_messages(request: SignedInRequest) -> HttpResponse:
    """What was written to me, the newest first; seen once it is opened."""
    page = Paginator(on_page(request.user), PER_PAGE).get_page(request.GET.get("page"))
    rows = shown(request.user, page.object_list)
    new = [row.message for row in rows if row.message.read is None]
    if new and request.method == "GET":
        mark_read(by=request.user, messages=new)
    return render(request, "notifications/inbox/list.html", {"page": page, "rows": rows})
