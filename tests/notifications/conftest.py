"""A real mail server on this machine, and people who agreed to messages."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from oncocare.consent.models import Answer, Purpose, Text
from oncocare.notifications.actions import queue
from oncocare.notifications.models import Message
from oncocare.people.models import Patient
from tests.cast import BY, Cast
from tests.factories.committed import committed as committed  # noqa: PLC0414 -- a fixture
from tests.factories.rooms import ask


class Postbox:
    """What arrived, and what the server answers for an address that it does not take."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        self.mails: list[EmailMessage] = []
        self.answers: dict[str, str] = {}

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert [mail["To"]] == envelope.rcpt_tos
        self.mails.append(mail)
        return "250 OK"

    @property
    def subjects(self) -> list[tuple[str, str]]:
        """To whom and with which subject, in order."""
        return [(mail["To"], mail["Subject"]) for mail in self.mails]

    @property
    def texts(self) -> list[str]:
        """What each says."""
        return [mail.get_body().get_content().replace("\r\n", "\n") for mail in self.mails]


@pytest.fixture(scope="session")
def mail_server() -> Iterator[Postbox]:
    box = Postbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    box.port = controller.port  # type: ignore[attr-defined]
    yield box
    controller.stop()


@pytest.fixture
def postbox(mail_server: Any, settings: Any) -> Postbox:
    """The server with nothing in it; this site sends there."""
    mail_server.forget()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mail_server.port
    settings.SITE_URL = "https://oncocare.example.org"
    return mail_server


def say(patient: Patient, said: str = "yes", purpose: str = Purpose.CONTACT) -> None:
    """What a person said to a purpose."""
    text, _ = Text.objects.get_or_create(
        centre=patient.centre, about=purpose, language="en", version=1,
        defaults={"title": "made up", "body": "made up", "sha256": "0" * 64, "published_by": BY},
    )  # fmt: skip
    Answer.objects.create(
        patient=patient, centre=patient.centre, purpose=purpose, said=said, text=text, text_sha256=text.sha256,
        language="en", by=BY, channel="joining",
    )  # fmt: skip


@pytest.fixture
def ana(cast: Cast) -> Patient:
    """Ana as a patient, who agreed to messages."""
    patient = cast.patient(cast.ana)
    say(patient)
    return patient


def waiting(patient: Patient, *instruments: str, kind: str = "questions.open", **more: Any) -> Message:
    """Questions open now, and the e-mail about them in the queue."""
    [one, *_] = ask(patient, *instruments)
    return queue(
        user=patient.user, centre=patient.centre, kind=kind, source=f"bundle:{one.bundle}", **more
    )[0]  # fmt: skip


def states(*messages: Message) -> list[tuple[str, str]]:
    """State and why of each, as they are now."""
    for one in messages:
        one.refresh_from_db()
    return [(one.state, one.why) for one in messages]
