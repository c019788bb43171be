"""A small folder of the library on disk: one module, two pieces, a picture and a film."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

from tests.factories.library import picture

PICTURE = picture(form="WEBP").getvalue()
FILM = (Path(__file__).with_name("files") / "talk.mp4").read_bytes()

MODULE = """\
area: sleep
audience: [patient]
title: {en: "Sleeping again", es: "Volver a dormir"}
summary: {en: "Nights in small steps.", es: "Las noches, paso a paso."}
pieces: [awake-at-three, worries-on-paper]
"""
PIECE = """\
kind: lesson
area: sleep
audience: [patient, caregiver]
phases: [new, treatment]
topics: [sleep, worry]
"""
ENGLISH = """\
---
title: "Awake: at three"
summary: "What to do when the night is long."
---

Get up. **Sit** somewhere else.

![A lamp on a table](a-lamp "Warm light")
"""
SPANISH = """\
---
title: "Despierta a las tres"
summary: "Qué hacer cuando la noche es larga."
---

Levántese.
"""
PAPER = """\
---
title: "Worries on paper"
summary: "Before you go to bed."
---

Write them down.

![Somebody shows how](a-talk)
"""
FILES: dict[str, str | bytes] = {
    "modules/sleeping-again.yaml": MODULE,
    "pieces/awake-at-three/piece.yaml": PIECE,
    "pieces/awake-at-three/en.md": ENGLISH,
    "pieces/awake-at-three/es.md": SPANISH,
    "pieces/worries-on-paper/piece.yaml": PIECE,
    "pieces/worries-on-paper/en.md": PAPER,
    "media/a-lamp.webp": PICTURE,
    "media/a-lamp.yaml": "decorative: true\n",
    "media/a-talk.mp4": FILM,
    "media/a-talk.en.txt": "Take a pen.\n",
    "media/a-talk.en.vtt": "WEBVTT\n\n00:00:00.000 --> 00:00:02.000\nTake a pen.\n",
}


def put(root: Path, files: dict[str, str | bytes] | None = None) -> Path:
    """These files below `root`; those of the small folder where none are named."""
    for name, content in (FILES if files is None else files).items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


def zipped(files: dict[str, str | bytes] | None = None, top: str = "") -> BytesIO:
    """The same as a zip file."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (FILES if files is None else files).items():
            archive.writestr(f"{top}{name}", content)
    made.seek(0)
    return made
