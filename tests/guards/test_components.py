"""A part of pages is written once: each component is on the page of components and used by other pages, and no page
writes by hand what a component writes.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from types import SimpleNamespace

from django.template.loader import get_template
from django.test.signals import template_rendered

from oncocare.web.gallery.forms import WRONG, Example
from oncocare.web.gallery.views import context
from tests.guards.house import Module, Template, judge, module, modules, templates

FOLDER = "_components/"
GALLERY = "web/gallery.html"
TAGS = "oncocare/web/templatetags/web.py"

# The classes that a component writes, and the files of the folder that may write them. A class that only begins like
# one is another: cells of tables carry oc-table__number.
CLASSES = {
    "nhsuk-back-link": ("back_link",),
    "nhsuk-checkboxes": ("field", "radios"),
    "nhsuk-details": ("details",),
    "nhsuk-error-summary": ("error_summary",),
    "nhsuk-fieldset": ("field",),
    "nhsuk-form-group": ("field",),
    "nhsuk-hint": ("_field_notes",),
    "nhsuk-radios": ("radios",),
    "nhsuk-summary-list": ("summary_list",),
    "oc-chart": ("chart_line",),
    "oc-crisis__item": ("_crisis_number", "crisis_numbers"),
    "oc-empty": ("nothing",),
    "oc-help": ("help_button",),
    "oc-languages": ("languages",),
    "oc-nav": ("navigation",),
    "oc-notice": ("notice",),
    "oc-progress": ("progress_text",),
    "oc-scroll": ("table",),
    "oc-spark": ("sparkline",),
    "oc-table": ("_table",),
    "oc-tag": ("tag",),
    "oc-wordmark": ("wordmark",),
}
# What a component writes without a class of its own. `about` is a tag without a template.
MARKS = {
    r"<details\b": ("details",),
    r"<table\b": ("_table",),
    r"\b(?:next|previous)_page_number\b": ("pager",),
    r"visually-hidden[\"']\s*>\s*[:,]": (),
}
PATTERNS = {rf"class=[\"'](?:[^\"'<>]*[\s}}])?{name}(?![\w-])": owners for name, owners in CLASSES.items()} | MARKS

INCLUDE = re.compile(r"{%-?\s*include\s+[\"']([^\"']+)[\"']")
BLOCK = re.compile(r"{%-?\s*(\w+)")


# --- shown and used -------------------------------------------------------------------------------------------------


def tags(one: Module) -> dict[str, str]:
    """Each tag of components, and the component it writes; a tag that writes its few words itself has none."""
    found = {}
    for node in (node for node in one.tree.body if isinstance(node, ast.FunctionDef)):
        for decorator in map(ast.unparse, node.decorator_list):
            if decorator.startswith("register.inclusion_tag("):
                found[node.name] = str(ast.literal_eval(decorator.partition("(")[2].rstrip(")")))
            elif decorator.startswith("register.simple_block_tag"):
                drawn = re.search(r"_component\(context, '(\w+)'", ast.unparse(node))
                found[node.name] = f"{FOLDER}{drawn[1]}.html" if drawn else ""
    return found


def named(page: Template, known: Mapping[str, str]) -> set[str]:
    """The components and the tags of components that a template names."""
    words = known.keys() & set(BLOCK.findall(page.text))
    return {*INCLUDE.findall(page.text), *words, *(known[word] for word in words)} - {page.name}


def in_python(one: Module) -> set[str]:
    """The components that Python names, such as the renderer of forms."""
    return {
        node.value
        for node in ast.walk(one.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith(FOLDER)
    }


def idle(pages: Iterable[Template], known: Mapping[str, str], elsewhere: Iterable[str]) -> list[str]:
    """The components, and the tags of components, that only the gallery uses, or nobody."""
    pages = list(pages)
    wanted = {*known, *(page.name for page in pages if page.name.startswith(FOLDER))}
    used = {name for page in pages if page.name != GALLERY for name in named(page, known)}
    return sorted(wanted - used - set(elsewhere))


def shown() -> set[str]:
    """Every template that comes up while the gallery is rendered, its frame included."""
    seen: set[str] = set()

    def note(template: SimpleNamespace, **_rest: object) -> None:
        seen.add(str(template.name))

    template_rendered.connect(note)
    try:
        crisis = SimpleNamespace(numbers=[SimpleNamespace(name="made up")])
        get_template(GALLERY).render({**context(Example(WRONG)), "crisis": crisis, "messages": ["made up"]})
    finally:
        template_rendered.disconnect(note)
    return seen


def ours() -> dict[str, str]:
    return tags(next(one for one in modules() if one.path == TAGS))


def test_every_component_is_used_by_a_page():
    known = ours()
    elsewhere = {name for one in modules() if one.path != TAGS for name in in_python(one)}
    assert {"about", "notice", "table", "chart_line"} <= known.keys()
    assert idle(templates(), known, elsewhere) == []


def test_every_component_is_in_the_gallery():
    known = ours()
    gallery = next(page for page in templates() if page.name == GALLERY)
    components = {page.name for page in templates() if page.name.startswith(FOLDER)}
    assert len(components) > 20
    assert components - shown() == set()
    assert known.keys() - named(gallery, known) - {"error_summary"} == set(), "the frame of a page lists the problems"


def test_a_component_that_only_the_gallery_uses_is_found():
    source = """
