"""Which open groups fit a person, and why. Pure.

Source of the order of reasons: none is published; a shared language is needed to read at all, so it is a condition, and
who is in the same phase comes first because users of communities ask for "people in my situation".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

ANY, METASTATIC = "any", "metastatic"  # phases of a group, as `Group.Phase`
PATIENTS, CAREGIVERS = "patients", "caregivers"  # as `Group.Audience`
LIVING_WITH = "living_with"  # the phase of a person who lives with the illness, as `people.picture.choices.PHASE`

# What a topic of a group is about, in the topics that a person chooses from (`library.choices.PieceTopic`); a topic of
# the same name is about that.
TOUCHES: dict[str, frozenset[str]] = {
    "diet": frozenset({"appetite", "nausea"}),
    "exercise": frozenset({"movement", "tiredness"}),
    "emotions": frozenset({"worry", "low_mood", "recurrence"}),
    "relations": frozenset({"family", "partner", "children"}),
    "body-image": frozenset({"body_image"}),
    "sexuality": frozenset({"sexuality", "partner"}),
    "work": frozenset({"work", "money", "rights"}),
}


class FitReason(StrEnum):
    """Why a group fits, in the order in which a person reads it."""

    AUDIENCE = "audience"  # it is for people who care for somebody
    PHASE = "phase"  # for people who are where this person is
    TOPIC = "topic"  # about something that this person chose
    LANGUAGE = "language"


@dataclass(frozen=True)
class FitPerson:
    """What is known of whom a group is to fit: the language they read, where they are in their illness ("" where it is
    not known), whether it has spread (None: not known), what they chose to read about.
    """

    language: str
    phase: str = ""
    spread: bool | None = None
    topics: frozenset[str] = frozenset()
    caregiver: bool = False

    @property
    def phases(self) -> frozenset[str]:
        """The phases of groups that are theirs. A group for people whose illness has spread is offered to nobody of
        whom that is not known, or who did not say that they live with the illness.
        """
        own = {self.phase} - {"", LIVING_WITH}
        lives_with = self.phase == LIVING_WITH and self.spread is not False
        return frozenset(own | ({METASTATIC} if self.spread or lives_with else set()))


@dataclass(frozen=True)
class FitGroup:
    """What is known of an open group: `taken` of its `capacity` places are."""

    key: UUID
    name: str
    language: str
    phase: str
    audience: str
    topic: str
    capacity: int
    taken: int


@dataclass(frozen=True)
class Fit:
    """A group that fits, why, and how many places are left, 0 or more."""

    group: FitGroup
    reasons: tuple[FitReason, ...]
    places: int

    @property
    def full(self) -> bool:
        """Whether nobody can come in now."""
        return self.places == 0


def fit(person: FitPerson, group: FitGroup) -> Fit | None:
    """How a group fits this person; None where it does not: another language, audience or phase than theirs."""
    audience = CAREGIVERS if person.caregiver else PATIENTS
    theirs = person.caregiver or group.phase == ANY or group.phase in person.phases
    if (group.language, group.audience) != (person.language, audience) or not theirs:
        return None
    about = TOUCHES.get(group.topic, frozenset({group.topic.replace("-", "_")}))
    held = {
        FitReason.AUDIENCE: person.caregiver,
        FitReason.PHASE: not person.caregiver and group.phase != ANY,
        FitReason.TOPIC: not about.isdisjoint(person.topics),
        FitReason.LANGUAGE: True,
    }
    return Fit(group, tuple(reason for reason in FitReason if held[reason]), max(0, group.capacity - group.taken))


def fits(person: FitPerson, groups: Iterable[FitGroup]) -> list[Fit]:
    """The groups that fit: those with a place before those without, of these the one with more reasons first, then by
    name; whatever the order they came in.
    """
    found = [one for one in (fit(person, group) for group in groups) if one]
    return sorted(found, key=lambda one: (one.full, -len(one.reasons), one.group.name.casefold(), str(one.group.key)))
