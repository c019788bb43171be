"""Law 9: every response carries the exact security headers, and no page asks any other origin for anything."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from oncocare.site.home import views as home
from tests.guards.house import ROOT, judge, templates
from tests.guards.scene import Scene

HEADERS = {
    "Content-Security-Policy": (
        "base-uri 'none'; default-src 'self'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    ),
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
}
UNKEPT = {"no-store", "max-age=0, no-cache, no-store, must-revalidate, private"}  # the second is django-allauth's
NEVER = ("Access-Control-Allow-Origin", "Server", "X-Powered-By")


def wrong(headers: Mapping[str, str], *, page: bool = True) -> list[str]:
    """What is missing, other than it should be, or should not be there; the policy's directives come in any order."""
    policy = "; ".join(sorted(headers.get("Content-Security-Policy", "").split("; ")))
    headers = {**headers, "Content-Security-Policy": policy}
    return [
        *(f"{name}: {headers.get(name)}" for name, value in HEADERS.items() if headers.get(name) != value),
        *(f"{name}: {headers[name]}" for name in NEVER if name in headers),
        *(
            [f"Cache-Control: {headers.get('Cache-Control')}"]
            if page and headers.get("Cache-Control") not in UNKEPT
            else []
        ),
    ]


def ask(status: int, client: Client, path: str, **given: Any) -> HttpResponse:
    response = client.generic(given.pop("method", "GET"), path, **given)
    assert response.status_code == status
    return response


def test_every_kind_of_answer_carries_the_headers(scene: Scene, monkeypatch: pytest.MonkeyPatch):
    client = Client(raise_request_exception=False)
    answers = {
        "200": ask(200, client, "/help/"),
        "200 of django-allauth": ask(200, client, reverse("account_login")),
        "302": ask(302, client, "/caseload/"),
        "400": ask(400, client, "/help/", headers={"host": "other.example"}),
        "404": ask(404, client, "/nothing-here/"),
        "405": ask(405, client, "/help/", method="POST"),
        "403 without a token": ask(403, Client(enforce_csrf_checks=True), "/language/", method="POST"),
        "json": ask(200, client, "/health/"),
    }
    client.force_login(scene.cast.ana)
    answers["200 signed in"] = ask(200, client, "/")
    answers["403"] = ask(403, client, "/caseload/")
    monkeypatch.setattr(home, "render", None)
    answers["500"] = ask(500, client, "/")
    assert {name: wrong(answer.headers) for name, answer in answers.items()} == {name: [] for name in answers}


def test_files_carry_the_headers_too(db: None, client: Client):
    for name in ("favicon.svg", "site.js"):
        response = ask(200, client, f"/static/web/{name}")
        response.close()
        assert wrong(response.headers, page=False) == []
        assert response["Cache-Control"] == "max-age=60, public"


def test_a_missing_and_a_wrong_header_are_found():
    given = HEADERS | {"X-Frame-Options": "SAMEORIGIN", "Access-Control-Allow-Origin": "*", "Cache-Control": "public"}
    del given["Referrer-Policy"]
    assert wrong(given) == [
        "X-Frame-Options: SAMEORIGIN",
        "Referrer-Policy: None",
        "Access-Control-Allow-Origin: *",
        "Cache-Control: public",
    ]


# --- no other origin ------------------------------------------------------------------------------------------------

LINKS = {  # addresses a person may follow; a page never loads them by itself
    "templates/_components/quick_exit.html: https://www.wikipedia.org/": "Where somebody goes who must leave at once.",
}
OTHER = re.compile(
    r"""(?:(?:href|src|hx-\w+|action|formaction|srcset|poster|data|content)\s*=\s*["']?\s*|url\(\s*["']?|@import\s+["']|"""
    r"""(?:fetch|import|open|Worker|WebSocket|EventSource|sendBeacon)\(\s*["'`])((?:https?:|wss?:)?//[^"'`)\s>]+)""",
    re.IGNORECASE,
)
INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)[^>]*>|<style|\sstyle\s*=|\s(?:on|hx-on:)[a-z:-]+\s*=\s*[\"']|javascript:|=[\"']js:",
    re.IGNORECASE,
)


