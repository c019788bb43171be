"""Time passes beside the running demo: its periodic work day by day, and its pages as they are some days from now.

python -m tests.journeys.later 1 14            lives through these days, each at noon
DAYS_LATER=14 gunicorn tests.journeys.later:application
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import datetime, timedelta

import django
from django.core.handlers.wsgi import WSGIHandler
from django.db import transaction
from django.utils import timezone

from oncocare.foundation import clock

NOON = 12  # UTC: inside nobody's quiet hours in Europe


def noon(days: int) -> datetime:
    """Noon of the day that is so many days from today."""
    return timezone.now().replace(hour=NOON, minute=0, second=0, microsecond=0) + timedelta(days=days)


def live(day: datetime) -> None:
    """Everything the house does by itself, once. One transaction, so that the demo's own worker, for whom none of this
    has happened yet, cannot take a message and find that its reason is not true.
    """
    from oncocare.events.actions import relay
    from oncocare.notifications.sending.actions import send_due
    from oncocare.safety.flags.actions import escalate_overdue, hand_over_shift
    from questionnaires.scheduling.actions import close_past_windows, plan_all, remind
    from steps.proposals.actions import climb_overdue
    from steps.tasks import decide_past_days

    work: tuple[Callable[[], object], ...] = (
        close_past_windows, decide_past_days, plan_all, remind, escalate_overdue, hand_over_shift, climb_overdue, relay,
        send_due,
    )  # fmt: skip
    with clock.at(day), transaction.atomic():
        for one in work:
            one()


def application(environ: dict[str, object], start: Callable[..., object]) -> object:
    """The site, with a clock that went on from noon of that day when it was started."""
    with clock.at(timezone.now() + _ahead):
        return _site(environ, start)


def main(first: int, last: int) -> None:
    """Live through these days from today."""
    for days in range(first, last + 1):
        live(noon(days))


django.setup()
_site = WSGIHandler()
_ahead = noon(int(os.environ.get("DAYS_LATER", "0"))) - timezone.now()

if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
