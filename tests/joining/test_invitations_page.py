"""The invitations page: inviting by mail, letter or pile, what is stuck, and from letter to answers by ward."""

from datetime import date, timedelta
from io import BytesIO

import pypdf
import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from oncocare.audit.models import AuditRow
from oncocare.foundation import clock
from oncocare.joining import actions as joining
from oncocare.joining.inviting.selectors import WardInvitations, funnel, total
from oncocare.joining.models import Invitation
from oncocare.joining.selectors import LinkState, link_state
from oncocare.notifications.sending.actions import send_due
from oncocare.people.roles import CLINICIAN
from oncocare.safety.rota.actions import set_on_call
from steps.actions import open_pathway
from tests.cast import BY
from tests.factories.rooms import day, sit

URL = "invitations"


@pytest.fixture
def clara(cast, client):
    client.force_login(cast.clara)
    return client


def text(client):
    answer = client.get(reverse(URL))
    assert answer.status_code == 200
    return answer.content.decode()


def make(cast, **said):
    return joining.invite(**{
        "by": cast.clara, "centre": cast.here, "channel": "letter", "language": "en", **said,
    })  # fmt: skip


def test_a_clinician_invites_by_mail_and_looks_after_who_comes(cast, clara, deliver):
    with deliver():
        answer = clara.post(
            reverse("invite"),
            {"one-channel": "email", "one-email": "n@example.org", "one-name": "Nadia", "one-language": "es",
             "one-ward": "W7", "one-born_on_day": 2, "one-born_on_month": 1, "one-born_on_year": 1970},
        )  # fmt: skip
    assert answer.url == reverse(URL)
    made = Invitation.objects.get()
    assert (made.email, made.name, made.born_on) == ("n@example.org", "Nadia", date(1970, 1, 2))
    assert (made.language, made.ward, made.clinician, made.role) == ("es", "W7", cast.clara, "patient")
    send_due()
    assert mail.outbox[0].to == ["n@example.org"]


def test_a_coordinator_invites_without_becoming_anybodys_clinician(cast, client):
    client.force_login(cast.carlos)
    client.post(reverse("invite"), {"one-channel": "letter", "one-language": "en", "one-email": "n@example.org"})
    made = Invitation.objects.get()
    assert (made.clinician, made.email) == (None, "")


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({}, "Choose e-mail or letter."),
        ({"one-channel": "email"}, "Write the e-mail address that the invitation goes to."),
        ({"one-channel": "email", "one-email": "no"}, "Please check the e-mail address: something is missing in it."),
    ],
)
def test_a_mistake_comes_back_with_what_to_change(clara, said, problem):
    answer = clara.post(reverse("invite"), {"one-language": "en", **said})
    assert answer.status_code == 422
    assert problem in answer.content.decode()
    assert not Invitation.objects.exists()


def test_a_pile_of_letters_is_printed_as_one_file_each_with_its_own_link(cast, clara):
    clara.post(reverse("invite_ward"), {"letters-number": 3, "letters-language": "en", "letters-ward": "W7"})
    clara.post(reverse("invite_ward"), {"letters-number": 2, "letters-language": "es", "letters-ward": "W8"})
    first = Invitation.objects.filter(ward="W7").first()
    answer = clara.get(reverse("letters", args=[first.pk]))
    assert answer["Content-Disposition"] == 'attachment; filename="letters.pdf"'
    assert len(pypdf.PdfReader(BytesIO(answer.content)).pages) == 3
    assert len(pypdf.PdfReader(BytesIO(clara.get(reverse("letter", args=[first.pk])).content)).pages) == 1
    assert AuditRow.objects.filter(verb="invitation.printed").count() == 2


@pytest.mark.parametrize("number", [0, 51, "many"])
def test_a_pile_has_one_to_fifty_letters(clara, number):
    answer = clara.post(reverse("invite_ward"), {"letters-number": number, "letters-language": "en"})
    assert answer.status_code == 422
    assert "Write a number from 1 to 50." in answer.content.decode()
    assert not Invitation.objects.exists()


def test_what_opens_nothing_any_more_is_not_printed(cast, clara):
    made = make(cast)
    joining.withdraw_invitation(by=cast.clara, invitation=made)
    for name in ("letter", "letters"):
        answer = clara.get(reverse(name, args=[made.pk]), follow=True)
        assert "there is nothing to print" in answer.content.decode()


def test_an_invitation_is_withdrawn_with_one_press_unless_somebody_joined(cast, clara):
    open_one, used = make(cast), make(cast)
    joining.accept(by=BY, invitation=used, email="n@example.org")
    clara.post(reverse("withdraw_invitation", args=[open_one.pk]))
    open_one.refresh_from_db()
    assert open_one.withdrawn_by == cast.clara
    answer = clara.post(reverse("withdraw_invitation", args=[used.pk]), follow=True)
    assert "can no longer be withdrawn" in answer.content.decode()


