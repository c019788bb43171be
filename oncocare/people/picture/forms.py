"""A clinical picture as a form: the person says one topic at a time, their team reads and corrects all on one page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from oncocare.people.days import today_of
from oncocare.people.models import Patient, PictureEntry
from oncocare.people.picture.actions import CHANGED_MEANWHILE
from oncocare.people.picture.choices import UNSAID, UNSAID_TO_STAFF
from oncocare.people.picture.contradictions import before_birth, contradictions
from oncocare.people.picture.details import (
    DETAILS,
    EARLIEST,
    LONGEST_WORDS,
    MOST_TREATMENTS,
    BadDetail,
    Detail,
    DetailKind,
    PictureTopic,
    checked,
    too_far,
)
from oncocare.people.picture.selectors import Picture, in_words, isolated, picture_of, said
from oncocare.web.forms import DateParts, leave_unmarked

if TYPE_CHECKING:
    from django.http import QueryDict
    from django_stubs_ext import StrOrPromise

MOST_RADIOS = 8  # a longer list is one to choose from, or a phone scrolls for ever
EMPTY_ROWS = 2  # for treatments that are not there yet; more come once these are saved
WHY = _("Or skip this question")
NOT_SAID = _("Not said")
MEANT = "meant"
CHECK_OR_TICK = _("Please check it, or tick “I mean this” at the end.")
CHECK_MONTHS = _("Please check the months. Write them like 3/2026, and none that ends before it begins.")


class MonthParts(DateParts):
    """A date of which month and year are enough; without a day it is the first of the month."""

    def value_from_datadict(  # type: ignore[override]  # -- as for DateParts
        self, data: Any, files: Any, name: str
    ) -> str:
        """As the parts say, on the first where there is no day."""
        written: str = super().value_from_datadict(data, files, name)
        return f"{written}1" if written.endswith("-") and written.count("-") == 2 else written


class TreatmentRow(forms.Form):
    """One treatment, with the month it began and the month it ended."""

    began = forms.CharField(label=_("From (month/year)"), required=False)
    ended = forms.CharField(label=_("Until (month/year)"), required=False)

    def __init__(self, *args: Any, options: Mapping[str, StrOrPromise], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [("", ""), *options.items()]
        self.fields["kind"] = forms.ChoiceField(label=_("Treatment"), choices=kinds, required=False)
        self.order_fields(["kind"])
        leave_unmarked(*self.fields.values())


class Treatments(forms.Widget):
    """Rows of a treatment, the month it began and the month it ended; as many as there are, and two empty ones."""

    template_name = "people/picture/treatments.html"
    use_fieldset = True

    def __init__(self, options: Mapping[str, StrOrPromise]) -> None:
        super().__init__()
        self.options = options

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Django's context, with a form for each row."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        rows = [*(value or []), *({} for _empty in range(EMPTY_ROWS))][:MOST_TREATMENTS]
        context["widget"]["rows"] = [self._row(name, number, initial=row) for number, row in enumerate(rows)]
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, str]]:
        """The rows in which anything was written."""
        rows = [self._row(name, number, data) for number in range(MOST_TREATMENTS)]
        written = [{part: str(row[part].data or "").strip() for part in row.fields} for row in rows]
        return [row for row in written if any(row.values())]

    def _row(self, name: str, number: int, data: Any = None, initial: Any = None) -> TreatmentRow:
        return TreatmentRow(data, prefix=f"{name}_{number}", initial=initial, options=self.options)

    def id_for_label(self, id_: str) -> str:
        """The first thing of the group that takes focus."""
        return f"{id_}_0-kind"


class Radios(forms.RadioSelect):
    """Radios of which none is chosen while nothing is known, also where one of them stands for nothing said."""

    def format_value(self, value: Any) -> Any:
        """What is chosen."""
        return [] if value is None else super().format_value(value)


class TreatmentsField(forms.Field):
    """Treatments as `details.checked` keeps them."""

    def __init__(self, detail: Detail) -> None:
        self.detail = detail
        super().__init__(
            label=detail.label, required=False, widget=Treatments(detail.options or {}),
            help_text=_("Month and year are enough. Leave the end empty for one that goes on."),
        )  # fmt: skip

    def clean(self, value: Any) -> Any:
        """The rows, each with its kind and months as YYYY-MM."""
        for row in value or []:
            if not row["kind"]:
                raise ValidationError(_("Choose which treatment it is, for each row with a month."))
        try:
            return checked(self.detail, value, date.max)
        except BadDetail as bad:
            raise ValidationError(CHECK_MONTHS) from bad


class PictureForm(forms.Form):
    """The details of these topics, prefilled with what is known, and for each topic a reason to say nothing.

    `own`: the person fills it in, and each topic wants an answer or a reason. `said` and `reasons` are what
    `keep_picture` is given: what this writer changed of what the page showed, and nothing else.
    """

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, data: Any = None, *, patient: Patient, picture: Picture, topics: Iterable[PictureTopic], own: bool
    ) -> None:
        self.patient, self.picture, self.topics, self.own = patient, picture, tuple(topics), own
        self.shown = picture
        self.names = [detail.name for topic in self.topics for detail in topic.details]
        super().__init__(data, initial=self._initial())
        for topic in self.topics:
            for detail in topic.details:
                self.fields[detail.name] = _field(detail, own=own)
            self.fields[_why(topic)] = _reason(own=own, given=bool(_known_reason(picture, topic)))
        leave_unmarked(*self.fields.values())

    def _initial(self) -> dict[str, Any]:
        known = {name: self.picture.value(name) for name in self.names}
        days = [name for name in self.names if DETAILS[name].kind is DetailKind.DAY and known[name]]
        as_days = {name: date.fromisoformat(known[name]) for name in days}
        reasons = {_why(topic): _known_reason(self.picture, topic) for topic in self.topics}
        return {"seen": self.picture.newest(self.names), **known, **as_days, **reasons}

    def clean(self) -> dict[str, Any]:
        """Days within a life; of a person for each topic an answer or a reason; nothing that came in meanwhile; and
        what seldom goes together only where it is meant.
        """
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in self.names:
            if DETAILS[name].kind is DetailKind.DAY and (value := cleaned.get(name)):
                self._check_day(DETAILS[name], value)
        seen = cleaned.get("seen")
        if seen is not None and self.picture.since(self.names, seen):
            self.shown = picture_of(self.patient, until=seen)
        left_out = self.topics if self.own and not self.errors else ()
        for topic in [one for one in left_out if not self._answered(one) and not self._was_answered(one)]:
            self.add_error(_why(topic), self._unsaid(topic))
        for check in (self._check_birth, self._check_meanwhile, self._check_meant):
            if not self.errors:
                check()
        return cleaned

    def _unsaid(self, topic: PictureTopic) -> str:
        """What is missing; where several topics are asked, of which."""
        said = _("Please answer, or choose a reason below. Every reason is fine.")
        return f"{topic.question} {said}" if len(self.topics) > 1 else str(said)

    def _answered(self, topic: PictureTopic) -> bool:
        return any(self.cleaned_data.get(name) for name in (*(one.name for one in topic.details), _why(topic)))

    def _was_answered(self, topic: PictureTopic) -> bool:
        """Whether there is something that an empty page takes back."""
        return any(self.shown.value(one.name) or self.shown.unsaid(one.name) for one in topic.details)

    def _check_day(self, detail: Detail, value: date) -> None:
        today, said = today_of(self.patient), {"label": detail.label}
        if value < EARLIEST:
            self.add_error(detail.name, _("%(label)s: please check the year.") % said)
        elif not detail.planned and value > today:
            self.add_error(detail.name, _("%(label)s: this day is still to come. Please check the date.") % said)
        elif too_far(value, today):
            self.add_error(detail.name, _("%(label)s: this day is more than two years ahead. Please check it.") % said)

    def _check_birth(self) -> None:
        for name in before_birth(self._kept, self.patient.born_on):
            said = {"label": DETAILS[name].label}
            self.add_error(name, _("%(label)s: this is before the date of birth. Please check the date.") % said)

    def _check_meanwhile(self) -> None:
        """Where somebody else changed what this writer changed, it is asked; all else takes what came in."""
        seen = self.cleaned_data["seen"]
        since = self.picture.since(self.names, seen) if seen is not None else []
        collided = [entry for entry in since if entry.detail in {**self.said, **self.reasons}]
        if collided:
            known = "; ".join(f"{DETAILS[one.detail].label}: {isolated(str(self._now(one)))}" for one in collided)
            again = cast("QueryDict", self.data).copy()
            for entry in since:
                if entry not in collided:
                    _write(again, DETAILS[entry.detail], said(entry))
            for topic in self.topics:
                if self.cleaned_data[_why(topic)] == _known_reason(self.shown, topic):
                    again[_why(topic)] = _known_reason(self.picture, topic)
            again["seen"] = str(self.picture.newest(self.names))
            self.add_error(None, [CHANGED_MEANWHILE, _("It now says: %(known)s.") % {"known": known}])
            self.data = again

    def _now(self, entry: PictureEntry) -> StrOrPromise:
        unsaid = UNSAID if self.own else UNSAID_TO_STAFF
        return in_words(DETAILS[entry.detail], said(entry)) or unsaid.get(entry.unsaid, "–")

    def _check_meant(self) -> None:
        """What seldom goes together, and came about by what was written here, is asked once more."""
        changed = self.said
        whole = {name: self.picture.value(name) for name in DETAILS} | changed | dict.fromkeys(self.reasons)
        found = [
            (one, here) for one in contradictions(whole) if (here := [name for name in one.details if name in changed])
        ]
        if found:
            self.fields[MEANT] = forms.BooleanField(label=_("I mean this"), required=False)
        if found and not self.data.get(self.add_prefix(MEANT)):
            for one, here in found:
                self.add_error(here[0], f"{one.words} {CHECK_OR_TICK}")

    @property
    def _kept(self) -> dict[str, Any]:
        """What stands in each detail, as it is kept."""
        today = today_of(self.patient)
        return {name: checked(DETAILS[name], self.cleaned_data[name], today) for name in self.names}

    @property
    def said(self) -> dict[str, Any]:
        """What this writer changed, where it is not passed over; None for what was taken back, a reason included."""
        kept = self._kept
        changed = {
            detail.name: kept[detail.name]
            for topic in self.topics
            if not self._reason_of(topic)
            for detail in topic.details
            if kept[detail.name] != self.shown.value(detail.name) or self._reason_gone(topic, detail)
        }
        return {name: value for name, value in changed.items() if not self._stands(name, value)}

    def _stands(self, name: str, value: Any) -> bool:
        """Whether somebody else has said the same meanwhile."""
        return bool(self.picture.value(name) == value and not self.picture.unsaid(name))

    @property
    def reasons(self) -> dict[str, str]:
        """Why nothing is said, for each detail that this writer passed over."""
        passed_over = ((topic, self._reason_of(topic)) for topic in self.topics)
        reasons = {detail.name: why for topic, why in passed_over if why for detail in topic.details}
        return {name: why for name, why in reasons.items() if why != self.picture.unsaid(name)}

    def _reason_of(self, topic: PictureTopic) -> str:
        """What was chosen last counts: a reason that stood there already gives way to an answer, a new one does not."""
        why: str = self.cleaned_data[_why(topic)]
        return why if why != _known_reason(self.shown, topic) else ""

    def _reason_gone(self, topic: PictureTopic, detail: Detail) -> bool:
        gone = _known_reason(self.shown, topic) and not self.cleaned_data[_why(topic)]
        return bool(gone and self.shown.unsaid(detail.name))

    def asked_again(self) -> Iterable[BoundField]:
        """The tick by which whoever writes says that they mean it, where that is asked."""
        return [self[MEANT]] if MEANT in self.fields else []

    def parts(self) -> Iterable[tuple[PictureTopic, list[BoundField]]]:
        """Each topic with its fields, the reason last."""
        for topic in self.topics:
            yield topic, [self[name] for name in (*(detail.name for detail in topic.details), _why(topic))]


def _why(topic: PictureTopic) -> str:
    return f"why_{topic.name}"


def _known_reason(picture: Picture, topic: PictureTopic) -> str:
    reasons = {picture.unsaid(detail.name) for detail in topic.details}
    return reasons.pop() if len(reasons) == 1 else ""


def _write(data: QueryDict, detail: Detail, value: Any) -> None:
    """Write what is known of a detail where the page would have sent it."""
    name = detail.name
    match detail.kind:
        case DetailKind.DAY:
            parts = zip(DateParts.parts, DateParts().decompress(value), strict=True)
            for (part, _label, _size), written in parts:
                data[f"{name}_{part}"] = str(written)
        case DetailKind.TREATMENTS:
            for number in range(MOST_TREATMENTS):
                row = value[number] if value and number < len(value) else {}
                for part in ("kind", "began", "ended"):
                    data[f"{name}_{number}-{part}"] = row.get(part, "")
        case DetailKind.CHOICES:
            data.setlist(name, value or [])
        case _:
            data[name] = "" if value is None else str(value)


def _reason(*, own: bool, given: bool) -> forms.ChoiceField:
    if own:
        offered = [*UNSAID.items(), *([("", NOT_SAID)] if given else [])]
        return forms.ChoiceField(label=WHY, choices=offered, required=False, widget=Radios)
    choices = [("", _("Nothing to note")), *UNSAID_TO_STAFF.items()]
    return forms.ChoiceField(label=_("If nothing is said"), choices=choices, required=False)


def _field(detail: Detail, *, own: bool) -> forms.Field:
    return _FIELDS[detail.kind](detail, own)


def _choice(detail: Detail, own: bool) -> forms.Field:
    options = list((detail.options or {}).items())
    if own and len(options) <= MOST_RADIOS:
        return forms.ChoiceField(
            label=detail.label, choices=[*options, ("", NOT_SAID)], required=False, widget=Radios
        )  # fmt: skip
    return forms.ChoiceField(label=detail.label, choices=[("", NOT_SAID), *options], required=False)


def _choices(detail: Detail, own: bool) -> forms.Field:
    options = list((detail.options or {}).items())
    return forms.MultipleChoiceField(
        label=detail.label, choices=options, required=False, widget=forms.CheckboxSelectMultiple
    )


def _day(detail: Detail, own: bool) -> forms.Field:
    return forms.DateField(
        label=detail.label, required=False, widget=MonthParts,
        help_text=_("If you leave out the day, we take the first of the month."),
    )  # fmt: skip


def _number(detail: Detail, own: bool) -> forms.Field:
    return forms.IntegerField(
        label=detail.label, required=False, min_value=detail.low, max_value=detail.high,
        help_text=_("For example 21. Leave it empty if there are no rounds."),
    )  # fmt: skip


def _words(detail: Detail, own: bool) -> forms.Field:
    return forms.CharField(label=detail.label, max_length=LONGEST_WORDS, required=False)


def _treatments(detail: Detail, own: bool) -> forms.Field:
    return TreatmentsField(detail)


_FIELDS = {
    DetailKind.CHOICE: _choice,
    DetailKind.CHOICES: _choices,
    DetailKind.DAY: _day,
    DetailKind.NUMBER: _number,
    DetailKind.WORDS: _words,
    DetailKind.TREATMENTS: _treatments,
}
