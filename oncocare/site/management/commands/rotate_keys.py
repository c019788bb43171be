"""`manage.py rotate_keys [--dry-run]`: everything under an older key comes under SECRET_KEY."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import track

from oncocare.joining import selectors as joining
from oncocare.signin.rotation import actions as rotation
from oncocare.signin.rotation import selectors as rotation_selectors
from oncocare.signin.rotation.selectors import KeyState

BY = "system:command"


def _counted(what: str, found: Counter[KeyState]) -> str:
    return (
        f"{what} under SECRET_KEY: {found[KeyState.CURRENT]}, under an older key: {found[KeyState.OLD]}, "
        f"under a key that is not here: {found[KeyState.LOST]}."
    )


class Command(BaseCommand):
    help = (
        "Seal every second factor and every sealed text anew with SECRET_KEY, and say when the keys in "
        "SECRET_KEY_FALLBACKS can go."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count, and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["dry_run"]:
            screen = Console(stderr=True)
            for pk in track(
                rotation_selectors.outdated(), "Sealing anew", console=screen, disable=not screen.is_terminal
            ):
                rotation.encrypt_again(by=BY, pk=pk)
            for model, name, pk in rotation_selectors.outdated_texts():
                rotation.seal_text_again(by=BY, model=model, name=name, pk=pk)
        found, texts = rotation_selectors.count(), rotation_selectors.count_texts()
        self.stdout.write(_counted("Second factors", found))
        self.stdout.write(_counted("Sealed texts", texts))
        if not options["dry_run"]:
            self._done(found + texts)

    def _done(self, found: Counter[KeyState]) -> None:
        since = rotation.note_key(by=BY)
        last = joining.links_older_than(since).last() if settings.SECRET_KEY_FALLBACKS else None
        if found[KeyState.LOST]:
            raise CommandError(
                "Not done: what is under a key that is not here cannot be opened, and was left as it is. Add that key "
                "to SECRET_KEY_FALLBACKS and run this again. If it is gone for good, those people choose “I lost my "
                "phone” at the sign-in page, and the texts under it are lost."
            )
        if found[KeyState.OLD]:
            raise CommandError(
                "Not done: a process that still runs with the older key has sealed something since. Nothing is lost. "
                "Restart every web and worker process with the new SECRET_KEY and run this again."
            )
        if last:
            raise CommandError(
                f"Not done: the links of invitations made before {since:%Y-%m-%d %H:%M} UTC are sealed with an older "
                f"key, and the last can be used until {last.expires:%Y-%m-%d %H:%M} UTC. Leave that key in "
                "SECRET_KEY_FALLBACKS until then, and run this again."
            )
        self.stdout.write("Done: nothing is under an older key. SECRET_KEY_FALLBACKS can be emptied.")
