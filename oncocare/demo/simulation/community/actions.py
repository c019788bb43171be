"""The groups of the demo: opened, joined and written in at their moments; each step is the action that a page calls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from typing import Any, NamedTuple

from mentoring.community.groups.actions import (
    appoint_moderator,
    choose_mentor,
    facts_from,
    open_group,
    prepare_group,
    set_group_duties,
    set_group_hours,
)
from mentoring.community.groups.cover import WHOLE_WEEK
from mentoring.community.groups.duty import DutyTurn
from mentoring.community.membership.actions import join
from mentoring.community.membership.naming import fault_of
from mentoring.community.membership.selectors import real_names
from mentoring.community.models import Group, Member
from mentoring.community.moderation.actions import close_reports, say_seen
from mentoring.community.selectors import Inside
from mentoring.community.threads import actions as threads
from mentoring.community.threads import marks
from mentoring.community.threads.models import Post, PostReport
from oncocare.consent.models import Purpose
from oncocare.consent.selectors import texts_for
from oncocare.demo.simulation.community.conversations import (
    NIGHT_BEFORE,
    SaidBy,
    SaidGroup,
    SaidPost,
    SaidThread,
    every_group,
)
from oncocare.events.actions import inline
from oncocare.foundation import clock, ids
from oncocare.foundation.unit import action
from oncocare.people.days import today_of
from oncocare.people.models import Centre, Patient, User
from oncocare.safety.promise import Opening

OPENED = timedelta(days=NIGHT_BEFORE + 2)  # before today
HOURS = tuple(Opening(weekday, time(9), time(17)) for weekday in range(5))
LAST_VISIT = timedelta(hours=6)  # before now, of everybody but those whose visit is left for whoever tries the demo
READ_UNTIL = timedelta(days=5)  # before now
REACTED_AFTER = timedelta(minutes=11)
LOOKED_AT_AFTER = timedelta(hours=2)  # after which a moderator has looked at what was reported
STILL_OPEN = timedelta(days=7)
STILL_UNREAD = timedelta(days=1)  # first posts of the new that came later than this wait to be read


class GroupPerson(NamedTuple):
    """Somebody who may be in a group; `patient` is empty for a caregiver."""

    user: User
    patient: Patient | None


@dataclass(frozen=True)
class GroupPeople:
    """Who of a centre is in its groups: patients by language, caregivers, one mentor, and who answers for them."""

    coordinator: User
    moderators: Sequence[User]
    patients: Mapping[str, Sequence[GroupPerson]]
    caregivers: Sequence[GroupPerson]
    mentor: GroupPerson


@action
def play_groups(*, centre: Centre, people: GroupPeople, said: Sequence[SaidGroup] = ()) -> list[Group]:
    """These groups, or every group of the files, with what was written in them up to now."""
    with inline():
        return [_Play(centre, people, one, number).play() for number, one in enumerate(said or every_group())]


@dataclass
class _Play:
    """One group as its file tells it."""

    centre: Centre
    people: GroupPeople
    said: SaidGroup
    number: int
    inside: dict[str, Inside] = field(default_factory=dict)

    def play(self) -> Group:
        """It opens, people come in, and write."""
        now = clock.now()
        with clock.at(now - OPENED):
            group = self._opened()
        for place, who in enumerate(self.said.members):
            with clock.at(now - OPENED + timedelta(hours=3 + place)):
                self.inside[who.key] = self._comes_in(group, who)
        for thread in self.said.threads:
            self._write(thread)
        self._look_at_what_was_reported(group, now)
        self._look_in(group, now)
        return group

    def _look_in(self, group: Group, now: datetime) -> None:
        """Everybody was there today; the patient who can sign in to the demo has read all but what came lately."""
        for found in self.inside.values():
            if not found.moderator and _user(found).language == "en":
                with clock.at(now - READ_UNTIL):
                    for thread in group.threads.filter(latest__lt=clock.now()):
                        threads.mark_visited(by=_user(found), inside=found, thread=thread)
            with clock.at(now - LAST_VISIT):
                threads.mark_visited(by=_user(found), inside=found)

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

    def _comes_in(self, group: Group, who: SaidBy) -> Inside:
        if who.kind == "clinician":
            user = self.people.moderators[self.number % len(self.people.moderators)]
            own = Member.objects.select_related("patient").get(group=group, user=user, left=None)
            return Inside(group, own, group.moderators.get(user=user))
        person = next(self._free(who), None)
        if person is None:
            raise ValueError(f"nobody is left who could be {who.name} in {self.said.topic}")
        text = texts_for(self.centre, self.said.language)[Purpose.COMMUNITY]
        member = join(
            by=person.user, group=group, centre=self.centre, patient=person.patient, name=who.name,
            picture=who.picture, text=text,
        )  # fmt: skip
        if who.kind == "mentor":
            choose_mentor(by=self.people.coordinator, member=member)
        return Inside(group, Member.objects.select_related("patient").get(pk=member.pk), None)

    def _free(self, who: SaidBy) -> Iterator[GroupPerson]:
        """Whoever is not in the group yet and whose own name the chosen one does not tell; each group begins with
        somebody else.
        """
        if who.kind == "mentor":
            yield self.people.mentor
            return
        pool = self.people.caregivers if who.kind == "caregiver" else self.people.patients[self.said.language]
        there = {_user(found).pk for found in self.inside.values()}
        turned = [pool[(place + 3 * self.number) % len(pool)] for place in range(len(pool))]
        for person in turned:
            if person.user.pk not in there and fault_of(who.name, real_names(person.user)) is None:
                yield person

    # --- what they write

    def _write(self, said: SaidThread) -> None:
        first, *others = said.posts
        post = self._post(first, title=said.title, sensitive=said.sensitive)
        for one in others:
            self._post(one, thread=post.thread)
        if said.good:
            with clock.at(min(self._moment(said.posts[-1]) + timedelta(hours=20), clock.now())):
                found = self._as_one_who_may(said.good)
                marks.say_good(by=_user(found), inside=found, thread=post.thread)

    def _look_at_what_was_reported(self, group: Group, now: datetime) -> None:
        """A moderator read first posts of the new, and looked at what was reported days ago; what came since waits."""
        first = PostReport.objects.filter(group=group, closed_at=None, reason=PostReport.Reason.FIRST)
        for report in first.filter(made__lt=now - STILL_UNREAD).select_related("post").order_by("made", "pk"):
            with clock.at(report.made + LOOKED_AT_AFTER):
                say_seen(by=self.people.moderators[0], post=report.post)
        old = PostReport.objects.filter(group=group, closed_at=None, made__lt=now - STILL_OPEN).exclude(
            post__state=Post.State.HELD
        )
        for report in old.select_related("post").order_by("made", "pk"):
            with clock.at(report.made + LOOKED_AT_AFTER):
                close_reports(by=self.people.moderators[0], post=report.post, outcome=PostReport.Ending.LEFT)

    def _moment(self, said: SaidPost) -> datetime:
        return said.moment(today_of(self.centre), self.centre.zone)

    def _post(self, said: SaidPost, **where: Any) -> Post:
        found, at = self.inside[said.by], self._moment(said)
        with clock.at(at):
            post = threads.write_post(by=_user(found), inside=found, words=said.words, key=ids.new(), **where).post
        self._say_of(said, post, at)
        return post

    def _say_of(self, said: SaidPost, post: Post, at: datetime) -> None:
        for place, (kind, key) in enumerate(said.reactions, start=1):
            with clock.at(min(at + place * REACTED_AFTER, clock.now())):
                found = self.inside[key]
                threads.react(by=_user(found), inside=found, post=post, kind=kind)
        if said.report:
            with clock.at(min(at + REACTED_AFTER, clock.now())):
                found = self.inside[said.report.by]
                threads.open_report(by=_user(found), post=post, member=found.member, reason=said.report.reason)

    def _as_one_who_may(self, key: str) -> Inside:
        found = self.inside[key]
        if found.member:
            found.member.refresh_from_db(fields=["mentor"])
        return found


def _user(found: Inside) -> User:
    if found.member is None:
        raise ValueError("whoever writes is a member")
    return found.member.user
