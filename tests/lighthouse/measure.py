"""Lighthouse on the pages that a patient opens first and most: `make lighthouse`.

A demo of its own, served as production serves it: pages compressed, files hashed and compressed beforehand. Each page
is measured `RUNS` times as Lighthouse's own telephone on its own slow line; the median counts. Ends with an error where
one is below `LEAST`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

import django
from playwright.sync_api import Browser, sync_playwright

from tests import moment
from tests.journeys import running
from tests.journeys.visitor import Visitor

HERE = Path(__file__).parent
LIGHTHOUSE = HERE / "node_modules" / "lighthouse" / "cli" / "index.js"
TRIES = 4
RUNS = 5
LEAST = {"performance": 95, "accessibility": 100, "best-practices": 100}
TIMES = {"first-contentful-paint": "first words", "largest-contentful-paint": "all of it"}  # in a simulated second
WEIGHT = "total-byte-weight"


@dataclass(frozen=True)
class Page:
    """One page, and with which headers it opens."""

    name: str
    address: str
    headers: Mapping[str, str]


def pages(browser: Browser, demo: running.Demo) -> Iterator[Page]:
    """The pages: of somebody in their fifth month, of somebody who is asked now, and of whoever comes by."""
    nobody = {"X-Forwarded-For": "198.51.100.1"}
    berta = Visitor(browser, demo, demo.people["berta"])
    yield Page("home", demo.url + "/", nobody | cookies(berta))
    asked = Visitor(browser, demo, demo.people["light"])
    asked.press("section[aria-labelledby=due] a.nhsuk-button")
    asked.press("main a.nhsuk-button")
    assert asked.item, asked.page.url
    yield Page("question", asked.page.url, nobody | cookies(asked))
    yield Page("help", demo.url + "/help/", nobody)
    yield Page("choices", demo.url + "/my/choices/", nobody | cookies(asked))
    yield Page("sign-in", demo.url + "/account/sign-in/", nobody)
    berta.close()
    asked.close()


def cookies(visitor: Visitor) -> dict[str, str]:
    """What the browser of somebody who is signed in sends."""
    return {"Cookie": "; ".join(f"{one['name']}={one['value']}" for one in visitor.context.cookies())}


def measured(page: Page, folder: Path) -> dict[str, float]:
    """One run: the scores from 0 to 100, seconds, and kilobytes."""
    headers, report = folder / "headers.json", folder / "report.json"
    headers.write_text(json.dumps(page.headers))
    command = [
        "node", str(LIGHTHOUSE), page.address, "--quiet", "--output=json", f"--output-path={report}",
        f"--extra-headers={headers}", f"--only-categories={','.join(LEAST)}",
        f"--chrome-flags={' '.join(['--headless', *running.FLAGS])}",
    ]  # fmt: skip
    env = {**os.environ, "CHROME_PATH": running.chromium() or ""}
    for again in reversed(
        range(TRIES)
    ):  # now and then it finds no beginning in its own trace, and asks to be run again
        if subprocess.run(command, check=not again, env=env).returncode == 0:
            break
    found = json.loads(report.read_text())
    came_to = urlsplit(found["finalDisplayedUrl"]).path
    assert came_to == urlsplit(page.address).path, f"{page.name} led to {came_to}"
    for audit in found["audits"].values():
        if audit.get("scoreDisplayMode") == "binary" and audit["score"] == 0:
            sys.stderr.write(f"{page.name}: {audit['id']}: {audit['title']}\n")
    scores = {name: round(100 * (found["categories"][name]["score"] or 0)) for name in LEAST}
    times = {words: found["audits"][name]["numericValue"] / 1000 for name, words in TIMES.items()}
    return scores | times | {"KB": found["audits"][WEIGHT]["numericValue"] / 1000}


def middle(runs: list[dict[str, float]]) -> dict[str, float]:
    """The median of each figure."""
    return {name: median(run[name] for run in runs) for name in runs[0]}


def too_low(table: Mapping[str, Mapping[str, float]]) -> list[str]:
    """Each figure below what it has to be."""
    return [
        f"{page}: {name} {figures[name]:.0f}, at least {least}"
        for page, figures in table.items()
        for name, least in LEAST.items()
        if figures[name] < least
    ]


def row(name: str, figures: Mapping[str, float]) -> str:
    """A line of the table."""
    shown = (f"{value:.0f}" if name in LEAST else f"{value:.1f}" for name, value in figures.items())
    return f"{name:10}" + "".join(f"{one:>16}" for one in shown)


def main() -> int:
    """Measure, print the table, and say what is too low."""
    django.setup()
    moment.begin()
    table: dict[str, dict[str, float]] = {}
    with (
        running.demo() as demo,
        sync_playwright() as playwright,
        tempfile.TemporaryDirectory() as folder,
    ):
        demo.gather("light=en")
        browser = playwright.chromium.launch(executable_path=running.chromium(), args=running.FLAGS)
        for page in pages(browser, demo):
            table[page.name] = middle([measured(page, Path(folder)) for _ in range(RUNS)])
            if len(table) == 1:
                sys.stdout.write(" " * 10 + "".join(f"{name:>16}" for name in table[page.name]) + "\n")
            sys.stdout.write(row(page.name, table[page.name]) + "\n")
            sys.stdout.flush()
        browser.close()
    missed = too_low(table)
    sys.stdout.write("\n".join(missed) + "\n" if missed else "")
    return 1 if missed else 0


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oncocare.settings")
    os.environ.setdefault("ONCOCARE_MODE", "tool")
    sys.exit(main())
