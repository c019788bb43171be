"""The words of a message, made in the language and time zone that are active."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string

from oncocare.notifications.registry import Kind


def subject(kind: Kind) -> str:
    """The one line that stands above it; it holds nothing about anybody."""
    return " ".join(render_to_string(f"emails/{kind.template}/subject.txt").split())


def body(kind: Kind, context: Mapping[str, Any]) -> str:
    """What it says, as plain text: a page that shows it must still escape it."""
    return "\n".join(render_to_string(f"emails/{kind.template}/body.txt", dict(context)).strip().splitlines())
