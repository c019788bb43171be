"""People come in from a file: it is checked first, and nothing is kept before somebody says so."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from oncocare.foundation import ids
from oncocare.foundation.datafiles import DataFileError
from oncocare.joining.arriving.actions import people_in, read, take_in_people
from oncocare.joining.arriving.forms import PeopleFileForm
from oncocare.joining.arriving.people_file import COLUMNS, MOST_PEOPLE, ArrivingPerson, grouped, unusual
from oncocare.joining.arriving.selectors import columns_in_words, example_row
from oncocare.people.access import centre_for
from oncocare.people.models import Centre
from oncocare.people.permissions import Permission
from oncocare.people.requests import StaffRequest


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def arrivals(request: StaffRequest) -> HttpResponse:
    """Check a file of people and, once it is right, take them in."""
    centre = centre_for(request.standing, Permission.INVITE)
    form = PeopleFileForm(request.POST, request.FILES) if request.method == "POST" else PeopleFileForm()
    if not form.is_valid():
        return _page(request, centre, form)
    text = form.cleaned_data["text"]
    try:
        if "take_in" in request.POST:
            return _take_in(request, centre, form)
        people = people_in(centre, text, "")
    except DataFileError as wrong:
        return _page(request, centre, PeopleFileForm(), problems=wrong.problems, alike=grouped(wrong.problems))
    except ValidationError as refused:
        return _page(request, centre, PeopleFileForm(), refused=refused.messages)
    return _checked(request, centre, text, ids.new().hex, people)


def _take_in(request: StaffRequest, centre: Centre, form: PeopleFileForm) -> HttpResponse:
    text, once = form.cleaned_data["text"], form.cleaned_data["once"]
    people, _problems = read(centre, text)
    if unusual(people) and not form.cleaned_data["meant"]:
        return _checked(request, centre, text, once, people_in(centre, text, ""), unmeant=True)
    taken = take_in_people(by=request.user, centre=centre, text=text, name="", once=once)
    said = ngettext("%(n)s person is in care now.", "%(n)s people are in care now.", taken) % {"n": taken}
    messages.success(request, said + " " + _("Their answers come on paper or by telephone."))
    return redirect("arrivals")


def _checked(
    request: StaffRequest, centre: Centre, text: str, once: str, people: list[ArrivingPerson], **more: Any
) -> HttpResponse:
    """The file is right, and what seldom goes together in it is asked once more."""
    form = PeopleFileForm(initial={"checked": text, "once": once})
    return _page(request, centre, form, people=people, unusual=grouped(unusual(people)), **more)


def _page(request: StaffRequest, centre: Centre, form: PeopleFileForm, **more: Any) -> HttpResponse:
    context = {"centre": centre, "form": form, "columns": columns_in_words(), "most": MOST_PEOPLE, **more}
    refused = bool(form.errors) or any(name in more for name in ("problems", "refused", "unmeant"))
    return render(request, "joining/arriving/arrivals.html", context, status=422 if refused else 200)


@require_safe
def arrivals_template(request: StaffRequest) -> HttpResponse:
    """A file to begin with: the header, and one made-up person."""
    centre_for(request.standing, Permission.INVITE)
    out = io.StringIO()
    csv.writer(out).writerows([COLUMNS, example_row()])
    answer = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="people.csv"'
    return answer
