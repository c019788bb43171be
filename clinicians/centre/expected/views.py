"""The page on which a centre says after how many weeks somebody should be better."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from clinicians.actions import set_expected_course
from clinicians.centre.expected.forms import ExpectedCourseForm
from clinicians.selectors import expected_course
from oncocare.people.access import centre_for
from oncocare.people.permissions import Permission
from oncocare.people.requests import StaffRequest


@require_http_methods(["GET", "HEAD", "POST"])
def centre_expected(request: StaffRequest) -> HttpResponse:
    """The number of weeks, and where it comes from."""
    centre = centre_for(request.standing, Permission.MANAGE_CENTRE)
    now = expected_course(centre)
    form = ExpectedCourseForm(
        request.POST if request.method == "POST" else None,
        initial={"weeks": now.weeks, "source": now.source} if now else None,
    )
    if form.is_valid():
        set_expected_course(by=request.user, centre=centre, **form.cleaned_data)
        messages.success(request, _("Saved. The list for supervision says it from now on."))
        return redirect("centre_expected")
    context = {"centre": centre, "form": form}
    return render(request, "clinicians/centre/expected/expected.html", context, status=422 if form.errors else 200)
