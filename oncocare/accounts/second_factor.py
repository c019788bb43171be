"""The step after the password, for those whose password alone does not let them in."""

from __future__ import annotations

from typing import Any

from allauth.mfa.stages import AuthenticateStage

from oncocare.accounts.ways import asks_for_two


class SecondFactor(AuthenticateStage):  # type: ignore[misc]
    """allauth asks everybody who has a passkey; a patient's password stays a way of its own."""

    def handle(self) -> tuple[Any, bool]:
        """Ask for the second factor, or let them in."""
        if self.login.user is None or not asks_for_two(self.login.user):
            return None, True
        response, go_on = super().handle()
        return response, go_on
