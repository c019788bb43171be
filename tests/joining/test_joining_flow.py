"""From a link to a page of one's own: every step in order, nothing used up by looking, and one way in for one person."""

import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from oncocare.audit.models import AuditRow
from oncocare.consent.models import Consent
from oncocare.events.models import Event
from oncocare.foundation import clock
from oncocare.foundation.mail import AddressRefused
from oncocare.joining import actions as joining
from oncocare.joining.entry import actions as entry
from oncocare.joining.entry import selectors as entry_selectors
from oncocare.joining.entry import views
from oncocare.joining.models import Invitation
from oncocare.notifications.models import Message
from oncocare.notifications.sending import actions as sending
from oncocare.notifications.sending.actions import send_due
from oncocare.people import actions as people
from oncocare.people.models import Patient, User
from steps.models import Pathway
from tests.factories.rooms import day
from tests.joining.conftest import Reader, mailed_code, send


def page(answer, status=200):
    assert answer.status_code == status
    return answer.content.decode()


def leads_to(answer, name):
    assert (answer.status_code, answer.url) == (302, reverse(name))


def test_a_letter_becomes_a_patient_with_everything_at_once(cast, letter):
    leads_to(letter.begin(), "join_consent")
    leads_to(letter.agree(research="no"), "join_address")
    leads_to(letter.address("Nadia@Example.org"), "join_code")
    leads_to(letter.code(), "introduction")
    used, user = letter.fresh(), User.objects.get(email="nadia@example.org")
    assert (used.accepted_by, used.patient.user, used.patient.clinician) == (user, user, cast.clara)
    assert (user.name, user.language, user.has_usable_password()) == ("Nadia", "en", False)
    assert dict(Consent.objects.filter(patient=used.patient).values_list("purpose", "said")) == {
        "care": "yes", "research": "no", "messages": "yes",
    }  # fmt: skip
    assert Pathway.objects.get(patient=used.patient).status == "active"
    assert letter.client.get(reverse("my_page")).url == f"{reverse('choose_sign_in')}?next=%2Fmy%2F"
    assert entry_selectors.KEY not in letter.client.session


def test_a_scanner_that_opens_the_link_changes_nothing(letter):
    before = Invitation.objects.values().get(pk=letter.invitation.pk)
    for look in (letter.client.get, letter.client.head, Client().get, Client().head):
        assert look(letter.link).status_code == 200
        assert entry_selectors.KEY not in letter.client.session
    assert Invitation.objects.values().get(pk=letter.invitation.pk) == before
    letter.begin()
    assert letter.fresh().opened


def test_without_that_protection_a_scanner_would_open_the_letter(letter, monkeypatch):
    monkeypatch.setattr(views, "_pressed", lambda request: True)
    letter.client.get(letter.link)
    assert letter.fresh().opened


def test_the_first_page_says_who_invites_and_nothing_about_the_person(cast, client):
    reader = Reader(client, send(cast, name="Nadia Secret", email="nadia@example.org", born_on=date(1970, 1, 2)))
    text = page(client.get(reader.link))
    assert "The team of Here invites you" in text
    assert [word for word in ("Secret", "nadia@", "1970", "Ward 7") if word in text] == []


def test_the_pages_speak_the_language_of_the_letter_until_the_reader_chooses_one(cast, client):
    reader = Reader(client, send(cast, language="es"))
    assert '<html lang="es">' in page(client.get(reader.link, headers={"accept-language": "en"}))
    client.cookies["language"] = "en"
    assert '<html lang="en">' in page(client.get(reader.link))


def test_the_numbers_to_call_are_those_of_the_country_of_the_centre(cast, letter):
    cast.here.country = "PT"
    cast.here.save()
    assert "The national numbers for Portugal" in page(letter.client.get(letter.link))


@pytest.mark.parametrize("step", ["consent", "birth_date", "address", "code"])
def test_without_a_link_no_step_opens(db, client, step):
    for answer in (client.get(reverse(f"join_{step}")), client.post(reverse(f"join_{step}"), {"code": "1"})):
        assert "Please open your link again" in page(answer, 410)


