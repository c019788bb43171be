"""Why somebody is on the list of people not on track, and where the band comes from. Pure but for the language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinicians.on_track import MeasureTrack, Track, Unsaid
from steps.conditions import measure_of, number, written
from steps.policy import HigherIs, Measure, Since


def track_words(track: Track) -> str:
    """How somebody stands, in a word or two."""
    return {
        Track.WORSE: _("Worse"),
        Track.NOT_BETTER: _("Not better"),
        Track.ON_TRACK: _("On track"),
        Track.UNKNOWN: _("Cannot be said"),
    }[track]


def why(one: MeasureTrack) -> str:
    """One sentence about one measure: from where to where, since when, and what makes it worse or not better."""
    if one.unsaid or one.before is None or one.change is None or one.values.latest is None:
        return _unsaid(one)
    told = {
        "measure": _measure(one.measure),
        "before": number(one.before.value),
        "now": number(one.values.latest.value),
        "n": number(abs(one.change)),
        "since": _since(one),
        "least": written(one.measure.reliable_change or Decimal(0)),
    }
    if one.track is Track.WORSE:
        return _("%(measure)s: %(before)s → %(now)s, worse by %(n)s since %(since)s.") % told
    if one.track is Track.NOT_BETTER:
        return ngettext(
            "%(measure)s: %(before)s → %(now)s, still a case after %(weeks)s week and not better by %(least)s since "
            "%(since)s.",
            "%(measure)s: %(before)s → %(now)s, still a case after %(weeks)s weeks and not better by %(least)s since "
            "%(since)s.",
            one.weeks,
        ) % {**told, "weeks": one.weeks}
    return _("%(measure)s: %(before)s → %(now)s since %(since)s.") % told


def _measure(measure: Measure) -> str:
    words = measure_of(measure)
    return words[:1].upper() + words[1:]


def _since(one: MeasureTrack) -> str:
    day = date_format(one.before.day, "j M Y") if one.before else ""
    return (
        _("the first answers (%(day)s)") if one.since is Since.BASELINE else _("the level was entered (%(day)s)")
    ) % {"day": day}


def _unsaid(one: MeasureTrack) -> str:
    said = {
        Unsaid.NEVER: _("%(measure)s: no answers yet."),
        Unsaid.OLD: ngettext(
            "%(measure)s: the latest answers are older than %(n)s day.",
            "%(measure)s: the latest answers are older than %(n)s days.",
            one.measure.max_age_days,
        ),
        Unsaid.ONCE: _("%(measure)s: answered once, so there is nothing to compare."),
    }[one.unsaid or Unsaid.NEVER]
    return said % {"measure": _measure(one.measure), "n": one.measure.max_age_days}


@dataclass(frozen=True)
class BandWords:
    """What counts as worse and as a case by one measure, and where its numbers come from, empty where none is said."""

    words: str
    source: str


def bands(measures: Iterable[Measure]) -> list[BandWords]:
    """The band of each measure, in words; the same measure of two policies with the same numbers stands once."""
    return list(dict.fromkeys(BandWords(_band(measure), measure.source) for measure in measures))


def _band(measure: Measure) -> str:
    told = {"measure": _measure(measure), "n": written(measure.reliable_change or Decimal(0))}
    up = measure.higher_is is HigherIs.WORSE
    if measure.case is None:
        worse = (
            _("%(measure)s: worse is higher by %(n)s or more.")
            if up
            else _("%(measure)s: worse is lower by %(n)s or more.")
        )
        return worse % told
    words = (
        _("%(measure)s: worse is higher by %(n)s or more; a case is %(case)s or more.")
        if up
        else _("%(measure)s: worse is lower by %(n)s or more; a case is %(case)s or less.")
    )
    return words % {**told, "case": written(measure.case)}
