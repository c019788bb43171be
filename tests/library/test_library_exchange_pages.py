"""The pages by which modules go out and come in: what would come is shown first, and nothing comes without a yes."""

from __future__ import annotations

import re
import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from oncocare.audit.models import AuditRow
from oncocare.foundation import clock
from oncocare.library.exchange import actions
from oncocare.library.exchange.actions import load_folder
from oncocare.library.folder import read
from oncocare.library.models import Module, Piece, TextVersion
from oncocare.library.selectors import newest
from tests.cast import BY
from tests.factories.library import handed_in, new_piece, stocked
from tests.library.folders import ENGLISH, FILES, put, zipped
from tests.signing_in import go_to, sign_in

IMPORT, SAMPLES = "/library/import/", "/library/samples/"


@pytest.fixture(autouse=True)
def stored(settings, tmp_path_factory):
    settings.MEDIA_ROOT = tmp_path_factory.mktemp("stored")


def signed_in(user):
    client = Client()
    sign_in(client, user, confirmed=True)
    return client


@pytest.fixture
def clara(cast):
    return signed_in(cast.clara)


def send(client, content, name="modules.zip"):
    content = content.getvalue() if isinstance(content, BytesIO) else content
    return client.post(IMPORT, {"file": SimpleUploadedFile(name, content)})


def hidden(page):
    found = re.findall(r'name="(waiting|shown|take|from)" value="([^"]*)"', page.content.decode())
    return dict(found)


