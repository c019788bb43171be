"""The page that a person sees at once after an answer that worries us."""

from __future__ import annotations

import uuid
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from oncocare.foundation import clock
from oncocare.people.requests import PatientRequest
from oncocare.safety.flags import actions
from oncocare.safety.flags.forms import CanWaitForm
from oncocare.safety.flags.selectors import must_not_wait, own_flag
from oncocare.web.next_address import next_address


@require_http_methods(["GET", "HEAD", "POST"])
def support(request: PatientRequest, pk: uuid.UUID) -> HttpResponse:
    """After a worrying answer: numbers first, one question, and honestly when a person will read it.

    Whoever comes here is asked, also who was asked before; right after they said so (`said`), and as long as it
    `cannot_wait`, they read first what that means, and can change it.
    """
    flag = own_flag(request.standing, pk)
    going = next_address(request, reverse("home"))
    form = CanWaitForm(request.POST or None, flag=flag)
    if request.method == "POST" and form.is_valid():
        can_wait = form.cleaned_data["can_wait"] == "yes"
        told = actions.say_whether_it_can_wait(by=request.user, flag=flag, can_wait=can_wait)
        return redirect(f"{reverse('support', args=[told.pk])}?{urlencode({'said': '', 'next': going}, safe='/')}")
    said = "said" in request.GET and flag.can_wait is not None and not form.errors
    context = {
        "flag": flag,
        "form": form,
        "said": said,
        "cannot_wait": must_not_wait(flag) or (said and not flag.can_wait),
        "onward": going,
        "centre": flag.centre,
        "now": clock.now(),
    }
    return render(request, "safety/flags/support.html", context, status=422 if form.errors else 200)
