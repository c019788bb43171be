"""What no template may hold, and that the shared pages come out with nothing but what they promise to need."""

import re
from datetime import date
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
from django.conf import settings as house
from django.http import HttpResponse
from django.template.loader import get_template
from django.urls import include, path
from django.utils import translation

from oncocare.web.gallery.forms import WRONG, Example
from oncocare.web.gallery.views import context
from tests.guards.test_law_09_headers import LINKS
from tests.pages import seen

FOLDER = Path(house.BASE_DIR) / "templates"
TEMPLATES = sorted(file for file in FOLDER.rglob("*.html") if "emails" not in file.parts)
CRISIS = SimpleNamespace(
    country_name="Spain",
    emergency="112",
    reviewed_on=date(2026, 5, 3),
    numbers=[SimpleNamespace(name="Line 024", number="024", tel="tel:024", hours="Day and night")],
)
FORBIDDEN = {
    "an inline style": r"\sstyle\s*=|<style\b",
    "an inline script": r"<script(?![^>]*\ssrc=)",
    "an inline handler": r"\son[a-z]+\s*=\s*[\"']",
    "a data address": r"(src|href)\s*=\s*[\"']data:",
    "another origin": r"(src|href|action)\s*=\s*[\"'](https?:)?//",
    "a script address": r"javascript:",
    "the mark of an error, which base.html puts before every title": r"\{% block title %\}(?:(?!endblock)[\s\S])*has_errors",
}


@pytest.fixture
def _urls(settings):
    urls = ModuleType("shared_page_urls")

    def nothing(request):
        return HttpResponse()

    urls.urlpatterns = [
        path("", nothing, name="home"),
        path("help/", nothing, name="help_now"),
        path("in/", nothing, name="account_login"),
        path("out/", nothing, name="account_logout"),
        path("i18n/", include("django.conf.urls.i18n")),
    ]
    settings.ROOT_URLCONF = urls


def test_the_walk_finds_templates():
    assert len(TEMPLATES) > 30


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: str(file.relative_to(FOLDER)))
def test_a_template_asks_nothing_that_the_security_policy_or_its_frame_refuses(file):
    text = re.sub(r"{% comment %}.*?{% endcomment %}", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
    for link in LINKS:  # what a person may follow, with its reason
        of, _colon, address = link.partition(": ")
        text = text.replace(f'href="{address}"', "") if of == f"templates/{file.relative_to(FOLDER)}" else text
    assert [what for what, pattern in FORBIDDEN.items() if re.search(pattern, text, re.IGNORECASE)] == []


@pytest.mark.parametrize(
    "name", ["400.html", "500.html", "403.html", "404.html", "csrf_failure.html", "safety/crisis/help_now.html"]
)
@pytest.mark.usefixtures("_urls")
def test_a_shared_page_has_the_numbers_and_the_way_to_help(name):
    html = get_template(name).render({"crisis": CRISIS})
    assert html.index('class="oc-help"') < html.index("<main")
    assert 'href="/help/"' in html
    assert 'href="tel:112"' in html
    assert 'href="tel:024"' in html
    assert html.count("<h1") == 1
    assert len(html.encode()) < 30_000


@pytest.mark.usefixtures("_urls")
def test_the_last_error_page_needs_nothing_at_all():
    html = get_template("500.html").render({})
    assert "Call the emergency number of your country" in html
    assert '<html lang="en">' in html


def test_the_last_error_page_needs_no_addresses(settings):
    empty = ModuleType("no_urls")
    empty.urlpatterns = []
    settings.ROOT_URLCONF = empty
    html = get_template("500.html").render({"crisis": CRISIS, "LANGUAGE_CODE": "es"})
    assert 'href="#help-numbers"' in html
    assert 'id="help-numbers"' in html
    assert '<html lang="es">' in html


@pytest.mark.usefixtures("_urls")
def test_the_language_of_the_page_is_the_readers():
    with translation.override("es"):
        assert '<html lang="es">' in get_template("404.html").render({"crisis": CRISIS})


@pytest.mark.usefixtures("_urls")
def test_a_page_shows_where_one_is_and_what_waits():
    page = get_template("404.html").render(
        {
            "crisis": CRISIS,
            "user": SimpleNamespace(is_authenticated=True),
            "navigation": [
                SimpleNamespace(url="/a/", label="Today", current=True, count=0),
                SimpleNamespace(url="/b/", label="Messages", current=False, count=3),
            ],
        }
    )
    html = seen(page)
    assert '<a href="/a/" aria-current="page">Today</a>' in html
    assert '<span class="oc-count">3</span>' in html
    assert '<form method="post" action="/out/" data-sign-out>' in html


@pytest.mark.usefixtures("_urls")
def test_the_gallery_shows_every_component_and_no_id_twice():
    html = get_template("web/gallery.html").render(
        {**context(Example(WRONG)), "crisis": CRISIS, "site_name": "Acompaña"}
    )
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert sorted(ids) == sorted(set(ids))
    assert "<title>Error: Components – Acompaña</title>" in seen(html)
    for part in ("oc-tag--urgent", "oc-notice--good", "oc-empty", "oc-spark", "oc-chart__band", "nhsuk-summary-list"):
        assert part in html


def test_no_file_of_the_style_asks_another_origin():
    for file in (Path(house.BASE_DIR) / "oncocare/web").rglob("*.scss"):
        assert re.findall(r"url\(|//[a-z]+\.[a-z]", file.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("folder", [".", "tests/lighthouse"])
def test_the_lock_names_no_registry(folder):
    lock = (Path(house.BASE_DIR) / folder / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
