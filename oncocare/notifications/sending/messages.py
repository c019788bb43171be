"""The mail that holds a person's messages, in the language that is active, and its headers."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from oncocare.notifications.registry import About, feet, kinds
from oncocare.notifications.selectors import body, subject
from oncocare.notifications.sending.selectors import Mail, Reader
from oncocare.notifications.wishes.selectors import address_for


def frame_context(mail: Mail, reader: Reader) -> dict[str, Any]:
    """What the frame of every mail shows, in the language that is active."""
    subjects = dict.fromkeys(subject(kinds[message.kind]) for message in mail.messages)
    bodies = [body(kinds[message.kind], mail.contexts[message.pk]) for message in mail.messages]
    as_patient = next((message for message in mail.messages if kinds[message.kind].about is About.PATIENT), None)
    return {
        "subject": next(iter(subjects)) if len(subjects) == 1 else _("You have messages in OncoCare"),
        "bodies": list(dict.fromkeys(bodies)),
        "home": settings.SITE_URL + reverse("home"),
        "feet": [words(reader.patients[as_patient.centre_id]) for words in feet] if as_patient else [],
        "off": "" if mail.urgent else address_for(reader.user),
    }


def headers_of(mail: Mail) -> dict[str, str]:
    """A machine wrote it and, where it can wait, one press in the reader's own mail program turns it off (RFC 8058)."""
    written = {"Auto-Submitted": "auto-generated"}
    if mail.reader is None or mail.urgent:
        return written
    off = {
        "List-Unsubscribe": f"<{address_for(mail.reader.user)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    return written | off
