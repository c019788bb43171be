"""Chromium plays a film of ours and jumps within it by asking for parts, though each answer is a little of it."""

from __future__ import annotations

import threading
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.core.handlers.wsgi import WSGIRequest

from oncocare.library.media import ranges, views
from tests.factories.library import CAPTIONS, FILES

PAGE = b"""<!DOCTYPE html><title>x</title>
<video src="/talk" controls preload="metadata" muted><track kind="captions" src="/captions" srclang="en" default></video>"""
KINDS = {"talk.mp4": "video/mp4", "talk.webm": "video/webm", "breath.mp3": "audio/mpeg", "breath.ogg": "audio/ogg"}
JUMP = """async () => {
    const film = document.querySelector('video');
    const comes = (name) => new Promise((done) => film.addEventListener(name, done, {once: true}));
    if (film.readyState < 1) await comes('loadedmetadata');
    const jumped = comes('seeked');
    film.currentTime = 5;
    await jumped;
    const cues = film.textTracks[0] && film.textTracks[0].cues;
    return [film.error && film.error.message, Math.round(film.duration), film.currentTime, film.videoWidth, cues ? cues.length : 0];
}"""


class Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        pass


class Site:
    """One film behind the view that sends files, without a database."""

    def __init__(self, name: str) -> None:
        self.name, self.parts = name, []

    def __call__(self, environ, start):
        path = environ["PATH_INFO"]
        if path == "/talk":
            response = views._sent(WSGIRequest(environ), FILES / self.name, KINDS[self.name])
            self.parts.append((response.status_code, response.get("Content-Range", "")))
            start(f"{response.status_code} x", list(response.items()))
            return iter(response)
        kind, body = ("text/vtt", CAPTIONS.encode()) if path == "/captions" else ("text/html", PAGE)
        start("200 OK", [("Content-Type", kind)])
        return [body]


@pytest.mark.parametrize("name", KINDS)
def test_chromium_plays_each_and_jumps(browser, monkeypatch, name):
    monkeypatch.setattr(ranges, "MOST", 4000)
    site = Site(name)
    with make_server("127.0.0.1", 0, site, handler_class=Quiet) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/")
        error, seconds, at, wide, cues = page.evaluate(JUMP)
        page.close()
        server.shutdown()
    assert (error, seconds, at, cues) == (None, 6, 5, 2)
    assert wide == (160 if name.startswith("talk") else 0)
    assert {status for status, _part in site.parts} == {206}
    assert len(site.parts) > 2, site.parts
