"""Versioned texts, and what each person said to them."""

from __future__ import annotations

import hashlib
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from oncocare.foundation import clock, ids
from oncocare.foundation.models import AppendOnly, Privacy
from oncocare.people.models import Centre, Patient


class Purpose(models.TextChoices):
    """What a person is asked to agree to; without `care` nothing is asked and nothing is decided."""

    CARE = "care", _("Care")
    COMMUNITY = "community", _("Community")
    RESEARCH = "research", _("Research")
    CONTACT = "contact", _("Messages")


class Section(models.TextChoices):
    """What a person reads before joining, in this order."""

    WHAT = "what", _("What this is")
    EMERGENCY = "emergency", _("Not an emergency service")
    READING = "reading", _("When a person reads answers")
    CONFIDENTIALITY = "confidentiality", _("When confidentiality ends")
    LEAVING = "leaving", _("What leaving means")


SHIPPED_BY = "system:shipped"
ABOUT: dict[str, Any] = dict([*Section.choices, *Purpose.choices])  # everything a text can be about, with its name


class Text(AppendOnly):
    """One version of one text in one language; `about` is a purpose, or a section of what is read before joining."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="texts")
    about = models.TextField()
    language = models.CharField(max_length=10, choices=settings.LANGUAGES)
    version = models.PositiveIntegerField()
    asks_again = models.BooleanField(default=False)
    title = models.TextField()
    body = models.TextField()
    sha256 = models.CharField(max_length=64)
    published = models.DateTimeField(default=clock.now)
    published_by = models.TextField()

    privacy = Privacy(
        technical="id centre about language version asks_again title body sha256 published published_by",
        export="centre about language version sha256 published",
        withhold="id asks_again title body published_by",
    )

    class Meta(AppendOnly.Meta):
        constraints = [
            models.UniqueConstraint(fields=["centre", "about", "language", "version"], name="text_version_once"),
        ]

    @property
    def is_shipped(self) -> bool:
        """Whether these are the words of the software, not yet the centre's own."""
        return self.published_by == SHIPPED_BY


def hash_of(title: str, body: str) -> str:
    """Hex SHA-256 of a text: what an answer keeps beside the text itself."""
    return hashlib.sha256(f"{title}\n\n{body}".encode()).hexdigest()


class Answer(AppendOnly):
    """What a person said to one version of a text: yes, no, or not now. The latest yes or no of a purpose counts."""

    class Said(models.TextChoices):
        YES = "yes", _("Yes")
        NO = "no", _("No")
        NOT_NOW = "not now", _("Not now")

    class Channel(models.TextChoices):
        JOINING = "joining"
        PAGE = "page"
        STAFF = "staff"
        SYSTEM = "system"

    id = models.BigAutoField(primary_key=True)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="consents")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="consents")
    purpose = models.TextField(choices=Purpose)
    said = models.TextField(choices=Said)
    text = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="answers")
    text_sha256 = models.CharField(max_length=64)
    language = models.CharField(max_length=10)
    at = models.DateTimeField(default=clock.now)
    by = models.TextField()
    channel = models.TextField(choices=Channel)

    privacy = Privacy(
        technical="id patient centre purpose said text text_sha256 language at by channel",
        export="patient centre purpose said text_sha256 language at channel",
        withhold="id text by",
    )

    class Meta(AppendOnly.Meta):
        ordering = ["id"]
        indexes = [models.Index(fields=["patient", "purpose", "-id"], name="consent_latest")]
