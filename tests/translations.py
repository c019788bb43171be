"""Collects the texts of OncoCare from code and templates, and renews or checks their translations. Needs no database.

    python -m tests.translations            renews the catalogs below locale/, keeping what is translated
    python -m tests.translations --check    changes nothing; says what is missing, and fails where anything is

The texts of policies and questionnaires carry their own languages in their data files; they are not collected here.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation import to_locale
from django.utils.translation.template import templatize

# What marks a text, and which of its arguments are the text, its plural and its context ("c").
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    **dict.fromkeys(("gettext", "gettext_lazy", "gettext_noop")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
TEMPLATES = {".html", ".txt", ".svg"}
SKIPPED = {"migrations", "static", "tests", "__pycache__"}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd%]|\{\w*\}|<[^>]+>")

# Languages in which pages for everybody can be read, and nothing else: what these files say is translated into them.
PUBLIC = (
    "templates/base", "templates/4", "templates/5", "templates/csrf_failure.html", "templates/_components/",
    "templates/safety/crisis/", "templates/site/accessibility/", "templates/consent/privacy.html",
    "templates/library/_text.html", "templates/library/reading",
    "templates/meetings/webinars/public/", "mentoring/meetings/webinars/views.py", "mentoring/meetings/webinars/forms.py",
    "mentoring/meetings/webinars/actions.py", "templates/meetings/joining/watch.html", "templates/meetings/joining/_watch.html",
    "oncocare/library/choices.py", "oncocare/library/markup.py", "oncocare/library/reading/", "oncocare/safety/crisis/selectors.py",
    "oncocare/web/templatetags/", "oncocare/consent/models.py",
    # the navigation of somebody who is signed in, on a page whose address says the language
    "oncocare/site/context.py", "oncocare/site/urls.py", "oncocare/library/catalogue/urls.py",
    "oncocare/library/urls.py", "clinicians/centre/overview/urls.py",
    "clinicians/desk/caseload/urls.py", "clinicians/desk/duty/urls.py", "clinicians/desk/supervision/urls.py",
    "clinicians/desk/sheets/urls.py", "clinicians/desk/work/urls.py", "steps/campus/guiding/urls.py",
    "clinicians/desk/groups/urls.py", "mentoring/community/offers/urls.py", "mentoring/meetings/places/urls.py",
)  # fmt: skip

# Giveaways in Portuguese of «tu» and «você», and words that are said in Brazil only.
FAMILIAR_IN_PORTUGAL = re.compile(
    r"\b(tu|teus?|tuas?|ti|contigo|vocês?|és|estás|tens|podes|queres|precisas|fazes|sabes)\b", re.IGNORECASE
)
SAID_IN_BRAZIL = re.compile(
    r"\b(equipe|tela|arquivos?|celular|usuári[oa]s?|senhas?|acessar|câncer|mouse|banheiro)\b", re.IGNORECASE
)

Key = tuple[str, str, str]  # context, text, plural


@dataclass
class Text:
    """One text as the code or a template has it, and the files it is in."""

    context: str
    one: str
    many: str = ""
    files: set[str] = field(default_factory=set)

    @property
    def key(self) -> Key:
        return self.context, self.one, self.many

    @property
    def forms(self) -> tuple[str, ...]:
        """The text, and its plural where it has one."""
        return (self.one, self.many) if self.many else (self.one,)

    @property
    def id(self) -> str | tuple[str, str]:
        """The text as a catalog names it."""
        return (self.one, self.many) if self.many else self.one

    def __str__(self) -> str:
        return f"{', '.join(sorted(self.files))}: “{self.one}”" + (f" ({self.context})" if self.context else "")


# --- collect ----------------------------------------------------------------------------


def collect(base: Path) -> list[Text]:
    """Every text of the packages and templates below `base`, ordered by file, then by wording."""
    found: dict[tuple[str, str], Text] = {}
    for path in sources(base):
        name = path.relative_to(base).as_posix()
        for text in texts(path.read_text("utf-8"), template=path.suffix != ".py"):
            _add(found, text, name)
    return sorted(found.values(), key=lambda text: (min(text.files), text.one, text.context))


def _add(found: dict[tuple[str, str], Text], text: Text, name: str) -> None:
    """A catalog has one entry for a text, whether or not it has a plural somewhere; two plurals would be a mistake."""
    known = found.setdefault((text.context, text.one), text)
    if known.many and text.many and known.many != text.many:
        raise ValueError(f"{name}: “{text.one}” has another plural in {', '.join(sorted(known.files))}.")
    known.many = known.many or text.many
    known.files.add(name)


def sources(base: Path) -> list[Path]:
    """The Python files of every package, and the templates of every folder of that name."""
    tops = [top for top in base.iterdir() if (top / "__init__.py").exists() or top.name == "templates"]
    inside = [(path, path.relative_to(base).parts[:-1]) for top in tops for path in top.rglob("*")]
    return sorted(
        path
        for path, folders in inside
        if not SKIPPED.intersection(folders)
        and (path.suffix == ".py" or (path.suffix in TEMPLATES and "templates" in folders))
    )


def texts(source: str, *, template: bool) -> Iterator[Text]:
    """The texts of one file. A template is first turned into Python, by Django, so that it agrees with rendering."""
    code = _without_indent(templatize(source)) if template else source
    for _line, message, _comments, context in extract("python", BytesIO(code.encode()), KEYWORDS):
        one, many = message if isinstance(message, tuple) else (message, "")
        yield Text(context or "", one, many)


def _without_indent(code: str) -> str:
    """Lines of HTML are indented as no Python is; their texts never span lines."""
    return "\n".join(line.lstrip() for line in code.splitlines())


def wanted(collected: list[Text], language: str) -> list[Text]:
    """Those that pages show in this language: all of them, or where it has only pages for everybody those of `PUBLIC`."""
    if language in dict(settings.LANGUAGES):
        return collected
    return [text for text in collected if any(name.startswith(PUBLIC) for name in text.files)]


# --- renew ----------------------------------------------------------------------------


def renewed(collected: Iterable[Text], old: str, language: str) -> str:
    """The catalog with exactly the collected texts: known translations kept, new ones empty, no guess, no date."""
    known = {_key(message): message.string for message in catalog(old, language) if message.id}
    new = Catalog(locale=language)
    for text in collected:
        new.add(
            text.id,
            known.get(text.key) or ("",) * new.num_plurals if text.many else known.get(text.key, ""),
            locations=[(name, 0) for name in sorted(text.files)],
            context=text.context or None,
        )
    body = BytesIO()
    write_po(body, new, width=120, omit_header=True, include_lineno=False)
    return _header(new) + body.getvalue().decode().rstrip("\n") + "\n"


def catalog(content: str, language: str) -> Catalog:
    """The content of a .po file; raises where it cannot be read."""
    return read_po(BytesIO(content.encode()), locale=language, abort_invalid=True)


def _header(new: Catalog) -> str:
    lines = [
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
        f"Language: {new.locale}",
        f"Plural-Forms: {new.plural_forms}",
    ]
    return "\n".join(['msgid ""', 'msgstr ""', *(f'"{line}\\n"' for line in lines)]) + "\n\n"


def _key(message: Message) -> Key:
    one, many = message.id if isinstance(message.id, (tuple, list)) else (message.id, "")
    return message.context or "", one, many


# --- check ----------------------------------------------------------------------------


def problems(collected: list[Text], content: str, language: str) -> list[str]:
    """What is wrong with a catalog, one sentence each; nothing when every text is there and fully translated."""
    has = {_key(message): message for message in catalog(content, language) if message.id}
    wanted = {text.key for text in collected}
    plurals = Catalog(locale=language).num_plurals
    found = [sentence for text in collected for sentence in _problems(text, has.get(text.key), plurals)]
    found += [f"no file has this text any more: “{key[1]}”" for key in has if key not in wanted]
    if not found and renewed(collected, content, language) != content:
        found = ["the file is not as `python -m tests.translations` writes it; run it once"]
    return found


def _problems(text: Text, message: Message | None, plurals: int) -> Iterator[str]:
    if message is None:
        yield f"not in the catalog: {text}"
        return
    forms = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    given = [form or "" for form in forms]
    if not any(given):
        yield f"not translated: {text}"
    elif len(given) != (plurals if text.many else 1) or not all(given):
        yield f"a plural form is missing: {text}"
    elif message.fuzzy:
        yield f"marked fuzzy, so it would not be used: {text}"
    else:
        for number, form in enumerate(given):
            lost, added = placeholders(text.forms[min(number, len(text.forms) - 1)]), placeholders(form)
            if lost != added:
                yield f"placeholders differ ({' '.join(lost) or 'none'} / {' '.join(added) or 'none'}): {text}"


def placeholders(form: str) -> list[str]:
    """What a translation must repeat unchanged: names to fill in, and HTML."""
    return sorted(PLACEHOLDER.findall(form))


# --- the command line -------------------------------------------------------------------


def main(arguments: Sequence[str] | None = None) -> str:
    """Renew or check every catalog, and return the report to print; `SystemExit` with the problems where a check finds any."""
    parser = argparse.ArgumentParser(prog="python -m tests.translations", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--check", action="store_true", help="change nothing; fail when a translation is missing")
    check = parser.parse_args(arguments).check
    try:
        collected = collect(settings.BASE_DIR)
    except ValueError as error:
        raise SystemExit(str(error)) from error
    wrong = [
        sentence
        for code, _name in settings.LIBRARY_LANGUAGES
        if code != settings.LANGUAGE_CODE
        for sentence in _catalog_problems(wanted(collected, code), to_locale(code), check=check)
    ]
    if check and wrong:
        raise SystemExit("\n".join([*wrong, f"{len(wrong)} problems. `make messages` collects new texts."]))
    return "\n".join([*wrong, f"{len(collected)} texts, {len(wrong)} problems."])


def _catalog_problems(collected: list[Text], language: str, *, check: bool) -> list[str]:
    path = settings.LOCALE_PATHS[0] / language / "LC_MESSAGES" / "django.po"
    content = path.read_text("utf-8") if path.exists() else ""
    if not check:
        content = renewed(collected, content, language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")
    return [f"{path.relative_to(settings.BASE_DIR)}: {sentence}" for sentence in problems(collected, content, language)]


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oncocare.settings")
    os.environ.setdefault("ONCOCARE_MODE", "tool")
    print(main(sys.argv[1:]))  # noqa: T201 -- it speaks to the person at the terminal
