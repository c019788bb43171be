"""What a page says, for tests that read it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.http import HttpResponse

from oncocare.foundation import clock


def text(answer: HttpResponse, status: int = 200) -> str:
    """The page with every run of white space as one space."""
    assert answer.status_code == status, answer.content.decode()[:500]
    return " ".join(answer.content.decode().split())


def at(moment: datetime, act: Callable[[], HttpResponse]) -> HttpResponse:
    """What a page answers at a moment."""
    with clock.at(moment):
        return act()
