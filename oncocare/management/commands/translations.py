"""`manage.py translations`: collects the texts to translate, or checks that all of them are translated."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import to_locale

from oncocare import translations


class Command(BaseCommand):
    help = "Collect the texts to translate into the catalogs below locale/, keeping what is translated."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; fail when a translation is missing")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        try:
            collected = translations.collect(settings.BASE_DIR)
        except ValueError as error:
            raise CommandError(str(error)) from error
        wrong = []
        for language in (to_locale(code) for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE):
            path = settings.LOCALE_PATHS[0] / language / "LC_MESSAGES" / "django.po"
            content = path.read_text("utf-8") if path.exists() else ""
            if not check:
                content = translations.renewed(collected, content, language)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(content, "utf-8")
            found = translations.problems(collected, content, language)
            wrong += [f"{path.relative_to(settings.BASE_DIR)}: {sentence}" for sentence in found]
        if check and wrong:
            raise CommandError("\n".join([*wrong, f"{len(wrong)} problems. `make messages` collects new texts."]))
        self.stdout.write("\n".join([*wrong, f"{len(collected)} texts, {len(wrong)} problems."]))
