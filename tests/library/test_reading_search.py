"""Texts are found by their words: whatever accents and case, unfinished, by the rules of their language, and fast."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import F, TextField, Value
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from oncocare.library import actions, document, folder, marked
from oncocare.library.models import Piece, TextStep, TextVersion
from oncocare.library.reading.asked import LONGEST, MOST_WORDS, asked_words
from oncocare.library.reading.selectors import Matches, TextQuery, search
from oncocare.people.days import today_of
from tests.factories.library import handed_in, new_piece, stocked
from tests.factories.owner import count_rows
from tests.pages import seen

ENOUGH = 2000
FAST = 0.020  # seconds


def shown(cast, slug, language, **words):
    version = handed_in(cast.clara, new_piece(cast, slug), language, **words)
    actions.publish(by=cast.gala, version=version, until=today_of(cast.here) + timedelta(days=365))
    return version


@pytest.fixture
def texts(cast):
    shown(cast, "song", "es", title="La canción", summary="Una melodía.", text="Cantábamos **juntas** de niñas.\n")
    shown(cast, "sleep", "es", title="Dormir mejor", summary="Por la noche.", text="El sueño vuelve con una canción.\n")
    shown(cast, "link", "es", title="Enlaces", summary="Dos.", text=(
        "Mire [esta hoja](https://example.org/secreto).\n\n::: field preocupaciones\n¿Qué le inquieta?\n:::\n"
    ))  # fmt: skip
    return cast.here


def found(centre, typed, language="es", **more):
    return [version.piece.slug for version in search(centre, language, asked_words(typed), **more)]


@pytest.mark.parametrize("typed", ["canción", "cancion", "CANCIÓN", "Canciones", "canc", "«canción»!", "cancio\u0301n"])
def test_a_word_is_found_however_it_is_typed_in_the_title_first(texts, typed):
    assert found(texts, typed) == ["song", "sleep"]


@pytest.mark.parametrize(
    ("typed", "slugs"),
    [
        ("dormir noche", ["sleep"]),
        ("durmiendo", []),
        ("canción dormir", ["sleep"]),
        ("niña", ["song"]),
        ("hoja", ["link"]),
        ("inquieta", ["link"]),
        ("secreto", []),
        ("example", []),
        ("preocupaciones", []),
        ("field", []),
        ("de la", []),
        ("xyz", []),
        ("", []),
        ("' | !! :* \\ \x00 <script>", []),
    ],
)
def test_words_are_found_and_what_is_no_word_of_the_text_is_not(texts, typed, slugs):
    assert found(texts, typed) == slugs


def test_any_of_the_words_is_enough_where_it_is_asked_so(texts):
    assert found(texts, "canción tranvía") == []
    assert found(texts, "canción tranvía", every=False) == ["song", "sleep"]


def test_only_the_version_that_is_shown_is_found_and_only_in_its_language_and_for_those_it_is_for(cast, texts):
    piece = Piece.objects.get(slug="song")
    newer = handed_in(cast.clara, piece, "es", title="La melodía", text="Sin ella.\n")
    assert found(texts, "canción") == ["song", "sleep"]
    actions.publish(by=cast.gala, version=newer, until=today_of(cast.here) + timedelta(days=999))
    assert found(texts, "canción") == ["sleep"]
    assert found(texts, "melodía") == ["song"]
    assert found(texts, "melodía", "en") == found(cast.there, "melodía") == []
    assert found(texts, "melodía", audience="patient", phase="new") == ["song"]
    assert found(texts, "melodía", audience="caregiver") == found(texts, "melodía", phase="after") == []


def test_a_language_without_rules_is_searched_by_whole_words(cast):
    shown(cast, "sen", "pt", title="Dormir", summary="s", text="Ela não conseguia dormir; as crianças, sim.\n")
    assert found(cast.here, "crianca", "pt") == found(cast.here, "NÃO CONSEGUIA", "pt") == ["sen"]


def test_what_is_typed_is_cut_to_what_somebody_may_mean():
    assert asked_words("No puedo dormir, ¿qué hago?") == ["no", "puedo", "dormir", "qué", "hago"]
    assert len(asked_words("a " * 1000)) == MOST_WORDS
    assert [len(word) for word in asked_words("a" * 1000)] == [LONGEST]


# --- the page ---------------------------------------------------------------------------------------------------------


def look(**typed):
    return Client().get(reverse("library_home", args=["here", "es"]), typed)


def test_what_was_looked_for_is_said_again_and_can_do_nothing(texts):
    page = look(words='canción"><script>x</script>').content.decode()
    assert "<script>x" not in page
    assert "canción&quot;&gt;&lt;script&gt;x&lt;/script&gt;" in page


def test_where_nothing_has_all_the_words_those_with_some_are_shown_and_said_to_be(texts):
    page = seen(look(words="canción tranvía").content.decode())
    assert "Nada contiene todas estas palabras" in page or "Nothing has all of these words." in page
    assert 'href="/read/here/es/song/"' in page


def test_where_nothing_is_found_the_areas_are_still_there(texts):
    page = seen(look(words="xyz").content.decode())
    assert page.count('class="oc-empty"') == 1
    assert 'href="/read/here/es/song/"' in page


def test_a_centre_without_a_text_and_one_without_a_text_in_this_language_help(cast):
    assert 'class="oc-empty"' in look().content.decode()
    stocked(cast)
    page = look().content.decode()
    assert ('class="oc-empty"' in page, 'hreflang="en"' in page) == (True, True)
    assert Client().get("/read/nowhere/es/").status_code == 404


def test_a_filter_that_cannot_be_chosen_is_as_if_it_were_not(texts):
    page = seen(look(audience="x' OR 1=1", phase="\x00").content.decode())
    assert 'href="/read/here/es/song/"' in page
    assert 'href="/read/here/es/song/"' not in seen(look(audience="caregiver").content.decode())


def test_the_library_asks_as_often_for_forty_as_for_one(cast):
    def asked(**typed):
        with CaptureQueriesContext(connection) as queries:
            Client().get(reverse("library_home", args=["here", "en"]), typed)
        return len(queries)

    stocked(cast)
    one = (asked(), asked(words="awake"))
    for number in range(39):
        shown(cast, f"more-{number}", "en", title=f"Awake {number}")
    assert (asked(), asked(words="awake")) == one


# --- how fast ---------------------------------------------------------------------------------------------------------


def _many(cast):
    """So many texts, each of one of the samples with paragraphs of others in another order."""
    shipped = [piece.texts["es"] for piece in folder.read(folder.SHIPPED).pieces.values() if "es" in piece.texts]
    paragraphs, rng, today = [block for text in shipped for block in text.text], random.Random(1), today_of(cast.here)  # noqa: S311
    common = {"centre": cast.here, "kind": "article", "area": "sleep", "audience": ["patient"], "phases": ["new"]}
    pieces = Piece.objects.bulk_create(Piece(slug=f"p-{number}", **common) for number in range(ENOUGH))
    versions = TextVersion.objects.bulk_create(
        TextVersion(
            piece=piece, centre=cast.here, language="es", number=1, title=text.title, summary=text.summary,
            text=marked.write(document.settled([*text.text[:8], *rng.sample(paragraphs, 2)])),
            sha256="0" * 64, minutes=3, by="x",
        )
        for piece, text in ((piece, rng.choice(shipped)) for piece in pieces)
    )  # fmt: skip
    until = today + timedelta(days=9)
    TextStep.objects.bulk_create(
        TextStep(version=one, centre=cast.here, step="published", on=today, until=until, by="x") for one in versions
    )
    count_rows(TextVersion, TextStep, Piece)


def _taken(centre, typed):
    """How long the database takes, in seconds: the shortest of several times, for it is not alone on its machine."""
    with CaptureQueriesContext(connection) as asked:
        search(centre, "es", asked_words(typed))
    with connection.cursor() as cursor:
        times = []
        for _ in range(7):
            cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {asked.captured_queries[-1]['sql']}")
            [[plan]] = cursor.fetchone()
            times.append(plan["Execution Time"] / 1000)
    return min(times)


def _through_all():
    """How long the database takes to look through every text for some letters, without an index, in seconds."""
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON) SELECT 1 FROM library_textversion WHERE text ILIKE '%q w%'")
        [[plan]] = cursor.fetchone()
    return plan["Execution Time"] / 1000


@pytest.mark.slow
def test_two_thousand_texts_are_searched_in_less_than_anybody_notices(cast):
    _many(cast)
    taken = {one: _taken(cast.here, one) for one in ("canción", "dormir", "no puedo dormir", "baja laboral", "xyz")}
    print({typed: f"{seconds * 1000:.1f} ms" for typed, seconds in taken.items()}, _through_all())  # noqa: T201
    limit = max(FAST, _through_all())  # on a busy machine: no slower than to look through every text once
    assert {typed: seconds for typed, seconds in taken.items() if seconds > limit} == {}


def test_there_is_an_index_of_every_word(texts):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # for three texts nobody would ask an index
    query = TextQuery(Value("es"), Value(["xyz"], output_field=ArrayField(TextField())), Value(True))
    assert "text_searched" in TextVersion.objects.filter(Matches(F("searched"), query)).explain()
