"""A change of SECRET_KEY: nobody is locked out meanwhile, and the old key can go; recovery codes are kept as hashes."""

from __future__ import annotations

import json
import time
from datetime import timedelta
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from oncocare.audit.models import AuditRow
from oncocare.foundation import clock, encryption
from oncocare.joining.actions import invite
from oncocare.signin import recovery
from oncocare.signin.actions import end_everywhere
from oncocare.signin.methods import actions as methods
from oncocare.signin.rotation import actions as rotation
from oncocare.signin.rotation import selectors as rotation_selectors
from oncocare.signin.rotation.selectors import KeyState
from oncocare.signin.selectors import methods_of
from tests.cast import BY
from tests.signin.conftest import PASSWORD

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def codes(cast, give_password):
    """The recovery codes of Clara, who has a password and an app."""
    methods.add_app(by=give_password(cast.clara), secret=SECRET)
    return methods.make_codes(by=cast.clara)


@pytest.fixture
def changed(settings):
    """Changes the key; the one before is known still."""

    def change(new="another key " * 5):
        settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = new, [settings.SECRET_KEY]

    return change


def app_code():
    return format_hotp_value(hotp_value(SECRET, int(time.time()) // 30))


def comes_in(user, code):
    """Whether somebody gets in with the password and this code."""
    cache.clear()  # a code of the app is good once
    client = Client()
    step = client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD}).url
    assert client.post(step, {"code": code}).status_code in (200, 302)
    return get_user(client) == user


def rotate(*options):
    said = StringIO()
    call_command("rotate_keys", *options, stdout=said)
    return said.getvalue().splitlines()


def refused(*options):
    with pytest.raises(CommandError) as stop:
        rotate(*options)
    return str(stop.value)


def as_before(user):
    """Recovery codes as allauth makes them: computed from an encrypted seed."""
    Authenticator.objects.filter(user=user, type="recovery_codes").delete()
    return RecoveryCodes.activate(user).generate_codes()


# --- while both keys are known ----------------------------------------------------------------------------------------


def test_with_the_old_key_among_the_fallbacks_staff_come_in_with_app_and_recovery_code(cast, codes, changed):
    changed()
    assert [comes_in(cast.clara, code) for code in (app_code(), codes[0], codes[0])] == [True, True, False]


def test_once_rotated_they_come_in_without_the_old_key(cast, codes, changed, settings):
    changed()
    assert rotate()[-1] == "Done: nothing is under an older key. SECRET_KEY_FALLBACKS can be emptied."
    settings.SECRET_KEY_FALLBACKS = []
    assert [comes_in(cast.clara, code) for code in (app_code(), codes[0], "0000000000")] == [True, True, False]


def test_a_key_that_is_not_here_is_a_wrong_code_and_a_line_in_the_log_not_a_broken_page(cast, codes, settings, caplog):
    settings.SECRET_KEY = "a key nobody told the old one of"
    assert [comes_in(cast.clara, code) for code in (app_code(), codes[0])] == [False, False]
    assert {record.getMessage() for record in caplog.records if record.name == "oncocare.signin.methods.actions"} == {
        "a second factor is under a key that is not here: see SECRET_KEY_FALLBACKS and rotate_keys"
    }
    assert methods_of(cast.clara).codes == 10, "how many there are is known without the key"


def test_a_session_goes_on_when_the_key_changes_and_can_still_be_ended_from_elsewhere(cast, client, changed):
    client.force_login(cast.ana)
    client.get("/help/")
    changed()
    client.get("/help/")
    assert get_user(client) == cast.ana
    assert list(UserSession.objects.values_list("session_key", flat=True)) == [client.session.session_key]
    end_everywhere(by=cast.ana, user=cast.ana)
    assert not get_user(client).is_authenticated


# --- rotate_keys ------------------------------------------------------------------------------------------------------


def test_a_dry_run_counts_and_changes_nothing(cast, codes, changed):
    changed()
    before = list(Authenticator.objects.order_by("pk").values_list("data", flat=True))
    assert rotate("--dry-run") == [
        "Second factors under SECRET_KEY: 0, under an older key: 2, under a key that is not here: 0.",
        "Sealed texts under SECRET_KEY: 0, under an older key: 0, under a key that is not here: 0.",
    ]
    assert list(Authenticator.objects.order_by("pk").values_list("data", flat=True)) == before
    assert not AuditRow.objects.filter(verb__in=("method.sealed_anew", "key.in_use")).exists()


def test_running_it_twice_changes_nothing_more(cast, codes, changed):
    changed()
    rotate()
    after = list(Authenticator.objects.order_by("pk").values_list("data", flat=True))
    rotate()
    assert list(Authenticator.objects.order_by("pk").values_list("data", flat=True)) == after
    rows = AuditRow.objects.filter(verb="method.sealed_anew").values_list("subject", flat=True)
    assert list(rows) == [f"user:{cast.clara.pk}"] * 2
    assert AuditRow.objects.filter(verb="key.in_use").count() == 1


def test_each_row_is_locked_and_looked_at_again_before_it_is_written(cast, codes, changed):
    changed()
    pk = rotation_selectors.outdated()[0]
    with CaptureQueriesContext(connection) as asked:
        rotation.encrypt_again(by=BY, pk=pk)
        rotation.encrypt_again(by=BY, pk=pk)
    said = [one["sql"] for one in asked]
    assert sum("FOR UPDATE" in sql for sql in said) == 2
    assert sum(sql.startswith('UPDATE "mfa_authenticator"') for sql in said) == 1


