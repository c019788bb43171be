"""The words for each level: its name, and what it means for the person in it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from questionnaires.instruments.catalogue import definition
from steps.fit import Misfit, MisfitKind
from steps.levels import Level


@dataclass(frozen=True)
class LevelWords:
    """A level in words: its name, one sentence for the patient, and what happens next."""

    name: str
    meaning: str
    next: str


def words(level: Level) -> LevelWords:
    """In the language of the page."""
    return {
        Level.MONITORING: LevelWords(
            _("Keeping an eye on how you are"),
            _("You answer a few questions from time to time, and your team reads the answers."),
            _("Nothing else is needed from you now."),
        ),
        Level.CAMPUS: LevelWords(
            _("Learning what helps"),
            _("Short lessons and exercises, to use when you want to."),
            _("You can begin whenever you want, on this page under “For today”."),
        ),
        Level.COMMUNITY: LevelWords(
            _("Talking with others"),
            _("A small group of people who are going through something similar, with a guide."),
            _("Your team calls you about joining a group."),
        ),
        Level.GROUP_THERAPY: LevelWords(
            _("Group therapy online"),
            _("Regular online meetings of a small group, led by a psycho-oncologist."),
            _("Your team calls you about the first meeting."),
        ),
    }[level]


def called_first(level: Level) -> LevelWords:
    """Of the level where a group is offered, while somebody of the team has yet to speak with the person."""
    return replace(
        words(level), next=_("Before you join a group, somebody of your team reads your answers and calls you.")
    )


def stopped(level: Level, state: str) -> LevelWords:
    """Of the level a person was at when stepped care was paused, or they fell ill or left: nothing more is to come."""
    kept = words(level).name
    return {
        "paused": LevelWords(
            kept,
            _("You were here when your questions were paused."),
            _("Nothing changes until they start again."),
        ),
        "ill": LevelWords(
            kept,
            _("You were here when your team stopped your questions."),
            _("Nothing changes until they start again."),
        ),
        "withdrawn": LevelWords(
            kept,
            _("You were here when you left the programme."),
            _("You can come back whenever you want, under “My choices”."),
        ),
    }.get(state, LevelWords(kept, "", ""))


def short(level: Level) -> str:
    """The name staff use."""
    return {
        Level.MONITORING: _("Monitoring"),
        Level.CAMPUS: _("Campus"),
        Level.COMMUNITY: _("Community"),
        Level.GROUP_THERAPY: _("Group therapy"),
    }[level]


def numbered(level: Level) -> str:
    """The number and the name staff use, such as 3 (Community)."""
    return f"{int(level)} ({short(level)})"


_MISFITS = {
    MisfitKind.NEVER: gettext_lazy(
        "The policy reads %(instrument)s, and no line of the schedule asks it: what its rules say about it never comes "
        "into play. Add it to a line, or choose another policy."
    ),
    MisfitKind.NOTHING: gettext_lazy(
        "At the level “%(level)s” the schedule asks nothing that the policy reads: nobody there is moved on by their "
        "answers. Add a line for this level."
    ),
    MisfitKind.ABSENT: gettext_lazy(
        "At the level “%(level)s” the schedule never asks %(instrument)s, and rules for this level look at it. Ask it "
        "there too, or choose a policy that reads what you ask."
    ),
    MisfitKind.SCREENED: gettext_lazy(
        "At the level “%(level)s” %(instrument)s is asked only when a short screen is positive, and the policy does "
        "not read that screen: whoever is low on it stays where they are. Ask it there regularly, or choose a policy "
        "that reads the screen."
    ),
    MisfitKind.SELDOM: gettext_lazy(
        "At the level “%(level)s” up to %(days)s days pass without a new %(instrument)s, and the policy looks at "
        "answers of the last %(limit)s days only: in between its rules go on as if it had not been answered. Ask it "
        "more often, or choose a policy that looks further back."
    ),
}


def misfit_words(misfit: Misfit) -> str:
    """What does not fit between a schedule and a policy, what that means for people, and what to do."""
    return str(_MISFITS[misfit.kind]) % {
        "instrument": definition(misfit.measure.instrument).title if misfit.measure else "",
        "level": short(misfit.level) if misfit.level else "",
        "days": misfit.days,
        "limit": misfit.limit,
    }
