"""A letter on its way, and what somebody does with it in a browser."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from oncocare.consent.models import Purpose
from oncocare.joining.actions import invite
from oncocare.joining.links import write
from oncocare.joining.models import Invitation
from tests.cast import Cast
from tests.factories.committed import committed  # noqa: F401

AGREED = dict.fromkeys((Purpose.CARE, Purpose.RESEARCH, Purpose.MESSAGES), "yes")


@dataclass
class Reader:
    """Somebody with a link and a browser."""

    client: Client
    invitation: Invitation

    @property
    def link(self) -> str:
        return reverse("join", args=[write(self.invitation.pk)])

    def begin(self) -> Any:
        return self.client.post(self.link)

    def agree(self, **said: str) -> Any:
        return self.client.post(reverse("join_consent"), {**AGREED, **said})

    def born(self, day: int, month: int, year: int, **more: str) -> Any:
        parts = {"born_on_day": day, "born_on_month": month, "born_on_year": year, **more}
        return self.client.post(reverse("join_birth_date"), parts)

    def address(self, email: str = "new@example.org", name: str = "Nadia") -> Any:
        return self.client.post(reverse("join_address"), {"email": email, "name": name})

    def code(self, said: str | None = None) -> Any:
        return self.client.post(reverse("join_code"), {"code": mailed_code() if said is None else said})

    def up_to_address(self) -> Any:
        self.begin()
        return self.agree()

    def join(self, email: str = "new@example.org") -> Any:
        self.up_to_address()
        self.address(email)
        return self.code()

    def fresh(self) -> Invitation:
        return Invitation.objects.get(pk=self.invitation.pk)


def mailed_code() -> str:
    """The code in the last mail."""
    return re.search(r"\b\d{6}\b", mail.outbox[-1].body)[0]


@pytest.fixture(autouse=True)
def no_mails_counted() -> None:
    cache.clear()


@pytest.fixture
def letter(cast: Cast, client: Client) -> Reader:
    """A letter without a name, from Clara."""
    return Reader(client, send(cast))


def send(cast: Cast, **said: Any) -> Invitation:
    """An invitation of the cast's first centre."""
    return invite(**{
        "by": cast.clara, "centre": cast.here, "channel": "letter", "language": "en", "ward": "Ward 7",
        "clinician": cast.clara, **said,
    })  # fmt: skip
