"""The draft of a schedule, one of its lines, and whose 90 days are shown before it is saved."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clinicians.desk.preview.selectors import Preview, for_example
from oncocare.foundation import ids
from oncocare.people.days import today_of
from oncocare.people.models import Centre
from oncocare.web.forms import field_of, hint_options
from questionnaires.instruments.catalogue import catalogue
from questionnaires.instruments.definition import Definition
from questionnaires.scheduling.schedule import (
    ANCHORS,
    MOST_MINUTES_A_WEEK,
    Schedule,
    ScheduleLine,
    ScreenCutoff,
    SecondStage,
    line_complaints,
)
from questionnaires.scheduling.words import ANCHOR_WORDS, band_words, cutoff_words
from steps.levels import Level
from steps.words import short


class Whole(forms.IntegerField):
    """A whole number between two, and one sentence for everything that is not."""

    def __init__(self, low: int, high: int, **more: Any) -> None:
        narrow = forms.TextInput(attrs={"inputmode": "numeric", "class": "nhsuk-input--width-5"})
        super().__init__(min_value=low, max_value=high, widget=narrow, **more)

    def clean(self, value: Any) -> int | None:
        """The number; None where nothing is written and nothing is needed."""
        try:
            number: int | None = super().clean(value)
        except ValidationError as wrong:
            bounds = {"low": self.min_value, "high": self.max_value}
            raise ValidationError(gettext("Write a whole number from %(low)s to %(high)s.") % bounds) from wrong
        return number


def _levels() -> list[tuple[str, str]]:
    return [(str(int(level)), f"{int(level)} {short(level)}") for level in Level]


def _ticks(label: Any, *, required: bool = False, hint: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, required=required, help_text=hint, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one.")},
    )  # fmt: skip


class ScheduleForm(forms.Form):
    """The name of a schedule, and the limits that hold for all its lines."""

    weekly_minutes = Whole(
        1, MOST_MINUTES_A_WEEK,
        label=_("Minutes a week at most"),
        help_text=_("What may show a risk is asked even in a full week. All else waits, then is left out."),
    )  # fmt: skip
    merge_days = Whole(
        0, 6,
        label=_("Days within which questions come together"),
        help_text=_("One occasion instead of two."),
    )  # fmt: skip
    min_gap = Whole(1, 60, label=_("Days before the same questionnaire may come again"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        titles = {}
        for code, language in settings.LANGUAGES:
            label = gettext("Name, in %(language)s") % {"language": language}
            titles[f"title_{code}"] = forms.CharField(
                label=label, max_length=200, error_messages={"required": gettext("Write a name.")}
            )
        self.fields = {**titles, **self.fields}

    @staticmethod
    def initial_of(draft: dict[str, Any]) -> dict[str, Any]:
        """The draft as this form shows it."""
        return {**draft, **{f"title_{code}": words for code, words in draft["title"].items()}}

    def applied_to(self, draft: dict[str, Any]) -> dict[str, Any]:
        """The draft with the values of this form."""
        values = dict(self.cleaned_data)
        title = {code: values.pop(f"title_{code}") for code, _language in settings.LANGUAGES}
        return {**draft, **values, "title": title}


class LineForm(forms.Form):
    """One line. Cut-offs of a screen are the published ones of the questionnaires chosen, so no number is mistyped."""

    instruments = _ticks(_("Which questionnaires?"), required=True)
    anchor = forms.ChoiceField(label=_("Counted from"), choices=[(kind, ANCHOR_WORDS[kind]) for kind in ANCHORS])
    offset = Whole(
        -60, 3650,
        label=_("First after how many days?"),
        help_text=_("0 is the same day. With a minus sign: days before an operation or treatment."),
    )  # fmt: skip
    every = Whole(1, 366, label=_("Then every how many days?"), required=False)
    until = Whole(1, 36500, label=_("Last day, counted from the same day"), required=False)
    times = Whole(1, 1000, label=_("Or how many times in all"), required=False)
    due_days = Whole(1, 60, label=_("Due after how many days?"))
    grace_days = Whole(0, 60, label=_("Days of grace after that"))
    levels = _ticks(_("Only at these levels"), hint=_("None chosen: at every level."))
    cutoffs = _ticks(
        _("Counts as positive from"),
        hint=_(
            "Published cut-offs of the questionnaires chosen. Any of them is enough, and so is a score that cannot be "
            "computed."
        ),
    )
    opens = _ticks(_("A positive answer opens, on the same day"))
    never_dropped = forms.BooleanField(label=_("Never leave this out when a week is full"), required=False)
    source = forms.CharField(
        label=_("Why so?"), max_length=2000, required=False,
        help_text=_("A source, or who decided it and when."),
    )  # fmt: skip

    def __init__(
        self, data: Any = None, *, line: ScheduleLine | None, offered: list[Definition], written: Any = None
    ) -> None:
        """`written`: what stands in the form while somebody chooses, without a word about what is still missing."""
        super().__init__(data, initial=_initial(line) if written is None else _as_written(written))
        self.line, asked = line, [(known.code, _with_minutes(known)) for known in offered]
        for name in ("instruments", "opens"):
            field_of(self, name, forms.MultipleChoiceField).choices = asked
        field_of(self, "levels", forms.MultipleChoiceField).choices = _levels()
        self.known_cutoffs = {_key(cutoff): cutoff for cutoff in (*_cutoffs_of(line), *_published(offered))}
        cutoffs = field_of(self, "cutoffs", forms.MultipleChoiceField)
        cutoffs.choices = [(key, cutoff_words(cutoff)) for key, cutoff in self._cutoffs_of_chosen()]
        hint_options(cutoffs, {key: band_words(cutoff) for key, cutoff in self._cutoffs_of_chosen()})

    def _cutoffs_of_chosen(self) -> list[tuple[str, ScreenCutoff]]:
        """The cut-offs of the questionnaires chosen so far; what was sent of others comes back, to be refused."""
        chosen, sent = self["instruments"].value() or (), (self["cutoffs"].value() or ()) if self.is_bound else ()
        known = self.known_cutoffs.items()
        return [(key, cutoff) for key, cutoff in known if cutoff.instrument in chosen or key in sent]

    @property
    def chosen(self) -> bool:
        """Whether any questionnaire is chosen yet."""
        return bool(self["instruments"].value())

    @property
    def may_screen(self) -> bool:
        """Whether what is chosen has a cut-off, so that it can open more; or something was sent as if it had."""
        return bool(self._cutoffs_of_chosen()) or bool(self["opens"].value())

    def clean(self) -> dict[str, Any]:
        """`line` is the whole line, refused with a sentence at each field that cannot be so."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors:
            if bool(cleaned["cutoffs"]) != bool(cleaned["opens"]):
                both = gettext("A screen needs both: when it is positive, and what it opens.")
                raise ValidationError({"opens": both})
            cleaned["line"] = self._line(cleaned)
            for (field, *_rest), sentence in line_complaints(cleaned["line"], catalogue()):
                self.add_error("cutoffs" if field == "then" else str(field), sentence)
        return cleaned

    def _line(self, cleaned: dict[str, Any]) -> ScheduleLine:
        before, opened = self.line, self.line.then.open if self.line and self.line.then else ()
        cutoffs, opens = (
            tuple(self.known_cutoffs[key] for key in cleaned["cutoffs"]),
            _in_order(cleaned["opens"], opened),
        )
        then = SecondStage(any=cutoffs, open=opens) if opens else None
        as_they_are = ("anchor", "offset", "every", "until", "times", "due_days", "grace_days", "never_dropped")
        return ScheduleLine(
            line=before.line if before else f"line-{ids.letters('abcdefghijkmnpqrstuvwxyz', 6)}",
            instruments=_in_order(cleaned["instruments"], before.instruments if before else ()),
            levels=tuple(int(level) for level in cleaned["levels"]),
            then=then,
            source=cleaned["source"] or "centre decision",
            **{name: cleaned[name] for name in as_they_are},
        )


