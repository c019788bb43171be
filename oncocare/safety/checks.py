"""What `manage.py check --deploy` says of the crisis numbers. It never fails: no build breaks because time passed."""

from __future__ import annotations

from typing import Any

from django.core.checks import Info, register

from oncocare.foundation import clock
from oncocare.safety.crisis import TABLE, table


@register(deploy=True)
def reviewed(**kwargs: Any) -> list[Info]:
    """The table is past its review date, or says that it was reviewed on a day that has yet to come."""
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
