"""Somebody reads what they gave, takes it along, changes their name and closes the account."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

PAGES = ("/my/account/", "/my/data/", "/account/address/", "/account/address/sent/", "/accessibility/")


@pytest.mark.parametrize(("name", "script"), [("account_en", True), ("account_es", True), ("account_plain", False)])
def test_what_is_ones_own_is_read_taken_along_changed_and_closed(visit, name, script):
    patient = visit(name, script=script)
    for address in PAGES:
        patient.go(address)
        patient.look()
    file = patient.context.request.get("/my/data/file/")
    assert file.headers["content-disposition"] == 'attachment; filename="my-data.json"'
    assert len(json.loads(file.text())["account"]) == 1
    patient.go("/my/account/")
    patient.press("main a[href^='/privacy/']")
    patient.look()
    patient.go("/account/name/")
    patient.look()
    patient.page.locator("#id_name").fill("Nomen")
    patient.press("main form button")
    expect(patient.page.locator("h1")).to_contain_text("Nomen")
    patient.go("/my/account/")
    patient.press("main a[href='/account/close/']")
    patient.look()
    patient.press("main form button")
    assert patient.at("/account/sign-in/")
    patient.go("/my/data/")
    assert patient.at("/account/sign-in/")
