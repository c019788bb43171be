"""The week of the rota as its page shows it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, time

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clinicians.centre.rota.emptiness import Lack, lacks
from oncocare.people.models import Centre, User
from oncocare.people.permissions import Permission
from oncocare.people.selectors import holders
from oncocare.safety.rota.duty import Rota
from oncocare.safety.rota.selectors import on_call_of

RotaRow = tuple[int, time, time]  # weekday, from, until


def week_of(centre: Centre) -> dict[RotaRow, list[tuple[User, bool]]]:
    """The rota by weekday and hours: who answers, in order of rank, and whether they still may."""
    staff, week = set(holders(centre, Permission.ANSWER_FLAG)), defaultdict(list)
    for duty in centre.rota.select_related("user"):
        week[duty.weekday, duty.opens, duty.closes].append((duty.user, duty.user in staff))
    return dict(week)


@dataclass(frozen=True)
class Want:
    """One reason why nobody is on duty, and where it is put right."""

    words: str
    url: str
    page: str


WORDS = {
    Lack.STAFF: _("Nobody at this centre may answer flags."),
    Lack.HOURS: _("No staffed hours are set."),
    Lack.TURNS: _("No row of the rota names anybody as first, second or third."),
    Lack.HOLIDAY: _("Today is a holiday of the centre."),
    Lack.OUTSIDE: _("It is outside the staffed hours."),
    Lack.ROW: _("The centre is staffed, and no row of the rota has this hour."),
    Lack.LEFT: _("Everybody who stands in the row of this hour may no longer answer flags here."),
    Lack.ABSENT: _("Everybody who stands in the row of this hour is absent today."),
    Lack.ON_CALL: _("Nobody is named as on call."),
    Lack.ON_CALL_AWAY: _("Whoever is on call is absent today, or may no longer answer flags here."),
}


def wants(centre: Centre, rota: Rota, moment: datetime) -> list[Want]:
    """Why nobody is on duty at `moment`, in words; nothing while somebody is."""
    called, places = on_call_of(centre), _places()
    found = lacks(rota, moment, service=bool(called and called.service))
    return [Want(str(WORDS[one]), *places[one]) for one in found]


def _places() -> dict[Lack, tuple[str, str]]:
    """Where each thing that is missing is put right: the address, and what the page or its section is called."""
    rota = reverse("centre_rota")
    week = (f"{rota}#week", gettext("Every week"))
    hours = (reverse("centre_hours"), gettext("Hours and holidays"))
    on_call = (reverse("centre_on_call"), gettext("Outside the staffed hours"))
    return {
        Lack.STAFF: (f"{reverse('centre')}#setup", gettext("Overview")),  # whence a step leads to the page of staff
        **dict.fromkeys((Lack.HOURS, Lack.HOLIDAY, Lack.OUTSIDE), hours),
        **dict.fromkeys((Lack.TURNS, Lack.ROW, Lack.LEFT), week),
        Lack.ABSENT: (f"{rota}#covers", gettext("Days on which somebody is absent")),
        **dict.fromkeys((Lack.ON_CALL, Lack.ON_CALL_AWAY), on_call),
    }
