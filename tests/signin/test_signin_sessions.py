"""Sessions end in time and everywhere at once, and nothing that was being sent is lost or seen by another."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from oncocare.audit.models import AuditRow
from oncocare.foundation import clock
from oncocare.people import actions
from oncocare.people.models import Membership
from oncocare.signin import actions as signin
from questionnaires.models import Draft
from tests.cast import BY, due
from tests.signin.conftest import PASSWORD

pytestmark = pytest.mark.usefixtures("cast")
HOME = "/account/ways/"


@contextmanager
def later(**time):
    with clock.at(clock.now() + timedelta(**time)):
        yield


def enter(client, user):
    client.force_login(user)
    assert client.get(HOME).status_code == 200


def inside(client):
    return get_user(client).is_authenticated


@pytest.mark.parametrize(
    ("who", "minutes", "stays"), [("clara", 29, 1), ("clara", 31, 0), ("ana", 119, 1), ("ana", 121, 0)]
)
def test_a_session_without_a_page_ends_sooner_for_staff_than_for_patients(cast, client, who, minutes, stays):
    enter(client, getattr(cast, who))
    with later(minutes=minutes):
        answer = client.get(HOME)
    assert (answer.status_code, inside(client)) == ((200, True) if stays else (302, False))


def test_within_every_limit_nobody_asks_whose_session_it_is(cast, client, monkeypatch):
    enter(client, cast.clara)
    monkeypatch.setattr(signin, "standing_of", lambda user: 1 / 0)
    assert client.get(HOME).status_code == 200
    with later(minutes=31), pytest.raises(ZeroDivisionError):
        client.get(HOME)


@pytest.mark.parametrize(("who", "hours"), [("clara", 12), ("ana", 24)])
def test_a_session_ends_at_last_however_busy_its_person(cast, client, who, hours):
    enter(client, getattr(cast, who))
    for quarter in range(1, hours * 4):
        with later(minutes=15 * quarter):
            assert client.get(HOME).status_code == 200
    with later(hours=hours):
        assert client.get(HOME).status_code == 302


def test_who_is_staff_and_patient_has_the_limits_of_staff(cast, client):
    actions.take_into_care(by=BY, centre=cast.there, user=cast.clara)
    assert signin.limits_of(cast.clara) == signin.limits_of(cast.carlos)


def test_the_page_that_asks_again_by_itself_keeps_nobody_signed_in(cast, client):
    enter(client, cast.clara)
    for minute in range(1, 30):
        with later(minutes=minute):
            assert client.get(reverse("load")).status_code == 200
    with later(minutes=31):
        assert client.get(reverse("load")).status_code == 302


def test_a_clock_set_back_ends_the_session_instead_of_keeping_it_for_ever(cast, client):
    enter(client, cast.clara)
    with later(days=-300):
        assert client.get(HOME).status_code == 302
    assert not inside(client)


def test_without_the_rule_an_old_session_would_go_on(cast, client, monkeypatch):
    monkeypatch.setattr(signin, "over", lambda session, user: None)
    enter(client, cast.clara)
    with later(days=300):
        assert client.get(HOME).status_code == 200


def test_the_sign_in_page_says_calmly_what_happened_and_leads_back_to_the_same_page(cast, client, give_password):
    enter(client, give_password(cast.ana))
    with later(hours=3):
        answer = client.get("/my/?part=2")
        page = client.get(answer.url)
        assert answer.url == "/account/sign-in/?next=/my/%3Fpart%3D2"
        assert "You were signed out" in page.content.decode()
        assert "Everything you sent is saved." in page.content.decode()
        back = client.post(answer.url, {"login": cast.ana.email, "password": PASSWORD, "next": "/my/?part=2"})
        assert back.url == "/my/?part=2"
        assert signin.ENDED not in client.session
    assert AuditRow.objects.get(verb="session.ended").detail == {"why": "idle"}


def test_a_form_that_comes_too_late_leads_back_to_its_page_and_says_that_it_was_not_saved(cast, client):
    enter(client, cast.clara)
    patient = cast.patient(cast.ana)
    record = reverse("record", args=[patient.pk])
    with later(hours=1):
        answer = client.post(reverse("ask", args=[patient.pk]), headers={"referer": f"http://testserver{record}?a=1"})
        assert answer.url == f"/account/sign-in/?next={record.replace('/', '%2F')}%3Fa%3D1"
        assert "was not saved" in client.get(answer.url).content.decode()


def test_a_form_that_comes_too_late_from_elsewhere_leads_home(cast, client):
    enter(client, cast.clara)
    with later(hours=1):
        answer = client.post("/no-such-page/", headers={"referer": "https://evil.example/"})
    assert answer.url == "/account/sign-in/?next=%2F"


def test_signing_out_and_changing_the_language_work_when_the_session_is_over(cast, client):
    enter(client, cast.clara)
    with later(hours=1):
        assert client.post(reverse("set_language"), {"language": "es", "next": "/help/"}).url == "/help/"
        assert client.session[signin.ENDED] == {"why": "idle", "lost": False}


# --- the answer that was being sent -----------------------------------------------------------------------------------


@pytest.fixture
def asked(cast, client, give_password):
    """Ana's question; her answer 2 came after her session was over."""
    give_password(cast.ana)
    give_password(cast.bea)
    [assignment] = due(cast.patient(cast.ana))
    enter(client, cast.ana)
    path = reverse("question", args=[assignment.pk, "1"]) + "?change"
    with later(hours=3):
        answer = client.post(path, {"answer": "2"})
        assert answer.url == f"/account/sign-in/?next={path.replace('/', '%2F').replace('?', '%3F')}"
        yield path


