"""Stocks the library of the running demo: the sample contents as they load, one piece that nobody has written yet, and a
medium: `python -m tests.journeys.library`. Runs beside the demo, in its environment; prints the slug of the new piece.
"""

from __future__ import annotations

import os
import sys

import django

PIECE, MEDIUM = "a-text-to-write", "a-lamp"


def main() -> None:
    """Once: what is there already stays."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oncocare.settings")
    django.setup()
    from oncocare.library.exchange.actions import load_folder
    from oncocare.library.folder import SHIPPED, read
    from oncocare.library.models import Medium, Piece
    from oncocare.people.models import User

    clara = User.objects.get(email="clara@demo.invalid")
    centre = clara.memberships.first().centre
    load_folder(by="system:command", centre=centre, folder=read(SHIPPED))
    facts = {"kind": "lesson", "area": "sleep", "audience": ["patient"], "phases": ["new"], "owner": clara}
    Piece.objects.get_or_create(centre=centre, slug=PIECE, defaults=facts)
    file = {"kind": "audio", "mime": "audio/mpeg", "sha256": "0" * 64, "size": 1, "by": "system:command"}
    Medium.objects.get_or_create(centre=centre, name=MEDIUM, defaults=file)
    sys.stdout.write(PIECE)


if __name__ == "__main__":
    main()
