"""What templates need and Django lacks: dates and ages in words, the list of problems, the two charts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django import template
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.forms import BaseForm
from django.forms.formsets import BaseFormSet
from django.template import Context, Engine
from django.template.defaulttags import CsrfTokenNode
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language, get_language_info, gettext, ngettext

from oncocare.foundation import clock
from oncocare.foundation import languages as texts_by_language
from oncocare.foundation.telephone import tel
from oncocare.web.charts import LINE, SPARK, Chart, ChartPoint, Number, Scale, draw
from oncocare.web.forms import say_errors_once
from oncocare.web.unbroken import unbroken
from oncocare.web.weekdays import weekday

register = template.Library()
register.filter("tel", tel)
register.filter("unbroken", unbroken)
register.filter("weekday", weekday)

MINUTE, HOUR, DAY = 60, 3600, 86400


@dataclass(frozen=True, slots=True)
class FormProblem:
    """One line of the list of problems; `target` is the id of the field, or empty."""

    text: str
    target: str


# --- words ------------------------------------------------------------------------------------------


@register.filter
def in_language(texts: Mapping[str, str]) -> str:
    """A text of a data file in the language of the page, else in English."""
    return texts_by_language.in_language(texts, get_language() or "en")


# --- dates, ages, numbers ----------------------------------------------------------------------------


@register.filter
def day(value: date | datetime | None) -> str:
    """A date with its weekday in the reader's language: Sunday 3 May 2026. A moment is shown in the person's zone."""
    return _dated(value, "l", "j F Y", "DATE_FORMAT")


@register.filter
def short_day(value: date | datetime | None) -> str:
    """As `day`, for a table or a list of many: Sun 3 May 2026."""
    return _dated(value, "D", "j M Y", "j b Y")


@register.filter
def moment(value: datetime | None) -> str:
    """A date with its weekday and a time of day in the person's zone: Sunday 3 May 2026, 14:05."""
    return f"{day(value)}, {time_of_day(value)}" if value else ""


@register.filter
def short_moment(value: datetime | None) -> str:
    """As `moment`, for a table or a list of many: Sun 3 May 2026, 14:05."""
    return f"{short_day(value)}, {time_of_day(value)}" if value else ""


@register.filter
def near_day(value: date | datetime | None, today: date | datetime) -> str:
    """As `short_day`, for a column of days: Sun 3 May, with its year where it is not the year of `today`."""
    if not value or _date(value).year != _date(today).year:
        return short_day(value)
    return _dated(value, "D", "j M", "j b")


@register.filter
def deadline(value: datetime | None, now: datetime) -> str:
    """A moment by which something is done, and how far it is from `now`: Mon 4 May 14:05 · in 9 hours, 3 hours past."""
    if not value:
        return ""
    left = _seconds(value, now)
    length = {"length": _length(abs(left), whole_days=False)}
    how_far = gettext("%(length)s past") % length if left > 0 else gettext("in %(length)s") % length
    return f"{near_day(value, now)} {time_of_day(value)} · {how_far}"


def _dated(value: date | datetime | None, weekday: str, english: str, otherwise: str) -> str:
    """English writes the weekday before the date, the others set it off with a comma."""
    if not value:
        return ""
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    if (get_language() or "en").startswith("en"):
        return date_format(value, f"{weekday} {english}")
    said = f"{date_format(value, weekday)}, {date_format(value, otherwise)}"
    return said.lower() if (get_language() or "").startswith("pt") else said  # Django writes both with a capital


@register.filter
def time_of_day(value: datetime) -> str:
    """The time of day in the person's zone: 14:05."""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return date_format(local, "H:i", use_l10n=False)


@register.filter
def age(value: date | datetime | None, now: date | datetime | None = None) -> str:
    """How long since `value` (or until it), in words with one unit: 3 hours. `now` defaults to this moment."""
    if not value:
        return ""
    return _length(abs(_seconds(value, now)), whole_days=not isinstance(value, datetime))


@register.filter
def ago(value: date | datetime | None, now: date | datetime | None = None) -> str:
    """`age` with its direction: 3 hours ago, in 2 days, just now, today."""
    if not value:
        return ""
    seconds, dated = _seconds(value, now), not isinstance(value, datetime)
    if dated and not seconds:
        return gettext("today")
    if not dated and abs(seconds) < MINUTE:
        return gettext("just now")
    length = _length(abs(seconds), whole_days=dated)
    if seconds > 0:
        return gettext("%(length)s ago") % {"length": length}
    return gettext("in %(length)s") % {"length": length}


def _seconds(value: date | datetime, now: date | datetime | None) -> int:
    now = now or clock.now()
    if isinstance(value, datetime) and isinstance(now, datetime):
        return int((now - value).total_seconds())
    return (_date(now) - _date(value)).days * DAY


