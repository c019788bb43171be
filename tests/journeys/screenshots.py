"""The pictures of the README, from a demo of their own: `python -m tests.journeys.screenshots docs/screenshots`."""

from __future__ import annotations

import sys
from pathlib import Path

import django
from playwright.sync_api import Browser, sync_playwright

from tests.journeys import running
from tests.journeys.visitor import Visitor

LIMIT = 200_000  # bytes a picture may have
PHONE, DESK = 390, 1280
LANGUAGES = ("en", "es")


def main(folder: Path) -> None:
    """Every picture in every language."""
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
        browser.close()


def staff(browser: Browser, demo: running.Demo, language: str, folder: Path) -> None:
    """The desk and the centre, as the day begins."""
    clinician = speaking(Visitor(browser, demo, demo.people["clara"], width=DESK), language)
    keep(clinician, folder / f"caseload-{language}.png", 1000)
    clinician.press("tbody tr th a")
    keep(clinician, folder / f"record-{language}.png", 1300)
    coordinator = speaking(Visitor(browser, demo, demo.people["marc"], width=DESK), language)
    coordinator.go("/centre/")
    keep(coordinator, folder / f"centre-{language}.png", 1000)


def patient(browser: Browser, demo: running.Demo, language: str, folder: Path) -> None:
    """A home page in the fifth month, one question, and the page after an answer that worries us."""
    berta = speaking(Visitor(browser, demo, demo.people["berta"]), language)
    keep(berta, folder / f"home-{language}.png", 1700)
    somebody = Visitor(browser, demo, demo.people[f"question_{language}"])
    somebody.press("section[aria-labelledby=due] a.nhsuk-button")
    somebody.press("main a.nhsuk-button")
    keep(somebody, folder / f"question-{language}.png", 844)
    somebody.answer({"9": "1"})
    keep(somebody, folder / f"crisis-{language}.png", 1300)
    somebody.close()


def speaking(visitor: Visitor, language: str) -> Visitor:
    """The same person, reading this language."""
    visitor.press(f"button[name=language][value={language}]")
    visitor.language = language
    return visitor


def keep(visitor: Visitor, file: Path, height: int) -> None:
    """The page from its top, as far down as `height`, after looking at it as every journey does."""
    visitor.look()
    page = visitor.page
    full = page.evaluate("document.documentElement.scrollHeight")
    page.evaluate("window.scrollTo(0, 0)")
    clip = {"x": 0, "y": 0, "width": visitor.size["width"], "height": min(full, height)}
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
