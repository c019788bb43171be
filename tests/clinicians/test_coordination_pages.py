"""The coordinator's pages of facts, staff, policies, instruments and system health."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from oncocare.events.models import Delivery, Event
from oncocare.foundation import clock
from oncocare.joining.models import Invitation
from oncocare.notifications.sending import send_due
from oncocare.people import actions as accounts
from oncocare.people.models import Centre, Membership
from oncocare.people.permissions import Role
from oncocare.safety import crisis
from questionnaires.definition import catalogue
from questionnaires.models import TextPack
from steps.models import Activation, CentrePolicy
from steps.shipped import FOLDER
from tests.cast import BY


@pytest.fixture
def carlos(cast) -> Client:
    client = Client()
    client.force_login(cast.carlos)
    return client


@pytest.fixture
def clara(cast) -> Client:
    client = Client()
    client.force_login(cast.clara)
    return client


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


# --- the overview


@pytest.mark.parametrize(("days", "red"), [(90, False), (91, True)])
@pytest.mark.parametrize(
    ("language", "title", "what_to_do"),
    [
        (
            "en",
            "The crisis numbers of this version are past their review",
            "Ask whoever runs this server for a newer version.",
        ),
        (
            "es",
            "La revisión de los teléfonos de crisis de esta versión ha caducado",
            "Pida una versión más reciente a quien lleva el servidor.",
        ),
    ],
)
def test_numbers_past_their_review_are_a_red_line_on_the_overview_with_what_to_do(
    carlos, days, red, language, title, what_to_do
):
    noon = datetime.combine(crisis.table().reviewed_on, time(12), UTC)
    with clock.at(noon + timedelta(days=days)):
        page = text(carlos.get(reverse("centre"), headers={"accept-language": language}))
    assert [title in page, what_to_do in page] == [red, red]


# --- facts


FACTS = {
    "name": "Here",
    "phone": "+34 900",
    "address": "Street 1",
    "country": "PT",
    "time_zone": "Europe/Lisbon",
    "minimum_age": 16,
}


def test_facts_are_changed_and_written_down(cast, carlos):
    assert carlos.post(reverse("centre_facts"), FACTS).status_code == 302
    centre = Centre.objects.get(pk=cast.here.pk)
    assert {name: getattr(centre, name) for name in FACTS} == FACTS


def test_facts_with_a_mistake_change_nothing(cast, carlos):
    answer = carlos.post(reverse("centre_facts"), {**FACTS, "time_zone": "Madrid", "country": "XX"})
    assert answer.status_code == 422
    assert "This is not a time zone we know." in text(answer)
    assert Centre.objects.get(pk=cast.here.pk).country == "ES"


# --- staff


def test_staff_are_listed_once_with_their_roles_in_the_order_they_joined(cast, carlos):
    accounts.appoint(by=BY, user=cast.clara, centre=cast.here, role=Role.RESEARCHER)
    page = text(carlos.get(reverse("centre_staff")))
    assert page.count("clara@example.org") == 1
    assert page.index("clara@example.org") < page.index("carlos@example.org") < page.index("eva@example.org")
    assert "denis@example.org" not in page
    assert page.count("No second factor yet") == 2  # Carlos signed in with one


def test_a_colleague_is_invited_by_e_mail(cast, carlos, mailoutbox, django_capture_on_commit_callbacks):
    said = {"name": "Nora", "email": "nora@example.org", "language": "es", "role": "clinician"}
    with django_capture_on_commit_callbacks(execute=True):
        carlos.post(reverse("centre_staff"), said)
    send_due()
    made = Invitation.objects.get(email="nora@example.org")
    assert (made.name, made.language, made.role, made.channel) == ("Nora", "es", "clinician", "email")
    assert [one.to for one in mailoutbox] == [["nora@example.org"]]
    assert "Invited, not here yet" in text(carlos.get(reverse("centre_staff")))


def test_a_role_is_given_and_taken_at_once(cast, carlos):
    mine = Membership.objects.get(user=cast.clara)
    carlos.post(reverse("give_role", args=[mine.pk]), {"role": "researcher"})
    assert set(cast.clara.memberships.values_list("role", flat=True)) == {"clinician", "researcher"}
    carlos.post(reverse("take_role", args=[mine.pk]))
    assert set(cast.clara.memberships.values_list("role", flat=True)) == {"researcher"}


def test_a_role_that_does_not_exist_is_refused(cast, carlos):
    mine = Membership.objects.get(user=cast.clara)
    answer = carlos.post(reverse("give_role", args=[mine.pk]), {"role": "patient"}, follow=True)
    assert "Choose a role." in text(answer)
    assert cast.clara.memberships.count() == 1


def test_the_last_coordinator_stays(cast, carlos):
    mine = Membership.objects.get(user=cast.carlos)
    answer = carlos.post(reverse("take_role", args=[mine.pk]), follow=True)
    assert "This is the only coordinator of the centre." in text(answer)
    assert Membership.objects.filter(pk=mine.pk).exists()
    accounts.appoint(by=BY, user=cast.clara, centre=cast.here, role=Role.COORDINATOR)
    carlos.post(reverse("take_role", args=[mine.pk]))
    assert not Membership.objects.filter(pk=mine.pk).exists()


def test_the_queries_of_the_staff_page_do_not_grow(cast, carlos):
    counts = []
    for number in range(3):
        user = accounts.register_user(by=BY, email=f"n{number}@example.org", name=f"N{number}", language="en")
        accounts.appoint(by=BY, user=user, centre=cast.here, role=Role.CLINICIAN)
        carlos.get(reverse("centre_staff"))
        with CaptureQueriesContext(connection) as captured:
            carlos.get(reverse("centre_staff"))
        counts.append(len(captured))
    assert counts[0] == counts[2]


# --- policies


def test_every_rule_is_read_with_its_conditions(carlos):
    page = text(carlos.get(reverse("centre_policies")))
    for said in ("entry-severe", "Group therapy, after a clinician", "one level up, raises a flag", "as mentor",
                 "stepped-care-phq, version 1"):  # fmt: skip
        assert said in page, said
    assert "Depression (PHQ-9 total) is at least 20" in page
    assert "2 of 2 pathways at this centre follow this policy." in page


def test_one_proposes_and_another_activates(cast, carlos, clara):
    carlos.post(reverse("propose_policy"), {"shipped": "stepped-care-hads"})
    waiting = Activation.objects.get()
    assert "another person has to activate it" in text(carlos.get(reverse("centre_policies")))
    assert "Another person has to activate it." in text(
        carlos.post(reverse("activate_policy", args=[waiting.pk]), follow=True)
    )
    assert CentrePolicy.objects.get(centre=cast.here).policy.slug == "stepped-care-phq"
    clara.post(reverse("activate_policy", args=[waiting.pk]))
    assert CentrePolicy.objects.get(centre=cast.here).policy.slug == "stepped-care-hads"


def test_a_file_with_a_mistake_is_refused_with_its_line(carlos):
    words = (FOLDER / "stepped-care-hads.yaml").read_text().replace("start_level: 1", "start_level: 9")
    answer = carlos.post(reverse("propose_policy"), {"file": SimpleUploadedFile("mine.yaml", words.encode())})
    assert answer.status_code == 422
    assert "Nothing was changed. The file has mistakes:" in text(answer)
    assert "policy.yaml:" in text(answer)
    assert not Activation.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("not text", b"\xff\xfe\x00", "This file is not text."),
        ("too large", b"a" * 300_000, "This file is too large to be a policy."),
    ],
)
def test_a_file_that_is_no_policy_is_refused(carlos, name, content, said):
    answer = carlos.post(reverse("propose_policy"), {"file": SimpleUploadedFile("mine.yaml", content)})
    assert (answer.status_code, said in text(answer)) == (422, True)


@pytest.mark.parametrize("given", [{}, {"shipped": "stepped-care-hads", "file": SimpleUploadedFile("x.yaml", b"a: 1")}])
def test_exactly_one_way_to_propose(carlos, given):
    answer = carlos.post(reverse("propose_policy"), given)
    assert answer.status_code == 422
    assert "Choose one: a policy that comes with OncoCare, or a file." in text(answer)


def test_a_clinician_cannot_propose_and_is_not_offered_to(clara):
    assert "Propose a policy" not in text(clara.get(reverse("centre_policies")))
    assert clara.post(reverse("propose_policy"), {"shipped": "stepped-care-hads"}).status_code == 403


# --- instruments


PACK = """
instrument: {code}
language: en
licence: {{reference: R-1, holder: The centre, valid_until: "{until}"}}
"""


def test_a_pack_with_mistakes_is_refused_whole(carlos):
    answer = carlos.post(
        reverse("load_pack"),
        {"file": SimpleUploadedFile("p.yaml", PACK.format(code="hads", until="2099-01-01").encode())},
    )
    assert answer.status_code == 422
    assert "Nothing was loaded. The file has mistakes:" in text(answer)
    assert not TextPack.objects.exists()


def test_every_instrument_says_its_languages(carlos):
    page = text(carlos.get(reverse("centre_instruments")))
    assert f"{len(catalogue())} instruments" in page
    assert "needs a text pack of your licence" in page
    assert "en, es" in page


# --- system health


def dead_letter() -> Delivery:
    event = Event.objects.create(kind="made.up", payload={})
    return Delivery.objects.create(
        event=event, handler="rooms.handlers.broken", state=Delivery.State.DEAD, error="ValueError"
    )


def test_what_failed_every_time_is_shown_and_tried_again(carlos):
    letter = dead_letter()
    page = text(carlos.get(reverse("centre_system")))
    assert "Something needs a technician" in page
    assert "rooms.handlers.broken: ValueError" in page
    carlos.post(reverse("try_again"))
    assert Delivery.objects.get(pk=letter.pk).state == Delivery.State.PENDING


def test_an_event_that_waits_too_long_is_named(carlos):
    with clock.at(clock.now() - timedelta(minutes=30)):
        event = Event.objects.create(kind="made.up", payload={})
        Delivery.objects.create(event=event, handler="x")
    assert "1 event has waited for more than 2 minutes, for 30 minutes." in text(carlos.get(reverse("centre_system")))


def test_all_is_well_where_nothing_is_late(carlos):
    assert "All is well" in text(carlos.get(reverse("centre_system")))
