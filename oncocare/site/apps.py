"""The site: the frame of every page, and the first page of each role."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "oncocare.site"
    label = "site"
