"""Writing the audit log, sealing it, telling the witness, and writing down what a look at the whole of it found."""

from __future__ import annotations

import fcntl
import logging
import os
from datetime import timedelta
from typing import Any, Protocol

from django.conf import settings
from django.db import connection

from oncocare.audit import chain, witness
from oncocare.audit.models import AuditRow, Seal, Verification
from oncocare.audit.selectors import Findings, inspect, unsealed
from oncocare.audit.verbs import Verb
from oncocare.foundation import clock
from oncocare.foundation.unit import action, insert_last

log = logging.getLogger(__name__)

BATCH = 10_000
LOOK_BACK = timedelta(hours=1)  # how late a transaction may end and still be sealed within the minute; then, that day
KEPT_FAULTS = 100
TAIL = 4096  # bytes at the end of the witness's file that hold its last lines


class SignsIn(Protocol):
    """Whoever can sign in, as far as the log needs to know: users live in a room above."""

    @property
    def pk(self) -> Any: ...
    @property
    def is_authenticated(self) -> bool: ...


Actor = SignsIn | str  # who acts: somebody who can sign in, or a name such as `system:relay`


def actor(by: Actor) -> str:
    """The text id of who acts: `user:<id>`, or a name such as `system:relay`."""
    return by if isinstance(by, str) else f"user:{by.pk}"


def record(*, by: Actor, verb: Verb, subject: Any = "", patient: Any = "", centre: Any = "", **detail: Any) -> AuditRow:
    """One line in the log, in the transaction of the act; the lines of one act are inserted together at its end.

    Details are keys and codes, never what a person wrote.
    """
    row = AuditRow(
        actor=actor(by), verb=verb, subject=_text(subject), patient=_key(patient), centre=_key(centre), detail=detail
    )
    insert_last(row)
    return row


def _text(thing: Any) -> str:
    if isinstance(thing, str):
        return thing
    return f"{thing.__class__.__name__.lower()}:{thing.pk}"  # the user of a request is lazy: its type would not say so


def _key(thing: Any) -> str:
    return str(getattr(thing, "pk", thing) or "")


@action
def seal(*, everything: bool = False, by: Actor = "system:seal") -> Seal | None:
    """Seal the next batch; None when there is nothing to seal. One sealer at a time (advisory lock)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('oncocare.audit.seal'))")
    batch = list(unsealed(sealed_before=None if everything else clock.now() - LOOK_BACK, limit=BATCH))
    if not batch:
        return None
    last = Seal.objects.exclude(key="").last()
    key, previous, at = settings.AUDIT_KEY, last.mac if last else "", clock.now()
    row_ids = chain.covering(row.id for row in batch)
    return Seal.objects.create(
        at=at,
        row_ids=row_ids,
        last_row=batch[-1].id,
        rows=len(batch),
        key=chain.key_id(key),
        previous=previous,
        mac=chain.mac(key, previous, at, row_ids, batch),
    )


def seal_all(*, everything: bool = False) -> None:
    """Seal batch after batch, and tell the witness."""
    while seal(everything=everything):
        pass
    keep_up()


def keep_up() -> None:
    """Append every seal that the witness has not seen. Lines are only ever added, so the file may be append-only."""
    if not settings.AUDIT_WITNESS:
        return
    with open(settings.AUDIT_WITNESS, "ab+", opener=_private) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(max(0, file.seek(0, os.SEEK_END) - TAIL))
        text = file.read().decode()
        last = max(dict(witness.lines(text)), default=0)
        new = list(Seal.objects.exclude(key="").filter(pk__gt=last).order_by("pk"))
        if not last and new and new[0].at < clock.now() - timedelta(hours=1):
            log.critical("The witness of the audit log was empty; it begins anew with the seals that are there now.")
        begin = "" if not text or text.endswith("\n") else "\n"  # a line that a full disk cut short
        file.write((begin + "".join(map(witness.line, new))).encode())
        file.flush()
        os.fsync(file.fileno())


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def verify(*, by: Actor = "system:verify") -> Verification:
    """Seal what waits, look at the whole chain, write down what was found. Each fault is logged as critical."""
    try:
        seal_all(everything=True)
        found = inspect()
    except Exception as error:
        log.critical("The audit log could not be verified.", exc_info=True)
        found = Findings(0, 0, [f"it could not be verified: {type(error).__name__}"])
    for fault in found.faults[:KEPT_FAULTS]:
        log.critical("The audit log is not as it was written: %s", fault)
    return _conclude(found, by=by)


@action
def _conclude(found: Findings, *, by: Actor) -> Verification:
    record(by=by, verb=Verb.AUDIT_VERIFIED, seals=found.seals, faults=len(found.faults))
    return Verification.objects.create(seals=found.seals, rows=found.rows, faults=found.faults[:KEPT_FAULTS])
