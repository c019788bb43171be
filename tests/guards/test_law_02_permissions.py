"""Law 2: every address × role × method has the outcome that a person reviewed in permissions/."""

from __future__ import annotations

import ast
import functools
import importlib
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import clear_url_caches, resolve, reverse

import oncocare.urls
from clinicians.models import Note, SavedView, Task
from mentoring.community.threads.models import Post
from mentoring.conversations.models import ContactRequest, ReplyTemplate
from oncocare.audit.models import AuditRow
from oncocare.demo import views as demo
from oncocare.joining import links
from oncocare.notifications.wishes.selectors import token_of
from oncocare.people.models import User
from oncocare.people.permissions import Permission
from oncocare.people.roles import ROLES
from oncocare.people.selectors import standing_of
from questionnaires.models import Import
from steps.actions import STEPS
from tests.cast import Cast
from tests.factories.campus_coach import coach_owned
from tests.factories.campus_lessons import campus_lesson_address
from tests.factories.chats import chat_address
from tests.factories.community_groups import groups_owned
from tests.factories.community_offers import community_address
from tests.factories.session_addresses import of_sessions
from tests.factories.surveys import surveys_owned
from tests.guards.house import Module, Route, module, modules, routes
from tests.guards.scene import Scene, undone
from tests.signing_in import go_to, sign_in

MATRIX = Path(__file__).with_name("permissions")  # one file a room; read as one text, so that they share their words
METHODS = ("GET", "POST", "PUT", "DELETE")
ANONYMOUS = "anonymous"
REFUSALS = ("403", "404", "405")

Matrix = dict[str, dict[str, dict[str, str]]]


@pytest.fixture
def demo_urls(settings: Any) -> Iterator[None]:
    """Every route there is, those of the demo included."""
    settings.DEMO = True
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 60 * 60  # the walk is longer than ten minutes on a busy machine
    _reload()
    yield
    settings.DEMO = False
    _reload()


def _reload() -> None:
    importlib.reload(oncocare.urls)
    clear_url_caches()


def invitations(scene: Scene) -> dict[str, Any]:
    """Which invitation each address is about: that of a patient, or of a colleague."""
    return {
        **dict.fromkeys(("letter", "letters", "withdraw_invitation", "renew_invitation"), scene.invitation),
        **dict.fromkeys(("renew_colleague", "withdraw_colleague"), scene.colleague),
    }


# What stands for an argument that is no id.
SAID = {
    "line": "new", "leaflet": "today", "key": "made-up", "topic": "diagnosis", "slug": "desk", "about": "care",
    "language": "en", "code": "nausea",
}  # fmt: skip


def library(route: Route, scene: Scene) -> dict[str, Any]:
    """What the addresses of the library name; elsewhere nothing."""
    stock = scene.library
    if not route.urlconf.startswith("oncocare.library."):
        return {}
    return {
        "pk": stock.medium.pk if route.name in ("library_file", "library_captions") else stock.waiting.pk,
        "slug": stock.module.slug if "module" in route.name or route.name == "library_export" else stock.piece.slug,
        "centre": stock.piece.centre.slug,
        "language": "en",
        "name": stock.medium.name,
    }


def community(route: Route) -> dict[str, Any]:
    """What the addresses of groups name: Ana's group, and of it the first thread with its first post, which is hers."""
    if not route.urlconf.startswith(("mentoring.community.", "clinicians.desk.groups.")):
        return {}
    post = Post.objects.order_by("made", "thread__made", "pk").first()
    if post is None:
        return {}
    picture = post.pictures.first()
    return {
        "group": post.group_id, "thread": post.thread_id, "post": post.pk, "picture": picture.pk if picture else post.pk,
        "member": post.by_id,
    }  # fmt: skip


def address(route: Route, scene: Scene) -> str:
    """The address of a route for what belongs to Ana."""
    owned = {
        "received": scene.answered,
        "support": scene.flag,
        **dict.fromkeys(("start_answering", "check_answers", "question"), scene.open),
        **dict.fromkeys(("call_question", "check_call", "call_worry"), scene.open),
        **dict.fromkeys(("give_role", "take_role"), scene.membership),
        **dict.fromkeys(("activate_policy", "decline_policy"), scene.activation),
        **dict.fromkeys(("acknowledge_flag", "close_flag", "hand_over_flag"), scene.flag),
        "remove_cover": scene.cover,
        **dict.fromkeys(("accept_proposal", "change_proposal", "decline_proposal"), scene.proposal),
        "access_request": scene.asked,
        **dict.fromkeys(("consent_text", "centre_text_version"), scene.text),
        "correct_note": Note.objects.filter(corrected_by=None, patient=scene.pathway.patient).first(),
        "finish_task": Task.objects.filter(done_at=None, patient=scene.pathway.patient).first(),
        "from_before": Import.objects.first(),
        "delete_view": SavedView.objects.first(),
        **dict.fromkeys(
            ("set_level", "help_began", "help_ended", *(f"{step}_pathway" for step in STEPS)), scene.pathway
        ),
    }
    asked = ContactRequest.objects.filter(answered_at=None).order_by("patient__key").first()
    owned |= {**invitations(scene), "answer_request": asked, **coach_owned(scene.answered), **groups_owned(scene.cast)}
    owned |= dict.fromkeys(("reply_template", "reply_template_remove"), ReplyTemplate.objects.first()) | surveys_owned()
    values = {
        "pk": getattr(owned.get(route.name, scene.pathway.patient), "pk", None),
        **dict.fromkeys(("item", "version", "uidb36"), "1"),
        "token": token_of(scene.cast.ana)
        if route.name == "messages_off"
        else signing.dumps(str(scene.cast.ana.pk), salt=demo.SALT),
        **SAID,
        "link": links.write(scene.invitation.pk),
        "number": scene.passkey,
        "bundle": scene.open.bundle,
        **(({"slug": "here"} if route.name == "privacy_notice" else {}) | library(route, scene)),
        **(campus_lesson_address(route.name, scene.library) | community(route) | community_address(route.name)),
        **(chat_address(route.name) | of_sessions(route.name)),
    }
    return reverse(route.name, kwargs={name: values[name] for name in route.arguments})


