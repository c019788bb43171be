"""The forms of signing in and of changing how, in our words."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter as account_adapter
from allauth.account.forms import ReauthenticateForm
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as codes
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn import forms as passkeys
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from oncocare.people.models import User
from oncocare.signin.adapter import WRONG
from oncocare.signin.internals import check_rate_limit, reauthenticate_by_password
from oncocare.signin.methods import actions

PASSWORD_HINT = _("At least 12 characters. A sentence that only you would think of is best.")
NAME_LENGTH = 60
UNREADABLE = (AttributeError, KeyError, TypeError, ValueError)  # what allauth and fido2 say of a made-up credential


class Passkey:
    """Mixed into allauth's forms: a credential that is none is a wrong one, not a broken page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        word_credential(self)  # type: ignore[arg-type]  # -- allauth's form is one

    def clean_credential(self) -> Any:
        """The stored passkey that the browser has shown."""
        try:
            return super().clean_credential()  # type: ignore[misc]  # -- allauth's form has it
        except UNREADABLE as unreadable:
            raise get_adapter().validation_error("incorrect_code") from unreadable


class Code:
    """Mixed into allauth's forms: it cannot check a recovery code, for we keep hashes only."""

    user: User
    cleaned_data: dict[str, Any]
    authenticator: Authenticator | None

    def clean_code(self) -> str:
        """The code, once it is one of the app or a recovery code; the attempts are counted."""
        forget_attempts = check_rate_limit(self.user)
        code = str(self.cleaned_data["code"])
        self.authenticator = actions.factor_of_code(self.user, code)
        if self.authenticator is None:
            raise get_adapter().validation_error("incorrect_code")
        self.authenticator.user = self.user
        forget_attempts()
        return code


class Twice:
    """Mixed into forms of a new password: nobody sees what they type, so they type it again."""

    cleaned_data: dict[str, Any]

    def clean_password2(self) -> str:
        """Refuses a second entry that is not the same."""
        again = str(self.cleaned_data["password2"])
        if self.cleaned_data.get("password1", again) != again:
            raise ValidationError(_("The two passwords are not the same. Type the same one twice."))
        return again


class NewPassword(Twice, forms.Form):
    """A password, twice."""

    password1 = forms.CharField(strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))
    password2 = forms.CharField(strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        word_passwords(self)

    def clean_password1(self) -> str:
        """Long enough and not one that everybody uses."""
        password: str = account_adapter().clean_password(self.cleaned_data["password1"], self.user)
        return password


def word_credential(form: forms.Form) -> None:
    """What a browser sends that is no credential at all is a wrong one."""
    form.fields["credential"].error_messages = dict.fromkeys(("required", "invalid"), WRONG)


def word_passwords(form: forms.Form) -> None:
    form.fields["password1"].label = _("New password")
    form.fields["password1"].help_text = PASSWORD_HINT
    form.fields["password2"].label = _("The same password again")


class NewPasskey(passkeys.SignupWebAuthnForm):
    """A passkey the browser has just made; it must have asked for a finger, face or PIN."""

    name = forms.CharField(label=_("Name, so that you know it again"), max_length=NAME_LENGTH, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        word_credential(self)

    def clean(self) -> Any:
        """With the person's presence checked by the device."""
        self.cleaned_data["passwordless"] = True
        try:
            return super().clean()
        except UNREADABLE as unreadable:
            raise get_adapter().validation_error("incorrect_code") from unreadable


class PasskeyName(forms.Form):
    """The name of a passkey."""

    name = forms.CharField(label=_("Name"), max_length=NAME_LENGTH)


class AppCode(ActivateTOTPForm):
    """The first code of an app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("The six digits that the app shows now")


class ConfirmPassword(ReauthenticateForm):
    """Confirms by password who is at the screen."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("Your password")
        self.fields["password"].help_text = ""  # the way out stands below the form

    def save(self) -> None:
        """Records in the session that this person has just been confirmed."""
        reauthenticate_by_password(context.request)


class ConfirmCode(Code, codes.ReauthenticateForm):
    """Confirms by a code of the app who is at the screen."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code from your app, or a recovery code")


class ConfirmPasskey(Passkey, passkeys.ReauthenticateWebAuthnForm):
    """Confirms by passkey who is at the screen."""
