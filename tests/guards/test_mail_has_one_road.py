"""Mail has one road: rows in the outbox. One module hands them to a server, and one speaks to it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.guards.house import Module, imports, judge, module, modules

POST = "oncocare.foundation.mail"
SERVER = ("django.core.mail", "smtplib", "email", "aiosmtplib")
HANDS_OVER = {
    "oncocare/notifications/sending/actions.py": "It sends what waits in the outbox, and tries again.",
}
SPEAKS = {
    "oncocare/foundation/mail.py": "It writes one mail and speaks to the configured server.",
}


def handing_over(one: Module) -> Iterator[str]:
    """Every way in which a module gets hold of `post`."""
    names = {
        alias.asname or alias.name
        for node in ast.walk(one.tree)
        if isinstance(node, ast.ImportFrom) and node.module == "oncocare.foundation"
        for alias in node.names
        if alias.name == "mail"
    }
    yield from (
        f"{one.at(node)}: imports post" for node, dotted in imports(one) if dotted in (f"{POST}.post", f"{POST}.*")
    )
    for node in ast.walk(one.tree):
        if isinstance(node, ast.Attribute) and node.attr == "post" and ast.unparse(node.value) in {*names, POST}:
            yield f"{one.at(node)}: uses {ast.unparse(node)}"
        if isinstance(node, ast.Constant) and node.value == f"{POST}.post":
            yield f"{one.at(node)}: names {node.value}"


def speaking(one: Module) -> Iterator[str]:
    """Every import of what could send a mail past us."""
    for node, dotted in imports(one):
        if any(f"{dotted}.".startswith(f"{name}.") for name in SERVER):
            yield f"{one.at(node)}: imports {dotted}"
    for node in ast.walk(one.tree):
        if isinstance(node, ast.Attribute) and node.attr in {"email_user", "mail_admins", "mail_managers"}:
            yield f"{one.at(node)}: uses {node.attr}"


def test_only_the_sender_hands_a_mail_over():
    assert judge([hit for one in modules() for hit in handing_over(one)], HANDS_OVER) == []


def test_only_one_module_speaks_to_the_server():
    assert judge([hit for one in modules() for hit in speaking(one)], SPEAKS) == []


def test_every_way_past_the_outbox_is_found():
    source = """
from django.core.mail import send_mail
import smtplib
from oncocare.foundation import clock, mail as mails
from oncocare.foundation.mail import AddressRefused, post
import oncocare.foundation.mail
mails.post("a", "b", {}, language="en")
oncocare.foundation.mail.post("a", "b", {}, language="en")
client.post("/")
user.email_user("a", "b")
import_string("oncocare.foundation.mail.post")
"""
    made_up = module(source, "steps/actions.py")
    assert sorted(handing_over(made_up)) == [
        "steps/actions.py:11: names oncocare.foundation.mail.post",
        "steps/actions.py:5: imports post",
        "steps/actions.py:7: uses mails.post",
        "steps/actions.py:8: uses oncocare.foundation.mail.post",
    ]
    assert sorted(speaking(made_up)) == [
        "steps/actions.py:10: uses email_user",
        "steps/actions.py:2: imports django.core.mail.send_mail",
        "steps/actions.py:3: imports smtplib",
    ]
