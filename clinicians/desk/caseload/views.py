"""The caseload: whom an address shows, saved views, finding a person, and handing many over at once."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinicians import actions
from clinicians.desk.caseload import selectors
from clinicians.desk.caseload.filters import Filters, read
from clinicians.desk.caseload.forms import FilterForm, FindForm, HandOverPeopleForm, ViewForm
from clinicians.desk.context import keep_shortcuts, uses_shortcuts
from clinicians.desk.sessions.selectors import not_noted, of_today
from clinicians.selectors import colleagues, view_for, views_of
from oncocare.audit.actions import record as audit
from oncocare.audit.verbs import Verb
from oncocare.foundation import clock
from oncocare.people.access import centre_for
from oncocare.people.models import Centre, Patient, User
from oncocare.people.permissions import Permission
from oncocare.people.requests import StaffRequest
from oncocare.people.selectors import looked_for
from oncocare.safety.rota.duty import nobody_on
from oncocare.safety.rota.selectors import rota_of
from oncocare.signin.lost_access.selectors import requests_at
from oncocare.web.forms import refusals_shown_on


@require_safe
def caseload(request: StaffRequest) -> HttpResponse:
    """Whom the address shows, who needs somebody first; before them every flag nobody has taken on."""
    centre = centre_for(request.standing, Permission.SEE_CASELOAD)
    return _page(request, centre, request.GET)


@require_safe
def load(request: StaffRequest) -> HttpResponse:
    """What waits, as the caseload page asks for it every minute."""
    centre = centre_for(request.standing, Permission.SEE_CASELOAD)
    return render(request, "clinicians/desk/_load.html", {"load": selectors.load_of(centre, clock.now())})


def _page(request: StaffRequest, centre: Centre, given: QueryDict, status: int = 200, **forms: Any) -> HttpResponse:
    """The caseload as `given` asks for it; `forms` are those that came back with a mistake."""
    staff = colleagues(centre)
    filters, ignored = read(given, [str(person.pk) for person in staff])
    shown = selectors.desk(centre, request.user, filters, given.get("page"))
    audit(by=request.user, verb=Verb.READ_CASELOAD, centre=centre, page=shown.page.number, filters=filters.query)
    filter_form = FilterForm(filters, staff, request.user)
    context = {
        "desk": shown, "filters": filters, "filter_form": filter_form, "chosen": filter_form.chosen(),
        "ignored": [filter_form.fields[name].label for name in ignored],
        "views": views_of(request.user, centre), "find_form": FindForm(), "view_form": ViewForm(),
        "form": next(iter(forms.values()), None), **forms,
    }  # fmt: skip
    return _render(request, centre, context, status)


def _render(request: StaffRequest, centre: Centre, context: dict[str, Any], status: int = 200) -> HttpResponse:
    now = clock.now()
    common = {
        "centre": centre, "now": now, "load": selectors.load_of(centre, now), "shortcuts": uses_shortcuts(request),
        "nobody_on": nobody_on(rota_of(centre), now), "locked_out": requests_at(request.standing, centre).count(),
        "sessions_today": of_today(request.standing, centre),
        "sessions_unsaid": not_noted(request.standing, centre).count(),
    }  # fmt: skip
    return render(request, "clinicians/desk/caseload/caseload.html", {**common, **context}, status=status)


@require_POST
def find(request: StaffRequest) -> HttpResponse:
    """People by key, name or date of birth; posted, so that none of these stands in an address or a log.

    Whoever is found is offered, one person alone too: to open a record is a row in the log.
    """
    centre, form = centre_for(request.standing, Permission.SEE_CASELOAD), FindForm(request.POST)
    if not form.is_valid():
        return _page(request, centre, QueryDict(), 422, find_form=form)
    patients = looked_for(centre, form.cleaned_data["person"])
    page, rows = selectors.page_of(centre, selectors.among(centre, patients), 1)
    outside = selectors.outside(patients)
    found = page.paginator.count + len(outside)
    audit(by=request.user, verb=Verb.READ_CASELOAD, centre=centre, page=1, found=found)
    context = {"found": found, "page": page, "rows": rows, "outside": outside, "find_form": form, "finding": True}
    return _render(request, centre, context)


# --- saved views -----------------------------------------------------------------------------------------------------


@require_POST
def save_view(request: StaffRequest) -> HttpResponse:
    """Keep the filters of the page under a name."""
    centre, form = centre_for(request.standing, Permission.SEE_CASELOAD), ViewForm(request.POST)
    given = QueryDict(request.POST.get("query", ""))
    filters, _ignored = read(given, [str(person.pk) for person in colleagues(centre)])
    if form.is_valid():
        with refusals_shown_on(form, by_field=True):
            actions.save_view(by=request.user, centre=centre, name=form.cleaned_data["name"], query=filters.query)
            messages.success(request, _("The view is saved."))
            return redirect(_address(filters))
    return _page(request, centre, given, 422, view_form=form)


def _address(filters: Filters) -> str:
    return f"{reverse('caseload')}?{filters.query}" if filters.query else reverse("caseload")


@require_POST
def delete_view(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Delete one of one's own views."""
    actions.delete_view(by=request.user, view=view_for(request.standing, pk))
    messages.success(request, _("The view is gone. Nobody’s record was changed."))
    return redirect("caseload")


