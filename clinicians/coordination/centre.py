"""The coordinator's first page: what waits, what the centre still needs before it opens, and the facts about it."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from clinicians import caseload as desk
from clinicians.readiness import steps_of
from clinicians.selectors import promise_of
from oncocare.foundation import clock
from oncocare.people.access import centre_for, may
from oncocare.people.actions import change_centre
from oncocare.people.days import today_of
from oncocare.people.models import Centre
from oncocare.people.permissions import Permission
from oncocare.safety.crisis import countries, table
from oncocare.safety.rota import nobody_on
from oncocare.safety.selectors import review_due, rota_of


class FactsForm(forms.ModelForm):  # type: ignore[type-arg]
    """What letters and pages say about the centre."""

    country = forms.ChoiceField(
        label=gettext_lazy("Country"), help_text=gettext_lazy("Its crisis numbers are on every page.")
    )

    class Meta:
        model = Centre
        fields = ("name", "phone", "address", "country", "time_zone", "minimum_age")
        labels = {
            "name": gettext_lazy("Name of the centre"),
            "phone": gettext_lazy("Phone number that patients may call"),
            "address": gettext_lazy("Postal address, as it stands on letters"),
            "time_zone": gettext_lazy("Time zone"),
            "minimum_age": gettext_lazy("Youngest age to join, in years"),
        }
        help_texts = {"time_zone": gettext_lazy("For example Europe/Madrid."), "address": ""}
        widgets = {"address": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = countries(get_language() or settings.LANGUAGE_CODE)
        for name in ("phone", "address"):
            self.fields[name].mark_optional = False  # the centre may wait with them, but it is not ready without


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """What waits, and what is still to be set up."""
    centre = centre_for(request.user, Permission.SEE_INSTRUMENTS)
    now, rota, due = clock.now(), rota_of(centre), review_due(centre)
    steps = steps_of(centre, rota, review_due=due)
    context = {
        "centre": centre,
        "load": desk.load_of(centre, now),
        "steps": steps,
        "nobody_on": nobody_on(rota, now),
        "review_due": due,
        "shipped": table(),
        "shipped_too_old": today_of(centre) > table().review_by,
        "promise": promise_of(centre),
        "done": sum(step.done for step in steps),
        "may_set_up": may(request.user, Permission.MANAGE_CENTRE, centre.pk),
        "next": next((step for step in steps if not step.done), None),
    }
    return render(request, "clinicians/coordination/overview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def facts(request: HttpRequest) -> HttpResponse:
    """Name, address, phone, country, time zone and youngest age."""
    centre = centre_for(request.user, Permission.MANAGE_CENTRE)
    form = FactsForm(request.POST or None, instance=Centre.objects.get(pk=centre.pk))
    if request.method == "POST" and form.is_valid():
        change_centre(by=request.user, centre=centre, **form.cleaned_data)
        messages.success(request, _("Saved. Letters and pages say it from now on."))
        return redirect("centre_facts")
    context = {"centre": centre, "form": form}
    return render(request, "clinicians/coordination/facts.html", context, status=422 if form.errors else 200)
