"""Changing SECRET_KEY: what is still under an older key, and how it comes under the key of today."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Model

from oncocare.audit.actions import record
from oncocare.audit.chain import key_id
from oncocare.audit.models import AuditRow
from oncocare.audit.verbs import Verb
from oncocare.foundation.encryption import decrypt, encrypt
from oncocare.foundation.unit import action
from oncocare.people.models import Actor
from oncocare.signin.recovery import in_hashes
from oncocare.signin.rotation.selectors import KeyState, as_stored, state_of, state_of_text
from oncocare.signin.selectors import Kind


@action
def encrypt_again(*, by: Actor, pk: int) -> None:
    """Bring one second factor under the key of today; nothing to do where it is, or is gone."""
    key = Authenticator.objects.select_for_update().filter(pk=pk).first()
    if key is None or state_of(key) is not KeyState.OLD:
        return
    key.data = _again(key)
    key.save(update_fields=["data"])
    record(by=by, verb=Verb.METHOD_SEALED_ANEW, subject=f"user:{key.user_id}")


def _again(key: Authenticator) -> dict[str, Any]:
    if key.type == Kind.TOTP:
        return {**key.data, "secret": encrypt(decrypt(key.data["secret"]))}
    kept = in_hashes(key)
    return {**kept, "hashes": [encrypt(decrypt(sealed)) for sealed in kept["hashes"]]}


@action
def seal_text_again(*, by: Actor, model: type[Model], name: str, pk: Any) -> None:
    """Bring one sealed text under the key of today; nothing to do where it is, or is gone."""
    row = model._default_manager.select_for_update().filter(pk=pk).first()  # noqa: SLF001 -- `objects`
    stored = as_stored(model, name).filter(pk=pk).first()
    if row is None or stored is None or state_of_text(stored[1]) is not KeyState.OLD:
        return
    row.save(update_fields=[name])  # it was opened as it was read, and is sealed as it is kept
    record(by=by, verb=Verb.TEXT_SEALED_ANEW, subject=f"{model.__name__.lower()}:{pk}")


@action
def note_key(*, by: Actor) -> datetime:
    """Since when the key of today is known to be in use: the first time that this was asked."""
    name = key_id(settings.SECRET_KEY)
    first = AuditRow.objects.filter(verb=Verb.KEY_IN_USE, detail__key=name).order_by("id").first()
    return (first or record(by=by, verb=Verb.KEY_IN_USE, key=name)).at