# --- keyboard shortcuts ----------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def shortcuts(request: StaffRequest) -> HttpResponse:
    """The list of keyboard shortcuts, and the switch that turns them on or off on this device."""
    centre_for(request.standing, Permission.SEE_CASELOAD)
    if request.method != "POST":
        return render(request, "clinicians/desk/caseload/shortcuts.html", {"shortcuts": uses_shortcuts(request)})
    response = redirect("shortcuts")
    keep_shortcuts(response, on="off" not in request.POST)
    return response


# --- handing over ----------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def hand_over_people(request: StaffRequest) -> HttpResponse:
    """Some or all of my people go to a colleague, together."""
    centre = centre_for(request.standing, Permission.HAND_OVER)
    mine = selectors.filtered(centre, request.user, Filters(whose=str(request.user.pk)))
    page, rows = selectors.page_of(centre, mine.values_list("pk", flat=True), request.GET.get("page"))
    others = [person for person in colleagues(centre) if person != request.user]
    form = HandOverPeopleForm(
        request.POST or None, colleagues=others, people=mine.order_by().values_list("patient", flat=True)
    )
    if request.method == "POST" and form.is_valid():
        chosen = Patient.objects.filter(pathway__in=mine.order_by())
        if not form.cleaned_data["everybody"]:
            chosen = chosen.filter(pk__in=form.cleaned_data["people"])
        return _handed_over(request, form, chosen, {str(person.pk): person for person in others})
    context = {"form": form, "page": page, "rows": rows, "centre": centre, "now": clock.now()}
    return render(request, "clinicians/desk/caseload/hand_over.html", context, status=422 if form.is_bound else 200)


def _handed_over(
    request: StaffRequest, form: HandOverPeopleForm, chosen: QuerySet[Patient], others: dict[str, User]
) -> HttpResponse:
    clinician = others[form.cleaned_data["clinician"]]
    moved = actions.hand_over_caseload(
        by=request.user, patients=chosen, clinician=clinician, tasks=form.cleaned_data["tasks"],
        flags=form.cleaned_data["flags"],
    )  # fmt: skip
    done = ngettext(
        "%(n)s person is now looked after by %(name)s.", "%(n)s people are now looked after by %(name)s.", moved.people
    ) % {"n": moved.people, "name": clinician.name}
    for went, words in (
        (moved.tasks, ngettext("%(n)s task went with them.", "%(n)s tasks went with them.", moved.tasks)),
        (moved.flags, ngettext("%(n)s flag went with them.", "%(n)s flags went with them.", moved.flags)),
    ):
        done += " " + words % {"n": went} if went else ""
    messages.success(request, done)
    return redirect("hand_over_people")
