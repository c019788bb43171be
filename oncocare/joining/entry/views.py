"""The pages from a link to an account. Opening a link uses nothing up: only a press of a button does."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from oncocare.consent.selectors import as_read, texts_for
from oncocare.joining import actions as joining
from oncocare.joining import links
from oncocare.joining.entry import actions as entry
from oncocare.joining.entry import problems
from oncocare.joining.entry import selectors as entry_selectors
from oncocare.joining.entry.forms import AddressForm, BirthDateForm, CodeForm, ConsentForm
from oncocare.joining.entry.selectors import Progress
from oncocare.joining.models import Invitation
from oncocare.joining.selectors import WRONG_DATES, Standing, invitation_by, is_to_care, old_enough, standing
from oncocare.people.days import day_of
from oncocare.signin.adapter import remember_language

SECTIONS = ("what", "emergency", "reading", "confidentiality", "leaving")
Page = Callable[[HttpRequest, Progress], HttpResponse]


def public(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Open to everybody, never kept by a browser or a proxy."""
    return login_not_required(never_cache(require_http_methods(["GET", "HEAD", "POST"])(view)))


def step(name: str) -> Callable[[Page], Callable[..., HttpResponse]]:
    """A page of the way in: it opens only where the link still holds and every step before it is done."""

    def of(view: Page) -> Callable[..., HttpResponse]:
        @wraps(view)
        def page(request: HttpRequest) -> HttpResponse:
            way = entry_selectors.progress_of(request)
            if way is None:
                return problems.forgotten(request)
            _speak_as_invited(request, way.invitation)
            if closed := problems.in_the_way(request, way.invitation):
                return closed
            return view(request, way) if way.reaches(name) else _onward(request, way)

        return public(page)

    return of


@public
def join(request: HttpRequest, link: str) -> HttpResponse:
    """Who invites, and a button. A scanner or a preview that opens the address changes nothing."""
    invitation = invitation_by(link)
    if invitation is None:
        return problems.unknown(request)
    _speak_as_invited(request, invitation)
    if closed := problems.in_the_way(request, invitation):
        return closed
    if _pressed(request):
        joining.mark_opened(by=_who(request, invitation), invitation=invitation)
        return _onward(request, entry_selectors.begin(request, invitation))
    context = {
        "invitation": invitation,
        "centre": invitation.centre,
        "to_care": is_to_care(invitation),
        "last_day": day_of(invitation.centre, invitation.expires),
    }
    return render(request, "joining/begin.html", context)


@step("information")
def information(request: HttpRequest, way: Progress) -> HttpResponse:
    """What one has to know before saying yes."""
    if _pressed(request):
        way.done("information")
        return _onward(request, way)
    texts = texts_for(way.invitation.centre, translation.get_language())
    sections = [(section, as_read(texts[section])) for section in SECTIONS if section in texts]
    return render(request, "joining/information.html", {"centre": way.invitation.centre, "sections": sections})


@step("consent")
def consent(request: HttpRequest, way: Progress) -> HttpResponse:
    """Yes or no to each purpose. Without care nothing begins, and that is said kindly."""
    texts = texts_for(way.invitation.centre, translation.get_language())
    form = ConsentForm(_sent(request), texts=texts)
    if not form.is_valid():
        return _form(request, "joining/consent.html", way, form)
    if not form.agrees_to_care:
        way.undone("consent")
        return redirect("join_refused")
    way.done("consent", consents=form.said)
    return _onward(request, way)


@step("consent")
def refused(request: HttpRequest, way: Progress) -> HttpResponse:
    """What else there is for somebody who said no."""
    return render(request, "joining/refused.html", {"centre": way.invitation.centre})


