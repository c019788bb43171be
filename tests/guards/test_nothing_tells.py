"""Nothing that a patient's phone loads says what its owner has: not a page, not a file, not the name of one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.utils import translation

from oncocare.people.actions import change_centre
from oncocare.safety.crisis.messages import help_now
from oncocare.safety.crisis.numbers import for_country
from tests.cast import BY
from tests.guards.house import ROOT, routes
from tests.guards.scene import Scene
from tests.guards.test_law_02_permissions import Browser, address

STATIC = ROOT / "oncocare" / "web" / "static" / "web"
WORD = "onco"
PHONE = "+34 93 000 00 00"
MAIL_ES = "024, para hablar con alguien, gratis, día y noche"


def telling(answer: Any, word: str = WORD) -> list[str]:
    """What an answer says about its reader's illness, in a header or anywhere in it."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    said = body.decode("utf-8", "ignore") + " ".join(f"{name}: {value}" for name, value in answer.items())
    return sorted({said[max(0, at.start() - 40) : at.end() + 40] for at in re.finditer(word, said, re.IGNORECASE)})


def opened(scene: Scene, language: str) -> Iterator[tuple[str, str, Any]]:
    """Every page that a patient, somebody beside them or a stranger can open: its name, who opens it, and the page."""
    change_centre(by=BY, centre=scene.cast.here, site_name="Acompaña", phone=PHONE)
    for user in (scene.cast.ana, scene.cast.felix):
        user.language = language
        user.save()
    browser = Browser(scene.cast)
    for route in routes():
        for role in ("anonymous", "patient", "caregiver"):
            browser.client.cookies.clear()
            browser.client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
            if role in browser.keys:
                browser.client.cookies[settings.SESSION_COOKIE_NAME] = browser.keys[role]
            answer = browser.client.get(address(route, scene))
            if answer.status_code == 200:
                yield str(route.name), role, answer


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_page_of_a_patient_or_of_a_stranger_says_it(scene: Scene, language: str):
    pages = list(opened(scene, language))
    assert len(pages) > 60
    assert {f"{name} {role}": told for name, role, page in pages if (told := telling(page))} == {}


@pytest.mark.parametrize("language", ["en", "es"])
def test_what_a_line_is_called_stands_on_the_help_page_alone_and_no_number_breaks(scene: Scene, language: str):
    line = for_country("ES", language).numbers[0]
    pages = list(opened(scene, language))
    assert {name for name, _role, page in pages if telling(page, line.official)} == {"help_now"}
    short = {name for name, _role, page in pages if telling(page, line.name) and telling(page, line.hours)}
    assert {"help_now", "my_page", "account_login", "my_plan", "support", "join"} <= short
    broken = {name: cut for name, _role, page in pages if (cut := breaking(page))}
    assert broken == {}
    dialled = {
        name for name, _role, page in pages if telling(page, "tel:" + PHONE.replace(" ", "").replace("+", "[+]"))
    }
    assert {"my_page", "my_plan", "who_looked", "support"} <= dialled


def breaking(answer: Any) -> list[str]:
    """The telephone numbers to press that a line can break."""
    if answer.streaming:
        return []
    links = re.findall(r'<a\b[^>]*href="tel:[^>]*>([^<]*)</a>', answer.content.decode("utf-8", "ignore"))
    return [link.strip() for link in links if re.search(r"\d \d", link)]


def test_a_number_that_a_line_can_break_is_found():
    page = '<a class="x" href="tel:+3490">Call +34 90</a><a href="tel:+3491">Call +34\N{NO-BREAK SPACE}91</a>'
    assert breaking(HttpResponse(page)) == ["Call +34 90"]


def test_a_mail_says_what_a_line_is_for_and_not_what_it_is_called(scene: Scene):
    patient = scene.cast.patient(scene.cast.ana)
    for language, said in (("en", "024, to talk with somebody, free, day and night"), ("es", MAIL_ES)):
        with translation.override(language):
            mail = help_now(patient)
        assert said in mail.splitlines()
        assert for_country("ES", language).numbers[0].official not in mail


# Only who writes texts loads the editor (`test_readers_load_no_editor.py`); an option of Tiptap, `onContentError`, has the
# letters.
WRITERS = "editor.js"


def test_no_file_that_a_page_loads_says_it():
    files = [file for file in STATIC.iterdir() if file.is_file() and file.name != WRITERS]
    assert len(files) > 9
    assert [file.name for file in files if WORD in (file.name + file.read_text(encoding="utf-8")).casefold()] == []


def test_a_word_in_a_page_and_in_the_name_of_a_file_is_found():
    answer = HttpResponse("<title>OncoSite</title>", headers={"Content-Disposition": 'attachment; filename="onco.pdf"'})
    assert len(telling(answer)) == 2
