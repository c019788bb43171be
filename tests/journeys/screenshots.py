"""The pictures of the README, from a demo of their own: `python -m tests.journeys.screenshots docs/screenshots`."""

from __future__ import annotations

import sys
from pathlib import Path

import django
from playwright.sync_api import Browser, sync_playwright

from tests import moment
from tests.journeys import running
from tests.journeys.visitor import Visitor

LIMIT = 250 * 1024  # bytes a picture may have
DESK = 1280
PHONE = 360
NAUSEA = {"en": "Feeling sick (nausea)", "es": "Náuseas o ganas de vomitar"}
LAST_OF_LIBRARY = "main details >> nth=5"
LANGUAGES = ("en", "es")


def main(folder: Path) -> None:
    """Every picture in every language, of one made-up day."""
    moment.begin()
    found = running.chromium()
    if found is None:
        sys.exit("No Chromium here. Get it with: sudo apt install chromium")
    folder.mkdir(parents=True, exist_ok=True)
    with running.demo() as demo, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=running.FLAGS)
        demo.gather()
        for language in LANGUAGES:
            staff(browser, demo, language, folder)
        demo.gather(*(f"question_{language}={language}" for language in LANGUAGES))
        for language in LANGUAGES:
            patient(browser, demo, language, folder)
            reader(browser, demo, language, folder)
        for language in LANGUAGES:  # after the plans of both: what is told here changes them
            coach(browser, demo, language, folder)
        browser.close()


def staff(browser: Browser, demo: running.Demo, language: str, folder: Path) -> None:
    """The desk and the centre, as the day begins."""
    clinician = Visitor(browser, demo, demo.people["clara"], width=DESK)
    clinician.speak(language)
    keep(clinician, folder / f"caseload-{language}.png", "tbody tr:nth-child(2)")
    clinician.go(f"/people/{demo.people['gloria'].patient}/")
    keep(clinician, folder / f"record-{language}.png", "section[aria-labelledby=course] svg")
    coordinator = Visitor(browser, demo, demo.people["marc"], width=DESK)
    coordinator.speak(language)
    coordinator.go("/centre/")
    keep(coordinator, folder / f"centre-{language}.png", ".oc-steps li:nth-child(4)")
    coordinator.go("/centre/rota/")
    keep(coordinator, folder / f"rota-{language}.png", "section[aria-labelledby=week]")
    coordinator.go("/centre/policies/")
    keep(
        coordinator,
        folder / f"policy-{language}.png",
        "[aria-labelledby=proposed-measures-caption] tbody tr:nth-child(1)",
    )


def patient(browser: Browser, demo: running.Demo, language: str, folder: Path) -> None:
    """A home page in the fifth month and its campus, one question, and the page after an answer that worries us."""
    berta = Visitor(browser, demo, demo.people["berta"], width=PHONE)
    berta.speak(language)
    keep(berta, folder / f"home-{language}.png", "section[aria-labelledby=course] .oc-lead")
    berta.go("/campus/")
    keep(berta, folder / f"campus-{language}.png", "section[aria-labelledby=thing-3]")
    somebody = Visitor(browser, demo, demo.people[f"question_{language}"])
    somebody.press("section[aria-labelledby=due] a.nhsuk-button")
    somebody.press("main a.nhsuk-button")
    keep(somebody, folder / f"question-{language}.png", "main form")
    somebody.answer({"9": "1"})
    keep(somebody, folder / f"crisis-{language}.png", "main")
    somebody.close()


def coach(browser: Browser, demo: running.Demo, language: str, folder: Path) -> None:
    """What the coach answers to a little nausea."""
    berta = Visitor(browser, demo, demo.people["berta"], width=PHONE)
    berta.speak(language)
    berta.go("/campus/coach/")
    berta.press(berta.page.get_by_role("link", name=NAUSEA[language], exact=True))
    berta.choose("2", "severity")
    berta.press(berta.onward)
    keep(berta, folder / f"coach-{language}.png", "section[aria-labelledby=pieces]")


def reader(browser: Browser, demo: running.Demo, language: str, folder: Path) -> None:
    """The library as anybody finds it, without an account."""
    stranger = Visitor(browser, demo, language=language, width=PHONE)
    stranger.go(f"/read/demo/{language}/")
    keep(stranger, folder / f"library-{language}.png", LAST_OF_LIBRARY)
    stranger.close()


def keep(visitor: Visitor, file: Path, last: str) -> None:
    """The page from its top to the end of `last`, after looking at it as every journey does."""
    visitor.look()
    page = visitor.page
    bottom = "(element) => element.getBoundingClientRect().bottom + window.scrollY"
    height = page.locator(last).first.evaluate(bottom)
    clip = {"x": 0, "y": 0, "width": visitor.size["width"], "height": height}
    page.screenshot(path=file, full_page=True, clip=clip)
    if (size := file.stat().st_size) > LIMIT:
        sys.exit(f"{file} has {size} bytes, more than {LIMIT}")
    sys.stdout.write(f"{file} {size // 1000} KB\n")


if __name__ == "__main__":
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oncocare.settings")
    os.environ.setdefault("ONCOCARE_MODE", "tool")
    django.setup()
    main(Path(sys.argv[1]))
