"""Hours that a clinician opens: what is refused, which days have none, and who sees and closes them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from mentoring.meetings.models import OpenedHours
from mentoring.meetings.opening import actions
from mentoring.meetings.opening.actions import HoursFacts
from mentoring.meetings.opening.selectors import to_book
from oncocare.audit.models import AuditRow
from oncocare.foundation import clock
from oncocare.safety.models import Holiday
from oncocare.safety.rota.actions import set_cover
from tests.cast import colleague
from tests.factories.conversations import visit
from tests.factories.places import NOW, opened
from tests.factories.rooms import day

FACTS = HoursFacts(
    weekday=3, opens=time(9), closes=time(12), first=date(2026, 3, 2), last=None, minutes=50, notice=24,
    provider="place", place="Room 3", phone="931 000 001",
)  # fmt: skip


def opens(cast, **fields):
    with clock.at(NOW):
        return actions.open_hours(by=cast.clara, centre=cast.here, facts=replace(FACTS, **fields))


def bookable(cast, user=None):
    with clock.at(NOW):
        return [one.begins for one in to_book(cast.patient(user or cast.ana))]


def test_hours_are_opened_once_and_written_down(cast):
    assert opens(cast).pk == opens(cast).pk
    assert OpenedHours.objects.count() == 1
    assert AuditRow.objects.filter(verb="hours.opened").count() == 1
    assert len(bookable(cast)) == 12  # three on each of four Thursdays


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"minutes": 14}, "minutes"), ({"minutes": 121}, "minutes"), ({"closes": time(9, 30)}, "closes"),
        ({"closes": time(8)}, "closes"), ({"notice": -1}, "notice"), ({"notice": 337}, "notice"),
        ({"last": date(2026, 3, 1)}, "last"), ({"phone": " "}, "phone"), ({"place": ""}, "place"),
        ({"provider": "link", "link": ""}, "link"), ({"provider": "link", "link": "http://video.example"}, "link"),
        ({"provider": "link", "link": "https://clara:secret@video.example/7"}, "link"),
        ({"provider": "link", "link": "https://video.example/7\njavascript:x"}, "link"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_at_its_field(cast, fields, field):
    with pytest.raises(ValidationError) as refused:
        opens(cast, **fields)
    assert list(refused.value.message_dict) == [field]
    assert OpenedHours.objects.count() == 0


def test_hours_that_overlap_are_refused_and_those_that_meet_are_not(cast):
    opens(cast)
    with pytest.raises(ValidationError, match="other open hours"):
        opens(cast, opens=time(11, 59), closes=time(13))
    opens(cast, opens=time(12), closes=time(13))
    opens(cast, weekday=4)
    assert OpenedHours.objects.count() == 3


def test_holidays_and_absences_have_no_times(cast):
    opens(cast)
    thursday = day(3).date()
    Holiday.objects.create(centre=cast.here, day=thursday, name="A holiday")
    assert {one.date() for one in bookable(cast)} == {day(n).date() for n in (10, 17, 24)}
    with clock.at(NOW):
        set_cover(by=cast.carlos, centre=cast.here, day=day(10).date(), absent=cast.clara, instead=cast.gala)
    assert {one.date() for one in bookable(cast)} == {day(n).date() for n in (17, 24)}


def test_people_see_the_hours_of_who_looks_after_them_and_else_those_of_others(cast):
    cleo = colleague(cast)
    theirs = opened(cast, cleo, weekday=1)
    assert {one.weekday() for one in bookable(cast)} == {1}
    opens(cast)
    assert {one.weekday() for one in bookable(cast)} == {3}
    assert theirs.closed_at is None


def test_another_centre_sees_none_of_them(cast):
    opens(cast)
    with clock.at(NOW):
        assert to_book(cast.patient(cast.dora)) == []


def test_closed_hours_cannot_be_booked(cast):
    row = opens(cast)
    with clock.at(NOW):
        actions.close_hours(by=cast.clara, hours=row)
        actions.close_hours(by=cast.clara, hours=row)
    assert bookable(cast) == []
    assert AuditRow.objects.filter(verb="hours.closed").count() == 1


def test_the_page_opens_hours_and_says_what_is_free(cast):
    send = {
        "weekday": "3", "opens": "09:00", "closes": "12:00", "minutes": "50", "notice": "24", "first": "2026-03-02",
        "last": "", "provider": "place", "place": "Room 3", "link": "", "phone": "931 000 001",
    }  # fmt: skip
    assert visit(cast.clara, NOW, "opened_hours", send=send) == reverse("opened_hours")
    said = visit(cast.clara, NOW, "opened_hours")
    assert "Thursday 09:00–12:00 50 min, booked 24 h ahead" in said
    assert "12" in said
    wrong = visit(cast.clara, NOW, "opened_hours", send={**send, "weekday": "4", "phone": ""}, status=422)
    assert "whoever cannot come in must be able to call" in wrong


def test_only_whoever_opened_hours_closes_them(cast):
    row = opens(cast)
    cleo = colleague(cast)
    for user, status in ((cleo, 403), (cast.denis, 404), (cast.ana, 404)):
        visit(user, NOW, "close_hours", row.pk, send={}, status=status)
    assert visit(cast.clara, NOW, "close_hours", row.pk, send={}) == reverse("opened_hours")
    assert OpenedHours.objects.get().closed_by == cast.clara
