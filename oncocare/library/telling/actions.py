"""Telling people of texts: one message a day for each thing, however many texts it is about."""

from __future__ import annotations

from datetime import time

from oncocare.foundation.unit import action
from oncocare.library.models import TextStep
from oncocare.library.telling.expiry import A_DAY
from oncocare.library.telling.kinds import source_of
from oncocare.library.telling.selectors import concerned, to_tell
from oncocare.notifications.actions import queue
from oncocare.people.days import day_of, moment_of
from oncocare.people.models import Centre


@action
def tell_of_step(*, step: TextStep) -> None:
    """Whoever must know of a step is told on the day after it, once all that happened in that day is known."""
    day = day_of(step.centre, step.made)
    tomorrow = moment_of(step.centre, day + A_DAY, time.min)
    for kind, user in concerned(step):
        source = source_of(kind, step.centre_id, day)
        queue(user=user, centre=step.centre, kind=kind, source=source, not_before=tomorrow)


def tell_of_endings() -> int:
    """At every centre, who must know of it is told what expires in 30 days and what has expired; how many messages."""
    return sum(_tell_of_endings(centre=centre) for centre in Centre.objects.order_by("pk"))


@action
def _tell_of_endings(*, centre: Centre) -> int:
    return sum(
        bool(queue(user=user, centre=centre, kind=told.kind, source=source_of(*told)))
        for told, people in to_tell(centre).items()
        for user in people
    )
