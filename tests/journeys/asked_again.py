"""Asks whoever said "not now" to a group again, as the night of a later day does: `python -m tests.journeys.asked_again
2026-12-17T12:00:00+00:00`. Runs beside the demo, in its environment, and does nothing else: nobody's questions close.
"""

from __future__ import annotations

import os
import sys
from datetime import datetime

import django


def main(moment: datetime) -> None:
    """Ask again at this moment."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oncocare.settings")
    django.setup()
    from mentoring.community.offers.actions import ask_again
    from oncocare.foundation import clock

    with clock.at(moment):
        ask_again()


if __name__ == "__main__":
    main(datetime.fromisoformat(sys.argv[1]))