def test_no_step_can_be_skipped(letter):
    letter.begin()
    for step in ("address", "code"):
        leads_to(letter.client.get(reverse(f"join_{step}")), "join_consent")
    leads_to(letter.address(), "join_consent")
    leads_to(letter.code("123456"), "join_consent")
    assert (mail.outbox, User.objects.filter(email="new@example.org").exists()) == ([], False)


def test_a_step_that_is_not_of_this_letter_leads_on(letter):
    letter.begin()
    leads_to(letter.born(1, 1, 1970), "join_consent")


def test_what_one_has_to_know_stands_above_the_decision_and_both_can_be_taken_again(letter):
    letter.up_to_address()
    text = page(letter.client.get(reverse("join_consent")))
    sections = [text.index(f'<h2 id="{section}">') for section in views.SECTIONS]
    assert sections == sorted(sections)
    assert sections[-1] < text.index("You decide") < text.index("<fieldset")
    leads_to(letter.agree(messages="no"), "join_address")


# --- consent --------------------------------------------------------------------------------------------------------


def test_nothing_is_chosen_beforehand_and_each_needs_an_answer(letter):
    letter.begin()
    text = page(letter.client.get(reverse("join_consent")))
    assert re.findall(r"<input[^>]* checked", text) == []
    assert (text.count('value="yes"'), text.count('value="no"')) == (3, 3)
    assert "There is a problem" in page(letter.client.post(reverse("join_consent"), {"care": "yes"}), 422)


def test_who_refuses_care_is_told_kindly_what_else_there_is_and_the_link_still_works(cast, letter):
    cast.here.phone = "+34 900 000 000"
    cast.here.save()
    letter.begin()
    leads_to(letter.agree(care="no"), "join_refused")
    text = page(letter.client.get(reverse("join_refused")))
    assert "You said no, and that is fine" in text
    assert "tel:+34900000000" in text
    leads_to(letter.address(), "join_consent")
    assert Patient.objects.filter(user__email="new@example.org").count() == 0
    leads_to(letter.join(), "introduction")


def test_a_no_after_a_yes_closes_the_way_again(letter):
    letter.up_to_address()
    letter.agree(care="no")
    leads_to(letter.client.get(reverse("join_address")), "join_consent")


# --- the date of birth ----------------------------------------------------------------------------------------------


@pytest.fixture
def named(cast, client):
    return Reader(client, send(cast, name="Nadia", born_on=date(1970, 2, 28)))


def test_whoever_knows_the_date_of_birth_comes_further(named):
    leads_to(named.up_to_address(), "join_birth_date")
    assert "You can try 2 more times." in page(named.born(1, 1, 1970), 422)
    assert "You can try once more." in page(named.born(28, 2, 1971), 422)
    leads_to(named.born(28, 2, 1970), "join_address")
    named.address()
    named.code()
    assert named.fresh().patient.born_on == date(1970, 2, 28)


def test_the_address_is_given_with_the_date_of_birth(named):
    named.up_to_address()
    given = {"email": "new@example.org", "name": "Nadia"}
    assert 'value="new@example.org"' in page(named.born(1, 1, 1970, **given), 422)
    assert mail.outbox == []
    leads_to(named.born(28, 2, 1970, **given), "join_code")
    named.code()
    assert named.fresh().patient.born_on == date(1970, 2, 28)


def test_an_address_that_is_none_does_not_cost_a_try_of_the_date(named):
    named.up_to_address()
    assert "Please check the e-mail address: something is missing in it." in page(
        named.born(28, 2, 1970, email="nobody", name=""), 422
    )
    leads_to(named.address(), "join_code")
    assert named.fresh().wrong == 0


def test_what_is_missing_of_date_and_address_is_in_one_list(named):
    named.up_to_address()
    found = page(named.born("", "", "", email="", name=""), 422)
    summary = re.search(r"data-error-summary>(.*?)</ul>", found, re.DOTALL)[1]
    assert re.findall(r">\s*(Please[^<]+?)\s*<", summary) == [
        "Please fill in: Your date of birth",
        "Please fill in: Your e-mail address",
    ]


def test_three_wrong_dates_lock_the_letter_for_everybody(named):
    named.up_to_address()
    for year in (1970, 1971, 1972):
        last = named.born(1, 1, year)
    assert "This link is locked" in page(last, 410)
    assert "This link is locked" in page(named.born(28, 2, 1970), 410)
    assert "This link is locked" in page(Client().get(named.link), 410)
    assert AuditRow.objects.filter(verb="invitation.wrong_birth_date").count() == 3


