"""From the letter to the first level: few pages, also without scripts, by keyboard, and heard in the right order."""

from __future__ import annotations

import sys

import pytest

from tests.journeys.walk import MOST_PAGES, WAYS, Walk, letters


@pytest.mark.parametrize(("language", "script"), WAYS)
def test_the_walk_is_short(visit, demo, language, script):
    person = visit(language=language, script=script)
    walk = Walk(person, f"walk-{language}-{script}@home.invalid".lower(), each=lambda: person.look())
    [letter] = letters(demo, language)
    walk.go(letter)
    sys.stdout.write(f"{walk.pages} pages, {walk.taps} taps")  # `pytest -rP` shows it
    assert walk.pages <= MOST_PAGES
