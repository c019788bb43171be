"""A patient sees who opened their record: by name, by day, with the reason; not their own look, not a list."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from oncocare.audit.actions import record
from oncocare.foundation import clock
from oncocare.people.actions import dismiss, open_record
from oncocare.people.models import Membership, User
from oncocare.site.who_looked import views as who_looked
from tests.cast import colleague
from tests.factories.rooms import day


@pytest.fixture
def patient(cast):
    return cast.patient(cast.ana)


@pytest.fixture
def ana(cast, client):
    client.force_login(cast.ana)
    return client


def look(user, patient, when, verb="read.record"):
    with clock.at(when):
        record(by=user, verb=verb, subject=patient, patient=patient, centre=patient.centre)


def page(client, **query):
    answer = client.get(reverse("who_looked"), query)
    assert answer.status_code == 200
    return answer.content.decode()


def entries(client, **query):
    """What the page lists: a day, and the words of each entry."""
    days = re.findall(r'<h2 id="day-\d+">(.*?)</h2>(.*?)</section>', page(client, **query), re.DOTALL)
    return [
        (
            when,
            [" ".join(re.sub(r"<[^>]+>", " ", one).split()) for one in re.findall(r"<li>(.*?)</li>", part, re.DOTALL)],
        )
        for when, part in days
    ]


def test_who_opened_the_record_stands_there_by_day_the_latest_first(cast, patient, ana, client):
    cleo = colleague(cast)
    look(cast.clara, patient, day(0, hour=9))
    with clock.at(day(1, hour=9)):
        open_record(by=cleo, patient=patient, reason="other", words="Team meeting")
    look(cleo, patient, day(1, hour=9, minute=1))
    look(cast.clara, patient, day(1, hour=10))
    look(cast.clara, patient, day(1, hour=11))
    look(cast.clara, patient, day(1, hour=11) + timedelta(seconds=30))
    assert entries(ana) == [
        (
            "Tuesday 3 March 2026",
            [
                "Clara Clinician Opened your record at 10:00 , 11:00",
                "Cleo Clinician Opened your record at 09:01 Reason given: Another reason: Team meeting",
            ],
        ),
        ("Monday 2 March 2026", ["Clara Clinician Opened your record at 09:00"]),
    ]


def test_opening_a_record_at_the_desk_is_listed(cast, patient, client):
    client.force_login(cast.clara)
    client.get(reverse("record", args=[patient.pk]))
    client.force_login(cast.ana)
    [(_today, [entry])] = entries(client)
    assert entry.startswith("Clara Clinician Opened your record at")


def test_a_record_that_comes_back_with_a_mistake_is_listed_too(cast, patient, client):
    client.force_login(cast.clara)
    assert client.post(reverse("ask", args=[patient.pk])).status_code == 422
    client.force_login(cast.ana)
    assert len(entries(client)) == 1


def test_without_the_row_of_the_log_the_page_would_show_nothing(cast, patient, client, monkeypatch):
    monkeypatch.setattr("clinicians.desk.record.views.audit", lambda **said: None)
    client.force_login(cast.clara)
    client.get(reverse("record", args=[patient.pk]))
    client.force_login(cast.ana)
    assert "Nobody has opened your record yet." in page(client)


def test_what_is_no_reading_of_mine_is_not_listed(cast, patient, ana):
    look(cast.ana, patient, day(0))
    look(cast.clara, cast.patient(cast.bea), day(0))
    look(cast.clara, patient, day(0), verb="flag.acknowledged")
    record(by=cast.clara, verb="read.caseload", centre=cast.here)
    assert "Nobody has opened your record yet." in page(ana)
    assert "Looking at a list is not shown here." in page(ana)


def test_every_kind_of_reading_is_listed_also_by_a_machine(cast, patient, ana):
    look(cast.clara, patient, day(0), verb="read.print")
    look("system:export", patient, day(0, hour=11), verb="read.export")
    assert entries(ana) == [
        (
            "Monday 2 March 2026",
            ["The system, by itself Opened your record at 11:00", "Clara Clinician Opened your record at 10:00"],
        )
    ]


def test_who_left_the_centre_is_still_named(cast, patient, ana):
    look(cast.clara, patient, day(0))
    dismiss(by=cast.carlos, membership=Membership.objects.get(user=cast.clara))
    assert entries(ana) == [("Monday 2 March 2026", ["Clara no longer works here Opened your record at 10:00"])]
    User.objects.filter(pk=cast.clara.pk).update(name="")
    assert entries(ana)[0][1][0].startswith("A member of the team")


def test_a_day_is_a_day_of_the_reader(cast, patient, ana):
    look(cast.clara, patient, day(0, hour=23, minute=30))
    look(cast.clara, patient, day(1, hour=0, minute=30))
    assert [when for when, _visits in entries(ana)] == ["Tuesday 3 March 2026", "Monday 2 March 2026"]


def test_many_readings_come_in_pages(cast, patient, ana, monkeypatch):
    monkeypatch.setattr(who_looked, "PER_PAGE", 2)
    for number in range(3):
        look(cast.clara, patient, day(number))
    assert [[when for when, _ in entries(ana, page=number)] for number in (1, 2)] == [
        ["Wednesday 4 March 2026", "Tuesday 3 March 2026"], ["Monday 2 March 2026"],
    ]  # fmt: skip
    assert "Page 1 of 2" in page(ana)


def test_the_page_says_what_to_do_when_something_looks_wrong(cast, ana):
    cast.here.phone = "+34 1"
    cast.here.save()
    text = page(ana)
    assert "You may always ask why somebody opened your record." in text
    assert 'href="tel:+341"' in text


def test_my_page_leads_there(ana):
    assert reverse("who_looked") in ana.get(reverse("my_page")).content.decode()
