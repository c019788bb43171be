"""Every text is collected as Django looks it up, all of it is translated, and the Spanish is short, kind and formal."""

import re
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from django.conf import settings as house
from django.template import Context, Engine
from django.utils import translation

from tests import translations
from tests.translations import Text, catalog, collect, placeholders, problems, renewed, texts

BASE = Path(house.BASE_DIR)
CONTENT = (BASE / "locale/es/LC_MESSAGES/django.po").read_text("utf-8")
PORTUGUESE = (BASE / "locale/pt/LC_MESSAGES/django.po").read_text("utf-8")

PAGE = """<ul>
      <li>{% translate "50% done" %}</li>
    <li title="{% translate 'It’s a line' %}">{# a note #}{% translate "May" context "a month" %}</li>
  {% blocktranslate trimmed count n=n with name=name|upper %}
      {{ name }} has
      {{ n }} “answer” (100%).
  {% plural %}
      {{ name }} has
      {{ n }} “answers” (100%).
  {% endblocktranslate %}
</ul>
{% blocktranslate %}Two
  lines{% endblocktranslate %}
{% blocktranslate context "a verb" count k=n %}{{ k }} set{% plural %}{{ k }} sets{% endblocktranslate %}
{{ _("Filter")|lower }}{% translate "Kept" as kept %}{{ kept }}"""
PAGE_IN_SPANISH = {
    "50%% done": ("50%% hecho",),
    "It’s a line": ("Es una línea",),
    "May": ("Mayo",),
    "%(name)s has %(n)s “answer” (100%%).": (
        "%(name)s tiene %(n)s «respuesta» (100%%).",
        "%(name)s tiene %(n)s «respuestas» (100%%).",
    ),
    "Two\n  lines": ("Dos\n  líneas",),
    "%(k)s set": ("%(k)s pone", "%(k)s ponen"),
    "Filter": ("FILTRO",),
    "Kept": ("Guardado",),
}
CODE = """
label = _("Plain")
lazy = gettext_lazy("Lazy, " "in two parts")
many = ngettext("%(n)d day", "%(n)d days", n) % {"n": n}
month = pgettext("a month", "May")
counted = npgettext_lazy("of a person", "{n} eye", "{n} eyes", "n")
shown = _(variable)
nested = _("%(what)s here") % {"what": _("Inside")}
"""

# Pages that a frightened person reads, and the code whose sentences they show.
PATIENT = (
    "templates/questionnaires/", "templates/safety/", "templates/site/home/", "templates/site/asking/",
    "templates/_components/", "templates/base", "templates/4", "templates/5", "templates/csrf", "templates/account/",
    "questionnaires/answering/views.py", "questionnaires/answering/forms.py", "oncocare/safety/flags/forms.py",
    "oncocare/safety/crisis/views.py", "oncocare/site/asking/", "templates/campus/coach/", "steps/words.py", "steps/course/",
    "templates/threads/", "templates/community/", "templates/moderation/", "templates/calm/", "templates/leaders/",
    "templates/surveys/", "mentoring/community/surveys/asking.py", "mentoring/community/surveys/forms.py",
    "templates/meetings/feeds/", "templates/meetings/webinars/public/", "mentoring/meetings/feeds/", "mentoring/meetings/webinars/",
    "templates/chats/", "templates/meetings/places/", "templates/meetings/opening/", "mentoring/meetings/places/words.py",
    "mentoring/meetings/places/forms.py",
)  # fmt: skip
# Giveaways of «tú», «vos» and «vosotros»; imperatives such as «espera» are left out: «usted espera» is right.
FAMILIAR = (
    "tú|tu|tus|ti|contigo|te|tuyos?|tuyas?|vos|vosotr[oa]s|vuestr[oa]s?|os"
    "|eres|estás|tienes|puedes|quieres|has|vas|vienes|sabes|debes|necesitas|crees|sientes|haces|dices|prefieres|recibes"
    "|podrás|tendrás|verás|podrías|deberías|quisieras|seas|estés|tengas|puedas|quieras|hayas"
    "|haz|pon|ven|dime|dinos|llámanos|escríbenos|dile|pídele"
)


@cache
def tree() -> list[Text]:
    """The texts of the tree."""
    return collect(BASE)


def in_spanish(collected: list[Text], said: dict[str, tuple[str, ...]]) -> str:
    """A catalog with these translations."""
    made = catalog(renewed(collected, "", "es"), "es")
    for message in made:
        if message.id:
            forms = said[message.id if isinstance(message.id, str) else message.id[0]]
            message.string = forms if len(forms) > 1 else forms[0]
    return renewed(collected, po(made), "es")


