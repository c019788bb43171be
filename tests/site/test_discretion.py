"""Nothing that a patient's phone shows, keeps or sends on says what its owner has."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from allauth.core.context import request_context
from django.core import mail
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import translation

from oncocare.foundation import clock
from oncocare.joining import codes
from oncocare.notifications.actions import queue_mail
from oncocare.notifications.registry import kinds
from oncocare.notifications.sending.actions import send_now
from oncocare.people.actions import change_centre
from oncocare.people.context import name_for
from oncocare.people.roles import PATIENT
from oncocare.people.selectors import site_name_to
from oncocare.people.site_name import gives_away
from oncocare.signin.adapter import Keys
from tests.cast import BY
from tests.joining.conftest import Reader
from tests.joining.conftest import send as send_invitation
from tests.pages import seen, text, words
from tests.signing_in import sign_in


def name_it(centre, name="Acompaña"):
    change_centre(by=BY, centre=centre, site_name=name)


def title(answer):
    return re.search(r"<title>\s*(.*?)\s*</title>", text(answer))[1]


# --- what the site is called ----------------------------------------------------------------------------------------


def test_patients_read_the_name_that_their_centre_chose_and_staff_the_one_of_the_product(cast, client):
    name_it(cast.here)
    shown = {}
    for user in (cast.ana, cast.dora, cast.clara):
        client.force_login(user)
        shown[user.name] = title(client.get(reverse("home"), follow=True)).rpartition("– ")[2]
    assert shown == {"Ana": "Acompaña", "Dora": "My page", "Clara": "OncoCare"}


def test_the_title_of_a_home_does_not_say_the_name_of_the_site_twice(cast, client):
    client.force_login(cast.ana)
    assert title(client.get(reverse("my_page"))) == "Home – My page"
    name_it(cast.here)
    assert title(client.get(reverse("my_page"))) == "Home – Acompaña"


def test_whoever_is_not_signed_in_reads_the_name_that_all_centres_share(cast, client):
    assert title(client.get(reverse("account_login"))) == "Sign in – My page"
    name_it(cast.here)
    assert title(client.get(reverse("account_login"))) == "Sign in – My page"
    name_it(cast.there)
    assert title(client.get(reverse("account_login"))) == "Sign in – Acompaña"


def test_on_the_way_in_it_is_called_as_the_inviting_centre_says(cast, client):
    name_it(cast.here)
    assert title(client.get(Reader(client, send_invitation(cast)).link)) == "You are invited – Acompaña"


def test_an_authenticator_and_a_passkey_are_named_as_the_page_is(cast, rf):
    name_it(cast.here)
    request = rf.get("/")
    request.user, request.site_name = cast.ana, cast.here.site_name
    with request_context(request):
        assert (Keys().get_totp_issuer(), name_for(request)) == ("Acompaña", "Acompaña")


def test_without_a_database_a_broken_page_has_a_plain_name():
    assert "<title>Something went wrong on our side – My page</title>" in seen(render_to_string("500.html"))


@pytest.mark.parametrize("name", ["OncoApp", "Mi oncología", "Cáncer y yo", "Life with cancer", "Tumores"])
def test_a_name_that_says_what_somebody_has_is_refused(cast, name):
    assert gives_away(name)
    with pytest.raises(ValidationError):
        name_it(cast.here, name)


def test_a_coordinator_names_the_site(cast, client):
    client.force_login(cast.carlos)
    facts = {
        "name": "Here",
        "phone": "",
        "address": "",
        "country": "ES",
        "time_zone": "Europe/Madrid",
        "minimum_age": 18,
    }
    refused = client.post(reverse("centre_facts"), {**facts, "site_name": "Oncología"})
    assert "This name says what somebody has." in text(refused, 422)
    assert client.post(reverse("centre_facts"), {**facts, "site_name": "Acompaña"}).status_code == 302
    cast.here.refresh_from_db()
    assert cast.here.site_name == "Acompaña"


# --- every mail -----------------------------------------------------------------------------------------------------

FOR_PATIENTS = [name for name, kind in kinds.items() if kind.about is PATIENT or kind.about == "account"]


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_subject_of_a_mail_to_a_patient_says_it_or_what_is_asked(cast, language):
    assert len(FOR_PATIENTS) > 7
    with translation.override(language):
        context = {"centre": cast.here}
        said = {n: render_to_string(f"emails/{kinds[n].template}/subject.txt", context).strip() for n in FOR_PATIENTS}
    assert {name: subject for name, subject in said.items() if gives_away(subject) or cast.here.name in subject} == {}


def test_the_mail_with_a_code_comes_from_the_site_and_says_what_it_is(cast):
    name_it(cast.here)
    code = codes.new(send_invitation(cast).pk, clock.now() + timedelta(minutes=5))
    send_now(message=queue_mail(
        kind="joining.code", source=code, address="new@example.org", language="en", centre=cast.here, by=BY,
    ))  # fmt: skip
    [sent] = mail.outbox
    assert sent.message()["From"] == "=?utf-8?b?QWNvbXBhw7Fh?= <no-reply@localhost>"
    assert sent.subject == "Your code to sign in"
    assert codes.digits(code, "new@example.org") not in sent.subject


def test_mail_to_staff_comes_from_the_product(cast):
    name_it(cast.here)
    readers = {"clara": cast.clara, "ana": cast.ana, "dora": cast.dora, "nobody": None}
    assert {name: site_name_to(user, None if name == "dora" else cast.here) for name, user in readers.items()} == {
        "clara": "OncoCare",
        "ana": "Acompaña",
        "dora": "My page",
        "nobody": "Acompaña",
    }


# --- leaving --------------------------------------------------------------------------------------------------------


def test_signing_out_says_that_nothing_stays_open(cast):
    client = Client()
    sign_in(client, cast.ana)
    answer = client.post(reverse("account_logout"), follow=True)
    assert answer.redirect_chain == [(reverse("account_login"), 302)]
    said = words(answer)
    assert "You are signed out. Nothing stays open on this device: whoever opens this page now has to sign in." in said
    assert "<span hidden data-stays>Only the plan that you asked this phone to keep is still on it.</span>" in text(
        answer
    )


def test_a_patients_pages_can_be_left_at_once_and_those_of_staff_do_not_need_it(cast, client):
    link = (
        '<a class="oc-leave" href="https://www.wikipedia.org/" rel="noreferrer nofollow" data-leave>Leave quickly</a>'
    )
    shown = {}
    for user in (cast.ana, cast.clara):
        client.force_login(user)
        shown[user.name] = link in text(client.get(reverse("home"), follow=True))
    assert shown == {"Ana": True, "Clara": False}
    assert link in text(Client().get(reverse("help_now")))
