"""Who has an account already, and links that lead nowhere: what happens, what is said, and what stays as it is."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from oncocare.foundation import clock
from oncocare.joining import actions as joining
from oncocare.joining.entry import views
from oncocare.people.models import Membership, Patient, User
from oncocare.people.roles import COORDINATOR, RESEARCHER
from tests.joining.conftest import Reader, mailed_code, send


def page(answer, status=200):
    assert answer.status_code == status
    return answer.content.decode()


def leads_to(answer, name):
    assert (answer.status_code, answer.url) == (302, reverse(name))


# --- with an account ------------------------------------------------------------------------------------------------


def test_a_person_of_another_centre_joins_with_the_account_there_is(cast, letter):
    letter.client.force_login(cast.dora)
    assert "You are signed in as dora@example.org" in page(letter.client.get(letter.link))
    letter.begin()
    leads_to(letter.agree(), "introduction")
    assert set(Patient.objects.filter(user=cast.dora).values_list("centre__slug", flat=True)) == {"here", "there"}
    assert User.objects.filter(email="dora@example.org").count() == 1


def test_who_is_already_here_is_told_so_and_nothing_is_used(cast, letter):
    letter.client.force_login(cast.ana)
    for answer in (letter.client.get(letter.link), letter.begin()):
        assert "You are already here" in page(answer)
    assert letter.fresh().opened is None


def test_staff_who_look_at_a_letter_do_not_become_patients(cast, letter):
    letter.client.force_login(cast.clara)
    assert "Please sign out first" in page(letter.begin())
    assert not Patient.objects.filter(user=cast.clara).exists()


def test_signing_in_half_way_leads_back_to_the_link_for_a_mere_look_never_joins(cast, letter):
    letter.up_to_address()
    letter.address("dora@example.org")
    letter.client.force_login(cast.dora)
    answer = letter.client.get(reverse("join_code"))
    assert (answer.status_code, answer.url) == (302, letter.link)
    assert letter.fresh().accepted_at is None
    letter.begin()
    leads_to(letter.agree(), "introduction")


def test_staff_join_without_information_consent_and_introduction(cast, client):
    reader = Reader(client, send(cast, role=COORDINATOR, channel="email", email="new@example.org"))
    leads_to(reader.begin(), "join_address")
    leads_to(reader.address(), "home")
    assert Membership.objects.get(user__email="new@example.org").role == "coordinator"
    assert not Patient.objects.filter(user__email="new@example.org").exists()


def test_a_role_for_somebody_with_an_account_is_given_at_the_press_of_the_button(cast, client):
    reader = Reader(client, send(cast, role=RESEARCHER))
    client.force_login(cast.denis)
    assert Membership.objects.filter(user=cast.denis, centre=cast.here).count() == 0
    client.get(reader.link)
    assert Membership.objects.filter(user=cast.denis, centre=cast.here).count() == 0
    leads_to(reader.begin(), "home")
    assert Membership.objects.get(user=cast.denis, centre=cast.here).role == "researcher"
    again = Reader(client, send(cast, role=RESEARCHER))
    assert "You are already here" in page(again.begin())


def test_a_way_back_in_signs_the_same_person_in(cast, client):
    reader = Reader(client, send(cast, user=cast.ana, born_on=date(1970, 1, 1)))
    leads_to(reader.begin(), "join_birth_date")
    leads_to(reader.born(1, 1, 1970), "home")
    assert client.session["_auth_user_id"] == str(cast.ana.pk)
    assert "This link has been used" in page(Client().post(reader.link), 410)


def test_a_way_back_is_not_for_whoever_is_signed_in(cast, client):
    client.force_login(cast.bea)
    assert "Please sign out first" in page(Reader(client, send(cast, user=cast.ana)).begin())


# --- links that lead nowhere ----------------------------------------------------------------------------------------


def test_a_link_works_once_and_who_comes_second_learns_nothing(cast, letter):
    letter.join()
    text = page(Client().get(letter.link), 410)
    assert "This link has been used" in text
    assert "Nadia" not in text
    assert "new@example.org" not in text


def test_of_two_people_with_one_link_the_first_is_in_and_the_second_reads_why(letter):
    second = Reader(Client(), letter.invitation)
    second.up_to_address()
    second.address("second@example.org")
    code = mailed_code()
    letter.join()
    assert "This link has been used" in page(second.code(code), 410)
    assert not User.objects.filter(email="second@example.org").exists()


def test_in_the_very_same_moment_only_one_of_two_joins(letter, monkeypatch):
    """Both have passed every check of the page; the row's lock decides, and nothing of the second is kept."""
    second = Reader(Client(), letter.invitation)
    second.up_to_address()
    second.address("second@example.org")
    code = mailed_code()
    letter.join()
    monkeypatch.setattr(views.refusals, "in_the_way", lambda request, invitation: None)
    assert "This link has been used" in page(second.code(code), 410)
    assert not User.objects.filter(email="second@example.org").exists()


def test_an_old_link_says_so(letter):
    with clock.at(clock.now() + timedelta(days=60)):
        assert "This link is too old" in page(letter.client.get(letter.link), 410)


def test_a_link_that_grows_too_old_on_the_way_says_so(letter):
    letter.up_to_address()
    with clock.at(clock.now() + timedelta(days=60)):
        assert "This link is too old" in page(letter.address(), 410)


def test_a_withdrawn_link_says_so(cast, letter):
    letter.up_to_address()
    joining.withdraw_invitation(by=cast.clara, invitation=letter.invitation)
    assert "This link was taken back" in page(letter.address(), 410)
    assert "This link was taken back" in page(letter.client.get(letter.link), 410)


@pytest.mark.parametrize("link", ["made-up", "0", "a" * 36, "é"])
def test_a_made_up_link_is_not_known(db, client, link):
    assert "We do not know this link" in page(client.get(reverse("join", args=[link])), 404)


def test_the_centre_is_on_every_page_that_needs_it(cast, letter):
    assert "Please ask Here." in page_after(letter)
    cast.here.phone = "+34 900"
    cast.here.save()
    assert "Please call Here: +34\N{NO-BREAK SPACE}900." in page_after(letter)


def page_after(letter):
    with clock.at(clock.now() + timedelta(days=61)):
        return page(Client().get(letter.link), 410)


def test_the_pages_are_never_kept(letter):
    assert "no-store" in letter.client.get(letter.link)["Cache-Control"]


def test_a_form_from_elsewhere_is_refused(letter):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(letter.link).status_code == 403
    assert letter.fresh().opened is None


def test_two_centres_that_invite_one_person_make_two_courses_of_one_account(cast, letter):
    letter.join("nadia@example.org")
    other = Reader(
        letter.client,
        joining.invite(by=cast.denis, centre=cast.there, channel="letter", language="en"),
    )
    other.begin()
    leads_to(other.agree(), "introduction")
    assert User.objects.get(email="nadia@example.org").patients.count() == 2