def po(made) -> str:
    buffer = BytesIO()
    translations.write_po(buffer, made)
    return buffer.getvalue().decode()


@pytest.fixture
def compiled(settings, tmp_path):
    """Makes Django use a catalog."""

    def use(content: str) -> None:
        folder = tmp_path / "es" / "LC_MESSAGES"
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "django.mo").open("wb") as file:
            write_mo(file, catalog(content, "es"))
        settings.LOCALE_PATHS = [tmp_path]  # Django forgets what it had loaded

    return use


def one(text: str, content: str = CONTENT):
    return next(message for message in catalog(content, "es") if text in (message.id, *message.id[:1]))


# --- the tree ----------------------------------------------------------------------------


def test_every_text_of_the_tree_is_translated():
    assert problems(tree(), CONTENT, "es") == []


def test_every_text_of_a_page_for_everybody_is_translated_into_portuguese_and_no_other():
    found = translations.wanted(tree(), "pt")
    assert problems(found, PORTUGUESE, "pt") == []
    assert renewed(found, PORTUGUESE, "pt") == PORTUGUESE
    assert [name for name in translations.PUBLIC if not any(BASE.glob(f"{name}*"))] == []


def test_a_text_that_left_the_pages_for_everybody_is_reported():
    stale = PORTUGUESE.replace('msgid "Leave quickly"', 'msgid "Go away"')
    assert [line.rpartition(": ")[2] for line in problems(translations.wanted(tree(), "pt"), stale, "pt")] == [
        "“Leave quickly”", "“Go away”",
    ]  # fmt: skip


def test_the_command_agrees_and_needs_no_database():
    out = translations.main(["--check"])
    assert "0 problems" in out


def test_django_finds_every_text_in_the_compiled_catalog(compiled):
    compiled(CONTENT)
    with translation.override("es"):
        for message in catalog(CONTENT, "es"):
            if not message.id:
                continue
            if message.pluralizable:
                found = tuple(translation.ngettext(*message.id, n) for n in (1, 2))
            elif message.context:
                found = translation.pgettext(message.context, message.id)
            else:
                found = translation.gettext(message.id)
            assert found == message.string


# --- collecting ----------------------------------------------------------------------------


def test_each_kind_of_text_is_found_in_code():
    assert [text.key for text in texts(CODE, template=False)] == [
        ("", "Plain", ""),
        ("", "Lazy, in two parts", ""),
        ("", "%(n)d day", "%(n)d days"),
        ("a month", "May", ""),
        ("of a person", "{n} eye", "{n} eyes"),
        ("", "%(what)s here", ""),
        ("", "Inside", ""),
    ]


def test_each_kind_of_text_is_found_in_a_template():
    assert [text.key for text in texts(PAGE, template=True)] == [
        ("", "50%% done", ""),
        ("", "It’s a line", ""),
        ("a month", "May", ""),
        ("", "%(name)s has %(n)s “answer” (100%%).", "%(name)s has %(n)s “answers” (100%%)."),
        ("", "Two\n  lines", ""),
        ("a verb", "%(k)s set", "%(k)s sets"),
        ("", "Filter", ""),
        ("", "Kept", ""),
    ]


@pytest.mark.parametrize(("n", "ending"), [(1, ""), (2, "s"), (0, "s")])
def test_a_template_comes_out_in_spanish(compiled, n, ending):
    content = in_spanish(list(texts(PAGE, template=True)), PAGE_IN_SPANISH)
    compiled(content)
    engine = Engine(builtins=["django.templatetags.i18n"])
    with translation.override("es"):
        html = engine.from_string(PAGE).render(Context({"n": n, "name": "Ana"}))
    assert f"ANA tiene {n} «respuesta{ending}» (100%)." in html
    assert ["50% hecho" in html, "Es una línea" in html, "Mayo" in html, "Dos\n  líneas" in html] == [True] * 4
    assert f"{n} pone{'n' if ending else ''}\nfiltroGuardado" in html


@pytest.mark.parametrize(
    ("key", "file"),
    [
        (("", "Can this wait until %(when)s?", ""), "oncocare/safety/flags/forms.py"),
        (("", "%(count)d day", "%(count)d days"), "oncocare/web/templatetags/web.py"),
        (("", "I need help now", ""), "templates/safety/crisis/help_now.html"),
        (
            ("", "about %(minutes)s minute.", "about %(minutes)s minutes."),
            "templates/questionnaires/answering/start.html",
        ),
    ],
)
def test_a_known_text_is_found_with_its_file(key, file):
    assert file in next(text for text in tree() if text.key == key).files


