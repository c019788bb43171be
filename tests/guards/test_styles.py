"""The two style sheets: patients' is light, forgets no class of their pages, and can be read by day and by night."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.template.loader import get_template
from whitenoise.compress import Compressor

from oncocare.web.forms import CLASSES
from tests.guards.house import ROOT, Template, judge, routes, templates
from tests.guards.scene import Scene
from tests.guards.test_law_02_permissions import Browser, address
from tests.pages import seen

SHEETS = ROOT / "oncocare" / "web" / "static" / "web"
COMPILED_FROM = ROOT / "oncocare" / "web" / "scss"
COLOURS = (COMPILED_FROM / "_colours.scss").read_text(encoding="utf-8")
MOST = 8192  # bytes that are sent
CLASS = re.compile(r"\.((?:nhsuk|oc)-[\w-]*\w)")
NAME = re.compile(r"(?:nhsuk|oc)-[\w-]*\w")

# Templates that only staff open, where they work, by the beginning of their path; `base.html` sends them the other sheet.
STAFF = {
    "campus/guiding/_body": "What was said of the body, for clinicians.",
    "campus/guiding/_diary": "What somebody shares, for whoever guides them.",
    "campus/guiding/_guided": "People who are guided, for whoever guides them.",
    "campus/guiding/_used": "What somebody opened, for whoever guides them.",
    "campus/guiding/_writing": "What somebody shares, for whoever guides them.",
    "campus/guiding/guided": "The pages of whoever guides people.",
    "clinicians/": "The desk and the centre.",
    "joining/arriving/": "Lists of people who are expected, for coordinators.",
    "joining/inviting/": "Invitations and letters, for coordinators.",
    "campus/plan/table": "The rules of the plan, for staff.",
    "steps/_clause": "Conditions of rules in words, for staff.",
    "campus/plan/_offer": "The rules of the plan, for staff.",
    "campus/coach/table.html": "The table of the coach, for whoever may sign it.",
    "campus/coach/_symptom": "One symptom of the table of the coach, for whoever may sign it.",
    "campus/coach/part.html": "One part of the table of the coach, for whoever may sign it.",
    "campus/coach/ward_list.html": "Oncology's own list, for the ward.",
    "joining/staff/": "Staff and their roles, for coordinators.",
    "library/_difference": "What differs between two versions, for who writes and who reviews.",
    "library/writing/": "Texts of the library as they are written, for who writes them.",
    "library/_step": "What became of a version, for those who write and review.",
    "library/catalogue/": "The pieces of a centre, for those who write and review.",
    "library/review/": "One version, for those who write and review.",
    "library/exchange/": "Modules as files, for those who write and review.",
    "library/modules/": "Modules, for those who write and review.",
    "library/media/": "Pictures, films and sounds, for those who write in the library.",
    "safety/assessment/": "What a clinician asked as a flag was closed.",
    "signin/lost_access/access_request": "Who asks for help with a lost phone, for coordinators.",
    "site/guides/": "The guides that staff read.",
    "meetings/planning/": "The sessions that staff plan.",
    "leaders/leaders": "Who helps others in a group, for whoever answers for it.",
    "web/gallery.html": "The page of components asks for both sheets.",
}
# Classes that patients' pages may carry without a rule of their sheet.
PLAIN = {
    "oc-spark ": "A chart in a table of staff, among the components.",
    "oc-table--dense ": "A component that only tables of staff ask for.",
}


def sheet(name: str) -> str:
    """A compiled style sheet."""
    return (SHEETS / name).read_text(encoding="utf-8-sig")


def unstyled(pages: dict[str, str]) -> Iterator[str]:
    """Every class of these pages that the sheet of staff, which holds all, styles and that of patients does not."""
    missing = set(CLASS.findall(sheet("staff.css"))) - set(CLASS.findall(sheet("site.css")))
    for page, text in pages.items():
        yield from (f"{one} in {page}" for one in sorted(missing & set(NAME.findall(text))))


# --- what is sent ---------------------------------------------------------------------------------------------------


def test_what_patients_are_sent_is_light():
    sent = Compressor.compress_gzip((SHEETS / "site.css").read_bytes())
    assert len(sent) < MOST


def test_each_reader_gets_their_own_sheet():
    for staff, name in ((True, "staff"), (False, "site")):
        head = seen(get_template("404.html").render({"staff_here": staff})).partition("<body")[0]
        assert re.findall(r'<link rel="stylesheet" href="([^"]+)"', head) == [f"/static/web/{name}.css"]


def test_staff_have_all_that_patients_have():
    assert sheet("staff.css").startswith(sheet("site.css").strip()[:5000])
    assert set(CLASS.findall(sheet("site.css"))) - set(CLASS.findall(sheet("staff.css"))) == set()


# --- no class is forgotten ------------------------------------------------------------------------------------------


def test_no_class_of_a_template_that_patients_read_is_forgotten():
    texts = {one.name: one.text for one in templates() if not one.name.startswith("emails/")}
    pages = {name: texts[name] for name in judge(texts, STAFF)}
    pages["oncocare/web/forms.py"] = " ".join(f"{name} {name}--error" for _widget, name in CLASSES)
    assert len(pages) > 90
    assert judge(unstyled(pages), PLAIN) == []


def test_no_class_of_a_page_as_it_is_sent_is_forgotten(scene: Scene):
    browser, pages = Browser(scene.cast), {}
    for route in routes():
        for role in ("anonymous", "patient", "caregiver"):
            browser.client.cookies.clear()
            if role in browser.keys:
                browser.client.cookies[settings.SESSION_COOKIE_NAME] = browser.keys[role]
            answer = browser.client.get(address(route, scene))
            if answer.status_code == 200 and not answer.streaming and b"site.css" in answer.content:
                pages[f"{route.name} for {role}"] = answer.content.decode().replace(" oc-spark", "")
    pages = {name: text for name, text in pages.items() if not name.startswith("gallery")}
    assert len(pages) > 60
    assert judge(unstyled(pages)) == []


def test_a_class_that_is_forgotten_is_found():
    made_up = Template("steps/a.html", '<table class="oc-table oc-table--dense"><tr class="oc-row--urgent">')
    assert list(unstyled({made_up.name: made_up.text})) == [
        "oc-row--urgent in steps/a.html", "oc-table--dense in steps/a.html",
    ]  # fmt: skip


# --- a name is given once ---------------------------------------------------------------------------------------------

OWN_RULE = re.compile(r"^\.(oc-[\w-]*\w)(?:,| \{)$", re.MULTILINE)
# Scopes: what stands inside one is of its file alone.
SCOPES = {"oc-staff ": "Whatever only staff's pages carry stands inside it, in several files."}


def given_twice(texts: dict[str, str]) -> Iterator[str]:
    """Every class that has a rule of its own in more than one file: whoever gives a name must not meet another's."""
    files: dict[str, list[str]] = {}
    for name, text in sorted(texts.items()):
        for one in dict.fromkeys(OWN_RULE.findall(text)):
            files.setdefault(one, []).append(name)
    yield from (f"{one} in {' and '.join(names)}" for one, names in sorted(files.items()) if len(names) > 1)


