"""Versioned texts, and what each person said to them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from oncocare.audit.actions import record
from oncocare.audit.verbs import Verb
from oncocare.consent.shipped import shipped
from oncocare.foundation import clock, ids
from oncocare.foundation.models import AppendOnly, Privacy
from oncocare.foundation.unit import action
from oncocare.people.models import Centre, Patient


class Purpose(models.TextChoices):
    """What a person is asked to agree to; without `care` nothing is asked and nothing is decided."""

    CARE = "care", _("Care")
    COMMUNITY = "community", _("Community")
    RESEARCH = "research", _("Research")
    MESSAGES = "messages", _("Messages")


# Asked where what they are about begins, such as at the door of a group, and never before.
ASKED_LATER = frozenset({Purpose.COMMUNITY})


class Section(models.TextChoices):
    """What a person reads before joining, in this order."""

    WHAT = "what", _("What this is")
    EMERGENCY = "emergency", _("Not an emergency service")
    READING = "reading", _("When a person reads answers")
    CONFIDENTIALITY = "confidentiality", _("When confidentiality ends")
    LEAVING = "leaving", _("What leaving means")


class Notice(models.TextChoices):
    """What a centre says itself about privacy and barriers, in this order; the software has no words for it."""

    RESPONSIBLE = "responsible", _("Who is responsible for your data")
    PURPOSES = "purposes", _("What your data is used for")
    KEPT = "kept", _("How long your data is kept")
    WHERE = "where", _("Where your data is, and who else handles it")
    COMPLAINT = "complaint", _("Where you can ask or complain")
    BARRIERS = "barriers", _("Whom to tell about a barrier on this site")


PRIVACY = tuple(part for part in Notice if part is not Notice.BARRIERS)
SHIPPED_BY = "system:shipped"
ABOUT: dict[str, Any] = dict(
    [*Section.choices, *Purpose.choices, *Notice.choices]
)  # everything a text can be about, with its name


class ConsentTexts(models.Manager["ConsentText"]):
    """Stores the shipped words as the first texts of a centre."""

    @action
    def store_shipped(self, *, centre: Centre, language: str, about: Iterable[str]) -> None:
        """Version 1 of these texts, in the words that ship with the software, so that every consent points at the very
        text that was read; whoever asks for them at the same moment finds the same rows.
        """
        words = {subject: shipped(language)[subject] for subject in sorted(about)}
        rows = [
            ConsentText(
                centre=centre, about=subject, language=language, version=1, title=text.title, body=text.body,
                sha256=hash_of(text.title, text.body), published_by=SHIPPED_BY,
            )
            for subject, text in words.items()
        ]  # fmt: skip
        self.bulk_create(rows, ignore_conflicts=True)
        record(by=SHIPPED_BY, verb=Verb.TEXTS_SHIPPED, centre=centre, language=language, about=list(words))


class ConsentText(AppendOnly):
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
    objects = ConsentTexts()

    class Meta(AppendOnly.Meta):
        constraints = [
            models.UniqueConstraint(fields=["centre", "about", "language", "version"], name="text_version_once"),
        ]

    @property
    def is_shipped(self) -> bool:
        """Whether these are the words of the software, not yet the centre's own."""
        return self.published_by == SHIPPED_BY


def hash_of(title: str, body: str) -> str:
    """Hex SHA-256 of a text: what a consent keeps beside the text itself."""
    return hashlib.sha256(f"{title}\n\n{body}".encode()).hexdigest()


class Consent(AppendOnly):
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
    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT, related_name="consents")
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
