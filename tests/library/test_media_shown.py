"""A file is private until a text that is shown shows it, and after; then anybody has it, whole or in parts."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from oncocare.audit.models import AuditRow
from oncocare.foundation import clock
from oncocare.library import cleaned, marked, selectors
from oncocare.library.actions import end, publish
from oncocare.library.media import ranges
from oncocare.library.media import selectors as media
from oncocare.library.media.actions import take_in, write_words
from oncocare.library.media.selectors import file_of
from oncocare.people.days import today_of
from tests.cast import BY
from tests.factories.library import FILES, brought, handed_in, new_piece, picture, said
from tests.guards.test_law_09_headers import wrong

DAYS = 30
# A stranger, a patient of this centre, a clinician elsewhere, one who works here too, and who writes here.
READERS = ("nobody", "ana", "denis", "eva", "clara", "carlos")
PRIVATE = {"nobody": 404, "ana": 404, "denis": 404, "eva": 404, "clara": 200, "carlos": 200}
PUBLIC = dict.fromkeys(READERS, 200)


@pytest.fixture
def film(cast):
    made = brought(cast)
    said(made)
    return made


@pytest.fixture
def version(cast, film):
    return handed_in(cast.clara, new_piece(cast), text="![A talk](a-talk)")


def address(film, language=""):
    return (
        reverse("library_captions", args=[film.pk, language]) if language else reverse("library_file", args=[film.pk])
    )


def statuses(cast, path: str) -> dict[str, int]:
    found = {}
    for name in READERS:
        client = Client()
        if name != "nobody":
            client.force_login(getattr(cast, name))
        found[name] = client.get(path).status_code
    return found


def shown(cast, version, first: int = 0):
    today = today_of(cast.here)
    publish(by=cast.carlos, version=version, on=today + timedelta(first), until=today + timedelta(days=DAYS))


def test_before_it_is_shown_it_is_as_if_it_were_not_there_but_for_those_who_write(cast, film, version):
    assert statuses(cast, address(film)) == statuses(cast, address(film, "en")) == PRIVATE
    shown(cast, version, first=5)
    assert statuses(cast, address(film)) == statuses(cast, address(film, "en")) == PRIVATE


def test_while_it_is_shown_anybody_has_it(cast, film, version):
    shown(cast, version)
    assert statuses(cast, address(film)) == statuses(cast, address(film, "en")) == PUBLIC


def test_captions_of_a_language_in_which_it_is_not_shown_stay_private(cast, film, version):
    write_words(by=BY, medium=film, language="es", captions="WEBVTT\n\n00:01.000 --> 00:02.000\nLevántese.")
    shown(cast, version)
    assert statuses(cast, address(film, "es")) == PRIVATE


def test_after_it_was_ended_it_is_private_again(cast, film, version):
    shown(cast, version)
    end(by=cast.clara, version=version, note="She asked for it.")
    assert statuses(cast, address(film)) == statuses(cast, address(film, "en")) == PRIVATE


def test_after_its_last_day_it_is_private_again(cast, film, version):
    shown(cast, version)
    with clock.at(clock.now() + timedelta(days=DAYS)):
        assert statuses(cast, address(film)) == PUBLIC
    with clock.at(clock.now() + timedelta(days=DAYS + 1)):
        assert (media.is_public(film), Client().get(address(film)).status_code) == (False, 404)


def test_what_a_newer_version_shows_no_more_is_private_again(cast, film, version):
    shown(cast, version)
    newer = handed_in(cast.clara, version.piece, text="Get up.")
    assert media.is_public(film)
    shown(cast, newer)
    assert statuses(cast, address(film)) == PRIVATE


def test_a_text_of_another_centre_with_a_medium_of_this_name_opens_nothing(cast, film):
    take_in(by=cast.denis, centre=cast.there, name=film.name, file=picture(300), decorative=True)
    piece = new_piece(cast)
    type(piece).objects.filter(pk=piece.pk).update(centre=cast.there)
    piece.refresh_from_db()
    version = handed_in(cast.denis, piece, text=f"![A picture]({film.name})")
    publish(by=cast.gala, version=version, until=today_of(cast.there) + timedelta(days=DAYS))
    assert statuses(cast, address(film)) == PRIVATE


def test_without_the_rule_a_stranger_has_it(cast, film, monkeypatch):
    """What protects is the rule of `showing`: where it says yes for all, a private film is anybody's."""
    monkeypatch.setattr(media, "is_public", lambda medium: True)
    assert Client().get(address(film)).status_code == 200


