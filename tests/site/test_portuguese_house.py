"""Whoever reads in Portuguese stays in it on every page for everybody, and no page for those in care is touched."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from types import ModuleType

import pytest
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.template import engines
from django.test import Client
from django.urls import path, reverse
from django.utils import translation
from django.utils.translation import trans_real

from oncocare import urls
from oncocare.consent.actions import publish_text
from oncocare.consent.models import Notice
from oncocare.library.exchange.actions import load_folder
from oncocare.library.folder import SHIPPED, read
from oncocare.library.models import TextStep, TextVersion
from oncocare.people.days import today_of
from oncocare.people.models import User
from oncocare.safety.crisis.numbers import table
from oncocare.web.templatetags.web import ago, day, near_day, plain, short_moment
from tests.cast import BY

PIECE = '{% extends "base.html" %}{% block main %}<h1 lang="pt">Sono</h1>{% endblock %}'
ODD = """{% extends "base.html" %}{% block main %}<h1>{% translate "Nobody said this in Portuguese" %}</h1>
{% translate "Lost" context "of a key" %} {% blocktranslate count n=2 %}{{ n }} fox{% plural %}{{ n }} foxes{% endblocktranslate %}
{% endblock %}"""
PLACES = ("help_now", "accessibility")
PORTUGUESE = {"Accept-Language": "pt-BR,pt;q=0.9,en;q=0.5"}


def shown(text):
    def page(request, **said):
        return HttpResponse(engines["django"].from_string(text).render({}, request))

    return login_not_required(page)


def breaking(error):
    def page(request, **said):
        raise error

    return login_not_required(page)


@pytest.fixture(autouse=True)
def made_up_pages(settings):
    """A piece as the library shows it, and pages that fail in each way."""
    module = ModuleType("urls_of_a_reader")
    read = "read/<slug:centre>/<str:language>/"
    module.urlpatterns = [
        path(f"{read}gone/", breaking(Http404()), name="library_read"),
        path(f"{read}odd/", shown(ODD), name="library_read"),
        path(f"{read}<slug:slug>/", shown(PIECE), name="library_read"),
        path("fails/400/", breaking(SuspiciousOperation()), name="help_now"),
        path("fails/403/", breaking(PermissionDenied()), name="help_now"),
        path("fails/500/", breaking(ZeroDivisionError()), name="help_now"),
        *urls.urlpatterns,
    ]
    for number in (400, 403, 404, 500):
        setattr(module, f"handler{number}", getattr(urls, f"handler{number}"))
    settings.ROOT_URLCONF = module


@pytest.fixture
def reader(db):
    """A browser that asks for Portuguese."""
    return Client(raise_request_exception=False, headers=PORTUGUESE)


@pytest.fixture
def missed(monkeypatch):
    """Every text that a page in Portuguese asked for and no Portuguese catalog has."""
    found = set()
    real = {name: getattr(trans_real, name) for name in ("gettext", "pgettext", "ngettext", "npgettext")}
    own = trans_real.translation("pt")._catalog  # without what stands in for it

    def look(key):
        if translation.get_language() == "pt" and key not in own:
            found.add(key if isinstance(key, str) else key[0])

    def plural(context, one, many, number):
        look((f"{context}\x04{one}" if context else one, own._plurals[0](number) if own._plurals else 0))

    fakes = {
        "gettext": lambda text: (look(text) if text else None, real["gettext"](text))[1],
        "pgettext": lambda context, text: (look(f"{context}\x04{text}"), real["pgettext"](context, text))[1],
        "ngettext": lambda one, many, n: (plural("", one, many, n), real["ngettext"](one, many, n))[1],
        "npgettext": lambda about, one, many, n: (plural(about, one, many, n), real["npgettext"](about, one, many, n))[
            1
        ],
    }
    for name, fake in fakes.items():
        monkeypatch.setattr(translation._trans, name, fake, raising=False)
    return found


def spoken(answer):
    return re.search(r'<html lang="([\w-]+)"', answer.content.decode())[1]


# --- staying in it ----------------------------------------------------------------------------------------------------


def test_a_browser_that_asks_for_portuguese_reads_it_on_pages_for_everybody_only(reader):
    assert {name: spoken(reader.get(reverse(name))) for name in (*PLACES, "account_login")} == {
        "help_now": "pt", "accessibility": "pt", "account_login": "en",
    }  # fmt: skip
    assert reader.get(reverse("help_now")).headers["Content-Language"] == "pt"


def test_a_visitor_who_chose_it_stays_in_it_and_signs_in_with_what_they_had(db, client):
    client.post(reverse("set_language"), {"language": "es", "next": "/help/"})
    answer = client.post(reverse("set_language"), {"language": "pt", "next": "/help/"})
    assert answer.url == "/help/"
    assert {name: spoken(client.get(reverse(name))) for name in (*PLACES, "account_login", "letter_code")} == {
        "help_now": "pt", "accessibility": "pt", "account_login": "es", "letter_code": "es",
    }  # fmt: skip
    client.post(reverse("set_language"), {"language": "en", "next": "/help/"})
    assert [spoken(client.get(reverse(name))) for name in ("help_now", "account_login")] == ["en", "en"]


def test_no_other_language_is_kept(db, client):
    client.post(reverse("set_language"), {"language": "fr", "next": "/help/"})
    assert set(client.cookies) == set()
    assert spoken(client.get(reverse("help_now"))) == "en"


def test_the_address_of_a_piece_says_its_language_and_the_visitor_goes_on_in_it(db, client):
    assert spoken(client.get("/read/here/pt/sleep/")) == "pt"
    assert spoken(client.get(reverse("help_now"))) == "pt"
    assert spoken(client.get("/read/here/es/sleep/")) == "es"
    assert [spoken(client.get(reverse(name))) for name in ("help_now", "account_login")] == ["es", "en"]


def test_nothing_is_kept_of_a_visitor_who_reads_what_their_browser_asks_for(client, reader):
    client.get("/read/here/en/sleep/")
    reader.get("/read/here/pt/sleep/")
    client.get("/read/here/pt/gone/")
    assert ["reading_language" in one.cookies for one in (client, reader)] == [False, False]
    client.get("/read/here/pt/sleep/")
    assert client.cookies["reading_language"].value == "pt"


def test_the_switch_leads_to_the_same_piece_in_the_other_language(db, client):
    answer = client.post(reverse("set_language"), {"language": "pt", "next": "/read/here/es/sleep/?q=a"})
    assert answer.url == "/read/here/pt/sleep/?q=a"
    answer = client.post(reverse("set_language"), {"language": "es", "next": "/read/pt/pt/pt/"})
    assert answer.url == "/read/pt/es/pt/"
    assert client.post(reverse("set_language"), {"language": "pt", "next": "/people/"}).url == "/people/"


def test_pages_for_everybody_offer_every_language_and_others_those_of_care(cast, client):
    def offered(address):
        return re.findall(r'name="language"\s+value="(\w+)"', client.get(address).content.decode())

    assert [offered(address) for address in ("/help/", "/read/here/pt/sleep/", reverse("account_login"))] == [
        ["en", "es", "pt"], ["en", "es", "pt"], ["en", "es"],
    ]  # fmt: skip
    client.force_login(cast.ana)
    assert [offered(address) for address in ("/help/", "/read/here/pt/sleep/", "/")] == [
        ["en", "es"], ["en", "es", "pt"], ["en", "es"],
    ]  # fmt: skip


def test_somebody_who_is_signed_in_keeps_their_own_language(cast, client):
    client.get("/read/here/pt/sleep/")
    client.force_login(cast.ana)
    answer = client.post(reverse("set_language"), {"language": "pt", "next": "/read/here/en/sleep/"})
    assert (answer.url, User.objects.get(pk=cast.ana.pk).language) == ("/read/here/pt/sleep/", cast.ana.language)
    assert spoken(client.get(answer.url)) == "pt"
    assert [spoken(client.get(reverse(name))) for name in ("help_now", "my_page")] == ["en", "en"]


# --- all of it is there -----------------------------------------------------------------------------------------------


def test_no_page_for_a_visitor_asks_for_a_text_that_nobody_said_in_portuguese(cast, reader, settings, missed):
    publish_text(
        by=cast.carlos, centre=cast.here, about=Notice.KEPT, language="es", title="Cuánto", body="Diez años.",
        asks_again=False,
    )  # fmt: skip
    for country in table().countries:
        settings.COUNTRY = country
        for name in PLACES:
            assert spoken(reader.get(reverse(name))) == "pt"
    for slug in (cast.here.slug, cast.there.slug):
        assert spoken(reader.get(reverse("privacy_notice", args=[slug]))) == "pt"
    for place in ("/read/here/pt/sleep/", "/read/here/pt/gone/", "/nowhere/"):
        assert spoken(reader.get(place)) == "pt"
    strict = Client(enforce_csrf_checks=True, headers=PORTUGUESE)
    assert spoken(strict.post(reverse("set_language"), {"language": "pt"})) == "pt"
    said = [reader.get(f"/fails/{status}/") for status in (400, 403, 500)]
    assert [(answer.status_code, spoken(answer)) for answer in said] == [(400, "pt"), (403, "pt"), (500, "pt")]
    assert missed == set()


@pytest.mark.parametrize("name", ["ana", "felix", "clara", "carlos", "eva"])
def test_a_piece_in_portuguese_stands_in_portuguese_around_it_for_whoever_is_signed_in(cast, client, name, missed):
    client.force_login(getattr(cast, name))
    answer = client.get("/read/here/pt/sleep/")
    assert (spoken(answer), missed) == ("pt", set())


LIBRARY = (
    *("/read/here/pt/", "/read/here/pt/?words=sono", "/read/here/pt/?words=xyzq", "/read/here/pt/?words=xyzq+sono"),
    *("/read/here/pt/?audience=caregiver&phase=after", "/read/there/pt/", "/read/here/pt/nothing/"),
)


@pytest.fixture
def library(cast, settings):
    """The real pages of a library: the Portuguese samples are published, and one piece in English only."""
    settings.ROOT_URLCONF = "oncocare.urls"
    load_folder(by=BY, centre=cast.here, folder=read(SHIPPED))
    texts = TextVersion.objects.filter(Q(language="pt") | Q(language="en", piece__slug="your-bed-is-for-sleep"))
    until = today_of(cast.here) + timedelta(days=365)
    TextStep.objects.bulk_create(
        TextStep(
            version=text, centre=cast.here, step="published", on=until - timedelta(days=365), until=until, by="user:g"
        )
        for text in texts
    )
    return sorted(text.piece.slug for text in texts.filter(language="pt"))


def test_no_page_of_the_library_asks_for_a_text_that_nobody_said_in_portuguese(library, reader, missed):
    pieces = [f"/read/here/pt/{slug}/" for slug in library]
    for place in (*LIBRARY, *pieces, "/read/here/pt/your-bed-is-for-sleep/"):
        assert spoken(reader.get(place)) == "pt"
    assert reader.get(f"{pieces[0]}sheet/").headers["Content-Language"] == "pt"
    assert (len(pieces), missed) == (10, set())


def test_a_text_that_nobody_said_is_found(db, client, missed):
    client.get("/read/here/pt/odd/")
    assert missed == {"Nobody said this in Portuguese", "of a key\x04Lost", "%(n)s fox"}


# --- what it says -----------------------------------------------------------------------------------------------------


def test_the_help_page_of_a_portuguese_site(reader, settings):
    settings.COUNTRY = "PT"
    text = reader.get(reverse("help_now")).content.decode()
    assert [words in text for words in ("Preciso de ajuda agora", "Linha Nacional de Prevenção do Suicídio")] == [
        True
    ] * 2
    assert set(re.findall(r'href="tel:([^"]+)"', text)) == {"112", "1411"}
    assert "verificados pela última vez em domingo, 22 de novembro de 2026" in " ".join(text.split())


def test_a_notice_is_read_in_the_language_in_which_the_centre_said_it(cast, reader):
    address = reverse("privacy_notice", args=[cast.here.slug])
    publish_text(
        by=cast.carlos, centre=cast.here, about=Notice.KEPT, language="es", title="Cuánto", body="Diez años.",
        asks_again=False,
    )  # fmt: skip
    text = " ".join(reader.get(address).content.decode().split())
    assert '<span lang="es">Español</span>' in text
    assert re.search(r'<div lang="es">\s*<p>Diez años\.</p>', text)
    nothing = reader.get(reverse("privacy_notice", args=[cast.there.slug])).content.decode()
    assert "ainda não escreveu isto" in nothing
    assert "ainda não existem em português" not in nothing


def test_days_are_written_as_in_portugal():
    at = datetime(2026, 5, 3, 14, 5, tzinfo=UTC)
    with translation.override("pt"):
        assert day(at) == "domingo, 3 de maio de 2026"
        assert short_moment(at) == "dom, 3 mai 2026, 14:05"
        assert [near_day(at, at), ago(at, at + timedelta(hours=2)), plain(1.5)] == ["dom, 3 mai", "há 2 horas", "1,5"]
        assert [translation.ngettext("%(count)d day", "%(count)d days", n) for n in (0, 1, 2)] == [
            "%(count)d dias", "%(count)d dia", "%(count)d dias",
        ]  # fmt: skip
