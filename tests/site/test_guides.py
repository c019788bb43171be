"""The guides: each page of staff has one, in both languages, without code; they are served to staff only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
from django.urls import reverse

from oncocare.site.guides.guide import headings, ids, links, read
from oncocare.site.guides.registry import GUIDES, PLACES
from oncocare.site.guides.selectors import FOLDER, guide_in
from tests.guards.house import judge, routes
from tests.guards.test_law_02_permissions import reviewed
from tests.pages import text

FOR_THE_SERVER = {"keys"}  # for whoever runs the server, who reads it beside the code
SPANISH = {path.stem for path in (FOLDER / "es").glob("*.md")}
CODE = {
    "a block of code": re.compile(r"^(?:```|~~~)\w*|^ {4}\S+", re.MULTILINE),
    "a file or a command": re.compile(r"\b[\w/]+\.(?:py|ya?ml|sh)\b|--\w+"),
    "a name of code": re.compile(r"`[^`\n]+`|\b[A-Z]+_[A-Z_]+\b"),
}
KEY = re.compile(r"`.`")  # to press
ALLOWED_CODE = {
    "consent-and-records.md: `{centre}`": "A coordinator writes it into a text, as it stands there.",
    "consent-and-records.md: `{phone}`": "A coordinator writes it into a text, as it stands there.",
    "es/consent-and-records.md: `{centre}`": "A coordinator writes it into a text, as it stands there.",
    "es/consent-and-records.md: `{phone}`": "A coordinator writes it into a text, as it stands there.",
}


def written() -> dict[str, str]:
    """Every guide by its path below the folder."""
    files = {slug: FOLDER / f"{slug}.md" for slug in GUIDES} | {
        f"es/{slug}": FOLDER / "es" / f"{slug}.md" for slug in SPANISH
    }
    return {f"{name}.md": path.read_text(encoding="utf-8") for name, path in files.items()}


def code_in(name: str, guide: str) -> Iterator[str]:
    for pattern in CODE.values():
        for found in pattern.findall(guide):
            if not KEY.fullmatch(found):
                yield f"{name}: {found}"


def test_every_guide_is_served_in_both_languages():
    assert {path.stem for path in FOLDER.glob("*.md")} - FOR_THE_SERVER == set(GUIDES) == SPANISH


@pytest.mark.parametrize("slug", sorted(SPANISH))
def test_the_sections_of_a_translation_are_those_of_the_original_in_their_order(slug):
    english, spanish = (written()[name] for name in (f"{slug}.md", f"es/{slug}.md"))
    assert len(headings(spanish)) == len(headings(english))


def test_guides_hold_no_code():
    assert judge((hit for name, guide in written().items() for hit in code_in(name, guide)), ALLOWED_CODE) == []


@pytest.mark.parametrize(
    "guide", ["```yaml\nlines:\n```", "Run manage.py.", "See `steps/fit.py`.", "Set SITE_URL.", "Add --dry-run."]
)
def test_code_in_a_guide_is_found(guide):
    assert list(code_in("x", guide)) != []


def test_every_link_leads_to_a_section_of_a_guide_that_there_is():
    places = {slug: {"", *ids(written()[f"{slug}.md"])} for slug in GUIDES}
    for name, guide in written().items():
        for link in links(guide):
            slug, _mark, section = link.partition("#")
            here = slug.removesuffix(".md") or name.removesuffix(".md").rpartition("/")[2]
            assert section in places.get(here, ()), f"{name} links to {link}"


def test_what_a_guide_is_about_is_listed_in_words_without_the_signs_of_markdown():
    text = "# A title\n\nUnder **Centre** and *Groups*,\nas in [the desk](desk.md#a-flag).\n"
    assert read(text, text, lambda *_where: "/").lead == "Under Centre and Groups, as in the desk."


# --- each page and its guide ------------------------------------------------------------------------------------------


def for_staff() -> list[str]:
    """The names of addresses that show a page to staff, or take a form from them, and to no patient."""
    shows = {"clinician", "coordinator"}
    found = []
    for name, methods in reviewed()["routes"].items():
        outcomes = [row for method, row in methods.items() if method in ("GET", "POST")]
        staff = any(row.get(role) in (200, 422) for row in outcomes for role in shows)
        patient = any(row.get(role) in (200, 422) for row in outcomes for role in ("patient", "all", "signed_in"))
        if staff and not patient:
            found.append(name)
    return found


def test_every_page_of_staff_has_its_guide():
    by_script = "The script of the page of a session asks it, and it shows none."
    themselves = {
        "guide": "They are the guides themselves, and their list.",
        **dict.fromkeys(("leave_session", "end_session"), by_script),
    }
    assert judge((name for name in for_staff() if name not in PLACES), themselves) == []


def test_no_page_is_named_that_there_is_not():
    assert set(PLACES) - {route.name for route in routes()} == set()


def test_each_place_is_a_section_of_its_guide():
    for slug, section in PLACES.values():
        assert section in {"", *ids(written()[f"{slug}.md"])}, f"{slug} has no section {section}"


@pytest.mark.parametrize(
    ("who", "page", "expected"),
    [
        ("carlos", "centre", "/guides/set-up/"),
        ("carlos", "centre_rota", "/guides/rota-and-flags/#why-nobody-is-on-duty"),
        ("clara", "caseload", "/guides/desk/#the-caseload"),
        ("clara", "guides", ""),
        ("ana", "my_messages", ""),
    ],
)
def test_a_page_of_staff_knows_the_address_of_its_guide(cast, client, who, page, expected):
    client.force_login(getattr(cast, who))
    assert client.get(reverse(page)).context["guide_url"] == expected


def test_a_form_that_comes_back_with_a_mistake_knows_it_too(cast, client):
    client.force_login(cast.carlos)
    answer = client.post(reverse("add_cover"), {})
    assert (answer.status_code, answer.context["guide_url"]) == (422, "/guides/rota-and-flags/#why-nobody-is-on-duty")


# --- the pages of the guides ------------------------------------------------------------------------------------------


@pytest.fixture
def clara(cast, client):
    client.force_login(cast.clara)
    return client


@pytest.mark.parametrize("slug", GUIDES)
@pytest.mark.parametrize("language", ["en", "es"])
def test_each_guide_is_read_in_the_language_of_the_page(clara, slug, language):
    page = text(clara.get(reverse("guide", args=[slug]), headers={"accept-language": language}))
    assert f'<article class="oc-read" lang="{language}">' in page
    assert f"<h1>{guide_in(slug, language).title}</h1>" in unescape(page)
    assert re.findall(r'<h2 id="([^"]+)"', page)[: len(ids(written()[f"{slug}.md"]))] == ids(written()[f"{slug}.md"])


def test_the_list_names_every_guide_in_its_order(clara):
    page = text(clara.get(reverse("guides")))
    assert re.findall(r'href="/guides/([\w-]+)/"', page) == list(GUIDES)


def test_a_guide_that_there_is_not_is_not_found(clara):
    assert clara.get(reverse("guide", args=["keys"])).status_code == 404


def test_html_in_a_guide_is_shown_and_not_obeyed():
    text_of = "# T\n\n<script>x</script> & <b>b</b> [a](desk.md#x) [b](#y)\n\n## One's part\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
    guide = read(text_of, text_of, "/g/{}/".format)
    assert "<script>" not in guide.body
    assert "&lt;script&gt;" in guide.body
    assert re.findall(r'href="([^"]+)"', guide.body) == ["/g/desk/#x", "#y"]
    assert [section.id for section in guide.sections] == ["ones-part"]
    assert re.findall(r'data-label="(\w)"', guide.body) == ["a", "b"]
