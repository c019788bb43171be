"""A text of the library is written in a real browser: with the keyboard alone, without scripts, in two windows, while the
line is gone, and by somebody whose browser dies.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from oncocare.library import marked
from oncocare.library.cleaned import read
from tests.journeys.library import PIECE
from tests.journeys.visitor import Visitor

PASTED = Path(__file__).parents[1] / "library" / "pasted"
NAMES = sorted(path.stem for path in PASTED.glob("*.html"))
HTML = "document.querySelector('.ProseMirror').editor.getHTML()"
PASTE = """(html) => {
  const given = new DataTransfer();
  given.setData("text/html", html);
  const target = document.querySelector(".ProseMirror");
  target.focus();
  target.dispatchEvent(new ClipboardEvent("paste", { clipboardData: given, bubbles: true, cancelable: true }));
}"""


@pytest.fixture(scope="module", autouse=True)
def _library(demo):
    assert demo.helper("library") == PIECE


def at(language: str = "en", piece: str = PIECE) -> str:
    return f"/library/write/{piece}/{language}/"


def text_of(page: Page) -> str:
    """What the editor has, as the server would keep it."""
    return marked.write(read(page.evaluate(HTML)))


def kept(writer: Visitor, page: Page | None = None) -> None:
    expect((page or writer.page).locator("#kept")).to_have_text(writer.words("Kept at %(time)s"))


def leave_all(writer: Visitor, address: str) -> None:
    """Begin again, so that the page shows no draft of an earlier journey."""
    writer.go(address)
    if writer.page.locator("button[value=again]").count():
        writer.page.locator("details", has=writer.page.locator("button[value=again]")).locator("summary").click()
        writer.press("button[value=again]")


def test_somebody_writes_with_the_keyboard_alone(visit):
    writer = visit("clara", width=1366)
    leave_all(writer, at())
    page, keys = writer.page, writer.page.keyboard
    writer.look()
    page.locator("#id_title").focus()
    keys.type("When nights are long")
    keys.press("Tab")
    keys.type("What helps.")
    keys.press("Tab")
    expect(page.locator("[data-do=paragraph]")).to_be_focused()
    keys.press("ArrowRight")
    keys.press("Enter")  # a heading, and the cursor is in the text
    expect(page.get_by_role("textbox", name=writer.words("Text"), exact=True)).to_be_focused()
    keys.type("Small steps")
    keys.press("Enter")
    keys.press("Shift+Tab")
    expect(page.locator("[data-do=heading2]")).to_be_focused()
    ask_for_a_field(writer)
    assert text_of(page) == "## Small steps\n\n::: field que_le_preocupa\n¿Qué le preocupa?\n:::\n\nThen rest.\n"
    kept(writer)
    expect(page.locator("#measured")).to_contain_text("of 100")
    writer.look()
    page.locator(".oc-editor__field").click()
    keys.press("Enter")  # what is chosen is changed where it stands, under the same name
    page.locator("#id_field-label").fill("What worries you?")
    keys.press("Enter")
    assert "::: field que_le_preocupa\nWhat worries you?\n:::" in text_of(page)
    writer.press("button[value=look]")
    writer.look()
    writer.press("a[href='?as=paper']")
    writer.look()


def ask_for_a_field(writer: Visitor) -> None:
    """With the arrows from the first tool to that of a field, which wants to know what is asked."""
    page, keys = writer.page, writer.page.keyboard
    keys.press("End")
    expect(page.locator("[data-do=redo]")).to_be_focused()
    for _ in range(2):
        keys.press("ArrowLeft")
    expect(page.locator("[data-asks=field]")).to_be_focused()
    keys.press("Enter")
    keys.press("Enter")  # nothing is asked yet
    expect(page.locator("#ask-field [role=alert]")).to_have_text(writer.words("Say what it asks."))
    keys.type("¿Qué le preocupa?")
    keys.press("Enter")
    keys.type("Then rest.")


def test_links_and_figures_are_asked_for(visit):
    writer = visit("clara", width=1366)
    leave_all(writer, at())
    page, keys = writer.page, writer.page.keyboard
    page.locator(".ProseMirror").click()
    keys.type("Read")
    keys.press("Control+a")
    page.locator("[data-asks=link]").click()
    page.locator("#id_link-address").fill("javascript:alert(1)")
    keys.press("Enter")
    expect(page.locator("#ask-link [role=alert]")).not_to_be_empty()
    writer.look()
    page.locator("#id_link-address").fill("https://example.org/")
    keys.press("Enter")
    page.locator("[data-asks=figure]").click()
    page.locator("#id_figure-alt").fill("A lamp")
    keys.press("Enter")
    assert text_of(page) == "[Read](https://example.org/)\n\n![A lamp](a-lamp)\n"
    kept(writer)


def test_without_scripts_there_is_a_field(visit):
    writer = visit("marc", width=360, script=False)
    writer.go(at())
    page = writer.page
    writer.look()
    page.locator("#id_title").fill("When nights are long")
    page.locator("#id_text").fill("## Small steps\n\nRest.")
    writer.press("button[value=save]")
    writer.look()
    expect(page.locator("#id_text")).to_have_value("## Small steps\n\nRest.")
    writer.press("button[value=hand_in]")
    writer.look(status=422)
    expect(page.locator("#id_text")).to_have_value("## Small steps\n\nRest.")
    page.locator("details", has=page.locator("button[value=again]")).locator("summary").click()
    writer.press("button[value=again]")
    expect(page.locator("#id_text")).to_have_value("")


@pytest.mark.parametrize("name", NAMES)
def test_what_a_word_processor_hands_over_is_the_same_in_the_editor(visit, name):
    writer = visit("clara", width=1366)
    leave_all(writer, at())
    page = writer.page
    page.evaluate(PASTE, (PASTED / f"{name}.html").read_text(encoding="utf-8"))
    assert text_of(page) == (PASTED / f"{name}.md").read_text(encoding="utf-8")
    kept(writer)


def test_a_killed_browser_loses_a_few_seconds_at_most(
    demo, playwright: Playwright, browser_type_launch_args: dict, visit
):
    leave_all(visit("clara", width=1366), at())
    with dying(playwright, browser_type_launch_args) as (browser, process):
        writer = Visitor(browser, demo, demo.people["clara"], width=1366)
        writer.go(at())
        writer.page.locator(".ProseMirror").click()
        writer.page.keyboard.type("Get up and sit somewhere else.")
        time.sleep(6)  # what is promised: a few seconds
        writer.page.keyboard.type(" Lost.")
        os.kill(process, signal.SIGKILL)
    again = visit("clara", width=1366)
    again.go(at())
    assert text_of(again.page) == "Get up and sit somewhere else.\n"
    expect(
        again.page.get_by_text(again.words("You wrote this on %(when)s. It is a draft until you hand it in."))
    ).to_be_visible()


@contextmanager
def dying(playwright: Playwright, given: dict) -> Iterator[tuple]:
    """A browser of its own, and the number of its process, which is killed inside."""
    browser = playwright.chromium.launch(**given)
    told = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    yield browser, next(process["id"] for process in told if process["type"] == "browser")


def test_what_is_written_while_the_line_is_gone_is_kept_once_it_is_back(visit):
    writer = visit("clara", width=1366)
    leave_all(writer, at())
    page = writer.page
    page.locator(".ProseMirror").click()
    writer.context.set_offline(True)
    page.keyboard.type("Written without a line.")
    expect(page.locator("#kept")).to_contain_text(writer.words("Not kept: the line is gone."))
    page.locator("button[value=look]").click()  # goes nowhere: the page would be lost
    expect(page.locator("#kept")).to_contain_text(writer.words("Not kept: the line is gone."))
    assert writer.at(at())
    page.keyboard.press("Control+End")
    writer.context.set_offline(False)
    kept(writer)
    writer.troubles[:] = [one for one in writer.troubles if "ERR_INTERNET_DISCONNECTED" not in one]
    page.reload()
    assert text_of(page) == "Written without a line.\n"


def test_who_is_signed_out_meanwhile_signs_in_on_another_page_and_nothing_is_lost(visit, demo):
    writer = visit("clara", width=1366)
    leave_all(writer, at())
    page, writer.page = writer.page, writer.context.new_page()
    writer.context.clear_cookies()
    page.bring_to_front()
    page.locator(".ProseMirror").click()
    page.keyboard.type("Written while signed out.")
    expect(page.locator("#kept")).to_contain_text(writer.words("Not kept: you are signed out."))
    writer.sign_in(demo.people["clara"])
    kept(writer, page)
    writer.troubles[:] = [one for one in writer.troubles if not one.startswith("403 ")]
    writer.go(at())
    assert text_of(writer.page) == "Written while signed out.\n"


def test_two_windows_of_one_person_replace_nothing_unasked(visit):
    writer = visit("clara", width=1366)
    leave_all(writer, at())
    one, two = writer.page, writer.context.new_page()
    two.goto(one.url)
    for page, words in ((one, "Here."), (two, "There.")):
        page.bring_to_front()
        page.locator(".ProseMirror").click()
        page.keyboard.type(words)
        expect(page.locator("#kept")).not_to_be_empty()
        page.wait_for_timeout(2500)
    expect(two.get_by_role("alert").first).to_contain_text(writer.words("You wrote something else in another window"))
    writer.troubles[:] = [trouble for trouble in writer.troubles if not trouble.startswith("409 ")]
    writer.look(two)
    two.locator("[data-go-on]").click()
    kept(writer, two)
    two.reload()
    assert text_of(two) == "There.\n"
