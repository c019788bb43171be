"""How long a film or sound lasts."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext

register = template.Library()


@register.filter
def how_long(seconds: float) -> str:
    """Minutes and seconds, as players show them: 2:05 min."""
    minutes, rest = divmod(round(seconds), 60)
    return gettext("%(time)s min") % {"time": f"{minutes}:{rest:02}"}