def test_no_class_is_named_in_two_files():
    texts = {one.name: one.read_text(encoding="utf-8") for one in sorted(COMPILED_FROM.glob("*.scss"))}
    assert len(texts) > 15
    assert judge(given_twice(texts), SCOPES) == []


def test_a_class_that_is_named_in_two_files_is_found():
    made_up = {"_a.scss": ".oc-way {\n}\n\n.oc-b,\n.oc-c {\n}\n", "_b.scss": "  .oc-b {\n  }\n\n.oc-way,\n.oc-d {\n}\n"}
    assert list(given_twice(made_up)) == ["oc-way in _a.scss and _b.scss"]


# --- by day and by night --------------------------------------------------------------------------------------------

BEHIND = ("paper", "surface", "sand")
PALE = ("pine-pale", "clay-pale", "red-pale", "leaf-pale", "amber-pale")
# What is read on what. White words stand on what can be pressed, dark ones on what has the focus.
READ = (
    *(
        (words, behind)
        for behind in (*BEHIND, *PALE)
        for words in ("ink", "ink-soft", "pine", "pine-dark", "plum", "red")
    ),
    *(("clay", behind) for behind in (*BEHIND, "clay-pale")),
    *(("leaf-dark", "leaf-pale"), ("amber-dark", "amber-pale"), ("clay-dark", "clay-pale")),
    *(("white", f"{kind}{when}") for kind in ("button", "urgent") for when in ("", "-hover", "-down")),
    *(("white", "help"), ("white", "help-hover"), ("focus-ink", "focus")),
)
# What is seen: borders of what can be pressed, the lines of a chart.
SEEN = tuple(
    (drawn, behind) for behind in ("paper", "surface") for drawn in ("line-strong", "ink-soft", "pine", "clay", "red")
)


def palette(name: str) -> dict[str, str]:
    """The colours of one preference, with those that are the same in both."""
    [block] = re.findall(rf"\${name}: \((.*?)\n\);", COLOURS, re.DOTALL)
    return dict(re.findall(r'"([\w-]+)": #(\w{6})', block)) | dict(re.findall(r"\$([\w-]+): #(\w{6})", COLOURS))


def luminance(colour: str) -> float:
    """The relative luminance of WCAG 2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast of WCAG 2, from 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("preference", ["light", "dark"])
def test_what_is_read_and_seen_stands_out(preference: str):
    colours = palette(preference)
    pairs = [(pair, 4.5) for pair in READ] + [(pair, 3) for pair in SEEN]
    measured = {pair: (contrast(colours[pair[0]], colours[pair[1]]), least) for pair, least in pairs}
    assert {pair: round(found, 2) for pair, (found, least) in measured.items() if found < least} == {}


def test_both_preferences_name_the_same_colours():
    assert palette("light").keys() == palette("dark").keys()
    assert contrast("000000", "ffffff") == 21
    assert contrast("767676", "ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("name", ["site.css", "staff.css"])
def test_every_colour_follows_the_preference_and_paper_stays_light(name: str):
    text = sheet(name)
    assert "@media screen and (prefers-color-scheme: dark){:root{" in text
    assert text.count("prefers-color-scheme") == 1
    rules = re.sub(r":root\{[^}]*\}", "", text)
    fixed = {"#ffd35c", "#2a2522", "#fff", "#000"}  # the focus, white words and white paper, ink on paper
    assert set(re.findall(r"#(?:[0-9a-f]{6}|[0-9a-f]{3})\b", rules)) <= fixed


@pytest.mark.parametrize("name", ["404.html", "500.html", "safety/plan/no_signal.html"])
def test_every_frame_tells_the_browser_of_both(name: str):
    head = seen(get_template(name).render({})).partition("<body")[0]
    assert '<meta name="color-scheme" content="light dark">' in head
