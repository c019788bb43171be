"""Made-up people are asked what a group was like, why they left one or did not come, and some of them answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from random import Random
from typing import Any

from mentoring.community.models import Group, Member
from mentoring.community.offers import actions as offers
from mentoring.community.surveys import actions as surveys
from mentoring.community.surveys.asking import AFTER, DECLINED_AFTER, FeedbackMoment
from mentoring.community.surveys.models import GroupFeedback
from oncocare.demo.simulation import courses
from oncocare.demo.simulation.community.feedback import opinions
from oncocare.events.actions import inline
from oncocare.foundation import clock
from oncocare.foundation.unit import action
from oncocare.people.days import day_of, moment_of
from oncocare.people.models import Patient, User

BY = surveys.BY
ASKED_AT = time(7, 10)
SPREAD = 9  # days over which the groups ask, so that nobody is asked about all of theirs at once
TRIES = 5  # days on which a week may have room
ANSWERED_WITHIN = (2.0, 20.0)  # hours, at least and at most
OFFERED, SAID_NO_AFTER = timedelta(days=13), timedelta(hours=29)  # before now; after the offer


@action
def ask_about_groups(*, groups: Sequence[Group]) -> int:
    """Whoever is in one of these groups for four weeks, or left one, is asked as the service asks, and says or does not
    say what it was like; how many answered.
    """
    words = {language: _Words(language) for language in opinions.SPOKEN}
    wanted: list[tuple[datetime, GroupFeedback, Member]] = []
    with inline():
        for number, group in enumerate(groups):
            members = group.members.filter(staff=False).select_related("user", "patient__centre", "centre", "group")
            for member in members.order_by("joined", "name"):
                wanted += [(at, feedback, member) for feedback, at in _wanted(member, number)]
        answered = 0
        for at, feedback, member in sorted(wanted, key=lambda one: one[0]):  # what waits keeps what comes later waiting
            rng = courses.dice("what a group was like", member.group.topic, member.group.language, member.name)
            answered += _asked(feedback, at, rng, words[member.group.language])
    return answered


@action
def decline_groups(*, by: User, group: Group, patients: Sequence[Patient]) -> int:
    """These are offered a group by hand and say "not now"; they are asked why, and some of them say so."""
    answered, words = 0, _Words(group.language)
    with inline():
        for place, patient in enumerate(patients):
            at = clock.now() - OFFERED + timedelta(hours=3 * place)
            with clock.at(at):
                offer = offers.offer_by_hand(by=by, patient=patient, group=group)
            with clock.at(at + SAID_NO_AFTER):
                offers.say_not_now(by=patient.account, offer=offer)
            for feedback in GroupFeedback.objects.filter(offer=offer).select_related("user", "patient__centre"):
                rng = courses.dice("why somebody did not come", patient.account.name)
                answered += _asked(feedback, at + SAID_NO_AFTER + DECLINED_AFTER, rng, words)
    return answered


def _wanted(member: Member, number: int) -> Iterator[tuple[GroupFeedback, datetime]]:
    """What this member is asked, and from when on."""
    if member.left:
        rows = GroupFeedback.objects.filter(user=member.user, group=member.group)
        rows = rows.filter(moment__in=[FeedbackMoment.EARLY, FeedbackMoment.LEFT])
        yield from ((row, member.left) for row in rows.select_related("user", "patient__centre", "centre"))
        return
    at = member.joined + AFTER + timedelta(days=1 + number % SPREAD)
    if at < clock.now():
        with clock.at(at):
            wanted = surveys.want_of_member(by=BY, member=member, moment=FeedbackMoment.WEEKS)
        if wanted:
            yield wanted, at


def _asked(feedback: GroupFeedback, at: datetime, rng: Random, words: _Words) -> bool:
    """Whether they are asked on a day with room, and answer before today."""
    asked = feedback.asked or _first_with_room(feedback, at)
    fate, hours = rng.random(), rng.uniform(*ANSWERED_WITHIN)
    said = _says(feedback.moment, rng, words)
    if asked is None:
        return False
    then = asked + timedelta(hours=hours)
    if then >= clock.now():
        return False
    with clock.at(then):
        if fate < opinions.ANSWERS:
            surveys.answer(by=feedback.user, feedback=feedback, said=said)
        elif fate < opinions.ANSWERS + opinions.SKIPS:
            surveys.skip(by=feedback.user, feedback=feedback)
    return fate < opinions.ANSWERS


def _first_with_room(feedback: GroupFeedback, at: datetime) -> datetime | None:
    centre = feedback.centre
    for number in range(TRIES):
        moment = moment_of(centre, day_of(centre, at) + timedelta(days=number), ASKED_AT)
        if at <= moment < clock.now():
            with clock.at(moment):
                if surveys.ask(by=BY, feedback=feedback):
                    return moment
    return None


# --- what they say ----------------------------------------------------------------------------------------------------


class _Words:
    """What is said in a language, of which each is said once."""

    def __init__(self, language: str) -> None:
        said = opinions.opinions(language)
        liked = list(said.liked)
        self.left = {
            FeedbackMoment.WEEKS: liked, FeedbackMoment.LEFT: liked,
            FeedbackMoment.EARLY: list(said.left), FeedbackMoment.DECLINED: list(said.declined),
        }  # fmt: skip

    def next(self, moment: str) -> str:
        """One that nobody has said yet; empty where all are said."""
        there = self.left[FeedbackMoment(moment)]
        return there.pop(0) if there else ""


def _says(moment: str, rng: Random, words: _Words) -> dict[str, Any]:
    said: dict[str, Any] = {"words": words.next(moment) if rng.random() < opinions.SAYS_WORDS else ""}
    if moment == FeedbackMoment.EARLY:
        return said | {"why": _some(rng, opinions.WHY_LEFT, 2)}
    if moment == FeedbackMoment.DECLINED:
        return said | {"why": _some(rng, opinions.WHY_NOT, 2)}
    gave = _some(rng, opinions.GAVE, 3)
    nothing = "nothing" in gave
    expected = _some(rng, opinions.EXPECTED_OF_NOTHING if nothing else opinions.EXPECTED, 1)[0]
    came_for = _some(rng, opinions.CAME_FOR, 3)
    return said | {"came_for": came_for, "gave": ["nothing"] if nothing else gave, "expected": expected}


def _some(rng: Random, weights: Mapping[str, int], most: int) -> list[str]:
    """So many different ones at most, the likelier the more they weigh."""
    left = dict(weights)
    chosen: list[str] = []
    for _ in range(rng.randint(1, most)):
        [one] = rng.choices([*left], [*left.values()])
        del left[one]
        chosen.append(one)
    return chosen
