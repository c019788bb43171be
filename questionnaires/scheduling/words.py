"""The words of a schedule: when a line asks, for how long, and what a screen opens. Pure."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from questionnaires.instruments.catalogue import definition
from questionnaires.instruments.words import instrument_words, name
from questionnaires.scheduling.burden import Overload
from questionnaires.scheduling.schedule import Schedule, ScheduleLine, ScreenCutoff
from questionnaires.scheduling.suicide import AT_LEAST_EVERY, LEVELS, YEAR, AskedAbout

ANCHOR_WORDS = {
    "enrolment": gettext_lazy("joining"),
    "diagnosis": gettext_lazy("the diagnosis"),
    "surgery": gettext_lazy("the operation"),
    "treatment": gettext_lazy("the start of treatment"),
    "cycle": gettext_lazy("the start of each treatment cycle"),
    "level:1": gettext_lazy("entering level 1"),
    "level:2": gettext_lazy("entering level 2"),
    "level:3": gettext_lazy("entering level 3"),
    "level:4": gettext_lazy("entering level 4"),
}


def when_words(line: ScheduleLine) -> str:
    """When a line asks: 14 days after joining, then every 14 days until day 84."""
    anchor = ANCHOR_WORDS[line.anchor]
    days = {"n": abs(line.offset), "anchor": anchor}
    if line.offset == 0:
        first = _("On the day of %(anchor)s") % days
    elif line.offset > 0:
        first = ngettext("%(n)d day after %(anchor)s", "%(n)d days after %(anchor)s", line.offset) % days
    else:
        first = ngettext("%(n)d day before %(anchor)s", "%(n)d days before %(anchor)s", -line.offset) % days
    repeat = _("then every %(n)d days") % {"n": line.every} if line.every else ""
    return ", ".join(filter(None, (first, " ".join(filter(None, (repeat, _end_words(line)))))))


def _end_words(line: ScheduleLine) -> str:
    if line.until:
        return _("until day %(n)d") % {"n": line.until}
    if line.times:
        return ngettext("%(n)d time in all", "%(n)d times in all", line.times) % {"n": line.times}
    return ""


def window_words(line: ScheduleLine) -> str:
    """For how long a line can be answered."""
    due = ngettext("Due after %(n)d day", "Due after %(n)d days", line.due_days) % {"n": line.due_days}
    if not line.grace_days:
        return due
    more = ngettext("%(n)d day of grace", "%(n)d days of grace", line.grace_days) % {"n": line.grace_days}
    return f"{due}, {more}"


def cutoff_words(cutoff: ScreenCutoff) -> str:
    """A cut-off of a screen: PHQ-4 depression ≥ 3."""
    return f"{definition(cutoff.instrument).title} {name(cutoff.score)} ≥ {cutoff.at_least.normalize():f}"


def band_words(cutoff: ScreenCutoff) -> str:
    """The bands of the score that a cut-off cuts: none 0–4, mild 5–9; empty where it has none."""
    bands = definition(cutoff.instrument).scores[cutoff.score].bands
    return ", ".join(f"{name(band.name)} {band.low.normalize():f}–{band.high.normalize():f}" for band in bands)


def stage_words(line: ScheduleLine) -> str:
    """What a positive screen opens; empty where there is no second stage."""
    if line.then is None:
        return ""
    return _("If %(cuts)s: %(instruments)s on the same day") % {
        "cuts": _(" or ").join(cutoff_words(cutoff) for cutoff in line.then.any),
        "instruments": instrument_words(line.then.open),
    }


def suicide_words(found: tuple[AskedAbout, ...]) -> list[str]:
    """Where people are asked about suicidal thoughts too seldom, or not at all; empty where nowhere."""
    unasked = [one.level for one in found if one.days is None]
    if len(unasked) == len(LEVELS):
        return [_("Nothing that is asked here asks about thoughts of suicide.")]
    never = [_("At level %(level)d nothing asks about thoughts of suicide.") % {"level": level} for level in unasked]
    seldom = [
        _(
            "At level %(level)d people are asked about thoughts of suicide on joining; after joining nothing asks "
            "everybody again. We ask at least every %(most)d weeks."
        )
        % {"level": one.level, "most": AT_LEAST_EVERY // 7}
        if one.days == YEAR
        else _(
            "At level %(level)d up to %(weeks)d weeks pass before people are asked about thoughts of suicide; we ask "
            "at least every %(most)d."
        )
        % {"level": one.level, "weeks": one.weeks, "most": AT_LEAST_EVERY // 7}
        for one in found
        if one.days is not None
    ]
    return [*seldom, *never]


def overload_words(overload: Overload, schedule: Schedule) -> str:
    """Which week asks for too much, with its minutes and lines."""
    lines = [line for line in schedule.lines if line.line in overload.lines]
    where = _(
        "In the seven days from day %(day)d after %(anchor)s, at level %(level)d, it asks for %(minutes)d minutes."
    )
    values = {
        "day": overload.day,
        "anchor": ANCHOR_WORDS[overload.anchor],
        "level": overload.level,
        "minutes": overload.minutes,
    }
    why = _("The limit is %(most)d minutes. They come from: %(lines)s.") % {
        "most": schedule.weekly_minutes,
        "lines": "; ".join(f"{instrument_words(line.instruments)} ({when_words(line)})" for line in lines),
    }
    return f"{where % values} {why}"


def no_text_words(instrument: str) -> str:
    """That a centre cannot ask an instrument, for want of its text."""
    title = definition(instrument).title
    return _("%(instrument)s cannot be asked here yet: your centre has no text for it.") % {"instrument": title}
