"""Printed invitations: one page of A4 each, in the person's language, with a QR code and a short one to type.

Whoever comes back and has said that large letters help, gets them, on as many pages as that takes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Paragraph, Spacer

from oncocare.joining import links
from oncocare.joining.models import Invitation
from oncocare.joining.selectors import is_to_care
from oncocare.paper.letterhead import letterhead
from oncocare.paper.page import Page, over_pages, pdf
from oncocare.paper.qr import QrCode
from oncocare.paper.text import BODY, BOLD, CODE, HEAD, NAME, STEP, enlarged, paragraph
from oncocare.paper.writable import can_write
from oncocare.people.days import day_of
from oncocare.people.models import Patient
from oncocare.people.picture.selectors import needs_large_letters
from oncocare.people.site_name import called
from oncocare.web.templatetags.web import day
from oncocare.web.unbroken import unbroken

QR_SIZE = 42 * mm


def letters(invitations: Sequence[Invitation]) -> bytes:
    """One PDF, a page for each invitation; its title is in the language of the first."""
    language = invitations[0].language
    with translation.override(language):
        title = _("Invitation")
    large = _in_large_letters(invitations)
    pages = [page for one in invitations for page in _pages(one, large=one.pk in large)]
    return pdf(pages, title=title, language=language)


def _in_large_letters(invitations: Sequence[Invitation]) -> set[Any]:
    """Those of these invitations that go to somebody in care at their centre who needs large letters."""
    people = list(Patient.objects.filter(user__in=[one.user_id for one in invitations if one.user_id]))
    needing = needs_large_letters(people)
    large = {(one.user_id, one.centre_id) for one in people if one.pk in needing}
    return {one.pk for one in invitations if (one.user_id, one.centre_id) in large}


def _pages(invitation: Invitation, *, large: bool) -> list[Page]:
    with translation.override(invitation.language):
        if not large:
            return [Page(_story(invitation, lambda style: style), foot=invitation.ward)]
        blocks = [[part] for part in _story(invitation, enlarged)]
        return [replace(page, foot=invitation.ward) for page in over_pages(blocks)]


def _story(invitation: Invitation, styled: Callable[[ParagraphStyle], ParagraphStyle]) -> list[Any]:
    def say(line: str, style: ParagraphStyle = BODY) -> Paragraph:
        return paragraph(line, styled(style))

    centre, link = invitation.centre, links.link(invitation.pk)
    steps = [f"{number}. {step}" for number, step in enumerate(_steps(invitation), start=1)]
    last_day = day(day_of(centre, invitation.expires))
    words = {
        "centre": centre.name, "phone": unbroken(centre.phone), "day": last_day, "age": centre.minimum_age,
        "site": called(centre.site_name),
    }  # fmt: skip
    return [
        *letterhead(centre.name, centre.address, centre.phone),
        Spacer(1, 14 * mm),
        say(_greeting(invitation.name)),
        say(_("An invitation for you"), HEAD),
        say(_(
            "Now and then we would like to ask you a few short questions about how you are. Your answers show us which "
            "support fits you, and a person of our team reads them. You can stop at any time."
        ) % words),
        say(_("The page is called “%(site)s”. Its e-mails come under that name too.") % words),
        say(_("How to begin"), BOLD),
        *(say(step, STEP) for step in steps),
        Spacer(1, 3 * mm),
        QrCode(link, QR_SIZE),
        Spacer(1, 4 * mm),
        say(_("No camera? Type this address, and then this code:"), NAME),
        say(f"{settings.SITE_URL.partition('//')[2]}{settings.JOIN_PATH.rstrip('/')}", BOLD),
        say(links.code(invitation.locator), CODE),
        say(_("It is for people aged %(age)s and over. It works once, for you alone, until %(day)s.") % words),
        *([say(_("Questions, or no phone or computer? Call us: %(phone)s.") % words)] if centre.phone else []),
        say(_("This is not an emergency service. If you are in danger, call your emergency number.")),
        say(_("The team of %(centre)s") % words),
    ]  # fmt: skip


def _steps(invitation: Invitation) -> Iterator[str]:
    """What comes after what for this person, in the order of the pages."""
    yield _("Point the camera of your phone at the square.")
    if is_to_care(invitation):
        yield _("Read what it is, and decide. You can say no.")
    if invitation.born_on:
        yield _("Write your date of birth, so that we know it is you.")
    if invitation.user_id is None:
        yield _("Write your e-mail address. We send six digits there; write them on the page.")
    yield _("Choose how you sign in from then on. All of it takes about ten minutes.")


def _greeting(name: str) -> str:
    """By name, where there is one and our fonts can write it."""
    return _("Dear %(name)s,") % {"name": name} if name and can_write(name) else _("Good day,")
