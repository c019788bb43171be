"""What each rule costs in work and leads to, and what each choice behind the rules costs. Pure but for the language."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from statistics import median

from django.utils.translation import gettext as _

from oncocare.demo.simulation.policy_report.figures import SOON_BACK, calm, clinician_weeks, entries, share
from oncocare.demo.simulation.policy_report.lived import LivedYear
from oncocare.demo.simulation.policy_report.table import rounded

SEVERE_AT_ONCE = ("severe-now", "severe-where-set-by-hand")
CONFIRMED = ("severe-confirmed", "worse-and-stays")
TOO_LITTLE = ("not-enough-in-community",)
SILENCE = ("silent-after-severe",)
ALERTS = (
    "severe-at-a-higher-level", "sharp-rise-in-monitoring", "sharp-rise", "severe-though-declined", "severe-on-paper",
)  # fmt: skip
FORGOTTEN = ("waiting-long", "help-over-still-hard", "long-and-no-better")
THERAPY_ENDS = ("therapy-over", "therapy-over-still-hard", "well-in-therapy")
DOWN = ("down-from-community", "down-from-campus")


@dataclass(frozen=True)
class RuleCost:
    """What a rule, or several together, came to: points decided by it, new proposals and flags for each week of a
    clinician with 70 patients, entries to level 4, and of these those with a calm true course.
    """

    points: int
    proposals: float
    flags: float
    entries: int
    calm: int


def cost(years: Sequence[LivedYear], rules: Collection[str]) -> RuleCost:
    """Of some rules together, over all these years."""
    weeks, entered = clinician_weeks(years), [move for move in entries(years) if move.rule in rules]
    return RuleCost(
        points=sum(point.rule in rules for year in years for point in year.points),
        proposals=sum(rule in rules for year in years for _day, _level, rule in year.proposals) / weeks,
        flags=sum(flag.rule in rules for year in years for flag in year.flags) / weeks,
        entries=len(entered),
        calm=sum(map(calm, entered)),
    )


def choices(years: Sequence[LivedYear]) -> list[str]:
    """The price of each choice behind the shipped rules, a sentence each; a "week" is one of a clinician with 70
    patients.
    """
    return [
        _severe_at_once(years), _confirmed(years), _too_little(years), _alerts(years), _silence(years),
        _forgotten(years), _therapy_ends(years), _down(years),
    ]  # fmt: skip


def _severe_at_once(years: Sequence[LivedYear]) -> str:
    at_once = cost(years, SEVERE_AT_ONCE)
    return _(
        "One severe answer at level 1 or 2 proposes group therapy on the same day and asks for a call: %(proposals)s "
        "proposals and %(flags)s flags a week. Of %(entries)d entries to level 4 that way, %(calm)s were "
        "in a bad fortnight of a course below 10; only the call can tell."
    ) % {
        "proposals": _rate(at_once.proposals),
        "flags": _rate(at_once.flags),
        "entries": at_once.entries,
        "calm": _calm(at_once),
    }


def _confirmed(years: Sequence[LivedYear]) -> str:
    twice = cost(years, CONFIRMED)
    return _(
        "From level 3 two readings are asked before group therapy is proposed: somebody waits a fortnight longer, and "
        "%(proposals)s proposals a week remain. Of %(entries)d entries to level 4 that way, %(calm)s had a true "
        "course below 10."
    ) % {"proposals": _rate(twice.proposals), "entries": twice.entries, "calm": _calm(twice)}


def _too_little(years: Sequence[LivedYear]) -> str:
    little, days = cost(years, TOO_LITTLE), _days_to(years, TOO_LITTLE)
    return _(
        "Whom eight weeks of help at level 3 have not helped is proposed for level 4 after %(days)s days in the "
        "middle, counted from joining: %(proposals)s proposals a week. Those who wait longest pay for it."
    ) % {"days": days, "proposals": _rate(little.proposals)}


def _alerts(years: Sequence[LivedYear]) -> str:
    alerts = cost(years, ALERTS)
    return _(
        "A single severe answer or sharp rise elsewhere moves nobody to group therapy and asks a person to look: "
        "%(flags)s flags a week, of which many will find that it has passed."
    ) % {"flags": _rate(alerts.flags)}


def _silence(years: Sequence[LivedYear]) -> str:
    return _(
        "Asking after whoever goes quiet after severe answers: %(flags)s flags a week, also about people who have "
        "simply stopped using it."
    ) % {"flags": _rate(cost(years, SILENCE).flags)}


def _forgotten(years: Sequence[LivedYear]) -> str:
    return _(
        "Looking again at whoever waits long, has had the help of their group, or has not got better for months: "
        "%(flags)s flags a week."
    ) % {"flags": _rate(cost(years, FORGOTTEN).flags)}


def _therapy_ends(years: Sequence[LivedYear]) -> str:
    ended = cost(years, THERAPY_ENDS)
    return _(
        "Therapy ends with its cohort and a clinician is asked about everybody: %(proposals)s proposals and %(flags)s "
        "flags a week."
    ) % {"proposals": _rate(ended.proposals), "flags": _rate(ended.flags)}


def _down(years: Sequence[LivedYear]) -> str:
    down = [move for year in years for move in year.moves if move.rule in DOWN]
    back = sum(_came_back(year, SOON_BACK) for year in years)
    return _(
        "Down only after three good readings and six weeks: places in groups stay taken for longer; of %(down)d moves "
        "down, %(back)s were followed by the way back up within eight weeks."
    ) % {"down": len(down), "back": _percent(back, len(down))}


def _came_back(year: LivedYear, days: int) -> int:
    return sum(
        down.rule in DOWN and any(0 < up.day - down.day <= days and up.after >= down.before for up in year.moves)
        for down in year.moves
    )


def _days_to(years: Sequence[LivedYear], rules: Collection[str]) -> str:
    days = [day for year in years for day, _level, rule in year.proposals if rule in rules]
    return f"{median(days):.0f}" if days else "–"


def _rate(value: float) -> str:
    return rounded(value, 2)


def _calm(found: RuleCost) -> str:
    return _percent(found.calm, found.entries)


def _percent(part: int, whole: int) -> str:
    found = share(part, whole)
    return "–" if found is None else f"{100 * found:.0f} %"
