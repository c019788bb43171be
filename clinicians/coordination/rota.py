"""Who answers flags each week, who stands in on a day, and where nobody does."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping
from datetime import time
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from clinicians.coordination.hours import HoursField
from clinicians.coordination.whose import rota_centre
from clinicians.forms import ColleagueField
from clinicians.templatetags.desk import weekday
from oncocare.foundation import clock
from oncocare.people.access import centre_for
from oncocare.people.days import today_of
from oncocare.people.models import Centre, User
from oncocare.people.permissions import Permission
from oncocare.safety import actions
from oncocare.safety.rota import Turn, holes, nobody_on
from oncocare.safety.selectors import cover_for, holders, hours_of, left_behind, rota_of
from oncocare.safety.weekly import write_hours
from oncocare.web.forms import DateParts

RANKS = 3  # as many columns at least; a rota that has more keeps them
Row = tuple[int, time, time]


class TurnsForm(forms.Form):
    """One row of the rota: a weekday, its hours, and who answers first, second and so on."""

    weekday = forms.TypedChoiceField(label=gettext_lazy("Weekday"), coerce=int, empty_value=None, required=False)
    hours = HoursField(
        label=gettext_lazy("From and until"), required=False, max_length=200, widget=forms.TextInput(attrs={"size": 16})
    )

    def __init__(self, *args: Any, people: Mapping[str, str], gone: Mapping[str, str], ranks: int, **more: Any) -> None:
        super().__init__(*args, **more)
        self.gone = gone
        self.fields["weekday"].choices = [("", "–")] + [(day, weekday(day).capitalize()) for day in range(7)]
        for rank in range(1, ranks + 1):
            choices = [("", "–"), *people.items(), *gone.items()]
            label = {1: _("First"), 2: _("Second"), 3: _("Third")}.get(rank, str(rank))
            self.fields[f"rank_{rank}"] = forms.ChoiceField(label=label, choices=choices, required=False)
        for field in self.fields.values():
            field.mark_optional = False

    def clean(self) -> dict[str, Any]:
        """Refused with the reason where somebody is named who cannot answer, or it is not said when."""
        said: dict[str, Any] = super().clean() or {}
        people = self.people
        for name, person in people.items():
            if person in self.gone:
                self.add_error(name, _("This person does not answer flags here any more. Choose somebody else."))
            if list(people.values()).count(person) > 1:
                self.add_error(name, _("The same person stands here twice."))
        if people and said.get("weekday") is None:
            self.add_error("weekday", _("Choose the weekday."))
        if people and said.get("hours") == ():
            self.add_error("hours", _("Write from when and until when."))
        return said

    @property
    def people(self) -> dict[str, str]:
        """Who is named, by the name of the field."""
        return {name: value for name, value in self.cleaned_data.items() if name.startswith("rank_") and value}

    @property
    def turns(self) -> list[Turn]:
        """The row as the rota keeps it; a row without a person is none."""
        said = self.cleaned_data  # nothing at all for an empty row
        return [
            Turn(said["weekday"], *stretch, uuid.UUID(person), int(name.removeprefix("rank_")))
            for stretch in said.get("hours", ())
            for name, person in self.people.items()
        ]


class CoverForm(forms.Form):
    """A day on which somebody does not answer, and who does instead."""

    prefix = "cover"
    day = forms.DateField(label=gettext_lazy("Day"), widget=DateParts)
    absent = ColleagueField(label=gettext_lazy("Who is absent?"))
    instead = ColleagueField(label=gettext_lazy("Who answers instead?"), required=False, nobody=gettext_lazy("Nobody"))

    def __init__(self, *args: Any, centre: Centre, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff = holders(centre, Permission.ANSWER_FLAG)
        self.fields["absent"].offer(staff)
        self.fields["instead"].offer(staff)


@require_http_methods(["GET", "HEAD", "POST"])
def rota(request: HttpRequest) -> HttpResponse:
    """The week, its holes and who stands in; posted, the whole week anew."""
    if request.method != "POST":
        centre, manages = rota_centre(request.user)
        return _page(request, centre, manages=manages)
    centre = centre_for(request.user, Permission.MANAGE_CENTRE)
    rows = _rows(centre, request.POST)
    if rows.is_valid():
        try:
            turns = [turn for row in rows for turn in row.turns]
            actions.set_rota(by=request.user, centre=centre, turns=turns)
        except ValidationError as refused:
            rows.forms[0].add_error(None, refused.messages)
        else:
            messages.success(request, _("The rota is saved. It counts from now on."))
            return redirect("centre_rota")
    return _page(request, centre, manages=True, rows=rows)


@require_POST
def add_cover(request: HttpRequest) -> HttpResponse:
    """On one day somebody else answers."""
    centre = centre_for(request.user, Permission.MANAGE_CENTRE)
    form = CoverForm(request.POST, centre=centre)
    if form.is_valid():
        try:
            actions.set_cover(by=request.user, centre=centre, **form.cleaned_data)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, _("Saved. It counts on that day."))
            return redirect("centre_rota")
    return _page(request, centre, manages=True, cover_form=form)


@require_POST
def remove_cover(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The person on the rota answers after all."""
    cover = cover_for(request.user, pk, Permission.MANAGE_CENTRE)
    actions.remove_cover(by=request.user, cover=cover)
    messages.success(request, _("Taken back. That day is as the rota says."))
    return redirect("centre_rota")


