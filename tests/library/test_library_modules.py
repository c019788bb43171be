"""Modules are made, described and put into an order; two people at once lose nothing."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from oncocare.audit.models import AuditRow
from oncocare.library.actions import publish
from oncocare.library.models import Module
from oncocare.library.modules.actions import (
    ModuleWords,
    add_piece,
    change_module,
    make_module,
    move_piece,
    take_piece_out,
)
from oncocare.library.modules.selectors import module_lines, state_of
from oncocare.people.days import today_of
from tests.factories.library import handed_in, new_piece
from tests.signing_in import sign_in

WORDS = ModuleWords("sleep", ["patient"], {"en": "Sleeping again"}, {"en": "Nights."})
WRITTEN = {"title_en": "Sleeping again", "summary_en": "Nights.", "area": "sleep", "audience": ["patient"]}


@pytest.fixture
def clara(cast):
    client = Client()
    sign_in(client, cast.clara, confirmed=True)
    return client


@pytest.fixture
def module(cast):
    """One, two, three in this order, of four pieces."""
    for slug in ("one", "two", "three", "four"):
        new_piece(cast, slug)
    made = make_module(by=cast.clara, centre=cast.here, words=WORDS)
    for slug in ("one", "two", "three"):
        add_piece(by=cast.clara, module=made, slug=slug)
    return made


def order():
    return Module.objects.get().pieces


def said(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


def test_a_module_is_made_with_an_address_that_is_free(cast):
    made = [make_module(by=cast.clara, centre=cast.here, words=WORDS).slug for _time in range(3)]
    assert made == ["sleeping-again", "sleeping-again-2", "sleeping-again-3"]
    other = WORDS._replace(title={"es": "¿…?"})
    assert make_module(by=cast.clara, centre=cast.here, words=other).slug == "module"
    assert AuditRow.objects.filter(verb="library.module_made").count() == 4


def test_pieces_are_moved_taken_out_and_added(cast, module):
    move_piece(by=cast.clara, module=module, slug="three", places=-1)
    assert order() == ["one", "three", "two"]
    move_piece(by=cast.clara, module=module, slug="one", places=1)
    assert order() == ["three", "one", "two"]
    take_piece_out(by=cast.clara, module=module, slug="one")
    add_piece(by=cast.clara, module=module, slug="four")
    assert order() == ["three", "two", "four"]
    assert list(
        AuditRow.objects.filter(verb="library.module_changed").order_by("id").values_list("detail__what", flat=True)
    )[3:] == ["moved", "moved", "taken out", "added"]  # fmt: skip


@pytest.mark.parametrize(("slug", "places"), [("one", -1), ("three", 1)])
def test_nothing_is_moved_past_an_end(cast, module, slug, places):
    move_piece(by=cast.clara, module=module, slug=slug, places=places)
    assert order() == ["one", "two", "three"]


def test_two_people_arrange_at_once_and_both_are_done(cast, module):
    stale = Module.objects.get()
    move_piece(by=cast.clara, module=module, slug="three", places=-2)
    add_piece(by=cast.carlos, module=stale, slug="four")
    assert order() == ["three", "one", "two", "four"]
    take_piece_out(by=cast.clara, module=module, slug="two")
    for act in (
        lambda: move_piece(by=cast.carlos, module=stale, slug="two", places=-1),
        lambda: take_piece_out(by=cast.carlos, module=stale, slug="two"),
        lambda: add_piece(by=cast.carlos, module=stale, slug="four"),
        lambda: add_piece(by=cast.carlos, module=stale, slug="gone"),
    ):
        with pytest.raises(ValidationError):
            act()
    assert order() == ["three", "one", "four"]


def test_what_somebody_else_wrote_meanwhile_is_not_overwritten(cast, module):
    seen = state_of(module)
    change_module(by=cast.carlos, module=module, words=WORDS._replace(title={"en": "His"}), seen=seen)
    with pytest.raises(ValidationError):
        change_module(by=cast.clara, module=module, words=WORDS._replace(title={"en": "Hers"}), seen=seen)
    assert Module.objects.get().title == {"en": "His"}


# --- pages ------------------------------------------------------------------------------------------------------------


def test_the_list_says_how_much_of_each_is_shown(cast, module):
    until = today_of(cast.here) + timedelta(days=9)
    pieces = {piece.slug: piece for piece in cast.here.pieces.all()}
    for slug, language in (("one", "en"), ("two", "en"), ("one", "es"), ("four", "en")):
        publish(by=cast.carlos, version=handed_in(cast.clara, pieces[slug], language), until=until)
    handed_in(cast.clara, pieces["three"])
    [line] = module_lines(cast.here)
    assert (line.title, line.pieces, line.shown) == ("Sleeping again", 3, (("en", 2), ("es", 1), ("pt", 0)))


def test_a_module_is_made_on_its_page_and_its_pieces_added_there(cast, clara):
    new_piece(cast, "one")
    answer = clara.post("/library/new-module/", WRITTEN)
    assert answer["Location"] == "/library/modules/sleeping-again/"
    answer = clara.post("/library/modules/sleeping-again/order/", {"piece": "one", "do": "add"})
    assert (answer["Location"], order()) == ("/library/modules/sleeping-again/#add", ["one"])


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title_en": "", "summary_en": ""}, "Write a title in one language at least."),
        ({"summary_en": ""}, "In a language in which there is one of title and summary, both are needed."),
        ({"title_es": "Volver a dormir"}, "In a language in which there is one of title and summary, both are needed."),
        ({"audience": []}, "Choose at least one."),
        ({"area": ""}, "Choose an area."),
    ],
)
def test_a_module_that_says_too_little_is_not_made(cast, clara, wrong, sentence):
    page = clara.post("/library/new-module/", {**WRITTEN, **wrong})
    assert (page.status_code, sentence in said(page), Module.objects.count()) == (422, True, 0)


def test_pieces_are_moved_by_buttons_and_the_same_button_is_next(cast, module, clara):
    page = clara.get("/library/modules/sleeping-again/").content.decode()
    assert re.findall(r'id="((?:up|down)-\w+)"', page) == ["down-one", "up-two", "down-two", "up-three"]
    for piece, do, at, after in (
        ("three", "up", "up-three", ["one", "three", "two"]),
        ("three", "up", "down-three", ["three", "one", "two"]),
        ("one", "out", "pieces", ["three", "two"]),
        ("gone", "up", "pieces", ["three", "two"]),
    ):
        answer = clara.post("/library/modules/sleeping-again/order/", {"piece": piece, "do": do})
        assert (answer["Location"].partition("#")[2], order()) == (at, after)
    assert "This piece is not in the module any more." in said(clara.get("/library/modules/sleeping-again/"))


def test_what_one_wrote_stands_beside_what_the_other_saved(cast, module, clara):
    seen = state_of(module)
    change_module(by=cast.carlos, module=module, words=WORDS._replace(title={"en": "His"}), seen=seen)
    page = clara.post("/library/modules/sleeping-again/", {**WRITTEN, "title_en": "Hers", "seen": seen})
    assert (page.status_code, Module.objects.get().title) == (409, {"en": "His"})
    assert "nothing is lost" in said(page)
    assert ('value="Hers"' in page.content.decode(), "His" in said(page)) == (True, True)
    seen = re.findall(r'name="seen" value="(\w+)"', page.content.decode())[0]
    clara.post("/library/modules/sleeping-again/", {**WRITTEN, "title_en": "Hers", "seen": seen})
    assert Module.objects.get().title == {"en": "Hers"}


def test_a_language_that_the_page_does_not_show_stays(cast, module, clara):
    polish = WORDS._replace(title={"en": "Sleeping again", "pl": "Znów spać"}, summary={"en": "Nights.", "pl": "Noce."})
    change_module(by=cast.clara, module=module, words=polish, seen=state_of(module))
    seen = state_of(Module.objects.get())
    clara.post("/library/modules/sleeping-again/", {**WRITTEN, "title_en": "Sleep", "seen": seen})
    assert Module.objects.get().title == {"en": "Sleep", "pl": "Znów spać"}
