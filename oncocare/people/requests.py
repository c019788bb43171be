"""What a view is given: a request, and what the site's middleware puts on it. Types only; nobody makes one."""

from __future__ import annotations

from django.http import HttpRequest

from oncocare.people.models import Centre, User
from oncocare.people.selectors import Standing


class Visit(HttpRequest):
    """Somebody's, whether or not they are signed in: where their numbers and their time are, for a page to show."""

    centre: Centre | None
    country: str
    carried: dict[str, str]  # what every form of theirs carries, by name


class SignedInRequest(Visit):
    """Of somebody who is signed in, as Django's middleware makes sure of for every view that does not say otherwise."""

    user: User
    standing: Standing


class StaffRequest(SignedInRequest):
    """Of a view for staff: its first line fetches with a permission that staff hold."""


class PatientRequest(SignedInRequest):
    """Of a view for a person about themselves: its first line fetches what is their own."""