def come_back(client, user, path):
    return client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD, "next": path})


def chosen(page):
    return page.context["form"]["answer"].value()


def test_an_answer_that_comes_too_late_is_found_chosen_after_signing_in_and_is_not_saved_by_itself(cast, client, asked):
    assert "is kept for you" in client.get(reverse("account_login")).content.decode()
    assert come_back(client, cast.ana, asked).url == asked
    assert [chosen(client.get(asked)), chosen(client.get(asked))] == ["2", "2"]
    assert not Draft.objects.exists()
    client.post(asked, {"answer": "1"})
    assert Draft.objects.get().answers == {"1": 1}
    assert signin.UNSENT not in client.session
    assert chosen(client.get(asked)) == "1"


def test_another_person_who_signs_in_never_sees_the_answer(cast, client, asked):
    come_back(client, cast.bea, "/")
    assert signin.UNSENT not in client.session
    client.post(reverse("account_logout"))
    come_back(client, cast.ana, asked)
    assert chosen(client.get(asked)) is None


def test_the_answer_is_kept_on_the_server_alone(cast, client, asked):
    page = client.get(reverse("account_login"))
    assert {name for name in client.cookies if client.cookies[name].value} <= {"sessionid", "csrftoken", "language"}
    assert 'value="2"' not in page.content.decode()
    assert [kept["answer"] for kept in client.session[signin.UNSENT].values()] == ["2"]


# --- everywhere at once -----------------------------------------------------------------------------------------------


def two_devices(user):
    devices = [Client(), Client()]
    for one in devices:
        enter(one, user)
    return devices


def test_signing_out_everywhere_ends_every_session_at_once(cast):
    here, there = two_devices(cast.ana)
    [other] = two_devices(cast.bea)[:1]
    answer = here.post(reverse("sign_out_everywhere"), follow=True)
    assert "You are signed out on every device." in answer.content.decode()
    assert [inside(here), inside(there), inside(other)] == [False, False, True]
    assert there.get(HOME).status_code == 302
    assert not UserSession.objects.filter(user=cast.ana).exists()
    assert AuditRow.objects.get(verb="session.ended_everywhere").actor == f"user:{cast.ana.pk}"


def test_a_closed_account_has_no_sessions(cast, deliver):
    devices = two_devices(cast.clara)
    with deliver():
        actions.disable_user(by=BY, user=cast.clara)
    assert [inside(one) for one in devices] == [False, False]
    assert not Session.objects.exists()
    cast.clara.refresh_from_db()
    assert not cast.clara.is_active


def test_whoever_loses_the_last_role_is_signed_out(cast, deliver):
    devices = two_devices(cast.clara)
    with deliver():
        actions.dismiss(by=BY, membership=Membership.objects.get(user=cast.clara))
    assert [inside(one) for one in devices] == [False, False]
    assert not Session.objects.exists()


def test_signing_in_gives_the_session_a_new_key(cast, client, give_password):
    give_password(cast.ana)
    client.get(reverse("account_login"))
    session = client.session
    session["a"] = 1
    session.save()
    before = client.cookies["sessionid"].value if "sessionid" in client.cookies else session.session_key
    come_back(client, cast.ana, "/")
    assert client.cookies["sessionid"].value != before
