"""Writes of talks: who registers, confirms, gives a place back and comes in, what they ask, and what is forgotten.

Whoever comes from outside acts as their registration. Nothing here says to anybody whether an address is known.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mentoring.meetings.models import Registration, TalkQuestion
from mentoring.meetings.rooms.actions import end_keys, give_key, ticket_for
from mentoring.meetings.rooms.keys import seal_of
from mentoring.meetings.rooms.room import Ticket
from mentoring.meetings.selectors import from_outside
from mentoring.meetings.stamps import sign_of, stamp_of, stamp_of_move
from mentoring.meetings.webinars.hours import REMIND_WITHIN, TalkPhase, minutes_there
from mentoring.meetings.webinars.kinds import TALK_CHANGED, TALK_LINK, TALK_MOVED, TALK_OFF, TALK_PLACE, TALK_SOON
from mentoring.meetings.webinars.sealed_links import secret_of
from mentoring.meetings.webinars.selectors import (
    all_talks,
    has_place,
    talk_of,
    to_forget,
    to_remind,
    waited_for,
    waited_in_vain_no_more,
    with_phase,
)
from oncocare.audit.actions import record
from oncocare.audit.verbs import Verb
from oncocare.foundation import clock, ids
from oncocare.foundation.unit import action, hold, one_by_one
from oncocare.notifications.actions import queue_mail
from oncocare.notifications.models import Message
from oncocare.people.models import Actor, User
from oncocare.safety.words.danger import tier
from oncocare.safety.words.wordlist import DangerRank

BY = "system:talks"
MOST_QUESTIONS = 10  # of one person in one talk
TOO_LATE = timedelta(microseconds=1)


def outside(registration: Registration) -> str:
    """Who acts, as the log says it: it holds no address."""
    return f"registration:{registration.pk}"


# --- a place ----------------------------------------------------------------------------------------------------------


@action
def register(*, by: Actor, talk: Any, address: str, language: str, remind: bool) -> Registration:
    """Somebody asks for a place with an address, and a mail goes there; asked again it is the same registration, and
    the mail goes once more. Only who has not confirmed yet can change what was asked for.
    """
    _refuse_unless(talk.to_come, _("This talk is over or was called off. Nothing was kept."))
    hold(talk)
    address, now = address.strip().lower(), clock.now()
    asked = Registration.objects.filter(meeting=talk.pk, address__iexact=address).first()
    if asked is None:
        pk = ids.new()
        asked = Registration.objects.create(
            id=pk, meeting=talk, address=address, language=language, remind=remind,
            seal=seal_of(secret_of(pk, settings.SECRET_KEY)),
        )  # fmt: skip
        record(by=by, verb=Verb.TALK_ASKED, subject=asked, centre=talk.centre_id)
    elif asked.confirmed is None:
        asked.language, asked.remind, asked.made = language, remind, now
        asked.save(update_fields=["language", "remind", "made"])
    _mail(asked, talk, TALK_LINK, f"{asked.pk}@{now:%Y%m%d%H%M}")  # two presses are one mail
    return asked


@action
def confirm(*, registration: Registration) -> Registration:
    """Whoever reads the mail has pressed the button: from now on they have a place, or wait for one."""
    registration = _held(registration)
    if registration.confirmed or registration.gave_back:
        return registration
    _refuse_unless(talk_of(registration).to_come, _("This talk is over or was called off. Nothing was kept."))
    last = from_outside(registration.meeting).last()
    behind = [last.confirmed + TOO_LATE] if last and last.confirmed else []  # nobody comes in before who has a place
    registration.confirmed = max([clock.now(), *behind])
    registration.waits = not has_place(registration)
    registration.save(update_fields=["confirmed", "waits"])
    _write_down(registration, Verb.TALK_CONFIRMED)
    return registration


@action
def give_back(*, registration: Registration) -> Registration:
    """They do not come. The address is forgotten at once, and whoever waited longest has the place and is told."""
    registration = _held(registration)
    if registration.gave_back:
        return registration
    registration.gave_back, registration.address = clock.now(), ""
    registration.save(update_fields=["gave_back", "address"])
    _write_down(registration, Verb.TALK_PLACE_GIVEN_BACK)
    end_keys(by=outside(registration), registration=registration)
    tell_who_has_one_now(talk=registration.meeting)
    return registration


@action
def tell_who_has_one_now(*, talk: Any) -> int:
    """Whoever waited from outside and has a place now, as one became free or there are more of them, reads it once; how
    many they are.
    """
    hold(talk)
    lucky = waited_in_vain_no_more(talk) if talk.to_come else []
    for one in lucky:
        _mail(one, talk, TALK_PLACE, str(one.pk))
    Registration.objects.filter(pk__in=[one.pk for one in lucky]).update(waits=False)
    return len(lucky)


def tell_of_more_places() -> int:
    """In every talk to come; how many read it. More places are made in a talk by whoever plans it."""
    told: list[int] = []

    def look(talk: Any) -> bool:
        told.append(tell_who_has_one_now(talk=with_phase(talk)))
        return True

    one_by_one(waited_for(), look, failed="a free place in a talk could not be told")
    return sum(told)


@action
def wish_reminder(*, registration: Registration, wanted: bool) -> Registration:
    """They want to be reminded the day before, or no more."""
    registration = _held(registration)
    registration.remind = wanted
    registration.save(update_fields=["remind"])
    _write_down(registration, Verb.TALK_REMINDER_CHOSEN, wanted=wanted)
    return registration


@action
def come_in(*, registration: Registration) -> Registration:
    """They come into the talk, which is counted once, however often they come back."""
    registration = _held(registration)
    _refuse_unless(talk_of(registration).phase is TalkPhase.OPEN, _("Nobody can come in now. Nothing was changed."))
    _refuse_unless(has_place(registration), _("All places are taken. You wait for one, and we write to you."))
    if registration.came_in is None:
        registration.came_in, registration.waits = clock.now(), False
        registration.save(update_fields=["came_in", "waits"])
        _write_down(registration, Verb.TALK_CAME_IN)
    return registration


def open_room(*, registration: Registration, name: str) -> Ticket | None:
    """What opens the room for minutes, under a name that says nothing, for somebody who came in. `RoomUnavailable`
    where its provider does not answer, which is asked outside a transaction.
    """
    came = come_in(registration=registration)
    key = give_key(by=outside(came), meeting=came.meeting, registration=came)
    return ticket_for(key=key, name=name)


@action
def note_minutes(*, registration: Registration) -> Registration:
    """They are there, or go now: how long they have been there so far."""
    registration = _held(registration)
    if registration.came_in:
        there = minutes_there(registration.came_in, talk_of(registration).ends, clock.now())
        registration.minutes = max(registration.minutes or 0, there)
        registration.save(update_fields=["minutes"])
    return registration


def _held(registration: Registration) -> Registration:
    """As it is now; nobody else acts on a place of the same talk until this act ends."""
    talk = talk_of(registration)
    hold(talk)
    registration.refresh_from_db()
    registration.meeting = talk
    return registration


def _refuse_unless(holds: bool, said: str) -> None:
    if not holds:
        raise ValidationError(said)


def _write_down(registration: Registration, verb: Verb, **detail: Any) -> None:
    by, centre = outside(registration), registration.meeting.centre_id
    record(by=by, verb=verb, subject=registration, centre=centre, **detail)


def _mail(registration: Registration, talk: Any, kind: str, source: str) -> Message:
    return queue_mail(
        kind=kind, source=source, address=registration.address, language=registration.language, centre=talk.centre,
        by=BY,
    )  # fmt: skip


# --- questions --------------------------------------------------------------------------------------------------------


@action
def ask_question(*, registration: Registration, words: str, key: UUID) -> bool:
    """Somebody in the talk asks something, which nobody sees but staff until they show it; asked twice it is once.

    Returns whether the words are such that help is offered to whoever wrote them.
    """
    registration = _held(registration)
    talk, said = talk_of(registration), " ".join(words.split())
    is_there = talk.phase is TalkPhase.OPEN and bool(registration.came_in)
    _refuse_unless(is_there, _("You can ask while the talk goes on."))
    _refuse_unless(bool(said), _("Write what you want to ask."))
    if not TalkQuestion.objects.filter(pk=key).exists():
        asked = TalkQuestion.objects.filter(registration=registration).count()
        _refuse_unless(asked < MOST_QUESTIONS, _("You have asked ten questions. Let others ask too."))
        question = TalkQuestion.objects.create(id=key, meeting=talk, registration=registration, words=said)
        record(by=outside(registration), verb=Verb.TALK_QUESTION_ASKED, subject=question, centre=talk.centre_id)
    note_minutes(registration=registration)
    return tier(said) is DangerRank.INTENT


@action
def show_question(*, by: User, question: TalkQuestion, shown: bool) -> TalkQuestion:
    """Staff show a question to everybody in the talk, or take it away again."""
    question.shown_at, question.shown_by = (clock.now(), by) if shown else (None, None)
    question.save(update_fields=["shown_at", "shown_by"])
    record(by=by, verb=Verb.TALK_QUESTION_SHOWN, subject=question, centre=question.meeting.centre_id, shown=shown)
    return question


@action
def mark_answered(*, by: User, question: TalkQuestion) -> TalkQuestion:
    """It was answered in the talk; marked twice it is once."""
    if question.answered_at is None:
        question.answered_at, question.answered_by = clock.now(), by
        question.save(update_fields=["answered_at", "answered_by"])
        record(by=by, verb=Verb.TALK_QUESTION_ANSWERED, subject=question, centre=question.meeting.centre_id)
    return question


# --- told and forgotten -----------------------------------------------------------------------------------------------


@action
def tell_moved(*, talk: Any) -> int:
    """Everybody who confirmed reads that it is at another time, once for each move; how many."""
    return _mail_all(talk, TALK_MOVED, f"@{stamp_of_move(talk.begins, talk.moves)}")


@action
def tell_changed(*, talk: Any) -> int:
    """Everybody who confirmed reads that it is elsewhere or held in another way, once for each way; how many."""
    return _mail_all(talk, TALK_CHANGED, f"@{sign_of(talk)}")


@action
def tell_called_off(*, talk: Any) -> int:
    """Everybody who confirmed reads, once, that it does not take place; how many."""
    return _mail_all(talk, TALK_OFF)


def _mail_all(talk: Any, kind: str, as_of: str = "") -> int:
    rows = list(from_outside(talk))
    for one in rows:
        _mail(one, talk, kind, f"{one.pk}{as_of}")
    return len(rows)


def remind_of_talks() -> int:
    """Whoever has a place and wants it is reminded within the day before; how many were."""
    now = clock.now()
    talks = all_talks().filter(off=False, begins__gt=now, begins__lte=now + REMIND_WITHIN)
    return sum(one_by_one(_unreminded(one), _remind, failed="a reminder of a talk failed") for one in talks)


def _unreminded(talk: Any) -> list[tuple[Registration, Any]]:
    rows = {f"{one.pk}@{stamp_of(talk.begins)}": one for one in to_remind(talk)}
    told = Message.objects.filter(user=None, kind=TALK_SOON, source__in=rows).values_list("source", flat=True)
    return [(rows[source], talk) for source in rows.keys() - set(told)]


@action
def _remind(row: tuple[Registration, Any]) -> bool:
    registration, talk = row
    _mail(registration, talk, TALK_SOON, f"{registration.pk}@{stamp_of(talk.begins)}")
    return True


@action
def forget_addresses(*, by: Actor = BY) -> int:
    """Addresses go some weeks after the talk, and those that nobody confirmed after days; the numbers stay."""
    forgotten = to_forget().update(address="")
    if forgotten:
        record(by=by, verb=Verb.TALK_ADDRESSES_FORGOTTEN, count=forgotten)
    return forgotten
