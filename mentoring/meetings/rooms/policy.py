"""What the browser lets the page of one room do that no other page may: camera and microphone, and one other origin.
Pure.

Decision 0040: only the page of a room says this, and only for the provider of that meeting.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

NEVER = ("geolocation=()", "payment=()", "usb=()", "browsing-topics=()")


def devices(origin: str = "") -> str:
    """The Permissions-Policy of the page of a room: camera and microphone for this page, and for the
    frame of one other origin where there is one.
    """
    who = f'(self "{origin}")' if origin else "(self)"
    allowed = [f"{device}={who}" for device in ("camera", "microphone")]
    return ", ".join([*allowed, *NEVER])


def socket_of(site: str) -> str:
    """Where a page of this site opens a WebSocket, such as `wss://acompana.example.org`. Older Safaris do not take it
    for the page's own origin unless the policy names it.
    """
    parts = urlsplit(site)
    return f"{'wss' if parts.scheme == 'https' else 'ws'}://{parts.netloc}"


def sources(origin: str = "", socket: str = "") -> dict[str, list[str]]:
    """What the page's Content-Security-Policy says beside that of every page."""
    said = {"frame-src": [origin] if origin else [], "connect-src": ["'self'", socket] if socket else []}
    return {name: value for name, value in said.items() if value}


def let_devices(response: Any, origin: str = "", socket: str = "") -> Any:
    """The same answer, whose page may use camera and microphone, hold a frame of `origin`, and open `socket`."""
    response.headers["Permissions-Policy"] = devices(origin)
    response._csp_update = sources(origin, socket)  # noqa: SLF001 -- as `csp_update` of django-csp says it, known late
    return response


def let_socket(response: Any, socket: str) -> Any:
    """The same answer, whose page may open `socket`, and use no device."""
    response._csp_update = sources(socket=socket)  # noqa: SLF001 -- as in `let_devices`
    return response
