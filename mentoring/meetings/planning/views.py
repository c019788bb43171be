"""The pages on which staff plan sessions, see what stands in their weeks, change, move and call off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from mentoring.meetings.leaders.actions import leaders_of
from mentoring.meetings.models import MeetingFacts
from mentoring.meetings.of_kinds import MeetingType
from mentoring.meetings.planning import actions
from mentoring.meetings.planning.forms import (
    CallOffSessionForm,
    ChangeForm,
    ChangeLaterForm,
    EndSeriesForm,
    MoveForm,
    OfOneForm,
    PlanSessionForm,
    TakeOverForm,
    begun_with,
    said_of,
    times_said,
)
from mentoring.meetings.planning.registry import led_parts
from mentoring.meetings.planning.selectors import in_weeks, may_lead, meant_day, meeting_led, of_series, people_in
from mentoring.meetings.times.series import spans
from oncocare.audit.actions import record as audit
from oncocare.audit.verbs import Verb
from oncocare.foundation import clock
from oncocare.people.access import centre_for
from oncocare.people.days import moment_of, today_of
from oncocare.people.models import Centre
from oncocare.people.permissions import Permission
from oncocare.people.requests import StaffRequest
from oncocare.web.forms import refusals_shown_on

WEEKS = 4  # on one page


# --- what stands in their weeks ---------------------------------------------------------------------------------------


@require_safe
def led_sessions(request: StaffRequest) -> HttpResponse:
    """The sessions of four weeks that this person leads; whoever runs the centre can see those of everybody there."""
    centre = centre_for(request.standing, Permission.LEAD_SESSIONS)
    runs_it = request.standing.may(Permission.MANAGE_CENTRE, centre.pk)
    of_all = runs_it and request.GET.get("whose") == "all"
    monday = _monday(request.GET.get("from", ""), centre)
    begins, ends = (moment_of(centre, monday + timedelta(weeks=n), time.min) for n in (0, WEEKS))
    rows = list(in_weeks(request.standing, centre, begins, ends, of_all=of_all))
    people = people_in([row for row in rows if row.is_led_by(request.user)])
    for row in rows:
        row.people = people.get(row.pk, [])
    context = {
        "centre": centre, "rows": rows, "now": clock.now(), "today": today_of(centre), "runs_it": runs_it,
        "of_all": of_all, "monday": monday, "until": monday + timedelta(weeks=WEEKS, days=-1),
        "before": monday - timedelta(weeks=WEEKS), "after": monday + timedelta(weeks=WEEKS),
    }  # fmt: skip
    return render(request, "meetings/planning/led.html", context)


def _monday(typed: str, centre: Centre) -> date:
    """The Monday of the week of a day in the address, or of today."""
    today = today_of(centre)
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        day = today
    if abs(day - today) > timedelta(weeks=200):  # nothing is planned that far, and nobody looks that far back
        day = today
    return day - timedelta(days=day.weekday())


@require_safe
def lead_session(request: StaffRequest, meeting: UUID) -> HttpResponse:
    """One session for whoever leads it or runs the centre, with what higher folders show of it."""
    row = meeting_led(request.standing, meeting)
    audit(by=request.user, verb=Verb.READ_MEETING, subject=row, centre=row.centre_id)
    parts = [(part.template, part.context(request, row)) for part in led_parts()]
    context = {
        "meeting": row, "now": clock.now(), "facts": _facts_shown(row),
        "parts": [(template, given) for template, given in parts if given is not None],
        "others": list(of_series(row.series).exclude(pk=row.pk)) if row.series else [],
        "gone": row.ends > clock.now() and row.host not in may_lead(row.centre),
    }  # fmt: skip
    return render(request, "meetings/planning/session.html", context)


def _facts_shown(row: Any) -> list[dict[str, Any]]:
    """What is known of a session, as pairs of a label and a value; what it has not is left out."""
    taken = _("%(n)s of %(of)s") % {"n": row.taken, "of": row.capacity}
    pairs = (
        (_("Who leads it"), ", ".join(one.name or one.email for one in leaders_of(row))),
        (_("Group"), row.group.name if row.group else ""),
        (_("Where people meet"), ": ".join(filter(None, [row.get_provider_display(), row.place]))),
        (_("By telephone"), row.phone),
        (_("Places taken"), taken),
        (_("Recorded"), _("Yes. People read it before they come in.") if row.recorded else ""),
    )
    return [{"key": key, "value": value} for key, value in pairs if value]


# --- planning ---------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def plan_session(request: StaffRequest) -> HttpResponse:
    """A new session or series: first its kind, then what it is and when."""
    centre = centre_for(request.standing, Permission.LEAD_SESSIONS)
    sent = request.POST if request.method == "POST" else None
    kind = (sent or request.GET).get("kind", "")
    if kind not in MeetingFacts.Kind.values:
        context: dict[str, Any] = {"centre": centre, "kinds": MeetingFacts.Kind.choices, "form": None}
        return render(request, "meetings/planning/plan.html", context, status=200 if sent is None else 422)
    of = MeetingType(kind)
    form = PlanSessionForm(sent, centre=centre, kind=of, initial=begun_with(centre, of, request.user))
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form, by_field=True):
            return _planned(request, centre, form)
    context = {"centre": centre, "kind": MeetingFacts.Kind(kind), "form": form}
    return render(request, "meetings/planning/plan.html", context, status=422 if form.errors else 200)


def _planned(request: StaffRequest, centre: Centre, form: PlanSessionForm) -> HttpResponse:
    given: dict[str, Any] = {"key": form.cleaned_data["key"], "facts": form.facts(), "times": form.times()}
    if not given["times"].every:
        meeting = actions.plan_meeting(by=request.user, centre=centre, **given)
        messages.success(request, _("Planned."))
        return redirect("lead_session", meeting=meeting.pk)
    series = actions.plan_series(by=request.user, centre=centre, **given)
    rows = of_series(series)
    n = len(rows)
    messages.success(request, ngettext("%(n)s session is planned.", "%(n)s sessions are planned.", n) % {"n": n})
    return redirect("lead_session", meeting=rows[0].pk)


# --- changing ---------------------------------------------------------------------------------------------------------


def _change(
    request: StaffRequest, row: Any, form: BaseForm, act: Callable[[], str], template: str, **more: Any
) -> HttpResponse:
    """The page of one change: what was sent is done and said, or it comes back with what is wrong."""
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form, by_field=True):
            messages.success(request, act())
            return redirect("lead_session", meeting=row.pk)
    if isinstance(form, OfOneForm):
        form.show(row)
    context = {"meeting": row, "form": form, "now": clock.now(), **more}
    return render(request, f"meetings/planning/{template}.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def change_session(request: StaffRequest, meeting: UUID) -> HttpResponse:
    """What one session is, who leads it and where people meet."""
    row = meeting_led(request.standing, meeting)
    form = ChangeForm(_sent(request), row=row, kind=MeetingType(row.kind), initial=said_of(row))

    def act() -> str:
        actions.change_meeting(by=request.user, meeting=row, facts=form.facts(), seen=form.seen)
        return _("Changed.")

    return _change(request, row, form, act, "change")


@require_http_methods(["GET", "HEAD", "POST"])
def change_later_sessions(request: StaffRequest, meeting: UUID) -> HttpResponse:
    """A session of a series and all after it."""
    row = meeting_led(request.standing, meeting)
    if row.series is None:
        return _alone(request, row)
    last = of_series(row.series).last()
    initial = said_of(row.series) | times_said(row.meant, row.meant_until, row.series.zone)
    initial |= {"every": row.series.every, "last": meant_day(last, row.series)}
    form = ChangeLaterForm(_sent(request), row=row, kind=MeetingType(row.kind), initial=initial)

    def act() -> str:
        day = meant_day(row, row.series)
        given: dict[str, Any] = {"facts": form.facts(), "times": form.times(), "seen": form.seen}
        actions.change_from(by=request.user, series=row.series, day=day, **given)
        return _("Changed, this session and all after it.")

    return _change(request, row, form, act, "change", later=True)


@require_http_methods(["GET", "HEAD", "POST"])
def move_session(request: StaffRequest, meeting: UUID) -> HttpResponse:
    """One session is at another time; the others of its series stay."""
    row = meeting_led(request.standing, meeting)
    form = MoveForm(_sent(request), row=row, initial=times_said(row.begins, row.ends, row.centre.zone))

    def act() -> str:
        [(begins, ends)] = spans(form.times())
        actions.move_meeting(by=request.user, meeting=row, begins=begins, ends=ends, seen=form.seen)
        return _("Moved. Whoever has a place is told.")

    return _change(request, row, form, act, "move")


@require_http_methods(["GET", "HEAD", "POST"])
def call_off_session(request: StaffRequest, meeting: UUID) -> HttpResponse:
    """One session does not take place; the reason of most is written there already, so it takes two presses."""
    row = meeting_led(request.standing, meeting)
    form = CallOffSessionForm(_sent(request))

    def act() -> str:
        actions.call_off(by=request.user, meeting=row, why=form.cleaned_data["why"])
        return _("Called off. Whoever has a place is told, with your reason.")

    return _change(request, row, form, act, "call_off")


@require_http_methods(["GET", "HEAD", "POST"])
def end_session_series(request: StaffRequest, meeting: UUID) -> HttpResponse:
    """A session of a series and all after it are called off."""
    row = meeting_led(request.standing, meeting)
    if row.series is None:
        return _alone(request, row)
    form = EndSeriesForm(_sent(request))

    def act() -> str:
        day, why = meant_day(row, row.series), form.cleaned_data["why"]
        n = actions.end_series(by=request.user, series=row.series, day=day, why=why)
        said = ngettext("%(n)s session was called off.", "%(n)s sessions were called off.", n)
        return said % {"n": n} + " " + _("Whoever has a place is told, with your reason.")

    return _change(request, row, form, act, "call_off", later=True)


@require_http_methods(["GET", "HEAD", "POST"])
def take_over_session(request: StaffRequest, meeting: UUID) -> HttpResponse:
    """The second, or whoever runs the centre, leads a session instead."""
    row = meeting_led(request.standing, meeting)
    form = TakeOverForm(_sent(request))
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            actions.take_over(by=request.user, meeting=row)
            messages.success(request, _("You lead this session now."))
            return redirect("lead_session", meeting=row.pk)
    context = {"meeting": row, "form": form}
    return render(request, "meetings/planning/take_over.html", context, status=422 if form.errors else 200)


def _sent(request: StaffRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _alone(request: StaffRequest, row: Any) -> HttpResponse:
    messages.error(request, _("This session stands alone, so there are none after it. Nothing was changed."))
    return redirect("lead_session", meeting=row.pk)
