"""One e-mail to one address, rendered in one language from templates/emails/<name>/, over the configured server."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from email.utils import formataddr, parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string
from django.utils import translation

PERMANENT = 500  # an SMTP reply from here on will not change by itself
NOWHERE = "django.core.mail.backends.dummy.EmailBackend"

_backend: ContextVar[str | None] = ContextVar("oncocare_mail_backend", default=None)


class AddressRefused(Exception):
    """The server says that no mail can reach this address; trying again is of no use."""


@contextmanager
def nowhere() -> Iterator[None]:
    """Within this block every mail is written and none is sent, whatever server is configured; for made-up people."""
    token = _backend.set(NOWHERE)
    try:
        yield
    finally:
        _backend.reset(token)


def post(
    to: str,
    template: str,
    context: Mapping[str, Any],
    *,
    language: str,
    sender: str,
    headers: Mapping[str, str] | None = None,
) -> None:
    """Send it now, from the configured address under the name `sender`.

    Raises `AddressRefused` for good, and whatever the server raises where another try may help.
    """
    with translation.override(language):
        subject = " ".join(render_to_string(f"emails/{template}/subject.txt", dict(context)).split())
        body = render_to_string(f"emails/{template}/body.txt", dict(context))
        connection = get_connection(_backend.get())
        mail = EmailMultiAlternatives(
            subject, body, _from(sender), to=[to], headers=dict(headers or {}), connection=connection
        )
        with suppress(TemplateDoesNotExist):  # plain words are enough
            mail.attach_alternative(render_to_string(f"emails/{template}/body.html", dict(context)), "text/html")
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as refused:
        if all(code >= PERMANENT for code, _ in refused.recipients.values()):
            raise AddressRefused from refused
        raise


def _from(sender: str) -> str:
    return formataddr((sender, parseaddr(settings.DEFAULT_FROM_EMAIL)[1]))
