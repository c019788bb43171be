"""I lost my phone: the same answer to everybody, a check by the right person, and a link that works once."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import get_user
from django.core.exceptions import PermissionDenied
from django.core.handlers.base import BaseHandler
from django.db import connection
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext

from oncocare.audit.models import AuditRow
from oncocare.foundation import clock
from oncocare.notifications.models import Message
from oncocare.notifications.sending.actions import send_due
from oncocare.people.actions import appoint, disable_user, take_into_care
from oncocare.people.roles import CLINICIAN
from oncocare.people.selectors import standing_of
from oncocare.signin.lost_access import actions as lost_access
from oncocare.signin.lost_access import selectors as lost_access_selectors
from oncocare.signin.methods import actions as methods
from oncocare.signin.models import AccessRequest
from oncocare.signin.selectors import methods_of
from tests.cast import BY
from tests.factories.rooms import work
from tests.signin.conftest import said
from tests.signin.soft_passkey import made_up

LOST, REQUESTS = "/account/lost-phone/", "/account/requests/"
CHECK = AccessRequest.Check.IN_PERSON


def ask(user):
    lost_access.ask_for_access(by=BY, user=user)
    return AccessRequest.objects.get(user=user)


def restore(cast, asked, by=None):
    return path_of(lost_access.restore_access(by=by or cast.clara, asked=asked, check=CHECK))


def path_of(link):
    return link.removeprefix(settings.SITE_URL)


# --- asking -----------------------------------------------------------------------------------------------------------


def test_everybody_who_asks_gets_the_same_answer_byte_for_byte(cast, client):
    disable_user(by=BY, user=cast.bea)
    emails = ["ana@example.org", "ANA@example.org", "nobody@example.org", "bea@example.org", "clara@example.org"]
    answers = [client.post(LOST, {"email": email}, follow=True) for email in emails]
    assert {(one.status_code, str(one.redirect_chain)) for one in answers} == {
        (200, "[('/account/lost-phone/sent/', 302)]")
    }
    assert len({said(one) for one in answers}) == 1
    work()
    assert set(AccessRequest.objects.values_list("user__email", "centre__slug")) == {
        ("ana@example.org", "here"),
        ("clara@example.org", "here"),
    }


@pytest.mark.parametrize("path", [LOST, "/account/password/reset/"])
def test_nothing_is_done_before_the_answer_is_sent_so_it_takes_as_long_for_any_address(
    cast, rf, path, deliver, mailoutbox
):
    asked = {}
    for email in ("ana@example.org", "nobody@example.org"):
        handler = BaseHandler()
        handler.load_middleware()
        with CaptureQueriesContext(connection) as queries, deliver():  # what follows the commit is in the answer too
            request = rf.post(path, {"email": email})
            request._dont_enforce_csrf_checks = True
            response = handler.get_response(request)
        written = Counter(re.findall(r'^INSERT INTO "(\w+)"', "\n".join(one["sql"] for one in queries), re.MULTILINE))
        asked[email] = (response.status_code, len(queries), written)
        assert (mailoutbox, AccessRequest.objects.count(), Message.objects.count()) == ([], 0, 0)
    assert asked["ana@example.org"] == asked["nobody@example.org"]
    assert asked["ana@example.org"][0] == 302
    assert asked["ana@example.org"][2] == {"events_event": 1, "events_delivery": 1}


def test_a_person_asks_once_however_often_they_press(cast, client):
    for _ in range(2):
        client.post(LOST, {"email": cast.ana.email})
    work()
    assert AccessRequest.objects.count() == 1
    assert AuditRow.objects.filter(verb="access.asked").count() == 1


def test_asking_too_often_is_stopped_for_known_and_unknown_addresses_alike(cast, client):
    answers = {}
    for email in (cast.ana.email, "nobody@example.org"):
        answers[email] = [client.post(LOST, {"email": email}).status_code for _ in range(4)]
    assert answers == {cast.ana.email: [302, 302, 302, 429], "nobody@example.org": [302, 302, 302, 429]}


def test_what_is_no_address_comes_back(db, client):
    assert client.post(LOST, {"email": "ana"}).status_code == 422


def test_who_is_in_care_twice_asks_both_centres_and_who_works_somewhere_only_that_one(cast):
    take_into_care(by=BY, centre=cast.there, user=cast.ana)
    take_into_care(by=BY, centre=cast.there, user=cast.clara)
    for user in (cast.ana, cast.clara):
        lost_access.ask_for_access(by=BY, user=user)
    assert set(AccessRequest.objects.values_list("user__email", "centre__slug")) == {
        ("ana@example.org", "here"),
        ("ana@example.org", "there"),
        ("clara@example.org", "here"),
    }


# --- who settles ------------------------------------------------------------------------------------------------------


def test_requests_of_patients_are_for_clinicians_and_coordinators_and_those_of_staff_for_coordinators(cast):
    appoint(by=BY, user=cast.eva, centre=cast.here, role=CLINICIAN)
    first = ask(cast.ana)
    with clock.at(clock.now() + timedelta(minutes=1)):
        second, own = ask(cast.eva), ask(cast.carlos)
    see = {
        who: list(lost_access_selectors.requests_at(standing_of(getattr(cast, who)), cast.here))
        for who in ("clara", "carlos", "eva")
    }
    assert see == {"clara": [first], "carlos": [first, second], "eva": [first]}
    assert lost_access_selectors.request_for(standing_of(cast.carlos), second.pk) == second
    for user, asked in ((cast.clara, second), (cast.carlos, own), (cast.eva, second)):
        with pytest.raises(PermissionDenied):
            lost_access_selectors.request_for(standing_of(user), asked.pk)
    with pytest.raises(Http404):
        lost_access_selectors.request_for(standing_of(cast.denis), first.pk)
    assert AuditRow.objects.filter(verb="denied").count() == 4


def test_the_page_lists_who_waits_and_how_long(cast, client):
    with clock.at(clock.now() - timedelta(hours=3)):
        asked = ask(cast.ana)
    client.force_login(cast.clara)
    page = client.get(REQUESTS).content.decode()
    assert re.search(r"Ana.*3 hours.*" + str(asked.pk), page, re.DOTALL)
    one = client.get(f"{REQUESTS}{asked.pk}/").content.decode()
    assert cast.ana.email in one


def test_nobody_is_let_back_in_without_saying_how_it_was_checked(cast, client):
    asked = ask(cast.ana)
    client.force_login(cast.clara)
    assert client.post(f"{REQUESTS}{asked.pk}/", {}).status_code == 422
    asked.refresh_from_db()
    assert asked.settled_at is None


def test_letting_somebody_back_in_takes_every_old_way_and_session_and_tells_them(cast, client, mailoutbox, deliver):
    methods.set_password(by=cast.ana, password="a long and odd sentence")
    methods.add_passkey(by=cast.ana, name="Lost", credential=made_up())
    methods.make_codes(by=cast.ana)
    phone, asked = Client(), ask(cast.ana)
    phone.force_login(cast.ana)
    phone.get("/help/")
    client.force_login(cast.clara)
    with deliver():
        page = client.post(f"{REQUESTS}{asked.pk}/", {"check_made": CHECK.value})
    link = page.context["link"]
    assert page.content.decode().count(link) == 1
    assert "<svg" in page.content.decode()
    assert not get_user(phone).is_authenticated
    cast.ana.refresh_from_db()
    assert (cast.ana.has_usable_password(), Authenticator.objects.filter(user=cast.ana).count()) == (False, 0)
    send_due()
    [mail] = mailoutbox
    assert (mail.to, mail.subject) == ([cast.ana.email], "A link to sign in again")
    assert link in mail.body
    assert AuditRow.objects.get(verb="access.restored").detail == {"check": "in_person"}
    again = client.get(f"{REQUESTS}{asked.pk}/").content.decode()
    assert link not in again
    assert "Clara settled this" in again


def test_a_refusal_changes_nothing_for_the_person(cast, client, mailoutbox):
    methods.set_password(by=cast.ana, password="a long and odd sentence")
    asked = ask(cast.ana)
    client.force_login(cast.clara)
    assert client.post(f"{REQUESTS}{asked.pk}/", {"refuse": "yes"}).url == REQUESTS
    asked.refresh_from_db()
    assert (asked.granted, asked.settled_by, methods_of(cast.ana).password) == (False, cast.clara, True)
    assert mailoutbox == []
    assert AuditRow.objects.filter(verb="access.refused").count() == 1


def test_a_request_is_settled_once(cast, client):
    asked = ask(cast.ana)
    restore(cast, asked)
    client.force_login(cast.clara)
    answer = client.post(f"{REQUESTS}{asked.pk}/", {"check_made": CHECK.value})
    assert (answer.status_code, AuditRow.objects.filter(verb="access.restored").count()) == (422, 1)
    assert "already settled" in answer.content.decode()


def test_after_one_is_settled_the_person_may_ask_again(cast):
    restore(cast, ask(cast.ana))
    lost_access.ask_for_access(by=BY, user=cast.ana)
    assert AccessRequest.objects.filter(settled_at=None).count() == 1


# --- the link ---------------------------------------------------------------------------------------------------------


def test_a_scanner_that_opens_the_link_does_not_use_it_up_and_the_person_comes_in(cast, client):
    path = restore(cast, ask(cast.ana))
    for _ in range(3):
        assert Client().get(path).status_code == 200
        assert Client().head(path).status_code == 200
    assert client.post(path).url == "/account/ways/choose/"
    assert get_user(client) == cast.ana
    assert client.get("/").url == "/account/ways/choose/?next=%2F"


def test_a_forwarded_link_opens_nothing_the_second_time(cast, client):
    path = restore(cast, ask(cast.ana))
    client.post(path)
    other = Client()
    assert [other.get(path).status_code, other.post(path).status_code] == [410, 410]
    assert not get_user(other).is_authenticated


@pytest.mark.parametrize(("hours", "status"), [(23.9, 302), (24, 410), (24 * 300, 410)])
def test_the_link_lives_a_day(cast, client, hours, status):
    path = restore(cast, ask(cast.ana))
    with clock.at(clock.now() + timedelta(hours=hours)):
        assert client.post(path).status_code == status


def test_a_changed_link_a_link_not_granted_and_one_of_a_closed_account_open_nothing(cast, client):
    asked = ask(cast.ana)
    path = path_of(lost_access_selectors.link_of(asked))
    assert client.post(path).status_code == 410
    path = restore(cast, asked)
    assert client.post(path[:-2] + "x/").status_code == 410
    disable_user(by=BY, user=cast.ana)
    assert client.post(path).status_code == 410


def test_using_one_link_ends_the_others_of_the_same_person(cast, client):
    take_into_care(by=BY, centre=cast.there, user=cast.ana)
    lost_access.ask_for_access(by=BY, user=cast.ana)
    mine = {one.centre.slug: one for one in AccessRequest.objects.all()}
    here, there = restore(cast, mine["here"]), restore(cast, mine["there"], by=cast.denis)
    assert client.post(here).status_code == 302
    assert Client().post(there).status_code == 410


def test_two_presses_at_the_same_moment_sign_in_once(cast, monkeypatch):
    path = restore(cast, ask(cast.ana))
    token = path.removesuffix("/").rpartition("/")[2]
    stale = lost_access_selectors.request_of_link(token)
    assert lost_access.use_link(token=token) == cast.ana
    monkeypatch.setattr(lost_access, "request_of_link", lambda _token: stale)
    assert lost_access.use_link(token=token) is None


def test_mails_about_signing_in_speak_the_persons_language_and_say_nothing_of_care(cast, mailoutbox):
    cast.ana.language = "es"
    cast.ana.save()
    for what in methods.TOLD:
        methods._changed(cast.ana, what)
    methods.ask_for_password(email=cast.ana.email)
    restore(cast, ask(cast.ana))
    work()
    assert len(mailoutbox) == len(methods.TOLD) + 2
    clinical = re.compile("cancer|cáncer|oncolog|patient|paciente|question|distress|clinic", re.IGNORECASE)
    assert [mail.subject for mail in mailoutbox if clinical.search(mail.subject + mail.body)] == []
