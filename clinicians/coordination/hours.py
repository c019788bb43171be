"""When somebody reads answers: the staffed hours, the holidays, and whether the promise was kept."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from clinicians.coordination.whose import rota_centre
from clinicians.selectors import promise_of
from clinicians.templatetags.desk import weekday
from oncocare.people.access import centre_for
from oncocare.people.actions import show_promise
from oncocare.people.days import today_of
from oncocare.people.models import Centre
from oncocare.people.permissions import Permission
from oncocare.safety import actions
from oncocare.safety.promise import STAFFED_HOURS, Opening
from oncocare.safety.selectors import hours_of
from oncocare.safety.weekly import NotReadable, Stretch, read_days, read_hours, write_days, write_hours


class HoursField(forms.CharField):
    """The hours of one day as people write them."""

    def clean(self, value: Any) -> tuple[Stretch, ...]:
        """The stretches; refused with the day and the reason."""
        try:
            return read_hours(super().clean(value))
        except NotReadable as reason:
            raise ValidationError(f"{self.label}: {reason}") from None


_NARROW = forms.TextInput({"class": "nhsuk-input--width-20"})


class HoursForm(forms.Form):
    """The staffed hours of each weekday."""

    prefix = "hours"

    def __init__(self, *args: Any, centre: Centre, **kwargs: Any) -> None:
        week = hours_of(centre)
        super().__init__(*args, **kwargs)
        for number in range(7):
            field = HoursField(label=weekday(number).capitalize(), required=False, max_length=200, widget=_NARROW)
            field.mark_optional = False  # every day is: an empty one is a day off
            field.initial = write_hours((one.opens, one.closes) for one in week if one.weekday == number)
            self.fields[str(number)] = field

    @property
    def openings(self) -> list[Opening]:
        """The week as it was written."""
        return [Opening(day, *hours) for day in range(7) for hours in self.cleaned_data[str(day)]]


class HolidaysForm(forms.Form):
    """The days on which nobody is there, from today on."""

    prefix = "holidays"
    days = forms.CharField(
        label=gettext_lazy("Holidays, one a line"),
        help_text=gettext_lazy("The date first, then a name if you like: 2026-12-25 Christmas."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
    )  # fmt: skip

    def __init__(self, *args: Any, centre: Centre, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today_of(centre)
        self.fields["days"].mark_optional = False
        self.fields["days"].initial = write_days(
            dict(centre.holidays.filter(day__gte=self.today).values_list("day", "name"))
        )

    def clean_days(self) -> Any:
        """Each day with its name; refused whole, with every line that cannot be kept."""
        try:
            return read_days(self.cleaned_data["days"], self.today)
        except NotReadable as reason:
            raise ValidationError(list(reason.sentences)) from None


class PromiseForm(forms.Form):
    """Whether patients read how the promise was kept."""

    prefix = "promise"
    shown = forms.BooleanField(
        label=gettext_lazy("Patients read on the help page how often it was kept"), required=False,
        help_text=gettext_lazy("With fewer than five flags in 90 days nothing is said: so few say nothing."),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def hours(request: HttpRequest) -> HttpResponse:
    """Hours, holidays and the promise; posted, the staffed hours of the week."""
    if request.method != "POST":
        centre, manages = rota_centre(request.user)
        return _page(request, centre, manages=manages)
    centre = centre_for(request.user, Permission.MANAGE_CENTRE)
    form = HoursForm(request.POST, centre=centre)
    if not form.is_valid():
        return _page(request, centre, manages=True, hours_form=form)
    actions.set_staffed_hours(by=request.user, centre=centre, openings=form.openings)
    messages.success(request, _("Saved. Flags raised from now on are promised by these hours."))
    return redirect("centre_hours")


@require_POST
def holidays(request: HttpRequest) -> HttpResponse:
    """The holidays from today on."""
    centre = centre_for(request.user, Permission.MANAGE_CENTRE)
    form = HolidaysForm(request.POST, centre=centre)
    if not form.is_valid():
        return _page(request, centre, manages=True, holidays_form=form)
    actions.set_holidays(by=request.user, centre=centre, days=form.cleaned_data["days"])
    messages.success(request, _("Saved. On these days nobody is promised an answer."))
    return redirect("centre_hours")


@require_POST
def promise(request: HttpRequest) -> HttpResponse:
    """Whether patients read how the promise was kept."""
    centre = centre_for(request.user, Permission.MANAGE_CENTRE)
    form = PromiseForm(request.POST)
    form.full_clean()
    show_promise(by=request.user, centre=centre, shown=form.cleaned_data["shown"])
    messages.success(request, _("Saved."))
    return redirect("centre_hours")


def _page(request: HttpRequest, centre: Centre, *, manages: bool, **refused: forms.Form) -> HttpResponse:
    context = {
        "centre": centre,
        "manages": manages,
        "hours": centre.staffed_hours.all(),
        "coming": centre.holidays.filter(day__gte=today_of(centre)),
        "promised": STAFFED_HOURS,
        "promise": promise_of(centre),
        "hours_form": HoursForm(centre=centre),
        "holidays_form": HolidaysForm(centre=centre),
        "promise_form": PromiseForm(initial={"shown": centre.shows_promise}),
        "form": next(iter(refused.values()), None),
        **refused,
    }
    return render(request, "clinicians/coordination/hours.html", context, status=422 if refused else 200)
