"""Law 10: no literal prose in templates or Python outside the translation functions; item wording is hash-locked."""

from __future__ import annotations

import ast
import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template.base import Lexer, TokenType

from oncocare.foundation.datafiles import DataFileError
from questionnaires.instruments.catalogue import INSTRUMENTS, LOCK, read_catalogue
from tests.guards.house import Module, Template, calls, judge, module, modules, templates

TEMPLATES_ALLOWED = {}
PYTHON_ALLOWED = {}

LETTERS = re.compile(r"[^\W\d_]{2,}")
SPOKEN = {"alt", "title", "placeholder", "aria-label", "aria-description", "data-label", "label", "summary"}
HOLE = "\ufffc"  # stands where the template language writes something


# --- templates ------------------------------------------------------------------------------------------------------


class Prose(HTMLParser):
    """Collects text and spoken attributes that are written out, outside elements that say their own language."""

    VOID = frozenset(["br", "hr", "img", "input", "link", "meta", "source", "wbr", "path", "circle", "rect"])

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.foreign: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag not in self.VOID:
            literal = bool(said.get("lang")) and HOLE not in str(said["lang"])
            self.foreign.append(literal or (self.foreign[-1] if self.foreign else False) or tag in ("script", "style"))
        self.found += [value for name, value in attrs if name in SPOKEN and value and LETTERS.search(value)]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.VOID:
            self.handle_starttag(tag, attrs)
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID and self.foreign:
            self.foreign.pop()

    def handle_data(self, data: str) -> None:
        if LETTERS.search(data) and not (self.foreign and self.foreign[-1]):
            self.found.append(data)


def prose(one: Template) -> list[str]:
    """Prose that a template writes out, and prose that it hands to a tag or filter."""
    parser, kept, until = Prose(), [], ""
    literals: list[str] = []
    for token in Lexer(one.text).tokenize():
        if token.token_type == TokenType.BLOCK:
            name = token.contents.split()[0]
            if until:
                until = "" if name == until else until
            elif name in ("blocktranslate", "comment") or token.contents == "block body_class":
                until = f"end{name}"
            elif name not in ("translate", "url", "load", "extends", "if", "elif", "block", "asset", "static"):
                literals += re.findall(r"=\s*[\"']([^\"']*\s[^\"']*)[\"']", token.contents)
            kept.append("" if until else HOLE)
        elif not until and token.token_type == TokenType.VAR:
            literals += re.findall(r"\|(?:default|default_if_none|yesno|pluralize):[\"']([^\"']*)[\"']", token.contents)
            kept.append(HOLE)
        elif not until and token.token_type == TokenType.TEXT:
            kept.append(token.contents)
    parser.feed("".join(kept))
    parser.close()
    said = [*parser.found, *(text for text in literals if LETTERS.search(text))]
    words = [" ".join(text.replace(HOLE, " ").split()) for text in said]
    return [f"{one.path}: {text}" for text in words if not text.startswith(("#", "/"))]


def test_templates_write_out_no_prose():
    pages = [one for one in templates() if one.name.endswith(".html")]
    assert len(pages) > 50
    assert judge((hit for one in pages for hit in prose(one)), TEMPLATES_ALLOWED) == []


def test_prose_in_a_template_is_found():
    text = """{% comment %}Not this{% endcomment %}<p lang="en">Nor this</p><p>{% translate "Nor" %} {{ x }} · 7</p>
<li{% if a %} class="b"{% endif %}>But this</li>{% blocktranslate %}Not this{% plural %}Nor this{% endblocktranslate %}
<img alt="And this">{% include "x.html" with text="This too" %}{{ y|default:"Nobody" }}<title>{{ z }} too</title>"""
    assert prose(Template("made/up.html", text)) == [
        f"templates/made/up.html: {said}" for said in ("But this", "And this", "too", "This too", "Nobody")
    ]


# --- Python ---------------------------------------------------------------------------------------------------------

TRANSLATIONS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
SAYING = {"success", "info", "warning", "error", "debug", "add_message"}
LABELS = {"label", "help_text", "verbose_name", "verbose_name_plural", "empty_label", "initial_text"}
CONTEXT = {
    "title",
    "what_happened",
    "what_is_safe",
    "what_next",
    "label",
    "heading",
    "required",
    "invalid",
    "invalid_choice",
}


def literal(node: ast.AST) -> bool:
    """Whether an expression is, or may be, prose that nobody translates."""
    match node:
        case ast.Constant():
            return isinstance(node.value, str) and bool(LETTERS.search(node.value))
        case ast.JoinedStr():
            return any(isinstance(part, ast.Constant) and literal(part) for part in node.values)
        case ast.BinOp():
            return literal(node.left)
        case ast.IfExp():
            return literal(node.body) or literal(node.orelse)
        case ast.Dict():
            return any(literal(value) for value in node.values)
        case ast.List() | ast.Tuple():
            return any(literal(value) for value in node.elts)
    return False