def test_only_packages_and_templates_are_read(tmp_path):
    for name in ("room/__init__.py", "room/migrations/0001.py", "room/templates/room/a.html", "room/page.html"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text('{% translate "in " %}' if name.endswith("html") else '_("in")\n')
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests/test_a.py").write_text('_("no")')
    assert [path.relative_to(tmp_path).as_posix() for path in translations.sources(tmp_path)] == [
        "room/__init__.py",
        "room/templates/room/a.html",
    ]


def test_a_text_with_and_without_plural_is_one_entry_and_two_plurals_are_refused(tmp_path):
    room = tmp_path / "room"
    room.mkdir()
    (room / "__init__.py").write_text('_("day")\nngettext("day", "days", n)\n')
    assert [text.key for text in collect(tmp_path)] == [("", "day", "days")]
    (room / "more.py").write_text('ngettext("day", "dayz", n)\n')
    with pytest.raises(ValueError, match=r"room/more\.py: “day” has another plural in room/__init__\.py"):
        collect(tmp_path)


# --- renewing ----------------------------------------------------------------------------


def test_renewing_keeps_translations_drops_old_texts_and_guesses_nothing():
    before = [Text("", "Stay", "", {"a.py"}), Text("", "Go", "", {"a.py"})]
    old = in_spanish(before, {"Stay": ("Quede",), "Go": ("Va",)})
    new = renewed([Text("", "Stay", "", {"b.py", "a.py"}), Text("", "Go!", "", {"a.py"})], old, "es")
    assert (one("Stay", new).string, one("Go!", new).string) == ("Quede", "")
    assert "Va" not in new
    assert "fuzzy" not in new
    assert "#: a.py b.py\n" in new


def test_renewing_twice_changes_nothing():
    assert renewed(tree(), CONTENT, "es") == CONTENT
    assert not re.search(r"\.(py|html):\d|-Date|#~|fuzzy", CONTENT)


# --- checking ----------------------------------------------------------------------------

DAYS = Text("", "%(n)d day at {place}", "%(n)d days at {place}", {"a.py"})
LINK = Text("", 'Call <a href="tel:%(phone)s">us</a>', "", {"b.html"})


@pytest.mark.parametrize(
    ("text", "said", "sentence"),
    [
        (DAYS, ("%(n)d día en {place}", "%(n)d días en {place}"), None),
        (DAYS, ("%(n)d día en {place}", ""), "a plural form is missing: a.py: “%(n)d day at {place}”"),
        (DAYS, ("%(n)d día en {place}", "%(m)d días en {place}"), "(%(n)d {place} / %(m)d {place})"),
        (DAYS, ("%(n)d día en {lugar}", "%(n)d días en {place}"), "placeholders differ"),
        (DAYS, ("", ""), "not translated: a.py"),
        (LINK, ('Llame <a href="tel:%(phone)s">aquí</a>',), None),
        (LINK, ("Llame a %(phone)s",), "placeholders differ"),
        (LINK, ("",), "not translated: b.html"),
    ],
)
def test_a_broken_translation_is_reported(text, said, sentence):
    found = problems([text], in_spanish([text], {text.one: said}), "es")
    assert [sentence in line for line in found] == ([True] if sentence else [])


def test_a_text_that_is_missing_or_gone_is_reported():
    content = in_spanish([DAYS], {DAYS.one: ("%(n)d día en {place}", "%(n)d días en {place}")})
    assert problems([LINK], content, "es") == [
        "not in the catalog: b.html: “" + LINK.one + "”",
        "no file has this text any more: “" + DAYS.one + "”",
    ]


def test_a_fuzzy_mark_and_another_layout_are_reported():
    text = Text("", "Go", "", {"a.py"})
    content = in_spanish([text], {"Go": ("Siga",)})
    assert "marked fuzzy" in problems([text], content.replace("#: a.py", "#: a.py\n#, fuzzy"), "es")[0]
    assert "run it once" in problems([text], content + "\n", "es")[0]


def test_the_command_renews_and_then_fails_until_all_is_translated(settings, tmp_path):
    settings.BASE_DIR, settings.LOCALE_PATHS = tmp_path, [tmp_path / "locale"]
    (tmp_path / "room").mkdir()
    (tmp_path / "room/__init__.py").write_text('_("Go")\n')
    with pytest.raises(SystemExit, match=r"not in the catalog: room/__init__\.py: “Go”"):
        translations.main(["--check"])
    translations.main([])
    path = tmp_path / "locale/es/LC_MESSAGES/django.po"
    with pytest.raises(SystemExit, match=r"not translated: room/__init__\.py: “Go”"):
        translations.main(["--check"])
    path.write_text(path.read_text("utf-8").replace('msgid "Go"\nmsgstr ""', 'msgid "Go"\nmsgstr "Siga"'), "utf-8")
    translations.main(["--check"])


def test_placeholders_are_names_and_tags_not_per_cent_signs():
    assert placeholders("%(n)s of 5 % so {x} <b>%%</b> %s") == sorted(["%(n)s", "{x}", "<b>", "%%", "</b>", "%s"])


# --- the Spanish ----------------------------------------------------------------------------


def spanish(*files: str) -> list[str]:
    """The Spanish of the texts of these files, or of all."""
    wanted = {text.key for text in tree() if not files or any(name.startswith(files) for name in text.files)}
    return [
        form
        for message in catalog(CONTENT, "es")
        if message.id and translations._key(message) in wanted
        for form in (message.string if message.pluralizable else (message.string,))
    ]


def test_the_sentences_patients_read_are_short():
    sentences = [part for text in spanish(*PATIENT) for part in re.split(r"(?<=[.?!:])\s+", text)]
    assert len(sentences) > 100
    assert [one for one in sentences if len(one.split()) > 25] == []


def test_everybody_is_addressed_as_usted():
    familiar = re.compile(rf"\b({FAMILIAR})\b", re.IGNORECASE)
    assert [text for text in spanish() if familiar.search(text)] == []


def test_words_that_the_glossary_avoids_do_not_appear():
    assert [text for text in spanish() if re.search(r"\balerta|\bo/a\b|\w/a\b|@", text, re.IGNORECASE)] == []


def test_one_word_of_english_is_a_noun_and_a_button_and_one_is_said_otherwise_to_a_patient(compiled):
    compiled(CONTENT)
    with translation.override("es"):
        assert (translation.gettext("Answer"), translation.pgettext("a button", "Answer")) == ("Respuesta", "Responder")
        said = translation.gettext("Clinician"), translation.pgettext("who looked", "Clinician")
    assert said == ("Profesional clínico", "Profesional de su equipo")


def test_no_page_says_emergencias_where_another_says_urgencias():
    assert [one for one in spanish() if re.search(r"\bemergencias?\b", one, re.IGNORECASE)] == []


def test_a_sentence_that_names_the_help_button_names_it_as_it_is():
    button = one("I need help now").string
    assert f"«{button}»" in one("For help at any hour, press “I need help now” at the top of the page.").string


@pytest.mark.parametrize(
    ("english", "words"),
    [
        ("Nobody has read what you told us yet. A person at %(centre)s should read it by %(when)s.", "nadie debería"),
        (
            "If an answer tells us that you may be in danger, a person at %(centre)s should read it by %(when)s.",
            "debería antes",
        ),
        ("This is not an emergency service. Nobody reads answers or messages the moment they arrive.", "no nadie"),
        ("Choose yes or no. If you are not sure, choose no.", "elija no"),
        ("The person says it cannot wait.", "no puede esperar"),
    ],
)
def test_promises_and_negations_are_kept(english, words):
    said = one(english).string.lower()
    assert [word for word in words.split() if word not in re.findall(r"\w+", said)] == []
    assert "promet" not in said
    assert "seguro que" not in said


# --- the Portuguese -------------------------------------------------------------------------


def portuguese() -> list[str]:
    """Every form of every text."""
    forms = [(m.string if m.pluralizable else (m.string,)) for m in catalog(PORTUGUESE, "pt") if m.id]
    return [form for of_one in forms for form in of_one]


def test_the_portuguese_is_short_and_formal_and_of_portugal():
    sentences = [part for text in portuguese() for part in re.split(r"(?<=[.?!:])\s+", text)]
    assert [one for one in sentences if len(one.split()) > 25] == []
    assert [text for text in portuguese() if translations.FAMILIAR_IN_PORTUGAL.search(text)] == []
    assert [text for text in portuguese() if translations.SAID_IN_BRAZIL.search(text)] == []
