"""Reads places: how many are taken, who has one, and what a person may come to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from mentoring.community.models import Member
from mentoring.community.selectors import groups_of
from mentoring.meetings.models import Meeting, Seat
from mentoring.meetings.of_kinds import OF_KINDS, MeetingType, of_kind
from mentoring.meetings.selectors import from_outside, in_a_place, meeting_to_lead, with_times
from oncocare.consent.models import Purpose
from oncocare.consent.selectors import refusing
from oncocare.foundation import clock
from oncocare.people.access import forbidden, inside_caseload, not_found
from oncocare.people.models import Centre, Patient, User
from oncocare.people.permissions import Permission
from oncocare.people.roles import CAREGIVER, MENTOR
from oncocare.people.selectors import Standing, holders

State = Seat.State
OF_THE_TEAM = [name for name, one in OF_KINDS.items() if one.of_the_team]
OPEN_AFTER = timedelta(days=7)  # how long whoever held a private session may still write down what was said in it
SHOWN_AFTER = timedelta(days=366)  # how long a person reads of sessions that are over


def taken(meeting: Meeting) -> int:
    """How many places of a meeting somebody has, is asked to take, or is offered still; in a talk also from outside."""
    outside = from_outside(meeting).count() if of_kind(meeting.kind).public else 0
    return min(meeting.capacity, seats_taken(meeting) + outside)  # some of those outside may wait


def seats_taken(meeting: Meeting) -> int:
    """The same without those who come from outside."""
    return meeting.seats.filter(in_a_place(clock.now())).count()


def seats_of(meeting: Meeting) -> QuerySet[Seat]:
    """All who have, had or wait for a place in a meeting, with who they are; in the order in which they came."""
    return meeting.seats.select_related("user", "patient__user", "centre").order_by("since", "pk")


def waits_before(meeting: Meeting, seat: Seat | None) -> int:
    """How many wait for a place who came before this one, or before anybody who comes now."""
    waiting = meeting.seats.filter(state=State.WAITING)
    if seat is not None and seat.state == State.WAITING:
        waiting = waiting.filter(Q(since__lt=seat.since) | Q(since=seat.since, pk__lt=seat.pk))
    return waiting.count()


@inside_caseload
def holds_a_session_with(user: User, patient: Patient) -> bool:
    """Whoever holds a private session with this person may open the record, until a week after it."""
    rows = Seat.objects.filter(
        in_a_place(clock.now()), patient=patient, meeting__kind=MeetingType.PRIVATE,
        meeting__occurrence__cancelled=False, meeting__occurrence__end__gt=clock.now() - OPEN_AFTER,
    )  # fmt: skip
    return rows.filter(Q(meeting__host=user) | Q(meeting__second=user)).exists()


# --- a person's own ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Coming:
    """A meeting as somebody sees it who may come to it: their place, if they have had one, and as whom they come."""

    meeting: Any
    seat: Seat | None
    centre: Centre
    patient: Patient | None
    alias: str = ""

    @property
    def to_come(self) -> bool:
        """Whether it is not over and was not called off."""
        return not self.meeting.off and self.meeting.ends > clock.now()


def coming_to(standing: Standing, pk: Any) -> Coming:
    """A meeting for whoever has, had or may take a place in it; for anybody else there is no such meeting."""
    seat = Seat.objects.select_related("patient", "centre").filter(user=standing.user, meeting=pk).first()
    if seat is not None and standing.may(Permission.COME_TO_SESSIONS, seat.centre_id):
        meeting = with_times(Meeting.objects.filter(pk=pk)).get()
        return Coming(meeting, seat, seat.centre, seat.patient, seat.alias)
    found = None if seat else open_to(standing).filter(pk=pk).first()
    if found is None:
        not_found(standing.user, f"meeting:{pk}")
    return _as(standing, found)


def _as(standing: Standing, meeting: Any) -> Coming:
    member = groups_of(standing.user).filter(group=meeting.group_id).first() if meeting.group_id else None
    if member:
        centre = next(one for one in standing.centres if one.pk == member.centre_id)
        return Coming(meeting, None, centre, standing.patients.get(centre.pk), member.name)
    return Coming(meeting, None, meeting.centre, standing.patients.get(meeting.centre_id))


def own_coming(standing: Standing, pk: Any) -> Coming:
    """The same for whoever has or had a place in it."""
    found = coming_to(standing, pk)
    if found.seat is None:
        not_found(standing.user, f"meeting:{pk}")
    return found


def open_to(standing: Standing) -> QuerySet[Any]:
    """The meetings to come in which this person may take a place and never had one: talks at a centre of theirs, and
    sessions of groups that they are in. All others are by invitation or by booking.
    """
    had = Seat.objects.filter(meeting=OuterRef("pk"), user=standing.user)
    return with_times(_for_all_of(standing)).filter(~Exists(had), off=False, begins__gt=clock.now())


def _for_all_of(standing: Standing) -> QuerySet[Meeting]:
    at = standing.centres_with(Permission.COME_TO_SESSIONS)
    groups = Member.objects.filter(user=standing.user, left=None, group__closed_at=None, staff=False, centre__in=at)
    mine = Q(kind=MeetingType.WEBINAR, centre__in=at) | Q(kind=MeetingType.GROUP, group__in=groups.values("group"))
    return Meeting.objects.filter(mine)


def may_take(standing: Standing, found: Coming) -> bool:
    """Whether they may take a place by themselves, or wait for one. Who left a group comes to its sessions no more,
    though they had a place in one; who was taken out with a reason asks the team.
    """
    meeting, seat = found.meeting, found.seat
    if meeting.off or meeting.begins <= clock.now() or not of_kind(meeting.kind).waiting:
        return False
    if seat is None:
        return True
    if seat.state == State.RELEASED:
        return not seat.why and _for_all_of(standing).filter(pk=meeting.pk).exists()
    left = seat.state in (State.DECLINED, State.GIVEN_BACK, State.WAITING)
    return left and (meeting.group_id is None or groups_of(standing.user).filter(group=meeting.group_id).exists())


def by_title(meetings: Iterable[Any]) -> list[tuple[str, str, list[Any]]]:
    """The same under what each is called and in which language, in the order in which the first of each begins."""
    found: dict[tuple[str, str], list[Any]] = {}
    for one in meetings:
        found.setdefault((one.title or one.get_kind_display(), one.language), []).append(one)
    return [(*named, those) for named, those in found.items()]


def own_sessions(standing: Standing) -> list[Seat]:
    """Each place that this person has or had where they may come, with its meeting and `begins`, `ends`, `off`; the
    first to begin first.
    """
    at = standing.centres_with(Permission.COME_TO_SESSIONS)
    if not at:
        forbidden(standing.user, Permission.COME_TO_SESSIONS, "sessions")
    rows = with_moments(Seat.objects.filter(user=standing.user, centre__in=at))
    return list(rows.filter(ends__gt=clock.now() - SHOWN_AFTER).order_by("begins", "pk"))


def with_moments(seats: QuerySet[Seat]) -> QuerySet[Any]:
    """Each with `begins`, `ends` and `off` of its meeting, and that with who leads it and where."""
    when = {
        "begins": F("meeting__occurrence__start"), "ends": F("meeting__occurrence__end"),
        "off": F("meeting__occurrence__cancelled"),
    }  # fmt: skip
    return seats.select_related("meeting__centre", "meeting__host", "meeting__second").annotate(**when)


@dataclass(frozen=True)
class OwnSessions:
    """What comes, what waits for an answer or for a place, and what is over or will not be; each in order."""

    asked: list[Seat]
    comes: list[Seat]
    waits: list[Seat]
    was: list[Seat]


def sorted_sessions(seats: Iterable[Any]) -> OwnSessions:
    """A person's places by what they mean to them now; what was, the latest first."""
    found, now = OwnSessions([], [], [], []), clock.now()
    place = {
        State.INVITED: found.asked, State.OFFERED: found.asked, State.BOOKED: found.comes, State.WAITING: found.waits
    }  # fmt: skip
    for seat in seats:
        over = seat.off or seat.ends <= now
        (found.was if over else place.get(State(seat.state), found.was)).append(seat)
    found.was.reverse()
    return found


