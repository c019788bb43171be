"""Error pages: whatever broke, one sentence a person understands and the crisis numbers."""

import re

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.urls import path, reverse

from oncocare.people.models import Centre
from oncocare.site import views
from oncocare.site.context import navigation

NUMBERS = {"112", "024"}


def dialled(answer):
    return set(re.findall(r'href="tel:([^"]+)"', answer.content.decode()))


def break_down(request):
    raise ZeroDivisionError


def odd(request):
    from django.core.exceptions import SuspiciousOperation

    raise SuspiciousOperation


@pytest.fixture
def browser():
    return Client(raise_request_exception=False)


@pytest.fixture
def odd_urls(settings):
    from types import ModuleType

    from django.contrib.auth.decorators import login_not_required

    from oncocare import urls

    module = ModuleType("urls_of_odd_pages")
    module.urlpatterns = [
        path("break/", login_not_required(break_down)), path("odd/", login_not_required(odd)), *urls.urlpatterns,
    ]  # fmt: skip
    for number in (400, 403, 404, 500):
        setattr(module, f"handler{number}", getattr(urls, f"handler{number}"))
    settings.ROOT_URLCONF = module


@pytest.mark.parametrize(
    ("place", "status", "said"),
    [
        ("/break/", 500, "Something went wrong on our side"),
        ("/odd/", 400, "We could not read that"),
        ("/nowhere/", 404, "We cannot find this page"),
    ],
)
def test_every_error_page_says_what_happened_and_carries_the_numbers(db, browser, odd_urls, place, status, said):
    answer = browser.get(place)
    assert (answer.status_code, dialled(answer)) == (status, NUMBERS)
    assert said in answer.content.decode()
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_page_that_is_not_open_to_somebody_carries_the_numbers_of_their_country(cast, client):
    Centre.objects.filter(pk=cast.here.pk).update(country="PT")
    client.force_login(cast.ana)
    answer = client.get(reverse("caseload"))
    assert (answer.status_code, dialled(answer)) == (403, {"112", "1411"})
    assert "This page is not open to you" in answer.content.decode()


def test_a_form_that_was_open_too_long_says_what_to_do_and_carries_the_numbers(cast):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.ana)
    answer = strict.post(reverse("set_language"), {"language": "es"})
    assert (answer.status_code, dialled(answer)) == (403, NUMBERS)
    assert "Please send that again" in answer.content.decode()


def test_the_page_of_a_broken_house_asks_the_database_nothing(db, rf, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = views.broken(rf.get("/"))
    assert (answer.status_code, dialled(answer)) == (500, NUMBERS)


@pytest.mark.parametrize("place", ["home", "help_now", "health"])
def test_with_a_broken_database_the_numbers_are_still_there(cast, browser, monkeypatch, place):
    browser.force_login(cast.ana)

    def gone(*args, **kwargs):
        raise DatabaseError("the database is gone")

    with monkeypatch.context() as broken:
        broken.setattr(connection, "cursor", gone)
        answer = browser.get(reverse(place))
    assert (answer.status_code, dialled(answer)) == (500, NUMBERS)
    assert "the database is gone" not in answer.content.decode()


def test_the_broken_page_speaks_the_language_of_the_reader(db, browser, odd_urls):
    browser.post(reverse("set_language"), {"language": "es"})
    answer = browser.get("/break/")
    assert '<html lang="es">' in answer.content.decode()


def test_every_answer_forbids_devices_and_keeping_it(db, client):
    answer = client.get(reverse("help_now"))
    assert (answer.headers["Cache-Control"], answer.headers["Cross-Origin-Resource-Policy"]) == (
        "no-store",
        "same-origin",
    )
    assert "camera=()" in answer.headers["Permissions-Policy"]


def test_moments_are_shown_in_the_time_of_the_centre(cast, client):
    from datetime import UTC, datetime

    from oncocare.foundation import clock
    from tests.factories.rooms import FlagFactory

    Centre.objects.filter(pk=cast.here.pk).update(time_zone="America/Santiago")
    with clock.at(datetime(2026, 7, 1, 2, tzinfo=UTC)):
        flag = FlagFactory(
            patient=cast.patient(cast.ana), owner=cast.clara, deadline=datetime(2026, 7, 1, 3, 30, tzinfo=UTC)
        )
    client.force_login(cast.ana)
    assert "Tuesday 30 June 2026, 23:30" in client.get(reverse("support", args=[flag.pk])).content.decode()


def test_a_page_shown_to_whoever_signs_in_in_this_very_request_is_whole(rf, cast):
    request = rf.get("/")
    request.user = cast.clara
    assert navigation(request) == {"navigation": [], "staff_here": False}
