"""The witness: a file outside the database with a line for each seal. Who cuts the newest seals cannot cut it there."""

from __future__ import annotations

import fcntl
import logging
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings

from oncocare.audit.models import Seal
from oncocare.foundation import clock

log = logging.getLogger(__name__)

TAIL = 4096  # bytes at the end of the file that hold its last lines


def keep_up() -> None:
    """Append every seal that the witness has not seen. Lines are only ever added, so the file may be append-only."""
    if not settings.AUDIT_WITNESS:
        return
    with open(settings.AUDIT_WITNESS, "ab+", opener=_private) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(max(0, file.seek(0, os.SEEK_END) - TAIL))
        text = file.read().decode()
        last = max(dict(_lines(text)), default=0)
        new = list(Seal.objects.exclude(key="").filter(pk__gt=last).order_by("pk"))
        if not last and new and new[0].at < clock.now() - timedelta(hours=1):
            log.critical("The witness of the audit log was empty; it begins anew with the seals that are there now.")
        begin = "" if not text or text.endswith("\n") else "\n"  # a line that a full disk cut short
        file.write((begin + "".join(map(_line, new))).encode())
        file.flush()
        os.fsync(file.fileno())


def witnessed() -> dict[int, str] | None:
    """The keyed hash of each seal by its id, as the witness has it; None where none is kept."""
    if not settings.AUDIT_WITNESS:
        return None
    try:
        return dict(_lines(Path(settings.AUDIT_WITNESS).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return {}


def _line(seal: Seal) -> str:
    return f"{seal.pk} {seal.mac} {seal.rows} {seal.key} {seal.at.isoformat()}\n"


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """What each whole line says; one cut short says nothing and is written again below it."""
    for line in text.splitlines():
        words = line.split(" ")
        if len(words) == 5 and words[0].isdigit():
            yield int(words[0]), words[1]


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
