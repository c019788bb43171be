"""`manage.py export_library FOLDER [MODULE …]`: modules of a centre as files, to be shared and loaded again."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from oncocare.audit.actions import record
from oncocare.audit.verbs import Verb
from oncocare.library.exchange.selectors import centre_called, taken_out, taken_out_modules
from oncocare.library.folder import Folder, files, media_files


class Command(BaseCommand):
    help = "Write modules of a centre into an empty folder; without a module everything that the library of it has."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="it is made if it is not there, and has to be empty")
        parser.add_argument("modules", nargs="*", metavar="module", help="the slug of a module")
        parser.add_argument("--centre", help="the centre's slug; needed where there is more than one centre")

    def handle(self, *args: Any, **options: Any) -> None:
        root: Path = options["folder"]
        try:
            centre = centre_called(options["centre"])
            if root.exists() and (not root.is_dir() or any(root.iterdir())):
                raise CommandError(f"Nothing was written. {root} is not an empty folder.")
            if options["modules"]:
                found = taken_out_modules(centre, options["modules"])
            else:
                found = taken_out(centre, centre.modules.order_by("slug"), centre.pieces.order_by("slug"))
            _write(found.folder, root)
        except (LookupError, OSError) as error:
            raise CommandError(f"It was not written, or not whole.\n{error}") from error
        record(by="system:command", verb=Verb.LIBRARY_TAKEN_OUT, subject=centre, centre=centre)
        texts = sum(len(piece.texts) for piece in found.folder.pieces.values())
        self.stdout.write(
            f"{root}: {len(found.folder.modules)} modules, {len(found.folder.pieces)} pieces, {texts} texts, "
            f"{len(found.folder.media)} media. {sum(one.shown for one in found.versions)} of the texts are those that "
            f"{centre.slug} shows today; of the others it is the newest version."
        )
        for sentence in found.left_out:
            self.stdout.write(f"Left out: {sentence}")


def _write(folder: Folder, root: Path) -> None:
    root.mkdir(parents=True, exist_ok=True)
    for name, text in files(folder):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    for name, opened in media_files(folder):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with opened() as source, path.open("wb") as target:
            shutil.copyfileobj(source, target)
