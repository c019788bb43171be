"""A session by video in a real browser: the check, the door, the room and its end, where no gateway runs; and three
browsers with made-up cameras that see one another's pictures, where one does.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from oncocare.launch import folders, processes
from oncocare.launch.demo import free_port
from tests import moment
from tests.journeys import running
from tests.journeys.running import Demo
from tests.journeys.visitor import Visitor
from tests.video import running_video

MADE_UP = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
NAMES = {"en": ("Blue bird", "Green hill"), "es": ("Jilguero", "Colina verde")}
# Where no gateway runs the way in answers 503, the page says so and tries again; once it is over that is refused.
REFUSING = ("/join/enter/", "/join/come/")
# Every picture of another in the room, and whether frames of it come that are not all of one colour.
SEEN = """async () => {
  const videos = [...document.querySelectorAll("[data-people] video, [data-pictures] video")].filter((one) => !one.muted && one.videoWidth);
  const look = (video) => {
    const paper = new OffscreenCanvas(32, 18).getContext("2d");
    paper.drawImage(video, 0, 0, 32, 18);
    return paper.getImageData(0, 0, 32, 18).data;
  };
  const before = videos.map(look);
  await new Promise((go) => setTimeout(go, 700));
  return videos.filter((video, at) => {
    const now = look(video);
    return new Set(now).size > 8 && now.some((one, place) => one !== before[at][place]);
  }).length;
}"""

# The sound of a talk that is watched: its state, and whether it, or the thing that plays it, is silent.
HEARD = """() => {
  const video = document.querySelector("[data-pictures] video");
  const [sound] = video.srcObject.getAudioTracks();
  return [sound.readyState, sound.muted, video.muted || video.paused];
}"""


def _meeting(demo: Demo, language: str, *names: str, begins: datetime | None = None) -> str:
    patients = [demo.people[name].patient for name in names]
    when = (begins or datetime.now(UTC)).isoformat()
    return f"/sessions/{demo.helper('in_session', when, language, *patients)}/join/"


def _machine() -> datetime:
    """The moment of the machine, by which the gateway judges tokens; the tests live at another one."""
    return datetime.now(UTC) - timedelta(seconds=moment.offset())


def _comes(visitor: Visitor, address: str, name: str = "") -> None:
    visitor.go(address)
    if name:
        visitor.page.locator("#id_name").fill(name)
    visitor.look()
    visitor.page.locator("[data-do=come]").click()


def _is_at(page: Page, part: str) -> None:
    expect(page.locator(f"[data-part={part}]")).to_be_visible()
    expect(page.locator(f"[data-part={part}] h2")).to_be_focused()


@pytest.mark.parametrize("language", ["en", "es"])
def test_from_the_check_through_the_door_to_the_end(visit, demo, language):
    first, second = NAMES[language]
    address = _meeting(demo, language, f"room_a_{language}", f"room_b_{language}")
    clara, ana, bea = visit("clara", width=1280), visit(f"room_a_{language}"), visit(f"room_b_{language}")
    for one in (clara, ana, bea):
        one.borne = REFUSING
    clara.speak(language)
    _comes(ana, address, first)
    _is_at(ana.page, "waiting")
    expect(ana.page.locator("[data-not-yet]")).to_be_visible()
    ana.look()
    _comes(clara, address)
    _is_at(clara.page, "room")
    row = clara.page.locator("[data-waiting] li", has_text=first)
    row.locator("button").press("Enter")
    _is_at(ana.page, "room")
    _comes(bea, address, second)
    clara.page.locator("[data-waiting] li", has_text=second).locator("button").click()
    _is_at(bea.page, "room")
    for one in (clara, ana):
        one.look()
    _hands_and_help(clara, ana, first)
    _taken_out(clara, bea, second)
    clara.page.locator("[data-do=ask-end]").click()
    clara.page.locator("[data-do=end]").click()
    for one in (clara, ana):
        _is_at(one.page, "gone")
    ana.look()


def _hands_and_help(clara: Visitor, ana: Visitor, name: str) -> None:
    place = clara.page.locator("[data-people] > li", has_text=name)
    ana.page.locator("[data-do=hand]").press("Space")
    expect(ana.page.locator("[data-do=hand]")).to_have_attribute("aria-pressed", "true")
    expect(place.locator("[data-mark=hand]")).to_be_visible()
    ana.page.locator("[data-do=help]").click()
    ana.page.locator("[data-do=tell]").click()
    expect(place.locator("[data-mark=help]")).to_be_visible()
    expect(clara.page.locator("[data-alert]")).to_contain_text(name)
    place.locator("[data-act=help]").click()
    expect(place.locator("[data-mark=help]")).to_be_hidden()


def _taken_out(clara: Visitor, bea: Visitor, name: str) -> None:
    place = clara.page.locator("[data-people] > li", has_text=name)
    place.locator("[data-act=ask-out]").click()
    expect(place.locator("[data-act=out]")).to_be_focused()
    place.locator("[data-act=out]").click()
    _is_at(bea.page, "gone")
    expect(bea.page.locator("[data-why]")).not_to_be_empty()


def test_without_scripts_there_are_the_reason_and_the_number(visit, demo):
    plain = visit("room_plain", script=False)
    plain.go(_meeting(demo, "en", "room_plain"))
    plain.look()
    expect(plain.page.locator("main")).to_contain_text("600 000 000")
    expect(plain.page.locator("main noscript h2")).to_have_text(plain.words("Video needs JavaScript"))
    expect(plain.page.locator("main noscript h2")).to_be_visible()


# --- with a gateway -------------------------------------------------------------------------------------------------


@contextmanager
def _with_gateway(demo: Demo) -> Iterator[Demo]:
    """The same site at the real moment, which the gateway compares tokens with, and its one port before both."""
    web, front = free_port(), free_port()
    env = {
        **demo.environment, **running_video(), "SITE_AT": _machine().isoformat(),
        "SITE_URL": f"http://{running.SITE}:{front}",
    }  # fmt: skip
    served = f"-m gunicorn tests.journeys.later:application --log-level warning --threads 8 --bind 127.0.0.1:{web}"
    with ExitStack() as stack:
        for command in (f"{served} --no-control-socket", f"-m oncocare.launch.front {front} {web} {web}"):
            started = processes.start(
                [sys.executable, *command.split()], env=env, cwd=folders.REPO, stdin=subprocess.DEVNULL
            )
            stack.callback(processes.stop, started)
        running._wait(started, lambda: running._listens(web) and running._listens(front))
        yield replace(demo, port=front)


@pytest.fixture
def cameras(playwright, chromium) -> Iterator[Browser]:
    """A Chromium whose camera and microphone are made up."""
    browser = playwright.chromium.launch(executable_path=chromium, args=[*running.FLAGS, *MADE_UP])
    yield browser
    browser.close()


def test_three_see_one_another_and_come_back_after_the_line_broke(demo, cameras):
    with ExitStack() as stack:
        site = stack.enter_context(_with_gateway(demo))
        address = _meeting(site, "en", "room_a_en", "room_b_en", begins=_machine())
        clara, ana, bea = (Visitor(cameras, site, site.people[name]) for name in ("clara", "room_a_en", "room_b_en"))
        for one in (clara, ana, bea):
            stack.callback(one.context.close)
        _comes(clara, address)
        _comes(ana, address, "Blue bird")
        _comes(bea, address, "Green hill")
        everybody = clara.page.locator("[data-do=everybody]")
        expect(everybody).to_be_visible()
        everybody.press("Enter")
        expect(clara.page.locator("#door-title")).to_be_focused()
        for one in (ana, bea):
            _is_at(one.page, "room")
        for one in (clara, ana, bea):
            _sees(one.page, 2)
        _writes(ana, bea)
        ana.page.locator("[data-do=low]").click()
        _sees(bea.page, 1)
        ana.page.locator("[data-do=low]").click()
        ana.page.locator("[data-do=camera]").click()
        bea.context.set_offline(True)
        expect(bea.page.locator("[data-alert]")).not_to_be_empty()
        bea.context.set_offline(False)
        expect(bea.page.locator("[data-alert]")).to_be_empty()
        for one in (clara, bea):
            _sees(one.page, 2)


def test_somebody_from_outside_sees_and_hears_a_talk_and_is_seen_by_nobody(demo, cameras):
    with ExitStack() as stack:
        site = stack.enter_context(_with_gateway(demo))
        address, watching = _talk(site)
        clara, eli = Visitor(cameras, site, site.people["clara"]), Visitor(cameras, site)
        for one in (clara, eli):
            stack.callback(one.context.close)
        eli.go(watching)
        eli.look()
        said, low = eli.page.locator("[data-said]"), eli.page.locator("[data-do=low]")
        eli.page.locator("[data-do=watch]").press("Enter")
        expect(said).to_have_text("It begins soon. The page goes on by itself.")
        _comes(clara, address)
        _is_at(clara.page, "room")
        expect(said).to_have_text("The talk is on.")
        _sees(eli.page, 1)
        low.press("Space")
        expect(said).to_have_text("The talk is on, with sound only.")
        expect(eli.page.locator("[data-pictures]")).to_be_hidden()
        assert eli.page.evaluate(HEARD) == ["live", False, False]
        low.press("Space")
        _sees(eli.page, 1)
        eli.look()
        expect(clara.page.locator("[data-people] > li")).to_have_count(1)


def _talk(demo: Demo) -> tuple[str, str]:
    meeting, watching = demo.helper("in_session", _machine().isoformat(), "en", "talk").split()
    return f"/sessions/{meeting}/join/", watching


def _sees(page: Page, many: int) -> None:
    for _time in range(30):
        if page.evaluate(SEEN) == many:
            return
        page.wait_for_timeout(500)
    raise AssertionError(f"{page.evaluate(SEEN)} pictures, not {many}")


def _writes(ana: Visitor, bea: Visitor) -> None:
    ana.page.locator("[data-do=chat]").click()
    ana.page.locator("#chat-words").fill("Hello")
    ana.page.locator("#chat-words").press("Enter")
    bea.page.locator("[data-do=chat]").click()
    expect(bea.page.locator("[data-chat]")).to_contain_text("Hello")
