"""Links that lead nowhere: what happened, what is safe and what to do next; never who the link was for."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from oncocare.audit.actions import record
from oncocare.audit.verbs import Verb
from oncocare.joining.models import Invitation
from oncocare.joining.selectors import LinkState, is_to_care, link_state
from oncocare.people.models import Centre
from oncocare.people.requests import SignedInRequest, as_signed_in
from oncocare.people.roles import PATIENT, ROLES
from oncocare.web.unbroken import unbroken


def in_the_way(request: HttpRequest, invitation: Invitation) -> HttpResponse | None:
    """The page that says why this reader cannot join with this invitation, if there is a reason."""
    own = as_signed_in(request)
    if own and (page := _for_the_signed_in(own, invitation)):
        return page
    now = link_state(invitation)
    return None if now is LinkState.OPEN else closed(request, invitation, now)


def _for_the_signed_in(request: SignedInRequest, invitation: Invitation) -> HttpResponse | None:
    roles = request.standing.roles_at(invitation.centre_id)
    if is_to_care(invitation):
        if PATIENT in roles:
            return already_here(request, invitation.centre)
        works = request.standing.works_at(invitation.centre_id)
        return signed_in(request) if works else None  # staff who look at a letter must not become patients by it
    if invitation.user_id:
        return signed_in(request)
    return already_here(request, invitation.centre) if ROLES.get(invitation.role) in roles else None


def closed(request: HttpRequest, invitation: Invitation, why: LinkState) -> HttpResponse:
    """The page for an invitation that no longer holds, with what to do now."""
    title, happened, safe = {
        LinkState.USED: (
            _("This link has been used"),
            _("Somebody has already joined with it. Each link works once."),
            _("If it was you, nothing is lost: sign in with your e-mail address."),
        ),
        LinkState.WITHDRAWN: (
            _("This link was taken back"),
            _("The centre took this invitation back. It may have sent you a newer one."),
            _("Nothing about you was kept through this link."),
        ),
        LinkState.LOCKED: (
            _("This link is locked"),
            _("The date of birth did not match three times, so we closed the link to protect the person it is for."),
            _("Nobody has seen anything. The centre can make a new link in a minute."),
        ),
        LinkState.EXPIRED: (
            _("This link is too old"),
            _("It could be used for some weeks, and that time is over."),
            _("Nothing is lost. You can still join: the centre can make a new link in a minute."),
        ),
    }[why]
    link = {"url": reverse("account_login"), "label": _("Sign in")} if why is LinkState.USED else None
    return _page(request, title, happened, safe, _ask(invitation.centre), link=link, status=410)


def unknown(request: HttpRequest) -> HttpResponse:
    """A link that we did not make, or that was copied with a mistake."""
    if request.user.is_authenticated:
        record(by=request.user, verb=Verb.DENIED, subject="invitation", reason="not found or another's")
    return _page(
        request,
        _("We do not know this link"),
        _("A letter may be missing or mistaken. This happens easily when a link is typed."),
        _("Your link still works. You can try as often as you like."),
        _("Please compare it with your letter, letter by letter. If it still does not open, call your centre."),
        status=404,
    )


def forgotten(request: HttpRequest) -> HttpResponse:
    """The browser is on no way in: it was closed in between, or an address was typed."""
    return _page(
        request,
        _("Please open your link again"),
        _("This page belongs to an invitation, and this browser no longer knows which. It forgets when it is closed."),
        _("Your link still works, and nothing was sent."),
        _("Open the link in your letter or mail once more and begin again. It takes a few minutes."),
        status=410,
    )


def too_young(request: HttpRequest, centre: Centre) -> HttpResponse:
    """The page for somebody younger than the age from which the centre takes people in."""
    return _page(
        request,
        _("You cannot join yet"),
        _("This support is for people aged %(age)s and over.") % {"age": centre.minimum_age},
        _("Your link stays as it is. If it is still valid on your birthday, it works from that day."),
        _("There is other help for you now.") + " " + _ask(centre),
        status=422,
    )


def already_here(request: HttpRequest, centre: Centre) -> HttpResponse:
    """The page for somebody who has joined this centre before."""
    return _page(
        request,
        _("You are already here"),
        _("You have joined %(centre)s with this account.") % {"centre": centre.name},
        _("Nothing has changed, and this link still works."),
        link={"url": reverse("home"), "label": _("Go to my page")},
    )


def signed_in(request: HttpRequest) -> HttpResponse:
    """The link is not for the account that is signed in in this browser."""
    return _page(
        request,
        _("Please sign out first"),
        _("Somebody is already signed in on this browser, and this link is for another person."),
        _("The link still works."),
        _("Sign out, then open the link again, or open it on the device of the person it is for."),
        link={"url": reverse("account_logout"), "label": _("Sign out")},
    )


def _ask(centre: Centre) -> str:
    if not centre.phone:
        return _("Please ask %(centre)s.") % {"centre": centre.name}
    return _("Please call %(centre)s: %(phone)s.") % {"centre": centre.name, "phone": unbroken(centre.phone)}


def _page(
    request: HttpRequest, title: str, happened: str, safe: str, after: str = "",
    *, link: dict[str, str] | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    context = {"title": title, "what_happened": happened, "what_is_safe": safe, "what_next": after, "link": link}
    return render(request, "problem.html", context, status=status)
