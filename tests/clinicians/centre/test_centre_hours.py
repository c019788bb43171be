"""The page of hours, holidays and the promise: kept whole, or refused with place and reason."""

from datetime import date, time, timedelta

from django.urls import reverse

from oncocare.audit.models import AuditRow
from oncocare.safety.promise import Opening
from oncocare.safety.rota.actions import set_rota
from oncocare.safety.rota.duty import Turn
from oncocare.safety.rota.selectors import closed_days, hours_of
from tests.cast import BY
from tests.factories.rooms import FlagFactory, day
from tests.pages import at, text

HOURS, ROTA = "centre_hours", "centre_rota"


def test_the_week_is_saved_as_it_is_written_and_shown_again(cast, carlos):
    given = {"hours-0": "9-13, 15-18", "hours-5": "0–24"}
    assert carlos.post(reverse(HOURS), given).url == reverse(HOURS)
    wanted = (Opening(0, time(9), time(13)), Opening(0, time(15), time(18)), Opening(5, time(0), time.max))
    assert hours_of(cast.here) == wanted
    shown = text(carlos.get(reverse(HOURS)))
    assert 'value="09:00–13:00, 15:00–18:00"' in shown
    assert 'value="00:00–24:00"' in shown
    assert AuditRow.objects.get(verb="staffed_hours.set").actor == f"user:{cast.carlos.pk}"


def test_a_week_with_one_bad_day_is_refused_whole_with_the_day_and_the_reason(cast, office, carlos):
    shown = text(carlos.post(reverse(HOURS), {"hours-0": "10-12", "hours-1": "17-9", "hours-6": "9-12, 11-13"}), 422)
    assert "Tuesday: “17-9” ends before it begins." in shown
    assert "Sunday: Two of the times overlap. Write each hour once." in shown
    assert 'value="17-9"' in shown
    assert len(hours_of(cast.here)) == 5


def test_holidays_are_saved_one_a_line_and_named_line_by_line_when_refused(cast, carlos):
    def post(lines):
        return at(day(0), lambda: carlos.post(reverse("centre_holidays"), {"holidays-days": lines}))

    assert post("2026-04-03 Good Friday\n6/4/2026").url == reverse(HOURS)
    shown = text(at(day(0), lambda: carlos.get(reverse(HOURS))))
    assert "Friday 3 April 2026 · Good Friday" in shown
    assert "2026-04-03 Good Friday 2026-04-06</textarea>" in shown
    shown = text(post("2026-04-03\nEaster\n2026-01-01"), 422)
    assert "Line 2: it does not begin with a date" in shown
    assert "Line 3: this day is past." in shown
    assert closed_days(cast.here) == {date(2026, 4, 3), date(2026, 4, 6)}


def test_staff_read_how_the_promise_was_kept_with_denominators_and_what_still_waits(cast, office, carlos):
    ana, now = cast.patient(cast.ana), day(0)
    times = {"raised": now - timedelta(hours=3), "promised": now - timedelta(hours=1), "severity": "high"}
    for after in (1, None, None):
        acknowledged = after and now - timedelta(hours=3 - after)
        FlagFactory(
            patient=ana, owner=cast.clara, **times, acknowledged_at=acknowledged,
            acknowledged_by=after and cast.clara,
        )  # fmt: skip
    shown = text(at(now, lambda: carlos.get(reverse(HOURS))))
    assert "In the last 90 days 1 of 3 flags were acknowledged within the promised time." in shown
    assert "not half of them yet" in shown
    assert shown.count("1 of 3") == 3


def test_a_clinician_sees_hours_and_rota_and_cannot_change_them(cast, berta, office, client):
    set_rota(by=BY, centre=cast.here, turns=[Turn(0, time(9), time(17), cast.clara.pk)])
    client.force_login(cast.clara)
    assert "Monday 09:00–17:00" in text(client.get(reverse(HOURS)))
    assert "Monday 09:00–17:00: <strong>Clara</strong>" in text(client.get(reverse(ROTA)))
    assert "Save" not in text(client.get(reverse(HOURS))) + text(client.get(reverse(ROTA)))
