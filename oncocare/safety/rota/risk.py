"""What is signed where nobody answers outside the staffed hours, in the language of whoever signs. Pure."""

from __future__ import annotations

from django.utils.translation import gettext as _


def uncovered(centre: str) -> str:
    """The risk in plain words; `centre` is its name."""
    return _(
        "At night, at weekends, on holidays and in every other hour that is not staffed, nobody at %(centre)s reads "
        "answers and nobody is on call. Somebody may write on a Friday evening that they think of ending their life. "
        "This program mails those who answer flags, but nobody has to read that mail before the next opening, which "
        "may be days or weeks away. Patients are told so before they answer, with the numbers to call. I know this "
        "risk, and I answer for opening the centre with it."
    ) % {"centre": centre}
