"""Signing in, changing how, and the way back for somebody who lost it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial, wraps
from typing import Any
from urllib.parse import urlencode

import segno
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from oncocare.foundation import clock
from oncocare.foundation.encryption import Unreadable, decrypt, encrypt
from oncocare.people.access import not_found
from oncocare.people.models import User
from oncocare.people.requests import SignedInRequest
from oncocare.people.selectors import Standing
from oncocare.signin import actions as sessions
from oncocare.signin import internals
from oncocare.signin.adapter import say_signed_out
from oncocare.signin.devices import device
from oncocare.signin.methods import actions, forms
from oncocare.signin.selectors import Kind, asks_for_two, methods_of
from oncocare.web.next_address import next_address

View = Callable[..., HttpResponse]
ONWARD = "onward"  # in the session
CODES = "codes"  # a cookie
CODES_SHOWN_FOR = timedelta(minutes=10)

form_page = require_http_methods(["GET", "HEAD", "POST"])


def options(asked: Any) -> str:
    """What the browser needs to make or use a passkey, as JSON for an attribute."""
    return json.dumps(asked, cls=DjangoJSONEncoder)


# --- the door ---------------------------------------------------------------------------------------------------------


# --- it is still you --------------------------------------------------------------------------------------------------


def confirmed(view: View) -> View:
    """Ask once more who is there before anything changes about signing in."""

    @wraps(view)
    def ask_first(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if internals.did_recently_reauthenticate(request):
            return view(request, *args, **kwargs)
        there = request.get_full_path() if request.method == "GET" else reverse("sign_in_methods")
        return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': there})}")

    return ask_first


CONFIRM: dict[str, type[forms.ConfirmPasskey | forms.ConfirmCode | forms.ConfirmPassword]] = {
    "credential": forms.ConfirmPasskey,
    "code": forms.ConfirmCode,
    "password": forms.ConfirmPassword,
}


def _offered(standing: Standing) -> list[str]:
    """The ways to show that it is still you; where two factors are asked for, the password is not enough."""
    methods = methods_of(standing.user)
    two = asks_for_two(standing) and methods.factor
    has = {
        "credential": methods.passkeys,
        "code": methods.app or (two and methods.codes),
        "password": methods.password and not two,
    }
    return [name for name in CONFIRM if has[name]]


@sensitive_post_parameters("password", "code")
@form_page
def confirm_you(request: SignedInRequest) -> HttpResponse:
    """By whichever way the person has; then on to what they wanted to change."""
    offered, goal = _offered(request.standing), next_address(request, reverse("sign_in_methods"))
    sent = next((name for name in offered if name in request.POST), None)
    if not offered:
        return redirect(goal)
    form = CONFIRM[sent](request.POST, user=request.user) if sent else None
    if form and form.is_valid():  # allauth counts the attempts, for each of the three
        form.save()
        return redirect(goal)
    others = [form if name == sent else CONFIRM[name](user=request.user) for name in offered if name != "credential"]
    context = {"offered": offered, "others": others, "form": form, "next": goal}
    if "credential" in offered:
        context["options"] = options(internals.begin_authentication(request.user))
    return render(request, "signin/methods/confirm.html", context, status=422 if form and form.errors else 200)


def _proven(request: SignedInRequest, kind: str, key: Authenticator) -> None:
    """Records in the session that the second factor just made was also used."""
    internals.record_authentication(request, request.user, "mfa", id=key.pk, type=kind, reauthenticated=True)


# --- how you sign in --------------------------------------------------------------------------------------------------


@require_safe
def sign_in_methods(request: SignedInRequest) -> HttpResponse:
    """Every way in, and every device that is signed in."""
    request.session.pop(ONWARD, None)
    running = [(session, device(session.user_agent)) for session in sessions.running(request.user)]
    context = {
        "methods": methods_of(request.user), "running": running, "here": request.session.session_key,
        "two": asks_for_two(request.standing),
    }  # fmt: skip
    return render(request, "signin/methods/methods.html", context)


@require_safe
def choose_sign_in(request: SignedInRequest) -> HttpResponse:
    """For somebody who has just joined: a passkey, or a password."""
    goal = next_address(request, reverse("home"))
    request.session[ONWARD] = goal
    methods = methods_of(request.user)
    if methods.enough(two_factors=request.standing.staff):
        return redirect(goal)
    return redirect("second_factor") if methods.password else render(request, "signin/methods/choose.html")


@require_safe
def second_factor(request: SignedInRequest) -> HttpResponse:
    """For staff with one factor only: why, and what to do."""
    goal = next_address(request, request.session.get(ONWARD) or reverse("home"))
    if methods_of(request.user).factor:
        return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': goal})}")
    request.session[ONWARD] = goal
    return render(request, "signin/methods/second_factor.html")


def _onward(request: SignedInRequest, done: str) -> HttpResponse:
    """On to where the person was going: to their recovery codes first, if they need some and have none."""
    methods = methods_of(request.user)
    if methods.factor and asks_for_two(request.standing) and not methods.codes:
        return _make_codes(request)
    messages.success(request, done)
    return redirect(request.session.pop(ONWARD, None) or "sign_in_methods")


@form_page
@confirmed
def add_passkey(request: SignedInRequest) -> HttpResponse:
    """Make a passkey on this device or another one."""
    name = {"name": device(request.headers.get("user-agent", ""))}
    form = forms.NewPasskey(request.POST or None, user=request.user, initial=name)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        key = actions.add_passkey(by=request.user, name=given["name"] or name["name"], credential=given["credential"])
        _proven(request, "webauthn", key)
        return _onward(request, _("The passkey was added. From now on you can sign in with it."))
    context = {"form": form, "options": options(internals.begin_registration(request.user, passwordless=True))}
    return render(request, "signin/methods/add_passkey.html", context, status=422 if form.errors else 200)


def _own_passkey(user: User, number: int) -> Authenticator:
    found = Authenticator.objects.filter(user=user, type=Kind.WEBAUTHN, pk=number).first()
    return found or not_found(user, f"passkey:{number}")


@form_page
@confirmed
def passkey(request: SignedInRequest, number: int) -> HttpResponse:
    """One passkey: call it otherwise, or take it away."""
    own = _own_passkey(request.user, number)
    form = forms.PasskeyName(request.POST or None, initial={"name": own.wrap().name})
    if request.method == "POST" and form.is_valid():
        actions.rename_passkey(by=request.user, passkey=own, name=form.cleaned_data["name"])
        messages.success(request, _("The name is changed."))
        return redirect("sign_in_methods")
    return render(
        request, "signin/methods/passkey.html", {"passkey": own, "form": form}, status=422 if form.errors else 200
    )


@require_POST
@confirmed
def remove_passkey(request: SignedInRequest, number: int) -> HttpResponse:
    """Take it away, unless it is the last way in."""
    own = _own_passkey(request.user, number)
    return _take_away(request, partial(actions.remove_passkey, passkey=own), _("The passkey was removed."))


@require_POST
@confirmed
def remove_app(request: SignedInRequest) -> HttpResponse:
    """Turn the codes of the app off."""
    return _take_away(request, actions.remove_app, _("Codes from an app are turned off."))


def _take_away(request: SignedInRequest, act: Callable[..., None], done: str) -> HttpResponse:
    try:
        act(by=request.user)
    except actions.LastMethod as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, done)
    return redirect("sign_in_methods")


@sensitive_post_parameters("password1", "password2")
@form_page
@confirmed
def set_password(request: SignedInRequest) -> HttpResponse:
    """A first password, or another one; every other device is signed out by it."""
    form = forms.NewPassword(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        actions.set_password(by=request.user, password=form.cleaned_data["password1"])
        update_session_auth_hash(request, request.user)
        sessions.remember(request)
        internals.reauthenticate_by_password(request)
        return _onward(request, _("Your password is set. All other devices are signed out."))
    context = {"form": form, "had": request.user.has_usable_password()}
    return render(request, "signin/methods/set_password.html", context, status=422 if form.errors else 200)


@form_page
@confirmed
def add_app(request: SignedInRequest) -> HttpResponse:
    """Codes from an app on the phone, as a second step after the password."""
    methods = methods_of(request.user)
    if methods.app or not methods.password:
        return redirect("sign_in_methods")
    form = forms.AppCode(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        actions.add_app(by=request.user, secret=form.secret)
        internals.clear_totp_secret(request)
        _proven(request, "totp", Authenticator.objects.get(user=request.user, type=Kind.TOTP))
        return _onward(request, _("Codes from an app are turned on."))
    return render(request, "signin/methods/add_app.html", _app_page(request, form), status=422 if form.errors else 200)


def _app_page(request: SignedInRequest, form: forms.AppCode) -> dict[str, Any]:
    address = get_adapter().build_totp_url(request.user, form.secret)
    secret = " ".join(form.secret[at : at + 4] for at in range(0, len(form.secret), 4))
    drawing = segno.make(address).svg_inline(scale=5, svgclass=None, lineclass=None, omitsize=False)
    return {"form": form, "secret": secret, "drawing": drawing, "address": address}


# --- recovery codes ---------------------------------------------------------------------------------------------------


def _make_codes(request: SignedInRequest) -> HttpResponse:
    """New codes. The browser that asked carries them, sealed, to the page that shows them: we keep hashes only."""
    codes = actions.make_codes(by=request.user)
    carried = {"codes": codes, "set": _set_of(request.user), "made": clock.now().isoformat()}
    response = redirect("recovery_codes")
    response.set_cookie(
        CODES, encrypt(json.dumps(carried)), max_age=CODES_SHOWN_FOR, path=reverse("recovery_codes"),
        httponly=True, samesite="Strict", secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
    return response


def _set_of(user: User) -> int | None:
    """The number of this person's set of recovery codes; those made later are another one."""
    sets = Authenticator.objects.filter(user=user, type=Kind.RECOVERY_CODES)
    number: int | None = sets.values_list("pk", flat=True).first()
    return number


