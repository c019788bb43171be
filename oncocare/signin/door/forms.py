"""The forms of signing in, in our words."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm, ResetPasswordForm, ResetPasswordKeyForm
from allauth.mfa.base import forms as codes
from allauth.mfa.webauthn import forms as passkeys
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from oncocare.signin.methods import actions as methods
from oncocare.signin.methods.forms import Code, Passkey, Twice, word_passwords


class SignInForm(LoginForm):
    """E-mail address and password; nothing is kept on a shared device."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail address")
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = ""  # the ways out stand below the form
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class SignInPasskey(Passkey, passkeys.LoginWebAuthnForm):
    """Signing in by passkey alone."""


class SecondPasskey(Passkey, passkeys.AuthenticateWebAuthnForm):
    """The passkey after the password."""


class SecondCode(Code, codes.AuthenticateForm):
    """The code after the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code from your app, or a recovery code")


class LinkByMail(ResetPasswordForm):
    """An address to send a link to. A worker sends it, so that the answer takes as long for any address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail address")

    def clean_email(self) -> str:
        """Any address: allauth would look it up here, with one more trip to the database for one that somebody has."""
        return str(self.cleaned_data["email"]).lower()

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Records the request, and nothing else."""
        email: str = self.cleaned_data["email"]
        methods.ask_for_password(email=email)
        return email


class NewPasswordByMail(Twice, ResetPasswordKeyForm):
    """A new password, behind the link of a mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        word_passwords(self)

    def save(self) -> None:
        """Set it as any other, so that it is in the log and told to the person."""
        methods.set_password(by=self.user, password=self.cleaned_data["password1"])