def test_it_is_not_done_while_a_process_with_the_old_key_goes_on_sealing(cast, codes, changed, monkeypatch):
    changed()
    monkeypatch.setattr(rotation_selectors, "outdated", list)  # what was sealed after the list was made is not in it
    assert refused().startswith("Not done: a process that still runs with the older key has sealed something since.")
    assert not AuditRow.objects.filter(verb="method.sealed_anew").exists()


def test_it_is_not_done_while_something_is_under_a_key_that_is_not_here(cast, codes, settings):
    settings.SECRET_KEY = "a key nobody told the old one of"
    before = list(Authenticator.objects.order_by("pk").values_list("data", flat=True))
    assert refused().startswith("Not done: what is under a key that is not here cannot be opened")
    assert list(Authenticator.objects.order_by("pk").values_list("data", flat=True)) == before


def test_it_is_not_done_while_a_letter_with_the_old_seal_can_be_used(cast, codes, changed):
    letter = invite(by=BY, centre=cast.here, channel="letter", language="en")
    with clock.at(letter.made + timedelta(days=1)):
        changed()
        assert refused() == (
            f"Not done: the links of invitations made before {clock.now():%Y-%m-%d %H:%M} UTC are sealed with an older "
            f"key, and the last can be used until {letter.expires:%Y-%m-%d %H:%M} UTC. Leave that key in "
            "SECRET_KEY_FALLBACKS until then, and run this again."
        )
    with clock.at(letter.made + timedelta(days=2)):
        invite(by=BY, centre=cast.here, channel="letter", language="en")  # sealed with the new key
        assert refused().startswith("Not done: the links of invitations")
    with clock.at(letter.expires):
        assert rotate()[-1].startswith("Done")


# --- recovery codes ---------------------------------------------------------------------------------------------------


def test_recovery_codes_cannot_be_read_back_even_with_the_key(cast, codes):
    kept = Authenticator.objects.get(user=cast.clara, type="recovery_codes").data
    opened = json.dumps([kept["salt"], *map(encryption.decrypt, kept["hashes"])])
    assert (len(set(kept["hashes"])), [code for code in codes if code in opened]) == (10, [])
    assert set(kept) == {"salt", "hashes"}


def test_the_session_of_whoever_made_them_does_not_hold_them_either(cast, client, codes):
    client.force_login(cast.clara)
    client.post("/account/confirm/", {"code": codes[0]})
    answer = client.post("/account/ways/codes/")
    new = client.get("/account/ways/codes/").context["codes"]
    cookie = answer.cookies["codes"]
    assert (len(new), cookie["httponly"], cookie["path"], cookie["max-age"]) == (10, True, "/account/ways/codes/", 600)
    held = json.dumps(dict(client.session)) + cookie.value
    assert [code for code in new if code in held] == []


def test_codes_made_anew_elsewhere_are_not_shown_by_the_old_cookie(cast, client, codes):
    client.force_login(cast.clara)
    client.post("/account/confirm/", {"code": codes[0]})
    client.post("/account/ways/codes/")
    methods.make_codes(by=cast.clara)
    assert client.get("/account/ways/codes/").context["codes"] == []


@pytest.mark.parametrize("cookie", ["", "x", "ü", "gAAAAA"])
def test_a_made_up_cookie_shows_no_codes(cast, client, codes, cookie):
    client.force_login(cast.clara)
    client.cookies["codes"] = cookie
    assert client.get("/account/ways/codes/").context["codes"] == []


def test_a_code_is_found_however_it_was_typed(cast, codes):
    one, two = codes[:2]
    assert comes_in(cast.clara, f" {one[:5]} {one[5:]}")
    assert comes_in(cast.clara, f"{two[:5]}-{two[5:]}")
    assert methods_of(cast.clara).codes == 8
    assert AuditRow.objects.filter(verb="method.code_used", subject=f"user:{cast.clara.pk}").count() == 2


def test_one_typed_code_is_hashed_once(cast, codes, monkeypatch):
    calls = []
    real = recovery._hash
    monkeypatch.setattr(recovery, "_hash", lambda code, salt: calls.append(code) or real(code, salt))
    for typed in ("0000000000", "000000", "not a code"):
        assert methods.use_code(by=cast.clara, code=typed) is None
    assert calls == ["0000000000"]


def test_codes_made_while_a_seed_was_kept_still_work_and_become_hashes_by_being_used(cast, codes):
    old = as_before(cast.clara)
    assert methods_of(cast.clara).codes == 10
    assert comes_in(cast.clara, old[3])
    kept = Authenticator.objects.get(user=cast.clara, type="recovery_codes")
    assert (set(kept.data), methods_of(cast.clara).codes) == ({"salt", "hashes"}, 9)
    assert [comes_in(cast.clara, code) for code in (old[3], old[4])] == [False, True]


def test_rotate_keys_turns_a_seed_into_hashes_without_those_that_were_used(cast, codes, changed, settings):
    old = as_before(cast.clara)
    key = Authenticator.objects.get(user=cast.clara, type="recovery_codes")
    key.data["used_mask"] = 0b101
    key.save()
    assert (rotation_selectors.state_of(key), methods_of(cast.clara).codes) == (KeyState.OLD, 8)
    changed()
    rotate()
    settings.SECRET_KEY_FALLBACKS = []
    assert methods_of(cast.clara).codes == 8
    assert [comes_in(cast.clara, code) for code in old[:2]] == [False, True]
