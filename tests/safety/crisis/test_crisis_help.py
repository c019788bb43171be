"""The crisis numbers on every page, and the help page for everybody."""

import logging
import re
from datetime import time, timedelta

import pytest
from django.core.cache import caches
from django.db import OperationalError, connection
from django.test import RequestFactory
from django.urls import reverse

from oncocare.foundation import clock
from oncocare.people.actions import show_promise
from oncocare.people.models import Centre, Patient
from oncocare.safety.crisis import context
from oncocare.safety.crisis.actions import set_crisis_numbers
from oncocare.safety.crisis.numbers import CrisisNumber
from oncocare.safety.promise import Opening
from oncocare.safety.rota.actions import set_on_call, set_staffed_hours
from tests import moment
from tests.cast import BY
from tests.factories.rooms import FlagFactory
from tests.safety.pages import dialled, page


def test_the_help_page_needs_no_account(db, client):
    text = page(client.get(reverse("help_now")))
    assert dialled(text) == {"112", "024"}
    assert "should read it by" not in text


def test_a_patient_sees_the_numbers_of_the_country_of_the_centre(cast, client):
    Centre.objects.filter(pk=cast.here.pk).update(country="PT")
    client.force_login(cast.ana)
    assert dialled(page(client.get(reverse("help_now")))) == {"112", "1411"}
    client.force_login(cast.dora)
    assert dialled(page(client.get(reverse("help_now")))) == {"112", "024"}


def test_staff_see_the_numbers_of_their_centre_too(cast, client):
    Centre.objects.filter(pk=cast.here.pk).update(country="MX")
    client.force_login(cast.clara)
    assert dialled(page(client.get(reverse("help_now")))) == {"911", "8009112000"}
    assert dialled(page(client.get(reverse("caseload")))) == set()


def test_a_patient_reads_on_the_help_page_when_answers_are_read(cast, client):
    client.force_login(cast.ana)
    assert re.search(
        r"a person at Here should read it by \w+ \d+ \w+ \d{4}, \d\d:\d\d\.", page(client.get(reverse("help_now")))
    )
    client.force_login(cast.clara)
    assert "should read it by" not in page(client.get(reverse("help_now")))


@pytest.mark.parametrize(("service", "said"), [("", True), ("Night desk", False)])
def test_a_patient_reads_that_nobody_is_on_call_where_that_is_so(cast, client, service, said):
    set_staffed_hours(by=BY, centre=cast.here, openings=[Opening(1, time(9), time(17))])
    if service:
        set_on_call(by=cast.carlos, centre=cast.here, service=service, number="+34 900 111 222")
    client.force_login(cast.ana)
    text = " ".join(page(client.get(reverse("help_now"))).split())
    nobody = "At night, at weekends and on holidays nobody at Here reads answers and nobody is on call."
    assert (nobody in text, "tel:+34900111222" in text) == (said, not said)
    assert text.count("At night, at weekends and on holidays") == 1


def test_the_day_of_the_last_check_is_said_of_the_national_numbers_only(cast, client):
    client.force_login(cast.ana)
    assert "The national numbers for Spain were last checked on " in page(client.get(reverse("help_now")))


# --- the centre's own numbers, and the promise as it was kept ---------------------------------------------------------


def test_the_centres_own_numbers_come_before_the_countrys_for_its_people_only(cast, client):
    set_crisis_numbers(by=BY, centre=cast.here, numbers=[CrisisNumber("Ward", "600 123 456", "Always")])
    client.force_login(cast.ana)
    text = page(client.get(reverse("help_now")))
    assert text.index("tel:112") < text.index("tel:600123456") < text.index("tel:024")
    client.force_login(cast.dora)
    assert dialled(page(client.get(reverse("help_now")))) == {"112", "024"}


def test_who_moved_to_another_country_sees_its_numbers(cast, client):
    Patient.objects.filter(user=cast.ana).update(country="MX")
    client.force_login(cast.ana)
    assert dialled(page(client.get(reverse("help_now")))) == {"911", "8009112000"}
    client.force_login(cast.clara)
    assert dialled(page(client.get(reverse("help_now")))) == {"112", "024"}


def test_when_the_centres_numbers_cannot_be_read_the_countrys_are_there(cast, caplog):
    def broken(execute, sql, params, many, context):
        raise OperationalError("gone")

    request = RequestFactory().get("/")
    request.user, request.centre, request.country = cast.ana, cast.here, cast.here.country
    caplog.set_level(logging.CRITICAL)
    with connection.execute_wrapper(broken):
        shown = context.crisis(request)["crisis"]
        assert [one.number for one in shown.numbers] == ["024"]


@pytest.mark.parametrize(("shown", "flags", "read"), [(True, 5, True), (True, 4, False), (False, 5, False)])
def test_patients_read_how_the_promise_was_kept_where_the_centre_wishes_and_it_says_something(
    cast, client, shown, flags, read
):
    now = clock.now()
    for number in range(flags):
        FlagFactory(
            patient=cast.patient(cast.bea), owner=cast.clara, raised=now - timedelta(hours=9),
            promised=now - timedelta(hours=number), acknowledged_at=now - timedelta(hours=2), acknowledged_by=cast.clara,
        )  # fmt: skip
    show_promise(by=cast.carlos, centre=cast.here, shown=shown)
    client.force_login(cast.ana)
    text = page(client.get(reverse("help_now")))
    assert ("In the last 90 days, 3 of 5 worrying answers were read within the promised time." in text) is read
    assert ("were read within" in text) is read


# --- the foot of a page, which is put into words once a minute ----------------------------------------------------------


@pytest.fixture
def kept(settings):
    """As where people are; the other tests keep nothing."""
    locmem = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "tests"}
    settings.CACHES = {**settings.CACHES, "template_fragments": locmem}
    yield
    caches["template_fragments"].clear()


def test_a_number_that_changed_stands_at_the_foot_of_every_page_within_a_minute(cast, client, kept):
    client.force_login(cast.ana)
    assert dialled(page(client.get(reverse("home")))) == {"112", "024"}
    number = CrisisNumber("Night desk", "+34 900 111 222", "At night")
    set_crisis_numbers(by=cast.carlos, centre=cast.here, numbers=[number])
    assert "+34900111222" in dialled(page(client.get(reverse("help_now"))))  # at once where one goes to call
    moment.go_on(timedelta(seconds=61))
    assert dialled(page(client.get(reverse("home")))) == {"112", "024", "+34900111222"}


def test_the_foot_of_one_reader_is_not_that_of_another(cast, client, kept):
    number = CrisisNumber("Night desk", "+34 900 111 222", "At night")
    set_crisis_numbers(by=cast.carlos, centre=cast.here, numbers=[number])
    Patient.objects.filter(user=cast.bea).update(country="PT")
    seen = {}
    for user in (cast.ana, cast.bea, cast.dora, cast.clara):
        client.force_login(user)
        seen[user.name] = dialled(page(client.get(reverse("my_account"))))
    client.logout()
    seen["nobody"] = dialled(page(client.get(reverse("accessibility"))))
    assert seen == {
        "Ana": {"112", "024", "+34900111222"},
        "Bea": {"112", "1411", "+34900111222"},
        "Dora": {"112", "024"},
        "Clara": set(),
        "nobody": {"112", "024"},
    }


def test_the_foot_speaks_the_language_of_the_page(cast, client, kept):
    client.force_login(cast.ana)
    said = {
        language: page(client.get(reverse("home"), headers={"accept-language": language})) for language in ("en", "es")
    }
    assert ["If you need help now" in said["en"], "If you need help now" in said["es"]] == [True, False]
