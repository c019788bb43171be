"""`manage.py load_instrument_texts FILE`: the wording of a licensed instrument, for the licence holder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from oncocare.foundation.datafiles import DataFileError
from oncocare.people.days import today_of
from oncocare.people.models import Centre
from questionnaires.instruments.actions import load_text_pack
from questionnaires.instruments.catalogue import definition
from questionnaires.instruments.textpack import read_pack


class Command(BaseCommand):
    help = "Load a text pack: instrument, language, licence (reference, holder, valid until) and the wording."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--centre", help="the centre's slug; needed where there is more than one centre")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            pack = read_pack(options["file"])
        except (DataFileError, OSError) as error:
            raise CommandError(f"Nothing was loaded.\n{error}") from error
        centre = _centre(options["centre"])
        if definition(pack.instrument).languages:
            raise CommandError(f"Nothing was loaded. {pack.instrument} ships with its official wording.")
        if not pack.is_valid(today_of(centre)):
            raise CommandError(f"Nothing was loaded. The licence ended on {pack.valid_until}.")
        stored = load_text_pack(by="system:command", centre=centre, pack=pack)
        self.stdout.write(
            f"{stored.instrument} in {stored.language} for {centre.slug}: licence {stored.reference} "
            f"of {stored.holder}, valid until {stored.valid_until}, sha256 {stored.sha256}."
        )


def _centre(slug: str | None) -> Centre:
    centres = {centre.slug: centre for centre in Centre.objects.order_by("slug")}
    if slug is None and len(centres) == 1:
        return next(iter(centres.values()))
    if slug not in centres:
        raise CommandError(f"Nothing was loaded. Choose a centre with --centre: {', '.join(centres) or 'none yet'}.")
    return centres[slug]
