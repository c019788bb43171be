"""Changing how somebody signs in: each change is in the audit log and told to the person by mail."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from oncocare.audit.actions import record
from oncocare.audit.verbs import Verb
from oncocare.events.actions import emit
from oncocare.foundation import clock
from oncocare.foundation.encryption import Unreadable
from oncocare.foundation.unit import action, hold
from oncocare.people.models import Actor, User
from oncocare.people.selectors import account_of, standing_of
from oncocare.signin import recovery
from oncocare.signin.internals import TOTP, WebAuthn
from oncocare.signin.kinds import METHOD_CHANGED, PASSWORD_ASKED
from oncocare.signin.selectors import Kind, Methods, methods_of

logger = logging.getLogger(__name__)

TOLD = {
    "passkey_added": _("A passkey was added."),
    "passkey_removed": _("A passkey was removed."),
    "password_set": _("The password was set or changed."),
    "app_added": _("Codes from an app were turned on."),
    "app_removed": _("Codes from an app were turned off."),
    "codes_made": _("New recovery codes were made. The old ones no longer work."),
}


class LastMethod(ValidationError):
    """Without this one the person could no longer sign in."""

    def __init__(self) -> None:
        super().__init__(_("This is your last way to sign in. Add another one first, then remove this one."))


@action
def add_passkey(*, by: User, name: str, credential: dict[str, Any]) -> Authenticator:
    """A new passkey of the person who acts."""
    passkey: Authenticator = WebAuthn.add(by, name, credential).instance
    _changed(by, Verb.METHOD_PASSKEY_ADDED)
    return passkey


@action
def rename_passkey(*, by: User, passkey: Authenticator, name: str) -> None:
    """Give a passkey another name."""
    passkey.wrap().name = name
    passkey.save(update_fields=["data"])
    record(by=by, verb=Verb.METHOD_PASSKEY_RENAMED, subject=by)


@action
def remove_passkey(*, by: User, passkey: Authenticator) -> None:
    """Take a passkey away, unless it is the last way in; raises `LastMethod`."""
    _check(by, lambda methods: methods.without(passkey))
    passkey.delete()
    _drop_idle_codes(by)
    _changed(by, Verb.METHOD_PASSKEY_REMOVED)


@action
def set_password(*, by: User, password: str) -> None:
    """A password for the person who acts."""
    by.set_password(password)
    by.save(update_fields=["password"])
    _changed(by, Verb.METHOD_PASSWORD_SET)


@action
def ask_for_password(*, email: str) -> None:
    """Write down who asks for a link to a new password, and no more: the same for an address that nobody has."""
    user = account_of(email)
    emit(PASSWORD_ASKED, user=user.pk if user else None, at=clock.now())


def password_link(user: User) -> str:
    """A link to a new password, made when it is needed and kept nowhere."""
    key = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    return str(settings.SITE_URL + reverse("account_reset_password_from_key", kwargs=key))


@action
def add_app(*, by: User, secret: str) -> None:
    """Codes from an app that holds this secret."""
    TOTP.activate(by, secret)
    _changed(by, Verb.METHOD_APP_ADDED)


@action
def remove_app(*, by: User) -> None:
    """Turn the codes of the app off, unless a role needs them; raises `LastMethod`."""
    _check(by, lambda methods: replace(methods, app=False))
    Authenticator.objects.filter(user=by, type=Kind.TOTP).delete()
    _drop_idle_codes(by)
    _changed(by, Verb.METHOD_APP_REMOVED)


@action
def make_codes(*, by: User) -> list[str]:
    """New recovery codes; the old ones stop working. Nobody can read them again: whoever asked must be shown them."""
    hold(by)
    Authenticator.objects.filter(user=by, type=Kind.RECOVERY_CODES).delete()
    codes = recovery.fresh()
    Authenticator.objects.create(user=by, type=Kind.RECOVERY_CODES, data=recovery.hashed(codes))
    _changed(by, Verb.METHOD_CODES_MADE)
    return codes


def factor_of_code(user: User, code: str) -> Authenticator | None:
    """The second factor that this code is of: the app, or the recovery codes, of which it is then used up."""
    app = Authenticator.objects.filter(user=user, type=Kind.TOTP).first()
    if app and _tried(partial(app.wrap().validate_code, code)):
        return app
    return _tried(partial(use_code, by=user, code=code))


def _tried(check: Callable[[], Any]) -> Any:
    """What the check says; None where its secret is under a key that is not here, so that another way may do."""
    try:
        return check()
    except Unreadable:
        logger.exception("a second factor is under a key that is not here: see SECRET_KEY_FALLBACKS and rotate_keys")
        return None


@action
def use_code(*, by: User, code: str) -> Authenticator | None:
    """Use a recovery code up; None where it is not one of this person's. Raises `Unreadable`."""
    key = Authenticator.objects.select_for_update().filter(user=by, type=Kind.RECOVERY_CODES).first()
    kept = recovery.without(key, code) if key else None
    if key is None or kept is None:
        return None
    key.data = kept
    key.save(update_fields=["data"])
    record(by=by, verb=Verb.METHOD_CODE_USED, subject=by)
    return key


@action
def forget_everything(*, by: Actor, user: User) -> None:
    """Take every way in away: passkeys, app, recovery codes and password."""
    Authenticator.objects.filter(user=user).delete()
    user.set_unusable_password()
    user.save(update_fields=["password"])
    record(by=by, verb=Verb.METHOD_ALL_REMOVED, subject=user)


def _check(user: User, left: Callable[[Methods], Methods]) -> None:
    hold(user)  # two last ways must not go at the same moment
    if not left(methods_of(user)).enough(two_factors=standing_of(user).staff):
        raise LastMethod


def _drop_idle_codes(user: User) -> None:
    if not methods_of(user).factor:
        Authenticator.objects.filter(user=user, type=Kind.RECOVERY_CODES).delete()


def _changed(user: User, verb: Verb) -> None:
    """In the log, and on to the person, so that they notice when it was not they."""
    record(by=user, verb=verb, subject=user)
    emit(METHOD_CHANGED, user=user.pk, what=verb.removeprefix("method."), at=clock.now())
