"""The pages on which a centre says by when it answers its patients, and writes its own words for their page."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from clinicians.actions import write_leaflet
from clinicians.centre.patient_page.forms import AnswerPromiseForm, LeafletForm
from clinicians.models import Leaflet
from clinicians.selectors import leaflets_of, written_leaflets
from mentoring.conversations.actions import set_answer_promise
from mentoring.conversations.models import AnswerPromise
from oncocare.people.access import centre_for
from oncocare.people.permissions import Permission
from oncocare.people.requests import StaffRequest
from oncocare.safety.rota.selectors import hours_of


@require_http_methods(["GET", "HEAD", "POST"])
def patient_page(request: StaffRequest) -> HttpResponse:
    """By when the centre answers, and which of its own words there are in each language."""
    centre = centre_for(request.standing, Permission.MANAGE_CENTRE)
    promise = AnswerPromise.objects.filter(centre=centre).first()
    form = AnswerPromiseForm(
        request.POST if request.method == "POST" else None, initial={"days": promise.days} if promise else None
    )
    if form.is_valid():
        set_answer_promise(by=request.user, centre=centre, **form.cleaned_data)
        messages.success(request, _("Saved. Patients read it from now on."))
        return redirect("centre_patient_page")
    written = written_leaflets(centre)
    context = {
        "centre": centre,
        "form": form,
        "hours": hours_of(centre),
        "languages": settings.LANGUAGES,
        "rows": [
            (about, label, [(code, name, (about, code) in written) for code, name in settings.LANGUAGES])
            for about, label in Leaflet.About.choices
        ],
    }
    return render(request, "clinicians/centre/patient_page/patient_page.html", context, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
def leaflet(request: StaffRequest, leaflet: str, language: str) -> HttpResponse:
    """The centre's own words about one thing in one language."""
    centre = centre_for(request.standing, Permission.MANAGE_CENTRE)
    if leaflet not in Leaflet.About.values or language not in dict(settings.LANGUAGES):
        raise Http404
    now = leaflets_of(centre, language).get(leaflet, "")
    form = LeafletForm(request.POST if request.method == "POST" else None, initial={"words": now})
    if form.is_valid():
        write_leaflet(by=request.user, centre=centre, about=leaflet, language=language, **form.cleaned_data)
        messages.success(request, _("Saved. Patients read it from now on."))
        return redirect("centre_patient_page")
    context = {"form": form, "name": Leaflet.About(leaflet).label, "language": dict(settings.LANGUAGES)[language]}
    return render(request, "clinicians/centre/patient_page/leaflet.html", context, status=_status(form))


def _status(form: AnswerPromiseForm | LeafletForm) -> int:
    return 422 if form.errors else 200
