"""What a person's own page says of what their team did, and of how the support of their level stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from oncocare.audit.selectors import first_reading
from oncocare.consent.models import Purpose
from oncocare.consent.selectors import said_no
from oncocare.foundation import clock
from oncocare.people.models import Patient
from oncocare.people.selectors import users_by_actor
from oncocare.safety.flags.selectors import last_attempt
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
    """How the support of a level stands, and whether the person said no to what it is."""

    known: HelpKnown | None
    declined: bool

    @property
    def waits(self) -> bool:
        """Whether it has yet to begin, and is wanted."""
        return not self.declined and (self.known is None or self.known.began is None)


def latest_answers(patient: Patient) -> LatestAnswers | None:
    """The answers sent last, and who has looked at them; None where nothing was sent. Three queries at most."""
    sent = patient.responses.order_by("-received").values_list("received", flat=True).first()
    if sent is None:
        return None
    row = first_reading(patient, sent)
    if row is None:
        return LatestAnswers(sent, "", None)
    user = users_by_actor([row.actor]).get(row.actor)
    return LatestAnswers(sent, user.name if user else "", row.at)


def tried_to_reach(patient: Patient, *, flagged: bool) -> datetime | None:
    """When somebody tried to speak with this person and could not; None once they were reached, or long after it."""
    attempt = last_attempt(patient) if flagged else None
    contact = patient.contacts.order_by("-began").first()
    since = clock.now() - TRIED_SHOWN
    tried = [attempt.made] if attempt else []
    if contact and contact.reached:
        return max((made for made in tried if made > contact.began), default=None)
    if contact and contact.began > since:
        tried.append(contact.began)
    return max(tried, default=None)


def support_of(course: Course, patient: Patient) -> Support | None:
    """How the support of the present level stands; None at the first level, and where nothing goes on."""
    pathway = course.pathway
    if pathway.status != Pathway.Status.ACTIVE or pathway.level_now is Level.MONITORING:
        return None
    declined = pathway.level_now is Level.COMMUNITY and said_no(patient, Purpose.COMMUNITY)
    return Support(course.help, declined)
