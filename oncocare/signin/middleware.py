"""At the door of every page: sessions end in time, and whoever is inside can come back and is protected enough."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme

from oncocare.people.models import User
from oncocare.people.requests import SignedInRequest, as_signed_in, stand
from oncocare.people.selectors import AT, standing_as_read
from oncocare.signin import actions as signin
from oncocare.signin.adapter import ByAddress
from oncocare.signin.internals import get_authentication_records
from oncocare.signin.limits import Ended
from oncocare.signin.selectors import has_a_method

Answer = Callable[[HttpRequest], HttpResponse]

POLLS = {"load", "group_news"}  # pages that ask again by themselves: nobody is there because of them
KEPT = {"question"}  # forms whose answer is kept when it comes too late
WRITTEN = {  # and those whose words are, sealed
    "edit_post",
    "new_thread",
    "thread",
    "lesson_part",
    "writing",
    "write_to_team",
    "answer_request",
    "person_conversation",
}
DEMO = "demo"  # in the session: signed in by a link of the demo
BEFORE_THE_DOOR = {  # what somebody may open who has yet to choose how to come back
    "account_logout",
    "account_reauthenticate",
    "choose_sign_in",
    "second_factor",
    "sign_in_methods",
    "add_passkey",
    "passkey",
    "remove_passkey",
    "set_password",
    "add_app",
    "remove_app",
    "recovery_codes",
    "recovery_codes_text",
    "sign_out_everywhere",
}


def lifetime(get_response: Answer) -> Answer:
    """Ends a session that has lasted too long, and notes that somebody is there."""

    def watch(request: HttpRequest) -> HttpResponse:
        key = request.session.session_key
        user = request.user if request.user.is_authenticated else None  # looking may give the session a new key
        signin.follow(key, request.session.session_key)
        why = signin.over(request.session, user) if user else None
        if user and why:
            too_late = _end(request, user, why)
            if too_late:
                return too_late
        elif user is None and request.method == "POST" and _page(request)[0] in KEPT:
            signin.keep_unsent(request, None)  # signed out in another window: the next middleware asks who it is
        elif user is None and request.method == "POST" and _page(request)[0] in WRITTEN:
            signin.keep_words(request)
        response = get_response(request)
        if request.user.is_authenticated:
            _note(request)
        return response

    return watch


def _page(request: HttpRequest) -> tuple[str, Any]:
    """The name and the view behind the address; no such page has neither."""
    try:
        match = request.resolver_match or resolve(request.path_info)
    except Resolver404:
        return "", None
    return match.url_name or "", match.func


def _public(view: Any) -> bool:
    return not getattr(view, "login_required", True)


def _note(request: HttpRequest) -> None:
    if signin.BEGAN not in request.session:
        signin.begin(request)
    elif _page(request)[0] not in POLLS:
        signin.touch(request.session)


def _end(request: HttpRequest, user: User, why: Ended) -> HttpResponse | None:
    """End it. What was being sent goes no further: back to its page, by way of the sign-in page."""
    name, view = _page(request)
    sending = request.method not in ("GET", "HEAD") and not _public(view)
    kept = sending and name in KEPT
    signin.end(request=request, why=why, lost=sending and not kept and name not in WRITTEN)
    if not sending:
        return None
    if kept:
        signin.keep_unsent(request, user)
    elif name in WRITTEN:
        kept = signin.keep_words(request)
    back = request.get_full_path() if kept else _where_they_were(request)
    return redirect(f"{reverse('account_login')}?{urlencode({'next': back})}")


def _where_they_were(request: HttpRequest) -> str:
    """The page with the form, for the form's own address may answer to nothing but a form."""
    page = request.headers.get("referer", "")
    if not url_has_allowed_host_and_scheme(page, {request.get_host()}):
        return reverse("home")
    parts = urlsplit(page)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


class Door:
    """Leads people who could not come back, and staff with one factor only, to where they can change that."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; what there is to do is done before the view."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Let them pass, or lead them there and afterwards on to where they wanted to go."""
        own = None if _public(view) else as_signed_in(request)
        if own is None or _of_the_demo(own):
            return None
        where = "" if getattr(own.resolver_match, "url_name", None) in BEFORE_THE_DOOR else _missing(own)
        goal = request.get_full_path() if request.method == "GET" else reverse("home")
        return redirect(f"{where}?{urlencode({'next': goal})}") if where else None


def _of_the_demo(request: HttpRequest) -> bool:
    return settings.DEMO and DEMO in request.session


def _missing(request: SignedInRequest) -> str:
    """The page that puts right what is missing, if anything is."""
    if strong(request):
        return ""  # who came in with two ways can come back, and the last one cannot be removed
    if not has_a_method(request.user):
        return reverse("choose_sign_in")
    return reverse("second_factor") if request.standing.staff else ""


def strong(request: HttpRequest) -> bool:
    """Whether a second factor was used, or set up, in this session."""
    used = {record.get("method") for record in get_authentication_records(request, request.user)}
    return "mfa" in used


# --- without a page ---------------------------------------------------------------------------------------------------


def signed_in_by(key: str) -> SignedInRequest | None:
    """Whose session has this key, for what is open beside the pages; None wherever a page would lead to the door.

    Unlike a page it writes nothing: the session does not last longer by it, and is ended by the next page.
    """
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(key or None)
    user = _user_in(request.session)
    if user is None or signin.over(request.session, user):
        return None
    request.user = user
    own = stand(request, standing_as_read(user, request.session.get(AT)))
    return None if not _of_the_demo(own) and _missing(own) else own


def _user_in(session: SessionBase) -> User | None:
    """As Django reads it, but a session made under an earlier key keeps that key: only a page can send a new one."""
    if session.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return None
    user = ByAddress().get_user(session.get(SESSION_KEY))
    said = session.get(HASH_SESSION_KEY) or ""
    known = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()] if user else []
    return user if any(constant_time_compare(said, one) for one in known) else None