def to_end(user: User, centre: Any = None, group: Any = None, *, of_the_team: bool = False) -> list[Seat]:
    """The places of this person in meetings that have not begun: at one centre, of one group, in what is of the team,
    or all of them.
    """
    rows = Seat.objects.filter(user=user, state__in=Seat.COMES, meeting__occurrence__start__gt=clock.now())
    rows = rows if centre is None else rows.filter(centre=centre)
    rows = rows if group is None else rows.filter(meeting__group=group)
    rows = rows.filter(meeting__kind__in=OF_THE_TEAM) if of_the_team else rows
    return list(rows.select_related("meeting").order_by("meeting", "pk"))


def with_free_places() -> list[Meeting]:
    """The meetings to come for which somebody waits, or did not take in time what was offered."""
    lapsed = Q(state=State.OFFERED, until__lte=clock.now())
    some = Seat.objects.filter(Q(state=State.WAITING) | lapsed, meeting=OuterRef("pk"))
    rows = Meeting.objects.filter(Exists(some), occurrence__cancelled=False, occurrence__start__gt=clock.now())
    return list(rows.order_by("pk"))


# --- for whoever leads it ---------------------------------------------------------------------------------------------


def places_to_run(standing: Standing, pk: Any) -> Any:
    """A meeting whose places somebody sees who leads it, or runs the centre; who comes to a private one is read by
    those who lead it alone.
    """
    found = meeting_to_lead(standing, pk)
    if not found.shows_people_to(standing.user):
        forbidden(standing.user, Permission.LEAD_SESSIONS, f"meeting:{pk}")
    return found


