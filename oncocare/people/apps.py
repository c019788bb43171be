"""The accounts room."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "oncocare.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Listen to what happens here."""
        from oncocare.signin.lost_access import handlers  # noqa: F401 -- registering is the import
