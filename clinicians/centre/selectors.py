"""What several pages of a centre read: whose page it is, how flags were answered, who waits to sign in again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from oncocare.foundation import clock
from oncocare.people.access import centre_for
from oncocare.people.models import Centre
from oncocare.people.permissions import Permission
from oncocare.people.requests import StaffRequest
from oncocare.people.selectors import Standing
from oncocare.safety.flags.selectors import PROMISE_MEASURED, answer_times
from oncocare.safety.flags.timing import Times, kept
from oncocare.signin.lost_access.selectors import requests_at


def rota_centre(standing: Standing) -> tuple[Centre, bool]:
    """The centre whose hours and rota this person sees; with True where they may change them."""
    manages = Permission.MANAGE_CENTRE in standing.permissions
    return centre_for(standing, Permission.MANAGE_CENTRE if manages else Permission.SEE_ROTA), manages


@dataclass(frozen=True)
class Promise:
    """How flags were answered lately: by class with the moment from which the median time reaches to `now`, and how
    many of those that are decided were acknowledged within the promised time.
    """

    times: list[tuple[Times, datetime | None]]
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
