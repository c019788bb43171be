"""The safety room."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.core.checks import Info, register

from oncocare.foundation import clock
from oncocare.safety.crisis.numbers import TABLE, table


class SafetyConfig(AppConfig):
    name = "oncocare.safety"
    label = "safety"

    def ready(self) -> None:
        """Listen to its own events, know its tasks, and say which messages there are and what stands below a mail."""
        from oncocare.safety.crisis import messages as crisis_messages  # noqa: F401 -- registering is the import
        from oncocare.safety.flags import given, handlers, messages, tasks  # noqa: F401
        from oncocare.safety.plan import given as plan  # noqa: F401


@register(deploy=True)
def crisis_numbers_reviewed(**kwargs: Any) -> list[Info]:
    """What `manage.py check --deploy` says of a table that is past its review date, or that says it was reviewed on a
    day that has yet to come. It never fails: no build breaks because time passed.
    """
    today, reviewed_on = clock.today("UTC"), table().reviewed_on
    if reviewed_on <= today <= table().review_by:
        return []
    return [
        Info(
            f"WARNING: the crisis numbers say that they were reviewed on {reviewed_on}; today is {today}, and every 90 "
            "days somebody must.",
            hint=f"Check each number in {TABLE.name} against its source, call it where you can, correct the file, and "
            "set reviewed_on to the day you did.",
            id="safety.I001",
        )
    ]
