"""The walk from the letter to the first level, counted: `python -m tests.journeys.walk [folder for pictures]`.

Prints pages, taps and, on a slow line (`SLOW_3G`, DevTools' own numbers) with a processor four times as slow, the
seconds of waiting, in both languages and without scripts.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from urllib.parse import urlsplit

import django
from playwright.sync_api import Frame, Locator, sync_playwright

from oncocare.foundation import clock
from tests import moment
from tests.journeys import running
from tests.journeys.letters import BORN
from tests.journeys.visitor import Visitor

MOST_PAGES = 28
SLOW_3G = {"offline": False, "latency": 2000, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
SLOWER = 4  # times, of the processor
PHONE = {"width": 360, "height": 740}
PATIENCE = 60  # presses of Tab before a thing counts as out of reach
WAYS = (("en", True), ("es", True), ("en", False))  # language, scripts
GIVEN = {"9": "0"}  # of the questions, by item; else the second answer
AGREED = ("care", "research", "messages")


def coming_in() -> ModuleType:
    """The steps every way in has; their module needs Django's settings, which the script has once it runs."""
    from tests.journeys import coming_in as steps

    return steps


class Walk:
    """One person's way, and what it took."""

    def __init__(self, person: Visitor, email: str, *, each: Callable[[], object] = lambda: None) -> None:
        self.person, self.email, self.each = person, email, each
        self.pages, self.taps, self.waited, self.answers = 0, 0, 0.0, []
        person.size = PHONE
        person.page.set_viewport_size(PHONE)
        person.page.on("framenavigated", self._arrived)
        if person.script:
            coming_in().give_device(person)

    def _arrived(self, frame: Frame) -> None:
        """A page that was shown; an address that only leads on is none."""
        self.pages += frame == self.person.page.main_frame

    def slow_down(self) -> None:
        """A bad line and an old telephone from here on."""
        session = self.person.context.new_cdp_session(self.person.page)
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", SLOW_3G)
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})

    def go(self, letter: str) -> None:
        """From the letter until home says the level."""
        began = time.monotonic()
        self.person.go(letter)
        self.waited += time.monotonic() - began
        while not self.person.page.locator("section[aria-labelledby=where] .oc-lead strong").count():
            assert self.pages <= 2 * MOST_PAGES, self.person.page.url
            self.each()
            self._step(urlsplit(self.person.page.url).path)
        self.each()

    def _step(self, path: str) -> None:
        if self.person.item:
            self._choose("answer", GIVEN.get(self.person.item, "1"))
            self.answers.append(self._press(self.person.onward))
            return
        known = (part for part in STEPS if re.fullmatch(part, path))
        STEPS[next(known)](self)

    # --- taps ---------------------------------------------------------------------------------------------------------

    def _press(self, target: str | Locator) -> float:
        """A tap that leads on; the seconds until the next page stands there whole."""
        self.taps += 1
        began = time.monotonic()
        self.person.press(target)
        took = time.monotonic() - began
        self.waited += took
        return took

    def _choose(self, name: str, code: str) -> None:
        self.taps += 1
        self.person.page.locator(f"input[name='{name}'][value='{code}'] + label").click()

    def _type(self, name: str, text: str) -> None:
        """A tap into the field; its letters are not counted."""
        self.taps += 1
        self.person.page.locator(f"main [name='{name}']").fill(text)

    def _onward(self) -> None:
        self._press(self.person.onward)

    # --- pages --------------------------------------------------------------------------------------------------------

    def _link(self) -> None:
        self._press("main a.nhsuk-button")

    def _consent(self) -> None:
        assert self.person.page.locator("input:checked").count() == 0
        for purpose in AGREED:
            self._choose(purpose, "yes")
        self._onward()

    def _birth_date(self) -> None:
        for part in ("day", "month", "year"):
            self._type(f"born_on_{part}", str(getattr(BORN, part)))
        self._type("email", self.email)
        self._type("name", "Ana")
        self._onward()

    def _code(self) -> None:
        found = re.search(r"\b\d{6}\b", coming_in().body_of(self.person.demo.mail(self.email)))
        assert found
        self._type("code", found[0])
        self._onward()

    def _way_in(self) -> None:
        self._press(f"main a[href='/account/ways/{'passkey' if self.person.script else 'password'}/']")

    def _passkey(self) -> None:
        self._press(coming_in().USE)

    def _password(self) -> None:
        for field in ("password1", "password2"):
            self._type(field, coming_in().PASSWORD)
        self._onward()

    def _now(self) -> None:
        for part, value in (("month", "9"), ("year", str(clock.now().year - 1))):
            self._type(f"diagnosed_on_{part}", value)
        for topic in ("operation", "treatment"):
            self._choose(f"why_{topic}", "later")
        self._choose("phase", "treatment")
        self._onward()

    def _reach(self) -> None:
        self._type("phone-phone", "+34 600 000 000")
        self._choose("trusted-why", "later")
        self._onward()


