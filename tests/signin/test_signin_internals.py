"""What is taken from modules that allauth calls internal: each name by itself, so that a release says what it changed."""

from __future__ import annotations

import inspect

import pytest

from oncocare.signin import internals
from tests.guards.house import imports, modules

CALLED_WITH = {  # each name, and the parameters that this house relies on
    "TOTP": ("instance",),
    "WebAuthn": ("instance",),
    "begin_authentication": ("user",),
    "begin_registration": ("user", "passwordless"),
    "check_rate_limit": ("user",),
    "clear_totp_secret": ("request",),
    "did_recently_reauthenticate": ("request",),
    "get_authentication_records": ("request",),
    "reauthenticate_by_password": ("request",),
    "record_authentication": ("request", "user", "method"),
}


@pytest.mark.parametrize("name", sorted(CALLED_WITH))
def test_each_name_is_there_and_takes_what_it_is_given(name):
    parameters = inspect.signature(getattr(internals, name)).parameters
    assert [word for word in CALLED_WITH[name] if word not in parameters] == []


def test_every_name_is_named_here():
    assert sorted(internals.__all__) == sorted(CALLED_WITH)


def test_no_other_module_takes_anything_internal():
    taken = {
        module.name
        for module in modules()
        for _node, dotted in imports(module)
        if ".internal" in f".{dotted}" and dotted.startswith("allauth")
    }
    assert taken == {"oncocare.signin.internals"}
