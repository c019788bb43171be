"""A module of two lessons is written, sent back, published, translated, left behind by its source, taken out as files,
changed there and taken in again; readers see each text from the moment at which somebody else has reviewed it.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.factories.library import CAPTIONS, FILES
from tests.journeys.visitor import Visitor

CENTRE = "demo"
BODY = "Walk to the next corner and back. Go slowly. Sit down when you want to."
OTHER_LANGUAGE = {"en": "es", "es": "en"}


@pytest.mark.parametrize("language", ["en", "es"])
def test_from_an_empty_page_to_a_module_that_travels_as_files(visit, tmp_path, language):
    """`language` is that of the pages; the source is written in it, and translated into the other."""
    author, reviewer, translator = [_come(visit, name, language) for name in ("pau", "clara", "marc")]
    stranger = visit(language=language)
    walk, talk = (_new_piece(author, title) for title in (f"A short walk {language}", f"A talk on film {language}"))
    _takes_in_media(author, tmp_path, language)
    _writes(author, walk, language, "A short walk", figure=f"a-window-{language}", alt="A window")
    _loses_the_browser(visit, language, walk)
    first = _hands_in(author, walk, language)
    _finds_nothing(stranger, walk, language)
    _sends_back(reviewer, first, "Say that it may be five minutes.")
    _reads_why(author, first, "Say that it may be five minutes.")
    published = _publishes(reviewer, _says_more(author, walk, language, " Five minutes are enough."))
    _reads(stranger, walk, language, "Five minutes are enough.")
    _writes(author, talk, language, "A talk", figure=f"a-talk-{language}", alt="A talk")
    _publishes(reviewer, _hands_in(author, talk, language))
    _plays(stranger, talk, language)

    other = OTHER_LANGUAGE[language]
    _finds_nothing(stranger, walk, other)
    _publishes(reviewer, _translates(translator, walk, other))
    _publishes(reviewer, _says_more(author, walk, language, " Then rest."))
    _is_behind(translator, walk)
    assert published != first

    module = _arranges(author, language, walk, talk)
    _takes_over_what_was_changed(author, _changed(_taken_out(author, module), walk, language), walk, language)


def _come(visit: Callable[..., Visitor], name: str, language: str) -> Visitor:
    person: Visitor = visit(name, width=1366)
    person.go("/library/")
    person.speak(language)
    person.look()
    return person


# --- what is written --------------------------------------------------------------------------------------------------


def _new_piece(author: Visitor, title: str) -> str:
    author.go("/library/new-piece/")
    author.look()
    author.press("main form button.nhsuk-button")
    author.look(status=422)
    author.page.locator("#id_title").fill(title)
    author.press("main form button.nhsuk-button")
    author.look()
    return author.page.url.rstrip("/").rsplit("/", 1)[-1]


def _takes_in_media(author: Visitor, folder: Path, language: str) -> None:
    """A picture, and a film with what is said in it."""
    picture = folder / "window.png"
    Image.new("RGB", (1200, 800), "teal").save(picture)
    for path, name in ((picture, f"a-window-{language}"), (FILES / "talk.webm", f"a-talk-{language}")):
        author.go("/library/media/")
        author.page.locator("#id_file").set_input_files(path)
        author.page.locator("#id_name").fill(name)
        author.press("main form[enctype] button.nhsuk-button")
        author.look()
    author.go(f"/library/media/a-talk-{language}/?language={language}")
    author.page.locator("#id_captions").fill(CAPTIONS)
    author.press("section[aria-labelledby=words] form button.nhsuk-button")
    author.look()


def _at(piece: str, language: str) -> str:
    return f"/library/write/{piece}/{language}/"


def _writes(author: Visitor, piece: str, language: str, title: str, *, figure: str, alt: str) -> None:
    author.go(_at(piece, language))
    page, keys = author.page, author.page.keyboard
    page.locator("#id_title").fill(f"{title} {language}")
    page.locator("#id_summary").fill("What to do when the day is long.")
    page.locator(".ProseMirror").click()
    keys.type(BODY)
    page.locator("[data-asks=figure]").click()
    page.locator("#id_figure-medium").select_option(figure)
    page.locator("#id_figure-alt").fill(alt)
    keys.press("Enter")
    _kept(author)
    author.look()


def _kept(author: Visitor) -> None:
    expect(author.page.locator("#kept")).to_have_text(author.words("Kept at %(time)s"))


def _loses_the_browser(visit: Callable[..., Visitor], language: str, piece: str) -> None:
    """The same person on another machine finds what was kept, though nothing was saved by hand."""
    again = _come(visit, "pau", language)
    again.go(_at(piece, language))
    expect(again.page.locator(".ProseMirror")).to_contain_text(BODY)
    expect(again.page.locator(".ProseMirror figure")).to_have_count(1)


def _hands_in(author: Visitor, piece: str, language: str) -> str:
    """The address of the version that waits for review."""
    author.go(_at(piece, language))
    author.press("button[value=hand_in]")
    author.look()
    return author.page.url


def _says_more(author: Visitor, piece: str, language: str, words: str) -> str:
    author.go(_at(piece, language))
    author.page.locator(".ProseMirror p").first.click()
    author.page.keyboard.press("End")
    author.page.keyboard.type(words)
    _kept(author)
    return _hands_in(author, piece, language)


def _translates(translator: Visitor, piece: str, language: str) -> str:
    """Beside the source, with its picture."""
    translator.go(_at(piece, language))
    expect(translator.page.locator(".oc-writing--translated")).to_contain_text(BODY)
    translator.look()
    translator.page.locator("#id_title").fill(f"In other words {language}")
    translator.page.locator("#id_summary").fill("When the day is long.")
    translator.page.locator(".ProseMirror").click()
    translator.page.keyboard.press("Control+a")
    translator.page.keyboard.type("Go to the corner and come back.")
    _kept(translator)
    return _hands_in(translator, piece, language)


# --- what is reviewed -------------------------------------------------------------------------------------------------


def _sends_back(reviewer: Visitor, version: str, note: str) -> None:
    reviewer.go(version)
    reviewer.look()
    reviewer.page.locator("details", has=reviewer.page.locator("#id_back-note")).locator("summary").click()
    reviewer.press("button[value=back]")
    reviewer.look(status=422)
    reviewer.page.locator("#id_back-note").fill(note)
    reviewer.press("button[value=back]")
    reviewer.look()


def _reads_why(author: Visitor, version: str, note: str) -> None:
    author.go(version)
    expect(author.page.locator("main")).to_contain_text(note)
    author.look()


def _publishes(reviewer: Visitor, version: str) -> str:
    reviewer.go(version)
    reviewer.press("button[value=publish]")
    expect(reviewer.page.locator("main")).to_contain_text(reviewer.words("It is published."))
    reviewer.look()
    return version


def _is_behind(translator: Visitor, piece: str) -> None:
    translator.go(f"/library/pieces/{piece}/")
    expect(translator.page.locator("main")).to_contain_text(translator.words("Its source moved on"))
    translator.look()
    translator.go("/library/?needs=behind")
    expect(translator.page.locator(f"a[href='/library/pieces/{piece}/']")).to_be_visible()


# --- what is read -----------------------------------------------------------------------------------------------------


def _finds_nothing(stranger: Visitor, piece: str, language: str) -> None:
    stranger.go(f"/read/{CENTRE}/{language}/{piece}/")
    assert stranger.statuses[stranger.page] == 404


def _reads(stranger: Visitor, piece: str, language: str, words: str) -> None:
    stranger.go(f"/read/{CENTRE}/{language}/{piece}/")
    expect(stranger.page.locator("main")).to_contain_text(words)
    stranger.page.locator("main img").scroll_into_view_if_needed()  # it comes once it is near
    stranger.page.wait_for_function("document.querySelector('main img').naturalWidth > 0")
    stranger.look()


def _plays(stranger: Visitor, piece: str, language: str) -> None:
    stranger.go(f"/read/{CENTRE}/{language}/{piece}/")
    stranger.page.wait_for_function("document.querySelector('main video').readyState >= 1")
    expect(stranger.page.locator("main track")).to_have_attribute("srclang", language)
    stranger.look()


# --- what travels -----------------------------------------------------------------------------------------------------


def _arranges(author: Visitor, language: str, *pieces: str) -> str:
    author.go("/library/new-module/")
    author.look()
    author.page.locator(f"#id_title_{language}").fill(f"Small steps {language}")
    author.page.locator(f"#id_summary_{language}").fill("Two lessons.")
    author.page.locator("#id_area").select_option("movement")
    author.page.locator("input[name=audience][value=patient]").check()
    author.press("main form button.nhsuk-button")
    for piece in pieces:
        author.page.locator("#id_piece").select_option(piece)
        author.press("button[value=add]")
    author.look()
    return re.search(r"/library/modules/([^/]+)/", author.page.url)[1]


def _taken_out(author: Visitor, module: str) -> dict[str, bytes]:
    """The files of the module."""
    author.go(f"/library/modules/{module}/export/")
    author.look()
    with author.page.expect_download() as coming:
        author.page.locator("main form button").first.click()
    with zipfile.ZipFile(coming.value.path()) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def _changed(files: dict[str, bytes], piece: str, language: str) -> bytes:
    """The same files as a zip, with another sentence in one of them."""
    [text] = [name for name in files if name.endswith(f"{piece}/{language}.md")]
    files[text] = files[text].replace(b"Go slowly.", b"Go as slowly as you like.")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        for name, content in files.items():
            made.writestr(name, content)
    return packed.getvalue()


def _takes_over_what_was_changed(author: Visitor, packed: bytes, piece: str, language: str) -> None:
    author.go("/library/import/")
    file = {"name": "changed.zip", "mimeType": "application/zip", "buffer": packed}
    author.page.locator("#id_file").set_input_files(file)
    author.press("section[aria-labelledby=choose] form button")
    author.look()
    author.press("button[name=yes]")
    author.look()
    author.go(f"/library/pieces/{piece}/")
    newest = author.page.locator(f"section[aria-labelledby=in-{language}] ol > li").first
    expect(newest).to_contain_text(author.words("In review"))
    author.press(newest.locator("a").first)
    expect(author.page.locator("main")).to_contain_text("Go as slowly as you like.")
    author.press("a[href$='/changes/']")
    expect(author.page.locator("ins")).to_have_count(1)
    author.look()