class Browser:
    """One browser that becomes whoever is asked for; the middleware is built once, for it is slow to build."""

    def __init__(self, cast: Cast) -> None:
        self.client, self.keys = Client(), {}
        self.people = {role: person(role) for role in roles()[1:]}
        for role, user in self.people.items():
            sign_in(self.client, user, confirmed=role != "patient")
            self.client.get(reverse("help_now"))  # from now on the session has a beginning, and so an end
            if standing_of(user).undecided:
                go_to(self.client, cast.here)
            self.keys[role] = self.client.cookies.pop(settings.SESSION_COOKIE_NAME).value

    def visit(self, role: str, method: str, path: str) -> tuple[str, int]:
        """What came of one request, taken back at once, and how many denial rows of this person it left."""
        cache.clear()  # or the rate limits answer
        self.client.cookies.clear()
        if role in self.keys:
            self.client.cookies[settings.SESSION_COOKIE_NAME] = self.keys[role]
        with undone():
            response = self.client.generic(method, path, "made=up", "application/x-www-form-urlencoded")
            actor = f"user:{self.people[role].pk}" if role in self.keys else ANONYMOUS
            return outcome(response), AuditRow.objects.filter(verb="denied", actor=actor).count()


def outcome(response: HttpResponse) -> str:
    """A status, or the name of the page a redirect leads to."""
    if response.status_code not in (301, 302, 303, 307, 308):
        return str(response.status_code)
    return resolve(urlsplit(response["Location"]).path).url_name or "unnamed"


def observe(scene: Scene) -> tuple[Matrix, list[str]]:
    """The matrix as the house behaves, and every refusal that left no denial row or more than one."""
    browser, seen, silent = Browser(scene.cast), {}, []
    for route in routes():
        path = address(route, scene)
        seen[route.name] = {method: {} for method in METHODS}
        for method in METHODS:
            for role in roles():
                came, denials = browser.visit(role, method, path)
                seen[route.name][method][role] = came
                if role != ANONYMOUS and denials != (came in ("403", "404")):
                    silent.append(f"{route.name} {method} {role}: {came} with {denials} denial rows")
    return seen, silent


def unreviewed() -> list[str]:
    """Roles that no row of the matrix is about, by their own name."""
    return [name for name in ROLES if name not in reviewed()["roles"]]


def person(role: str) -> User:
    """Who stands for this role."""
    return User.objects.get(name=reviewed()["roles"][role]["who"].title())


def roles() -> tuple[str, ...]:
    """Every role that the matrix is about, the anonymous first."""
    return (ANONYMOUS, *reviewed()["roles"])


def wanted(row: Mapping[str, Any]) -> dict[str, str]:
    """The reviewed outcome of each role: its own, that of whom it is like, or what the row says of several together."""
    return {role: str(next((row[name] for name in _said_of(role) if name in row), "not said")) for role in roles()}


def _said_of(role: str) -> tuple[str, ...]:
    """The words of a row under which a role may stand, the nearest first."""
    if role == ANONYMOUS:
        return (role, "others", "all")
    return (role, reviewed()["roles"][role].get("like", role), "signed_in", "others", "all")


