"""Every page is looked at in a browser: its language, its title, its widths, its contrast, what a keyboard reaches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse

from tests.guards.house import judge, routes
from tests.guards.test_law_02_permissions import opens_for, reviewed
from tests.journeys.pages import CENTRE_PAGES, DESK_PAGES, OUTSIDE_PAGES, OWN_PAGES

# Addresses that open and that no list of the journeys has, and where they are looked at.
OTHERWISE = {
    "account_reauthenticate": "The journey of passkeys comes by here before a change.",
    "change_address": "The journey of one's own account: it asks once more who is there.",
    "close_account": "The journey of one's own account, as the new address.",
    "add_passkey": "The journey of passkeys and the way in of staff.",
    "choose_centre": "The journey of somebody who works at two centres.",
    "health": "For a load balancer: two words, no page.",
    "help_now": "The journey of help, in both languages.",
    "kept_plan": "What a phone keeps: the journey of a safety plan opens it without signal.",
    "load": "A part of the caseload, put into it as it grows old.",
    "my_page": "Where the home of a patient leads to.",
    "no_signal": "What a phone shows without signal: the journey of a safety plan.",
    "arrivals_template": "A file to fill in, no page.",
    "own_data_file": "A file to take along, no page.",
    "plan_on_paper": "A PDF, no page.",
    "recovery_codes": "Shown to staff on their way in, in the journey of a new centre.",
    "set_password": "The journey of somebody without scripts.",
    "ward_list": "The journey of the coach: somebody of the ward opens it.",
    "worker": "A script, no page.",
}


def unseen(rows: Mapping[str, Mapping[str, Mapping[str, Any]]], names: Iterable[str], seen: Iterable[str]) -> list[str]:
    """The names of addresses without an argument that open for somebody and are not among those seen."""
    seen = set(seen)
    return [name for name in names if opens_for(rows[name]) and reverse(name) not in seen]


def without_arguments() -> list[str]:
    return sorted(route.name for route in routes() if not route.arguments)


def test_every_page_is_looked_at():
    seen = {*CENTRE_PAGES, *DESK_PAGES, *OWN_PAGES, *OUTSIDE_PAGES}
    assert judge(unseen(reviewed()["routes"], without_arguments(), seen), OTHERWISE) == []


def test_a_page_that_nobody_looks_at_is_found():
    rows = {"caseload": {"GET": {"clinician": 200, "others": 403}}, "my_tasks": {"GET": {"all": 405}}}
    assert unseen(rows, rows, DESK_PAGES) == []
    assert unseen(rows, rows, ()) == ["caseload"]
