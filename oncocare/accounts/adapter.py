"""Enrolment is closed: nobody becomes a user by filling in a form; centres invite."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest


class ClosedEnrolment(DefaultAccountAdapter):  # type: ignore[misc]
    """allauth without open sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """A closed account answers as if the password were wrong."""
        user = super().authenticate(request, **credentials)
        return user if user is not None and user.is_active else None

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> Any:
        """After signing in the pages speak the language the person chose in care."""
        response = super().post_login(request, user, **kwargs)
        remember_language(response, user.language)
        return response


def remember_language(response: Any, language: str) -> None:
    """Keep the language of the pages in a cookie, as the language switch does."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        secure=settings.LANGUAGE_COOKIE_SECURE,
    )