def opens_for(row: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """The roles for whom an address opens a page, by its reviewed row."""
    return [role for role, outcome in wanted(row["GET"]).items() if outcome == "200"]


def unread(row: Mapping[str, Any]) -> list[str]:
    """What a row says that it may not: a role that nobody knows, or `others` let in without a name."""
    strange = [name for name in row if name not in (*roles(), "all", "signed_in", "others")]
    return strange + (["others"] if str(row.get("others", "403")) not in REFUSALS else [])


def compare(reviewed: Mapping[str, Mapping[str, Mapping[str, Any]]], seen: Matrix) -> list[str]:
    """Where the house does not behave as reviewed."""
    return [
        *(f"{name}: not in the matrix" for name in seen.keys() - reviewed.keys()),
        *(f"{name}: in the matrix, but there is no such route" for name in reviewed.keys() - seen.keys()),
        *(
            f"{name} {method} {role}: {seen[name][method][role]}, reviewed as {outcome}"
            for name in sorted(seen.keys() & reviewed.keys())
            for method in METHODS
            for role, outcome in wanted(reviewed[name][method]).items()
            if seen[name][method][role] != outcome
        ),
        *(
            f"{name} {method}: {word} cannot stand there"
            for name, methods in reviewed.items()
            for method, row in methods.items()
            for word in unread(row)
        ),
    ]


@functools.cache
def reviewed() -> dict[str, Any]:
    """The matrix as the files have it."""
    files = sorted(MATRIX.glob("*.yaml"))
    return yaml.safe_load("".join(file.read_text(encoding="utf-8") for file in files))


@pytest.mark.slow
def test_every_address_behaves_as_reviewed(scene: Scene, demo_urls: None):
    seen, silent = observe(scene)
    assert len(roles()) >= 11
    assert len(seen) >= 24
    assert "\n".join(compare(reviewed()["routes"], seen)) == ""
    assert silent == [], "a refusal leaves exactly one denial row, anything else none"


def test_nobody_comes_in_without_signing_in_but_where_it_is_said(scene: Scene, demo_urls: None):
    matrix, public = reviewed()["routes"], reviewed()["public"]
    open_to_all = {
        name
        for name, methods in matrix.items()
        if any(wanted(row)[ANONYMOUS] != "account_login" for row in methods.values())
    }
    assert open_to_all == set(public)
    assert [name for name, reason in public.items() if len(reason.split()) < 4] == []


@pytest.mark.slow
def test_an_id_that_does_not_exist_is_as_unknown_as_anothers(scene: Scene, demo_urls: None):
    browser, nobody = Browser(scene.cast), uuid.uuid4()
    with_ids = [route for route in routes() if "pk" in route.arguments]
    assert len(with_ids) >= 14
    for route in with_ids:
        more = {"item": "1", "language": "en", "bundle": nobody}
        path = reverse(
            route.name, kwargs={"pk": nobody, **{name: more[name] for name in route.arguments if name in more}}
        )
        for role in roles()[1:]:
            answers = {browser.visit(role, method, path) for method in ("GET", "POST")}
            assert answers <= {("404", 1), ("405", 0)}, f"{route.name} {role}"
            assert ("404", 1) in answers, f"{route.name} {role}"


# --- every permission is asked ----------------------------------------------------------------------------------------


def asked(one: Module) -> set[str]:
    """The permissions that a module hands to a check: as an argument of a call, or as the default of one."""
    handed = [part for node in ast.walk(one.tree) for part in _handed(node)]
    given = [way for part in handed for way in ([part.body, part.orelse] if isinstance(part, ast.IfExp) else [part])]
    return {part.attr for part in given if isinstance(part, ast.Attribute) and ast.unparse(part.value) == "Permission"}


def _handed(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.Call):
        return [*node.args, *(given.value for given in node.keywords)]
    return node.defaults if isinstance(node, ast.arguments) else []


def test_every_permission_is_asked_by_a_line_of_the_house():
    found = {name for one in modules() for name in asked(one)}
    assert {one.name for one in Permission} == found


def test_a_permission_that_only_stands_in_a_list_is_asked_by_nobody():
    source = """
HELD = {Permission.ANSWER}
shown = Permission.SEE_CASELOAD in held
def own(user, permission=Permission.SEE_OWN_COURSE): ...
patient_for(user, pk, Permission.SEE_RECORD)
holders(centre=centre, permission=Permission.ANSWER_FLAG)
centre_for(user, Permission.SEE_ROTA if mine else permission)
"""
    assert asked(module(source, "steps/selectors.py")) == {
        "SEE_OWN_COURSE", "SEE_RECORD", "ANSWER_FLAG", "SEE_ROTA",
    }  # fmt: skip


def test_the_doors_of_the_demo_are_not_there_outside_a_demo():
    assert {"demo_sign_in", "gallery"} & {route.name for route in routes()} == set()


def test_a_route_nobody_reviewed_a_stale_one_a_wrong_outcome_and_a_word_that_lets_in_unnamed_are_found():
    seen = {"page": {method: dict.fromkeys(roles(), "200") for method in METHODS}}
    everybody: dict[str, Any] = {method: {"all": 200} for method in METHODS}
    wrong = everybody | {"GET": {"anonymous": 403, "signed_in": 200}, "PUT": {"mayor": 200, "others": 200}}
    assert compare({"old": everybody, "page": wrong}, {"new": seen["page"], **seen}) == [
        "new: not in the matrix",
        "old: in the matrix, but there is no such route",
        "page GET anonymous: 200, reviewed as 403",
        "page PUT: mayor cannot stand there",
        "page PUT: others cannot stand there",
    ]


def test_a_role_is_found_by_its_name_wherever_it_stands_in_the_row():
    row = {"others": 404, "coordinator": 200, "anonymous": "account_login"}
    expected = dict.fromkeys(roles(), "404") | {"coordinator": "200", "anonymous": "account_login"}
    assert wanted(row) == expected
