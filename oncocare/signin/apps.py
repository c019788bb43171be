"""The room of signing in."""

from django.apps import AppConfig


class SigninConfig(AppConfig):
    name = "oncocare.signin"
    label = "signin"

    def ready(self) -> None:
        """Listen to what happens about people and signing in, and say which mails there are about it."""
        from oncocare.signin import given, handlers  # noqa: F401 -- registering is the import
        from oncocare.signin.account import messages as account_messages  # noqa: F401
        from oncocare.signin.lost_access import handlers as lost_access  # noqa: F401
        from oncocare.signin.lost_access import messages as lost_access_messages  # noqa: F401
        from oncocare.signin.methods import handlers as methods  # noqa: F401
        from oncocare.signin.methods import messages  # noqa: F401
