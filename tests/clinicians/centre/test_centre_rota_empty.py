"""The page of the rota says why nobody is on duty, and leads to what is missing."""

import uuid
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from clinicians.centre.rota.emptiness import Lack, lacks
from clinicians.centre.rota.selectors import WORDS, _places
from oncocare.people import actions as people
from oncocare.people.models import Membership
from oncocare.safety.promise import Opening
from oncocare.safety.rota.actions import set_cover, set_holidays, set_on_call, set_rota
from oncocare.safety.rota.duty import Rota, Turn
from tests.cast import BY
from tests.factories.rooms import day
from tests.pages import at, text

CLARA, BERTA = uuid.UUID(int=1), uuid.UUID(int=2)
OFFICE = tuple(Opening(weekday, time(9), time(17)) for weekday in range(5))
MONDAY = (Turn(0, time(9), time(17), CLARA), Turn(0, time(9), time(17), BERTA, 2))


def rota(turns=MONDAY, hours=OFFICE, staff=(CLARA, BERTA), covers=None, closed=(), on_call=None):
    return Rota("Europe/Madrid", hours, turns, staff, covers or {}, frozenset(closed), on_call)


def on(number, hour=10):
    return datetime(2026, 3, number, hour, tzinfo=ZoneInfo("Europe/Madrid"))


THE_DAY = date(2026, 3, 2)  # a Monday
BOTH_AWAY = {(THE_DAY, CLARA): None, (THE_DAY, BERTA): None}


@pytest.mark.parametrize(
    ("given", "moment", "expected"),
    [
        (rota(), on(2), ()),
        (rota(staff=(BERTA,)), on(2), ()),  # the second in rank is there
        (rota((), (), ()), on(2), ("STAFF", "HOURS", "TURNS", "ON_CALL")),
        (rota((), ()), on(2), ("HOURS", "TURNS", "ON_CALL")),
        (rota(()), on(2), ("TURNS", "ON_CALL")),
        (rota((), on_call=CLARA), on(2), ("TURNS",)),  # within the staffed hours nobody is on call
        (rota((), on_call=CLARA), on(2, 20), ()),
        (rota(closed=[THE_DAY]), on(2), ("HOLIDAY", "ON_CALL")),
        (rota(closed=[THE_DAY], on_call=BERTA), on(2), ()),
        (rota(), on(2, 20), ("OUTSIDE", "ON_CALL")),
        (rota(), on(7), ("OUTSIDE", "ON_CALL")),
        (rota(), on(3), ("ROW", "ON_CALL")),  # Tuesday is staffed and stands in no row
        (rota(staff=(uuid.UUID(int=3),)), on(2), ("LEFT", "ON_CALL")),
        (rota(covers=BOTH_AWAY), on(2), ("ABSENT", "ON_CALL")),
        (rota(covers=BOTH_AWAY, on_call=CLARA), on(2), ("ABSENT", "ON_CALL_AWAY")),
        (rota(on_call=uuid.UUID(int=3)), on(2, 20), ("OUTSIDE", "ON_CALL_AWAY")),
    ],
)
def test_each_reason_is_found_and_no_other(given, moment, expected):
    assert lacks(given, moment) == tuple(Lack[name] for name in expected)


def test_a_service_that_answers_at_night_is_somebody_on_call():
    assert lacks(rota(), on(2, 20), service=True) == (Lack.OUTSIDE,)


def test_every_reason_has_words():
    assert set(WORDS) == set(_places()) == set(Lack)


# --- on the page ------------------------------------------------------------------------------------------------------


def reasons(client, moment):
    page = at(moment, lambda: client.get(reverse("centre_rota")))
    assert page.status_code == 200
    return [(want.words, want.url) for want in page.context["wants"]]


def test_a_centre_that_has_set_nothing_reads_all_that_is_missing_in_its_order(cast, carlos):
    assert reasons(carlos, day(0)) == [
        ("No staffed hours are set.", reverse("centre_hours")),
        ("No row of the rota names anybody as first, second or third.", reverse("centre_rota") + "#week"),
        ("Nobody is named as on call.", reverse("centre_on_call")),
    ]
    shown = text(at(day(0), lambda: carlos.get(reverse("centre_rota"))))
    assert f'No row of the rota names anybody as first, second or third. <a href="{reverse("centre_rota")}#week">' in (
        shown
    )


def test_holidays_absence_and_who_left_are_told_apart(cast, berta, office, carlos):
    set_rota(by=BY, centre=cast.here, turns=[Turn(one, time(9), time(17), cast.clara.pk) for one in range(5)])
    set_on_call(by=cast.carlos, centre=cast.here, service="The night desk", number="900 000 000")
    assert reasons(carlos, day(0)) == []
    away = {"day": day(0).date(), "absent": cast.clara, "instead": None}
    with_cover = at(day(0), lambda: set_cover(by=BY, centre=cast.here, **away))
    absent = ("Everybody who stands in the row of this hour is absent today.", reverse("centre_rota") + "#covers")
    assert reasons(carlos, day(0)) == [absent]
    with_cover.delete()
    at(day(0), lambda: set_holidays(by=BY, centre=cast.here, days={day(0).date(): "A feast"}))
    assert reasons(carlos, day(0)) == [("Today is a holiday of the centre.", reverse("centre_hours"))]
    cast.here.holidays.all().delete()
    people.dismiss(by=BY, membership=Membership.objects.get(user=cast.clara))
    left = "Everybody who stands in the row of this hour may no longer answer flags here."
    assert reasons(carlos, day(0)) == [(left, reverse("centre_rota") + "#week")]
