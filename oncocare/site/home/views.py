"""The first page of each role."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from clinicians.selectors import leaflets_in
from mentoring.conversations.actions import mark_read
from mentoring.conversations.selectors import asked_of, offer_within, said_to
from mentoring.meetings.attending.selectors import next_session_of
from oncocare.consent.models import Purpose
from oncocare.consent.selectors import said_no, to_ask
from oncocare.foundation import clock
from oncocare.people.access import own_patient
from oncocare.people.days import today_of
from oncocare.people.models import Centre, Patient
from oncocare.people.permissions import Permission
from oncocare.people.requests import SignedInRequest
from oncocare.safety.flags.selectors import must_not_wait, own_concern
from oncocare.signin.actions import way_to_unsent
from oncocare.site.home.selectors import (
    Support,
    campus_of,
    had_campus,
    latest_answers,
    offered_to,
    support_of,
    told_of,
    tried_to_reach,
)
from questionnaires import selectors as questionnaires
from questionnaires.scheduling import selectors as scheduling
from steps.course.selectors import course_of


@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    """The first page of each role."""
    if request.standing.undecided:
        return redirect("choose_centre")
    held = request.standing.permissions
    if Permission.SEE_CASELOAD in held:
        return redirect("caseload")
    if Permission.SEE_INSTRUMENTS in held:
        return redirect("centre")
    if Permission.SEE_WARD_LIST in held:
        return redirect("ward_list")
    if Permission.GUIDE in held:
        return redirect("guided")
    if Permission.SEE_OWN_COURSE in held:
        return my_page(request)
    if Permission.TAKE_PART in held:
        return redirect("my_groups")
    if Permission.COME_TO_SESSIONS in held:
        return redirect("sessions")
    return render(request, "site/home/empty.html")


@require_safe
def my_page(request: SignedInRequest) -> HttpResponse:
    """Who reads what worried us, what is due or comes next, where I am and why, my course, how to reach a person."""
    patient = own_patient(request.standing)
    if kept := way_to_unsent(request):
        return redirect(kept)
    told = told_of(patient, get_language() or "en")
    due, course = questionnaires.due_for(patient), course_of(patient)
    leaflets, concern = leaflets_in(told), own_concern(patient) if told.flagged else None
    support = support_of(course, patient) if course else None
    context = {
        "patient": patient,
        **_team(told, patient, support),
        "session": next_session_of(told, patient),
        "leaflets": leaflets,
        "planned": told.planned,
        "begins": leaflets.get(f"level-{course.pathway.level}") if course else "",
        "concern": concern,
        "unsettled": concern is not None and concern.closed_at is None,
        "cannot_wait": concern is not None and must_not_wait(concern),
        "now": clock.now(),
        "today": today_of(patient),
        **_asks(due, patient),
        "tried": tried_to_reach(told),
        "latest": None if concern else latest_answers(told),
        "unfinished": told.unfinished and not due,
        "course": course,
        "support": support,
        "campus": campus_of(course, patient) if course else None,
        "had_campus": partial(had_campus, patient),  # asked where there is no campus now
        "left": course.left if course else said_no(patient, Purpose.CARE),
        "to_ask": to_ask(patient, get_language() or "en"),
        "elsewhere": _asked_elsewhere(request, patient),
    }
    answer = render(request, "site/home/patient.html", context)
    if context["said"] and context["said"].new and request.method == "GET":
        mark_read(by=request.user, messages=[context["said"]])
    return answer


def _asks(due: list[Any], patient: Patient) -> dict[str, Any]:
    """What is asked now, how long it takes and whether it was begun; what comes next, where nothing is."""
    return {
        "due": due,
        "questions": scheduling.questions(due, patient.centre),
        "minutes": scheduling.minutes(due),
        "begun": any(hasattr(assignment, "draft") for assignment in due),
        "next": None if due else scheduling.next_set(patient),
    }


def _team(told: Any, patient: Patient, support: Support | None) -> dict[str, Any]:
    """How it stands with the team of whoever was `told_of`, by when one hears who asks about a support, and groups."""
    asked, may_write = asked_of(told), told.answer_days is not None
    to_offer = may_write and support and support.waits and not (asked and not asked.answered_at)
    offer = offer_within(told.answer_days, patient.centre) if to_offer else None
    group_offer, fitting = offered_to(told, patient)
    groups = {"own_groups": told.own_groups, "group_offer": group_offer, "fitting": fitting}
    if told.feedback and told.feedback_until >= today_of(patient):
        groups |= {"feedback": told.feedback, "feedback_moment": told.feedback_moment}
    return {"asked": asked, "said": said_to(told), "may_write": may_write, "offer": offer, **groups}


def _asked_elsewhere(request: SignedInRequest, patient: Patient) -> list[Centre]:
    """The other centres of this person where questions wait for them too."""
    others = (other for other in request.standing.patients.values() if other != patient)
    return [other.centre for other in others if questionnaires.due_for(other)]
