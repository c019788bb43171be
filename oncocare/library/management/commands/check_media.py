"""`manage.py check_media`: whether every picture, film and sound of the library has its file; after a restore."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from oncocare.library.media.selectors import without_file
from oncocare.library.models import Medium


class Command(BaseCommand):
    help = "Name every medium of the library whose file is missing in MEDIA_ROOT or not of its length."

    def handle(self, *args: Any, **options: Any) -> None:
        missing = without_file()
        if missing:
            names = "\n".join(f"{medium.centre.slug}: {medium.name} ({medium.sha256})" for medium in missing)
            raise CommandError(f"{len(missing)} of {Medium.objects.count()} have no file or not all of it:\n{names}")
        self.stdout.write(f"All {Medium.objects.count()} have their file.")
