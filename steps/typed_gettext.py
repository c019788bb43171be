"""`gettext` and `ngettext` with their types, for files that are checked strictly. Pure but for the language."""

from django.utils import translation


def gettext(message: str) -> str:
    return str(translation.gettext(message))


def ngettext(singular: str, plural: str, count: int) -> str:
    return str(translation.ngettext(singular, plural, count))
