"""Reading under which key each second factor and each sealed text is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from enum import StrEnum
from typing import Any

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db.models import F, Model, QuerySet, TextField
from django.db.models.functions import Cast

from oncocare.foundation.encryption import WRITINGS, Unreadable, decrypt, is_current
from oncocare.foundation.models import Mutable
from oncocare.foundation.sealed import SealedTextField
from oncocare.signin.selectors import Kind


class KeyState(StrEnum):
    """Which key a second factor or a sealed text is under."""

    CURRENT = "current"
    OLD = "old"
    LOST = "lost"  # under none that we know


def sealed() -> QuerySet[Authenticator]:
    """The second factors that hold something sealed: apps and recovery codes. A passkey holds a public key only."""
    found: QuerySet[Authenticator] = Authenticator.objects.filter(type__in=(Kind.TOTP, Kind.RECOVERY_CODES))
    return found.order_by("pk")


def state_of(key: Authenticator) -> KeyState:
    """Which key it is under; recovery codes that are not hashed yet count as under an old one."""
    texts = key.data.get("hashes") or [key.data[name] for name in ("secret", "seed") if name in key.data]
    if "seed" not in key.data and all(map(is_current, texts)):
        return KeyState.CURRENT
    try:
        [decrypt(text) for text in texts]
    except Unreadable:
        return KeyState.LOST
    return KeyState.OLD


def count() -> Counter[KeyState]:
    """How many second factors are in each state."""
    return Counter(state_of(key) for key in sealed().iterator())


def outdated() -> list[int]:
    """The ids of those to be encrypted again."""
    return [key.pk for key in sealed().iterator() if state_of(key) is KeyState.OLD]


# --- sealed texts -----------------------------------------------------------------------------------------------------


def sealed_fields() -> list[tuple[type[Model], str]]:
    """Every field of words that are sealed, of every table that may change, whichever room it is of."""
    return [
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, SealedTextField) and issubclass(model, Mutable)
    ]


def as_stored(model: type[Model], name: str) -> QuerySet[Any, tuple[Any, str]]:
    """The id and the text of each row as the table holds it; an empty text is not sealed."""
    rows = model._default_manager.annotate(stored=Cast(F(name), TextField()))  # noqa: SLF001 -- `objects`
    return rows.exclude(stored="").order_by("pk").values_list("pk", "stored")


def state_of_text(stored: str) -> KeyState:
    """Which key a sealed text is under."""
    if is_current(stored, WRITINGS):
        return KeyState.CURRENT
    try:
        decrypt(stored, WRITINGS)
    except Unreadable:
        return KeyState.LOST
    return KeyState.OLD


def _texts() -> Iterator[tuple[type[Model], str, Any, KeyState]]:
    for model, name in sealed_fields():
        for pk, stored in as_stored(model, name).iterator():
            yield model, name, pk, state_of_text(stored)


def count_texts() -> Counter[KeyState]:
    """How many sealed texts are in each state."""
    return Counter(state for _model, _name, _pk, state in _texts())


def outdated_texts() -> list[tuple[type[Model], str, Any]]:
    """Those to be encrypted again: of each its table, its field and its row."""
    return [(model, name, pk) for model, name, pk, state in _texts() if state is KeyState.OLD]
