"""Signing in: passkey or password, the second step, and a link to a new password."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LoginView, PasswordResetView
from allauth.mfa.base.views import AuthenticateView
from django.contrib.auth.decorators import login_not_required
from django.views.decorators.cache import never_cache

from oncocare.signin import actions as signin
from oncocare.signin.methods.views import options
from oncocare.signin.selectors import methods_of


class SignIn(LoginView):
    """Passkey or password; after a session that ended, it says so."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With why the last session ended and what became of the answer on its way."""
        session = self.request.session
        ended = {"ended": session.get(signin.ENDED), "kept": signin.UNSENT in session}
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | ended


class SecondStep(AuthenticateView):
    """The second factor after the password."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The context, with only the methods this person has."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        methods = methods_of(self.stage.login.user)
        return context | {"methods": methods, "options": options(context["js_data"]["request_options"])}


ask_new_password = login_not_required(never_cache(PasswordResetView.as_view()))
