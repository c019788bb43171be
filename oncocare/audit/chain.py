"""What a seal says: which rows, and their keyed hash on top of the seal before. Pure."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any


def key_id(key: str) -> str:
    """A name for a key that does not tell it."""
    return hmac.new(key.encode(), b"the name of this key", hashlib.sha256).hexdigest()[:16]


def covering(ids: Iterable[int]) -> str:
    """Rising row ids as PostgreSQL writes a set of them: {[1,5),[6,7)} for 1, 2, 3, 4 and 6."""
    runs: list[list[int]] = []
    for number in ids:
        if runs and runs[-1][1] == number:
            runs[-1][1] += 1
        else:
            runs.append([number, number + 1])
    return "{" + ",".join(f"[{first},{end})" for first, end in runs) + "}"


def mac(key: str, previous: str, at: datetime, row_ids: str, rows: Iterable[Any]) -> str:
    """HMAC-SHA-256 over the seal before, this one's own words, and each row as canonical JSON."""
    chain = hmac.new(key.encode(), _line(previous, at.isoformat(), row_ids), hashlib.sha256)
    for row in rows:
        written = (row.id, row.transaction, row.at.isoformat(), row.actor, row.verb)
        chain.update(_line(*written, row.subject, row.patient, row.centre, row.detail))
    return chain.hexdigest()


def _line(*fields: Any) -> bytes:
    return (json.dumps(fields, sort_keys=True, ensure_ascii=False, separators=(",", ":")) + "\n").encode()
