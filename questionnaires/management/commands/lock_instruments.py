"""Renews the hash lock of the instrument files, after checking that they compile. Needs no database."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from oncocare.foundation.datafiles import DataFileError
from questionnaires.instruments.catalogue import INSTRUMENTS, renew_lock


class Command(BaseCommand):
    help = "Renew questionnaires/instruments/LOCK after a reviewed change of an instrument file."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            instruments = renew_lock(INSTRUMENTS)
        except DataFileError as error:
            raise CommandError(f"not locked, the files have mistakes:\n{error}") from error
        self.stdout.write(f"Locked {len(instruments)} instruments in {INSTRUMENTS.name}/LOCK.")
