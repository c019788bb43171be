"""Writes of the page of a meeting: coming, being let in, raising a hand, leaving, and what whoever leads it does."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mentoring.meetings.attending.actions import count_minutes
from mentoring.meetings.joining.doors import NOTED_EVERY, RoomDoor
from mentoring.meetings.joining.models import HeldRoom, Presence
from mentoring.meetings.joining.seen_as import fitting, taken
from mentoring.meetings.joining.selectors import AtDoor, first_name_of, names_there, not_counted
from mentoring.meetings.joining.staying import as_minutes, counted
from mentoring.meetings.models import LONGEST_NAME, RoomKey
from mentoring.meetings.rooms.actions import close_room, give_key, shut_out
from oncocare.audit.actions import record
from oncocare.audit.verbs import Verb
from oncocare.foundation import clock
from oncocare.foundation.unit import action, hold
from oncocare.people.models import User

BY = "system:sessions"
State = Presence.State


# --- whoever comes --------------------------------------------------------------------------------------------------


@action
def come(*, by: User, found: AtDoor, name: str, page: UUID) -> tuple[Presence, str]:
    """Somebody stands at the door with this page, which ends any other of theirs; with the key that opens the room for
    minutes once they are let in. Whoever was inside before need not wait again; who was taken out stays out.
    """
    _refuse_unless_open(found)
    hold(found.meeting)  # two pages of one person come one after the other
    own = Presence.objects.filter(meeting=found.meeting, user=by).first()
    if own is not None and own.state == State.OUT:
        raise ValidationError(_("You were taken out of this session. Please call the number on this page."))
    name = _checked_name(found, name)
    straight = not found.waits or (own is not None and own.let_in_at is not None)
    own = own or Presence(meeting=found.meeting, user=by, seat=found.seat, came=clock.now(), seen=clock.now())
    _heard_of(own)
    own.name, own.page = name, page
    own.state = State.INSIDE if straight else State.WAITING
    own.save()
    _keep_alias(found, name)
    if found.leads:
        HeldRoom.objects.get_or_create(meeting=found.meeting)
    record(by=by, verb=Verb.SESSION_ROOM_COME, subject=found.meeting, centre=found.meeting.centre_id)
    return own, _key_for(found)


def _refuse_unless_open(found: AtDoor) -> None:
    if not found.has_a_place:
        raise ValidationError(_("You have no place in this session, so you cannot come in."))
    if found.door is not RoomDoor.OPEN:
        raise ValidationError(_("The room of this session is not open now."))


def _checked_name(found: AtDoor, typed: str) -> str:
    """The name that was typed, where one may be chosen; else their own."""
    name = fitting(typed if found.chooses_a_name else first_name_of(found), LONGEST_NAME)
    if not name:
        raise ValidationError({"name": _("Write the name under which the others see you.")})
    if found.chooses_a_name and taken(name, names_there(found)):
        raise ValidationError({"name": _("Somebody in this session has this name. Choose another one.")})
    return name


def _keep_alias(found: AtDoor, name: str) -> None:
    if found.seat is not None and found.chooses_a_name and found.seat.alias != name:
        found.seat.alias = name
        found.seat.save(update_fields=["alias"])


def _key_for(found: AtDoor) -> str:
    whose: dict[str, Any] = {"seat": found.seat} if found.seat else {"staff": found.user}
    return give_key(by=found.user, meeting=found.meeting, **whose)


@action
def note_there(*, by: User, own: Presence) -> None:
    """The page of somebody is still there; the log has who came and who left, not each look."""
    if clock.now() - own.seen >= NOTED_EVERY:
        _heard_of(own)
        own.save(update_fields=["seen", "there"])


def _heard_of(own: Presence) -> None:
    """Their page is there now; whoever waits at the door is in no room."""
    if own.state == State.INSIDE:
        own.there = counted(own.there, own.seen, clock.now())
    own.seen = clock.now()


def _count(by: Any, own: Presence) -> None:
    """What the room knows of how long they were there is said of their place, where nobody said it."""
    minutes = as_minutes(own.there)
    if own.seat is not None and minutes is not None:
        count_minutes(by=by, seat=own.seat, minutes=minutes)


@action
def use_key(*, by: User, found: AtDoor, held: RoomKey) -> None:
    """A key opens the room once: of two who use it at the same moment one comes in."""
    hold(held)
    held.refresh_from_db(fields=["ended"])
    if held.ended is not None:
        raise ValidationError(_("This way in was used already. Press the button once more."))
    held.ended = clock.now()
    held.save(update_fields=["ended"])
    record(by=by, verb=Verb.SESSION_ROOM_ENTERED, subject=found.meeting, centre=found.meeting.centre_id)


@action
def note_feed(*, by: User, own: Presence, feed: str) -> None:
    """Under which name the gateway knows somebody, so that the pages of the others know whose picture they see."""
    _heard_of(own)
    own.feed = feed
    own.save(update_fields=["feed", "seen", "there"])


@action
def raise_hand(*, by: User, own: Presence, up: bool) -> None:
    """Somebody wants to say something, or no more; the first to raise a hand stays the first."""
    if bool(own.hand) == up:
        return
    own.hand = clock.now() if up else None
    own.save(update_fields=["hand"])
    record(by=by, verb=Verb.SESSION_HAND_RAISED, subject=own.meeting, centre=own.meeting.centre_id, up=up)


@action
def ask_for_help(*, by: User, own: Presence) -> None:
    """Somebody tells whoever leads, and nobody else, that they need help now."""
    own.help = clock.now()
    own.save(update_fields=["help"])
    record(by=by, verb=Verb.SESSION_HELP_ASKED, subject=own.meeting, centre=own.meeting.centre_id)


@action
def leave(*, by: User, own: Presence, page: UUID) -> None:
    """Somebody leaves; they may come back without being let in again. A page that another one ended leaves nothing."""
    if own.page != page or own.state not in (State.WAITING, State.INSIDE):
        return
    _heard_of(own)
    own.state, own.hand, own.help = State.LEFT, None, None
    own.save(update_fields=["state", "hand", "help", "seen", "there"])
    _count(by, own)
    record(by=by, verb=Verb.SESSION_ROOM_LEFT, subject=own.meeting, centre=own.meeting.centre_id)


# --- whoever leads --------------------------------------------------------------------------------------------------


@action
def let_in(*, by: User, found: AtDoor, people: list[Presence]) -> int:
    """Whoever leads lets people in who wait, or back in whom they took out; how many."""
    able = [one for one in people if one.state in (State.WAITING, State.OUT)]
    for one in able:
        one.state = State.INSIDE if one.state == State.WAITING else State.LEFT
        one.let_in_at, one.let_in_by, one.taken_out_at, one.taken_out_by = clock.now(), by, None, None
        one.save(update_fields=["state", "let_in_at", "let_in_by", "taken_out_at", "taken_out_by"])
        record(by=by, verb=Verb.SESSION_LET_IN, subject=one, centre=found.meeting.centre_id)
    return len(able)


@action
def hush(*, by: User, found: AtDoor, person: Presence) -> None:
    """Whoever leads mutes somebody, who is told so and can speak again when they want to."""
    person.hushed, person.hand = clock.now(), None
    person.save(update_fields=["hushed", "hand"])
    record(by=by, verb=Verb.SESSION_HUSHED, subject=person, centre=found.meeting.centre_id)


@action
def answer_help(*, by: User, found: AtDoor, person: Presence) -> None:
    """Whoever leads has seen that somebody asked for help."""
    person.help = None
    person.save(update_fields=["help"])
    record(by=by, verb=Verb.SESSION_HELP_SEEN, subject=person, centre=found.meeting.centre_id)


@action
def take_out(*, by: User, found: AtDoor, person: Presence) -> None:
    """Whoever leads takes somebody out: their keys open nothing any more, and they cannot come back by themselves."""
    if person.seat is None:
        raise ValidationError(_("They lead this session with you, so they cannot be taken out."))
    if person.state == State.INSIDE:
        person.there = counted(person.there, person.seen, clock.now())
    person.state, person.hand, person.help, person.let_in_at, person.let_in_by = State.OUT, None, None, None, None
    person.taken_out_at, person.taken_out_by = clock.now(), by
    person.save()
    person.seat.meeting = found.meeting
    shut_out(by=by, seat=person.seat)
    _count(by, person)
    record(by=by, verb=Verb.SESSION_TAKEN_OUT, subject=person, centre=found.meeting.centre_id)


@action
def end_room(*, by: User, found: AtDoor) -> HeldRoom:
    """Whoever leads ends the meeting for everybody; ended twice it ended the first time."""
    held, _new = HeldRoom.objects.get_or_create(meeting=found.meeting)
    if held.ended_at is None:
        held.ended_at, held.ended_by = clock.now(), by
        held.save(update_fields=["ended_at", "ended_by"])
        RoomKey.objects.filter(meeting=found.meeting, ended=None).update(ended=clock.now())
        for one in Presence.objects.filter(meeting=found.meeting, state=State.INSIDE).select_related("seat"):
            one.there = counted(one.there, one.seen, clock.now())
            one.save(update_fields=["there"])
            _count(by, one)
        record(by=by, verb=Verb.SESSION_ROOM_ENDED, subject=found.meeting, centre=found.meeting.centre_id)
        close_room(meeting=found.meeting)
    return held


def count_past_rooms() -> int:
    """Say how long people were there whose page ended without a word, once the doors are closed; how many."""
    rows = list(not_counted())
    for one in rows:
        _count(BY, one)
    return len(rows)
