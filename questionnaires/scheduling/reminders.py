"""What there is to say on a day about questions that are still open. Pure."""

from __future__ import annotations

from datetime import date, timedelta

OPEN, DUE, OVERDUE = "questions.open", "questions.due", "questions.overdue"


def kind_for(opens: date, due: date, closes: date, today: date) -> str:
    """What there is to say on a day about questions that are still open; empty outside their window.

    The day before they are due and the day itself are one reminder, and there is none on the day they open.
    """
    if not opens <= today <= closes:
        return ""
    if today > due:
        return OVERDUE
    return DUE if today > opens and today >= due - timedelta(days=1) else OPEN
