"""The pages of one's own diary, goal of the week and compass, and who else reads them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from oncocare.foundation.sealed import Lost
from oncocare.people.access import own_patient
from oncocare.people.days import today_of
from oncocare.people.models import Patient
from oncocare.people.requests import PatientRequest
from steps.campus.diary import actions
from steps.campus.diary.forms import CompassForm, DeleteDaysForm, DeleteGoalForm, GoalForm, TapForm, WentForm
from steps.campus.diary.selectors import (
    areas_of,
    asked_of,
    compass_of,
    days_of,
    goal_to_ask_of,
    goals_of,
    guide_of,
    in_words,
    mark,
    mark_of,
)  # fmt: skip
from steps.campus.diary.weeks import monday_of, picture, together
from steps.campus.models import Goal

KIND: dict[str, Any] = {
    Goal.Went.DONE: lambda: _("You did what you had in mind. It is written down."),
    Goal.Went.PARTLY: lambda: _("Some of it is something. It is written down."),
    Goal.Went.OTHERWISE: lambda: _("Weeks often turn out otherwise. That is no failure; it is written down."),
}

# --- days -------------------------------------------------------------------------------------------------------------


@require_safe
def diary(request: PatientRequest) -> HttpResponse:
    """Today in two taps, yesterday where something is open, and the picture of one's own weeks."""
    return _diary(request, own_patient(request.standing))


def _diary(request: PatientRequest, patient: Patient, form: Any = None) -> HttpResponse:
    today = today_of(patient)
    yesterday = today - timedelta(days=1)
    days, compass = days_of(patient, today), compass_of(patient)
    before = asked_of(days, yesterday, before=True)
    begun = any(one.day < today for one in days)
    context = {
        "form": form,
        "today": today,
        "asked": asked_of(days, today),
        "before": before if begun and any(one.value is None for one in before) else [],
        "before_begun": any(one.value is not None for one in before),
        "picture": picture(days, today),
        "together": together(days),
        "days": in_words(days),
        "shared": compass.shared if compass else None,
    }
    return render(request, "campus/diary/diary.html", context, status=422 if form else 200)


@require_POST
def diary_keep(request: PatientRequest) -> HttpResponse:
    """One tap is kept."""
    patient = own_patient(request.standing)
    form = TapForm(request.POST)
    if not form.is_valid():
        return _diary(request, patient, form)
    try:
        actions.keep_day(by=request.user, patient=patient, **form.cleaned_data)
    except ValidationError as refused:
        form.add_error(None, refused)
        return _diary(request, patient, form)
    taken_back = form.cleaned_data["value"] is None
    messages.success(request, _("It is taken back.") if taken_back else _("It is written down."))
    return redirect("diary")


@require_POST
def diary_delete(request: PatientRequest) -> HttpResponse:
    """A day is deleted, or all of them."""
    patient = own_patient(request.standing)
    form = DeleteDaysForm(request.POST)
    if not form.is_valid():
        return _diary(request, patient, form)
    actions.delete_days(by=request.user, patient=patient, day=form.cleaned_data["day"])
    messages.success(request, _("It is deleted."))
    return redirect("diary")


# --- one small goal a week --------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def goal(request: PatientRequest) -> HttpResponse:
    """The goal of this week: read, written, changed; and once how that of last week went."""
    patient = own_patient(request.standing)
    if request.method != "POST":
        return _goal(request, patient)
    this_week = next((one.goal for one in goals_of(patient) if one.goal.week == monday_of(today_of(patient))), None)
    form = GoalForm(request.POST, goal=this_week, compass=compass_of(patient))
    if form.is_valid():
        value = form.cleaned_data.get("value", "")
        try:
            actions.set_goal(by=request.user, patient=patient, words=form.cleaned_data["words"], value=value)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, _("It is written down for this week."))
            return redirect("goal")
    return _goal(request, patient, form)


