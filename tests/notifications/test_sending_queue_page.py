"""What staff see of a person's messages."""

import uuid

from django.test import Client
from django.urls import reverse

from oncocare.audit.models import AuditRow
from oncocare.foundation import clock
from oncocare.notifications.actions import queue
from oncocare.notifications.models import Message
from oncocare.notifications.sending.actions import send_due
from oncocare.people.models import Centre
from tests.cast import phq9
from tests.factories.rooms import day, newcomer, send
from tests.notifications.conftest import MINE, NOON, page, waiting


def queue_page(client, patient):
    return page(client.get(reverse("person_messages", args=[patient.pk])))


def test_staff_see_what_waits_and_when_it_goes(ana, clara):
    with clock.at(day(0, 22)):
        waiting(ana)
        shown = queue_page(clara, ana)
    assert "Questions are waiting E-mail Waits goes from Tue 3 Mar 2026, 09:00 Mon 2 Mar 2026, 22:00" in shown
    assert "Questions are waiting Their page Not seen yet" in shown


def test_staff_see_what_was_sent_and_seen(cast, ana, clara, postbox):
    with clock.at(NOON):
        waiting(ana)
        send_due()
        own = Client()
        own.force_login(cast.ana)
        own.get(MINE)
        shown = queue_page(clara, ana)
    assert ("E-mail Sent Mon 2 Mar 2026, 12:00" in shown, "Their page Seen Mon 2 Mar 2026, 12:00" in shown) == (
        True,
        True,
    )


def test_staff_see_why_a_mail_did_not_go(ana, clara, postbox):
    with clock.at(NOON):
        waiting(ana)
        send(ana.assignments.get(), phq9(3))
        send_due()
    assert "Did not go Not needed any more: answered, closed or taken on" in queue_page(clara, ana)


def test_staff_see_that_mail_does_not_arrive_and_whom_to_call(ana, clara, postbox):
    postbox.answers[ana.user.email] = "550 no such mailbox"
    ana.phone = "600 000 000"
    ana.save()
    with clock.at(NOON):
        waiting(ana)
        send_due()
        shown = queue_page(clara, ana)
    assert "Mail does not arrive: call" in shown
    assert "Call 600 000 000" in shown
    assert "Failed The mail server says that this address takes no mail" in shown


def test_staff_see_how_often_a_mail_was_tried(ana, clara, postbox):
    postbox.answers[ana.user.email] = "451 later"
    with clock.at(NOON):
        waiting(ana)
        send_due()
        assert "goes from Mon 2 Mar 2026, 12:01 · tried 1 time" in queue_page(clara, ana)


def test_a_kind_that_is_gone_is_shown_by_its_name(ana, clara):
    with clock.at(NOON):
        Message.objects.filter(pk=waiting(ana).pk).update(kind="old.kind")
        assert "old.kind E-mail Waits" in queue_page(clara, ana)


def test_what_cannot_wait_goes_in_the_night(cast, clara, ana):
    with clock.at(day(0, 22)):
        queue(user=ana.user, centre=ana.centre, kind="flag.yours", source=f"flag:{uuid.uuid4()}:0")
        assert "goes from Mon 2 Mar 2026, 22:00" in queue_page(clara, ana)


def test_staff_see_nothing_of_another_centre(cast, ana, clara):
    with clock.at(NOON):
        row = waiting(ana)
    Message.objects.filter(source=row.source).update(centre=Centre.objects.get(slug="there"))
    assert "Nothing was sent to this person yet." in queue_page(clara, ana)


def test_a_person_without_an_account_gets_nothing(cast, clara):
    assert "has no account, so nothing is sent" in queue_page(clara, newcomer(cast.here, "NOBODY").patient)


def test_opening_it_is_kept_in_the_log(cast, ana, clara):
    queue_page(clara, ana)
    row = AuditRow.objects.get(verb="read.messages")
    assert (row.actor, row.patient) == (f"user:{cast.clara.pk}", str(ana.pk))


def test_the_record_leads_there(ana, clara):
    assert reverse("person_messages", args=[ana.pk]) in clara.get(reverse("record", args=[ana.pk])).content.decode()
