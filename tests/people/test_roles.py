"""A role is one entry: what it may do, how long it stays signed in, its second factor, its messages, its names."""

import pytest
from django.urls import reverse

from oncocare.joining.staff.forms import InviteForm
from oncocare.notifications import registry
from oncocare.notifications.models import Message
from oncocare.notifications.registry import About, MessageKind
from oncocare.notifications.sending.selectors import Reader
from oncocare.people import actions
from oncocare.people.models import Membership
from oncocare.people.permissions import Permission
from oncocare.people.roles import CAREGIVER, MENTOR, PATIENT, RESEARCHER, ROLES, Basis, Role, role_words
from oncocare.people.selectors import standing_of
from oncocare.signin.actions import limits_of
from oncocare.signin.selectors import asks_for_two, staff_of
from tests.cast import BY, _user
from tests.guards import test_law_02_permissions as law_2
from tests.guards.house import routes
from tests.guards.scene import furnish


@pytest.fixture
def almoner(monkeypatch):
    """A made-up role: one entry, and one row of the matrix."""
    role = Role(
        "almoner",
        "Almoner",
        Basis.MEMBERSHIP,
        frozenset({Permission.SEE_ROTA, Permission.COME_TO_SESSIONS}),
        staff=True,
    )
    monkeypatch.setitem(ROLES, role.name, role)
    monkeypatch.setitem(law_2.reviewed()["roles"], role.name, {"who": "pol", "like": "researcher"})
    return role


@pytest.fixture
def paul(cast, almoner):
    paul = _user("pol")
    actions.appoint(by=BY, user=paul, centre=cast.here, role=almoner)
    return paul


def kind(about):
    return MessageKind("test.role", "missed_two", "News", lambda user, sources: {}, urgent=True, about=about)


# --- a made-up role ---------------------------------------------------------------------------------------------------


def test_it_is_all_that_staff_are(cast, paul, almoner):
    assert standing_of(paul).roles == {cast.here.pk: {almoner}}
    assert limits_of(paul) == limits_of(cast.clara)
    assert asks_for_two(standing_of(paul))
    assert paul in [colleague.user for colleague in staff_of(cast.here)]


def test_it_has_a_name_and_is_offered(almoner):
    assert role_words("almoner") == "Almoner"
    assert ("almoner", "Almoner") in InviteForm().fields["role"].choices


def test_messages_can_be_for_it_alone_or_for_staff(cast, paul, almoner):
    def why_not(user, about):
        return Reader(user).unreachable(kind(about), cast.here.pk)

    assert [why_not(paul, about) for about in (almoner, About.STAFF, MENTOR)] == ["", "", "left"]
    assert [why_not(user, almoner) for user in (cast.clara, cast.ana, cast.bea)] == ["left"] * 3


def test_it_may_what_its_entry_says_and_nothing_else(cast, paul, client):
    client.force_login(paul)
    assert [client.get(reverse(name)).status_code for name in ("centre_rota", "caseload", "centre_facts")] == [
        200, 403, 403,
    ]  # fmt: skip
    assert client.get(reverse("record", args=[cast.patient(cast.ana).pk])).status_code == 403


def test_law_2_walks_it_like_every_other(cast, paul, monkeypatch, settings):
    named = {"home", "record", "caseload", "my_page", "my_messages", "support", "write_note"}
    monkeypatch.setattr(law_2, "routes", lambda: [route for route in routes() if route.name in named])
    matrix = {name: row for name, row in law_2.reviewed()["routes"].items() if name in named}
    seen, silent = law_2.observe(furnish(cast))
    assert (law_2.compare(matrix, seen), silent) == ([], [])
    assert seen["record"]["GET"]["almoner"] == "403"
    seen["record"]["GET"]["almoner"] = "200"
    assert law_2.compare(matrix, seen) == ["record GET almoner: 200, reviewed as 403"]


def test_every_role_stands_in_the_matrix_and_one_that_does_not_is_found(monkeypatch):
    assert law_2.unreviewed() == []
    monkeypatch.setitem(ROLES, "almoner", Role("almoner", "Almoner", Basis.MEMBERSHIP))
    assert law_2.unreviewed() == ["almoner"]


# --- caregivers and mentors -------------------------------------------------------------------------------------------


def test_a_caregiver_is_one_where_the_person_they_stand_beside_is_in_care(cast):
    assert standing_of(cast.felix).roles == {cast.here.pk: {CAREGIVER}}
    assert standing_of(cast.felix).permissions == {Permission.TAKE_PART, Permission.COME_TO_SESSIONS}
    assert not standing_of(cast.felix).staff


def test_a_mentor_is_one_beside_being_a_patient_and_signs_in_as_a_patient_does(cast):
    assert standing_of(cast.bea).roles == {cast.here.pk: {MENTOR, PATIENT}}
    assert limits_of(cast.bea) == limits_of(cast.ana) == limits_of(cast.felix)
    assert not any(asks_for_two(standing_of(user)) for user in (cast.bea, cast.felix))
    assert not {cast.bea, cast.felix} & {colleague.user for colleague in staff_of(cast.here)}


@pytest.mark.parametrize(("about", "reached"), [(CAREGIVER, "felix"), (MENTOR, "bea")])
def test_messages_can_be_for_caregivers_or_for_mentors(cast, about, reached):
    users = ("ana", "bea", "clara", "felix")
    found = [name for name in users if not Reader(getattr(cast, name)).unreachable(kind(about), cast.here.pk)]
    assert found == [reached]
    assert Reader(getattr(cast, reached)).unreachable(kind(about), cast.there.pk) == "left"


def test_who_has_no_page_yet_is_told_so(cast, client):
    client.force_login(_user("pol"))
    assert "Nothing is open to you here yet." in client.get(reverse("home")).content.decode()


def test_a_caregiver_is_led_to_the_groups(cast, client):
    client.force_login(cast.felix)
    assert client.get(reverse("home")).url == reverse("my_groups")


@pytest.mark.parametrize("role", [PATIENT, CAREGIVER])
def test_a_role_that_follows_from_another_row_is_not_given(cast, role):
    with pytest.raises(ValueError, match="no role that is given"):
        actions.appoint(by=BY, user=cast.eva, centre=cast.here, role=role)


def test_a_role_that_there_is_no_more_gives_nothing(cast):
    Membership.objects.filter(user=cast.clara).update(role="gone")
    assert standing_of(cast.clara).roles == {}
    assert role_words("gone") == "gone"


def test_no_message_is_lost_that_is_about_a_role(cast, monkeypatch):
    """Declaring a kind takes the role itself, so a new role needs no word here."""
    declared = registry.message("test.almoners", "missed_two", label="x", about=MENTOR)(lambda user, sources: {})
    assert (registry.kinds.pop("test.almoners").about, declared(None, ())) == (MENTOR, {})
    assert not Message.objects.exists()


def test_a_role_with_a_permission_of_patients_has_no_page_of_its_own_by_it(cast, client, monkeypatch):
    monkeypatch.setitem(vars(RESEARCHER), "permissions", frozenset({Permission.SEE_OWN_COURSE}))
    client.force_login(cast.eva)
    assert client.get(reverse("my_page")).status_code == 403
