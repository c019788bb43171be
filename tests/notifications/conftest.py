"""A real mail server on this machine, and people who agreed to messages."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from html import unescape
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.http import HttpResponse
from django.test import Client

from oncocare.consent.models import Consent, ConsentText, Purpose
from oncocare.notifications import registry
from oncocare.notifications.actions import queue
from oncocare.notifications.models import Message
from oncocare.notifications.registry import About, MessageKind
from oncocare.people.models import Centre, Patient, User
from oncocare.people.roles import PATIENT
from tests.cast import BY, Cast
from tests.factories.committed import committed as committed  # noqa: PLC0414 -- a fixture
from tests.factories.rooms import ask, day

NOON = day(0, 12)
WAITING = "You have questions waiting"
ANA = "ana@example.org"
SENT, OVER = ("sent", ""), ("dropped", "over")
MINE, WISHES = "/my/messages/", "/my/messages/settings/"


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


@pytest.fixture
def news(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Made-up kinds whose reason holds as long as `news` says so."""
    holds = {"a", "b", "c"}
    common = {"label": "News", "still": lambda user, sources: {source: {} for source in sources if source in holds}}
    for name, urgent, about in (
        ("test.news", False, PATIENT),
        ("test.staff", False, About.STAFF),
        ("test.now", True, About.STAFF),
    ):
        kind = MessageKind(name, "missed_two", urgent=urgent, about=about, **common)
        monkeypatch.setitem(registry.kinds, name, kind)
    return holds


def tell(user: User, centre: Centre, kind: str, source: str = "a") -> Message:
    """Its e-mail, in the queue."""
    return queue(user=user, centre=centre, kind=kind, source=source)[0]


@pytest.fixture
def me(client: Client, cast: Cast) -> Client:
    """Ana, signed in."""
    client.force_login(cast.ana)
    return client


@pytest.fixture
def clara(client: Client, cast: Cast) -> Client:
    """Her clinician, signed in."""
    client.force_login(cast.clara)
    return client


def page(answer: HttpResponse, status: int = 200) -> str:
    """The words of the page."""
    assert answer.status_code == status
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode().partition("<main")[2])).split())


def navigation(answer: HttpResponse) -> str:
    """The words of the navigation."""
    return " ".join(re.sub(r"<[^>]+>", " ", re.search("<nav.*?</nav>", answer.content.decode(), re.DOTALL)[0]).split())


def say(patient: Patient, answer: str = "yes", purpose: str = Purpose.MESSAGES) -> None:
    """What a person said to a purpose."""
    text, _ = ConsentText.objects.get_or_create(
        centre=patient.centre, about=purpose, language="en", version=1,
        defaults={"title": "made up", "body": "made up", "sha256": "0" * 64, "published_by": BY},
    )  # fmt: skip
    Consent.objects.create(
        patient=patient, centre=patient.centre, purpose=purpose, said=answer, text=text, text_sha256=text.sha256,
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
    [assignment, *_] = ask(patient, *instruments)
    return queue(
        user=patient.user, centre=patient.centre, kind=kind, source=f"bundle:{assignment.bundle}", **more
    )[0]  # fmt: skip


def states(*messages: Message) -> list[tuple[str, str]]:
    """State and why of each, as they are now."""
    for message in messages:
        message.refresh_from_db()
    return [(message.state, message.why) for message in messages]
