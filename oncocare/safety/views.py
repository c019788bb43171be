"""The help page for everybody, and the page a person sees at once after an answer that worries us."""

from __future__ import annotations

import uuid
from urllib.parse import urlencode

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from oncocare.foundation import clock
from oncocare.people.models import Centre, Patient
from oncocare.safety import actions
from oncocare.safety.promise import deadline
from oncocare.safety.selectors import PROMISE_MEASURED, answer_times, closed_days, hours_of, own_flag
from oncocare.safety.timing import kept
from oncocare.web.onward import onward
from oncocare.web.templatetags.web import moment

FEW = 5  # below this a share says more about one person than about the centre


class CanWaitForm(forms.Form):
    """The person's own word on how urgent it is."""

    can_wait = forms.ChoiceField(
        label=_("Can this wait until tomorrow?"),
        widget=forms.RadioSelect,
        choices=[("yes", _("Yes, it can wait")), ("no", _("No, it cannot wait"))],
        error_messages={"required": _("Choose yes or no. If you are not sure, choose no.")},
    )


@login_not_required
@require_safe
def help_now(request: HttpRequest) -> HttpResponse:
    """Numbers to call now; for a patient also when a person of the centre reads answers."""
    patient = None
    if request.user.is_authenticated:
        patient = Patient.objects.select_related("centre").filter(user=request.user).order_by("joined_on").first()
    centre = patient.centre if patient else None
    context = {"promise": _promise(centre) if centre else "", "kept": _kept(centre) if centre else ""}
    return render(request, "help_now.html", context)


def _promise(centre: Centre) -> str:
    """When a person of the centre reads a worrying answer that is sent now."""
    until = deadline(clock.now(), "high", hours_of(centre), centre.time_zone, closed_days(centre))
    return gettext("If you send a worrying answer now, a person at %(centre)s should read it by %(when)s.") % {
        "centre": centre.name,
        "when": moment(until),
    }


def _kept(centre: Centre) -> str:
    """How often that was so, where the centre wishes it to be read; nothing where so few say nothing."""
    if not centre.shows_promise:
        return ""
    within, decided = kept(answer_times(centre, clock.now() - PROMISE_MEASURED))
    if decided < FEW:
        return ""
    return gettext(
        "In the last 90 days, %(within)s of %(decided)s worrying answers were read within the promised time."
    ) % {"within": within, "decided": decided}


@require_http_methods(["GET", "HEAD", "POST"])
def support(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """After a worrying answer: numbers first, one question, and honestly when a person will read it."""
    flag = own_flag(request.user, pk)
    going = onward(request, reverse("home"))
    form = CanWaitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.say_whether_it_can_wait(by=request.user, flag=flag, can_wait=form.cleaned_data["can_wait"] == "yes")
        return redirect(f"{reverse('support', args=[pk])}?{urlencode({'next': going}, safe='/')}")
    context = {"flag": flag, "form": form, "onward": going, "centre": flag.centre}
    return render(request, "safety/support.html", context, status=422 if form.errors else 200)
