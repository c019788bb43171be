"""What is needed to write a text reaches nobody who reads one: no page that patients, relatives or visitors open loads the
editor, and the process that answers them holds nothing that cleans HTML.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping

from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.factories.library import new_piece
from tests.guards.house import ROOT, routes
from tests.guards.scene import Scene
from tests.guards.test_law_02_permissions import Browser, address
from tests.signing_in import sign_in

EDITOR = "editor.js"
WRITING = ("nh3", "oncocare.library.cleaned")  # loaded by the first text that an editor sends
READERS = ("anonymous", "patient", "caregiver", "mentor")
ASK = """
import json, sys, django
django.setup()
from django.test import Client
from django.urls import get_resolver
from django.urls.resolvers import URLResolver
def views(patterns):
    for one in patterns:
        yield from views(one.url_patterns) if isinstance(one, URLResolver) else [one.callback]
count = len(list(views(get_resolver().url_patterns)))
answer = Client(headers={"host": "oncocare.example"}).get("/account/sign-in/", secure=True)
loaded = [name for name in NAMES if name in sys.modules]
import oncocare.library.cleaned
print(json.dumps([count, answer.status_code, loaded, [name for name in NAMES if name in sys.modules]]))
"""


def with_editor(pages: Mapping[str, str]) -> list[str]:
    """The pages that ask for the editor."""
    return [name for name, text in pages.items() if EDITOR in text]


def opened(scene: Scene, roles: Iterable[str]) -> dict[str, str]:
    """Every page that opens for one of these roles."""
    browser, pages = Browser(scene.cast), {}
    for route in routes():
        for role in roles:
            browser.client.cookies.clear()
            if role in browser.keys:
                browser.client.cookies[settings.SESSION_COOKIE_NAME] = browser.keys[role]
            answer = browser.client.get(address(route, scene))
            if answer.status_code == 200 and not answer.streaming and "html" in answer.get("Content-Type", ""):
                pages[f"{route.name} for {role}"] = answer.content.decode()
            if answer.streaming:
                list(answer.streaming_content)  # a file is closed once it is read
    return pages


def test_no_page_of_a_reader_loads_the_editor(scene: Scene):
    pages = opened(scene, READERS)
    assert len(pages) > 60
    assert with_editor(pages) == []


def test_the_page_on_which_somebody_writes_is_found(scene: Scene, client: Client):
    sign_in(client, scene.cast.clara)
    piece = new_piece(scene.cast, "made-up")
    page = client.get(reverse("library_write", args=[piece.slug, "en"])).content.decode()
    assert with_editor({"library_write": page, "other": ""}) == ["library_write"]


def test_the_process_that_answers_readers_holds_nothing_of_the_editor():
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "oncocare.settings",
        "ONCOCARE_MODE": "production",
        **dict.fromkeys(("SECRET_KEY", "AUDIT_KEY"), "only-for-this-test-" + "x7Q" * 20),
        **dict.fromkeys(("AUDIT_WITNESS", "MEDIA_ROOT"), "/nowhere"),
        "ALLOWED_HOSTS": "oncocare.example",
        "DATABASE_URL": "postgresql://nobody@localhost:1/none",
    }
    asked = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", ASK.replace("NAMES", repr(WRITING))],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert asked.returncode == 0, asked.stderr
    views, status, before, after = json.loads(asked.stdout.splitlines()[-1])
    assert views > 100
    assert (status, before, after) == (200, [], list(WRITING))  # and it is found once somebody writes
