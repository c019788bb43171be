"""The groups of the demo: opened, joined and written in at their moments; each step is the action that a page calls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from mentoring.community.chats import actions as chats
from mentoring.community.chats.hosting import actions as hosting
from mentoring.community.chats.models import Chat
from mentoring.community.chats.selectors import draft_of_summary
from mentoring.community.claims.actions import answer_claim
from mentoring.community.claims.selectors import pieces_for
from mentoring.community.groups.actions import (
    appoint_moderator,
    choose_mentor,
    facts_from,
    open_group,
    prepare_group,
    set_community,
    set_group_duties,
    set_group_hours,
)
from mentoring.community.groups.cover import WHOLE_WEEK
from mentoring.community.groups.duty import DutyTurn
from mentoring.community.leaders.actions import choose_to_be_seen
from mentoring.community.membership.actions import join, leave
from mentoring.community.membership.naming import fault_of
from mentoring.community.membership.selectors import real_names
from mentoring.community.mentors.actions import open_week
from mentoring.community.models import Group, Member
from mentoring.community.moderation import actions as moderation
from mentoring.community.selectors import Inside
from mentoring.community.threads import actions as threads
from mentoring.community.threads import marks
from mentoring.community.threads.models import Post, PostReport
from oncocare.consent.models import Purpose
from oncocare.consent.selectors import texts_for
from oncocare.demo.simulation.community.conversations import (
    FIRST_NIGHT,
    SaidBy,
    SaidChat,
    SaidGroup,
    SaidLine,
    SaidPost,
    SaidReport,
    SaidThread,
    SaidTopic,
    SaidWeek,
    every_group,
    moment_of,
)
from oncocare.demo.simulation.diary import Diary
from oncocare.events.actions import inline
from oncocare.foundation import clock, ids
from oncocare.foundation.unit import action
from oncocare.people.days import day_of, today_of
from oncocare.people.models import Centre, Patient, User
from oncocare.safety.promise import Opening

OPENS_AT = "09:30"
HOURS = tuple(Opening(weekday, time(9), time(17)) for weekday in range(5))
LAST_VISIT = timedelta(hours=6)  # before now, of everybody but those whose visit is left for whoever tries the demo
READ_UNTIL = timedelta(days=5)  # before now
AGREES_AFTER = timedelta(days=1, hours=2)  # in the group, to be seen as somebody who helps
REACTED_AFTER = timedelta(minutes=11)
REPORTED_AFTER = timedelta(minutes=17)
ASKS_AGAIN_AFTER = timedelta(minutes=95)
STILL_UNREAD = timedelta(days=1)  # what the program tells of posts that came later than this waits to be looked at
AT_WORK = (time(8, 15), time(20))  # when a moderator looks at what was reported
Reason, Ending = PostReport.Reason, PostReport.Ending


class GroupPerson(NamedTuple):
    """Somebody who may be in a group; `patient` is empty for a caregiver."""

    user: User
    patient: Patient | None


@dataclass(frozen=True)
class GroupPeople:
    """Who of a centre is in its groups: patients by language, caregivers, one mentor, and who answers for them. Many
    play several parts; `only_in`: the topic of the group outside which somebody plays none, by their name.
    """

    coordinator: User
    moderators: Sequence[User]
    patients: Mapping[str, Sequence[GroupPerson]]
    caregivers: Sequence[GroupPerson]
    mentor: GroupPerson
    only_in: Mapping[str, str] = field(default_factory=dict)


@action
def play_groups(*, centre: Centre, people: GroupPeople, said: Sequence[SaidGroup] = ()) -> list[Group]:
    """These groups, or every group of the files, with what was written in them up to now. Where somebody in them agreed
    to be seen as one who helps, the centre has that on.
    """
    said = said or every_group()
    with inline():
        if any(who.seen for one in said for who in one.members):
            with clock.at(clock.now() - timedelta(days=FIRST_NIGHT)):
                set_community(by=people.coordinator, centre=centre, stays_when_level_falls=True, leaders=True)
        return [_Play(centre, people, one, number).play() for number, one in enumerate(said)]


@dataclass
class _Play:
    """One group as its file tells it: what happens in it, at its moments, one after the other."""

    centre: Centre
    people: GroupPeople
    said: SaidGroup
    number: int
    inside: dict[str, Inside] = field(default_factory=dict)
    diary: Diary = field(default_factory=Diary)
    looked: int = 0  # how often a moderator has looked at something

    def __post_init__(self) -> None:
        self.now, self.today = clock.now(), today_of(self.centre)

    def play(self) -> Group:
        """It opens, people come in, and write."""
        begins = self._at(f"{self.said.opened} {OPENS_AT}")
        with clock.at(begins):
            self.group = self._opened()
        for place, who in enumerate(self.said.members):
            self._plan_person(who, begins + timedelta(hours=1 + place))
        for thread in self.said.threads:
            written: list[Post] = []
            for post in thread.posts:
                self.diary.note(self._at(post.at), partial(self._write, thread, post, written))
        for chat in self.said.chats:
            self.diary.note(self._at(chat.announced), partial(self._announce, chat))
        if week := self.said.week:
            self.diary.note(week.opens(self.today, self.centre.zone), partial(self._open_week, week))
        for at, act in self.diary.until(self.now + timedelta(microseconds=1)):
            with clock.at(at):
                act()
        self._look_in()
        return self.group

    def _at(self, at: str) -> datetime:
        return moment_of(at, self.today, self.centre.zone)

    def _later(self, after: timedelta, act: Any) -> None:
        """Do it so long after now in the play, and never after now outside it."""
        self.diary.note(min(clock.now() + after, self.now), act)

    def _opened(self) -> Group:
        by, first = self.people.coordinator, self.people.moderators[0]
        facts = replace(facts_from(self.said.topic, self.said.language), stays_open=True, by_themselves=True)
        group = prepare_group(by=by, centre=self.centre, topic=self.said.topic, facts=facts)
        for user in self.people.moderators:
            appoint_moderator(by=by, group=group, user=user)
        set_group_hours(by=by, group=group, openings=HOURS)
        turns = [DutyTurn(first.pk, one.weekday, one.opens, one.closes) for one in WHOLE_WEEK]
        set_group_duties(by=by, group=group, turns=turns)
        open_group(by=by, group=group)
        return Group.objects.select_related("centre").get(pk=group.pk)

    # --- who is there

    def _plan_person(self, who: SaidBy, from_the_first: datetime) -> None:
        comes = self._at(who.comes) if who.comes else from_the_first
        self.diary.note(comes, partial(self._comes_in, who))
        if who.seen:
            self.diary.note(comes + AGREES_AFTER, partial(self._agrees_to_be_seen, who.key))
        if who.leaves:
            self.diary.note(self._at(who.leaves), partial(self._leaves, who.key))

    def _comes_in(self, who: SaidBy) -> None:
        if who.kind == "clinician":
            user = self.people.moderators[self.number % len(self.people.moderators)]
            own = Member.objects.select_related("patient").get(group=self.group, user=user, left=None)
            self.inside[who.key] = Inside(self.group, own, self.group.moderators.get(user=user))
            return
        person = next(self._free(who), None)
        if person is None:
            raise ValueError(f"nobody is left who could be {who.name} in {self.said.topic}")
        text = texts_for(self.centre, self.said.language)[Purpose.COMMUNITY]
        member = join(
            by=person.user, group=self.group, centre=self.centre, patient=person.patient, name=who.name,
            picture=who.picture, text=text,
        )  # fmt: skip
        if who.kind == "mentor":
            choose_mentor(by=self.people.coordinator, member=member)
        there = Member.objects.select_related("patient", "user", "group__centre").get(pk=member.pk)
        self.inside[who.key] = Inside(self.group, there, None)

    def _free(self, who: SaidBy) -> Iterator[GroupPerson]:
        """Whoever is not in the group yet and whose own name the chosen one does not tell, first those who are in care
        by then, and of them whoever speaks its language themselves; each group begins with somebody else.
        """
        if who.kind == "mentor":
            yield self.people.mentor
            return
        pool = self.people.caregivers if who.kind == "caregiver" else self.people.patients[self.said.language]
        topic, only_in = self.said.topic, self.people.only_in
        pool = [one for one in pool if only_in.get(one.user.name, topic) == topic]
        there = {_user(found).pk for found in self.inside.values()}
        turned = [pool[(place + 3 * self.number) % len(pool)] for place in range(len(pool))]
        today, language = today_of(self.centre), self.said.language
        late = {one.user.pk for one in turned if one.patient and one.patient.joined_on > today}
        for person in sorted(turned, key=lambda one: (one.user.pk in late, one.user.language != language)):
            if person.user.pk not in there and fault_of(who.name, real_names(person.user)) is None:
                yield person

    def _agrees_to_be_seen(self, key: str) -> None:
        choose_to_be_seen(by=_user(self.inside[key]), member=_member(self.inside[key]), agreed=True)

    def _leaves(self, key: str) -> None:
        leave(by=_user(self.inside[key]), member=_member(self.inside[key]), take_posts=False)

    def _look_in(self) -> None:
        """Everybody was there today; the patient who can sign in to the demo has read all but what came lately."""
        there = [self.inside[who.key] for who in self.said.members if not who.leaves]
        for place, found in enumerate(there):
            if not found.moderator and _user(found).language == "en":
                with clock.at(self.now - READ_UNTIL):
                    for thread in self.group.threads.filter(latest__lt=clock.now()):
                        threads.mark_visited(by=_user(found), inside=found, thread=thread)
            with clock.at(self.now - LAST_VISIT - place * REACTED_AFTER):
                threads.mark_visited(by=_user(found), inside=found)

    # --- what they write

    def _write(self, thread: SaidThread, said: SaidPost, written: list[Post]) -> None:
        """One post of a thread, and what comes of it later; those `written` before it are in order."""
        found = self.inside[said.by]
        given: dict[str, Any] = {"by": _user(found), "inside": found, "words": said.words, "key": ids.new()}
        if not written:
            post = threads.write_post(**given, title=thread.title, sensitive=thread.sensitive).post
        elif said.corrects:
            wrong = [one for one, what in zip(written, thread.posts, strict=False) if _said_wrong(what)]
            post = answer_claim(**given, claim=wrong[-1], piece=self._piece(said.corrects)).post
        else:
            self._reads(found, written[0])
            post = threads.write_post(**given, thread=written[0].thread).post
        written.append(post)
        self._say_of(said, post)
        self._have_it_read(post)
        if said.report:
            self._later(REPORTED_AFTER, partial(self._report, said.report, post))
        if thread.good and len(written) == len(thread.posts):
            self._later(timedelta(hours=20), partial(self._say_good, thread.good, post))

    def _piece(self, slug: str) -> Any:
        """A piece that the library shows in the language of the group; None where it does not."""
        return next((text.piece for text in pieces_for(self.group) if text.piece.slug == slug), None)

    def _reads(self, found: Inside, post: Post) -> None:
        """Who answers in a thread has it open."""
        if not found.moderator:
            threads.mark_visited(by=_user(found), inside=found, thread=post.thread)

    def _say_of(self, said: SaidPost | SaidLine, post: Post) -> None:
        for place, (kind, key) in enumerate(said.reactions, start=1):
            found = self.inside[key]
            react = partial(threads.react, by=_user(found), inside=found, post=post, kind=kind)
            self._later(place * REACTED_AFTER, react)

    def _say_good(self, key: str, post: Post) -> None:
        marks.say_good(by=_user(self.inside[key]), inside=self.inside[key], thread=post.thread)

    # --- what moderators do

    def _when_looked_at(self) -> timedelta:
        """How long a moderator takes to look at something now: never at night."""
        self.looked += 1
        seen = clock.now() + timedelta(minutes=25 + self.looked * 37 % 95)
        zone = ZoneInfo(self.centre.zone)
        at = seen.astimezone(zone).time()
        if AT_WORK[0] <= at < AT_WORK[1]:
            return seen - clock.now()
        day = day_of(self.centre, seen) + timedelta(days=at >= AT_WORK[1])
        return datetime.combine(day, AT_WORK[0], zone) + timedelta(minutes=self.looked * 13 % 50) - clock.now()

    def _have_it_read(self, post: Post) -> None:
        """What the program tells of a post is looked at: first posts of the new, and words of death that are no danger;
        what came lately waits.
        """
        first = self.people.moderators[0]
        if self.now - clock.now() <= STILL_UNREAD:
            return
        for reason in PostReport.objects.filter(post=post, closed_at=None).values_list("reason", flat=True):
            if reason == Reason.FIRST:
                self._later(self._when_looked_at(), partial(moderation.say_seen, by=first, post=post))
            elif reason == Reason.DEATH:
                close = partial(moderation.close_reports, by=first, post=post, outcome=Ending.LEFT)
                self._later(self._when_looked_at(), close)

    def _report(self, said: SaidReport, post: Post) -> None:
        found = self.inside[said.by]
        moderation.report_post(by=_user(found), member=_member(found), post=post, reason=said.reason)
        if said.ends:
            self._later(self._when_looked_at(), partial(self._look_at_report, said, post))

    def _look_at_report(self, said: SaidReport, post: Post) -> None:
        first = self.people.moderators[0]
        if said.ends == "hidden":
            moderation.hide_post(by=first, post=post, why=said.words)
        elif said.ends == "warned":
            moderation.warn(by=first, post=post, words=said.words)
        else:
            moderation.close_reports(by=first, post=post, outcome=Ending.SPOKE if said.ends == "spoke" else Ending.LEFT)
        if said.again:
            self._later(ASKS_AGAIN_AFTER, partial(self._ask_again, said, post))

    def _ask_again(self, said: SaidReport, post: Post) -> None:
        """The writer asks for another look, and another moderator takes it back."""
        writer, other = post.by, self.people.moderators[-1]
        moderation.ask_again(by=writer.user, member=writer, post=post, words=said.again)
        look = partial(moderation.look_again, by=other, post=post, back=True, words=said.back)
        self._later(self._when_looked_at(), look)

    # --- the thread of the week, and chats

    def _open_week(self, said: SaidWeek) -> None:
        by = self.inside[said.by]
        post = open_week(by=_user(by), inside=by, title=said.title, words=said.words, key=ids.new()).post
        for line in said.said:
            self.diary.note(clock.now() + timedelta(minutes=line.after), partial(self._say, post, line, []))

    def _announce(self, said: SaidChat) -> None:
        """A mentor announces a chat; what happens in it follows."""
        host, begins = self.inside[said.host], said.begins(self.today, self.centre.zone)
        guest = self.inside[said.guest].member if said.guest else None
        facts = chats.ChatFacts(said.about, begins, said.minutes, said.topics, guest)
        chat = chats.announce_chat(by=_user(host), inside=host, key=ids.new(), title=said.title, facts=facts).chat
        for place, key in enumerate(said.reminded, start=1):
            found = self.inside[key]
            remind = partial(chats.remind_me, by=_user(found), inside=found, chat=chat)
            self._later(place * 7 * REACTED_AFTER, remind)
        chosen: list[Post] = []
        for topic in said.topics_led:
            begin = partial(self._begin_topic, host, chat, topic)
            self.diary.note(begins + timedelta(minutes=topic.after), begin)
            for line in topic.said:
                say = partial(self._say, chat.post, line, chosen)
                self.diary.note(begins + timedelta(minutes=line.after), say)
        if said.summary:
            self.diary.note(facts.ends + timedelta(hours=said.summary.hours), partial(self._sum_up, said, chat, chosen))

    def _begin_topic(self, host: Inside, chat: Chat, said: SaidTopic) -> None:
        topic = chat.topics.get(label=said.label)
        hosting.begin_topic(by=_user(host), inside=host, chat=chat, topic=topic)

    def _say(self, opening: Post, said: SaidLine, chosen: list[Post]) -> None:
        found = self.inside[said.by]
        self._reads(found, opening)
        given: dict[str, Any] = {"words": said.words, "key": ids.new(), "thread": opening.thread}
        post = threads.write_post(by=_user(found), inside=found, **given).post
        self._say_of(said, post)
        self._have_it_read(post)
        if said.chosen:
            chosen.append(post)

    def _sum_up(self, said: SaidChat, chat: Chat, chosen: Sequence[Post]) -> None:
        """The host chooses posts, writes a word before and after the draft that is made of them, and publishes it."""
        host, pks = self.inside[said.host], [post.pk for post in chosen]
        given: dict[str, Any] = {"by": _user(host), "inside": host, "chat": chat}
        hosting.choose_posts(**given, shown=pks, chosen=pks)
        heading, _gap, quoted = draft_of_summary(chat).partition("\n\n")
        if said.summary:
            words = f"{heading}\n\n{said.summary.opening}\n\n{quoted}\n\n{said.summary.closing}"
            if posted := hosting.publish_summary(**given, words=words):
                self._have_it_read(posted.post)


def _said_wrong(said: SaidPost) -> bool:
    return said.report is not None and said.report.reason == "wrong"


def _member(found: Inside) -> Member:
    if found.member is None:
        raise ValueError("whoever writes is a member")
    return found.member


def _user(found: Inside) -> User:
    return _member(found).user
