"""The texts a person reads before joining."""

from __future__ import annotations

import hashlib

from django.utils import translation
from django.utils.translation import gettext as _

from oncocare.accounts.models import Centre
from oncocare.consent.models import Purpose, Text


def texts_for(centre: Centre, language: str) -> dict[str, Text]:
    """The texts of a centre in one language, by what they are about; the shipped ones where it wrote none."""
    with translation.override(language):
        for about, title in _shipped().items():
            Text.objects.get_or_create(
                centre=centre, about=about, language=language, version=1,
                defaults={
                    "title": title, "body": title, "published_by": "system:shipped",
                    "sha256": hashlib.sha256(title.encode()).hexdigest(),
                },
            )  # fmt: skip
    return {text.about: text for text in Text.objects.filter(centre=centre, language=language).order_by("version")}


def _shipped() -> dict[str, str]:
    return {
        "what": _("What this is"),
        "emergency": _("This is not an emergency service"),
        "reading": _("When a person reads your answers"),
        "confidentiality": _("When confidentiality ends"),
        "leaving": _("You can leave at any time"),
        Purpose.CARE.value: _("Care"),
        Purpose.COMMUNITY.value: _("Community"),
        Purpose.RESEARCH.value: _("Research"),
        Purpose.CONTACT.value: _("Messages"),
    }
