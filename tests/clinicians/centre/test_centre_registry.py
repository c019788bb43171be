"""The pages of a centre and the steps to set it up come from many folders and stand in one order."""

import re

import pytest
from django.urls import reverse

from clinicians.centre import registry
from oncocare.people.permissions import Permission
from tests.pages import seen


@pytest.fixture
def overview(cast, client):
    client.force_login(cast.carlos)
    return seen(client.get(reverse("centre")).content.decode())


def test_the_pages_stand_in_their_order(overview):
    [navigation] = re.findall(r'<nav class="oc-sided__nav".*?</nav>', overview, re.DOTALL)
    assert re.findall(r">([^<>]+)</a>", navigation) == [
        "Overview",
        "About the centre",
        "Staff and roles",
        "Invitations",
        "People who cannot sign in",
        "Hours and holidays",
        "Rota",
        "Outside the staffed hours",
        "Crisis numbers",
        "The ward",
        "Texts",
        "Privacy and barriers",
        "The page of patients",
        "Words for answers",
        "Answers to patients",
        "Schedule",
        "Groups",
        "Sessions",
        "Policy",
        "Expected course",
        "Instruments",
        "System health",
    ]


def test_the_steps_stand_in_the_order_in_which_a_new_centre_goes(overview):
    [steps] = re.findall(r'<ol class="oc-steps">.*?</ol>', overview, re.DOTALL)
    assert re.findall(r'<li><a href="([^"]+)">([^<]+)</a>', steps) == [
        (reverse("centre_facts"), "Say who and where the centre is"),
        (reverse("centre_staff"), "Invite the clinicians"),
        (reverse("centre_hours"), "Say when somebody reads answers"),
        (reverse("centre_rota"), "Fill the rota"),
        (reverse("centre_on_call"), "Say who answers outside the staffed hours"),
        (reverse("centre_crisis"), "Call every crisis number"),
        (reverse("centre_texts"), "Read the words people read before they join"),
        (reverse("centre_notice"), "Say what happens with people’s data"),
        (reverse("centre_policies"), "Put a policy into force"),
        (reverse("schedule"), "Decide what is asked, and when"),
        (reverse("library_pieces"), "Have what people read at level 2 reviewed"),
        (reverse("invitations"), "Print the first letters"),
    ]


def test_a_page_or_step_registered_twice_stands_there_once(monkeypatch):
    monkeypatch.setattr(registry, "_PAGES", {})
    monkeypatch.setattr(registry, "_STEPS", {})
    for _time in range(2):
        registry.page("late", "Late", Permission.MANAGE_CENTRE, place=2)
        registry.page("early", "Early", Permission.MANAGE_CENTRE, place=1, count=lambda request: 3)
        registry.setup_step("late", "Late", "Because", place=2, done=lambda centre, rota: True)
        registry.setup_step("early", "Early", "Because", place=1, done=lambda centre, rota: False)
    assert [(page.url_name, page.count(None)) for page in registry.pages()] == [("early", 3), ("late", 0)]
    assert [(step.url_name, step.done(None, None)) for step in registry.setup_steps()] == [
        ("early", False),
        ("late", True),
    ]
