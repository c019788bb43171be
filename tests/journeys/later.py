"""Time passes beside the running demo: its periodic work at later moments, and its pages as they are from one of them on.

python -m tests.journeys.later 2026-11-20T23:50:00+00:00 2026-11-21T00:05:00+00:00
SITE_AT=2026-11-20T23:50:00+00:00 gunicorn tests.journeys.later:application
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


def live(moment: datetime) -> None:
    """Everything the house does by itself, once. One transaction, so that the demo's own worker, for whom none of this
    has happened yet, cannot take a message and find that its reason is not true.
    """
    from mentoring.community.chats.actions import remind_of_chats
    from mentoring.community.membership.actions import end_of_the_outside
    from mentoring.community.news.actions import tell_of_news
    from mentoring.community.offers.tasks import look_after_offers
    from mentoring.community.surveys.actions import count_weeks, look_after_feedback
    from mentoring.community.waiting.actions import look_after_groups
    from mentoring.conversations.actions import pass_on_of_the_absent
    from mentoring.meetings.places.actions import offer_free_places
    from mentoring.meetings.places.telling.actions import remind_of_sessions
    from mentoring.meetings.webinars.tasks import look_after_talks
    from oncocare.events.actions import relay
    from oncocare.notifications.sending.actions import send_due
    from oncocare.safety.flags.actions import escalate_overdue, hand_over_shift
    from questionnaires.scheduling.actions import close_past_windows, plan_all, remind
    from steps.proposals.actions import climb_overdue
    from steps.tasks import decide_past_days

    work: tuple[Callable[[], object], ...] = (
        close_past_windows, decide_past_days, plan_all, remind, escalate_overdue, hand_over_shift, climb_overdue,
        pass_on_of_the_absent, end_of_the_outside, look_after_offers, tell_of_news, look_after_groups, remind_of_chats,
        look_after_feedback, count_weeks, offer_free_places, remind_of_sessions, look_after_talks, relay, send_due,
    )  # fmt: skip
    with clock.at(moment), transaction.atomic():
        for one in work:
            one()


def application(environ: dict[str, object], start: Callable[..., object]) -> object:
    """The site, with a clock that went on from that moment when it was started."""
    with clock.at(timezone.now() + _ahead):
        return _site(environ, start)


django.setup()
_site = WSGIHandler()
_ahead = datetime.fromisoformat(os.environ["SITE_AT"]) - timezone.now() if "SITE_AT" in os.environ else timedelta()

if __name__ == "__main__":
    for text in sys.argv[1:]:
        live(datetime.fromisoformat(text))