@step("birth_date")
def birth_date(request: HttpRequest, way: Progress) -> HttpResponse:
    """The letter may have reached somebody else: three tries."""
    form = BirthDateForm(_sent(request))
    if not form.is_valid():
        return _form(request, "joining/birth_date.html", way, form)
    wrong = joining.say_birth_date(
        by=_who(request, way.invitation), invitation=way.invitation, said=form.cleaned_data["born_on"]
    )
    if wrong >= WRONG_DATES:
        return problems.closed(request, way.invitation, Standing.LOCKED)
    if wrong:
        form.add_error("born_on", _not_this_date(WRONG_DATES - wrong))
        return _form(request, "joining/birth_date.html", way, form)
    if not old_enough(way.invitation):
        return problems.too_young(request, way.invitation.centre)
    way.done("birth_date")
    return _onward(request, way)


def _not_this_date(left: int) -> str:
    tries = ngettext("You can try once more.", "You can try %(left)s more times.", left) % {"left": left}
    return _("This is not the date that your centre has. Please check it.") + " " + tries


@step("address")
def address(request: HttpRequest, way: Progress) -> HttpResponse:
    """The address to sign in with. The next page is the same whether or not it has an account."""
    form = AddressForm(_sent(request))
    if not form.is_valid():
        return _form(request, "joining/address.html", way, form)
    said: dict[str, Any] = form.cleaned_data
    if entry_selectors.proved_by_mail(way.invitation, said["email"]):
        way.done("address", **said)
        way.done("code")
        return _onward(request, way)
    try:
        entry.send_code(way, said["email"], said["name"], translation.get_language())
    except entry.NoMailArrives:
        form.add_error("email", _("No mail reaches this address. Please check it, letter by letter."))
    except entry.TooManyMails:
        form.add_error(None, _("We have sent many mails for this link. Please try again in an hour."))
    return _form(request, "joining/address.html", way, form) if form.errors else redirect("join_code")


@step("code")
def code(request: HttpRequest, way: Progress) -> HttpResponse:
    """The code from the mail."""
    form = CodeForm(_sent(request))
    if form.is_valid():
        if entry.right_code(way, form.cleaned_data["code"]):
            way.done("code")
            return _onward(request, way)
        if not way.reaches("code"):
            form = AddressForm()
            return render(request, "joining/address.html", {"form": form, "too_often": True}, status=422)
        form.add_error("code", _("This is not the code, or it is older than 15 minutes. Check it, or get a new one."))
    return _form(request, "joining/code.html", way, form, late=entry_selectors.mail_is_late(way))


def _onward(request: HttpRequest, way: Progress) -> HttpResponse:
    """The next step; after the last one, in. A mere look never joins."""
    if way.next:
        return redirect(f"join_{way.next}")
    if not _pressed(request):
        return redirect("join", link=links.write(way.invitation.pk))
    return _come_in(request, way)


def _come_in(request: HttpRequest, way: Progress) -> HttpResponse:
    language = way.user.language if way.user else translation.get_language()
    try:
        accepted = entry.join(way, language)
    except ValidationError:  # somebody was quicker, or it was taken back in this moment
        way.invitation.refresh_from_db()
        return problems.closed(request, way.invitation, standing(way.invitation))
    del request.session[entry_selectors.KEY]
    if request.user != accepted.accepted_by:
        login(request, accepted.accepted_by, backend=settings.AUTHENTICATION_BACKENDS[0])
    response = redirect("introduction" if accepted.patient else "home")
    remember_language(response, accepted.accepted_by.language)
    return response


def _speak_as_invited(request: HttpRequest, invitation: Invitation) -> None:
    """In the language of the letter, with the numbers of its country, unless the reader chose a language here."""
    request.country = request.country or invitation.centre.country
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        translation.activate(invitation.language)


def _who(request: HttpRequest, invitation: Invitation) -> Any:
    return request.user if request.user.is_authenticated else f"invitation:{invitation.pk}"


def _pressed(request: HttpRequest) -> bool:
    """Whether a person pressed a button; whatever only opens an address, such as a mail scanner, never does."""
    return bool(request.method == "POST")


def _sent(request: HttpRequest) -> Any:
    return request.POST if _pressed(request) else None


def _form(request: HttpRequest, template: str, way: Progress, form: Any, **more: Any) -> HttpResponse:
    context = {"form": form, "centre": way.invitation.centre, "email": way.kept.get("email", ""), **more}
    return render(request, template, context, status=422 if form.errors else 200)
