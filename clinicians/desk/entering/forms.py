"""The forms of entering: which paper it is, and all of its answers."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinicians.desk.entering.selectors import PaperSheet
from clinicians.desk.entering.sitting import Sitting
from oncocare.people.days import today_of
from oncocare.people.models import Patient
from oncocare.web.forms import DayField, field_of, leave_unmarked
from questionnaires.answering.day_on_paper import check_day_on_paper
from questionnaires.instruments.catalogue import catalogue
from questionnaires.instruments.definition import InstrumentText, Item
from questionnaires.models import Assignment

LONG_PAST = timedelta(days=14)  # a paper that somebody filled in while they waited to come into care is no slip
OTHER = "other"  # the choice of none of the open sets; also of a language that no wording here has


class ChooseForm(forms.Form):
    """Which paper: an open set of questions, other questionnaires, or both; and the day that stands on it."""

    what = forms.ChoiceField(
        label=gettext_lazy("What is on the paper?"),
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), gettext_lazy("Choose what is on the paper.")),
    )
    instruments = forms.MultipleChoiceField(
        label=gettext_lazy("Other questionnaires"), required=False, widget=forms.CheckboxSelectMultiple
    )
    day = DayField(label=gettext_lazy("The day on the paper"))
    meant = forms.BooleanField(label=gettext_lazy("Yes, the paper is from that day"), required=False)
    twice = forms.BooleanField(label=gettext_lazy("I enter everything twice, to find slips"), required=False)

    def __init__(
        self, *args: Any, patient: Patient, sets: Sequence[tuple[str, str]], asked: Sequence[Assignment],
        language: str = "", **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.patient, self.asked, self.language, self.has_sets = patient, asked, language, bool(sets)
        self.is_old = False
        field_of(self, "what", forms.ChoiceField).choices = [
            *sets,
            (OTHER, _("Only what I choose under “Other questionnaires”")),
        ]
        self.fields["what"].initial = sets[0][0] if sets else OTHER
        if not sets:
            self.fields["what"].widget = forms.HiddenInput()
        known = sorted(catalogue().values(), key=lambda one: one.title.casefold())
        field_of(self, "instruments", forms.MultipleChoiceField).choices = [(one.code, one.title) for one in known]
        self.fields["day"].initial = today_of(patient)
        leave_unmarked(self.fields["instruments"])

    def clean_day(self) -> Any:
        """A day that somebody can have answered on."""
        day = self.cleaned_data["day"]
        check_day_on_paper(day, born_on=self.patient.born_on, today=today_of(self.patient))
        return day

    def clean(self) -> None:
        """Something is on the paper, and a day long past is meant."""
        day, latest = self.cleaned_data.get("day"), min(self.patient.joined_on, today_of(self.patient) - LONG_PAST)
        self.is_old = day is not None and day < latest
        if self.is_old and not self.cleaned_data.get("meant"):  # it may be a slip, and would begin the course
            self.add_error("day", _("That was before this person came into care here. Check the year, or tick below."))
        if self.cleaned_data.get("what") == OTHER and not self.cleaned_data.get("instruments"):
            self.add_error("instruments", _("Choose at least one questionnaire."))

    def sitting(self) -> Sitting:
        """What is typed now."""
        given = self.cleaned_data
        chosen = {row.instrument: str(row.pk) for row in self.asked if str(row.bundle) == given["what"]}
        still_open = {row.instrument: str(row.pk) for row in self.asked}
        others = {code: still_open.get(code, "") for code in given["instruments"]}
        return Sitting({**chosen, **others}, given["day"], uuid.uuid4(), given["twice"], self.language)


class CodeField(forms.CharField):
    """The code of one answer; empty for none."""

    def __init__(self, key: str, item: Item, text: InstrumentText | None) -> None:
        codes = sorted(item.codes)
        width = "nhsuk-input--width-2" if len(str(codes[-1])) < 3 else "nhsuk-input--width-3"
        words = text.items.get(key, "") if text else ""
        super().__init__(
            label=(f"{key}. {words}" if key.isdigit() else words or key) if words else key,
            required=False,
            help_text=_options(key, codes, text),
            widget=forms.TextInput(
                attrs={
                    "inputmode": "numeric", "autocomplete": "off", "class": width,
                    "data-codes": " ".join(map(str, codes)),
                }
            ),
        )  # fmt: skip
        self.item = item
        leave_unmarked(self)

    def clean(self, value: Any) -> int | None:
        """One of the codes of the item."""
        typed = super().clean(value)
        if not typed:
            return None
        number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= 4 else None
        if number not in self.item.codes:
            raise forms.ValidationError(
                _("Question %(item)s: “%(typed)s” is no answer here. Write one of these: %(codes)s.") % {
                    "item": self.item.key, "typed": typed[:20], "codes": self.item.allowed.replace(" to ", "–"),
                }
            )  # fmt: skip
        return number


def _options(key: str, codes: Sequence[int], text: InstrumentText | None) -> str:
    """The codes with their words where the form prints words; else from where to where they go."""
    labels = text.options_of(key) if text and key in text.items else {}
    if any(words != str(code) for code, words in labels.items()) and len(labels) <= 11:
        return format_html_join(" · ", "<strong>{}</strong> {}", (pair for pair in labels.items()))
    return format_html("{}–{}", codes[0], codes[-1])


class EntryForm(forms.Form):
    """Every answer of a paper, each a field named by its questionnaire and item."""

    data: Any  # a copy of what was sent, out of which goes what has to be typed or ticked once more
    language = forms.ChoiceField(
        label=gettext_lazy("The language of the paper"),
        error_messages={"required": gettext_lazy("Choose the language of the paper.")},
    )
    blank = forms.BooleanField(required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        sheets: Sequence[PaperSheet],
        sitting: Sitting,
        languages: Sequence[tuple[str, str]],
        language: str,
        differing: Mapping[str, tuple[str, str]] | None = None,
    ) -> None:
        super().__init__(data.copy() if data is not None else None)
        self.sheets, self.sitting, self.differing = sheets, sitting, differing or {}
        self.left_empty: list[str] = []
        offered = [*languages, (OTHER, _("Another language"))]
        usual = all(sheet.worded for sheet in sheets)
        field_of(self, "language", forms.ChoiceField).choices = offered if usual else [("", _("Choose")), *offered]
        self.fields["language"].initial = language if usual else ""
        for sheet in sheets:
            for key in sheet.applying({}):
                self.fields[_name(sheet, key)] = CodeField(key, sheet.known.items[key], sheet.text)
            self.fields[_out(sheet)] = forms.BooleanField(
                label=_("%(title)s is not on this paper: it stays open") % {"title": sheet.known.title}, required=False
            )
        self.codes = [_name(sheet, key) for sheet in sheets for key in sheet.applying({})]
        if data is None and all(sheet.worded and not sheet.latest and not sheet.begun for sheet in sheets):
            self.fields[self.codes[0]].widget.attrs["autofocus"] = True
        for name in self.differing:
            self.data[name] = ""
        self.order_fields([*self.codes, "language", "blank"])

    @property
    def groups(self) -> Iterator[tuple[PaperSheet, list[Any]]]:
        """The fields by questionnaire, as a page shows them."""
        for sheet in self.sheets:
            yield sheet, [self[_name(sheet, key)] for key in sheet.applying({})]

    @property
    def empty(self) -> str:
        """The fields that were left empty, as the page that asks about them says them back."""
        return " ".join(self.left_empty)

    @property
    def typed(self) -> dict[str, str]:
        """What was typed, by field; without what is not on the paper."""
        return {
            name: "" if (code := self.cleaned_data.get(name)) is None else str(code)
            for sheet in self.on_paper
            for name in [_name(sheet, key) for key in sheet.applying({})]
        }

    @property
    def on_paper(self) -> list[PaperSheet]:
        """Those of the questionnaires that are on the paper."""
        return [sheet for sheet in self.sheets if not self._is_out(sheet)]

    @property
    def missing(self) -> list[Any]:
        """Where a whole questionnaire was left empty beside another: the tick that says that it is not on the paper."""
        filled = [sheet for sheet in self.sheets if self._given(sheet)] if self.left_empty else []
        return [self[_out(sheet)] for sheet in self.sheets if sheet not in filled] if filled else []

    def _is_out(self, sheet: PaperSheet) -> bool:
        return bool(self.cleaned_data.get(_out(sheet))) and not self._given(sheet)

    def clean(self) -> None:
        """What both entries say alike; and nothing was left empty by a slip."""
        for name, (first, second) in self.differing.items():
            said = {"first": first or _("nothing"), "second": second or _("nothing")}
            self.add_error(
                name, _("First you typed %(first)s, then %(second)s. Type once more what stands on the paper.") % said
            )
        if not self.errors:
            self._check_empty()

    def _check_empty(self) -> None:
        if not self.on_paper:
            self.add_error(None, _("Nothing was typed. Type what stands on the paper, or go back without saving."))
        for sheet in self.on_paper:
            for key in _unsaid(sheet, self._given(sheet)):
                if not sheet.known.may_skip_item(key):
                    self.add_error(_name(sheet, key), NEEDED)
                elif self.sitting.first.get(_name(sheet, key)) != "":  # else it was left blank twice
                    self.left_empty.append(_name(sheet, key))
        seen = str(self.data.get("empty", "")).split()
        if self.left_empty and not (self.cleaned_data.get("blank") and set(self.left_empty) <= set(seen)):
            self.data.pop("blank", None)
            self.add_error("blank", _("Fill in what is on the paper, or tick that these were left blank on it."))
        self["blank"].label = _("Left blank on the paper: %(items)s") % {"items": self._in_words()}

    def _in_words(self) -> str:
        parts = [
            f"{sheet.known.title} {', '.join(keys)}"
            for sheet in self.sheets
            if (keys := [key for key in sheet.known.items if _name(sheet, key) in self.left_empty])
        ]
        return "; ".join(parts)

    def _given(self, sheet: PaperSheet) -> dict[str, int]:
        codes = {key: self.cleaned_data.get(_name(sheet, key)) for key in sheet.applying({})}
        return {key: code for key, code in codes.items() if code is not None}

    def answers(self, sheet: PaperSheet) -> dict[str, int | None]:
        """The answers as they are stored: with those left blank, without those that nobody had to fill in."""
        given = self._given(sheet)
        return {**given, **dict.fromkeys(_unsaid(sheet, given))}


NEEDED = gettext_lazy(
    "This answer is needed: the questionnaire cannot be stored with a gap. Ask the person, or go back and leave this "
    "questionnaire out."
)


def _name(sheet: PaperSheet, key: str) -> str:
    return f"{sheet.known.code}-{key}"


def _out(sheet: PaperSheet) -> str:
    return f"{sheet.known.code}-out"


def _unsaid(sheet: PaperSheet, given: Mapping[str, int]) -> list[str]:
    """The items that somebody left out: all that apply and have no answer, but not those that nobody has to answer."""
    worrying = sheet.known.worrying_items
    applying = [key for key in sheet.applying(given) if key not in given]
    return [key for key in applying if not given or not sheet.known.items[key].optional or key in worrying]
