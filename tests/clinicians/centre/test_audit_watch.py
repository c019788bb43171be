"""The daily look at the audit log: whom it tells, and what System health shows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse

from clinicians.centre.system.tasks import verify_audit
from oncocare.audit.actions import seal_all, verify
from oncocare.audit.models import AuditRow, Verification
from oncocare.foundation import clock
from oncocare.notifications.models import Message
from oncocare.notifications.sending.actions import send_due
from oncocare.people import actions as people
from oncocare.people.models import Membership
from oncocare.people.roles import COORDINATOR, RESEARCHER
from tests.cast import BY
from tests.factories.owner import as_owner, asleep


@pytest.fixture
def shown(cast, client):
    client.force_login(cast.carlos)
    return lambda: " ".join(client.get(reverse("centre_system")).content.decode().split())


@pytest.fixture
def changed(cast):
    """Somebody with the keys to the database removed a row that was sealed."""
    seal_all()
    with asleep(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_auditrow WHERE id = %s", [AuditRow.objects.earliest("id").pk])


def told():
    return Message.objects.filter(kind="audit.changed", channel="email")


def test_a_changed_log_is_told_to_every_coordinator_at_once(cast, changed, mailoutbox):
    verify_audit()
    coordinators = cast.here.memberships.filter(role="coordinator").values_list("user", flat=True)
    assert set(coordinators) <= set(told().values_list("user", flat=True))
    assert set(told().values_list("user__memberships__role", flat=True)) == {"coordinator"}
    assert {one.urgent for one in told()} == {True}
    send_due()
    assert {one.subject for one in mailoutbox} == {"The log of who did what needs a technician"}
    assert len(mailoutbox) == told().count()


def test_it_is_said_again_the_next_day_and_no_longer_once_it_is_put_right(cast, changed, mailoutbox):
    verify_audit()
    first = told().count()
    verify_audit()
    assert told().count() == 2 * first
    Verification.objects.create(seals=1, rows=1, faults=[])
    send_due()
    assert mailoutbox == []


def test_who_runs_a_centre_no_longer_is_not_told(cast, changed, mailoutbox):
    verify_audit()
    own = Membership.objects.get(user=cast.carlos)
    for user, role in ((cast.clara, COORDINATOR), (cast.carlos, RESEARCHER)):
        people.appoint(by=BY, user=user, centre=cast.here, role=role)
    people.dismiss(by=BY, membership=own)
    assert told().filter(user=cast.carlos).exists()
    send_due()
    assert cast.carlos.email not in [address for mail in mailoutbox for address in mail.to]


def test_a_log_that_is_as_it_was_written_is_told_to_nobody(cast):
    verify_audit()
    assert not told().exists()


def test_the_look_is_taken_every_night():
    assert settings.CELERY_BEAT_SCHEDULE["audit.verify"]["task"] == verify_audit.name


# --- system health ----------------------------------------------------------------------------------------------------


def test_a_changed_log_is_red_on_the_page_of_system_health(changed, shown):
    found = verify()
    assert "The log was changed" in shown()
    assert found.faults[0] in shown()
    assert "Something needs a technician" in shown()


def test_a_verified_log_is_well(cast, shown):
    assert "It has not been checked yet" in shown()
    verify()
    assert "and is as it was written." in shown()
    assert "All is well" in shown()


@pytest.mark.parametrize("write", [verify, seal_all])
def test_a_check_that_did_not_come_is_red(cast, shown, write):
    """Neither after a last one, nor ever since the first seal."""
    with clock.at(clock.now() - timedelta(days=3)):
        write()
    assert "The check is late" in shown()
    assert "Something needs a technician" in shown()


def test_a_site_that_works_as_the_owner_is_red(cast, shown):
    assert "The database is not protected" not in shown()
    with as_owner():
        assert "The database is not protected" in shown()
