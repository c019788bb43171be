"""A person at a browser, and what every page must keep to wherever they go."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from urllib.parse import urljoin, urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from django.utils import translation
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, Response, expect
from playwright.sync_api import TimeoutError as TookTooLong

from tests.journeys.running import SITE, Demo, Person
from tests.signin.soft_passkey import SoftPasskey

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
AXE = {
    "runOnly": {"type": "tag", "values": TAGS},
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
VIOLATIONS = "(options) => axe.run(options).then((found) => found.violations)"
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "resultTypes": ["violations"]}
WIDTHS = (320, 390)
ADDRESSES = count()  # everybody sits at an address of their own, for attempts to sign in are counted by address
LIMIT = 60_000  # milliseconds, on a busy machine
ONE = re.compile(r"(?<=/)[\w:.-]{30,}(?=/)")  # the part of an address that says which one: an id, or a signed link
QUESTION = re.compile(r"/questions/[0-9a-f-]{36}/(?!check/|received/)([\w-]+)/")
PASSKEY = "/account/sign-in/passkey/"
HIGHEST = "3"  # the most severe answer of PHQ-4, PHQ-9 and GAD-7

# What a page shows, read at once: language, title, the first links, numbers to call, and how big its targets are.
FACTS = """() => {
  const shown = (element) => element.checkVisibility({checkOpacity: true, checkVisibilityCSS: true});
  const targets = [...document.querySelectorAll(
    "button, .nhsuk-button, .nhsuk-radios__label, .nhsuk-checkboxes__label, summary, nav a, .oc-help, "
    + ".oc-crisis-link, .oc-crisis__call, .nhsuk-back-link, select, textarea, input[type=text], input[type=number], "
    + "input[type=email], input[type=password]"
  )].filter(shown);
  return {
    lang: document.documentElement.lang,
    title: document.title,
    h1: document.querySelectorAll("h1").length,
    links: [...document.querySelectorAll("body a[href]")].slice(0, 3).map((link) => link.getAttribute("href")),
    calls: [...document.querySelectorAll("a[href^='tel:']")].filter(shown).length,
    staff: document.body.classList.contains("oc-staff"),
    small: targets.map((one) => [one, one.getBoundingClientRect()])
      .filter(([, box]) => box.width < 24 || box.height < 24)
      .map(([one, box]) => `${one.outerHTML.slice(0, 80)} is ${box.width} x ${box.height}`),
  };
}"""
WIDER = """() => document.documentElement.scrollWidth <= window.innerWidth ? [] :
  [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > window.innerWidth + 0.5)
    .slice(0, 5).map((one) => one.outerHTML.slice(0, 120))"""


expect.set_options(timeout=LIMIT)


def said(language: str, text: str, context: str = "") -> str:
    """A text of the site in this language; `context` where it has one."""
    with translation.override(language):
        return translation.pgettext(context, text) if context else translation.gettext(text)


def worded(language: str, text: str, context: str = "") -> re.Pattern[str]:
    """A text of the site with anything in the place of its names and numbers."""
    parts = re.split(r"%\(\w+\)s", said(language, text, context))
    return re.compile(".+?".join(r"\s+".join(map(re.escape, part.split(" "))) for part in parts))


class Visitor:
    """One browser profile: its pages, everything they asked for, and everything that went wrong."""

    titles: dict[tuple[str, str], str] = {}  # of the whole run: a title stands for one page only

    def __init__(
        self, browser: Browser, demo: Demo, person: Person | None = None, *, language: str = "en", width: int = 390,
        script: bool = True,
    ) -> None:  # fmt: skip
        self.demo, self.language, self.script = demo, person.language if person else language, script
        self.own_language = self.language
        self.size = {"width": width, "height": 844 if width < 500 else 900}
        self.context = browser.new_context(
            base_url=demo.url, viewport=self.size, locale={"en": "en-GB", "es": "es-ES", "pt": "pt-PT"}[self.language],
            java_script_enabled=script, reduced_motion="reduce",
            extra_http_headers={"X-Forwarded-For": f"198.51.100.{next(ADDRESSES) % 250 + 1}"},
        )  # fmt: skip
        self.context.set_default_timeout(LIMIT)
        self.context.set_default_navigation_timeout(LIMIT)
        self.context.clock.install(time=datetime.now(UTC))
        self.troubles: list[str] = []
        self.borne: tuple[str, ...] = ()  # ends of addresses that may refuse: the journey is about their refusing
        self.statuses: dict[Page, int] = {}
        self.context.on("request", self._requested)
        self.context.on("response", self._responded)
        self.context.on("console", self._console)
        self.context.on("weberror", lambda error: self.troubles.append(f"script error: {error.error}"))
        self.page = self.context.new_page()
        if person:
            self.sign_in(person)

    # --- what happens behind the page ---------------------------------------------------------------------------------

    def _requested(self, request: Request) -> None:
        there, here = urlsplit(request.url), urlsplit(self.demo.url)
        if there.scheme not in ("data", "blob") and (there.scheme, there.netloc) != (here.scheme, here.netloc):
            self.troubles.append(f"asked another origin: {request.url}")

    def _responded(self, response: Response) -> None:
        request = response.request
        if request.is_navigation_request():
            self.statuses[request.frame.page] = response.status
        elif response.status >= 400 and not response.url.endswith(self.borne):
            self.troubles.append(f"{response.status} for {response.url}")

    def _console(self, message: ConsoleMessage) -> None:
        # Chromium writes a line for every page with an error status; which status a page has is asserted by `look`.
        if message.type in ("error", "warning") and not message.text.startswith("Failed to load resource: the server"):
            self.troubles.append(f"console {message.type}: {message.text}")

    def close(self) -> None:
        """Leave, in the language in which they came, and complain about anything that went wrong meanwhile."""
        if self.language != self.own_language and not self.page.is_closed():
            self.go("/")
            self.speak(self.own_language)
        self.context.close()
        assert not self.troubles, self.troubles

    # --- moving -------------------------------------------------------------------------------------------------------

    def sign_in(self, person: Person) -> None:
        """With their passkey, by the requests that the sign-in page makes; who has none, by the link of the demo."""
        if person.passkey:
            self._use_passkey(SoftPasskey.found(person.passkey, site=SITE))
        self.page.goto("/" if person.passkey else person.link)
        self.language = person.language

    def _use_passkey(self, key: SoftPasskey) -> None:
        ask = self.context.request
        ask.get("/account/sign-in/")
        [token] = [one["value"] for one in self.context.cookies() if one["name"] == "csrftoken"]
        options = ask.get(PASSKEY, headers={"accept": "application/json"}).json()["request_options"]
        sent = {"credential": json.dumps(key.get(options)), "csrfmiddlewaretoken": token}
        answer = ask.post(PASSKEY, form=sent, max_redirects=0)
        assert (answer.status, answer.headers.get("location")) == (302, "/"), answer.text()

    def go(self, address: str) -> None:
        """Open an address of the site."""
        self.page.goto(urljoin(self.demo.url, address))

    def speak(self, language: str) -> None:
        """Choose the language at the top of the page; to staff the one it is in is not offered."""
        if self.page.locator("html").get_attribute("lang") != language:
            self.press(f"button[name=language][value={language}]")
        self.language = language

    def press(self, target: str | Locator, page: Page | None = None) -> None:
        """Press something that leads to another page, and wait for that page."""
        page = page or self.page
        page.bring_to_front()
        button = page.locator(target) if isinstance(target, str) else target
        self._wake(page, button)
        with page.expect_navigation(wait_until="load"):
            button.click()

    def _wake(self, page: Page, button: Locator) -> None:
        """On a busy machine Chromium now and then stops drawing a page, and Playwright presses nothing until the next
        frame: another size makes it draw again.
        """
        try:
            button.click(trial=True, timeout=LIMIT / 4)
        except TookTooLong:
            page.set_viewport_size({**self.size, "width": self.size["width"] + 1})
            page.set_viewport_size(self.size)

    @contextmanager
    def leads_on(self, page: Page | None = None) -> Iterator[None]:
        """What is done inside leads to another page."""
        with (page or self.page).expect_navigation(wait_until="load"):
            yield

    def at(self, part: str, page: Page | None = None) -> bool:
        """Whether the page's path has this part."""
        return part in urlsplit((page or self.page).url).path

    # --- what every page keeps to -------------------------------------------------------------------------------------

    def look(self, page: Page | None = None, *, status: int = 200, error: bool = False) -> None:
        """Everything a page must keep to. Without scripts axe cannot run, and the rest is read all the same."""
        page = page or self.page
        where = f"{urlsplit(page.url).path} ({self.language}, {self.size['width']} px)"
        assert self.statuses[page] == status, f"{where}: status {self.statuses[page]}"
        assert not self.troubles, "\n".join([where, *self.troubles])
        facts = page.evaluate(FACTS)
        problems = [] if facts["lang"] == self.language else [f"lang is {facts['lang']!r}"]
        problems += [] if facts["h1"] == 1 else [f"{facts['h1']} h1"]
        problems += [] if facts["links"] == ["#main", "/", "/help/"] else [f"the first links are {facts['links']}"]
        problems += [] if facts["calls"] or facts["staff"] else ["no number to call"]
        problems += facts["small"] + self._title(facts["title"], page.url, status, error=error or status == 422)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": self.size["height"]})
            problems += [f"wider than {width} px: {one}" for one in page.evaluate(WIDER)]
        page.set_viewport_size(self.size)
        if self.script:
            problems += self._axe(page)
        assert not problems, "\n".join([where, *problems])

    def _axe(self, page: Page) -> list[str]:
        """From the top of the page: further down what stays in sight covers a line, as it does for everybody. Whether
        words stand out is asked once more for who prefers dark pages.
        """
        page.evaluate(AXE_SCRIPT)  # once, and its findings only: it is half of what a journey costs
        page.evaluate("window.scrollTo(0, 0)")
        found = page.evaluate(VIOLATIONS, AXE)
        page.emulate_media(color_scheme="dark")
        dark = page.evaluate(VIOLATIONS, CONTRAST)
        page.emulate_media(color_scheme="light")
        return [f"{one['id']}: {node['target']} {node['failureSummary']}" for one in found for node in one["nodes"]] + [
            f"in the dark: {node['target']} {node['failureSummary']}" for one in dark for node in one["nodes"]
        ]

    def _title(self, title: str, url: str, status: int, *, error: bool) -> list[str]:
        prefix = said(self.language, "Error:")
        if error:
            return [] if title.startswith(prefix) else [f"the title of a page with an error is {title!r}"]
        if not title.rpartition("–")[0].strip() or title.startswith(prefix):
            return [f"the title is {title!r}"]
        page = ONE.sub("*", urlsplit(url).path) if status == 200 else str(status)
        page = "/" if page == "/my/" else page  # a patient's first page under its other address
        first = self.titles.setdefault((self.language, title), page)
        return [] if page == first else [f"{title!r} is the title of {first} too"]

    # --- answering ----------------------------------------------------------------------------------------------------

    @property
    def item(self) -> str:
        """The item on the page, or nothing."""
        found = QUESTION.search(urlsplit(self.page.url).path)
        return found[1] if found else ""

    @property
    def onward(self) -> Locator:
        """The button of the form in the middle of the page."""
        return self.page.locator("main form .nhsuk-button").first

    def choose(self, code: str, name: str = "answer") -> None:
        """Press the words of an answer; `name` is how the name of its field ends."""
        self.page.locator(f"input[name$='{name}'][value='{code}'] + label").click()
        expect(self.page.locator(f"input[name$='{name}']:checked")).to_have_value(code)

    def fresh_question(self) -> None:
        """A question nobody has answered: its period is there, and nothing is chosen."""
        expect(self.page.locator("#period")).not_to_be_empty()
        expect(self.page.locator("input[name=answer]").first).to_be_attached()
        expect(self.page.locator("input[name=answer]:checked")).to_have_count(0)

    def answer(self, given: dict[str, str], *, each: Callable[[], object] = lambda: None) -> None:
        """Answer one question after the other until something else than a question comes."""
        while item := self.item:
            self.fresh_question()
            each()
            self.choose(given.get(item, HIGHEST))
            self.press(self.onward)

    def answer_all(self, given: dict[str, str] | None = None) -> None:
        """From the page "a few questions" to "check your answers"; an item-9 answer above 0 must not be among them."""
        self.press("main a.nhsuk-button")
        self.answer({"9": "0"} | (given or {}))
        assert self.at("/check/"), self.page.url

    def received(self, page: Page | None = None) -> None:
        """Home says that the answers are stored."""
        expect((page or self.page).get_by_role("status").first).to_contain_text(self.words("We received your answers."))

    def answer_the_worst(self) -> None:
        """From home, PHQ-9 and GAD-7 sent with everything at its highest but item 9, and on to the page after them."""
        self.press("section[aria-labelledby=due] a.nhsuk-button")
        self.answer_all()
        self.press(self.onward)

    def mistake(self, onward: Locator | None = None, *, status: int = 422) -> None:
        """Send a form with nothing in it: the list of problems has the focus and leads to the field."""
        self.press(onward or self.onward)
        self.look(status=status, error=True)
        if not self.script:
            expect(self.page.locator("[data-error-summary]")).to_be_visible()
            return
        expect(self.page.locator("[data-error-summary]")).to_be_focused()
        link = self.page.locator("[data-error-summary] a").first
        target = (link.get_attribute("href") or "#").removeprefix("#")
        link.click()
        expect(self.page.locator(f"[id='{target}']")).to_be_focused()

    def words(self, text: str, context: str = "") -> re.Pattern[str]:
        """A text of the site in this person's language; `context` where it has one."""
        return worded(self.language, text, context)
