"""The few words of our own around an instrument: the period it asks about, its scores and bands."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from questionnaires.definition import Definition, definition
from questionnaires.schedule import Cutoff, Line, Overload, Schedule

# Names of scores and bands are the instruments' own codes; these are the words for those that ship with wording.
NAMES = {
    "total": gettext_lazy("total"),
    "score": gettext_lazy("score"),
    "mean": gettext_lazy("mean"),
    "overall": gettext_lazy("overall"),
    "raw": gettext_lazy("raw score"),
    "percentage": gettext_lazy("percentage"),
    "depression": gettext_lazy("depression"),
    "anxiety": gettext_lazy("anxiety"),
    "stress": gettext_lazy("stress"),
    "none": gettext_lazy("none"),
    "minimal": gettext_lazy("minimal"),
    "normal": gettext_lazy("normal"),
    "low": gettext_lazy("low"),
    "subthreshold": gettext_lazy("below the threshold"),
    "mild": gettext_lazy("mild"),
    "borderline": gettext_lazy("borderline"),
    "abnormal": gettext_lazy("abnormal"),
    "moderate": gettext_lazy("moderate"),
    "moderately_severe": gettext_lazy("moderately severe"),
    "serious": gettext_lazy("serious"),
    "severe": gettext_lazy("severe"),
    "extremely_severe": gettext_lazy("extremely severe"),
    "high": gettext_lazy("high"),
    "very_high": gettext_lazy("very high"),
    "significant": gettext_lazy("significant"),
    "cluster_b": gettext_lazy("intrusion"),
    "cluster_c": gettext_lazy("avoidance"),
    "cluster_d": gettext_lazy("negative thoughts and mood"),
    "cluster_e": gettext_lazy("arousal"),
    "family": gettext_lazy("family"),
    "friends": gettext_lazy("friends"),
    "gad2": gettext_lazy("anxiety"),
    "phq2": gettext_lazy("depression"),
    "significant_other": gettext_lazy("significant other"),
}


def name(code: str) -> str:
    """A score or band in the language of the page; its own code, readable, where there is no word."""
    return str(NAMES.get(code) or code.replace("_", " "))


def recall(known: Definition) -> str:
    """The period a question asks about, for every page; empty where the instrument has none."""
    days = known.recall.days
    if days is None:
        return ""
    if days == 0:
        return _("About now")
    if days == 1:
        return _("About today")
    if days % 7 == 0 and days < 28:
        return ngettext("About the last week", "About the last %(count)d weeks", days // 7) % {"count": days // 7}
    return _("About the last %(count)d days") % {"count": days}


# --- schedules --------------------------------------------------------------------------------------------------------

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


def listed(parts: Iterable[str]) -> str:
    """A, B and C."""
    *first, last = parts
    return _("%(first)s and %(last)s") % {"first": ", ".join(first), "last": last} if first else last


def instrument_words(codes: Iterable[str]) -> str:
    """The titles of instruments, as a list in words."""
    return listed(definition(code).title for code in codes)


def when_words(line: Line) -> str:
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


def _end_words(line: Line) -> str:
    if line.until:
        return _("until day %(n)d") % {"n": line.until}
    if line.times:
        return ngettext("%(n)d time in all", "%(n)d times in all", line.times) % {"n": line.times}
    return ""


def window_words(line: Line) -> str:
    """For how long a line can be answered."""
    due = ngettext("Due after %(n)d day", "Due after %(n)d days", line.due_days) % {"n": line.due_days}
    if not line.grace_days:
        return due
    more = ngettext("%(n)d day of grace", "%(n)d days of grace", line.grace_days) % {"n": line.grace_days}
    return f"{due}, {more}"


def cutoff_words(one: Cutoff) -> str:
    """A cut-off of a screen: PHQ-4 depression ≥ 3."""
    return f"{definition(one.instrument).title} {name(one.score)} ≥ {one.at_least.normalize():f}"


def stage_words(line: Line) -> str:
    """What a positive screen opens; empty where there is no second stage."""
    if line.then is None:
        return ""
    return _("If %(cuts)s: %(instruments)s on the same day") % {
        "cuts": _(" or ").join(cutoff_words(one) for one in line.then.any),
        "instruments": instrument_words(line.then.open),
    }


def overload_words(one: Overload, schedule: Schedule) -> str:
    """Which week asks for too much, with its minutes and lines."""
    lines = [line for line in schedule.lines if line.line in one.lines]
    where = _(
        "In the seven days from day %(day)d after %(anchor)s, at level %(level)d, it asks for %(minutes)d minutes."
    )
    said = {"day": one.day, "anchor": ANCHOR_WORDS[one.anchor], "level": one.level, "minutes": one.minutes}
    why = _("The limit is %(most)d minutes. They come from: %(lines)s.") % {
        "most": schedule.weekly_minutes,
        "lines": "; ".join(f"{instrument_words(line.instruments)} ({when_words(line)})" for line in lines),
    }
    return f"{where % said} {why}"
