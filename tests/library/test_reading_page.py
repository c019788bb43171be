"""A piece as anybody reads it: in its language, only while it is shown, with who reviewed it and where it comes from."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from oncocare.audit.models import AuditRow
from oncocare.library import actions
from oncocare.library.models import Module
from oncocare.library.templatetags import library_reading
from oncocare.people.days import today_of
from oncocare.web.templatetags.web import day
from tests.factories.library import handed_in, new_piece, stocked
from tests.moment import go_on
from tests.pages import seen

SECRET = "A title that nobody may see"
SOURCES = [{"title": "Insomnia", "organisation": "A society", "year": 2023, "url": "https://example.org/sleep"}]


@pytest.fixture
def stock(cast):
    return stocked(cast)


def read(slug="awake-at-three", language="en", centre="here", client=None):
    return (client or Client()).get(reverse("library_read", args=[centre, language, slug]))


def shown(cast, piece, language="en", **words):
    version = handed_in(cast.clara, piece, language, **words)
    actions.publish(by=cast.gala, version=version, until=today_of(cast.here) + timedelta(days=365))
    return version


def test_a_piece_is_read_with_what_it_is_for_whom_and_who_reviewed_it(cast, stock):
    answer = read()
    page = seen(answer.content.decode())
    assert answer.status_code == 200
    assert "<h1>Awake at three</h1>" in page
    assert "<p>Get up. Sit <em>somewhere</em> else.</p>" in page
    assert re.search(r"Lesson ·\s+about 1 minute\s+· Sleep · For: Patients", page)
    assert f"Reviewed by a clinician of {cast.here.name} on {day(today_of(cast.here))}" in page
    assert [name for name in ("Clara", "Gala", "A sample", "Made up") if name in page] == []


def test_the_shell_is_in_the_language_of_the_address_whatever_the_reader_chose(cast, stock):
    actions.publish(by=cast.gala, version=stock.waiting, until=today_of(cast.here) + timedelta(days=365))
    client = Client(headers={"accept-language": "en"})
    answer = read(language="es", client=client)
    page = seen(answer.content.decode())
    assert ('<html lang="es">' in page, answer["Content-Language"]) == (True, "es")
    assert '<div class="oc-piece" lang="es">' in page
    assert "Si necesita ayuda ahora" in page
    assert 'hreflang="en"' in page
    door, somebody_else = client.get(reverse("account_login")), Client(headers={"accept-language": "en"})
    assert '<html lang="en">' in seen(door.content.decode())
    assert '<html lang="en">' in seen(somebody_else.get(reverse("help_now")).content.decode())


def test_portuguese_is_a_language_of_the_library(cast, stock):
    shown(cast, stock.piece, "pt", title="Acordada às três")
    page = seen(read(language="pt").content.decode())
    assert '<html lang="pt">' in page
    assert "Acordada às três" in page


# --- only what is shown ------------------------------------------------------------------------------------------------


def test_what_waits_for_review_is_not_there_and_the_languages_in_which_it_is_are_named(stock):
    answer = read(language="es")
    page = seen(answer.content.decode())
    assert answer.status_code == 404
    assert "Despierta a las tres" not in page
    assert reverse("library_read", args=["here", "en", "awake-at-three"]) in page
    assert '<html lang="es">' in page


@pytest.fixture
def states(cast):
    """A piece that stands in each way in which it is not shown, by the way."""
    today = today_of(cast.here)
    made = {name: new_piece(cast, name.replace(" ", "-")) for name in (
        "nothing", "draft", "in review", "sent back", "scheduled", "ended", "expired",
    )}  # fmt: skip
    actions.save_draft(by=cast.clara, piece=made["draft"], language="en", title=SECRET, summary="s", text="t")
    versions = {
        name: handed_in(cast.clara, piece, title=SECRET)
        for name, piece in made.items()
        if name not in ("nothing", "draft")
    }
    actions.send_back(by=cast.gala, version=versions["sent back"], note="x")
    later = today + timedelta(days=30)
    actions.publish(by=cast.gala, version=versions["scheduled"], on=later, until=later + timedelta(days=5))
    for name in ("ended", "expired"):
        actions.publish(by=cast.gala, version=versions[name], until=today + timedelta(days=2))
    actions.end(by=cast.gala, version=versions["ended"], note="x")
    go_on(timedelta(days=3))
    return made


def test_what_is_not_shown_is_there_for_nobody(cast, states):
    clients = {"stranger": Client()}
    for name in ("ana", "clara", "carlos", "denis"):
        clients[name] = Client()
        clients[name].force_login(getattr(cast, name))
    before = AuditRow.objects.count()
    for state, piece in states.items():
        for who, client in clients.items():
            for route in ("library_read", "library_sheet"):
                answer = client.get(reverse(route, args=["here", "en", piece.slug]))
                assert (state, who, answer.status_code, SECRET in answer.content.decode()) == (state, who, 404, False)
        home = clients["stranger"].get(reverse("library_home", args=["here", "en"]), {"words": SECRET})
        assert SECRET not in seen(home.content.decode()).replace(f"“{SECRET}”", "").replace(f'value="{SECRET}"', "")
    assert AuditRow.objects.count() == before, "nothing is kept of what anybody looks for"


def test_another_centres_another_language_and_an_unknown_one_are_not_there(stock):
    for centre, language in (("there", "en"), ("nowhere", "en"), ("here", "pl"), ("here", "xx")):
        assert read(centre=centre, language=language).status_code == 404


def test_a_made_up_person_tells_in_a_demo_only_and_it_says_so(cast, stock, settings):
    stock.piece.made_up = True
    stock.piece.save()
    assert read().status_code == 404
    home = reverse("library_home", args=["here", "en"])
    assert "Awake at three" not in Client().get(home).content.decode()
    assert "Awake at three" not in Client().get(home, {"words": "awake"}).content.decode()
    settings.DEMO = True
    assert "Made up for this demonstration: no real person tells this." in seen(read().content.decode())


# --- what stands around it ---------------------------------------------------------------------------------------------


def test_what_is_written_in_an_exercise_cannot_be_sent_and_the_page_says_so(cast):
    piece = new_piece(cast, "my-week", "exercise")
    shown(cast, piece, text="Look at it.\n\n::: field drains\nWhat took most energy?\n:::\n")
    page = seen(read("my-week").content.decode())
    [area] = re.findall(r"<textarea[^>]*>", page)
    assert ('id="field-drains"' in area, " name=" in area) == (True, False)
    assert '<label data-field="drains" for="field-drains">What took most energy?</label>' in page
    assert "it is sent to nobody and is not kept" in page
    assert "<form" not in page.partition("<main")[2].partition("</main>")[0], "no form stands around it"


def test_sources_are_links_that_tell_nothing_of_where_one_came_from(stock):
    stock.piece.sources = SOURCES
    stock.piece.save()
    assert '<a href="https://example.org/sleep" rel="noreferrer">Insomnia</a>' in seen(read().content.decode())


def test_what_follows_in_the_module_comes_first_and_three_at_most(cast, stock):
    slugs = ["awake-at-three", "b", "c"]
    for slug in ("a", *slugs[1:], "d", "e"):
        shown(cast, new_piece(cast, slug), title=f"Piece {slug}")
    Module.objects.update(pieces=["c", *slugs[:2]])
    page = seen(read().content.decode())
    assert re.findall(r">(Piece \w)</a>", page) == ["Piece b", "Piece c", "Piece a"]


def test_a_stranger_sees_the_numbers_of_this_centre_and_a_patient_those_of_their_own(cast, stock):
    cast.here.country = "PT"
    cast.here.save()
    assert "112" in seen(read().content.decode())
    page = read().context
    assert page["request"].country == "PT"
    client = Client()
    client.force_login(cast.dora)
    assert read(client=client).context["request"].centre == cast.there


def test_an_article_is_light_and_asks_the_database_little(cast, stock):
    client = Client()
    read(client=client)
    with CaptureQueriesContext(connection) as asked:
        answer = read(client=client)
    own = [
        one["sql"] for one in asked.captured_queries if "crisisnumber" not in one["sql"] and "oncall" not in one["sql"]
    ]
    assert len(own) <= 6, own
    assert len(answer.content) < 20_000


# --- the way there -----------------------------------------------------------------------------------------------------


def leads(client, path="/help/", **headers):
    return re.findall(r'href="(/read/\w+/\w+/)"', client.get(path, headers=headers).content.decode())


def test_the_foot_of_every_page_leads_there_once_something_is_published_in_its_language(cast):
    assert leads(Client()) == []
    stocked(cast)
    assert leads(Client()) == ["/read/here/en/"]
    assert leads(Client(), **{"accept-language": "es"}) == []
    for who, found in ((cast.ana, ["/read/here/en/"]), (cast.dora, [])):
        client = Client()
        client.force_login(who)
        assert leads(client) == found
    piece = new_piece(cast, "there")
    type(piece).objects.filter(pk=piece.pk).update(centre=cast.there)
    piece.refresh_from_db()
    shown(cast, piece)
    assert leads(Client()) == [], "a stranger of two centres belongs to neither"


def test_a_page_is_there_without_a_database(cast, monkeypatch):
    def broken(*_given):
        raise OperationalError

    monkeypatch.setattr(library_reading, "open_libraries", broken)
    assert (leads(Client()), Client().get("/help/").status_code) == ([], 200)


def test_the_foot_asks_no_more_than_once_a_minute(cast, settings):
    settings.CACHES = {**settings.CACHES, "template_fragments": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "foot",
    }}  # fmt: skip
    client = Client()
    client.get("/help/")
    with CaptureQueriesContext(connection) as asked:
        client.get("/help/")
    assert [one["sql"] for one in asked.captured_queries if "library" in one["sql"]] == []
