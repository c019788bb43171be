"""The pieces that are read most, in Portuguese: plain, of Portugal, and whole without the others of their module."""

from __future__ import annotations

import re

import pytest

from oncocare.library import document
from oncocare.library.ease import PLAIN, ease
from oncocare.library.folder import SHIPPED, read
from tests.translations import FAMILIAR_IN_PORTUGAL, SAID_IN_BRAZIL


@pytest.fixture(scope="module")
def shipped():
    return read(SHIPPED)


@pytest.fixture(scope="module")
def said(shipped):
    """What each piece says, with its title and summary."""
    texts = {slug: piece.texts["pt"] for slug, piece in shipped.pieces.items() if "pt" in piece.texts}
    return {slug: "\n".join([text.title, text.summary, document.plain(text.text)]) for slug, text in texts.items()}


def test_ten_are_there_with_the_names_of_the_modules_they_stand_in(shipped, said):
    assert len(said) == 10
    within = {slug for slug, module in shipped.modules.items() if set(module.pieces) & set(said)}
    named = {slug for slug, module in shipped.modules.items() if {"title", "summary"} <= _in_portuguese(module)}
    assert within == named
    assert {shipped.pieces[slug].facts.area.value for slug in said} == {
        "illness", "emotions", "sleep", "tiredness", "family", "fear", "palliative", "beside",
    }  # fmt: skip


def _in_portuguese(module):
    return {name for name in ("title", "summary") if "pt" in getattr(module, name)}


def test_they_are_read_easily(said):
    assert [slug for slug, text in said.items() if (ease(text, "pt").score or 0) < PLAIN] == []


def test_nothing_of_spain_is_said_as_if_it_held_in_portugal(said):
    assert [slug for slug, text in said.items() if re.search(r"\b024\b|Españ|Espanha|AECC", text)] == []


def test_they_name_no_lesson_that_is_not_there(said):
    other = re.compile(r"lição seguinte|próximas? liç|neste módulo|este módulo")
    assert [slug for slug, text in said.items() if other.search(text)] == []


def test_the_reader_is_spoken_to_formally_in_words_of_portugal(said):
    """What somebody says to another at home stands between « and »."""
    apart = {slug: re.sub("«[^»]*»", "", text) for slug, text in said.items()}
    assert [slug for slug, text in apart.items() if FAMILIAR_IN_PORTUGAL.search(text)] == []
    assert [slug for slug, text in said.items() if SAID_IN_BRAZIL.search(text)] == []
