"""The accounts room."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "oncocare.accounts"
    label = "accounts"
