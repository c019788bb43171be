"""`manage.py verify_audit`: recomputes every seal of the audit log and compares the chain with its witness."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from oncocare.audit.selectors import inspect


class Command(BaseCommand):
    help = "Recompute every seal of the audit log, compare the chain with its witness, and name what does not agree."

    def handle(self, *args: Any, **options: Any) -> None:
        found = inspect()
        if found.faults:
            raise CommandError("\n".join(["The audit log is not as it was written:", *found.faults]))
        self.stdout.write(f"{found.seals} seals over {found.rows} rows verified; the audit log is as it was written.")
