"""Who stands beside whom: granted once, opens nothing of the record, and ends quietly."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from oncocare.audit.models import AuditRow
from oncocare.foundation import clock
from oncocare.notifications.models import Message
from oncocare.people import actions
from oncocare.people.models import Membership, Relation
from oncocare.people.roles import CAREGIVER, CLINICIAN, MENTOR, PATIENT, ROLES, Basis, Role
from oncocare.people.selectors import standing_of
from tests.cast import BY


@pytest.fixture
def patient(cast):
    return cast.patient(cast.ana)


def lasting(**which):
    return list(Relation.objects.filter(revoked=None, **which).values_list("person__name", "kind").order_by("kind"))


def test_a_relation_is_granted_once(cast, patient):
    again = actions.grant_relation(by=cast.ana, person=cast.felix, patient=patient, kind=CAREGIVER)
    assert again == Relation.objects.get(person=cast.felix)
    assert lasting() == [("Felix", "caregiver"), ("Bea", "mentor")]
    rows = AuditRow.objects.filter(verb="relation.granted").order_by("id").values_list("patient", "detail")
    assert list(rows) == [(str(patient.pk), {"kind": "mentor"}), (str(patient.pk), {"kind": "caregiver"})]


@pytest.mark.parametrize("who", ["felix", "bea"])
def test_it_opens_nothing_of_the_record(cast, patient, client, who):
    client.force_login(getattr(cast, who))
    assert client.get(reverse("record", args=[patient.pk])).status_code == 404


def test_it_ends_at_once_once_and_tells_nobody(cast, patient):
    relation = Relation.objects.get(person=cast.felix)
    actions.revoke_relation(by=cast.ana, relation=relation)
    ended = Relation.objects.get(pk=relation.pk).revoked
    actions.revoke_relation(by=cast.ana, relation=relation)
    assert (standing_of(cast.felix).roles, Relation.objects.get(pk=relation.pk).revoked) == ({}, ended)
    assert AuditRow.objects.filter(verb="relation.revoked").count() == 1
    assert not Message.objects.exists()


def test_after_it_ended_it_can_begin_again(cast, patient):
    actions.revoke_relation(by=cast.ana, relation=Relation.objects.get(person=cast.felix))
    actions.grant_relation(by=cast.ana, person=cast.felix, patient=patient, kind=CAREGIVER)
    assert (Relation.objects.filter(person=cast.felix).count(), len(lasting(person=cast.felix))) == (2, 1)


def test_the_database_keeps_one_that_lasts_and_no_end_before_the_beginning(cast, patient):
    felix = Relation.objects.get(person=cast.felix)
    with pytest.raises(IntegrityError, match="relation_once_while_it_lasts"), transaction.atomic():
        Relation.objects.create(person=cast.felix, patient=patient, centre=cast.here, kind="caregiver")
    felix.revoked = felix.granted - timedelta(seconds=1)
    with pytest.raises(IntegrityError, match="relation_granted_before_revoked"), transaction.atomic():
        felix.save()


def test_nobody_stands_beside_themselves(cast, patient):
    with pytest.raises(ValidationError, match="beside themselves"):
        actions.grant_relation(by=BY, person=cast.ana, patient=patient, kind=CAREGIVER)


@pytest.mark.parametrize("kind", [PATIENT, CLINICIAN])
def test_only_a_caregiver_or_a_mentor_stands_beside_somebody(cast, patient, kind):
    with pytest.raises(ValueError, match=f"as {kind.name}"):
        actions.grant_relation(by=BY, person=cast.eva, patient=patient, kind=kind)


def test_only_a_mentor_of_the_centre_becomes_somebodys_mentor(cast):
    with pytest.raises(ValidationError, match="not a mentor at this centre"):
        actions.grant_relation(by=BY, person=cast.bea, patient=cast.patient(cast.dora), kind=MENTOR)
    assert lasting(person=cast.bea) == [("Bea", "mentor")]


def test_who_is_a_mentor_no_more_is_nobodys_mentor_and_stays_signed_in(cast, client):
    client.force_login(cast.bea)
    actions.dismiss(by=BY, membership=Membership.objects.get(user=cast.bea))
    assert lasting() == [("Felix", "caregiver")]
    assert standing_of(cast.bea).roles == {cast.here.pk: {PATIENT}}
    assert client.get(reverse("home")).status_code == 200


def test_a_caregiver_of_two_people_at_two_centres_is_one_at_each(cast):
    actions.grant_relation(by=BY, person=cast.felix, patient=cast.patient(cast.dora), kind=CAREGIVER)
    assert standing_of(cast.felix).roles == {cast.here.pk: {CAREGIVER}, cast.there.pk: {CAREGIVER}}
    assert standing_of(cast.felix).undecided


def test_a_death_ends_what_stands_beside_and_nobody_stands_beside_the_dead(cast, patient):
    actions.mark_died(by=BY, patient=patient, day=patient.joined_on)
    assert lasting() == []
    with pytest.raises(ValidationError, match="not here any more"):
        actions.grant_relation(by=BY, person=cast.felix, patient=patient, kind=CAREGIVER)


def test_a_closed_account_stands_beside_nobody(cast):
    actions.disable_user(by=BY, user=cast.bea)
    assert lasting() == [("Felix", "caregiver")]


def test_a_role_that_comes_by_a_relation_needs_its_entry_only(cast, patient, monkeypatch):
    visitor = Role("visitor", "Visitor", Basis.RELATION)
    monkeypatch.setitem(ROLES, "visitor", visitor)
    actions.grant_relation(by=BY, person=cast.eva, patient=patient, kind=visitor)
    assert visitor in standing_of(cast.eva).roles_at(cast.here.pk)


def test_a_clock_set_back_keeps_nothing_from_ending(cast, patient):
    with clock.at(clock.now() - timedelta(days=300)):
        actions.mark_died(by=BY, patient=patient, day=patient.joined_on)
    assert lasting() == []
