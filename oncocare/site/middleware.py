"""The response headers that Django has no setting for, pages compressed, whose time it is, and in which language."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.urls import Resolver404, resolve
from django.utils import timezone, translation
from django.utils.translation.trans_real import parse_accept_lang_header

from oncocare.people.models import User
from oncocare.people.requests import as_site_request, stand
from oncocare.people.selectors import AT, BEGUN, Standing, standing_as_read
from oncocare.signin.adapter import remember_language

PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"
# What anybody may read, in the languages of the library.
PUBLIC = {
    *("help_now", "accessibility", "privacy_notice", "library_home", "library_read", "library_sheet"),
    *("talks", "talk", "talk_asked", "talk_in", "watch_talk"),
}
READS = "reading_language"  # the cookie of a visitor who reads in another language than their browser asks for


def headers(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Pages are never kept by a browser or a proxy, and no page may use a device."""

    def add(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return add


class Compressed(GZipMiddleware):
    """Pages are sent compressed, but for those that another site had a hand in asking for (decision 0031)."""

    asked_here = ("same-origin", "none")  # a link or form of ours, or an address that a person opened
    kinds = ("text/", "application/json")  # a PDF or a workbook is compressed already

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Browsers that do not say who asked compress too: from elsewhere they send no cookie with what they load."""
        asked_here = request.headers.get("Sec-Fetch-Site", "none") in self.asked_here
        whole = not response.streaming and response.get("Content-Type", "").startswith(self.kinds)
        return super().process_response(request, response) if asked_here and whole else response


def place(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Moments are shown in the reader's own time; `request.centre` is theirs, `request.country` finds the numbers.

    `request.standing` is what they are; every access helper asks it.
    """

    def locate(request: HttpRequest) -> HttpResponse:
        site_request = as_site_request(request)
        site_request.centre, site_request.country, site_request.carried = None, "", {}
        site_request.site_name = None
        with timezone.override(None):  # what `be_there` activates ends with the request
            if isinstance(request.user, User):
                be_there(request, standing_as_read(request.user, request.session.get(AT)))
            return get_response(request)

    return locate


def be_there(request: HttpRequest, standing: Standing) -> None:
    """The reader is at the centre of their standing: its numbers and its time, or a patient's own, who may have moved.

    Whoever has not chosen one of several centres yet sees the numbers and the time of the first. What every form of
    theirs carries says at which centre it was begun.
    """
    own = stand(request, standing)
    centre = own.centre = standing.centre or next(iter(standing.centres), None)
    if centre is None:
        return
    own.site_name = centre.site_name
    patient = standing.patients.get(centre.pk)
    own.country = (patient.country if patient else "") or centre.country
    timezone.activate(ZoneInfo(patient.zone if patient else centre.zone))
    own.carried = {BEGUN: str(standing.centre.pk)} if standing.centre else {}


# --- the language of those who only read ------------------------------------------------------------------------------


class ReadersLanguage:
    """Pages that anybody may open are there in the languages of the library too: that of their address, or that in
    which a visitor reads. All other pages, and whoever is signed in, stay in the languages of those in care.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """A visitor who has read a page whose address says its language goes on in it."""
        as_site_request(request).languages = settings.LANGUAGES
        response = self.get_response(request)
        said = _in_address(request)
        if said and response.status_code == HTTPStatus.OK and not request.user.is_authenticated:
            otherwise = _wished(request) or translation.get_language_from_request(request)
            if said != otherwise:
                remember_language(response, said, cookie=READS)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Before the page is made."""
        if _name(request) in PUBLIC:
            speak_to_reader(request)


def speak_to_reader(request: HttpRequest) -> None:
    """From here on a page for anybody is in the language of whoever reads it, and offers those of the library."""
    said = _in_address(request)
    user = getattr(request, "user", None)  # what broke before anybody was asked for has none
    if said is None and (user is None or user.is_authenticated):
        return
    as_site_request(request).languages = settings.LIBRARY_LANGUAGES
    language = said or _wished(request)
    if language:
        translation.activate(language)


def _name(request: HttpRequest) -> str:
    return (request.resolver_match.url_name or "") if request.resolver_match else ""


def _in_address(request: HttpRequest) -> str | None:
    said = request.resolver_match.kwargs.get("language") if request.resolver_match else None
    return said if _name(request) in PUBLIC and said in dict(settings.LIBRARY_LANGUAGES) else None


def _wished(request: HttpRequest) -> str | None:
    """The language in which this visitor read last; else the first that their browser asks for and the library has,
    unless they chose one on a page for those in care.
    """
    offered = dict(settings.LIBRARY_LANGUAGES)
    if request.COOKIES.get(READS) in offered:
        return request.COOKIES[READS]
    if settings.LANGUAGE_COOKIE_NAME in request.COOKIES:
        return None
    asked = parse_accept_lang_header(request.headers.get("Accept-Language", "").lower())
    return next((base for code, _weight in asked if (base := code.partition("-")[0]) in offered), None)


def same_page_in(language: str, address: str) -> str:
    """The address of the same page in another language, where addresses of it say one."""
    parts = urlsplit(address)
    try:
        match = resolve(parts.path)
    except Resolver404:
        return address
    if match.url_name not in PUBLIC or "language" not in match.kwargs:
        return address
    shape, path = f"/{match.route}".split("/"), parts.path.split("/")
    path[shape.index("<str:language>")] = language
    return parts._replace(path="/".join(path)).geturl()
