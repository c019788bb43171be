"""Prints the links of new letters of the demo's centre, one a line: `python -m tests.journeys.letters en es`.

Runs beside the demo, in its environment. Each letter is for somebody born on `BORN`.
"""

from __future__ import annotations

import os
import sys
from datetime import date

import django

BORN = date(1968, 4, 9)


def main(languages: list[str]) -> None:
    """A letter in each of these languages, from Clara."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oncocare.settings")
    django.setup()
    from oncocare.joining.actions import invite
    from oncocare.joining.links import write
    from oncocare.people.models import User
    from oncocare.people.selectors import standing_of

    clara = User.objects.get(email="clara@demo.invalid")
    centre = standing_of(clara).centres[0]
    for language in languages:
        letter = invite(
            by=clara, centre=centre, channel="letter", language=language, ward="", clinician=clara, born_on=BORN
        )
        sys.stdout.write(f"/join/{write(letter.pk)}/\n")


if __name__ == "__main__":
    main(sys.argv[1:])
