"""Which centre a page of the coordinator is about, and whether the reader may change it."""

from __future__ import annotations

from oncocare.people.access import centre_for, permissions_of
from oncocare.people.models import Centre, User
from oncocare.people.permissions import Permission


def rota_centre(user: User) -> tuple[Centre, bool]:
    """The centre whose hours and rota this person sees; with True where they may change them."""
    manages = Permission.MANAGE_CENTRE in permissions_of(user)
    return centre_for(user, Permission.MANAGE_CENTRE if manages else Permission.SEE_ROTA), manages
