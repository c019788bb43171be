"""Who may do what: deny by default, 404 for what is another's, 403 for what one may not, and a row for either."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404
from django.urls import NoReverseMatch, reverse

from oncocare.audit.models import AuditRow
from oncocare.foundation import clock
from oncocare.people import access, actions
from oncocare.people.models import Centre, Membership, Patient, User
from oncocare.people.permissions import Permission
from oncocare.people.roles import CLINICIAN, RESEARCHER, ROLES
from oncocare.people.selectors import standing_of
from tests.cast import BY
from tests.signing_in import go_to


def denials():
    return list(AuditRow.objects.filter(verb="denied").order_by("id").values_list("actor", "subject", "detail__reason"))


DESK = {
    "see caseload",
    "see record",
    "answer flag",
    "decide proposal",
    "change pathway",
    "assign",
    "see instruments",
    "write record",
    "see tasks",
    "hand over",
    "invite",
    "restore access",
    "see rota",
    "activate policy",
    "write library",
    "review library",
    "guide",
    "sign coach",
    "moderate",
    "lead sessions",
    "come to sessions",
}
CENTRE = {
    "see instruments",
    "see tasks",
    "invite",
    "restore access",
    "see rota",
    "manage centre",
    "manage staff",
    "activate policy",
    "write library",
    "moderate",
    "lead sessions",
    "come to sessions",
    "see system",
}


def test_each_role_holds_exactly_what_was_reviewed():
    own = {"see own course", "answer", "choose consent", "see who looked", "take part", "come to sessions"}
    assert {role.name: {one.value for one in role.permissions} for role in ROLES.values()} == {
        "patient": own,
        "caregiver": {"take part", "come to sessions"},
        "mentor": {"come to sessions"},
        "clinician": DESK,
        "coordinator": CENTRE,
        "researcher": {"come to sessions"},
        "supporter": {"guide", "come to sessions"},
        "ward": {"see ward list", "sign coach", "come to sessions"},
    }


def test_a_clinician_finds_a_patient_of_her_centre(cast):
    patient = cast.patient(cast.ana)
    assert access.patient_for(standing_of(cast.clara), patient.pk, Permission.SEE_RECORD) == patient
    assert denials() == []


@pytest.mark.parametrize("who", ["denis", "ana", "bea"])
def test_another_centres_patient_is_not_found_and_the_denial_is_kept(cast, who):
    user, pk = getattr(cast, who), cast.patient(cast.ana).pk
    with pytest.raises(Http404):
        access.patient_for(standing_of(user), pk, Permission.SEE_RECORD)
    assert denials() == [(f"user:{user.pk}", f"patient:{pk}", "not found or another's")]


def test_an_id_that_does_not_exist_is_refused_in_the_same_words(cast):
    with pytest.raises(Http404):
        access.patient_for(standing_of(cast.clara), cast.here.pk, Permission.SEE_RECORD)
    assert denials() == [(f"user:{cast.clara.pk}", f"patient:{cast.here.pk}", "not found or another's")]


@pytest.mark.parametrize("who", ["carlos", "eva"])
def test_staff_of_the_centre_without_the_permission_are_forbidden_and_the_denial_is_kept(cast, who):
    user, pk = getattr(cast, who), cast.patient(cast.ana).pk
    with pytest.raises(PermissionDenied):
        access.patient_for(standing_of(user), pk, Permission.SEE_RECORD)
    assert denials() == [(f"user:{user.pk}", f"patient:{pk}", "may not see record")]


def test_a_permission_at_one_centre_does_not_reach_another(cast):
    actions.appoint(by=BY, user=cast.clara, centre=cast.there, role=RESEARCHER)
    with pytest.raises(PermissionDenied):
        access.patient_for(standing_of(cast.clara), cast.patient(cast.dora).pk, Permission.SEE_RECORD)
    assert access.centre_for(standing_of(cast.clara, cast.here.pk), Permission.SEE_CASELOAD) == cast.here


def test_somebody_who_is_not_in_care_has_no_own_course(cast):
    with pytest.raises(PermissionDenied):
        access.own_patient(standing_of(cast.clara))
    assert denials() == [(f"user:{cast.clara.pk}", "own course", "may not see own course")]


def test_a_person_in_care_twice_chooses_where_they_are_now(cast):
    with clock.at(clock.now() + timedelta(days=1)):
        there = actions.take_into_care(by=BY, centre=cast.there, user=cast.ana)
    with pytest.raises(access.ElsewhereOfOwn) as needed:
        access.own_patient(standing_of(cast.ana))
    assert needed.value.centres == [cast.here, cast.there]
    assert access.own_patient(standing_of(cast.ana, cast.there.pk)) == there
    assert denials() == []


def test_who_holds_a_permission_nowhere_has_no_centre_for_it(cast):
    with pytest.raises(PermissionDenied):
        access.centre_for(standing_of(cast.eva), Permission.SEE_CASELOAD)
    assert denials() == [(f"user:{cast.eva.pk}", "centre", "may not see caseload")]


def test_a_deactivated_person_may_nothing(cast):
    for user in (cast.clara, cast.ana):
        user.is_active = False
    assert standing_of(cast.clara).roles == {}
    with pytest.raises(Http404):
        access.patient_for(standing_of(cast.clara), cast.patient(cast.ana).pk, Permission.SEE_RECORD)
    with pytest.raises(PermissionDenied):
        access.centre_for(standing_of(cast.clara), Permission.SEE_CASELOAD)
    with pytest.raises(PermissionDenied):
        access.own_patient(standing_of(cast.ana))


def test_a_deactivated_person_loses_everything_at_the_next_request(cast, client):
    client.force_login(cast.clara)
    assert client.get(reverse("caseload")).status_code == 200
    User.objects.filter(pk=cast.clara.pk).update(is_active=False)
    answer = client.get(reverse("caseload"))
    assert (answer.status_code, answer.url) == (302, f"{reverse('account_login')}?next={reverse('caseload')}")


def test_a_role_taken_away_is_gone_at_the_next_request(cast, client):
    actions.appoint(by=BY, user=cast.clara, centre=cast.there, role=RESEARCHER)
    client.force_login(cast.clara)
    go_to(client, cast.here)
    record = reverse("record", args=[cast.patient(cast.ana).pk])
    assert client.get(record).status_code == 200
    actions.dismiss(by=BY, membership=Membership.objects.get(user=cast.clara, centre=cast.here))
    assert client.get(record).status_code == 404
    assert client.get(reverse("caseload")).status_code == 403
    assert AuditRow.objects.get(verb="membership.taken").detail == {"role": "clinician"}


def test_a_role_given_is_there_at_the_next_request(cast, client):
    client.force_login(cast.eva)
    assert client.get(reverse("caseload")).status_code == 403
    actions.appoint(by=BY, user=cast.eva, centre=cast.here, role=CLINICIAN)
    assert client.get(reverse("caseload")).status_code == 200


def test_a_role_is_given_once(cast):
    again = actions.appoint(by=BY, user=cast.clara, centre=cast.here, role=CLINICIAN)
    assert Membership.objects.get(user=cast.clara) == again


@pytest.mark.parametrize("name", ["account_signup", "account_email", "account_change_password", "account_inactive"])
def test_nobody_can_sign_up_or_reach_pages_of_allauth_that_we_do_not_offer(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


@pytest.mark.parametrize("path", ["/account/signup/", "/account/sign-up/", "/accounts/signup/", "/signup/"])
def test_there_is_no_sign_up_page(db, client, path):
    assert client.get(path).status_code == 404


def test_enrolment_is_closed_for_allauth_too(rf):
    from allauth.account.adapter import get_adapter

    assert get_adapter().is_open_for_signup(rf.get("/")) is False


def test_an_address_belongs_to_one_person_whatever_its_case(cast):
    assert User.objects.get_by_natural_key("ANA@Example.ORG") == cast.ana
    with pytest.raises(IntegrityError, match="user_email_once_whatever_its_case"), transaction.atomic():
        User.objects.bulk_create([User(email="ANA@example.org")])
    assert actions.register_user(by=BY, email="New@Example.ORG", name="", language="en").email == "new@example.org"


@pytest.mark.parametrize("bad", ["Madrid", "", "Europe/Atlantis"])
def test_a_centre_needs_a_time_zone_that_exists(db, bad):
    with pytest.raises(ValidationError) as refused:
        actions.open_centre(by=BY, slug="new", name="New", country="ES", time_zone=bad)
    assert list(refused.value.message_dict) == ["time_zone"]
    assert not Centre.objects.exists()


def test_a_pseudonym_says_nothing_and_cannot_be_misread(cast):
    keys = {actions.new_key() for _ in range(200)}
    assert len(keys) == 200
    assert {len(key) for key in keys} == {8}
    assert not set("".join(keys)) & set("01IO")


def test_people_are_called_by_name_and_else_by_key_or_address(cast):
    nameless = actions.take_into_care(by=BY, centre=cast.here)
    assert (nameless.name, str(nameless), len(nameless.key)) == (nameless.key, nameless.key, 8)
    assert cast.patient(cast.ana).name == "Ana"
    assert (str(cast.ana), str(User(email="x@example.org")), str(cast.here)) == ("Ana", "x@example.org", "Here")


def test_a_pseudonym_stands_once_at_a_centre(cast):
    with pytest.raises(IntegrityError, match="patient_key_once_per_centre"), transaction.atomic():
        actions.take_into_care(by=BY, centre=cast.here, key="ANA")
    assert Patient.objects.filter(key="ANA").count() == 1
