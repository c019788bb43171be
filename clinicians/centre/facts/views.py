"""The page of the facts about a centre."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from clinicians.centre.facts.forms import FactsForm
from oncocare.people.access import centre_for
from oncocare.people.actions import change_centre
from oncocare.people.models import Centre
from oncocare.people.permissions import Permission
from oncocare.people.requests import StaffRequest


@require_http_methods(["GET", "HEAD", "POST"])
def facts(request: StaffRequest) -> HttpResponse:
    """Name, address, phone, country, time zone and youngest age."""
    centre = centre_for(request.standing, Permission.MANAGE_CENTRE)
    form = FactsForm(request.POST or None, instance=Centre.objects.get(pk=centre.pk))
    if request.method == "POST" and form.is_valid():
        change_centre(by=request.user, centre=centre, **form.cleaned_data)
        messages.success(request, _("Saved. Letters and pages say it from now on."))
        return redirect("centre_facts")
    context = {"centre": centre, "form": form}
    return render(request, "clinicians/centre/facts/facts.html", context, status=422 if form.errors else 200)
