"""Every component in every state on one page, for the people who build and check them. Shown only in the demo."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from oncocare.foundation import clock
from oncocare.web.charts import Reading
from oncocare.web.forms import DateParts

START = date(2026, 1, 5)
SCORES: tuple[Any, ...] = (18, 16, None, 13, Decimal("11.5"), 9, 6)
OFTEN = [
    ("0", _("Not at all")),
    ("1", _("Several days")),
    ("2", _("More than half the days")),
    ("3", _("Nearly every day")),
]

WRONG = {"name": "", "born_day": "31", "born_month": "2", "born_year": "1980"}


class Example(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label=_("What should we call you?"), help_text=_("This is the name your team will see."))
    born = forms.DateField(label=_("When were you born?"), help_text=_("For example, 31 3 1980"), widget=DateParts)
    sleep = forms.ChoiceField(label=_("How often did you sleep badly?"), choices=OFTEN, widget=forms.RadioSelect)
    reach = forms.MultipleChoiceField(
        label=_("How may we reach you?"),
        choices=[("email", _("E-mail")), ("sms", _("Text message"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    country = forms.ChoiceField(label=_("Where do you live?"), choices=[("es", _("Spain")), ("pt", _("Portugal"))])
    words = forms.CharField(label=_("Is there anything else?"), widget=forms.Textarea({"rows": 3}), required=False)
    agree = forms.BooleanField(label=_("I have read the text above"), help_text=_("You can change your mind later."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reach"].option_hints = {"sms": _("Never at night.")}

    def clean(self) -> dict[str, Any]:
        """Always one problem that belongs to no single field."""
        raise ValidationError(_("Choose how we may reach you, or say that we should not."))


@login_not_required
@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """The page of components; `?clean` shows the form before anybody pressed a button."""
    form = Example(None if "clean" in request.GET else WRONG)
    return render(request, "web/gallery.html", context(form))


def context(form: Example) -> dict[str, Any]:
    """Made-up content for each component."""
    now = clock.now()
    weekly = [Reading(START + timedelta(weeks=week), score) for week, score in enumerate(SCORES)]
    many = [Reading(START + timedelta(days=14 * turn), (turn * 7) % 22) for turn in range(14)]
    return {
        "form": form,
        "weekly": weekly,
        "many": many,
        "single": weekly[:1],
        "band": (10, 21),
        "moments": [now - timedelta(seconds=s) for s in (20, 600, 30_000, 300_000, 3_000_000, 30_000_000, 90_000_000)],
        "rows": [
            SimpleNamespace(key=_("Name"), value="Ana", url="#name"),
            SimpleNamespace(key=_("Country"), value=_("Spain"), url=""),
            SimpleNamespace(key=_("Phone"), value="", url="#phone"),
        ],
        "columns": [
            SimpleNamespace(label=_("Question"), number=False),
            SimpleNamespace(label=_("Answer"), number=False),
            SimpleNamespace(label=_("Points"), number=True),
        ],
        "cells": [(_("Sleep"), _("Several days"), 1), (_("Worry"), _("Not at all"), 0)],
        "news_link": SimpleNamespace(url="#main", label=_("See what is new")),
        "caseload": [
            SimpleNamespace(name="Ana", code="K7-204", kind="urgent", flag=_("Open 3 hours"), level=2, scores=weekly),
            SimpleNamespace(name="Luis", code="K7-131", kind="notice", flag=_("Due today"), level=1, scores=many[:6]),
            SimpleNamespace(name="Marta", code="K7-090", kind="", flag="", level=3, scores=weekly[:1]),
        ],
    }