def _date(value: date | datetime) -> date:
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


def _length(seconds: int, *, whole_days: bool) -> str:
    days = seconds // DAY
    if not whole_days and seconds < HOUR:
        minutes = seconds // MINUTE
        return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
    if not whole_days and seconds < 2 * DAY:
        hours = seconds // HOUR
        return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    if days < 21:
        return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
    if days < 120:
        return ngettext("%(count)d week", "%(count)d weeks", days // 7) % {"count": days // 7}
    if days < 730:
        return ngettext("%(count)d month", "%(count)d months", days // 30) % {"count": days // 30}
    return ngettext("%(count)d year", "%(count)d years", days // 365) % {"count": days // 365}


@register.filter
def plain(value: Number | None) -> str:
    """A number in the reader's language without useless zeros: 12, not 12.00."""
    if value is None:
        return ""
    exact = Decimal(str(value))
    whole = exact == exact.to_integral_value()
    return number_format(exact.quantize(Decimal(1)) if whole else exact.normalize())


# --- forms ----------------------------------------------------------------------------


@register.inclusion_tag("_components/error_summary.html")
def error_summary(*forms: Any) -> dict[str, Any]:
    """The list of problems of forms, formsets or lists of forms, in the order of their fields; nothing without errors.

    Anything that is not a form (a page without one) counts as no error, and one given twice is listed once.
    """
    return {"problems": [problem for form in dict.fromkeys(_forms(forms)) for problem in _problems(form)]}


@register.filter
def has_errors(form: Any) -> bool:
    """Whether the page title starts with the word for error."""
    return any(found.errors for found in _forms([form]))


def _forms(candidates: Iterable[Any]) -> Iterable[BaseForm]:
    for candidate in candidates:
        if isinstance(candidate, BaseForm):
            yield candidate
        elif isinstance(candidate, BaseFormSet):
            yield from candidate.forms
        elif isinstance(candidate, list):
            yield from candidate


def _problems(form: BaseForm) -> Iterable[FormProblem]:
    say_errors_once(form)
    yield from (FormProblem(str(text), "") for text in form.non_field_errors())
    for field in form:
        target = "" if field.is_hidden else getattr(field, "target", field.auto_id)
        yield from (FormProblem(str(text), target) for text in getattr(field, "problems", field.errors))


@register.simple_tag(takes_context=True)
def csrf_token(context: Context) -> SafeString:
    """Django's own tag, and after it whatever every form of this reader carries: `request.carried`, by name."""
    carried: dict[str, str] = getattr(context.get("request"), "carried", {})
    fields = format_html_join("", '<input type="hidden" name="{}" value="{}">', carried.items())
    return mark_safe(CsrfTokenNode().render(context) + fields)  # noqa: S308 -- both are made safe where they are made


@register.simple_tag(takes_context=True)
def languages(context: Context) -> list[tuple[str, str]]:
    """The languages in which this page can be read (`request.languages`, else the site's), each with its own name."""
    offered: list[tuple[str, str]] = getattr(context.get("request"), "languages", settings.LANGUAGES)
    return [(code, own_name(code)) for code, _name in offered]


@register.filter
@cache
def own_name(language: str) -> str:
    """What a language calls itself: Español."""
    return str(capfirst(get_language_info(language)["name_local"]))


# --- charts ----------------------------------------------------------------------------


@register.inclusion_tag("_components/chart_line.html")
def chart_line(
    readings: Iterable[Any],
    title: str,
    low: Number,
    high: Number,
    cutoff: Number | None = None,
    band: tuple[Number, Number] | None = None,
    id: str = "chart",  # noqa: A002 - the name of the attribute
    sentence: str = "",
    cutoff_words: str = "",
) -> dict[str, Any]:
    """A line chart, one sentence that says the same, and the numbers as a table.

    `readings` are objects or pairs with a day and a value (None where answers make no score); `id` is unique on the
    page; `sentence` replaces that about the first and the latest value, `cutoff_words` that about the cut-off.
    """
    rows = _readings(readings)
    chart = draw(rows, Scale(low, high, cutoff, band), LINE)
    said = {"sentence": sentence or _sentence(chart), "cutoff_words": cutoff_words}
    return {"chart": chart, "rows": rows, "title": title, "id": id, **said}


@register.inclusion_tag("_components/sparkline.html")
def sparkline(
    readings: Iterable[Any], title: str, low: Number, high: Number, cutoff: Number | None = None
) -> dict[str, Any]:
    """A chart as small as a word, for tables; its accessible name says the title and the same sentence."""
    chart = draw(_readings(readings), Scale(low, high, cutoff), SPARK)
    return {"chart": chart, "title": title, "sentence": _sentence(chart)}


def _readings(given: Iterable[Any]) -> list[ChartPoint]:
    rows = [ChartPoint(row[0], row[1]) if isinstance(row, tuple) else ChartPoint(row.day, row.value) for row in given]
    return sorted(rows, key=lambda row: row.day)


def _sentence(chart: Chart) -> str:
    sentence = _first_and_latest(chart)
    if missing := len(chart.gaps):
        lost = ngettext("Once no score could be computed.", "%(count)d times no score could be computed.", missing)
        sentence += " " + lost % {"count": missing}
    return sentence


def _first_and_latest(chart: Chart) -> str:
    if chart.last is None:
        return gettext("There are no scores yet.")
    latest = {"latest": plain(chart.last.value), "when": day(chart.last.day), "most": plain(chart.ceiling.value)}
    if len(chart.points) == 1:
        return gettext("The only score so far is %(latest)s of %(most)s, on %(when)s.") % latest
    start = {"first": plain(chart.points[0].value), "then": day(chart.points[0].day)}
    sentence = gettext("The first score was %(first)s of %(most)s, on %(then)s. The latest is %(latest)s, on %(when)s.")
    return sentence % {**start, **latest}


# --- components that hold markup ----------------------------------------------------------------------------
#
# {% notice "problem" title=title %} … {% endnotice %}: what stands between is plain Django. Each says in its template
# what it is for, and the page of components shows it. A component that holds no markup is an include.


@register.simple_block_tag(takes_context=True)
def notice(
    context: Context,
    content: str,
    kind: str = "",
    *,
    title: str = "",
    id: str = "",  # noqa: A002 - the name of the attribute
    role: str = "",
) -> SafeString:
    """A banner: good, important, problem, or nothing for plain news."""
    return _component(context, "notice", content, kind=kind, title=title, id=id, role=role)


@register.simple_block_tag(takes_context=True)
def nothing(context: Context, content: str, *, text: str = "") -> SafeString:
    """A place with nothing in it says so, and perhaps why."""
    return _component(context, "nothing", content, text=text)


@register.simple_block_tag(takes_context=True)
def tag(context: Context, content: str, kind: str = "") -> SafeString:
    """A word in a box: good, notice, warning, urgent, info, or nothing for a plain one."""
    return _component(context, "tag", content, kind=kind)


@register.simple_block_tag(takes_context=True)
def table(
    context: Context,
    content: str,
    caption: str,
    *,
    id: str = "",  # noqa: A002 - the name of the attribute
    dense: bool = False,
    stack: bool = True,
    quiet: bool = False,
) -> SafeString:
    """A table around its own thead and tbody."""
    return _component(context, "table", content, caption=caption, id=id, dense=dense, stack=stack, quiet=quiet)


@register.simple_block_tag(takes_context=True)
def details(context: Context, content: str, title: str, *things: Any, open: Any = False) -> SafeString:  # noqa: A002
    """What unfolds when its title is pressed; `things` are what it is about, where a page has more of this title."""
    return _component(context, "details", content, title=title, things=", ".join(map(str, things)), open=open)


@register.simple_block_tag
def about(content: str, *things: Any) -> SafeString:
    """The words of a link or button, and after them, unseen, what it is about, where many on a page say the same."""
    unseen = ", ".join(map(str, things))
    return format_html('{}<span class="nhsuk-u-visually-hidden">: {}</span>', mark_safe(content.strip()), unseen)  # noqa: S308


def _component(context: Context, name: str, content: str, **parts: Any) -> SafeString:
    """What a component writes around the markup in it; no white space at its ends, where a full stop may follow."""
    template = Engine.get_default().get_template(f"_components/{name}.html")
    inner = mark_safe(content.strip())  # noqa: S308 - the template between the tags has escaped it
    return mark_safe(template.render(context.new({**parts, "content": inner})).strip())  # noqa: S308 - as above


# --- for pages that must not fail ----------------------------------------------------------------------------


@register.simple_tag
def asset(path: str) -> str:
    """The address of a static file; its plain address where the list of hashed names is missing or broken."""
    try:
        return _address_of(path)
    except (ValueError, OSError):  # a page without its style is better than no page
        return f"{settings.STATIC_URL}{path}"


@cache
def _address_of(path: str) -> str:
    """It stays the same as long as this process lives."""
    return staticfiles_storage.url(path)


@register.filter
def inline_svg(drawing: str) -> SafeString:
    """A drawing made by our own server, without its XML header. Never for text that a person wrote."""
    return mark_safe(drawing[max(drawing.find("<svg"), 0) :])  # noqa: S308