class KeyboardWalk(Walk):
    """The same with nothing but keys: Tab leads to everything, Space and Enter press it."""

    def _to(self, target: Locator) -> None:
        for _ in range(PATIENCE):
            if target.evaluate("(one) => one === document.activeElement"):
                return
            self.person.page.keyboard.press("Tab")
        raise AssertionError(f"{target} cannot be reached by Tab on {self.person.page.url}")

    def _press(self, target: str | Locator) -> float:
        self._to(self.person.page.locator(target).first if isinstance(target, str) else target)
        began = time.monotonic()
        with self.person.leads_on():
            self.person.page.keyboard.press("Enter")
        return time.monotonic() - began

    def _choose(self, name: str, code: str) -> None:
        choices = self.person.page.locator(f"input[name='{name}']")
        self._to(choices.first)
        self.person.page.keyboard.press("Space")
        for _ in range(choices.count()):
            if self.person.page.locator(f"input[name='{name}'][value='{code}']").is_checked():
                return
            self.person.page.keyboard.press("ArrowDown")
        raise AssertionError(f"no choice {code} of {name} on {self.person.page.url}")

    def _type(self, name: str, text: str) -> None:
        self._to(self.person.page.locator(f"main [name='{name}']"))
        self.person.page.keyboard.type(text)


STEPS: dict[str, Callable[[Walk], None]] = {
    "/join/consent/": Walk._consent,
    "/join/birth-date/": Walk._birth_date,
    "/join/code/": Walk._code,
    "/join/[^/]+/": Walk._onward,
    "/account/ways/choose/": Walk._way_in,
    "/account/ways/passkey/": Walk._passkey,
    "/account/ways/password/": Walk._password,
    "/my/introduction/now/": Walk._now,
    "/my/introduction/reach/": Walk._reach,
    "/questions/[0-9a-f-]+/": Walk._link,
    "/questions/[0-9a-f-]+/check/": Walk._onward,
}


def letters(demo: running.Demo, *languages: str) -> list[str]:
    """The links of new letters, one for each of these languages."""
    return demo.helper("letters", *languages).split()


def main(folder: Path | None) -> None:
    """Each way once on a slow line; with a folder, a picture of every page too."""
    django.setup()
    moment.begin()
    with running.demo() as demo, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=running.chromium(), args=running.FLAGS)
        demo.gather()
        for (language, script), letter in zip(WAYS, letters(demo, *(way[0] for way in WAYS)), strict=True):
            person = Visitor(browser, demo, language=language, script=script)
            name = f"{language}{'' if script else '-without-scripts'}"
            walk = Walk(person, f"walk-{name}@home.invalid")
            if folder:
                folder.mkdir(parents=True, exist_ok=True)
                walk.each = lambda walk=walk, name=name: walk.person.page.screenshot(  # type: ignore[misc]
                    path=folder / f"{name}-{walk.pages:02}.png"
                )
            walk.slow_down()
            walk.go(letter)
            mean = sum(walk.answers) / len(walk.answers)
            sys.stdout.write(
                f"{name}: {walk.pages} pages, {walk.taps} taps, {walk.waited:.0f} s of waiting, {mean:.1f} s an answer\n"
            )
            person.close()
        browser.close()


if __name__ == "__main__":
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oncocare.settings")
    os.environ.setdefault("ONCOCARE_MODE", "tool")
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
