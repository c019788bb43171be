"""How messages reach whoever is in a group: each kind has one for patients, who agreed to messages, one for caregivers,
who need not be in care, and, where it is for them too, one for staff.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from oncocare.notifications.registry import About, Audience, Still, message
from oncocare.people.roles import CAREGIVER, PATIENT

AUDIENCES: Mapping[str, Audience] = {"patient": PATIENT, "caregiver": CAREGIVER, "staff": About.STAFF}
MEMBERS = ("patient", "caregiver")


def message_in_groups(
    name: str, template: str, *, label: Any, to: tuple[str, ...] = (*AUDIENCES,)
) -> Callable[[Still], Still]:
    """Declare a kind of message for each of these audiences, as `message` does for one."""

    def register(still: Still) -> Still:
        for audience in to:
            message(f"{name}.{audience}", template, label=label, about=AUDIENCES[audience])(still)
        return still

    return register