def test_wrong_dates_count_across_browsers(named):
    for number in range(3):
        other = Reader(Client(), named.invitation)
        other.up_to_address()
        other.born(1, 1, 1970 + number)
    assert named.fresh().wrong == 3


def test_a_date_that_is_no_date_costs_no_try(named):
    named.up_to_address()
    page(named.born(31, 2, 1970), 422)
    assert named.fresh().wrong == 0


def test_somebody_too_young_waits_for_the_birthday_and_then_joins_with_the_same_link(cast, client):
    with clock.at(day(0)):
        reader = Reader(client, send(cast, born_on=date(2008, 3, 12)))
        reader.up_to_address()
        assert "You cannot join yet" in page(reader.born(12, 3, 2008), 422)
        leads_to(reader.address(), "join_birth_date")
    with clock.at(day(10)):
        leads_to(reader.born(12, 3, 2008), "join_address")
        reader.address()
        leads_to(reader.code(), "introduction")


# --- the address and the code ---------------------------------------------------------------------------------------


def test_known_and_unknown_addresses_get_the_same_page_and_different_mails(cast, letter):
    seen = []
    for email in ("ana@example.org", "new1@example.org"):
        letter.up_to_address()
        leads_to(letter.address(email), "join_code")
        seen.append(page(letter.client.get(reverse("join_code"))).replace(email, "…"))
    assert _without_tokens(seen[0]) == _without_tokens(seen[1])
    known, new = mail.outbox
    assert (known.to, new.to) == (["ana@example.org"], ["new1@example.org"])
    assert (known.subject, new.subject) == ("How to sign in", "Your code to sign in")
    assert "Sign in first" in known.body
    assert not any(letter.link in one.body for one in mail.outbox), "nobody else gets the link by a mistyped address"


def _without_tokens(text):
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text)


def test_no_code_lets_anybody_into_an_account_that_exists(cast, letter, monkeypatch):
    monkeypatch.setattr(entry.codes, "digits", lambda name, email: "123456")
    letter.up_to_address()
    letter.address("ana@example.org")
    page(letter.code("123456"), 422)
    assert letter.fresh().accepted_at is None


def test_a_code_in_the_mail_outlives_a_change_of_the_key(letter, settings):
    letter.up_to_address()
    letter.address()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key", [settings.SECRET_KEY]
    leads_to(letter.code(), "introduction")


def test_five_wrong_codes_end_it_and_a_new_one_can_be_asked_for(letter):
    letter.up_to_address()
    letter.address()
    right = mailed_code()
    wrong = "000000" if right != "000000" else "111111"
    for _ in range(4):
        assert "This is not the code" in page(letter.code(wrong), 422)
    assert "The code was wrong five times" in page(letter.code(wrong), 422)
    leads_to(letter.code(right), "join_address")
    letter.address()
    leads_to(letter.code(), "introduction")


def test_without_counting_a_code_could_be_guessed(letter, monkeypatch):
    monkeypatch.setattr(entry, "CODE_TRIES", 10**6)
    letter.up_to_address()
    letter.address()
    right = mailed_code()
    for _ in range(7):
        letter.code("x")
    leads_to(letter.code(right), "introduction")


def test_a_code_lives_fifteen_minutes(letter):
    letter.up_to_address()
    letter.address()
    with clock.at(clock.now() + timedelta(minutes=15)):
        page(letter.code(), 422)


def test_a_code_may_be_typed_with_spaces(letter):
    letter.up_to_address()
    letter.address()
    code = mailed_code()
    leads_to(letter.code(f" {code[:3]} {code[3:]} "), "introduction")


def test_a_code_is_good_for_its_own_address_only(letter):
    letter.up_to_address()
    letter.address("one@example.org")
    first = mailed_code()
    letter.address("two@example.org")
    if first != mailed_code():
        page(letter.code(first), 422)


def test_the_session_holds_no_code(letter):
    letter.up_to_address()
    letter.address()
    assert mailed_code() not in str(dict(letter.client.session))