def test_a_new_letter_ends_the_one_before_and_keeps_what_was_written(cast, clara):
    old = make(cast, name="Nadia", born_on=date(1970, 1, 2), ward="W7", clinician=cast.clara)
    answer = clara.post(reverse("renew_invitation", args=[old.pk]), follow=True)
    assert "The new letter is ready to print." in answer.content.decode()
    old.refresh_from_db()
    new = Invitation.objects.exclude(pk=old.pk).get()
    assert (link_state(old), link_state(new), new.channel) == (LinkState.WITHDRAWN, LinkState.OPEN, "letter")
    assert (new.name, new.born_on, new.ward, new.clinician) == ("Nadia", date(1970, 1, 2), "W7", cast.clara)
    assert total(funnel(cast.here)).made == 1


def test_where_nobody_may_be_invited_no_link_is_renewed_and_the_old_one_stays(cast, clara):
    old = make(cast)
    set_on_call(by=cast.carlos, centre=cast.here)
    answer = clara.post(reverse("renew_invitation", args=[old.pk]), follow=True)
    assert "No patient can be invited yet" in answer.content.decode()
    old.refresh_from_db()
    assert (link_state(old), Invitation.objects.count()) == (LinkState.OPEN, 1)


def test_a_role_or_a_way_back_is_not_withdrawn_from_this_page(cast, clara):
    for other in (make(cast, role=CLINICIAN), make(cast, user=cast.ana)):
        assert clara.post(reverse("withdraw_invitation", args=[other.pk])).status_code == 404


def test_what_is_stuck_says_what_to_do(cast, clara):
    bounced, locked = make(cast, channel="email", email="gone@example.org"), make(cast, name="Locked", born_on=day(0))
    joining.mark_bounced(by=BY, invitation=bounced)
    for number in (1, 2, 3):
        joining.say_birth_date(by=BY, invitation=locked, claimed=date(1970, 1, number))
    with clock.at(clock.now() - timedelta(days=90)):
        make(cast, name="Old")
    said = text(clara)
    for words in ("Mail came back", "No mail reaches gone@example.org.", "wrong three times", "Nobody came in time."):
        assert words in said


def test_staff_see_who_joined_with_which_letter(cast, clara):
    joining.accept(by=BY, invitation=make(cast, name="Nadia"), email="somebody-else@example.org", name="Sonia")
    said = text(clara)
    assert "Joined lately" in said
    for words in ("Nadia", "Sonia, somebody-else@example.org"):
        assert words in said


def test_only_invitations_of_the_own_centre_are_shown(cast, clara):
    joining.invite(by=cast.denis, centre=cast.there, channel="letter", language="en", name="Not Here")
    assert "Not Here" not in text(clara)


# --- from letter to answers -----------------------------------------------------------------------------------------


def arrive(cast, invitation, email):
    joining.mark_opened(by=BY, invitation=invitation)
    return joining.accept(by=BY, invitation=invitation, email=email).patient


def test_the_funnel_counts_each_stage_out_of_all_that_were_made(cast):
    made = [make(cast, ward="W7") for _ in range(5)]
    joining.mark_opened(by=BY, invitation=made[1])
    arrive(cast, made[2], "two@example.org")
    patient = arrive(cast, made[3], "three@example.org")
    open_pathway(by=BY, patient=patient)
    sit(patient, day(0), phq=5)
    sit(patient, day(14), phq=5)
    joining.withdraw_invitation(by=cast.clara, invitation=made[4])
    make(cast, channel="email", email="n@example.org")
    make(cast, role=CLINICIAN, ward="W7")
    make(cast, user=cast.ana, ward="W7")
    stages = funnel(cast.here)
    assert stages == [WardInvitations("", 1, 0, 0, 0), WardInvitations("W7", 4, 3, 2, 1)]
    assert total(stages) == WardInvitations("", 5, 3, 2, 1)
    assert funnel(cast.there) == []


def test_the_page_says_the_funnel_as_a_sentence_and_a_table(cast, clara):
    arrive(cast, make(cast, ward="W7"), "n@example.org")
    make(cast, ward="W7")
    said = text(clara)
    assert "Out of 2 invitations, 1 led to a beginning, 1 to somebody joining and 0 to answers." in said
    assert said.count("1 of 2") == 2


def test_the_page_costs_the_same_for_one_and_for_many(cast, clara):
    counts = []
    for number in (1, 8):
        for each in range(number):
            arrive(cast, make(cast, ward=f"W{number}{each}"), f"n{number}{each}@example.org")
            make(cast, ward=f"W{number}{each}")
        clara.get(reverse(URL))
        with CaptureQueriesContext(connection) as asked:
            clara.get(reverse(URL))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_long_list_has_pages(cast, clara):
    for _ in range(51):
        make(cast)
    assert "Page 1 of 2" in text(clara)
    assert "Page 2 of 2" in clara.get(reverse(URL), {"page": 2}).content.decode()