@register.simple_block_tag(takes_context=True)
def box(context, content):
    return _component(context, "box", content)

@register.simple_block_tag
def whisper(content):
    return content

@register.inclusion_tag("_components/chart.html")
def chart():
    return {}
"""
    known = tags(module(source, TAGS))
    assert known == {"box": "_components/box.html", "whisper": "", "chart": "_components/chart.html"}
    pages = [
        Template(
            GALLERY, "{% box %}{% endbox %}{% whisper %}{% endwhisper %}{% chart %}{% include '_components/old.html' %}"
        ),
        Template("steps/a.html", "{% chart %}"),
        *(Template(f"_components/{name}.html", "") for name in ("box", "chart", "field", "old")),
    ]
    assert idle(pages, known, {"_components/field.html"}) == [
        "_components/box.html",
        "_components/old.html",
        "box",
        "whisper",
    ]


# --- nothing by hand ------------------------------------------------------------------------------------------------


def by_hand(pages: Iterable[Template], patterns: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Where a template writes what a component writes."""
    for page in pages:
        text = re.sub(
            r"{% comment %}.*?{% endcomment %}", lambda found: "\n" * found[0].count("\n"), page.text, flags=re.DOTALL
        )
        for pattern, owners in patterns.items():
            if page.name not in {f"{FOLDER}{owner}.html" for owner in owners}:
                for found in re.finditer(pattern, text):
                    yield f"{page.line(found.start())}: {' '.join(found[0].split())}"


def test_no_page_writes_by_hand_what_a_component_writes():
    assert judge(by_hand(templates(), PATTERNS)) == []


def test_every_component_writes_what_is_said_of_it():
    pages = {page.name: page for page in templates()}
    for pattern, owners in PATTERNS.items():
        for owner in owners:
            assert re.search(pattern, pages[f"{FOLDER}{owner}.html"].text), f"{owner} does not write {pattern}"


def test_what_is_written_by_hand_is_found():
    text = """<div class="oc-notice oc-notice--good" role="status">
<p class="oc-read{% if one %} oc-empty{% endif %}">
<span class='oc-tag'>
<table
  class="oc-table">
<a href="?page={{ page.next_page_number }}">
Edit<span class="nhsuk-u-visually-hidden">: {{ name }}</span>
"""
    fine = '<td class="oc-table__number">{% comment %}\nclass="oc-tag"\n{% endcomment %}<p class="oc-notices">'
    pages = [
        Template("steps/a.html", text),
        Template("steps/b.html", fine),
        Template("_components/tag.html", "<b class='oc-tag'>"),
    ]
    assert sorted(by_hand(pages, PATTERNS)) == [
        'templates/steps/a.html:1: class="oc-notice',
        'templates/steps/a.html:2: class="oc-read{% if one %} oc-empty',
        "templates/steps/a.html:3: class='oc-tag",
        "templates/steps/a.html:4: <table",
        'templates/steps/a.html:5: class="oc-table',
        "templates/steps/a.html:6: next_page_number",
        'templates/steps/a.html:7: visually-hidden">:',
    ]