def test_a_refusal_is_written_down_and_one_that_does_not_exist_is_the_same(cast, film):
    client = Client()
    client.force_login(cast.denis)
    answers = [client.get(path) for path in (address(film), reverse("library_file", args=[uuid.uuid4()]))]
    assert [one.status_code for one in answers] == [404, 404]
    assert len({re.sub(rb'value="[^"]*"', b"", one.content) for one in answers}) == 1  # but for the address and a token
    assert AuditRow.objects.filter(verb="denied", actor=f"user:{cast.denis.pk}").count() == 2


# --- how it is sent ---------------------------------------------------------------------------------------------------


@pytest.fixture
def public(cast, film, version):
    shown(cast, version)
    return address(film)


def test_headers_of_what_is_shown_and_of_what_is_not(cast, film, version):
    client = Client()
    client.force_login(cast.clara)
    private = client.get(address(film))
    assert (private["Cache-Control"], wrong(private.headers, page=False)) == ("private, no-store", [])
    shown(cast, version)
    assert client.get(address(film))["Cache-Control"] == "private, max-age=3600, immutable"
    for path, kind, name in (
        (address(film), "video/mp4", "a-talk.mp4"), (address(film, "en"), "text/vtt; charset=utf-8", "a-talk.en.vtt"),
    ):  # fmt: skip
        answer = Client().get(path)
        assert (answer["Content-Type"], answer["Content-Disposition"]) == (kind, f'inline; filename="{name}"')
        assert (answer["Cache-Control"], wrong(answer.headers, page=False)) == (
            "public, max-age=3600, immutable", [],
        )  # fmt: skip
    assert Client().get(address(film, "en")).content.startswith(b"WEBVTT\n\n00:00:00.500 --> ")


def test_the_whole_of_it(public, film):
    answer = Client().get(public)
    assert (answer.status_code, answer["Accept-Ranges"], int(answer["Content-Length"])) == (200, "bytes", film.size)
    assert answer.getvalue() == file_of(film).read_bytes()


@pytest.mark.parametrize(
    ("asked", "first", "last"), [("bytes=0-99", 0, 99), ("bytes=100-", 100, -1), ("bytes=-10", -10, -1)]
)
def test_a_part_of_it(public, film, asked, first, last):
    whole = file_of(film).read_bytes()
    first, last = first % len(whole), last % len(whole)
    answer = Client().get(public, headers={"range": asked})
    assert (answer.status_code, answer["Content-Range"]) == (206, f"bytes {first}-{last}/{len(whole)}")
    assert int(answer["Content-Length"]) == last - first + 1
    assert answer.getvalue() == whole[first : last + 1]


def test_what_is_asked_beyond_its_end(public, film):
    answer = Client().get(public, headers={"range": f"bytes={film.size}-"})
    assert (answer.status_code, answer["Content-Range"], answer.content) == (416, f"bytes */{film.size}", b"")


def test_a_part_is_sent_of_the_file_that_was_begun_only(public, film):
    etag = Client().get(public)["ETag"]
    assert etag == f'"{film.sha256}"'
    part = {"range": "bytes=0-9"}
    assert Client().get(public, headers={**part, "if-range": etag}).status_code == 206
    assert Client().get(public, headers={**part, "if-range": '"another"'}).status_code == 200
    assert Client().get(public, headers={"if-none-match": etag}).status_code == 304


def test_its_head_alone(public, film):
    for headers in ({}, {"range": "bytes=0-9"}):
        answer = Client().head(public, headers=headers)
        assert (answer.status_code, answer["Accept-Ranges"], int(answer["Content-Length"]), answer.getvalue()) == (
            200, "bytes", film.size, b"",
        )  # fmt: skip


