"""What happens when a place or a session changes: whoever it is about learns of it. And when somebody dies, leaves care
or has no account any more: their places are free, and they are told nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from mentoring.community.kinds import GROUP_LEFT
from mentoring.community.models import Member
from mentoring.meetings.kinds import (
    MEETING_CALLED_OFF,
    MEETING_CHANGED,
    MEETING_MOVED,
    PLACE_FREE,
    SEAT_BOOKED,
    SEAT_FREED,
    SEAT_INVITED,
    SEAT_OFFERED,
    SESSION_BOOKED,
    SESSION_CHANGED,
    SESSION_INVITED,
    SESSION_MOVED,
    SESSION_OFF,
)
from mentoring.meetings.models import Seat
from mentoring.meetings.of_kinds import MeetingType
from mentoring.meetings.places.actions import BY, end_of_user
from mentoring.meetings.places.telling.actions import source_at, tell_leader, tell_of_session
from mentoring.meetings.places.telling.selectors import in_earlier_ones, meeting_told, seat_told, seats_to_tell
from mentoring.meetings.stamps import sign_of, stamp_of, stamp_of_move
from oncocare.consent.kinds import CONSENT_CHANGED
from oncocare.consent.models import Purpose
from oncocare.consent.selectors import said_no
from oncocare.events.registry import handles
from oncocare.people.kinds import ACCESS_ENDED, ROLE_ENDED
from oncocare.people.models import Patient, User
from oncocare.people.permissions import Permission
from oncocare.people.selectors import standing_of
from oncocare.signin.kinds import ACCOUNT_CLOSED
from steps.kinds import PATHWAY_STOPPED

State = Seat.State


@handles(SEAT_INVITED)
def tell_who_is_asked(event: Mapping[str, Any]) -> None:
    """They are asked to come."""
    _tell(event, State.INVITED, SESSION_INVITED)


@handles(SEAT_BOOKED)
def tell_who_has_a_place(event: Mapping[str, Any]) -> None:
    """They have a place; whoever holds a private session learns that it was booked."""
    seat = _tell(event, State.BOOKED, SESSION_BOOKED)
    if seat.state == State.BOOKED and seat.meeting.kind == MeetingType.PRIVATE:
        _tell_leader(seat, "booked")


@handles(SEAT_OFFERED)
def tell_that_a_place_is_free(event: Mapping[str, Any]) -> None:
    """A place is free for them until then; where it was offered anew meanwhile, only of that."""
    seat = seat_told(event["seat"])
    if seat.state == State.OFFERED and stamp_of(seat.until) == event["until"]:
        tell_of_session(seat=seat, name=PLACE_FREE, source=f"{seat.pk}@{event['until']}", begins=seat.begins)


@handles(SEAT_FREED)
def tell_of_a_free_place(event: Mapping[str, Any]) -> None:
    """Whoever was taken out with a reason learns of it, and whoever leads it that somebody left."""
    seat = seat_told(event["seat"])
    if seat.patient and seat.patient.died_on:
        return  # nobody hears of a death by what became free
    if not event["by_staff"]:
        _tell_leader(seat, "back")
    elif seat.state == State.RELEASED and seat.why:
        tell_of_session(seat=seat, name=SESSION_OFF, source=source_at(seat.pk, seat.since), begins=seat.begins)
    elif seat.state == State.RELEASED:
        _tell_leader(seat, "back")


@handles(MEETING_MOVED, later=True)
def tell_of_another_time(event: Mapping[str, Any]) -> None:
    """Whoever comes to it or waits for it learns when it is; where it was moved again, only of that."""
    meeting = meeting_told(event["meeting"])
    if meeting.off or meeting.begins != datetime.fromisoformat(event["begins"]):
        return
    for seat in seats_to_tell(meeting):
        source = f"{seat.pk}@{stamp_of_move(meeting.begins, meeting.moves)}"
        tell_of_session(seat=seat, name=SESSION_MOVED, source=source, begins=meeting.begins)


@handles(MEETING_CHANGED, later=True)
def tell_of_another_way(event: Mapping[str, Any]) -> None:
    """Whoever has a place, or is asked to take one, learns that somebody else leads it, or that it is elsewhere or held
    in another way; where it was changed again, only of that. Of a series it is told of the first in which they have a
    place. Whoever waits reads it when a place is theirs.
    """
    meeting = meeting_told(event["meeting"])
    if meeting.off or sign_of(meeting) != event["sign"]:
        return
    earlier = in_earlier_ones(meeting, event["first"])
    for seat in seats_to_tell(meeting):
        if seat.state in Seat.TAKES_A_PLACE and seat.user_id not in earlier:
            source = f"{seat.pk}@{event['sign']}"
            tell_of_session(seat=seat, name=SESSION_CHANGED, source=source, begins=meeting.begins)


@handles(MEETING_CALLED_OFF, later=True)
def tell_that_it_is_off(event: Mapping[str, Any]) -> None:
    """Whoever comes to it or waits for it learns that it does not take place."""
    meeting = meeting_told(event["meeting"])
    for seat in seats_to_tell(meeting):
        tell_of_session(seat=seat, name=SESSION_OFF, source=source_at(seat.pk, seat.since), begins=meeting.begins)


def _tell(event: Mapping[str, Any], state: str, name: str) -> Any:
    seat = seat_told(event["seat"])
    if seat.state == state:
        tell_of_session(seat=seat, name=name, source=source_at(seat.pk, seat.since), begins=seat.begins)
    return seat


def _tell_leader(seat: Any, what: str) -> None:
    tell_leader(meeting=seat.meeting, source=f"{what}:{seat.pk}:{stamp_of(seat.since)}", begins=seat.begins)


# --- who comes no more ------------------------------------------------------------------------------------------------


@handles(PATHWAY_STOPPED)
def free_places_in_silence(event: Mapping[str, Any]) -> None:
    """Who has died comes to no session any more."""
    patient = Patient.objects.select_related("user").get(pk=event["patient"])
    if patient.died_on and patient.user:
        end_of_user(by=BY, user=patient.user)


@handles(CONSENT_CHANGED)
def free_places_with_the_consent(event: Mapping[str, Any]) -> None:
    """A no to care ends what comes at this centre; what is said now counts."""
    if event["purpose"] != Purpose.CARE:
        return
    patient = Patient.objects.select_related("user").get(pk=event["patient"])
    if patient.user and said_no(patient, Purpose.CARE):
        end_of_user(by=BY, user=patient.user, centre=patient.centre_id)


@handles(ACCOUNT_CLOSED)
def free_places_with_the_account(event: Mapping[str, Any]) -> None:
    """Who closed their account comes to no session any more."""
    end_of_user(by=BY, user=User.objects.get(pk=event["user"]))


@handles(ACCESS_ENDED)
def free_places_without_access(event: Mapping[str, Any]) -> None:
    """Who cannot sign in any more comes to none; whoever may again meanwhile does."""
    user = User.objects.get(pk=event["user"])
    if not user.is_active:
        end_of_user(by=BY, user=user)


@handles(GROUP_LEFT)
def free_places_with_the_group(event: Mapping[str, Any]) -> None:
    """Whoever left a group does not come to its sessions; whoever has joined it again meanwhile does."""
    member = Member.objects.select_related("user").get(pk=event["member"])
    if not Member.objects.filter(user=member.user, group=event["group"], left=None).exists():
        end_of_user(by=BY, user=member.user, group=event["group"])


@handles(ROLE_ENDED)
def free_places_with_the_role(event: Mapping[str, Any]) -> None:
    """Whoever is nothing there any more as which they could come, comes to none; and who is not of the team, to nothing
    of the team.
    """
    user, centre = User.objects.get(pk=event["user"]), UUID(str(event["centre"]))
    standing = standing_of(user)
    if not standing.may(Permission.COME_TO_SESSIONS, centre):
        end_of_user(by=BY, user=user, centre=centre)
    elif not any(one.centre_id == centre for one in standing.memberships):
        end_of_user(by=BY, user=user, centre=centre, of_the_team=True)
