"""The pieces of a centre: the list with how each stands, one piece with all that happened to it, and what a piece is."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from oncocare.audit.models import AuditRow
from oncocare.foundation import clock
from oncocare.library import actions
from oncocare.library.models import Piece
from oncocare.people.days import today_of
from tests.factories.library import handed_in, new_piece, stocked
from tests.pages import text, words

LIST = "/library/"
FACTS = {
    "title": "Awake at three", "kind": "lesson", "area": "sleep", "audience": ["patient"], "phases": ["new", "treatment"],
    "topics": ["sleep"], "owner": "", "sources-TOTAL_FORMS": "3", "sources-INITIAL_FORMS": "0",
    "sources-0-title": "Insomnia in adults", "sources-0-organisation": "AWMF", "sources-0-year": "2025",
    "sources-0-url": "https://register.awmf.org/insomnia",
}  # fmt: skip


@pytest.fixture
def today(cast):
    return today_of(cast.here)


@pytest.fixture
def clara(cast, client):
    client.force_login(cast.clara)
    return client


@pytest.fixture
def carlos(cast):
    client = Client()
    client.force_login(cast.carlos)
    return client


def listed(client, **filters) -> list[str]:
    """The names of the pieces in the list, as their links say."""
    return re.findall(r'href="/library/pieces/([\w-]+)/"', text(client.get(LIST, filters)))


def shown(cast, version, days=365, first=0):
    today = today_of(cast.here)
    actions.publish(
        by=cast.carlos, version=version, on=today + timedelta(days=first), until=today + timedelta(days=first + days)
    )
    return version


# --- the list -----------------------------------------------------------------------------------------------------------


def test_a_centre_without_pieces_is_told_what_to_do_first(clara):
    page = words(clara.get(LIST))
    assert "Your centre has no piece yet. Take over the samples" in page
    assert "Words of the title" not in page


def test_each_language_is_counted_out_of_all_pieces(cast, clara):
    stocked(cast, 3)
    new_piece(cast, "nothing-yet")
    page = words(clara.get(LIST))
    assert "3 of 4 pieces are shown in English · 0 of 4 pieces are shown in Spanish" in page
    assert listed(clara) == ["awake-1", "awake-2", "awake-at-three", "nothing-yet"]


def test_a_row_says_how_each_language_stands(cast, clara):
    stocked(cast)
    row = re.findall(r"<tbody>.*?</tbody>", text(clara.get(LIST)), re.DOTALL)[0]
    said = " ".join(re.sub(r"<[^>]+>", " ", row).split())
    assert said == "Awake at three Lesson Sleep Shown In review –"


@pytest.fixture
def shelf(cast):
    """One piece for each thing that a list can be asked for."""
    made = {slug: new_piece(cast, slug) for slug in ("back", "behind", "done", "ended", "over", "soon", "waits")}
    today = today_of(cast.here)
    actions.send_back(by=cast.carlos, version=handed_in(cast.clara, made["back"]), note="Say when to call.")
    source = shown(cast, handed_in(cast.clara, made["behind"]))
    shown(cast, handed_in(cast.clara, made["behind"], "es", source))
    shown(cast, handed_in(cast.clara, made["behind"], title="Anew"))
    shown(cast, handed_in(cast.clara, made["done"], title="All is well"))
    actions.end(by=cast.clara, version=shown(cast, handed_in(cast.clara, made["ended"])), note="It was wrong.")
    with clock.at(clock.now() - timedelta(days=20)):
        shown(cast, handed_in(cast.clara, made["over"]), days=10)
    shown(cast, handed_in(cast.clara, made["soon"]), days=60)
    handed_in(cast.carlos, made["waits"])
    Piece.objects.filter(slug="done").update(owner=cast.carlos, kind="article", area="fear", audience=["caregiver"])
    return today


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"words": "ALL IS"}, ["done"]),
        ({"kind": "article"}, ["done"]),
        ({"area": "fear"}, ["done"]),
        ({"audience": "caregiver"}, ["done"]),
        ({"language": "es"}, ["behind"]),
        ({"language": "es", "needs": "behind"}, ["behind"]),
        ({"standing": "ended"}, ["ended"]),
        ({"standing": "published"}, ["behind", "done", "soon"]),
        ({"standing": "in review", "area": "fear"}, []),
        ({"needs": "review"}, ["waits"]),
        ({"needs": "back"}, ["back"]),
        ({"needs": "behind"}, ["behind"]),
        ({"needs": "soon"}, ["soon"]),
        ({"needs": "expired"}, ["over"]),
        ({"needs": "missing"}, ["back", "ended", "over", "waits"]),
        ({"needs": "mine"}, ["back", "behind", "ended", "over", "soon", "waits"]),
        ({"area": "no such area"}, ["back", "behind", "done", "ended", "over", "soon", "waits"]),
    ],
)
def test_the_list_is_asked_for_some_of_them(shelf, clara, filters, found):
    assert listed(clara, **filters) == found


def test_only_who_reviews_is_asked_what_waits_for_them(shelf, clara, carlos):
    assert ["Waits for my review" in words(client.get(LIST)) for client in (clara, carlos)] == [True, False]


def test_what_is_near_its_end_says_so(shelf, clara):
    assert re.findall("Expires soon", text(clara.get(LIST))) == ["Expires soon"]


def test_many_pieces_stand_on_pages_that_keep_what_was_asked(cast, clara):
    for number in range(41):
        new_piece(cast, f"piece-{number:02}")
    assert (len(listed(clara)), listed(clara, area="sleep", page="2")) == (40, ["piece-40"])
    assert 'href="?area=sleep&amp;page=2"' in text(clara.get(LIST, {"area": "sleep"}))


def test_the_list_asks_as_often_for_many_pieces(cast, clara, django_assert_max_num_queries):
    stocked(cast, 2)
    clara.get(LIST)
    with django_assert_max_num_queries(40) as few:
        clara.get(LIST)
    for number in range(30):
        handed_in(cast.clara, new_piece(cast, f"piece-{number}"))
    with django_assert_max_num_queries(len(few)):
        clara.get(LIST)


# --- one piece ----------------------------------------------------------------------------------------------------------


def test_a_piece_tells_what_happened_to_it_and_who_is_writing(cast, clara):
    piece = stocked(cast).piece
    page = words(clara.get(reverse("library_piece", args=[piece.slug])))
    assert "Awake at three awake-at-three · Lesson · Sleep" in page
    assert "Written by Clara" in page
    assert "Published: Gala" in page
    assert "Gala is writing; last kept" in page
    assert "Nothing handed in yet" in page  # in Portuguese


def test_a_translation_whose_source_moved_on_says_so_where_it_is_looked_at(cast, shelf, clara):
    page = text(clara.get(reverse("library_piece", args=["behind"])))
    assert re.findall("Its source moved on|Replaced by a newer one", page) == [
        "Replaced by a newer one", "Its source moved on",
    ]  # fmt: skip


def test_it_links_to_writing_it_in_every_language_and_to_reading_it_where_it_is_shown(cast, clara, settings):
    piece = stocked(cast).piece
    page = text(clara.get(reverse("library_piece", args=[piece.slug])))
    for code, _name in settings.LIBRARY_LANGUAGES:
        assert f'href="/library/write/{piece.slug}/{code}/"' in page
    assert [f'href="/read/here/{code}/{piece.slug}/"' in page for code in ("en", "es", "pt")] == [True, False, False]


def test_a_piece_of_another_centre_is_not_there(cast, clara):
    piece = new_piece(cast)
    Piece.objects.filter(pk=piece.pk).update(centre=cast.there)
    assert [clara.get(reverse(f"library_{name}", args=[piece.slug])).status_code for name in ("piece", "facts")] == [
        404, 404,
    ]  # fmt: skip


# --- what it is ---------------------------------------------------------------------------------------------------------


def test_a_new_piece_has_the_name_of_its_title_and_the_sources_that_were_written(cast, clara):
    answer = clara.post("/library/new-piece/", {**FACTS, "owner": str(cast.clara.pk)})
    assert answer.url == "/library/pieces/awake-at-three/"
    piece = Piece.objects.get()
    assert (piece.centre, piece.owner, piece.phases, piece.sources) == (
        cast.here, cast.clara, ["new", "treatment"],
        [{
            "title": "Insomnia in adults", "organisation": "AWMF", "year": 2025,
            "url": "https://register.awmf.org/insomnia",
        }],
    )  # fmt: skip
    row = AuditRow.objects.filter(verb="library.piece").get()
    assert (row.actor, row.detail["piece"]) == (f"user:{cast.clara.pk}", "awake-at-three")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": "?!"}, "Write a title with letters of the Latin alphabet."),
        ({"audience": []}, "For whom"),
        ({"made_up": "on"}, "Only what somebody tells can be made up."),
        ({"sources-0-url": "http://example.org"}, "Write an address that begins with https://"),
        ({"sources-0-organisation": ""}, "Who published it"),
        ({"owner": "somebody"}, "Who keeps it right"),
    ],
)
def test_what_a_piece_cannot_be_is_said_and_what_was_written_stays(cast, clara, wrong, said):
    answer = clara.post("/library/new-piece/", {**FACTS, **wrong})
    page = text(answer, 422)
    assert (Piece.objects.count(), said in page, 'value="AWMF"' in page or "organisation" in str(wrong)) == (
        0, True, True,
    )  # fmt: skip
    assert 'class="nhsuk-error-summary"' in page


def test_a_title_that_is_taken_is_said_at_the_title(cast, clara):
    new_piece(cast)
    page = text(clara.post("/library/new-piece/", FACTS), 422)
    assert "A piece of your centre is called so already. Choose another title." in page
    assert Piece.objects.count() == 1


def test_what_a_piece_is_is_put_right_and_its_name_stays(cast, clara):
    clara.post("/library/new-piece/", FACTS)
    at = "/library/pieces/awake-at-three/facts/"
    assert 'value="Insomnia in adults"' in text(clara.get(at))
    changed = {**FACTS, "kind": "testimony", "made_up": "on", "sources-INITIAL_FORMS": "1", "sources-0-DELETE": "on"}
    assert clara.post(at, changed).url == "/library/pieces/awake-at-three/"
    piece = Piece.objects.get()
    assert (piece.slug, piece.kind, piece.made_up, piece.sources) == ("awake-at-three", "testimony", True, [])


def test_who_left_may_stay_the_one_who_keeps_it_right_until_somebody_is_chosen(cast, clara):
    piece = new_piece(cast)
    Piece.objects.filter(pk=piece.pk).update(owner=cast.denis)
    page = text(clara.get(reverse("library_facts", args=[piece.slug])))
    assert re.findall(r'<option value="[^"]+" selected>([^<]+)', page)[-1] == "Denis"
