"""Reads settings from the environment; an odd value stops the start with a sentence that says what is allowed."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str | None = None) -> str:
    """The variable `name`, or `default`; without a default it must be set."""
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"{name} is not set. Set it in the environment; see deploy/env.example.")
    return value


def secret(name: str, shortest: int = 32) -> str:
    """A key that nobody can guess."""
    value = text(name)
    if len(value) < shortest:
        raise ImproperlyConfigured(f"{name} is too short: it needs {shortest} random characters or more.")
    return value


def choice(name: str, allowed: tuple[str, ...], default: str) -> str:
    """One of `allowed`."""
    value = text(name, default)
    if value not in allowed:
        raise ImproperlyConfigured(f"{name}={value!r} is not one of {', '.join(allowed)}.")
    return value


def words(name: str, default: str = "") -> list[str]:
    """A list separated by commas."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def whole(name: str, default: int) -> int:
    """A whole number."""
    value = text(name, str(default))
    if not value.isdigit():
        raise ImproperlyConfigured(f"{name}={value!r} is not a whole number.")
    return int(value)


def rising_hours(**defaults: int) -> list[timedelta]:
    """Whole hours, one or more, none fewer than the one before; each by its name and default."""
    found = [whole(name, default) for name, default in defaults.items()]
    if found != sorted(found) or found[0] < 1:
        raise ImproperlyConfigured(f"{', '.join(defaults)} must be 1 or more, and none less than the one before.")
    return [timedelta(hours=hours) for hours in found]


def together(*names: str) -> bool:
    """Whether all of these are set; where some are and others are not, the start stops."""
    there = [name for name in names if os.environ.get(name)]
    if there and len(there) < len(names):
        missing = next(name for name in names if name not in there)
        raise ImproperlyConfigured(f"{there[0]} is set and {missing} is not. Set {', '.join(names)}, or none of them.")
    return bool(there)


def origin(name: str, *, secure: bool) -> str:
    """Scheme and name of another server and nothing after them, such as `https://video.example.org`; empty if not set.
    Where it must be `secure`, only https.
    """
    said = text(name, "")
    value = said.rstrip("/")
    parts = urlsplit(value)
    whole_of_it = f"{parts.scheme}://{parts.netloc}" == value and parts.hostname and "@" not in parts.netloc
    if value and not (whole_of_it and parts.scheme in (("https",) if secure else ("https", "http"))):
        raise ImproperlyConfigured(f"{name}={said!r} must be https:// and a name, with nothing after it.")
    return value


def near(name: str) -> str:
    """An address on this machine, or on another by https; empty if not set."""
    value = text(name, "")
    parts = urlsplit(value)
    here = parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost", "::1")
    if value and not (here or (parts.scheme == "https" and parts.hostname)):
        raise ImproperlyConfigured(f"{name}={value!r} must be http:// on this machine, or https:// on another.")
    return value


def database(name: str = "DATABASE_URL") -> dict[str, Any]:
    """Django's database settings from `postgresql://user:password@host:port/name?host=/socket/folder`."""
    url = text(name)
    parts = urlsplit(url)
    if parts.scheme not in ("postgresql", "postgres"):
        raise ImproperlyConfigured(f"{name} must start with postgresql://; only PostgreSQL is supported.")
    query = parse_qs(parts.query)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "postgres",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", [parts.hostname or ""])[0],
        "PORT": str(parts.port or query.get("port", [""])[0]),
    }