def _initial(line: ScheduleLine | None) -> dict[str, Any]:
    if line is None:
        return {"offset": 0, "due_days": 3, "grace_days": 4}
    return {
        **line.model_dump(),
        "levels": [str(level) for level in line.levels],
        "cutoffs": [_key(cutoff) for cutoff in _cutoffs_of(line)],
        "opens": line.then.open if line.then else (),
    }


def _as_written(written: Any) -> dict[str, Any]:
    """What was written so far, as this form shows it again."""
    many = ("instruments", "levels", "cutoffs", "opens")
    return {name: written.getlist(name) if name in many else written.get(name) for name in LineForm.base_fields}


def _with_minutes(known: Definition) -> str:
    return gettext("%(title)s (%(minutes)d min)") % {"title": known.title, "minutes": known.minutes}


def _key(cutoff: ScreenCutoff) -> str:
    return f"{cutoff.instrument} {cutoff.score} {cutoff.at_least.normalize():f}"


def _cutoffs_of(line: ScheduleLine | None) -> tuple[ScreenCutoff, ...]:
    return line.then.any if line and line.then else ()


def _published(offered: Iterable[Definition]) -> list[ScreenCutoff]:
    return [
        ScreenCutoff(instrument=known.code, score=cutoff.score, at_least=cutoff.value)
        for known in offered
        for cutoff in known.cutoffs
        if cutoff.when == ">=" and cutoff.verified
    ]


def _in_order(chosen: list[str], before: Iterable[str]) -> tuple[str, ...]:
    """What was there stays in its order; what is new comes after it."""
    return tuple(dict.fromkeys((*(code for code in before if code in chosen), *chosen)))


class ExampleForm(forms.Form):
    """Whose next 90 days are shown: somebody made up, or a patient by key for who may see records."""

    level = forms.ChoiceField(label=_("At level"), required=False)
    diagnosis = Whole(-3650, 90, label=_("Diagnosis: in how many days?"), required=False)
    surgery = Whole(-3650, 365, label=_("Operation: in how many days?"), required=False)
    treatment = Whole(-3650, 365, label=_("Start of treatment: in how many days?"), required=False)
    cycle_days = Whole(1, 120, label=_("Days of a treatment cycle"), required=False)
    key = forms.CharField(
        label=_("Or a patient of your centre, by key"), max_length=40, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip

    def __init__(self, *args: Any, with_patients: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field_of(self, "level", forms.ChoiceField).choices = _levels()
        if not with_patients:
            del self.fields["key"]

    def preview(self, schedule: Schedule, centre: Centre) -> Preview:
        """Somebody who joins today with these days."""
        given = self.cleaned_data if self.is_bound and self.is_valid() else {}
        days_to = {kind: given.get(kind) for kind in ("diagnosis", "surgery", "treatment")}
        return for_example(
            schedule, today_of(centre), int(given.get("level") or 1),
            {**days_to, "cycle": days_to["treatment"]}, given.get("cycle_days"),
        )  # fmt: skip
