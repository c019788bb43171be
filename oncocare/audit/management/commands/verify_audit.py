"""`manage.py verify_audit`: recomputes every seal of the audit log."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from oncocare.audit.actions import broken_seals
from oncocare.audit.models import Seal


class Command(BaseCommand):
    help = "Recompute every seal of the audit log and name those that no longer agree with their rows."

    def handle(self, *args: Any, **options: Any) -> None:
        broken = [seal.pk for seal in broken_seals()]
        if broken:
            raise CommandError(
                f"The audit log was changed: seal {', '.join(map(str, broken))} does not agree with its rows."
            )
        self.stdout.write(f"{Seal.objects.count()} seals verified; the audit log is as it was written.")
