"""What those who write and review are told of texts: how many, and never which, since a title may say too much."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sized
from datetime import date
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from oncocare.audit.actions import actor
from oncocare.library.models import TextStep, TextVersion
from oncocare.library.telling.expiry import BEFORE
from oncocare.library.telling.kinds import BACK, ENDED, EXPIRED, EXPIRING, MOVED, PUBLISHED, REVIEW, day_told
from oncocare.library.telling.selectors import endings_told, steps_told
from oncocare.notifications.registry import About, message
from oncocare.people.models import User

Step = TextStep.Step
Steps = Mapping[str, list[Any]]
Words = Mapping[str, Mapping[str, Any]]

of_steps = partial(message, about=About.STAFF, read=steps_told)
of_endings = partial(message, about=About.STAFF, read=endings_told)


@of_steps(REVIEW, "library_review", label=_("Texts wait for your review"))
def to_review(user: User, steps: Steps) -> Words:
    """Texts that somebody else handed in and nobody has sent back or published, for whoever may review there."""
    return _counted(steps, lambda step: step.step == Step.SUBMITTED and step.reviews and step.version.by != actor(user))


@of_steps(BACK, "library_back", label=_("Texts of yours were sent back"))
def sent_back(user: User, steps: Steps) -> Words:
    """Texts of this person that wait for their next version."""
    return _counted(steps, lambda step: step.step == Step.SENT_BACK and not step.newer and _mine(step, user))


@of_steps(PUBLISHED, "library_published", label=_("Texts of yours were published"))
def published(user: User, steps: Steps) -> Words:
    """Texts of this person that are shown, or will be."""
    return _counted(steps, lambda step: step.step == Step.PUBLISHED and _mine(step, user))


@of_steps(ENDED, "library_ended", label=_("Texts of yours are no longer shown"))
def ended(user: User, steps: Steps) -> Words:
    """Texts of this person that somebody else took out."""
    return _counted(steps, lambda step: step.step == Step.ENDED and _mine(step, user))


def _mine(step: Any, user: User) -> bool:
    """They wrote it, still write here, and did not do this themselves."""
    return bool(step.writes and step.version.by == actor(user) != step.by)


@of_steps(MOVED, "library_moved", label=_("What you translated has a newer version"))
def moved_on(user: User, steps: Steps) -> Words:
    """Translations of this person whose source was published anew, as long as nobody has translated them since."""
    behind = {
        source: {
            pk for step in found
            if step.step == Step.PUBLISHED and step.writes and step.by != actor(user)
            for pk in step.behind
        }
        for source, found in steps.items()
    }  # fmt: skip
    return _words(behind)


@of_endings(EXPIRING, "library_expiring", label=_("Texts expire soon"))
@of_endings(EXPIRED, "library_expired", label=_("Texts have expired"))
def endings(_user: User, versions: Mapping[str, list[TextVersion]]) -> Words:
    """Texts that expire, or have, for whoever keeps them right."""
    return _words(versions)


def _counted(steps: Steps, holds: Callable[[Any], bool]) -> Words:
    """How many texts, whichever of their versions: one that is taken out takes its older ones with it."""
    texts = {
        source: {(step.version.piece_id, step.version.language) for step in found if holds(step)}
        for source, found in steps.items()
    }
    return _words(texts)


def _words(found: Mapping[str, Sized]) -> Words:
    return {source: {"n": len(texts), "when": _when(source)} for source, texts in found.items() if texts}


def _when(source: str) -> date:
    """The day on which it happened, or by which it will have."""
    told = day_told(source)
    return told.day + BEFORE if told.kind == EXPIRING else told.day
