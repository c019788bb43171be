"""Lets the open questions of people close on a day: `python -m tests.journeys.windows 2026-11-20 PATIENT…`."""

from __future__ import annotations

import sys
from datetime import date

import django


def main(day: str, *patients: str) -> None:
    """Whatever day it was due on, it cannot be after that."""
    django.setup()
    from django.db.models import F
    from django.db.models.functions import Least

    from questionnaires.models import Assignment

    closes = date.fromisoformat(day)
    rows = Assignment.objects.filter(patient__in=patients, state=Assignment.State.OPEN)
    rows.update(closes=closes, due=Least(F("due"), closes))


if __name__ == "__main__":
    main(*sys.argv[1:])
