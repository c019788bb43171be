"""How every Django form looks: one renderer, used through `FORM_RENDERER`.

`{{ form }}` and `{{ form.field.as_field_group }}` come out as tested components: the label or legend first, then the
hint, then the error, then the field, all tied together for a screen reader. The browser's own checks stay off
(`novalidate`, no `required`): its bubbles are not read out reliably and vanish.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, MaxLengthValidator
from django.forms.boundfield import BoundField
from django.forms.renderers import DjangoTemplates
from django.template.backends.django import DjangoTemplates as Engine
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

FOLDERS = (Path(__file__).resolve().parents[2] / "templates", Path(forms.__file__).parent / "templates")

# The class of each kind of field; a widget's own class is kept beside it. Radios and ticks are drawn by templates.
CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.Textarea, "nhsuk-textarea"),
    (forms.SelectMultiple, "nhsuk-select"),
    (forms.CheckboxSelectMultiple, ""),
    (forms.RadioSelect, ""),
    (forms.Select, "nhsuk-select"),
    (forms.CheckboxInput, "nhsuk-checkboxes__input"),
    (forms.FileInput, "nhsuk-file-upload"),
    (forms.widgets.Input, "nhsuk-input"),
)


class DrawnField(forms.Field):
    """What drawing a field looks for on it, where it is there. A type only; nobody makes one."""

    mark_optional: bool
    option_hints: Mapping[Any, StrOrPromise]


class SharedForm(forms.BaseForm):
    """A form whose fields stand apart from the `<form>` that sends them, by its id. A type only; nobody makes one."""

    sent_by: str


class ListedForm(forms.BaseForm):
    """A form whose errors stand in the list at the top of the page. A type only; nobody makes one."""

    summary_shown: bool


FieldKind = TypeVar("FieldKind", bound=forms.Field)


def field_of(form: forms.BaseForm, name: str, kind: type[FieldKind]) -> FieldKind:
    """A field of this form, as the kind of field that its class declares."""
    field = form.fields[name]
    if not isinstance(field, kind):
        raise TypeError(f"{name} of {type(form).__name__} is no {kind.__name__}.")
    return field


def leave_unmarked(*fields: forms.Field) -> None:
    """Their labels do not say that they are optional."""
    for field in fields:
        cast("DrawnField", field).mark_optional = False


def hint_options(field: forms.ChoiceField, hints: Mapping[Any, StrOrPromise]) -> None:
    """A line under some of its choices, by value."""
    cast("DrawnField", field).option_hints = hints


def say_errors_once(form: forms.BaseForm) -> None:
    """Its errors are listed on this page: its own template does not repeat them."""
    cast("ListedForm", form).summary_shown = True


def words_of_choices(field: forms.ChoiceField) -> dict[Any, StrOrPromise]:
    """What each value of a field is called whose choices stand in no groups."""
    return dict(cast("Iterable[tuple[Any, StrOrPromise]]", field.choices))


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a radio or tick group, ready to be drawn."""

    id: str
    name: str
    value: str
    label: str
    checked: bool
    hint: str
    disabled: bool
    sent_by: str = ""


class Field(BoundField):
    """A field that knows how it is drawn."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        """Django's attributes, with our class and without the browser's checks and placeholders."""
        widget = widget or self.field.widget
        built: dict[str, Any] = super().build_widget_attrs(attrs, widget)
        built.update(required=False, placeholder=False)
        if sent_by := getattr(self.form, "sent_by", ""):
            built["form"] = sent_by
        if not widget.is_hidden and (known := _class_of(widget)):
            wrong = f" {known}--error" if self.errors else ""
            built["class"] = " ".join(filter(None, [known + wrong, widget.attrs.get("class", "")]))
        return built

    @property
    def kind(self) -> str:
        """Which part of the field template draws it: radios, checkboxes, checkbox, group or input."""
        widget = self.field.widget
        if isinstance(widget, forms.CheckboxSelectMultiple):
            return "checkboxes"
        if isinstance(widget, forms.RadioSelect):
            return "radios"
        if isinstance(widget, forms.CheckboxInput):
            return "checkbox"
        return "group" if self.use_fieldset else "input"

    @property
    def optional(self) -> bool:
        """Whether the label says so; a single tick never does, nor a field with `mark_optional = False`."""
        return not self.field.required and self.kind != "checkbox" and getattr(self.field, "mark_optional", True)

    @property
    def target(self) -> str:
        """The id that a link in the list of problems leads to: the first thing in the field that takes focus."""
        if self.kind in ("radios", "checkboxes"):
            return self.subwidgets[0].data["attrs"].get("id", "") if self.subwidgets else ""
        if isinstance(self.field.widget, forms.MultiWidget):
            return f"{self.auto_id}_0"
        return self.id_for_label or self.auto_id

    @property
    def problems(self) -> list[str]:
        """The texts of its errors. Django's "This field is required." says the question instead: a list of five
        such lines tells nobody where to go.
        """
        return [_text(error, self) for error in self.errors.as_data()]

    @property
    def options(self) -> Iterator[Option]:
        """The choices; a field's `option_hints` (value to text) puts a line under a choice."""
        hints: Mapping[Any, str] = getattr(self.field, "option_hints", {})
        for widget in self.subwidgets:
            data = widget.data
            yield Option(
                id=data["attrs"].get("id", ""),
                name=data["name"],
                value=str(data["value"]),
                label=data["label"],
                checked=data["selected"],
                hint=hints.get(data["value"], hints.get(str(data["value"]), "")),
                disabled=bool(data["attrs"].get("disabled")),
                sent_by=data["attrs"].get("form", ""),
            )


