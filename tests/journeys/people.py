"""Makes people in the running demo and prints how they sign in as JSON: `python -m tests.journeys.people a=en b=es`.

Runs beside the demo, in its environment. Everybody who is there already is listed too, by name in lower case.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import django
from fido2.utils import websafe_encode

from tests.journeys.running import SITE, WITHOUT
from tests.signin.soft_passkey import SoftPasskey


def main(wanted: list[str]) -> None:
    """Make the wanted people, take on every open flag (so that the desk is otherwise answered), and print."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oncocare.settings")
    django.setup()
    from oncocare.demo.views import link_for
    from oncocare.people.models import User
    from oncocare.safety.flags.actions import acknowledge
    from oncocare.safety.models import Flag
    from tests.factories.demo import new_patient

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
        found[name] = {
            "link": link_for(user),
            "patient": str(patient.pk) if patient else "",
            "language": user.language,
            "passkey": passkey_of(user) if name not in WITHOUT else {},
        }
    sys.stdout.write(json.dumps(found))


def passkey_of(user: Any) -> dict[str, str]:
    """A passkey that opens the door for this person from now on."""
    from allauth.account.utils import user_pk_to_url_str
    from allauth.mfa.webauthn.internal.auth import WebAuthn

    key = SoftPasskey(site=SITE)
    owner = websafe_encode(user_pk_to_url_str(user).encode())
    WebAuthn.add(user, "Made up", key.create({"publicKey": {"challenge": "bWFkZSB1cA", "user": {"id": owner}}}))
    return key.kept()


if __name__ == "__main__":
    main(sys.argv[1:])
