"""The pages of a centre in the order of the side navigation."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from oncocare.accounts.permissions import Permission


def pages() -> tuple[tuple[str, str, Permission], ...]:
    """Address, label, and what one must hold to see it."""
    return (
        (reverse("centre"), _("Overview"), Permission.SEE_INSTRUMENTS),
        # --- staff, facts
        # --- invitations
        # --- hours and rota
        # --- texts
        # --- schedules
        (reverse("schedule"), _("Schedule"), Permission.MANAGE_CENTRE),
        # --- policies
        # --- instruments
        # --- system
    )