def seat_to_run(standing: Standing, meeting: Any, seat: Any) -> Seat:
    """Somebody's place in such a meeting."""
    found = places_to_run(standing, meeting)
    row = seats_of(found).filter(pk=seat).first()
    if row is None:
        not_found(standing.user, f"seat:{seat}")
    row.meeting = found
    return row


@dataclass(frozen=True)
class Guest:
    """Somebody who may be asked to come: a person in care, or somebody of the team."""

    user: User
    patient: Patient | None = None

    @property
    def name(self) -> str:
        """As whoever asks knows them."""
        return self.patient.name if self.patient else self.user.name


def to_invite(user: User, meeting: Meeting) -> list[Guest]:
    """Whom this person may ask to come who has no place in it, by name: to what is of the team whoever works at the
    centre or is a mentor there and does not lead it; else people in their care there who have an account and want to be
    in care.
    """
    there = meeting.seats.filter(state__in=Seat.COMES).values_list("user", flat=True)
    if of_kind(meeting.kind).of_the_team:
        team, seated = holders(meeting.centre, Permission.COME_TO_SESSIONS), set(there)
        guests = [Guest(one) for one in team if one.pk not in seated and not meeting.is_led_by(one)]
        return sorted(guests, key=lambda guest: guest.name)
    rows = Patient.objects.filter(centre=meeting.centre, clinician=user, died_on=None, user__is_active=True)
    rows = rows.exclude(user__in=there).exclude(pk__in=refusing(rows, Purpose.CARE))
    rows = rows.select_related("user", "centre").order_by("user__name", "key")
    return [Guest(one.account, one) for one in rows]


def audience_of(seat: Seat, standing: Standing) -> str:
    """As what this person is written to about a place: patient, caregiver, mentor or staff."""
    roles = standing.roles_at(seat.centre_id)
    if seat.patient_id:
        return "patient"
    if any(role.staff for role in roles):
        return "staff"
    return "caregiver" if CAREGIVER in roles or MENTOR not in roles else "mentor"