def said(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


def waiting():
    return default_storage.listdir(actions.WAITING)[1] if default_storage.exists(actions.WAITING) else []


def test_a_file_is_looked_at_first_and_comes_with_a_yes(cast, clara):
    page = send(clara, zipped())
    assert page.status_code == 200
    assert "2 new pieces 3 new texts that wait for review New modules: Sleeping again 2 new pictures" in said(page)
    assert (Piece.objects.count(), len(waiting())) == (0, 1)
    answer = clara.post(IMPORT, {**hidden(page), "yes": "1", "describe": "on"}, follow=True)
    assert "Taken over: 2 new pieces, 3 new texts, 1 new modules, 2 new media." in said(answer)
    assert (Piece.objects.count(), TextVersion.objects.count(), Module.objects.count()) == (2, 3, 1)
    assert waiting() == []


def test_whoever_says_no_has_their_file_forgotten(cast, clara):
    clara.post(IMPORT, {**hidden(send(clara, zipped())), "no": "1"})
    assert (Piece.objects.count(), waiting()) == (0, [])


def test_a_file_of_somebody_else_or_one_that_is_gone_brings_nothing(cast, clara):
    sent = hidden(send(clara, zipped()))
    carlos = signed_in(cast.carlos)
    for client, given in ((carlos, sent), (clara, {**sent, "waiting": "made-up"})):
        answer = client.post(IMPORT, {**given, "yes": "1"}, follow=True)
        assert "This file is not kept any more. Nothing came of it." in said(answer)
    assert (Piece.objects.count(), len(waiting())) == (0, 1)


def test_a_file_that_nobody_answered_is_forgotten_as_the_next_comes(cast, clara):
    send(clara, zipped())
    with clock.at(clock.now() + timedelta(days=9000)):
        send(signed_in(cast.carlos), zipped())
    assert len(waiting()) == 1


def test_what_changed_meanwhile_is_shown_once_more_before_it_comes(cast, clara):
    sent = hidden(send(clara, zipped()))
    piece = new_piece(cast, "awake-at-three")
    handed_in(cast.carlos, piece, title="His")
    page = clara.post(IMPORT, {**sent, "yes": "1"})
    assert (page.status_code, newest(piece, "en").title) == (409, "His")
    assert "Something has changed at your centre meanwhile." in said(page)
    assert clara.post(IMPORT, {**hidden(page), "yes": "1"}).status_code == 302
    assert [one.title for one in piece.versions.filter(language="en").order_by("number")] == ["His", "Awake: at three"]


@pytest.mark.parametrize(
    ("content", "mistake"),
    [
        (b"Dear colleague", "This file is broken, or it is no zip file. Make the zip once more."),
        (b"", "This file is empty."),
        (zipped({"x.md": "x"}), "zip:0: there is no folder pieces/ and no folder modules/ here"),
        (zipped({**FILES, "../evil.md": "x"}), "../evil.md: a name has only letters"),
        (
            zipped({**FILES, "pieces/awake-at-three/en.md": ENGLISH.replace("Get up.", "# Get up.")}),
            "pieces/awake-at-three/en.md:6: allowed are",
        ),
        (
            zipped({**FILES, "modules/sleeping-again.yaml": "area: sleep\ncolour: red\n"}),
            "modules/sleeping-again.yaml:2: colour: unknown key",
        ),
        (zipped({**FILES, "pieces/awake-at-three/en.md": "café".encode("latin-1")}), "en.md:1: not UTF-8 text"),
    ],
)
def test_a_mistake_is_said_with_its_file_and_line_and_nothing_is_kept(cast, clara, content, mistake):
    page = send(clara, content)
    assert page.status_code == 422
    assert mistake in said(page)
    assert (Piece.objects.count(), waiting()) == (0, [])


def test_a_file_that_is_too_large_is_not_looked_into(cast, clara, monkeypatch):
    monkeypatch.setattr("oncocare.library.exchange.forms.LARGEST_ZIP", 100)
    page = send(clara, zipped())
    assert (page.status_code, "This file is larger than 300 MB." in said(page)) == (422, True)


def test_what_somebody_wrote_into_a_file_is_words_on_the_page(cast, clara):
    hostile = {**FILES, "modules/sleeping-again.yaml": 'area: "<script>alert(1)</script>"\n'}
    page = send(clara, zipped(hostile))
    assert b"<script>alert(1)" not in page.content


# --- out --------------------------------------------------------------------------------------------------------------


def test_a_module_goes_out_as_a_zip_that_comes_in_again_at_another_centre(cast, clara, tmp_path):
    folder = read(put(tmp_path))
    load_folder(by=BY, centre=cast.here, folder=folder)
    page = clara.get("/library/modules/sleeping-again/export/")
    assert "Awake: at three English 1 not shown; the newest there is" in said(page)
    answer = clara.post("/library/modules/sleeping-again/export/")
    assert answer["Content-Disposition"] == 'attachment; filename="sleeping-again.zip"'
    content = b"".join(answer.streaming_content)
    assert sorted(zipfile.ZipFile(BytesIO(content)).namelist()) == sorted(FILES)
    assert AuditRow.objects.filter(verb="library.taken_out").count() == 1
    denis = signed_in(cast.denis)
    denis.post(IMPORT, {**hidden(send(denis, content)), "yes": "1"})
    assert sorted(cast.there.pieces.values_list("slug", flat=True)) == ["awake-at-three", "worries-on-paper"]


def test_a_module_with_nothing_handed_in_is_not_taken_out(cast, clara):
    new_piece(cast, "empty")
    Module.objects.create(
        centre=cast.here, slug="none", area="sleep", audience=["patient"], pieces=["empty"], title={"en": "None"},
        summary={"en": "None."},
    )  # fmt: skip
    page = clara.post("/library/modules/none/export/")
    assert (page.status_code, "There is nothing to take out yet." in said(page)) == (422, True)


# --- over -------------------------------------------------------------------------------------------------------------


def test_a_module_of_the_software_is_looked_at_and_taken_over(cast, clara):
    page = clara.get(SAMPLES)
    assert "Sleeping again, little by little Sleep 5 English, Español, Português not here" in said(page)
    page = clara.get(SAMPLES, {"take": "sleeping-again"})
    assert "5 new pieces 11 new texts that wait for review" in said(page)
    assert Piece.objects.count() == 0
    answer = clara.post(SAMPLES, hidden(page), follow=True)
    assert "Taken over: 5 new pieces, 11 new texts, 1 new modules, 0 new media." in said(answer)
    assert set(Piece.objects.values_list("owner__name", flat=True)) == {"Clara"}
    assert "the same is here" in said(clara.get(SAMPLES))


def test_what_was_changed_here_stays_and_is_said(cast, clara):
    clara.post(SAMPLES, hidden(clara.get(SAMPLES, {"take": "sleeping-again"})))
    piece = Piece.objects.get(slug="awake-at-three")
    handed_in(cast.clara, piece, text="Ours.")
    assert "here, and different" in said(clara.get(SAMPLES))
    page = clara.get(SAMPLES, {"take": "sleeping-again"})
    assert "1 text is an earlier version of what is here; yours stays" in said(page)
    clara.post(SAMPLES, hidden(page))
    assert newest(piece, "en").text == "Ours.\n"


def test_all_of_it_comes_but_what_is_made_up(cast, clara):
    clara.post(SAMPLES, hidden(clara.get(SAMPLES, {"take": "all"})))
    assert (Module.objects.count(), Piece.objects.filter(made_up=True).count(), Piece.objects.count()) == (13, 0, 95)


def test_whoever_works_at_two_centres_takes_over_from_the_other(cast):
    stock = stocked(cast)
    gala = signed_in(cast.gala)
    go_to(gala, cast.there)
    page = gala.get(SAMPLES, {"from": "here", "take": stock.module.slug})
    assert "1 new piece 2 new texts that wait for review New modules: Sleeping again" in said(page)
    gala.post(SAMPLES, hidden(page))
    assert [piece.slug for piece in cast.there.pieces.all()] == [stock.piece.slug]


def test_another_centre_is_closed_to_whoever_does_not_work_there(cast, clara):
    answer = clara.get(SAMPLES, {"from": "there"})
    assert (answer.status_code, AuditRow.objects.filter(verb="denied").count()) == (404, 1)


def test_what_is_too_much_to_be_kept_at_all_is_said_too(cast, clara, settings):
    settings.LARGEST_UPLOAD = 100
    page = send(clara, zipped())
    assert (page.status_code, "This file is larger than 300 MB." in said(page), waiting()) == (422, True, [])
