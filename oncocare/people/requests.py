"""What a view is given: a request, and what the site's middleware puts on it.

Types only: nobody makes one. A view names the one it gets; whatever is given a plain request narrows it here.
"""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest

from oncocare.people.models import Centre, User
from oncocare.people.selectors import Standing


class SiteRequest(HttpRequest):
    """Somebody's, whether or not they are signed in: where their numbers and their time are, for a page to show."""

    centre: Centre | None
    country: str
    site_name: str | None  # as their centre chose it; None where no centre is known
    carried: dict[str, str]  # what every form of theirs carries, by name
    languages: list[tuple[str, str]]  # in which this page can be read, by code


class SignedInRequest(SiteRequest):
    """Of somebody who is signed in, as Django's middleware makes sure of for every view that does not say otherwise."""

    user: User
    standing: Standing


class StaffRequest(SignedInRequest):
    """Of a view for staff: its first line fetches with a permission that staff hold."""

    centre: Centre


class PatientRequest(SignedInRequest):
    """Of a view for a person about themselves: its first line fetches what is their own."""

    centre: Centre


def as_site_request(request: HttpRequest) -> SiteRequest:
    """The same request, once the site's middleware has seen it."""
    return cast("SiteRequest", request)


def stand(request: HttpRequest, standing: Standing) -> SignedInRequest:
    """The same request, of somebody whose standing is known from now on."""
    own = cast("SignedInRequest", request)
    own.standing = standing
    return own


def as_signed_in(request: HttpRequest) -> SignedInRequest | None:
    """The same request, where somebody is signed in and their standing known; None for whoever signs in just now."""
    known = isinstance(getattr(request, "user", None), User) and hasattr(request, "standing")
    return cast("SignedInRequest", request) if known else None