def test_no_server_is_held_while_a_film_plays(public, film, monkeypatch):
    """However much is asked for, a little is sent, and a browser asks for the next."""
    monkeypatch.setattr(ranges, "MOST", 1000)
    whole, sent = file_of(film).read_bytes(), b""
    while len(sent) < len(whole):
        answer = Client().get(public, headers={"range": f"bytes={len(sent)}-"})
        assert (answer.status_code, int(answer["Content-Length"]) <= 1000) == (206, True)
        sent += answer.getvalue()
    assert sent == whole


def test_a_picture_comes_in_the_width_that_is_asked_for(cast):
    lamp = take_in(by=cast.clara, centre=cast.here, name="lamp", file=picture(1000))
    client = Client()
    client.force_login(cast.clara)
    sent = {w: len(client.get(f"{address(lamp)}?w={w}").getvalue()) for w in ("480", "700", "1000", "", "x", "9999999")}
    sizes = {width: file_of(lamp, width).stat().st_size for width in (480, 960, 1000)}
    assert sent == {
        "480": sizes[480], "700": sizes[960], "1000": sizes[1000], "": sizes[1000], "x": sizes[1000], "9999999": sizes[1000],
    }  # fmt: skip
    assert client.get(f"{address(lamp)}?w=480")["ETag"] == f'"{lamp.sha256}-480"'


def test_a_file_that_is_gone_is_not_there_and_the_log_says_which(public, film, caplog):
    file_of(film).unlink()
    assert Client().get(public).status_code == 404
    assert str(film.pk) in caplog.text


def test_a_page_asks_for_a_medium_with_few_questions(cast, film, version, django_assert_max_num_queries):
    shown(cast, version)
    with django_assert_max_num_queries(3):
        assert Client().get(address(film)).status_code == 200


# --- in a page --------------------------------------------------------------------------------------------------------


def test_a_text_shows_its_media_with_all_that_somebody_needs_who_cannot_see_or_hear(cast, film):
    lamp = take_in(by=cast.clara, centre=cast.here, name="lamp", file=picture(1000, 500))
    sound = brought(cast, "breath", "breath.mp3")
    write_words(by=BY, medium=sound, language="en", transcript="Breathe in.\n\nBreathe <out>.")
    text = marked.read('![A lamp](lamp "In the dark")\n\n![A talk](a-talk)\n\n![Breathing](breath)')
    html = selectors.as_html(cast.here, text, "en")
    assert html == (
        f'<figure><img src="/library/file/{lamp.pk}/" data-medium="lamp" alt="A lamp" srcset="/library/file/{lamp.pk}/?w=480'
        f' 480w, /library/file/{lamp.pk}/?w=960 960w, /library/file/{lamp.pk}/?w=1000 1000w" sizes="(min-width: 44em) 40em, '
        '92vw" width="1000" height="500" loading="lazy"><figcaption>In the dark</figcaption></figure>\n'
        f'<figure><video src="/library/file/{film.pk}/" data-medium="a-talk" aria-label="A talk" controls playsinline '
        f'preload="metadata"><track kind="captions" src="/library/file/{film.pk}/en/" srclang="en" label="English" default>'
        "</video></figure>\n" + unfolds("<p>When the night is long, get up.</p>") + "\n"
        f'<figure><audio src="/library/file/{sound.pk}/" data-medium="breath" aria-label="Breathing" controls '
        'preload="metadata"></audio></figure>\n' + unfolds("<p>Breathe in.</p><p>Breathe &lt;out&gt;.</p>")
    )
    assert "<track" not in selectors.as_html(cast.here, text, "es")
    assert cleaned.read(html) == text


def unfolds(words: str) -> str:
    return (
        '<details class="nhsuk-details" data-transcript><summary class="nhsuk-details__summary">'
        '<span class="nhsuk-details__summary-text">Read what is said</span></summary>'
        f'<div class="nhsuk-details__text">{words}</div></details>'
    )


def test_the_files_of_the_tests_are_small():
    assert max(file.stat().st_size for file in FILES.iterdir()) < 65_536
