"""The pages from a link to an account. Opening a link uses nothing up: only a press of a button does."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from allauth.core import ratelimit
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

from oncocare.consent.selectors import filled, texts_for
from oncocare.joining import actions as joining
from oncocare.joining import links
from oncocare.joining.entry import actions, selectors
from oncocare.joining.entry.forms import AddressForm, BirthDateForm, CodeForm, JoiningConsentForm, LetterCodeForm
from oncocare.joining.entry.selectors import Progress
from oncocare.joining.models import Invitation
from oncocare.joining.refusals import views as refusals
from oncocare.joining.selectors import (
    WRONG_DATES,
    LinkState,
    invitation_by,
    invitation_by_code,
    is_to_care,
    link_state,
    old_enough,
)
from oncocare.people.actions import choose_centre
from oncocare.people.days import day_of
from oncocare.people.requests import SiteRequest
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
        def page(request: SiteRequest) -> HttpResponse:
            progress = selectors.progress_of(request)
            if progress is None:
                return refusals.forgotten(request)
            _speak_as_invited(request, progress.invitation)
            if closed := refusals.in_the_way(request, progress.invitation):
                return closed
            return view(request, progress) if progress.reaches(name) else _onward(request, progress)

        return public(page)

    return of


@public
def join(request: SiteRequest, link: str) -> HttpResponse:
    """Who invites, and a button. A scanner or a preview that opens the address changes nothing."""
    invitation = invitation_by(link)
    if invitation is None:
        return refusals.unknown(request)
    _speak_as_invited(request, invitation)
    if closed := refusals.in_the_way(request, invitation):
        return closed
    if _pressed(request):
        joining.mark_opened(by=_who(request, invitation), invitation=invitation)
        return _onward(request, selectors.begin(request, invitation))
    context = {
        "invitation": invitation,
        "centre": invitation.centre,
        "to_care": is_to_care(invitation),
        "last_day": day_of(invitation.centre, invitation.expires),
    }
    return render(request, "joining/entry/begin.html", context)


@public
def letter_code(request: SiteRequest) -> HttpResponse:
    """A code is typed off a letter; the next page is the one that its square opens."""
    form = LetterCodeForm(_sent(request))
    if form.is_valid():
        typed, action = form.cleaned_data["code"], "letter_code"
        too_often: HttpResponse | None = ratelimit.consume_or_429(request, action=action, key=links.name_in(typed))
        if too_often:
            return too_often
        if invitation := invitation_by_code(typed):
            return redirect("join", link=links.write(invitation.pk))
        form.add_error("code", _("We do not know this code. Check it against your letter, letter by letter."))
    return render(request, "joining/entry/letter_code.html", {"form": form}, status=422 if form.errors else 200)


@step("consent")
def consent(request: HttpRequest, progress: Progress) -> HttpResponse:
    """What a person has to know, and below it yes or no to each purpose. Without care nothing begins, and that is said
    kindly.
    """
    texts = texts_for(progress.invitation.centre, translation.get_language())
    form = JoiningConsentForm(_sent(request), texts=texts)
    if not form.is_valid():
        sections = [(section, filled(texts[section])) for section in SECTIONS if section in texts]
        return _form(request, "joining/entry/consent.html", progress, form, sections=sections)
    if not form.agrees_to_care:
        progress.undone("consent")
        return redirect("join_refused")
    progress.done("consent", consents=form.answers)
    return _onward(request, progress)


@step("consent")
def refused(request: HttpRequest, progress: Progress) -> HttpResponse:
    """What else there is for somebody who said no."""
    return render(request, "joining/entry/refused.html", {"centre": progress.invitation.centre})


@step("birth_date")
def birth_date(request: HttpRequest, progress: Progress) -> HttpResponse:
    """The letter may have reached somebody else: three tries. Who has no account gives their address with it, and
    whether that is right is said only once the date is.
    """
    form, more = BirthDateForm(_sent(request)), AddressForm() if "address" in progress.steps else None
    if more and "email" in request.POST:
        more = AddressForm(request.POST)
    page = partial(_form, request, "joining/entry/birth_date.html", progress, form, address_form=more)
    if not form.is_valid():
        return page()
    wrong = joining.say_birth_date(
        by=_who(request, progress.invitation), invitation=progress.invitation, claimed=form.cleaned_data["born_on"]
    )
    if wrong >= WRONG_DATES:
        return refusals.closed(request, progress.invitation, LinkState.LOCKED)
    if wrong:
        form.add_error("born_on", _not_this_date(WRONG_DATES - wrong))
        return page()
    if not old_enough(progress.invitation):
        return refusals.too_young(request, progress.invitation.centre)
    progress.done("birth_date")
    return _take_address(request, progress, more) if more and more.is_bound else _onward(request, progress)


def _not_this_date(left: int) -> str:
    tries = ngettext("You can try once more.", "You can try %(left)s more times.", left) % {"left": left}
    return _("This is not the date that your centre has. Please check it.") + " " + tries


@step("address")
def address(request: HttpRequest, progress: Progress) -> HttpResponse:
    """The address to sign in with. The next page is the same whether or not it has an account."""
    return _take_address(request, progress, AddressForm(_sent(request)))


def _take_address(request: HttpRequest, progress: Progress, form: AddressForm) -> HttpResponse:
    if not form.is_valid():
        return _form(request, "joining/entry/address.html", progress, form)
    given: dict[str, Any] = form.cleaned_data
    if selectors.proved_by_mail(progress.invitation, given["email"]):
        progress.done("address", **given)
        progress.done("code")
        return _onward(request, progress)
    try:
        actions.send_code(progress, given["email"], given["name"], translation.get_language())
    except actions.NoMailArrives:
        form.add_error("email", _("No mail reaches this address. Please check it, letter by letter."))
    except actions.TooManyMails:
        form.add_error(None, _("We have sent many mails for this link. Please try again in an hour."))
    return _form(request, "joining/entry/address.html", progress, form) if form.errors else redirect("join_code")


@step("code")
def code(request: HttpRequest, progress: Progress) -> HttpResponse:
    """Checks the code that was mailed."""
    form = CodeForm(_sent(request))
    if form.is_valid():
        if actions.right_code(progress, form.cleaned_data["code"]):
            progress.done("code")
            return _onward(request, progress)
        if not progress.reaches("code"):
            again = {"form": AddressForm(), "too_often": True}
            return render(request, "joining/entry/address.html", again, status=422)
        form.add_error("code", _("This is not the code, or it is older than 15 minutes. Check it, or get a new one."))
    return _form(request, "joining/entry/code.html", progress, form, late=selectors.mail_is_late(progress))


def _onward(request: HttpRequest, progress: Progress) -> HttpResponse:
    """The next step; after the last one, in. A mere look never joins."""
    if progress.next:
        return redirect(f"join_{progress.next}")
    if not _pressed(request):
        return redirect("join", link=links.write(progress.invitation.pk))
    return _come_in(request, progress)


def _come_in(request: HttpRequest, progress: Progress) -> HttpResponse:
    language = progress.user.language if progress.user else translation.get_language()
    try:
        accepted = actions.join(progress, language)
    except ValidationError:  # somebody was quicker, or it was taken back in this moment
        progress.invitation.refresh_from_db()
        return refusals.closed(request, progress.invitation, link_state(progress.invitation))
    del request.session[selectors.KEY]
    user = accepted.joined_by
    if request.user != user:
        login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    choose_centre(by=user, centre=accepted.centre, session=request.session)
    response = redirect("introduction" if accepted.patient else "home")
    remember_language(response, user.language)
    return response


def _speak_as_invited(request: SiteRequest, invitation: Invitation) -> None:
    """In the language of the letter, unless the reader chose one here; with the numbers of its country, and the name
    that its centre gives the site.
    """
    request.site_name = invitation.centre.site_name
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


def _form(request: HttpRequest, template: str, progress: Progress, form: Any, **more: Any) -> HttpResponse:
    context = {"form": form, "centre": progress.invitation.centre, "email": progress.kept.get("email", ""), **more}
    return render(request, template, context, status=422 if form.errors else 200)
