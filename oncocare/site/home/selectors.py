"""What a person's own page says of what their team did, and of how the support of their level stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from clinicians.selectors import with_contact, with_leaflets
from mentoring.community.models import GroupOffer
from mentoring.community.offers.selectors import FittingGroup, fitting_for, open_offer, with_groups
from mentoring.community.surveys.selectors import with_feedback
from mentoring.conversations.selectors import with_team
from mentoring.meetings.attending.selectors import with_next_session
from oncocare.audit.selectors import first_reading
from oncocare.consent.models import Purpose
from oncocare.consent.selectors import said_no
from oncocare.foundation import clock
from oncocare.people.models import Patient
from oncocare.people.selectors import users_by_actor
from oncocare.safety.flags.selectors import last_attempt, with_flagged
from oncocare.safety.plan.selectors import with_plan
from questionnaires.selectors import with_last_sets
from steps.campus.plan.selectors import ThingShown, newest_plan, things_of
from steps.course.selectors import Course
from steps.known import HelpKnown
from steps.levels import Level
from steps.models import Pathway

TRIED_SHOWN = timedelta(days=14)  # how long a call that reached nobody is news


@dataclass(frozen=True)
class LatestAnswers:
    """The latest answers of a person, and who opened their record first since then; empty where nobody has."""

    sent: datetime
    name: str
    read: datetime | None


@dataclass(frozen=True)
class Support:
    """How the support of a level stands, whether the person said no to it, and whether they begin it themselves."""

    known: HelpKnown | None
    declined: bool
    at_ones_own_pace: bool = False

    @property
    def waits(self) -> bool:
        """Whether the team has yet to begin it, and it is wanted."""
        begun = self.known is not None and self.known.began is not None
        return not self.declined and not self.at_ones_own_pace and not begun


def told_of(patient: Patient, language: str) -> Any:
    """A person with what each room tells of them on their page, all in one query."""
    own = with_last_sets(with_plan(with_flagged(Patient.objects.only("user"))))
    told = with_next_session(with_feedback(with_groups(with_team(own))))
    return with_leaflets(with_contact(told), language).get(pk=patient.pk)


def latest_answers(told: Any) -> LatestAnswers | None:
    """The answers that somebody who was `told_of` sent last, and who has looked at them; None where nothing was sent.
    Two queries at most.
    """
    if told.sent is None:
        return None
    row = first_reading(told, told.sent)
    if row is None:
        return LatestAnswers(told.sent, "", None)
    user = users_by_actor([row.actor]).get(row.actor)
    return LatestAnswers(told.sent, user.name if user else "", row.at)


def tried_to_reach(told: Any) -> datetime | None:
    """When somebody tried to speak with whoever was `told_of` and could not; None once they were reached, or long after
    it.
    """
    attempt = last_attempt(told) if told.flagged else None
    tried = [attempt.made] if attempt else []
    if told.reached:
        return max((made for made in tried if made > told.contacted), default=None)
    if told.contacted and told.contacted > clock.now() - TRIED_SHOWN:
        tried.append(told.contacted)
    return max(tried, default=None)


def support_of(course: Course, patient: Patient) -> Support | None:
    """How the support of the present level stands; None at the first level, and where nothing goes on."""
    pathway = course.pathway
    if pathway.status != Pathway.Status.ACTIVE or pathway.level_now is Level.MONITORING:
        return None
    declined = pathway.level_now is Level.COMMUNITY and said_no(patient, Purpose.COMMUNITY)
    return Support(course.help, declined, at_ones_own_pace=pathway.level_now is Level.CAMPUS)


def campus_of(course: Course, patient: Patient) -> list[ThingShown] | None:
    """The things of the plan of somebody at level 2 or above, the first for today; None where there is no campus for
    them now: below level 2, and where nothing goes on.
    """
    pathway = course.pathway
    if pathway.status != Pathway.Status.ACTIVE or pathway.level_now is Level.MONITORING:
        return None
    return things_of(patient, newest_plan(patient))


def had_campus(patient: Patient) -> bool:
    """Whether somebody ever had a plan: lessons and their own words stay open to them, and so does the way there."""
    return newest_plan(patient) is not None


def offered_to(told: Any, patient: Patient) -> tuple[GroupOffer | None, list[FittingGroup]]:
    """The offer of a group that waits for the answer of whoever was `told_of`, and the groups with a place, the best
    first. Without an offer nothing is asked.
    """
    offer = open_offer(patient) if told.group_offer else None
    return offer, [one for one in fitting_for(patient, offer) if not one.fit.full] if offer else []
