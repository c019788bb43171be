"""The page of whoever answers for groups: what was reported or is held, what nobody answered, who is on duty."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from clinicians.desk.groups.selectors import seen
from mentoring.community.moderation.forms import ActsOnPost
from mentoring.community.moderation.risks import RISKS
from mentoring.community.moderation.selectors import (
    Case,
    cases_in,
    closed_since,
    counted_at,
    moderated_by,
    of_others,
    post_to_moderate,
    waiting_in,
)
from mentoring.community.selectors import as_moderator, is_paused
from oncocare.audit.actions import record as audit
from oncocare.audit.verbs import Verb
from oncocare.foundation import clock
from oncocare.people.access import centre_for
from oncocare.people.models import Centre
from oncocare.people.permissions import Permission
from oncocare.people.requests import StaffRequest

LATELY = timedelta(days=14)  # how long what was closed is still listed


@require_safe
def moderating(request: StaffRequest) -> HttpResponse:
    """Everything that waits in the groups that one answers for. Who answers for none reads no word of any; whoever runs
    the centre sees their counts.
    """
    return _page(request, centre_for(request.standing, Permission.MODERATE))


@require_POST
def act_on_post(request: StaffRequest, post: uuid.UUID) -> HttpResponse:
    """Do what was pressed beside a post; where it is refused the page says so, and nothing typed is lost."""
    centre = centre_for(request.standing, Permission.MODERATE)
    row = post_to_moderate(request.standing, post)
    moderator = as_moderator(request.standing, row.group_id).moderator
    acts = ActsOnPost(row, moderator, request.POST)  # type: ignore[arg-type]  # -- as_moderator found one
    if said := acts.do(request.user):
        messages.success(request, said)
        return redirect("moderating")
    return _page(request, centre, tried=acts)


def _page(request: StaffRequest, centre: Centre, *, tried: ActsOnPost | None = None) -> HttpResponse:
    audit(by=request.user, verb=Verb.READ_GROUP_MODERATION, centre=centre)
    groups = moderated_by(request.user, centre)
    others = of_others(request.user)
    cases, waiting = (cases_in(groups, others), waiting_in(groups)) if groups else ([], [])
    listed = [_with_acts(case, groups, tried) for case in cases]
    runs = request.standing.may(Permission.MANAGE_CENTRE, centre.pk)
    context = {
        "centre": centre, "now": clock.now(), "listed": listed, "waiting": waiting,
        "groups": seen(groups, cases, waiting),
        "counted": counted_at(centre) if runs and not groups else [], "runs": runs,
        "forms": tried.forms if tried else [],
        "risks": RISKS, "closed": closed_since(groups, clock.now() - LATELY) if groups else [],
        "elsewhere": tried if tried and all(case.post.pk != tried.post.pk for case in cases) else None,
    }  # fmt: skip
    return render(request, "clinicians/desk/groups/groups.html", context, status=422 if tried else 200)


def _with_acts(case: Case, groups: list[Any], tried: ActsOnPost | None) -> dict[str, Any]:
    """A case with what may be done about it."""
    mine = next(group for group in groups if group.pk == case.post.group_id)
    moderator = mine.answering[0]
    acts = tried if tried and tried.post.pk == case.post.pk else ActsOnPost(case.post, moderator)
    own = moderator.centre_id == case.post.by.centre_id
    return {"case": case, "acts": acts, "own_centre": own, "paused": is_paused(case.post.by)}
