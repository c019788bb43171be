"""Which lines the log has: none of them holds what opens something by itself. Pure.

Django writes the address of every page that refuses, and some addresses are secrets: the link of somebody who comes to
a talk, the one at which a telephone reads somebody's sessions, the one that ends mail, an invitation.
"""

from __future__ import annotations

import logging

SECRET = ("key", "link", "token")  # how addresses name the part that opens something
HIDDEN = "…"


class WithoutSecrets(logging.Filter):
    """Takes the secrets of an address out of the line about it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Every line is written, without them."""
        match = getattr(getattr(record, "request", None), "resolver_match", None)
        secrets = [str(said) for name, said in (match.kwargs if match else {}).items() if name in SECRET]
        if secrets and isinstance(record.args, tuple):
            record.args = tuple(_hidden(one, secrets) for one in record.args)
        return True


def _hidden(said: object, secrets: list[str]) -> object:
    if isinstance(said, str):
        for secret in secrets:
            said = said.replace(secret, HIDDEN)
    return said
