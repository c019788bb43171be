"""The page of the schedule: what is asked and when, line by line, and what a person receives before it is saved.

The draft is kept in the session until it is saved; before that nothing changes for anybody.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinicians import plan
from oncocare.audit.actions import record as audit
from oncocare.foundation import ids
from oncocare.foundation.datafiles import DataFileError
from oncocare.people.access import centre_for, may, patient_for
from oncocare.people.days import today_of
from oncocare.people.models import Centre, Patient
from oncocare.people.permissions import Permission
from questionnaires import plans
from questionnaires.actions import adopt_schedule
from questionnaires.definition import Definition, catalogue
from questionnaires.schedule import (
    ANCHORS,
    MOST_MINUTES_A_WEEK,
    Cutoff,
    Line,
    Schedule,
    SecondStage,
    line_complaints,
    overloads,
    schedule_of,
    shipped,
)  # fmt: skip
from questionnaires.selectors import usable
from questionnaires.words import ANCHOR_WORDS, cutoff_words, overload_words
from steps.levels import Level
from steps.words import short

DRAFT = "schedule_draft"


# --- forms ------------------------------------------------------------------------------------------------------------


class Whole(forms.IntegerField):
    """A whole number between two, and one sentence for everything that is not."""

    def __init__(self, low: int, high: int, **more: Any) -> None:
        narrow = forms.TextInput(attrs={"inputmode": "numeric", "class": "nhsuk-input--width-5"})
        super().__init__(min_value=low, max_value=high, widget=narrow, **more)

    def clean(self, value: Any) -> int | None:
        """The number; None where nothing is written and nothing is needed."""
        try:
            return super().clean(value)
        except ValidationError as wrong:
            said = {"low": self.min_value, "high": self.max_value}
            raise ValidationError(_("Write a whole number from %(low)s to %(high)s.") % said) from wrong


def _levels() -> list[tuple[str, str]]:
    return [(str(int(level)), f"{int(level)} {short(level)}") for level in Level]


def _ticks(label: Any, *, required: bool = False, hint: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, required=required, help_text=hint, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one.")},
    )  # fmt: skip


class ScheduleForm(forms.Form):
    """What holds for all lines."""

    weekly_minutes = Whole(
        1, MOST_MINUTES_A_WEEK,
        label=gettext_lazy("Minutes a week at most"),
        help_text=gettext_lazy("What may show a risk is asked even in a full week. All else waits, then is left out."),
    )  # fmt: skip
    merge_days = Whole(
        0, 6,
        label=gettext_lazy("Days within which questions come together"),
        help_text=gettext_lazy("One occasion instead of two."),
    )  # fmt: skip
    min_gap = Whole(1, 60, label=gettext_lazy("Days before the same questionnaire may come again"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        titles = {}
        for code, language in settings.LANGUAGES:
            label = _("Name, in %(language)s") % {"language": language}
            titles[f"title_{code}"] = forms.CharField(
                label=label, max_length=200, error_messages={"required": _("Write a name.")}
            )
        self.fields = {**titles, **self.fields}

    @staticmethod
    def initial_of(draft: dict[str, Any]) -> dict[str, Any]:
        """The draft as this form shows it."""
        return {**draft, **{f"title_{code}": words for code, words in draft["title"].items()}}

    def applied_to(self, draft: dict[str, Any]) -> dict[str, Any]:
        """The draft with what this form says."""
        said = dict(self.cleaned_data)
        title = {code: said.pop(f"title_{code}") for code, _language in settings.LANGUAGES}
        return {**draft, **said, "title": title}


class LineForm(forms.Form):
    """One line. Cut-offs of a screen are the published ones, so no number can be mistyped."""

    instruments = _ticks(gettext_lazy("Which questionnaires?"), required=True)
    anchor = forms.ChoiceField(
        label=gettext_lazy("Counted from"), choices=[(kind, ANCHOR_WORDS[kind]) for kind in ANCHORS]
    )
    offset = Whole(
        -60, 3650,
        label=gettext_lazy("First after how many days?"),
        help_text=gettext_lazy("0 is the same day. With a minus sign: days before an operation or treatment."),
    )  # fmt: skip
    every = Whole(1, 366, label=gettext_lazy("Then every how many days?"), required=False)
    until = Whole(1, 36500, label=gettext_lazy("Last day, counted from the same day"), required=False)
    times = Whole(1, 1000, label=gettext_lazy("Or how many times in all"), required=False)
    due_days = Whole(1, 60, label=gettext_lazy("Due after how many days?"))
    grace_days = Whole(0, 60, label=gettext_lazy("Days of grace after that"))
    levels = _ticks(gettext_lazy("Only at these levels"), hint=gettext_lazy("None chosen: at every level."))
    cutoffs = _ticks(
        gettext_lazy("Counts as positive from"),
        hint=gettext_lazy("Published cut-offs. Any of them is enough, and so is a score that cannot be computed."),
    )
    opens = _ticks(gettext_lazy("A positive answer opens, on the same day"))
    never_dropped = forms.BooleanField(label=gettext_lazy("Never leave this out when a week is full"), required=False)
    source = forms.CharField(
        label=gettext_lazy("Why so?"), max_length=2000, required=False,
        help_text=gettext_lazy("A source, or who decided it and when."),
    )  # fmt: skip

    def __init__(self, *args: Any, line: Line | None, offered: list[Definition], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs, initial=_initial(line))
        self.line, asked = line, [(one.code, _with_minutes(one)) for one in offered]
        self.fields["instruments"].choices = self.fields["opens"].choices = asked
        self.fields["levels"].choices = _levels()
        self.cutoffs = {_key(one): one for one in (*_cutoffs_of(line), *_published(offered))}
        self.fields["cutoffs"].choices = [(key, cutoff_words(one)) for key, one in self.cutoffs.items()]

    def clean(self) -> dict[str, Any]:
        """The whole line, which has to make sense."""
        said = super().clean() or {}
        if not self.errors:
            if bool(said["cutoffs"]) != bool(said["opens"]):
                raise ValidationError({"opens": _("A screen needs both: when it is positive, and what it opens.")})
            said["line"] = self._line(said)
            for (field, *_rest), sentence in line_complaints(said["line"], catalogue()):
                self.add_error("cutoffs" if field == "then" else str(field), sentence)
        return said

    def _line(self, said: dict[str, Any]) -> Line:
        before, opened = self.line, self.line.then.open if self.line and self.line.then else ()
        then = (
            SecondStage(any=tuple(self.cutoffs[key] for key in said["cutoffs"]), open=_in_order(said["opens"], opened))
            if said["opens"]
            else None
        )
        as_they_are = ("anchor", "offset", "every", "until", "times", "due_days", "grace_days", "never_dropped")
        return Line(
            line=before.line if before else f"line-{ids.letters('abcdefghijkmnpqrstuvwxyz', 6)}",
            instruments=_in_order(said["instruments"], before.instruments if before else ()),
            levels=tuple(int(level) for level in said["levels"]),
            then=then,
            source=said["source"] or "centre decision",
            **{name: said[name] for name in as_they_are},
        )


def _initial(line: Line | None) -> dict[str, Any]:
    if line is None:
        return {"offset": 0, "due_days": 3, "grace_days": 4}
    return {
        **line.model_dump(),
        "levels": [str(level) for level in line.levels],
        "cutoffs": [_key(one) for one in _cutoffs_of(line)],
        "opens": line.then.open if line.then else (),
    }


def _with_minutes(known: Definition) -> str:
    return _("%(title)s (%(minutes)d min)") % {"title": known.title, "minutes": known.minutes}


def _key(one: Cutoff) -> str:
    return f"{one.instrument} {one.score} {one.at_least.normalize():f}"


def _cutoffs_of(line: Line | None) -> tuple[Cutoff, ...]:
    return line.then.any if line and line.then else ()


def _published(offered: Iterable[Definition]) -> list[Cutoff]:
    return [
        Cutoff(instrument=known.code, score=one.score, at_least=one.value)
        for known in offered
        for one in known.cutoffs
        if one.when == ">=" and one.verified
    ]


def _in_order(chosen: list[str], before: Iterable[str]) -> tuple[str, ...]:
    """What was there stays in its order; what is new comes after it."""
    return tuple(dict.fromkeys((*(code for code in before if code in chosen), *chosen)))


class ExampleForm(forms.Form):
    """Whose next 90 days are shown: somebody made up, or a patient by key for who may see records."""

    level = forms.ChoiceField(label=gettext_lazy("At level"), required=False)
    diagnosis = Whole(-3650, 90, label=gettext_lazy("Diagnosis: in how many days?"), required=False)
    surgery = Whole(-3650, 365, label=gettext_lazy("Operation: in how many days?"), required=False)
    treatment = Whole(-3650, 365, label=gettext_lazy("Start of treatment: in how many days?"), required=False)
    cycle_days = Whole(1, 120, label=gettext_lazy("Days of a treatment cycle"), required=False)
    key = forms.CharField(
        label=gettext_lazy("Or a patient of your centre, by key"), max_length=40, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip

    def __init__(self, *args: Any, with_patients: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = _levels()
        if not with_patients:
            del self.fields["key"]

    def preview(self, schedule: Schedule, centre: Centre) -> plan.Preview:
        """Somebody who joins today with these days."""
        said = self.cleaned_data if self.is_bound and self.is_valid() else {}
        days_to = {kind: said.get(kind) for kind in ("diagnosis", "surgery", "treatment")}
        return plan.for_example(
            schedule, today_of(centre), int(said.get("level") or 1),
            {**days_to, "cycle": days_to["treatment"]}, said.get("cycle_days"),
        )  # fmt: skip


# --- pages ------------------------------------------------------------------------------------------------------------


@require_safe
def schedule(request: HttpRequest) -> HttpResponse:
    """The schedule in force, and those to start from."""
    centre = _centre(request)
    version = plans.newest(centre)
    context = {
        "centre": centre,
        "version": version,
        "schedule": plans.schedule_in(version) if version else None,
        "following": centre.courses.filter(schedule=version, stopped="").count() if version else 0,
        "shipped": shipped(),
        "draft": DRAFT in request.session,
    }
    return render(request, "clinicians/coordination/schedule.html", context)


@require_POST
def start_schedule(request: HttpRequest) -> HttpResponse:
    """A draft from the schedule in force, or from one that comes with OncoCare."""
    version, name = plans.newest(_centre(request)), request.POST.get("from", "")
    if name in shipped():
        request.session[DRAFT] = shipped()[name].content
    elif version:
        request.session[DRAFT] = plans.schedule_in(version).content
    else:
        return redirect("schedule")
    return redirect("edit_schedule")


@require_http_methods(["GET", "HEAD", "POST"])
def edit_schedule(request: HttpRequest) -> HttpResponse:
    """The draft: what holds for all lines, and the lines in their order."""
    centre, draft = _centre(request), request.session.get(DRAFT)
    if draft is None:
        return redirect("schedule")
    form = ScheduleForm(request.POST or None, initial=ScheduleForm.initial_of(draft))
    if request.method == "POST" and form.is_valid():
        request.session[DRAFT] = form.applied_to(draft)
        return redirect("preview_schedule")
    context = {"centre": centre, "form": form, "lines": [Line(**one) for one in draft["lines"]]}
    return render(request, "clinicians/coordination/schedule_draft.html", context, status=422 if form.errors else 200)


@require_POST
def arrange_schedule(request: HttpRequest) -> HttpResponse:
    """Move a line up, take it out, or throw the whole draft away."""
    _centre(request)
    draft, asked = request.session.get(DRAFT), request.POST
    if asked.get("do") == "discard":
        request.session.pop(DRAFT, None)
    if draft is None or asked.get("do") == "discard":
        return redirect("schedule")
    request.session[DRAFT] = {**draft, "lines": _arranged(draft["lines"], asked.get("line"), asked.get("do"))}
    return redirect("edit_schedule")


def _arranged(lines: list[dict[str, Any]], line: str | None, do: str | None) -> list[dict[str, Any]]:
    """The lines with one a place higher, or without it."""
    place = next((place for place, one in enumerate(lines) if one["line"] == line), None)
    if place is None or do not in ("up", "remove"):
        return lines
    rest = [*lines[:place], *lines[place + 1 :]]
    return rest if do == "remove" else [*rest[: max(0, place - 1)], lines[place], *rest[max(0, place - 1) :]]


@require_http_methods(["GET", "HEAD", "POST"])
def schedule_line(request: HttpRequest, line: str) -> HttpResponse:
    """One line of the draft; `new` is a line that is not there yet."""
    centre, draft = _centre(request), request.session.get(DRAFT)
    if draft is None:
        return redirect("schedule")
    known = next((Line(**one) for one in draft["lines"] if one["line"] == line), None)
    if known is None and line != "new":
        raise Http404
    form = LineForm(request.POST or None, line=known, offered=usable(centre))
    if request.method == "POST" and form.is_valid():
        request.session[DRAFT] = {**draft, "lines": _with(draft["lines"], form.cleaned_data["line"])}
        return redirect("edit_schedule")
    context = {"centre": centre, "form": form, "line": known}
    return render(request, "clinicians/coordination/schedule_line.html", context, status=422 if form.errors else 200)


def _with(lines: list[dict[str, Any]], line: Line) -> list[dict[str, Any]]:
    """The lines with this one in its place, or at the end."""
    content = line.model_dump(mode="json")
    if all(one["line"] != line.line for one in lines):
        return [*lines, content]
    return [content if one["line"] == line.line else one for one in lines]


@require_safe
def preview_schedule(request: HttpRequest) -> HttpResponse:
    """What one person would receive in the next 90 days, before anything is saved."""
    centre = _centre(request)
    if DRAFT not in request.session:
        return redirect("schedule")
    form = ExampleForm(request.GET or None, with_patients=may(request.user, Permission.SEE_RECORD, centre.pk))
    try:
        draft = _draft(request)
    except (DataFileError, ValidationError) as wrong:
        return _page(request, centre, form, problems=_sentences(wrong))
    patient = _patient(request, centre, form)
    preview = plan.for_patient(patient, draft) if patient else form.preview(draft, centre)
    said = [overload_words(one, draft) for one in overloads(draft, catalogue())]
    return _page(request, centre, form, draft=draft, patient=patient, preview=preview, said=said)


@require_POST
def save_schedule(request: HttpRequest) -> HttpResponse:
    """From now on this is asked."""
    centre = _centre(request)
    if DRAFT not in request.session:
        return redirect("schedule")
    try:
        adopt_schedule(by=request.user, centre=centre, schedule=_draft(request))
    except (DataFileError, ValidationError) as wrong:
        form = ExampleForm(with_patients=may(request.user, Permission.SEE_RECORD, centre.pk))
        return _page(request, centre, form, problems=_sentences(wrong))
    del request.session[DRAFT]
    messages.success(request, _("The schedule is in force. What is open already stays as it is."))
    return redirect("schedule")


def _page(
    request: HttpRequest, centre: Centre, form: ExampleForm, problems: list[str] | None = None, **more: Any
) -> HttpResponse:
    context = {"centre": centre, "form": form, "problems": problems, **more}
    return render(
        request,
        "clinicians/coordination/schedule_preview.html",
        context,
        status=422 if problems or form.errors else 200,
    )


def _centre(request: HttpRequest) -> Centre:
    return centre_for(request.user, Permission.MANAGE_CENTRE)


def _draft(request: HttpRequest) -> Schedule:
    """The draft, read and checked whole."""
    draft = request.session[DRAFT]
    if not draft["lines"]:
        raise ValidationError(_("There is no line yet. Add one."))
    return schedule_of(draft, catalogue())


def _sentences(wrong: DataFileError | ValidationError) -> list[str]:
    if isinstance(wrong, ValidationError):
        return wrong.messages
    return [_in_words(one.message) for one in wrong.problems]


def _in_words(message: str) -> str:
    """`lines.2.every: Sentence` as a coordinator reads it."""
    place, _colon, sentence = message.partition(": ")
    return _("Line %(number)d: %(sentence)s") % {"number": int(place.split(".")[1]) + 1, "sentence": sentence}


def _patient(request: HttpRequest, centre: Centre, form: ExampleForm) -> Patient | None:
    """The patient whose key was given, for who may see records; opening it leaves a row in the audit log."""
    key = form.cleaned_data.get("key") if form.is_bound and form.is_valid() else ""
    if not key:
        return None
    found = Patient.objects.filter(centre=centre, key=key, course__isnull=False).first()
    if found is None:
        form.add_error("key", _("Nobody at your centre has this key."))
        return None
    patient = patient_for(request.user, found.pk, Permission.SEE_RECORD)
    audit(by=request.user, verb="read.schedule", subject=patient, patient=patient, centre=centre)
    return patient