def spoken(one: Module) -> Iterator[str]:
    """Prose where a person would read it: messages, labels, errors, the texts of a problem page."""
    for node, name in calls(one):
        base = node.func.value if isinstance(node.func, ast.Attribute) else None
        says = name in ("ValidationError", "add_error") or (name in SAYING and getattr(base, "id", "") == "messages")
        if says and any(literal(given) for given in node.args[0 if name == "ValidationError" else 1 :]):
            yield f"{one.path}: {name}: line {node.lineno}"
        for given in node.keywords:
            if given.arg in LABELS and name.endswith(("Field", "Form")) and literal(given.value):
                yield f"{one.path}: {given.arg}: line {node.lineno}"
            if (
                given.arg == "choices"
                and name.endswith("Field")
                and any(
                    literal(pair.elts[1])
                    for pair in ast.walk(given.value)
                    if isinstance(pair, ast.Tuple) and len(pair.elts) == 2
                )
            ):
                yield f"{one.path}: choices: line {node.lineno}"
        if name in TRANSLATIONS and node.args and not isinstance(node.args[0], ast.Constant):
            yield f"{one.path}: {name} of something that is not written out: line {node.lineno}"
    for node in ast.walk(one.tree):
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and key.value in CONTEXT and literal(value):
                    yield f"{one.path}: {key.value}: line {value.lineno}"
        if isinstance(node, ast.ClassDef) and any("Choices" in ast.unparse(base) for base in node.bases):
            for part in node.body:
                if isinstance(part, ast.Assign) and isinstance(part.value, ast.Tuple) and literal(part.value.elts[-1]):
                    yield f"{one.path}: {node.name}: line {part.lineno}"


def test_python_says_no_prose():
    ours = [one for one in modules() if "/migrations/" not in one.path]
    translated = sum(name in TRANSLATIONS for one in ours for _, name in calls(one))
    assert translated > 100
    assert judge((hit for one in ours for hit in spoken(one)), PYTHON_ALLOWED) == []


def test_prose_in_python_is_found():
    source = """
messages.success(request, "Saved")
raise ValidationError(f"Not {x} of these")
raise ValidationError({"to": _("Fine")})
form.add_error(None, "Wrong")
forms.CharField(label="Name", help_text=_("Fine"))
forms.ChoiceField(choices=[("a", "First"), ("b", _("Fine"))])
context = {"title": "Problem", "what_next": _("Fine") % {}}
_(f"Built {x}")
class Outcome(models.TextChoices):
    PLAN = "plan", "A plan"
    FINE = "fine", _("Fine")
"""
    assert len(list(spoken(module(source, "made/up.py")))) == 8


# --- the wording of instruments -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of every instrument file."""
    return Path(shutil.copytree(INSTRUMENTS, tmp_path_factory.mktemp("copy") / "instruments"))


def test_the_lock_names_every_file(copy: Path):
    locked = {line.partition("  ")[2] for line in (copy / LOCK).read_text(encoding="utf-8").splitlines()}
    assert locked == {file.relative_to(copy).as_posix() for file in copy.rglob("*.yaml")}
    assert len(locked) > 60
    assert len(read_catalogue(copy)) > 30


@pytest.mark.parametrize("name", ["phq-9/en.yaml", "phq-9/es.yaml", "phq-9/definition.yaml"])
def test_one_changed_byte_is_refused(copy: Path, name: str):
    file = copy / name
    before = file.read_bytes()
    changed = re.sub(rb"(?<=[a-z])e(?=[a-z])", b"a", before, count=1)
    assert (len(changed), changed != before) == (len(before), True)
    try:
        file.write_bytes(changed)
        with pytest.raises(DataFileError, match="is not the file that was locked"):
            read_catalogue(copy)
    finally:
        file.write_bytes(before)


def test_a_file_too_many_and_one_too_few_are_refused(copy: Path):
    extra, gone = copy / "phq-9" / "fr.yaml", copy / "gad-7" / "en.yaml"
    extra.write_bytes((copy / "phq-9" / "en.yaml").read_bytes())
    with pytest.raises(DataFileError, match="is not locked"):
        read_catalogue(copy)
    extra.unlink()
    before = gone.read_bytes()
    gone.unlink()
    with pytest.raises(DataFileError, match="is locked but not there"):
        read_catalogue(copy)
    gone.write_bytes(before)
