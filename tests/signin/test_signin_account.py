"""One's own account: the name, an address proved at the new place and told at the old one, and closing it for good."""

from __future__ import annotations

import re
import time
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.urls import reverse

from oncocare.audit.models import AuditRow
from oncocare.consent.actions import publish_text, record_consent
from oncocare.consent.selectors import answers_of, texts_for
from oncocare.events.actions import relay
from oncocare.foundation import clock
from oncocare.notifications.actions import turn_email
from oncocare.notifications.models import Message, Preference
from oncocare.notifications.sending.actions import send_due
from oncocare.people.models import Relation, User
from oncocare.signin.account.actions import ask_for_address, close_account, confirm_address
from oncocare.signin.methods.actions import add_passkey
from questionnaires.models import Assignment
from tests.cast import due
from tests.factories.rooms import day
from tests.signin.soft_passkey import made_up

OLD, NEW = "ana@example.org", "new@example.org"
NOON = day(0, 12)


def asked(cast, outbox, address=NEW):
    """Ana asks for another address, and the mail leaves; the link in it, if it holds one."""
    with clock.at(NOON):
        ask_for_address(by=cast.ana, address=address)
        send_due()
    [mail] = outbox
    found = re.search(r"http\S+", mail.body)
    return mail, urlsplit(found[0]).path if found else ""


def address(cast):
    return User.objects.get(pk=cast.ana.pk).email


def test_a_name_is_changed_and_the_log_does_not_hold_it(cast, client):
    client.force_login(cast.ana)
    assert client.post(reverse("change_name"), {"name": "Ana María"}).status_code == 302
    assert User.objects.get(pk=cast.ana.pk).name == "Ana María"
    [row] = AuditRow.objects.filter(verb="user.named")
    assert (row.subject, row.detail) == (f"user:{cast.ana.pk}", {})


def test_an_address_changes_by_the_button_behind_the_mail_to_it_and_the_old_one_is_told(cast, client, mailoutbox):
    mail, link = asked(cast, mailoutbox)
    assert (mail.to, mail.subject) == ([NEW], "Your new address")
    assert NEW not in link
    with clock.at(NOON):
        assert NEW in client.get(link).content.decode()
        assert address(cast) == OLD  # looking changes nothing
        assert client.post(link).status_code == 302
        assert address(cast) == NEW
        assert client.post(link).status_code == 410  # it works once
        send_due()
    assert (mailoutbox[1].to, mailoutbox[1].subject) == ([OLD], "Your address was changed")
    assert [row.address for row in Message.objects.filter(user=None)] == ["", ""]  # forgotten once they have left


@pytest.mark.parametrize(("later", "status"), [(timedelta(hours=23, minutes=59), 302), (timedelta(hours=24), 410)])
def test_a_link_works_for_a_day(cast, client, mailoutbox, later, status):
    _mail, link = asked(cast, mailoutbox)
    with clock.at(NOON + later):
        assert client.post(link).status_code == status


def test_a_link_cut_short_or_of_a_closed_account_is_over(cast, client, mailoutbox):
    _mail, link = asked(cast, mailoutbox)
    assert client.get(link[:-4] + "/").status_code == 410
    User.objects.filter(pk=cast.ana.pk).update(is_active=False)
    with clock.at(NOON):
        assert client.post(link).status_code == 410


def test_an_address_of_somebody_else_gets_a_mail_without_a_link_and_the_page_says_the_same(cast, client, mailoutbox):
    mail, link = asked(cast, mailoutbox, cast.bea.email)
    assert (mail.to, link) == ([cast.bea.email], "")
    assert "belongs to an account already" in mail.body


def test_an_address_taken_after_the_link_was_made_is_not_taken_twice(cast, client, mailoutbox):
    _mail, link = asked(cast, mailoutbox)
    User.objects.filter(pk=cast.bea.pk).update(email=NEW)
    with clock.at(NOON):
        assert client.post(link).status_code == 410


def test_two_links_are_under_way_and_the_second_is_over_once_the_first_is_used(cast, mailoutbox):
    with clock.at(NOON):
        ask_for_address(by=cast.ana, address=NEW)
    with clock.at(NOON + timedelta(minutes=1)):
        ask_for_address(by=cast.ana, address="third@example.org")
        send_due()
        tokens = [re.search(r"address/new/([^/]+)/", mail.body)[1] for mail in mailoutbox]
        assert [bool(confirm_address(token=token)) for token in tokens] == [True, False]


