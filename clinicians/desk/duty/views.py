"""My duty: who is on now, when I am, what I hold, and handing it over."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from clinicians.desk.duty.forms import HandOverForm
from clinicians.desk.raised.selectors import say_what_raised
from oncocare.audit.actions import record as audit
from oncocare.audit.verbs import Verb
from oncocare.foundation import clock
from oncocare.people.access import centre_for
from oncocare.people.models import Centre, User
from oncocare.people.permissions import Permission
from oncocare.people.requests import StaffRequest
from oncocare.people.selectors import holders
from oncocare.safety.flags import actions
from oncocare.safety.flags.selectors import flag_for, left_behind, open_flags, with_attempts, with_occasions
from oncocare.safety.models import Flag
from oncocare.safety.rota.duty import answering, nobody_on, on_call, on_duty, shifts_of
from oncocare.safety.rota.selectors import rota_of
from oncocare.web.forms import refusals_shown_on

AHEAD = timedelta(days=14)


@require_safe
def my_duty(request: StaffRequest) -> HttpResponse:
    """Who is on, my next shifts, and the flags I hold."""
    centre = centre_for(request.standing, Permission.ANSWER_FLAG)
    return _page(request, centre)


@require_POST
def hand_over_flag(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Give one's flag to a colleague."""
    flag = flag_for(request.standing, pk, Permission.HAND_OVER)
    form = HandOverForm(flag, holders(flag.centre, Permission.ANSWER_FLAG), request.POST)
    if form.is_valid():
        with refusals_shown_on(form, by_field=True):
            actions.hand_over(by=request.user, flag=flag, **form.cleaned_data)
            messages.success(request, _("Handed over to %(name)s.") % {"name": form.cleaned_data["to"].name})
            return redirect("my_duty")
    return _page(request, flag.centre, refused=form, of=flag)


def _page(request: StaffRequest, centre: Centre, *, refused: Any = None, of: Flag | None = None) -> HttpResponse:
    audit(by=request.user, verb=Verb.READ_DUTY, centre=centre)
    now, rota, colleagues = clock.now(), rota_of(centre), holders(centre, Permission.ANSWER_FLAG)
    people = {colleague.pk: colleague for colleague in colleagues}
    context = {
        "centre": centre,
        "now": now,
        "rota": rota,
        "on": [people[pk] for pk in on_duty(rota, now)],
        "answering": [people[pk] for pk in answering(rota, now)],
        "called": on_call(rota, now),
        "nobody_on": nobody_on(rota, now),
        "shifts": shifts_of(rota, request.user.pk, now, AHEAD),
        "held": [
            (flag, refused if of == flag else HandOverForm(flag, colleagues))
            for flag in _held(centre, request.user, of)
        ],
        "left_behind": left_behind(centre, now, rota),
        "form": refused,
    }
    return render(request, "clinicians/desk/duty/duty.html", context, status=422 if refused else 200)


def _held(centre: Centre, user: User, of: Flag | None) -> list[Flag]:
    """The open flags of this person, each with how it came to them; and the one they were about to hand over."""
    flags = with_occasions(with_attempts(open_flags(centre).select_related("centre")))
    held = [flag for flag in flags if flag.owner_id == user.pk or flag == of]
    say_what_raised(held)
    return held
