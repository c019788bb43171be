"""What a page of messages says beside their words: the flags that words of theirs raised."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from oncocare.people.models import Patient
from oncocare.safety.flags.selectors import BY_MESSAGE
from oncocare.safety.models import Occasion


def say_flags(patient: Patient, messages: Iterable[Any]) -> None:
    """Gives each of these messages of one patient its `flag`: which its words, or who read them, raised or joined; None
    without any.
    """
    messages = list(messages)
    asked = [f"{BY_MESSAGE}{one.pk}" for one in messages if not one.from_team]
    rows = Occasion.objects.filter(patient=patient, source__in=asked).select_related("flag__owner") if asked else ()
    flags = {row.source: row.flag for row in rows}
    for one in messages:
        one.flag = flags.get(f"{BY_MESSAGE}{one.pk}")
