"""The week of the rota as its page shows it."""

from __future__ import annotations

from collections import defaultdict
from datetime import time

from oncocare.people.models import Centre, User
from oncocare.people.permissions import Permission
from oncocare.people.selectors import holders

RotaRow = tuple[int, time, time]  # weekday, from, until


def week_of(centre: Centre) -> dict[RotaRow, list[tuple[User, bool]]]:
    """The rota by weekday and hours: who answers, in order of rank, and whether they still may."""
    staff, week = set(holders(centre, Permission.ANSWER_FLAG)), defaultdict(list)
    for duty in centre.rota.select_related("user"):
        week[duty.weekday, duty.opens, duty.closes].append((duty.user, duty.user in staff))
    return dict(week)
