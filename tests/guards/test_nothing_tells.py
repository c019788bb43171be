"""Nothing that a patient's phone loads says what its owner has: not a page, not a file, not the name of one."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse

from oncocare.people.actions import change_centre
from tests.cast import BY
from tests.guards.house import ROOT, routes
from tests.guards.scene import Scene
from tests.guards.test_law_02_permissions import Browser, address

STATIC = ROOT / "oncocare" / "web" / "static" / "web"
WORD = "onco"


def telling(answer: Any) -> list[str]:
    """What an answer says about its reader's illness, in a header or anywhere in it."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    said = body.decode("utf-8", "ignore") + " ".join(f"{name}: {value}" for name, value in answer.items())
    return sorted({said[max(0, at.start() - 40) : at.end() + 40] for at in re.finditer(WORD, said, re.IGNORECASE)})


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_page_of_a_patient_or_of_a_stranger_says_it(scene: Scene, language: str):
    change_centre(by=BY, centre=scene.cast.here, site_name="Acompaña")
    for user in (scene.cast.ana, scene.cast.felix):
        user.language = language
        user.save()
    browser = Browser(scene.cast)
    found, seen = {}, 0
    for route in routes():
        for role in ("anonymous", "patient", "caregiver"):
            browser.client.cookies.clear()
            browser.client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
            if role in browser.keys:
                browser.client.cookies[settings.SESSION_COOKIE_NAME] = browser.keys[role]
            answer = browser.client.get(address(route, scene))
            if answer.status_code == 200:
                seen += 1
                if told := telling(answer):
                    found[f"{route.name} {role}"] = told
    assert seen > 60
    assert found == {}


def test_no_file_that_a_page_loads_says_it():
    files = [file for file in STATIC.iterdir() if file.is_file()]
    assert len(files) > 9
    assert [file.name for file in files if WORD in (file.name + file.read_text(encoding="utf-8")).casefold()] == []


def test_a_word_in_a_page_and_in_the_name_of_a_file_is_found():
    answer = HttpResponse("<title>OncoSite</title>", headers={"Content-Disposition": 'attachment; filename="onco.pdf"'})
    assert len(telling(answer)) == 2