class Renderer(DjangoTemplates):
    """The renderer to name in `FORM_RENDERER`."""

    form_template_name = "web/forms/form.html"
    formset_template_name = "web/forms/formset.html"
    field_template_name = "_components/field.html"
    bound_field_class = Field

    @cached_property
    def engine(self) -> Engine:
        """Our templates first, Django's own widgets behind them."""
        loaders = [("django.template.loaders.cached.Loader", ["oncocare.web.loaders.Lean"])]
        return Engine(
            {"NAME": "oncocare-forms", "DIRS": list(FOLDERS), "APP_DIRS": False, "OPTIONS": {"loaders": loaders}}
        )


class DateParts(forms.MultiWidget):
    """A date a person knows by heart, as day, month and year: three small fields and no calendar to scroll."""

    template_name = "web/forms/date_parts.html"
    use_fieldset = True
    parts = (("day", _("Day"), 2), ("month", _("Month"), 2), ("year", _("Year"), 4))

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({name: forms.TextInput({"inputmode": "numeric"}) for name, _label, _size in self.parts}, attrs)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Django's context, with a label and a width for each part."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        wrong = " nhsuk-input--error" if context["widget"]["attrs"].get("aria-invalid") else ""
        for part, (_name, label, size) in zip(context["widget"]["subwidgets"], self.parts, strict=True):
            part["label"] = label
            part["attrs"]["class"] = f"nhsuk-input nhsuk-date-input__input nhsuk-input--width-{size}{wrong}"
        return context

    def decompress(self, value: Any) -> list[Any]:
        """Split a date, or the text that a person sent, into its three parts."""
        if isinstance(value, date):
            return [value.day, value.month, value.year]
        year, month, day = (str(value).split("-") if value else ["", "", ""])[:3]
        return [day, month, year]

    def value_from_datadict(  # type: ignore[override]  # -- the stub knows lists only; Django takes what the field takes
        self, data: Any, files: Any, name: str
    ) -> str:
        """Join the parts as year-month-day for a DateField to check; empty where nothing was typed."""
        day, month, year = (
            str(part or "").strip().replace("-", "/") for part in super().value_from_datadict(data, files, name)
        )
        return f"{year}-{month}-{day}" if day or month or year else ""


class DayField(forms.DateField):
    """A day, chosen as the browser offers it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), input_formats=["%Y-%m-%d"],
            error_messages={"required": _("Choose a day."), "invalid": _("Write the day like 2026-05-31.")}, **kwargs,
        )  # fmt: skip


def _text(error: ValidationError, field: Field) -> str:
    """In our words where Django speaks in its own, which do not say what to do."""
    said = {"label": field.label, "most": (error.params or {}).get("limit_value", "")}
    if error.message is MaxLengthValidator.message:
        return gettext("%(label)s: this is too long. Please write at most %(most)s letters.") % said
    if error.message == forms.Field.default_error_messages["required"]:
        fill_in, tick = gettext("Please fill in: %(label)s"), gettext("Please tick: %(label)s")
        asks = {"input": fill_in, "group": fill_in, "checkbox": tick}
        return asks.get(field.kind, gettext("Please answer: %(label)s")) % said
    if error.message == forms.DateField.default_error_messages["invalid"]:
        return gettext("Please check the date: %(label)s") % said
    if error.message == EmailValidator.message:
        return gettext("Please check the e-mail address: something is missing in it.")
    if error.message == forms.ChoiceField.default_error_messages["invalid_choice"]:
        return gettext("Please choose again: %(label)s") % said
    return str(next(iter(error)))


def _class_of(widget: forms.Widget) -> str:
    return next((name for kind, name in CLASSES if isinstance(widget, kind)), "")


@contextmanager
def refusals_shown_on(form: forms.BaseForm, *, by_field: bool = False) -> Iterator[None]:
    """What an action inside refuses becomes an error of the form: of its fields, or else of the form as a whole."""
    try:
        yield
    except ValidationError as refused:
        of_all = (error for errors in refused.update_error_dict({}).values() for error in errors)
        form.add_error(None, refused if by_field else list(of_all))