def _page(request: HttpRequest, centre: Centre, *, manages: bool, **refused: Any) -> HttpResponse:
    now, table = clock.now(), rota_of(centre)
    today = today_of(centre)
    context = {
        "centre": centre,
        "manages": manages,
        "week": _week(centre),
        "holes": holes(table, now) if table.turns else (),
        "nobody_on": nobody_on(table, now),
        "left_behind": left_behind(centre, now, table),
        "covers": centre.covers.filter(day__gte=today).select_related("absent", "instead"),
        "rows": _rows(centre),
        "cover_form": CoverForm(centre=centre),
        "form": next(iter(refused.values()), None),
        **refused,
    }
    return render(request, "clinicians/coordination/rota.html", context, status=422 if refused else 200)


def _week(centre: Centre) -> dict[Row, list[tuple[User, bool]]]:
    """The rota by weekday and hours: who answers, in order of rank, and whether they still may."""
    staff, week = set(holders(centre, Permission.ANSWER_FLAG)), defaultdict(list)
    for duty in centre.rota.select_related("user"):
        week[duty.weekday, duty.opens, duty.closes].append((duty.user, duty.user in staff))
    return dict(week)


def _rows(centre: Centre, data: Any = None) -> Any:
    """The rows to write in: the rota as it is, or else the staffed hours with nobody in them; and two empty ones."""
    duties = list(centre.rota.select_related("user"))
    people = {str(one.pk): one.name for one in holders(centre, Permission.ANSWER_FLAG)}
    gone = {str(one.user_id): _("%(name)s (left)") % {"name": one.user.name} for one in duties}
    ranks = max([RANKS, *(one.rank for one in duties)])
    kind = forms.formset_factory(TurnsForm, extra=2, max_num=200)
    kwargs = {
        "people": people,
        "gone": {pk: name for pk, name in gone.items() if pk not in people},
        "ranks": ranks,
    }
    return kind(data, initial=_initial(centre, duties), prefix="rota", form_kwargs=kwargs)


def _initial(centre: Centre, duties: list[Any]) -> list[dict[str, Any]]:
    rows: dict[Row, dict[str, Any]] = defaultdict(dict)
    for one in duties:
        rows[one.weekday, one.opens, one.closes][f"rank_{one.rank}"] = str(one.user_id)
    for opening in () if duties else hours_of(centre):
        rows[opening.weekday, opening.opens, opening.closes] = {}
    return [
        {"weekday": day, "hours": write_hours([(opens, closes)]), **people}
        for (day, opens, closes), people in rows.items()
    ]
