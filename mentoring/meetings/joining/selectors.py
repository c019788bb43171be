"""Who stands at the door of a meeting, who waits there, and who is in the room. Access is a fetch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from mentoring.meetings.joining.doors import AWAY, RoomDoor, door_at, waits_for_somebody
from mentoring.meetings.joining.models import HeldRoom, Presence
from mentoring.meetings.joining.staying import MINUTE
from mentoring.meetings.models import LONGEST_NAME, Meeting, RoomKey, Seat
from mentoring.meetings.of_kinds import of_kind
from mentoring.meetings.rooms.keys import DOORS_CLOSE
from mentoring.meetings.rooms.selectors import LOOKED_BACK, who_has
from mentoring.meetings.selectors import leads, meeting_to_lead, seat_in
from oncocare.foundation import clock
from oncocare.people.access import forbidden, not_found
from oncocare.people.models import User
from oncocare.people.permissions import Permission
from oncocare.people.selectors import Standing

IN_SIGHT = (Presence.State.WAITING, Presence.State.INSIDE)


@dataclass(frozen=True)
class AtDoor:
    """Somebody at the door of a meeting that is theirs: with a place in it, or as one of the two who lead it."""

    user: User
    meeting: Any
    seat: Seat | None
    door: RoomDoor

    @property
    def leads(self) -> bool:
        """Whether they lead it; whoever runs the centre and does not lead it has no business in the room."""
        return self.seat is None

    @property
    def has_a_place(self) -> bool:
        """Whether their place lets them in now."""
        return self.leads or (self.seat is not None and self.seat.state == Seat.State.BOOKED)

    @property
    def asked(self) -> bool:
        """Whether they were asked to come, or offered a place, and have not said yes."""
        return self.seat is not None and self.seat.state in (Seat.State.INVITED, Seat.State.OFFERED)

    @property
    def may_enter(self) -> bool:
        """Whether they may come in now."""
        return self.has_a_place and self.door is RoomDoor.OPEN

    @property
    def waits(self) -> bool:
        """Whether they wait until somebody lets them in; the server of another has a door of its own."""
        ours = self.meeting.provider == Meeting.Provider.JANUS
        return ours and not self.leads and waits_for_somebody(self.meeting.kind)

    @property
    def chooses_a_name(self) -> bool:
        """Whether they may be seen under another name than their own."""
        return not self.leads and of_kind(self.meeting.kind).aliases


def at_door(standing: Standing, pk: Any) -> AtDoor:
    """The meeting for whoever leads it or has, or had, a place in it; for anybody else there is none."""
    led = Meeting.objects.filter(leads(standing.user), pk=pk).exists()
    seat = None if led else seat_in(standing, pk)
    meeting: Any = meeting_to_lead(standing, pk) if seat is None else seat.meeting
    held = HeldRoom.objects.filter(meeting=pk).first()
    door = door_at(
        meeting.begins, meeting.ends, clock.now(), called_off=meeting.off, ended=bool(held and held.ended_at)
    )
    return AtDoor(standing.user, meeting, seat, door)


def as_leader(standing: Standing, pk: Any) -> AtDoor:
    """The meeting for whoever leads it; others who have a place in it are refused."""
    found = at_door(standing, pk)
    if not found.leads:
        forbidden(standing.user, Permission.LEAD_SESSIONS, f"meeting:{pk}")
    return found


def presence_of(found: AtDoor) -> Presence | None:
    """Themselves at the door or in the room, where they came already."""
    return Presence.objects.filter(meeting=found.meeting, user=found.user).first()


def presence_in(found: AtDoor, pk: UUID) -> Presence:
    """Somebody else there, for whoever leads it; of another meeting there is nobody."""
    row = Presence.objects.filter(meeting=found.meeting, pk=pk).exclude(user=found.user).first()
    if row is None:
        not_found(found.user, f"presence:{pk}")
    return row


def key_to_room(found: AtDoor, own: Presence | None, key: str) -> tuple[Presence, RoomKey]:
    """Themselves and the key, for the person to whom it was given and once they were let in; any other opens nothing,
    which is noted: one that was forwarded, used, too old, or for another meeting.
    """
    held = who_has(key)
    whose = (found.meeting.pk, found.seat.pk if found.seat else None, None if found.seat else found.user.pk)
    if (
        held is None or own is None or own.state != Presence.State.INSIDE or not found.may_enter
        or (held.meeting_id, held.seat_id, held.staff_id) != whose
    ):  # fmt: skip
        not_found(found.user, f"meeting:{found.meeting.pk}")
    return own, held


def first_name_of(found: AtDoor) -> str:
    """The name with which the page begins: the one that they chose for this meeting, else their own."""
    seat = found.seat
    if seat is not None and found.chooses_a_name:
        return seat.alias or _name_in_group(found) or ""
    return found.user.name[:LONGEST_NAME]


def _name_in_group(found: AtDoor) -> str:
    """In a meeting of a group they are known by the name that they have there."""
    group = found.meeting.group
    member = group.members.filter(user=found.user, left=None).first() if group else None
    return member.name[:LONGEST_NAME] if member else ""


def names_there(found: AtDoor) -> list[str]:
    """The names under which the others of this meeting are seen, and of those who lead it."""
    others = Presence.objects.filter(meeting=found.meeting).exclude(user=found.user)
    leads = [one.name for one in (found.meeting.host, found.meeting.second) if one and one != found.user]
    return [*others.values_list("name", flat=True), *leads]


def in_sight(found: AtDoor) -> QuerySet[Presence]:
    """Whoever waits or is in the room and whose page is there, the first first."""
    rows = Presence.objects.filter(meeting=found.meeting, state__in=IN_SIGHT, seen__gt=clock.now() - AWAY)
    return rows.order_by("came", "pk")


def not_counted() -> QuerySet[Presence]:
    """Whoever was in a room whose doors have closed within two days, and of whose place nobody has said anything."""
    now = clock.now()
    lately = Q(meeting__occurrence__end__lte=now - DOORS_CLOSE, meeting__occurrence__end__gt=now - LOOKED_BACK)
    unsaid = Presence.objects.filter(lately, seat__minutes=None, seat__attendance="", there__gte=MINUTE // 2)
    return unsaid.select_related("seat")


def news_for(found: AtDoor, own: Presence | None, page: UUID | None) -> dict[str, Any]:
    """What an open page shows: `state` of whoever looks, and the people; names are told to those inside alone."""
    state = _state(found, own, page)
    rows = list(in_sight(found)) if state in IN_SIGHT else []
    inside = [one for one in rows if one.state == Presence.State.INSIDE]
    said: dict[str, Any] = {"state": state, "led": any(one.seat_id is None for one in inside)}
    if state != Presence.State.INSIDE or own is None:
        return said
    said["people"] = [_told(one, found, own) for one in inside]
    said["hushed"] = own.hushed.isoformat() if own.hushed else ""
    if found.leads:
        waiting = [one for one in rows if one.state == Presence.State.WAITING]
        said["waiting"] = [{"id": str(one.pk), "name": one.name} for one in waiting]
    return said


def _state(found: AtDoor, own: Presence | None, page: UUID | None) -> str:
    """`over` and `elsewhere` are no states of a row: the meeting has ended, or they are there by another page."""
    if found.door is not RoomDoor.OPEN:
        return "over"
    if own is None or not found.has_a_place:
        return Presence.State.LEFT
    if own.state in IN_SIGHT and own.page != page:
        return "elsewhere"
    return own.state


def _told(one: Presence, found: AtDoor, own: Presence) -> dict[str, Any]:
    """One person, as the page of another knows them; who asks for help is told to whoever leads alone."""
    said: dict[str, Any] = {
        "id": str(one.pk), "feed": one.feed, "name": one.name, "leads": one.seat_id is None, "own": one.pk == own.pk,
        "hand": bool(one.hand),
    }  # fmt: skip
    return said | ({"help": bool(one.help)} if found.leads else {})