def test_a_link_cannot_send_mail_without_end(letter):
    letter.up_to_address()
    for number in range(entry.MAILS_AN_HOUR):
        letter.address(f"n{number}@example.org")
    assert "Please try again in an hour" in page(letter.address("one-more@example.org"), 422)
    assert len(mail.outbox) == entry.MAILS_AN_HOUR


def failing(trouble):
    def post(*args, **kwargs):
        raise trouble

    return post


def test_an_address_that_takes_no_mail_is_said(letter, monkeypatch):
    monkeypatch.setattr(sending, "post", failing(AddressRefused))
    letter.up_to_address()
    assert "No mail reaches this address" in page(letter.address(), 422)
    leads_to(letter.client.get(reverse("join_code")), "join_address")
    assert Message.objects.values_list("state", "address").get() == ("failed", "")


@pytest.mark.parametrize(("email", "comes"), [("new@example.org", "Your code: "), ("ana@example.org", "Sign in first")])
def test_a_mail_that_cannot_leave_is_said_and_comes_by_itself(letter, monkeypatch, email, comes):
    with monkeypatch.context() as away:
        away.setattr(sending, "post", failing(OSError))
        letter.up_to_address()
        leads_to(letter.address(email), "join_code")
    assert "Nothing is lost" in page(letter.client.get(reverse("join_code")))
    assert mail.outbox == []
    with clock.at(clock.now() + sending.RETRY_AFTER):
        send_due()
        assert [(one.to, comes in one.body) for one in mail.outbox] == [([email], True)]
        assert "We have just sent" in page(letter.client.get(reverse("join_code")))
        if email == "new@example.org":
            leads_to(letter.code(), "introduction")


def test_who_asks_again_while_the_mail_waits_gets_one_code(letter, monkeypatch):
    with monkeypatch.context() as away:
        away.setattr(sending, "post", failing(OSError))
        letter.up_to_address()
        letter.address()
    leads_to(letter.address(), "join_code")
    assert (len(mail.outbox), Message.objects.count()) == (1, 1)
    with clock.at(clock.now() + timedelta(minutes=2)):
        send_due()
    assert len(mail.outbox) == 1
    leads_to(letter.code(), "introduction")


@pytest.mark.parametrize("over", ["late", "withdrawn", "joined"])
def test_a_code_that_nobody_can_use_any_more_is_not_sent(cast, letter, monkeypatch, over):
    with monkeypatch.context() as away:
        away.setattr(sending, "post", failing(OSError))
        letter.up_to_address()
        letter.address()
    if over == "withdrawn":
        joining.withdraw_invitation(by=cast.clara, invitation=letter.fresh())
    if over == "joined":
        people.register_user(by=cast.clara, email="new@example.org", name="Nadia", language="en")
    with clock.at(clock.now() + timedelta(minutes=15 if over == "late" else 1)):
        send_due()
    assert mail.outbox == []
    assert Message.objects.values_list("state", "why", "address").get() == ("dropped", "over", "")


def test_nothing_that_is_stored_holds_the_code_and_the_address_is_forgotten(letter):
    letter.up_to_address()
    letter.address()
    stored = [
        *Message.objects.values(),
        *AuditRow.objects.values(),
        *Event.objects.values(),
        dict(letter.client.session),
    ]
    assert mailed_code() not in re.sub(r"[0-9a-f-]{36}|\d{4}-\d\d-\d\d\S+", "", str(stored))
    assert "new@example.org" not in str([*Message.objects.values(), *AuditRow.objects.values()])


def test_the_address_that_the_invitation_came_to_needs_no_code(cast, client):
    reader = Reader(client, send(cast, channel="email", email="Nadia@example.org"))
    reader.up_to_address()
    leads_to(reader.address("nadia@example.org"), "introduction")
    assert mail.outbox == []


def test_an_address_whose_mail_came_back_has_to_be_proved(cast, client):
    reader = Reader(client, send(cast, channel="email", email="nadia@example.org"))
    joining.mark_bounced(by=cast.clara, invitation=reader.invitation)
    reader.up_to_address()
    leads_to(reader.address("nadia@example.org"), "join_code")


def test_a_link_by_mail_lets_nobody_into_an_account_that_exists(cast, client):
    reader = Reader(client, send(cast, channel="email", email="dora@example.org"))
    reader.up_to_address()
    leads_to(reader.address("dora@example.org"), "join_code")
    assert "_auth_user_id" not in client.session