def _goal(request: PatientRequest, patient: Patient, form: Any = None) -> HttpResponse:
    today, goals, compass = today_of(patient), goals_of(patient), compass_of(patient)
    week = monday_of(today)
    now = next((one for one in goals if one.goal.week == week), None)
    context = {
        "form": form,
        "goal_form": form if isinstance(form, GoalForm) else GoalForm(goal=now.goal if now else None, compass=compass),
        "now": now,
        "last": goal_to_ask_of(goals, today),
        "earlier": [one for one in goals if one.goal.week < week],
        "went": [(code, label) for code, label in Goal.Went.choices if code != Goal.Went.OPEN],
        "areas": areas_of(compass),
        "shared": compass.shared if compass else None,
    }
    return render(request, "campus/diary/goal.html", context, status=422 if form else 200)


@require_POST
def goal_went(request: PatientRequest) -> HttpResponse:
    """How the goal of a week went."""
    patient = own_patient(request.standing)
    form = WentForm(request.POST)
    if not form.is_valid():
        return _goal(request, patient, form)
    try:
        said = actions.say_how_it_went(by=request.user, patient=patient, **form.cleaned_data)
    except ValidationError as refused:
        form.add_error(None, refused)
        return _goal(request, patient, form)
    messages.success(request, KIND[said.went]())
    return redirect("goal")


@require_POST
def goal_delete(request: PatientRequest) -> HttpResponse:
    """The goal of a week is let go, or deleted."""
    patient = own_patient(request.standing)
    form = DeleteGoalForm(request.POST)
    if not form.is_valid():
        return _goal(request, patient, form)
    actions.delete_goal(by=request.user, patient=patient, week=form.cleaned_data["week"])
    messages.success(request, _("It is deleted."))
    return redirect("goal")


# --- what matters, and who reads the rest -----------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def compass(request: PatientRequest) -> HttpResponse:
    """What matters to the person: chosen, changed."""
    patient = own_patient(request.standing)
    kept = compass_of(patient)
    form = CompassForm(request.POST if request.method == "POST" else None, compass=kept)
    stands = mark_of(kept)
    elsewhere = form.is_valid() and stands not in (request.POST.get("mark", stands), mark(**form.cleaned_data))
    if elsewhere:
        form.add_error(None, _("You changed this in another window meanwhile. Look at both, and press once more."))
    elif form.is_valid():
        try:
            now = actions.keep_compass(by=request.user, patient=patient, **form.cleaned_data)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, _("It is written down.") if now else _("Nothing is written down."))
            return redirect("compass")
    lost = kept.words if kept and isinstance(kept.words, Lost) else ""
    context = {
        "form": form, "written": kept is not None and bool(kept.values or kept.words), "lost": lost,
        "mark": stands, "other": kept if elsewhere else None, "other_areas": areas_of(kept),
    }  # fmt: skip
    return render(request, "campus/diary/compass.html", context, status=422 if form.errors else 200)


@require_POST
def compass_delete(request: PatientRequest) -> HttpResponse:
    """What matters is deleted."""
    actions.delete_compass(by=request.user, patient=own_patient(request.standing))
    messages.success(request, _("It is deleted."))
    return redirect("compass")


@require_http_methods(["GET", "HEAD", "POST"])
def share_diary(request: PatientRequest) -> HttpResponse:
    """Who reads diary and goals: the person alone, until they say otherwise."""
    patient = own_patient(request.standing)
    if request.method == "POST":
        shared = request.POST.get("shared") == "yes"
        actions.share_diary(by=request.user, patient=patient, shared=shared)
        messages.success(
            request,
            _("Your diary and your goals are shared now.")
            if shared
            else _("Only you can read your diary and your goals."),
        )
        return redirect("share_diary")
    kept = compass_of(patient)
    context = {"patient": patient, "guide": guide_of(patient), "shared": kept.shared if kept else None}
    return render(request, "campus/diary/share.html", context)