def origins(path: str, text: str) -> list[str]:
    """Every address of another origin that a file asks for, and what the content policy would refuse."""
    return [f"{path}: {found}" for found in OTHER.findall(text)]


def inline(path: str, text: str) -> list[str]:
    return [f"{path}: {found.strip()}" for found in INLINE.findall(text)]


def static_files() -> list[Any]:
    kinds = {".css", ".js", ".svg", ".scss", ".json", ".html", ".webmanifest"}
    folder = ROOT / "oncocare" / "web"
    return [
        file
        for file in sorted(folder.rglob("*"))
        if file.suffix in kinds and ("static" in file.parts or "scss" in file.parts)
    ]


def test_no_template_and_no_file_asks_another_origin():
    files = {one.path: one.text for one in templates()}
    files |= {str(file.relative_to(ROOT)): file.read_text(encoding="utf-8") for file in static_files()}
    assert len(files) > 60
    assert judge((hit for path, text in files.items() for hit in origins(path, text)), LINKS) == []


def test_nothing_inline_that_the_policy_would_refuse():
    assert judge(hit for one in templates() for hit in inline(one.path, one.text)) == []


def test_an_address_elsewhere_is_found_in_every_form():
    given: Iterable[str] = [
        '<img src="https://x.example/a.png">',
        "<script src=//x.example/a.js>",
        "a { background: url(http://x.example/a.woff) }",
        '@import "https://x.example/a.css";',
        "fetch('https://x.example')",
        '<form action="http://x.example">',
    ]
    assert [text for text in given if len(origins("made-up", text)) != 1] == []
    assert origins("made-up", '<svg xmlns="http://www.w3.org/2000/svg"><a href="/page/">') == []
    assert len(inline("made-up", '<p style="x" onclick="y">')) == 2


def test_rendered_pages_ask_no_other_origin(scene: Scene):
    client = Client()
    for who, path in (("ana", "/"), ("ana", "/help/"), ("clara", "/caseload/"), ("clara", "/centre/")):
        client.force_login(getattr(scene.cast, who))
        text = ask(200, client, path).content.decode()
        loaded = re.sub(r"<a\s[^>]*>", "", text)  # an anchor is followed by a person
        assert origins(path, loaded) == []
        assert inline(path, text) == []


# --- production -----------------------------------------------------------------------------------------------------

ASK_PRODUCTION = """
import json, django
django.setup()
from django.core.management import call_command
from django.test import Client
client = Client(headers={"host": "oncocare.example"})
plain = client.get("/help/")
page = client.get("/account/sign-in/", secure=True)
spoken = client.post("/language/", {"language": "es"}, secure=True)
call_command("check", deploy=True, fail_level="WARNING")
answers = [{**one.headers, "status": one.status_code} for one in (plain, page)]
cookies = {name: [bool(one["secure"]), bool(one["httponly"]), one["path"], one["samesite"], one["domain"]]
           for name, one in {**page.cookies, **spoken.cookies}.items()}
print(json.dumps([answers, cookies]))
"""


@pytest.mark.slow
def test_production_speaks_https_only():
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "oncocare.settings",
        "ONCOCARE_MODE": "production",
        "SECRET_KEY": "only-for-this-test-" + "x7Q" * 20,
        "AUDIT_KEY": "only-for-this-test-" + "x7Q" * 20,
        "AUDIT_WITNESS": "/nowhere",
        "MEDIA_ROOT": "/nowhere",
        "ALLOWED_HOSTS": "oncocare.example",
        "DATABASE_URL": "postgresql://nobody@localhost:1/none",
    }
    asked = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", ASK_PRODUCTION],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert asked.returncode == 0, asked.stderr
    (plain, page), cookies = json.loads(asked.stdout.splitlines()[-1])
    assert (plain["status"], plain["Location"]) == (301, "https://oncocare.example/help/")
    assert page["status"] == 200
    assert page["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains; preload"
    assert wrong(plain) == wrong(page) == []
    assert cookies == {
        "__Host-csrf": [True, True, "/", "Lax", ""],
        "language": [True, True, "/", "Lax", ""],
        "reading_language": [True, True, "/", "Lax", ""],
    }
