"""A visitor whose browser asks for Portuguese finds it on every page for everybody, and the door as it was."""

from __future__ import annotations

from playwright.sync_api import expect


def test_pages_for_everybody_in_portuguese(visit):
    reader = visit(language="pt")
    piece = "/read/demo/pt/awake-at-three/"
    for address in ("/help/", "/accessibility/", "/privacy/demo/", "/read/demo/pt/", piece):
        reader.go(address)
        reader.look()
    reader.go("/nowhere/")
    reader.look(status=404)
    reader.press("a.oc-help")
    expect(reader.page.locator("h1")).to_have_text("Pode falar com alguém agora")
    expect(reader.page.locator("main a[href='tel:112']")).to_be_visible()
    reader.look()


def test_the_switch_to_portuguese_stops_at_the_door(visit):
    stranger = visit(language="es")
    stranger.go("/help/")
    stranger.press("button[name=language][value=pt]")
    stranger.language = "pt"
    assert stranger.at("/help/")
    stranger.look()
    stranger.go("/account/sign-in/")
    stranger.language = "es"
    stranger.look()
    expect(stranger.page.locator("button[name=language][value=pt]")).to_have_count(0)