def _fresh_codes(request: SignedInRequest) -> list[str]:
    """The codes, for a little while and in the browser that made them; never again after that."""
    try:
        carried = json.loads(decrypt(request.COOKIES.get(CODES, "")))
    except Unreadable:
        return []
    age = clock.now() - datetime.fromisoformat(carried["made"])
    theirs = carried["set"] == _set_of(request.user)
    return list(carried["codes"]) if theirs and timedelta() <= age < CODES_SHOWN_FOR else []


@never_cache
@form_page
def recovery_codes(request: SignedInRequest) -> HttpResponse:
    """Shows new recovery codes once; makes a new set on request."""
    if request.method == "POST":
        return _new_codes(request)
    codes, methods = _fresh_codes(request), methods_of(request.user)
    context = {"codes": codes, "methods": methods, "onward": request.session.get(ONWARD) or reverse("sign_in_methods")}
    return render(request, "signin/methods/recovery_codes.html", context)


@confirmed
def _new_codes(request: SignedInRequest) -> HttpResponse:
    return _make_codes(request) if methods_of(request.user).factor else redirect("recovery_codes")


@never_cache
@require_safe
def recovery_codes_text(request: SignedInRequest) -> HttpResponse:
    """The same codes as a file to keep."""
    codes = _fresh_codes(request)
    if not codes:
        return redirect("recovery_codes")
    words = [_("Recovery codes. Each one works once."), "", *codes, ""]
    headers = {"Content-Disposition": 'attachment; filename="codes.txt"'}
    return HttpResponse("\r\n".join(words), content_type="text/plain; charset=utf-8", headers=headers)


@require_POST
def sign_out_everywhere(request: SignedInRequest) -> HttpResponse:
    """Ends the sessions of every device, this one too."""
    sessions.end_everywhere(by=request.user, user=request.user)
    logout(request)
    say_signed_out(request, _("You are signed out on every device."))
    return redirect("account_login")


# --- I lost my phone --------------------------------------------------------------------------------------------------
