"""A patient's conversation with their team, and the page on which they write."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mentoring.conversations import actions
from mentoring.conversations.forms import WriteToTeamForm
from mentoring.conversations.hours import days_alike
from mentoring.conversations.registry import team_links
from mentoring.conversations.selectors import (
    asked_of,
    conversation_of,
    offer_of,
    unread_by,
    who_reads,
    with_team,
)
from oncocare.foundation import clock
from oncocare.people.access import own_patient
from oncocare.people.models import Patient
from oncocare.people.requests import PatientRequest
from oncocare.signin.actions import forget_unsent, made_for, unsent_words
from oncocare.web.forms import refusals_shown_on
from oncocare.web.templatetags.web import moment

PER_PAGE = 20


@require_safe
def my_team(request: PatientRequest) -> HttpResponse:
    """What they and their team wrote to each other, the latest first, and who has read it. Reading is a receipt."""
    patient = own_patient(request.standing)
    page = Paginator(conversation_of(patient), PER_PAGE).get_page(request.GET.get("page"))
    told = with_team(Patient.objects.only("user")).get(pk=patient.pk)
    context = {
        "patient": patient, "page": page, "asked": asked_of(told), "now": clock.now(),
        "may_write": told.answer_days is not None, "links": team_links(),
    }  # fmt: skip
    answer = render(request, "conversations/team.html", context)
    if request.method == "GET":
        actions.mark_read(by=request.user, messages=unread_by(request.user, page))
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def write_to_team(request: PatientRequest) -> HttpResponse:
    """By when somebody answers, who reads it and where to call if it cannot wait, before anything is sent. After words
    that say that somebody wants to die the numbers come first.

    Whose centre does not take it here reads on their own page how to reach it.
    """
    patient = own_patient(request.standing)
    offer = offer_of(patient.centre)
    if offer is None:
        return redirect("home")
    late = unsent_words(request)
    form = WriteToTeamForm(request.POST if request.method == "POST" else late)
    if request.method == "POST" and form.is_valid() and (sent := _send(request, patient, form)):
        return sent
    told = with_team(Patient.objects.only("user")).get(pk=patient.pk)
    there, away = who_reads(patient)
    context = {
        "patient": patient, "form": form, "offer": offer, "hours": days_alike(offer.rota.hours),
        "asked": asked_of(told), "reader": there, "away": away, "late": late is not None,
        "whose": made_for(request.user), "now": clock.now(),
    }  # fmt: skip
    refused = request.method == "POST" and bool(form.errors)
    return render(request, "conversations/write.html", context, status=422 if refused else 200)


def _send(request: PatientRequest, patient: Patient, form: WriteToTeamForm) -> HttpResponse | None:
    with refusals_shown_on(form, by_field=True):
        sent = actions.write_to_team(by=request.user, patient=patient, **form.cleaned_data)
        forget_unsent(request)
        if sent.flag:
            return redirect(
                f"{reverse('support', args=[sent.flag.pk])}?{urlencode({'next': reverse('my_team')}, safe='/')}"
            )
        messages.success(request, _("Sent. You hear from us by %(when)s.") % {"when": moment(sent.request.promised)})
        return redirect("my_team")
    return None
