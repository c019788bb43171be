"""Makes people in the running demo and prints their sign-in links as JSON: `python -m tests.journeys.people a=en b=es`.

Runs beside the demo, in its environment. Everybody who is there already is listed too, by name in lower case.
"""

from __future__ import annotations

import json
import os
import sys

import django


def main(wanted: list[str]) -> None:
    """Make the wanted people, take on every open flag (so that the desk is otherwise answered), and print."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oncocare.settings")
    django.setup()
    from oncocare.accounts.models import User
    from oncocare.demo import link_for
    from oncocare.demo_people import new_patient
    from oncocare.safety.actions import acknowledge
    from oncocare.safety.models import Flag

    clinician = User.objects.get(email="clara@demo.invalid")
    for flag in Flag.objects.filter(acknowledged_at=None) if wanted else ():
        acknowledge(by=clinician, flag=flag)
    users = {user.name.split()[0].lower(): user for user in User.objects.all()}
    for one in wanted:
        name, language = one.split("=")
        users[name] = new_patient(language)
    found = {}
    for name, user in users.items():
        patient = user.patients.first()
        found[name] = {"link": link_for(user), "patient": str(patient.pk) if patient else "", "language": user.language}
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1:])
