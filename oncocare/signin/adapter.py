"""Where django-allauth asks us: enrolment is closed, mails are ours, and who needs a second factor."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.stages import AuthenticateStage
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from oncocare.foundation.encryption import decrypt, encrypt
from oncocare.people.context import name_for
from oncocare.people.models import User
from oncocare.people.selectors import person, standing_of
from oncocare.signin.selectors import asks_for_two

WRONG = gettext_lazy("This code or passkey was not accepted. Try again, or use another way.")
TOO_OFTEN = gettext_lazy(
    "This was tried too often. Wait five minutes, then try again. If it cannot wait, call your centre."
)
NOT_RIGHT = gettext_lazy("The e-mail address or the password is not right. Check both, or choose a new password.")
# What allauth would say in its own words; whatever is not named here, nobody can come to, and would read the last.
SAID = {
    "email_password_mismatch": NOT_RIGHT,
    "account_inactive": NOT_RIGHT,
    "incorrect_password": gettext_lazy("This is not your password. Try again."),
    "incorrect_code": WRONG,
    "too_many_login_attempts": TOO_OFTEN,
    "rate_limited": TOO_OFTEN,
}
DID_NOT_WORK = gettext_lazy("This did not work, and nothing was changed. Try again. If it goes on, call your centre.")
# What Django's validators of passwords would say, by their codes.
WEAK = {
    "password_too_short": gettext_lazy("This password is too short. Write at least 12 characters: a sentence is fine."),
    "password_too_common": gettext_lazy("Many people use this password, so it is easy to guess. Choose another one."),
}


class PastTheOutbox(RuntimeError):
    """allauth was about to send a mail by itself."""


class ByAddress(AuthenticationBackend):
    """Signing in as allauth does it; whoever is signed in is read with what they are, in one statement."""

    def get_user(self, user_id: Any) -> User | None:
        """Whose session it is, while their account is open."""
        user = person(user_id)
        return user if user and self.user_can_authenticate(user) else None


class ClosedSignUp(DefaultAccountAdapter):
    """The account adapter of allauth, without open sign-up and in our words."""

    error_messages = dict.fromkeys(DefaultAccountAdapter.error_messages, DID_NOT_WORK) | SAID

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: people come by invitation."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """A closed account answers as if the password were wrong."""
        user = super().authenticate(request, **credentials)
        return user if user is not None and user.is_active else None

    def clean_password(self, password: str, user: Any = None) -> str:
        """A password that is long enough and not one that everybody uses; else why not, in our words."""
        try:
            return str(super().clean_password(password, user))
        except ValidationError as weak:
            raise ValidationError([WEAK[str(one.code)] for one in weak.error_list]) from weak

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        """A closed account whose passkey is right is told no more than somebody whose passkey is wrong."""
        messages.error(request, WRONG)
        return redirect("account_login")

    def get_login_stages(self) -> list[str]:
        """After the password: the second factor, for those who need one."""
        return ["oncocare.signin.adapter.SecondFactor"]

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """To the page for signing in, where it says that nothing stays open."""
        return reverse("account_login")

    def logout(self, request: HttpRequest) -> None:
        """Whoever shares this device reads that nothing stays open, and what they asked it to keep."""
        super().logout(request)
        say_signed_out(request, _("You are signed out."))

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """What went wrong is said; that somebody signed in or out is plain to see."""
        if level >= messages.ERROR:
            super().add_message(request, level, *args, **kwargs)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Never: what there is to say goes through the outbox, in our words."""
        raise PastTheOutbox(template_prefix)

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> Any:
        """After signing in the pages speak the language the person chose in care."""
        response = super().post_login(request, user, **kwargs)
        remember_language(response, user.language)
        return response


class Keys(DefaultMFAAdapter):
    """allauth's second factors: secrets are stored encrypted, and everything is called as the site is."""

    error_messages = dict.fromkeys(DefaultMFAAdapter.error_messages, DID_NOT_WORK) | {"incorrect_code": WRONG}

    def encrypt(self, text: str) -> str:
        """A copy of the database alone gives no codes."""
        return encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again; raises `Unreadable`."""
        return decrypt(encrypted_text)

    def get_totp_issuer(self) -> str:
        """The name that the person's authenticator app shows."""
        return name_for(self.request)

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002 -- allauth's name for it
        """What a passkey is called when the person gives it no name."""
        return _("Passkey")

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """What the browser calls us; the id is the host."""
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return entity | {"name": name_for(self.request)}


def say_signed_out(request: HttpRequest, words: str) -> None:
    """Said after the session ended. Whether this phone keeps a plan it alone knows: its script shows the last words."""
    closed = _("Nothing stays open on this device: whoever opens this page now has to sign in.")
    kept = _("Only the plan that you asked this phone to keep is still on it.")
    messages.success(request, format_html("{} {} <span hidden data-stays>{}</span>", words, closed, kept))


def remember_language(response: Any, language: str, *, cookie: str = settings.LANGUAGE_COOKIE_NAME) -> None:
    """Keep the language of the pages in a cookie, as the language switch does, until the browser is closed."""
    response.set_cookie(
        cookie,
        language,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        secure=settings.LANGUAGE_COOKIE_SECURE,
    )


class SecondFactor(AuthenticateStage):
    """allauth asks everybody who has a passkey; a patient's password stays a way of its own."""

    def handle(self) -> tuple[Any, bool]:
        """Ask for the second factor, or let them in."""
        if self.login.user is None or not asks_for_two(standing_of(self.login.user)):
            return None, True
        response, go_on = super().handle()
        return response, go_on
