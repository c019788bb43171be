"""`manage.py load_assessment_form FILE`: the wording of a licensed risk assessment, for the licence holder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from oncocare.foundation.datafiles import DataFileError, read
from oncocare.people.days import today_of
from oncocare.people.models import Centre
from oncocare.safety.assessment.actions import load_assessment_form
from oncocare.safety.assessment.wording import checked_pack


class Command(BaseCommand):
    help = "Load a licensed form: code, language, licence (reference, holder, valid until), and its questions."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--centre", help="the centre's slug; needed where there is more than one centre")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            document = read(options["file"])
            pack = checked_pack(document)
        except (DataFileError, OSError) as error:
            raise CommandError(f"Nothing was loaded.\n{error}") from error
        centre = _centre(options["centre"])
        if pack.licence.valid_until < today_of(centre):
            raise CommandError(f"Nothing was loaded. The licence ended on {pack.licence.valid_until}.")
        kept = load_assessment_form(by="system:command", centre=centre, pack=pack, sha256=document.sha256)
        self.stdout.write(
            f"{kept.code} in {kept.language} for {centre.slug}: licence {kept.reference} of {kept.holder}, "
            f"valid until {kept.valid_until}, sha256 {kept.sha256}."
        )


def _centre(slug: str | None) -> Centre:
    centres = {centre.slug: centre for centre in Centre.objects.order_by("slug")}
    if slug is None and len(centres) == 1:
        return next(iter(centres.values()))
    if slug not in centres:
        raise CommandError(f"Nothing was loaded. Choose a centre with --centre: {', '.join(centres) or 'none yet'}.")
    return centres[slug]
