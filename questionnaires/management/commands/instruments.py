"""`manage.py instruments`: every instrument with its licence and the languages it can be asked in."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand
from django.db import DatabaseError

from oncocare.people.days import today_of
from questionnaires.instruments.catalogue import catalogue
from questionnaires.instruments.definition import Definition
from questionnaires.models import TextPack

STATES = {
    "ship": "text ships",
    "conditions": "text ships under its own conditions",
    "definition_only": "scoring only",
}


class Command(BaseCommand):
    requires_system_checks = ()
    help = "List the instruments with version, licence state and languages, including loaded text packs."

    def handle(self, *args: Any, **options: Any) -> None:
        packs = _packs()
        for code, known in catalogue().items():
            self.stdout.write(f"{code:34} {known.version:8} {self._state(known, packs.get(code, []))}")
        self.stdout.write(f"{len(catalogue())} instruments.")

    def _state(self, known: Definition, packs: list[TextPack]) -> str:
        licence = f"{STATES[known.licence.wording]}: {known.licence.name}"
        if known.languages:
            return f"{licence} [{', '.join(known.languages)}]"
        loaded = [f"{pack.centre.slug} {pack.language} until {pack.valid_until}{_expired(pack)}" for pack in packs]
        return f"{licence} [{'; '.join(loaded) or 'no text pack loaded'}]"


def _expired(pack: TextPack) -> str:
    return " EXPIRED" if pack.valid_until < today_of(pack.centre) else ""


def _packs() -> dict[str, list[TextPack]]:
    """Loaded packs by instrument; none where there is no database yet."""
    grouped: dict[str, list[TextPack]] = {}
    try:
        for pack in TextPack.objects.select_related("centre").order_by("loaded"):
            grouped.setdefault(pack.instrument, []).append(pack)
    except (DatabaseError, ImproperlyConfigured):
        return {}
    return grouped