def test_the_page_asks_once_more_who_is_there(cast, client):
    add_passkey(by=cast.ana, name="Made up", credential=made_up())
    client.force_login(cast.ana)
    for name in ("change_address", "close_account"):
        assert client.get(reverse(name)).url.startswith(reverse("account_reauthenticate"))


# --- closing ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def patient(cast):
    """Ana, who agreed to two things, has a passkey, a wish, and a question that is open."""
    found = cast.patient(cast.ana)
    texts = texts_for(cast.here, "en")
    for purpose in ("care", "messages"):
        record_consent(by=cast.ana, patient=found, text=texts[purpose], said="yes", channel="page")
    add_passkey(by=cast.ana, name="Made up", credential=made_up())
    turn_email(by=cast.ana, user=cast.ana, on=True)
    due(found)
    return found


def close(cast, client):
    client.force_login(cast.ana)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time(), "reauthenticated": True}]
    session.save()
    return client


def test_closing_says_what_goes_and_what_stays_and_asks_once(cast, client, patient):
    html = close(cast, client).get(reverse("close_account")).content.decode()
    assert re.findall(r"<h[23]>(.*?)</h[23]>", html) == [
        "What is deleted", "What ends", "What stays, and with whom", "Why, and for how long",
    ]  # fmt: skip
    assert "Here has not written yet why and for how long it keeps a record." in html
    publish_text(by=cast.carlos, centre=cast.here, about="kept", language="en", title="Kept", body="Made up years.")
    assert "Made up years." in client.get(reverse("close_account")).content.decode()
    assert User.objects.get(pk=cast.ana.pk).is_active


def test_a_closed_account_has_no_way_in_no_address_and_no_yes_and_the_record_stays(cast, client, patient, mailoutbox):
    before = patient.key
    assert close(cast, client).post(reverse("close_account"), {"sure": "yes"}).url == reverse("account_login")
    with clock.at(clock.now() + timedelta(seconds=1)):
        relay()
        send_due()
    user = User.objects.get(pk=cast.ana.pk)
    assert (user.is_active, user.has_usable_password(), user.name) == (False, False, "Ana")
    assert user.email == f"{user.pk}@closed.invalid"
    assert not Authenticator.objects.filter(user=user).exists()
    assert not Preference.objects.filter(user=user).exists()
    assert not Relation.objects.filter(person=user, revoked=None).exists()
    assert {purpose: answer.said for purpose, answer in answers_of(patient).items()} == {"care": "no", "messages": "no"}
    patient.refresh_from_db()
    assert (patient.key, patient.user_id, patient.pathway.status) == (before, user.pk, "withdrawn")
    assert set(patient.assignments.values_list("state", flat=True)) == {Assignment.State.CANCELLED}
    assert [(mail.to, mail.subject) for mail in mailoutbox] == [([OLD], "Your account is closed")]
    assert client.get(reverse("my_page")).url.startswith(reverse("account_login"))


def test_nothing_happens_without_the_button_and_staff_are_refused(cast, client, patient):
    assert close(cast, client).post(reverse("close_account")).status_code == 422
    assert User.objects.get(pk=cast.ana.pk).is_active
    with pytest.raises(ValidationError):
        close_account(by=cast.clara)


def test_the_page_of_the_account_leads_to_all_that_is_ones_own(cast, client):
    client.force_login(cast.ana)
    html = client.get(reverse("my_account")).content.decode().split("<main")[1].split("</main>")[0]
    assert re.findall(r'href="([^"]+)"', html)[1:] == [
        reverse("change_name"), reverse("change_address"), reverse("introduction_topic", args=["language"]),
        reverse("introduction_topic", args=["place"]), reverse("sign_in_methods"), reverse("message_settings"),
        reverse("own_data"), reverse("who_looked"), reverse("my_choices"),
        reverse("privacy_notice", args=[cast.here.slug]), reverse("accessibility"), reverse("close_account"),
    ]  # fmt: skip
    client.force_login(cast.clara)
    assert reverse("close_account") not in client.get(reverse("my_account")).content.decode()
