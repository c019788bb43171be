"""The first page of each role."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from clinicians.selectors import latest_request, leaflets_of, offer_of, takes_requests
from oncocare.consent.models import Purpose
from oncocare.consent.selectors import said_no, to_ask
from oncocare.foundation import clock
from oncocare.people.access import own_patient
from oncocare.people.days import today_of
from oncocare.people.permissions import Permission
from oncocare.people.requests import SignedInRequest
from oncocare.safety.flags.selectors import flagged, must_not_wait, own_concern
from oncocare.signin.actions import way_to_unsent
from oncocare.site.home.selectors import latest_answers, support_of, tried_to_reach
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
    if Permission.SEE_OWN_COURSE in held:
        return my_page(request)
    return render(request, "site/home/empty.html")


@require_safe
def my_page(request: SignedInRequest) -> HttpResponse:
    """Who reads what worried us, what is due or comes next, where I am and why, my course, how to reach a person."""
    patient = own_patient(request.standing)
    if kept := way_to_unsent(request):
        return redirect(kept)
    due, course, any_flag = questionnaires.due_for(patient), course_of(patient), flagged(patient)
    concern = own_concern(patient) if any_flag else None
    asked, support = latest_request(patient), support_of(course, patient) if course else None
    may_ask = not (asked and not asked.answered_at) and takes_requests(patient.centre)
    leaflets = leaflets_of(patient.centre, get_language() or "en")
    context = {
        "patient": patient,
        "asked": asked,
        "may_ask": may_ask,
        "offer": offer_of(patient.centre) if may_ask and support and support.waits else None,
        "leaflets": leaflets,
        "begins": leaflets.get(f"level-{course.pathway.level}") if course else "",
        "concern": concern,
        "unsettled": concern is not None and concern.closed_at is None,
        "cannot_wait": concern is not None and must_not_wait(concern),
        "now": clock.now(),
        "today": today_of(patient),
        "due": due,
        "questions": scheduling.questions(due, patient.centre),
        "next": None if due else scheduling.next_set(patient),
        "tried": tried_to_reach(patient, flagged=any_flag),
        "latest": latest_answers(patient),
        "unfinished": not due and questionnaires.left_unfinished(patient),
        "minutes": scheduling.minutes(due),
        "begun": any(hasattr(assignment, "draft") for assignment in due),
        "course": course,
        "support": support,
        "left": course.left if course else said_no(patient, Purpose.CARE),
        "to_ask": to_ask(patient, get_language() or "en"),
        "elsewhere": [
            other.centre for other in request.standing.patients.values()
            if other != patient and questionnaires.due_for(other)
        ],
    }  # fmt: skip
    return render(request, "site/home/patient.html", context)
