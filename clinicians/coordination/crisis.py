"""The numbers to call in a crisis: the centre's own, and the promise that somebody called each of them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from clinicians.coordination.whose import rota_centre
from oncocare.people.access import centre_for
from oncocare.people.models import Centre
from oncocare.people.permissions import Permission
from oncocare.safety import actions
from oncocare.safety.crisis import Contact
from oncocare.safety.selectors import last_review, numbers_seen, review_due

NUMBER = RegexValidator(
    r"^\+?[0-9](?: ?[0-9]){2,}$", gettext_lazy("Write the number in digits, such as +34 600 123 456.")
)


class ContactForm(forms.Form):
    """One number of the centre's own."""

    name = forms.CharField(label=gettext_lazy("Who answers"), max_length=100, required=False)
    number = forms.CharField(
        label=gettext_lazy("Number"), max_length=40, required=False, validators=[NUMBER],
        widget=forms.TextInput(attrs={"inputmode": "tel", "size": 16}),
    )  # fmt: skip
    hours = forms.CharField(label=gettext_lazy("When"), max_length=100, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.mark_optional = False

    def clean(self) -> dict[str, Any]:
        """All three are needed once one is written: a number without its hours is called at night in vain."""
        said: dict[str, Any] = super().clean() or {}
        if any(said.values()):
            for name in [one for one in self.fields if said.get(one) == ""]:
                self.add_error(name, _("Please answer: %(label)s") % {"label": self.fields[name].label})
        return said

    @property
    def contact(self) -> Contact | None:
        """The number; None where the row is empty."""
        return Contact(**self.cleaned_data) if any(self.cleaned_data.values()) else None


class ReviewForm(forms.Form):
    """Somebody called each number; `called` are those that the page showed."""

    prefix = "review"
    called = forms.CharField(widget=forms.HiddenInput)
    right = forms.BooleanField(label=gettext_lazy("I called each of them today and they are right"))


@require_http_methods(["GET", "HEAD", "POST"])
def crisis(request: HttpRequest) -> HttpResponse:
    """Every number that people of the centre see; posted, the centre's own ones anew."""
    if request.method != "POST":
        centre, manages = rota_centre(request.user)
        return _page(request, centre, manages=manages)
    centre = centre_for(request.user, Permission.MANAGE_CENTRE)
    rows = _rows(centre, request.POST)
    if not rows.is_valid():
        return _page(request, centre, manages=True, rows=rows)
    actions.set_crisis_contacts(by=request.user, centre=centre, contacts=[row.contact for row in rows if row.contact])
    messages.success(request, _("Saved. People see these numbers now. Please call each of them."))
    return redirect("centre_crisis")


@require_POST
def review(request: HttpRequest) -> HttpResponse:
    """I called each of them."""
    centre = centre_for(request.user, Permission.MANAGE_CENTRE)
    form = ReviewForm(request.POST)
    if form.is_valid():
        try:
            actions.review_crisis_numbers(by=request.user, centre=centre, called=form.cleaned_data["called"].split())
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, _("Thank you. The next review is due in 90 days."))
            return redirect("centre_crisis")
    return _page(request, centre, manages=True, review_form=form)


def _page(request: HttpRequest, centre: Centre, *, manages: bool, **refused: Any) -> HttpResponse:
    seen = numbers_seen(centre)
    called = " ".join(sorted({contact.tel for _whose, contacts in seen for contact in contacts}))
    context = {
        "centre": centre,
        "manages": manages,
        "seen": seen,
        "last": last_review(centre),
        "due": review_due(centre),
        "rows": _rows(centre),
        "review_form": ReviewForm(initial={"called": called}),
        "form": next(iter(refused.values()), None),
        **refused,
    }
    return render(request, "clinicians/coordination/crisis.html", context, status=422 if refused else 200)


def _rows(centre: Centre, data: Any = None) -> Any:
    initial = list(centre.crisis_contacts.values("name", "number", "hours"))
    return forms.formset_factory(ContactForm, extra=2, max_num=50)(data, initial=initial, prefix="own")
