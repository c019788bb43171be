"""Writes of planning: one meeting, a series of them, who leads it, and a centre that moves to another zone."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import override

from mentoring.meetings.actions import tell_moved
from mentoring.meetings.kinds import MEETING_CALLED_OFF, MEETING_CHANGED, MEETING_PLANNED
from mentoring.meetings.leaders.actions import Span, hold_leaders, leaders_of, refuse_double
from mentoring.meetings.models import Meeting, MeetingSeries
from mentoring.meetings.planning.carrying import carried, kept_by_hand
from mentoring.meetings.planning.facts import PlannedFacts, tidied, wrong_with
from mentoring.meetings.planning.selectors import groups_to_meet, may_lead, most_taken, to_come_from
from mentoring.meetings.planning.words import fault_in_words, times_in_words
from mentoring.meetings.selectors import with_times
from mentoring.meetings.stamps import sign_of, stamp_of, version_of
from mentoring.meetings.times import actions as timing
from mentoring.meetings.times.selectors import meant_elsewhere
from mentoring.meetings.times.series import LONGEST, SHORTEST, Times, TimesRefused, check, spans
from oncocare.audit.actions import record
from oncocare.audit.verbs import Verb
from oncocare.events.actions import emit
from oncocare.foundation import clock, ids
from oncocare.foundation.unit import action, hold
from oncocare.people.models import Actor, Centre, User

FURTHEST = timedelta(weeks=104)  # further ahead it is a year typed wrongly


# --- planning ---------------------------------------------------------------------------------------------------------


@action
def plan_meeting(*, by: User, centre: Centre, key: UUID, facts: PlannedFacts, times: Times) -> Meeting:
    """One meeting, at a time at which nobody who leads it leads another. `key` is made by the page: planned twice it is
    one. `ValidationError` by field, with everything that is wrong.
    """
    if times.every:
        raise ValueError("a rhythm makes a series, which is planned by plan_series")
    facts = checked(centre, facts, times)
    hold_leaders(facts.leaders)
    if before := Meeting.objects.filter(pk=key).first():
        if (before.by_id, before.centre_id) == (by.pk, centre.pk):
            return before
        key = ids.new()
    refuse_double(centre, facts.leaders, spans(times))
    _event, [occurrence] = timing.keep_times(by=by, centre=centre.pk, times=times)
    meeting = Meeting.objects.create(id=key, centre=centre, occurrence=occurrence, by=by, **columns(facts))
    record(by=by, verb=Verb.MEETING_PLANNED, subject=meeting, centre=centre, begins=stamp_of(occurrence.start))
    emit(MEETING_PLANNED, meeting=meeting.pk, centre=centre.pk)
    return meeting


def columns(facts: PlannedFacts) -> dict[str, Any]:
    """What was said, as the rows keep it."""
    return {name: getattr(facts, name) for name in PlannedFacts.__dataclass_fields__}


def checked(centre: Centre, facts: PlannedFacts, times: Times | None = None) -> PlannedFacts:
    """What was said, tidied; `ValidationError` by field, with everything that is wrong with it and with its times."""
    facts = tidied(facts)
    wrong = {field: [fault_in_words(field, fault, facts)] for field, fault in wrong_with(facts).items()}
    able = may_lead(centre)
    for field in ("host", "second"):
        who = getattr(facts, field)
        if who is not None and who not in able:
            wrong.setdefault(field, [_("This person leads no sessions at %(centre)s.") % {"centre": centre.name}])
    if facts.group is not None and not groups_to_meet(centre).filter(pk=facts.group.pk).exists():
        wrong["group"] = [_("This group is not open, or is another centre’s. Choose one of the list.")]
    if times is not None:
        wrong |= _wrong_times(times)
    if wrong:
        raise ValidationError(wrong)
    return facts


def _wrong_times(times: Times) -> dict[str, list[str]]:
    try:
        check(times)
    except TimesRefused as refused:
        return {refused.field: [times_in_words(refused)]}
    planned, now = spans(times), clock.now()
    if planned[0][0] <= now:
        return {"first": [_("Choose a moment that is still to come.")]}
    if planned[-1][0] > now + FURTHEST:
        return {"last" if times.every else "first": [_("Choose a day within the next two years.")]}
    return {}


# --- changing one -----------------------------------------------------------------------------------------------------


@action
def change_meeting(*, by: User, meeting: Any, facts: PlannedFacts, seen: str = "") -> Any:
    """What is said of one meeting until it is over; its kind stays, and when it is changes by `move_meeting`. Refused
    where there would be fewer places than people have, and where it is not as it was `seen`.
    """
    meeting = held(meeting)
    refuse_over(meeting)
    refuse_unseen(meeting, seen)
    facts = checked(meeting.centre, facts)
    refuse_other_kind(meeting, facts)
    refuse_fewer_places([meeting], facts)
    _lead(meeting, facts.leaders)
    before = sign_of(meeting)
    for name, value in columns(facts).items():
        setattr(meeting, name, value)
    meeting.save(update_fields=list(columns(facts)))
    record(by=by, verb=Verb.MEETING_CHANGED, subject=meeting, centre=meeting.centre_id)
    _tell_changed(meeting, before)
    return meeting


def _tell_changed(meeting: Meeting, before: str) -> None:
    """Tell that it is held in another way than the one that `before` stands for, where it is."""
    _tell_all_changed([meeting] if sign_of(meeting) != before else [])


def _tell_all_changed(changed: list[Any]) -> None:
    """Tell of these, in their order, that each is held in another way; of a series it is told once."""
    for one in changed:
        emit(MEETING_CHANGED, meeting=one.pk, centre=one.centre_id, sign=sign_of(one), first=changed[0].pk)


def refuse_other_kind(row: Meeting | MeetingSeries, facts: PlannedFacts) -> None:
    """Refuse where something would become another kind of meeting: places, rooms and who may come hang on it."""
    if facts.kind != row.kind:
        raise ValidationError(_("What kind of session it is does not change. Plan another one."))


def refuse_fewer_places(meetings: list[Any], facts: PlannedFacts) -> None:
    """Refuse where more people have a place than there would be."""
    if (most := most_taken(meetings)) > facts.capacity:
        said = _("%(n)s people have a place already. Choose at least as many places.")
        raise ValidationError({"capacity": [said % {"n": most}]})


def _lead(meeting: Any, people: list[User]) -> None:
    """Those of these people who do not lead it yet are held, and refused where they lead another one then."""
    new = [one for one in people if not meeting.is_led_by(one)]
    hold_leaders(new)
    refuse_double(meeting.centre, new, [(meeting.begins, meeting.ends)], but=[meeting.pk], field="host")


@action
def move_meeting(*, by: User, meeting: Any, begins: datetime, ends: datetime, seen: str = "") -> Any:
    """One meeting is at another time, until it begins; where its series has its others they stay. Moved to where it is,
    nothing happens. Refused where it is not as it was `seen`.
    """
    meeting = held(meeting)
    refuse_over(meeting)
    if (begins, ends) == (meeting.begins, meeting.ends):
        return meeting
    refuse_unseen(meeting, seen)
    now = clock.now()
    if meeting.begins <= now:
        raise ValidationError(_("It has begun. Nothing was changed."))
    if not now < begins <= now + FURTHEST:
        raise ValidationError({"first": [_("Choose a moment that is still to come, within two years.")]})
    if not timedelta(minutes=SHORTEST) <= ends - begins <= timedelta(minutes=LONGEST):
        raise ValidationError({"minutes": [times_in_words(TimesRefused("minutes", "length"))]})
    people = leaders_of(meeting)
    hold_leaders(people)
    refuse_double(meeting.centre, people, [(begins, ends)], but=[meeting.pk])
    timing.move_occurrence(by=by, occurrence=meeting.occurrence, begins=begins, ends=ends)
    record(by=by, verb=Verb.MEETING_MOVED, subject=meeting, centre=meeting.centre_id, begins=stamp_of(begins))
    tell_moved(meeting=meeting, begins=begins)
    return held(meeting)


@action
def call_off(*, by: User, meeting: Any, why: str) -> Any:
    """One meeting does not take place, until it is over, for a reason that whoever has a place reads. Called off twice
    it is once, with the first reason.
    """
    why = said_why(why)
    meeting = held(meeting)
    if meeting.off:
        return meeting
    refuse_over(meeting)
    return _off(by, meeting, why)


def _off(by: User, meeting: Any, why: str) -> Any:
    """One that is held and to come does not take place; `why` as it is kept."""
    timing.cancel_occurrence(by=by, occurrence=meeting.occurrence)
    meeting.called_off_at, meeting.called_off_by, meeting.called_off_why = clock.now(), by, why
    meeting.save(update_fields=["called_off_at", "called_off_by", "called_off_why"])
    meeting.off = True
    record(by=by, verb=Verb.MEETING_CALLED_OFF, subject=meeting, centre=meeting.centre_id)
    emit(MEETING_CALLED_OFF, meeting=meeting.pk, centre=meeting.centre_id)
    return meeting


def said_why(why: str) -> str:
    """A reason as it is kept; refused where there is none."""
    if not why.strip():
        raise ValidationError({"why": [_("Write why. Whoever has a place reads it.")]})
    return why.strip()


@action
def take_over(*, by: User, meeting: Any) -> Any:
    """Somebody else leads it, as when whoever was to is ill: who was the second, or another one of the centre. Whoever
    led it does so no more. Refused where they lead another one then.
    """
    meeting = held(meeting)
    refuse_over(meeting)
    if meeting.host_id == by.pk:
        return meeting
    if by not in may_lead(meeting.centre):
        raise ValidationError(_("You lead no sessions at this centre. Nothing was changed."))
    _lead(meeting, [by])
    before = sign_of(meeting)
    meeting.host = by
    if meeting.second_id == by.pk:
        meeting.second = None
    meeting.save(update_fields=["host", "second"])
    record(by=by, verb=Verb.MEETING_TAKEN_OVER, subject=meeting, centre=meeting.centre_id)
    _tell_changed(meeting, before)
    return meeting


# --- series -----------------------------------------------------------------------------------------------------------


@action
def plan_series(
    *, by: User, centre: Centre, facts: PlannedFacts, times: Times, key: UUID | None = None
) -> MeetingSeries:
    """A meeting every so many weeks, each of them a row from now on. `key` is made by the page: planned twice it is one
    series.
    """
    if not times.every:
        raise ValueError("without a rhythm it is one meeting, which is planned by plan_meeting")
    facts = checked(centre, facts, times)
    hold_leaders(facts.leaders)
    if key and (before := MeetingSeries.objects.filter(pk=key).first()):
        if (before.by_id, before.centre_id) == (by.pk, centre.pk):
            return before
        key = None
    refuse_double(centre, facts.leaders, spans(times))
    series, occurrences = _begin_series(by, centre, facts, times, key or ids.new())
    _add_meetings(by, series, facts, occurrences)
    record(by=by, verb=Verb.MEETING_SERIES_PLANNED, subject=series, centre=centre, meetings=len(occurrences))
    return series


def _begin_series(
    by: User, centre: Centre, facts: PlannedFacts, times: Times, key: UUID
) -> tuple[MeetingSeries, list[Any]]:
    event, occurrences = timing.keep_times(by=by, centre=centre.pk, times=times)
    given: dict[str, Any] = {"event": event, "zone": times.zone, "every": times.every, "by": by, **columns(facts)}
    return MeetingSeries.objects.create(id=key, centre=centre, **given), occurrences


def _add_meetings(by: User, series: MeetingSeries, facts: PlannedFacts, occurrences: list[Any]) -> None:
    given: dict[str, Any] = {"centre": series.centre, "series": series, "by": by, **columns(facts)}
    for meeting in Meeting.objects.bulk_create(Meeting(occurrence=one, **given) for one in occurrences):
        emit(MEETING_PLANNED, meeting=meeting.pk, centre=series.centre_id)


@action
def change_from(
    *, by: User, series: MeetingSeries, day: date, facts: PlannedFacts, times: Times, seen: str = ""
) -> MeetingSeries:
    """All of a series changes from the meeting that was meant for this day, or the next one, on: the series ends before
    it, and another begins that `follows`. The meetings stay the same rows, so people keep their places; one that was
    called off stays so, one that was moved stays where it was moved to, and what was changed in one alone stays there.
    Refused where the first of them is not as it was `seen`.
    """
    if not times.every:
        raise ValidationError({"every": [times_in_words(TimesRefused("every", "rhythm"))]})
    later, same = _held_from(series, day), times.every == series.every
    facts = checked(series.centre, facts, times)
    refuse_other_kind(series, facts)
    refuse_unseen(later[0], seen)
    each = {one.pk: kept_by_hand(one, series, facts) for one in later}
    refuse_fewer_places([one for one in later if each[one.pk].capacity == facts.capacity], facts)
    hold_leaders({one for of in (facts, *each.values()) for one in of.leaders})
    _refuse_double_each(series, facts, each, carried(later, spans(times), same_rhythm=same))
    follower, occurrences = _begin_series(by, series.centre, facts, times, ids.new())
    _end(by, series, later[0].meant)
    _follow(series, follower)
    kept, signs = carried(later, occurrences, same_rhythm=same), {one.pk: sign_of(one) for one in later}
    for old, occurrence in kept:
        if old is not None:
            _carry(by, follower, each[old.pk], old, occurrence)
    _tell_all_changed([one for one in later if not one.off and sign_of(one) != signs[one.pk]])
    _add_meetings(by, follower, facts, [new for old, new in kept if old is None])
    record(by=by, verb=Verb.MEETING_SERIES_CHANGED, subject=follower, centre=series.centre_id, follows=str(series.pk))
    return follower


def _held_from(series: MeetingSeries, day: date) -> list[Any]:
    """What is to come of a series from a day on; nobody else changes it until this act ends."""
    hold(series)
    rows = Meeting.objects.select_for_update(no_key=True).filter(series=series)
    list(rows.order_by("pk").values("pk"))
    later = to_come_from(series, day)
    if not later:
        raise ValidationError(_("No session of this series is to come from that day on. Nothing was changed."))
    return later


def _refuse_double_each(
    series: MeetingSeries, facts: PlannedFacts, each: dict[Any, PlannedFacts], pairs: list[tuple[Any, Any]]
) -> None:
    """Refuse where somebody leads another meeting at the time that one of these has from now on."""
    planned: dict[tuple[User, ...], list[Span]] = {}
    for old, new in pairs:
        if new and not (old and old.off):
            people = tuple((each[old.pk] if old else facts).leaders)
            planned.setdefault(people, []).append(_stays(old) or new)
    for people, times in planned.items():
        refuse_double(series.centre, people, times, but=each)


def _stays(old: Any) -> Span | None:
    """When a meeting is that was moved by hand."""
    moved = old is not None and (old.begins, old.ends) != (old.meant, old.meant_until)
    return (old.begins, old.ends) if moved else None


def _carry(by: User, series: MeetingSeries, facts: PlannedFacts, old: Any, occurrence: Any) -> None:
    if occurrence is None:
        if not old.off:
            with override(old.language):
                why = _("From now on the sessions are at other times, and this one is not among them.")
            _off(by, old, why)
        return
    before = old.occurrence
    # One that was called off goes along, or it would be missing where the third is to stay the third once more.
    if span := (old.begins, old.ends) if old.off else _stays(old):
        timing.move_occurrence(by=by, occurrence=occurrence, begins=span[0], ends=span[1])
    said = {} if old.off else columns(facts)
    for name, value in {**said, "series": series, "occurrence": occurrence}.items():
        setattr(old, name, value)
    old.save()
    for gone in (before, occurrence) if old.off else (before,):
        timing.cancel_occurrence(by=by, occurrence=gone)
    if (occurrence.start, occurrence.end) != (old.begins, old.ends):
        tell_moved(meeting=old, begins=occurrence.start)


def _end(by: User, series: MeetingSeries, before: datetime) -> None:
    timing.end_series(by=by, event=series.event, before=before)
    series.ended_at, series.ended_by = clock.now(), by
    series.save(update_fields=["ended_at", "ended_by"])


def _follow(series: MeetingSeries, follower: MeetingSeries) -> None:
    """One series after another; what followed it before follows the new one."""
    after = MeetingSeries.objects.filter(follows=series).first()
    for one, of in ((after, None), (follower, series), (after, follower)):
        if one is not None:
            one.follows = of
            one.save(update_fields=["follows"])


@action
def end_series(*, by: User, series: MeetingSeries, day: date, why: str) -> int:
    """A series ends before the meeting that was meant for this day, and so does what follows it: what was to come is
    called off, for a reason that whoever has a place reads. How many meetings were.
    """
    why, gone = said_why(why), _held_from(series, day)
    _end(by, series, gone[0].meant)
    after = MeetingSeries.objects.filter(follows=series).first()
    while after is not None:
        if to_come_from(after, day):
            more = _held_from(after, day)
            _end(by, after, more[0].meant)
            gone += more
        after = MeetingSeries.objects.filter(follows=after).first()
    to_call_off = [one for one in gone if not one.off]
    for meeting in to_call_off:
        _off(by, meeting, why)
    record(by=by, verb=Verb.MEETING_SERIES_ENDED, subject=series, centre=series.centre_id, meetings=len(to_call_off))
    return len(to_call_off)


# --- a centre that moves to another zone ------------------------------------------------------------------------------


@action
def follow_zone(*, by: Actor, centre: Centre) -> int:
    """What a centre has planned keeps its time on the wall in the zone in which the centre is now; how many meetings
    are at another moment by that. Done twice it is done once.
    """
    events = meant_elsewhere(centre.pk, centre.zone, clock.now())
    held_series = MeetingSeries.objects.select_for_update(no_key=True).filter(event__in=events).order_by("pk")
    every = list(held_series)  # series, then meetings, then when they are: as whoever changes a series holds them
    to_hold = Meeting.objects.filter(occurrence__event__in=events).values("pk")
    list(Meeting.objects.select_for_update(no_key=True).filter(pk__in=to_hold).order_by("pk").values("pk"))
    moved = [row for event in events for row in timing.keep_the_wall(by=by, event=event, to=centre.zone)]
    for series in every:
        series.zone = centre.zone
        series.save(update_fields=["zone"])
    begins = {row.pk: row.start for row in moved}
    meetings = Meeting.objects.filter(occurrence__in=begins).order_by("occurrence__start", "pk")
    for meeting in meetings:
        tell_moved(meeting=meeting, begins=begins[meeting.occurrence_id])
    if moved:
        record(by=by, verb=Verb.MEETINGS_FOLLOWED_ZONE, subject=centre, centre=centre, meetings=len(meetings))
    return len(meetings)


# --- what holds for each ----------------------------------------------------------------------------------------------


def held(meeting: Any) -> Any:
    """A meeting as it is now, with its times, and nobody else changes it until this act ends."""
    hold(meeting)
    return with_times(Meeting.objects.filter(pk=meeting.pk).select_related("occurrence", "series")).get()


def refuse_over(meeting: Any) -> None:
    """Refuse what changes a meeting that was called off or is over."""
    if meeting.off:
        raise ValidationError(_("It was called off. Nothing was changed."))
    if meeting.ends <= clock.now():
        raise ValidationError(_("It is over. Nothing was changed."))


def refuse_unseen(meeting: Any, seen: str) -> None:
    """Refuse where a meeting is another than it was `seen` by whoever changes it; an empty one says nothing."""
    if seen and seen != version_of(meeting):
        raise ValidationError(
            _(
                "Somebody else changed this session while you had this page open. Nothing of yours was kept yet. Look "
                "at how it is now, and press once more if yours is right."
            )
        )
