"""The site: the frame of every page, and the first page of each role."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "oncocare.site"
    label = "site"

    def ready(self) -> None:
        """Say who looked at the record of whoever takes along what they gave."""
        from oncocare.site.who_looked import given  # noqa: F401 -- registering is the import
