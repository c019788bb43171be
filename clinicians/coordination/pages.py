"""The pages of a centre in the order of the side navigation."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from oncocare.people.permissions import Permission


def pages() -> tuple[tuple[str, str, Permission], ...]:
    """Address, label, and what one must hold to see it."""
    return (
        (reverse("centre"), _("Overview"), Permission.SEE_INSTRUMENTS),
        (reverse("centre_facts"), _("About the centre"), Permission.MANAGE_CENTRE),
        (reverse("centre_staff"), _("Staff and roles"), Permission.MANAGE_STAFF),
        (reverse("invitations"), _("Invitations"), Permission.INVITE),
        (reverse("access_requests"), _("People who cannot sign in"), Permission.RESTORE_ACCESS),
        (reverse("centre_hours"), _("Hours and holidays"), Permission.SEE_ROTA),
        (reverse("centre_rota"), _("Rota"), Permission.SEE_ROTA),
        (reverse("centre_crisis"), _("Crisis numbers"), Permission.SEE_ROTA),
        (reverse("centre_texts"), _("Texts"), Permission.MANAGE_CENTRE),
        (reverse("schedule"), _("Schedule"), Permission.MANAGE_CENTRE),
        (reverse("centre_policies"), _("Policy"), Permission.SEE_INSTRUMENTS),
        (reverse("centre_instruments"), _("Instruments"), Permission.SEE_INSTRUMENTS),
        (reverse("centre_system"), _("System health"), Permission.SEE_SYSTEM),
    )
