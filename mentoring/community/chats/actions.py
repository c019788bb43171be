"""Writes of chats: announced, changed, called off, and remembered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from mentoring.community.actions import tell
from mentoring.community.chats.hours import lies_in_hours, week_of
from mentoring.community.chats.labels import TopicLine, TopicsRefused, labelled
from mentoring.community.chats.models import LONGEST_ABOUT, Chat, ChatReminder, ChatTopic
from mentoring.community.chats.running import ChatPhase
from mentoring.community.chats.selectors import (
    begin_soon,
    guests_of,
    may_host,
    may_run,
    overlapping,
    phase_now,
    without_guest,
    without_host,
)
from mentoring.community.chats.words import faults_in_words, first_post, hours_in_words
from mentoring.community.groups.duty import GroupTime
from mentoring.community.groups.selectors import time_of
from mentoring.community.kinds import CHAT_ANNOUNCED, CHAT_CALLED_OFF, CHAT_MOVED, CHAT_SOON, GUEST_TASK
from mentoring.community.models import Group, Member
from mentoring.community.selectors import Inside
from mentoring.community.threads.actions import Posted, ask_nobody, edit_post, write_post
from mentoring.community.threads.fitting import checked_title, checked_words
from mentoring.community.threads.held import found_in, waits
from mentoring.community.threads.markup import cleaned
from oncocare.audit.actions import record
from oncocare.audit.verbs import Verb
from oncocare.events.actions import emit
from oncocare.foundation import clock, ids
from oncocare.foundation.models import insert_new
from oncocare.foundation.unit import action, hold, one_by_one
from oncocare.people.days import day_of
from oncocare.people.kinds import TASK_WANTED
from oncocare.people.models import Actor, Centre, User
from oncocare.web.templatetags.web import moment, time_of_day

BY = "system:community"
SHORTEST, LONGEST_CHAT = timedelta(minutes=30), timedelta(minutes=120)
FURTHEST = timedelta(weeks=26)  # further ahead it is a year typed wrongly


@dataclass(frozen=True)
class ChatFacts:
    """What a host says of a chat. `topics` as they were typed, one a line; `begins` is aware."""

    about: str
    begins: datetime
    minutes: int
    topics: str
    guest: Member | None = None

    @property
    def ends(self) -> datetime:
        """When it is over: so many minutes later also in the night in which clocks change."""
        return self.begins.astimezone(UTC) + timedelta(minutes=self.minutes)


class Announced(NamedTuple):
    """A chat that was announced, and what came of its first post; None where it had been announced before."""

    chat: Chat
    posted: Posted | None


# --- announcing -------------------------------------------------------------------------------------------------------


@action
def announce_chat(*, by: User, inside: Inside, key: UUID, title: str, facts: ChatFacts) -> Announced:
    """A mentor or a moderator announces a chat: a thread begins with its topics, and it stands on top of the group's
    page. `key` is made by the page: announced twice it is one. Refused where another chat goes on, or nobody is on duty
    all the while. It asks for no answer, as other threads do that a member begins.
    """
    refuse_unless(may_host(inside), _("Only mentors and moderators do this. Nothing was changed."))
    hold(inside.group)
    if before := Chat.objects.filter(pk=key).first():
        if before.host_id == getattr(inside.member, "pk", None):
            return Announced(before, None)
        key = ids.new()
    title, lines = checked_title(title), _checked(inside, facts)
    words = _first_words(inside.group, facts, lines)
    refuse_asleep(inside, title, words)
    posted = write_post(by=by, inside=inside, words=words, key=key, title=title)
    ask_nobody(posted.post)
    chat = Chat.objects.create(
        id=key, group=inside.group, host=posted.post.by, guest=facts.guest, post=posted.post, title=title,
        about=_line(facts.about), begins=facts.begins, ends=facts.ends,
    )  # fmt: skip
    _keep_topics(chat, lines)
    _tell_guest(by, chat)
    record(by=by, verb=Verb.CHAT_ANNOUNCED, subject=chat, centre=inside.group.centre_id, begins=stamp_of(chat))
    emit(CHAT_ANNOUNCED, chat=chat.pk, group=inside.group.pk)
    return Announced(chat, posted)


@action
def change_chat(*, by: User, inside: Inside, chat: Chat, facts: ChatFacts) -> Posted:
    """Its host changes what a chat is about, when it is, its topics or its guest, until it begins; so does its first
    post. Whoever wants to be reminded learns that it was moved. Its title stays: by it people know the thread.
    """
    hold(inside.group)
    chat = held_chat(chat)
    refuse_unless(inside.member is not None and chat.host_id == inside.member.pk, _("Only its host changes a chat."))
    refuse_unless(phase_now(chat) is ChatPhase.COMING, _("The chat has begun or was called off. Nothing was changed."))
    lines = _checked(inside, facts, but=chat.pk)
    moved, guest = chat.begins != facts.begins, chat.guest_id
    chat.about, chat.begins, chat.ends, chat.guest = _line(facts.about), facts.begins, facts.ends, facts.guest
    chat.save(update_fields=["about", "begins", "ends", "guest"])
    chat.topics.all().delete()
    _keep_topics(chat, lines)
    posted = edit_post(by=by, inside=inside, post=chat.post, words=_first_words(inside.group, facts, lines))
    if moved or chat.guest_id != guest:
        _tell_guest(by, chat)
    record(by=by, verb=Verb.CHAT_CHANGED, subject=chat, centre=inside.group.centre_id, moved=moved)
    if moved:
        emit(CHAT_MOVED, chat=chat.pk, begins=stamp_of(chat))
    return posted


def _tell_guest(by: User, chat: Chat) -> None:
    """Whoever was named as the guest has a task of the day on which people can ask them, unless they said so."""
    guest = chat.guest
    if guest is None or guest.user_id == by.pk:
        return
    centre = chat.group.centre
    with override(guest.user.language), timezone.override(centre.zone):
        what = _("Answer as the guest of the chat in the group “%(group)s” on %(when)s. If you cannot, tell its host.")
        what %= {"group": chat.group.name[:40], "when": moment(chat.begins)}
    emit(
        TASK_WANTED, centre=guest.centre_id, patient="", owner=guest.user_id, what=what,
        due=day_of(centre, chat.begins), source=f"{GUEST_TASK}{chat.pk}:{guest.pk}:{stamp_of(chat)}",
    )  # fmt: skip


@action
def call_off_chat(*, by: User, inside: Inside, chat: Chat, why: str) -> Chat:
    """Its host or a moderator calls a chat off before it begins, with a reason that the group reads. Called off twice
    it is once.
    """
    refuse_unless(may_run(inside, chat), _("Only its host and moderators do this. Nothing was changed."))
    if not why.strip():
        raise ValidationError({"why": _("Write why, for the group. They read it.")})
    chat = held_chat(chat)
    refuse_unless(
        phase_now(chat) in (ChatPhase.COMING, ChatPhase.CALLED_OFF), _("The chat has begun. Nothing was changed.")
    )
    return _call_off(by, chat, why.strip(), by)


@action
def call_off_for_good(*, by: User, chat: Chat, why: str) -> Chat:
    """The same where the group was closed, or the host has left."""
    chat = held_chat(chat)
    return _call_off(by, chat, why, by) if phase_now(chat) is ChatPhase.COMING else chat


def call_off_without_people() -> int:
    """Chats to come that their host can lead no more, or whose guest answers for the group no more, are called off; how
    many were.
    """
    alone = one_by_one(without_host(), _off_without_host, failed="a chat without a host could not be called off")
    return alone + one_by_one(without_guest(), _off_without_guest, failed="a chat without its guest is still announced")


@action
def _off_without_host(chat: Chat) -> bool:
    with override(chat.group.language):
        why = _("Whoever was to lead it cannot do so now.")
    return _off_by_itself(chat, why)


@action
def _off_without_guest(chat: Chat) -> bool:
    with override(chat.group.language):
        why = _("Whoever of the team was to answer in it cannot come.")
    return _off_by_itself(chat, why)


def _off_by_itself(chat: Chat, why: str) -> bool:
    chat = held_chat(chat)
    return phase_now(chat) is ChatPhase.COMING and bool(_call_off(BY, chat, why, chat.host.user).called_off_at)


def _call_off(by: Actor, chat: Chat, why: str, whose: User) -> Chat:
    """`whose` stands in the row, also where nobody but the program calls it off."""
    if chat.called_off_at:
        return chat
    chat.called_off_at, chat.called_off_by, chat.called_off_why = clock.now(), whose, why
    chat.save(update_fields=["called_off_at", "called_off_by", "called_off_why"])
    record(by=by, verb=Verb.CHAT_CALLED_OFF, subject=chat, centre=chat.group.centre_id)
    emit(CHAT_CALLED_OFF, chat=chat.pk)
    return chat


def refuse_unless(holds: bool, said: str) -> None:
    """Refuse with what is said unless it holds."""
    if not holds:
        raise ValidationError(said)


def held_chat(chat: Chat) -> Chat:
    """The chat as it is now, and nobody else changes it until this act ends."""
    rows = Chat.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("group__centre", "host__user", "post__thread", "summary").get(pk=chat.pk)


def _line(text: str) -> str:
    return " ".join(cleaned(text).split())


def _checked(inside: Inside, facts: ChatFacts, but: Any = None) -> list[TopicLine]:
    """The topics with their labels; `ValidationError` by field, with everything that is wrong with what was said."""
    wrong: dict[str, list[str]] = {}
    lines: list[TopicLine] = []
    try:
        lines = labelled(facts.topics)
    except TopicsRefused as refused:
        wrong["topics"] = faults_in_words(refused.faults)
    if not 0 < len(_line(facts.about)) <= LONGEST_ABOUT:
        said = _("Say in one line what it is about: up to %(most)s characters fit.")
        wrong["about"] = [said % {"most": LONGEST_ABOUT}]
    if facts.guest and not guests_of(inside.group).filter(pk=facts.guest.pk).exists():
        wrong["guest"] = [_("The guest is a clinician who answers for the group. Choose one of the list.")]
    if not SHORTEST <= timedelta(minutes=facts.minutes) <= LONGEST_CHAT:
        wrong["minutes"] = [_("A chat lasts from 30 to 120 minutes.")]
    elif why := _wrong_hour(inside.group, facts, but):
        wrong["day"] = [why]
    if wrong:
        raise ValidationError(wrong)
    return lines


def _wrong_hour(group: Group, facts: ChatFacts, but: Any) -> str:
    now = clock.now()
    if not now < facts.begins <= now + FURTHEST:
        return _("Choose a moment that is still to come, within half a year.")
    if group.rests_until and facts.begins < group.rests_until:
        return _("The group rests until %(when)s. Choose a later moment.") % {"when": moment(group.rests_until)}
    time, day = time_of(group), day_of(group.centre, facts.begins)
    if not lies_in_hours(time, day, facts.begins, facts.ends):
        return hours_in_words(week_of(time, day - timedelta(days=day.weekday())))
    if other := overlapping(group, facts.begins, facts.ends, but):
        said = _("Another chat of this group goes on then: “%(title)s”, until %(when)s.")
        return said % {"title": other.title, "when": moment(other.ends)}
    return ""


def refuse_asleep(inside: Inside, title: str, words: str) -> None:
    """What waits for a moderator anyway is refused nowhere: somebody has to learn of it."""
    staff = inside.member is not None and inside.member.staff
    if not waits(found_in(title, words), staff=staff):
        _refuse_now(time_of(inside.group))


def _refuse_now(time: GroupTime) -> None:
    now = clock.now()
    if time.awake(now):
        return
    opening = time.next_opening(now)
    if opening is None:
        raise ValidationError(_("Nobody answers in this group at present. Nothing was posted."))
    said = _("The group sleeps until %(when)s. What you wrote is still here: post it then.")
    raise ValidationError(said % {"when": moment(opening[0])})


def _first_words(group: Group, facts: ChatFacts, lines: list[TopicLine]) -> str:
    with override(group.language):
        when = _when(group.centre, facts)
        guest = facts.guest.name if facts.guest else ""
        words = first_post(_line(facts.about), when, guest, lines)
    try:
        return checked_words(words)
    except ValidationError as refused:
        raise ValidationError({"topics": refused.messages}) from refused


def _when(centre: Centre, facts: ChatFacts) -> str:
    place = centre.zone.rpartition("/")[2].replace("_", " ")
    with timezone.override(centre.zone):
        given = {"when": moment(facts.begins), "until": time_of_day(facts.ends), "place": place}
    return _("%(when)s–%(until)s (time of %(place)s)") % given


def _keep_topics(chat: Chat, lines: list[TopicLine]) -> None:
    ChatTopic.objects.bulk_create(
        ChatTopic(chat=chat, place=place, label=one.label, words=one.words) for place, one in enumerate(lines)
    )


# --- reminders --------------------------------------------------------------------------------------------------------


@action
def remind_me(*, by: User, inside: Inside, chat: Chat) -> None:
    """Somebody in the group wants to be reminded of a chat that is still to come."""
    chat = held_chat(chat)
    refuse_unless(
        inside.member is not None and phase_now(chat) is ChatPhase.COMING,
        _("The chat has begun or was called off, so nobody is reminded of it. Nothing was changed."),
    )
    if inside.member and insert_new([ChatReminder(chat=chat, by=inside.member)]):
        record(by=by, verb=Verb.CHAT_REMINDER_WANTED, subject=chat, centre=chat.group.centre_id)


@action
def remind_me_no_more(*, by: User, inside: Inside, chat: Chat) -> None:
    """They do not want to be any more."""
    gone, _rows = ChatReminder.objects.filter(chat=chat, by=inside.member).delete()
    if gone:
        record(by=by, verb=Verb.CHAT_REMINDER_DROPPED, subject=chat, centre=inside.group.centre_id)


def remind_of_chats() -> int:
    """Whoever wants to be reminded learns, once, that a chat begins within the hour; how many learnt it. Of one that
    cannot be joined nobody is reminded.
    """
    return one_by_one(begin_soon(), _remind, failed="somebody could not be reminded of a chat")


def _remind(reminder: ChatReminder) -> bool:
    return tell(member=reminder.by, name=CHAT_SOON, source=source_of(reminder.chat), by=BY)


def source_of(chat: Chat) -> str:
    """The source of a message about a chat at the moment at which it begins now."""
    return f"{chat.pk}@{stamp_of(chat)}"


def stamp_of(chat: Chat) -> str:
    """The moment at which it begins, written in one way."""
    return chat.begins.astimezone(UTC).isoformat()
