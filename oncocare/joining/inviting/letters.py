"""Printed invitations: one page of A4 each, in the person's language, with a QR code and a link that can be typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from reportlab.lib.units import mm
from reportlab.platypus import Spacer

from oncocare.joining import links
from oncocare.joining.models import Invitation
from oncocare.paper.letterhead import letterhead
from oncocare.paper.page import Page, pdf
from oncocare.paper.qr import QrCode
from oncocare.paper.text import BOLD, HEAD, LINK, paragraph
from oncocare.paper.writable import can_write
from oncocare.people.days import day_of
from oncocare.web.templatetags.web import day

QR_SIZE = 42 * mm


def letters(invitations: Sequence[Invitation]) -> bytes:
    """One PDF, a page for each invitation; its title is in the language of the first."""
    language = invitations[0].language
    with translation.override(language):
        title = _("Invitation")
    return pdf([_page(invitation) for invitation in invitations], title=title, language=language)


def _page(invitation: Invitation) -> Page:
    with translation.override(invitation.language):
        return Page(_story(invitation), foot=invitation.ward)


def _story(invitation: Invitation) -> list[Any]:
    centre, link = invitation.centre, links.link(invitation.pk)
    last_day = day(day_of(centre, invitation.expires))
    words = {"centre": centre.name, "phone": centre.phone, "day": last_day, "age": centre.minimum_age}
    return [
        *letterhead(centre.name, centre.address, centre.phone),
        Spacer(1, 14 * mm),
        paragraph(_greeting(invitation.name)),
        paragraph(_("An invitation for you"), HEAD),
        paragraph(_(
            "Now and then we would like to ask you a few short questions about how you are. Your answers show us which "
            "support fits you, and a person of our team reads them. You can stop at any time."
        ) % words),
        paragraph(_("How to begin"), BOLD),
        paragraph(_("1. Point the camera of your phone at this square, or type the address below it.")),
        paragraph(_("2. Read what it is, and decide. You can say no.")),
        paragraph(_("3. Have your e-mail address at hand. It takes about ten minutes.")),
        Spacer(1, 5 * mm),
        QrCode(link, QR_SIZE),
        Spacer(1, 5 * mm),
        paragraph(link, LINK),
        Spacer(1, 3 * mm),
        paragraph(_("It is for people aged %(age)s and over. It works once, for you alone, until %(day)s.") % words),
        *([paragraph(_("Questions, or no phone or computer? Call us: %(phone)s.") % words)] if centre.phone else []),
        paragraph(_("This is not an emergency service. If you are in danger, call your emergency number.")),
        paragraph(_("The team of %(centre)s") % words),
    ]  # fmt: skip


def _greeting(name: str) -> str:
    """By name, where there is one and our fonts can write it."""
    return _("Dear %(name)s,") % {"name": name} if name and can_write(name) else _("Good day,")
