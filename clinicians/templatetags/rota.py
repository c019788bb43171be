"""Times of day on the pages of the rota, where a day may end at 24:00."""

from __future__ import annotations

from datetime import datetime, time

from django import template
from django.utils import timezone

from oncocare.safety.rota.weekly import write_clock

register = template.Library()

register.filter("clock_time", write_clock)


@register.filter
def until(moment: datetime) -> str:
    """The time of day at which something ends, in the time of the page; midnight is the end of the day before."""
    local = timezone.localtime(moment).time()
    return write_clock(time.max if local == time.min else local)
