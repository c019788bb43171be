"""What several pages of a centre read: whose page it is, how flags were answered, who waits to sign in again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Min
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from oncocare.events.models import Delivery
from oncocare.foundation import clock
from oncocare.library.selectors import reviewed
from oncocare.notifications.models import Message
from oncocare.people.access import centre_for
from oncocare.people.models import Centre
from oncocare.people.permissions import Permission
from oncocare.people.requests import StaffRequest
from oncocare.people.selectors import Standing
from oncocare.safety.flags.selectors import PROMISE_MEASURED, answer_times
from oncocare.safety.flags.timing import FlagTimes, kept
from oncocare.signin.lost_access.selectors import requests_at
from questionnaires.instruments.catalogue import catalogue, definition
from questionnaires.scheduling import selectors as scheduling
from questionnaires.scheduling.schedule import Schedule
from steps.fit import misfits
from steps.models import CentrePolicy
from steps.policy import Policy
from steps.selectors import policy_of
from steps.words import misfit_words


def rota_centre(standing: Standing) -> tuple[Centre, bool]:
    """The centre whose hours and rota this person sees; with True where they may change them."""
    manages = Permission.MANAGE_CENTRE in standing.permissions
    return centre_for(standing, Permission.MANAGE_CENTRE if manages else Permission.SEE_ROTA), manages


@dataclass(frozen=True)
class Promise:
    """How flags were answered lately: by class with the moment from which the median time reaches to `now`, and how
    many of those that are decided were acknowledged within the promised time.
    """

    times: list[tuple[FlagTimes, datetime | None]]
    within: int
    decided: int
    now: datetime


def promise_of(centre: Centre) -> Promise:
    """What became of the flags of the last 90 days."""
    now = clock.now()
    measured = answer_times(centre, now - PROMISE_MEASURED)
    within, decided = kept(measured)
    times = [(row, now - row.median if row.median is not None else None) for row in measured]
    return Promise(times, within, decided, now)


def locked_out(request: StaffRequest) -> int:
    """How many people of this centre ask to be let back in, as far as this person may answer them."""
    return requests_at(request.standing, request.centre).count()


def shown_pieces(centre: Centre) -> str:
    """How many of the pieces of the library are shown to people, in words."""
    shown, total = reviewed(centre), centre.pieces.count()
    if not total:
        return _("Level 2 has 0 reviewed pieces, and there is nothing to review yet.")
    if not shown:
        return ngettext(
            "Level 2 has 0 reviewed pieces: 0 of %(total)s piece is shown.",
            "Level 2 has 0 reviewed pieces: 0 of %(total)s pieces are shown.",
            total,
        ) % {"total": total}
    return ngettext("%(shown)s of %(total)s piece is shown.", "%(shown)s of %(total)s pieces are shown.", total) % {
        "shown": shown,
        "total": total,
    }


# --- what could not be delivered --------------------------------------------------------------------------------------

MAIL_REMEMBERED = timedelta(days=30)


@dataclass(frozen=True)
class Undelivered:
    """How many of a kind could not be delivered, and the moment of the oldest; None where there is none."""

    number: int
    since: datetime | None


def dead_letters() -> Undelivered:
    """The work that failed at every attempt and that nobody has tried again, by when it was to be done."""
    dead = Delivery.objects.filter(state=Delivery.State.DEAD)
    return Undelivered(**dead.aggregate(number=Count("pk"), since=Min("event__at")))


def failed_mails(now: datetime) -> Undelivered:
    """The e-mails of the last 30 days that no server took."""
    mails = Message.objects.filter(channel=Message.Channel.EMAIL, state=Message.State.FAILED)
    return Undelivered(**mails.filter(made__gt=now - MAIL_REMEMBERED).aggregate(number=Count("pk"), since=Min("made")))


# --- whether what is asked can be read, and fits the rules ------------------------------------------------------------


def doubts_of(centre: Centre, *, draft: Schedule | None = None) -> dict[str, Any]:
    """What `_doubts.html` shows of the schedule in force, or of a draft: where it does not fit the policy in force, and
    who cannot read what is asked.
    """
    schedule, chosen = draft or _in_force(centre), CentrePolicy.objects.select_related("policy").filter(centre=centre)
    policy = next((policy_of(one.policy) for one in chosen), None)
    return {
        "misfits": misfits_in_words(policy, schedule),
        "unreadable": _unreadable(centre, schedule) if schedule else [],
    }


def misfits_here(centre: Centre, policy: Policy | None) -> list[str]:
    """Where a policy and the schedule in force do not fit."""
    return misfits_in_words(policy, _in_force(centre)) if policy else []


def _in_force(centre: Centre) -> Schedule | None:
    version = scheduling.newest(centre)
    return scheduling.schedule_in(version) if version else None


def misfits_in_words(policy: Policy | None, schedule: Schedule | None) -> list[str]:
    """Where the two do not fit; nothing where there is none of one."""
    return [misfit_words(one) for one in misfits(policy, schedule, catalogue())] if policy and schedule else []


def _unreadable(centre: Centre, schedule: Schedule) -> list[str]:
    """Who is asked questions for which this centre has no official wording in their language, by language."""
    names = dict(settings.LANGUAGES)
    return [
        ngettext(
            "%(n)s person in care reads %(language)s, and this centre has no wording in it for: %(titles)s.",
            "%(n)s people in care read %(language)s, and this centre has no wording in it for: %(titles)s.",
            people,
        )
        % {"n": people, "language": names[language], "titles": ", ".join(definition(code).title for code in missing)}
        for language, people, missing in scheduling.unreadable(schedule, centre)
    ]
