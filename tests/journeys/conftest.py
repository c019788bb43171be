"""The browser journeys: a real demo, Debian's Chromium, and a new profile for every person at it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from playwright.sync_api import TimeoutError as NoAnswer

from tests.journeys import running
from tests.journeys.visitor import Visitor

HERE = Path(__file__).parent
MISSING = "No Chromium here, so no browser journeys. Get it with: sudo apt install chromium"
EMPTY = "test_a_new_centre.py"  # begins with an empty database
NO_ANSWER = [NoAnswer, "has been closed"]
# Everybody a journey needs, made at once: a patient of their own for each, so that no journey waits on another.
PATIENTS = (
    *("loop_en=en", "loop_es=es", "plain=en", "keys=en"),
    *("tabs=en", "twice=en", "device=en", "draft=en"),
    *("switch=en", "ask=es", "pause=es", "desk=en", "call=es"),
    *("paper=en", "paper_es=es", "paper_plain=en", "stage=en", "stage_es=es", "stage_plain=en"),
    *("walk_es=es", "at_once=en", "at_once_broken=en"),
    *("passkey_en=en", "passkey_es=es", "password=en"),
    *("minutes_flag=en", "minutes_proposal=en", "minutes_paper=en", "minutes_over=en"),
    *("account_en=en", "account_es=es", "account_plain=en"),
    *("plan=en", "plan_out=en", "plan_stay=en", "plan_plain=en", "plan_first=en", "plan_second=en"),
    *("leave=en", "leave_plain=es", "phone=es"),
    *("coach=en", "coach_es=es", "coach_plain=en"),
    *("guided_en=en", "guided_es=es"),
    *("lesson_en=en", "lesson_es=es", "lesson_plain=en"),
    *("diary_en=en", "diary_es=es", "diary_plain=en", "campus_en=en", "campus_es=es"),
    *("group_en=en", "group_es=es", "group_plain=es", "group_later=en", "mate_en=en", "mate_es=es"),
    *("judged_en=en", "judged_es=es", "reader_en=en", "reader_es=es"),
    *("claim_en=en", "claim_es=es", "doubt_en=en", "doubt_es=es"),
    *("leader_en=en", "leader_es=es"),
    *("host_en=en", "host_es=es", "chat_en=en", "chat_es=es"),
    *("room_a_en=en", "room_b_en=en", "room_a_es=es", "room_b_es=es", "room_plain=en"),
    *("session_en=en", "session_es=es", "absent_en=en", "absent_es=es"),
)


def pytest_itemcollected(item: pytest.Item) -> None:
    """At once, so that `-m "not browser"` finds the mark. A journey in which Chromium itself did not answer is walked once
    more, and the summary says so; what it shows, and what it does not, is believed the first time.
    """
    item.add_marker("browser")
    item.add_marker(pytest.mark.flaky(reruns=1, only_rerun=NO_ANSWER))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The journeys come last, and whatever else drives a browser: the quick tests speak first, and Playwright's event
    loop, which Django's ORM refuses to share a thread with, starts when no test needs the ORM any more. Without a
    Chromium one of them speaks for all.
    """
    items.sort(key=_turn)
    journeys = [item for item in items if _is_journey(item)]
    if journeys and running.chromium() is None:
        del items[len(items) - len(journeys) + 1 :]
        config.hook.pytest_deselected(items=journeys[1:])


def _turn(item: pytest.Item) -> int:
    """First what drives no browser, then the journeys that need no demo with people: while one process walks them,
    another loads it for all the rest.
    """
    drives = _is_journey(item) or "playwright" in item.fixturenames
    return 0 if not drives else 1 if item.path.name == EMPTY else 2


def _is_journey(item: pytest.Item) -> bool:
    return HERE in item.path.parents


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where Chromium is; without it there are no journeys, which CI does not accept."""
    found = running.chromium()
    if found is None and os.environ.get("CI") == "true":
        pytest.fail(MISSING, pytrace=False)
    return found or pytest.skip(MISSING)  # MISSING: no Chromium on this machine, and how to get it


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object], chromium: str) -> dict[str, object]:
    """Debian's Chromium, quiet."""
    return {**browser_type_launch_args, "executable_path": chromium, "args": running.FLAGS}


@pytest.fixture(scope="session")
def demo(chromium: str) -> Iterator[running.Demo]:
    """The demo, with everybody in it."""
    with running.demo() as started:
        started.gather(*PATIENTS)
        yield started


@pytest.fixture
def again(request: pytest.FixtureRequest) -> int:
    """Days to go further than before where a journey is walked once more: what it planned then stands."""
    return 7 * (getattr(request.node, "execution_count", 1) - 1)


@pytest.fixture
def visit(demo: running.Demo, browser: Browser) -> Iterator[Callable[..., Visitor]]:
    """`visit("ana", width=1280)`: somebody signed in at a browser of their own; `visit()` is not signed in."""
    visitors: list[Visitor] = []

    def enter(name: str = "", **more: object) -> Visitor:
        demo.still_runs()
        visitors.append(Visitor(browser, demo, demo.people[name] if name else None, **more))
        return visitors[-1]

    yield enter
    for visitor in visitors:
        visitor.close()
