"""People at their browsers, each a process, which so imports no Django."""

from __future__ import annotations

import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
KEY = re.compile(r'name="key" value="([^"]+)"')
BUTTON = re.compile(r'<a\s+class="nhsuk-button"\s+href="(/questions/[^"]+)"')
CALM = "0"  # to the question about suicidal thoughts; to the others "a little" and "more" in turn
START = 0.5  # seconds until every process is there


@dataclass(frozen=True)
class Asked:
    """One request, and the status that its answer must have."""

    path: str
    status: int
    form: str = ""


@dataclass(frozen=True)
class Reader:
    """Somebody who is signed in: their cookies, and what they ask for again and again."""

    cookies: str
    looks: list[Asked]
    answers: list[Asked]


@dataclass
class Done:
    """How many answers one process got in how many seconds, and how many milliseconds each kind of page took it."""

    count: int
    seconds: float
    times: dict[str, list[float]]


class Browser:
    """One connection, kept for as long as the server keeps it."""

    def __init__(self, port: int, cookies: str) -> None:
        self.line = HTTPConnection("127.0.0.1", port)
        self.head = {"Host": "localhost", "Cookie": cookies}

    def ask(self, path: str, status: int, form: str = "") -> tuple[str, str]:
        """The page that comes back, and where it leads."""
        if form:
            head = {**self.head, "Content-Type": "application/x-www-form-urlencoded"}
            self.line.request("POST", path, form, head)
        else:
            self.line.request("GET", path, headers=self.head)
        answer = self.line.getresponse()
        page = answer.read().decode()
        if answer.status != status:
            raise AssertionError(f"{path} answered {answer.status}: {page[:1000]}")
        return page, answer.getheader("Location", "")

    def leave(self) -> None:
        """Close the connection."""
        self.line.close()


def again_and_again(port: int, share: tuple[str, list[Asked]], begin: float, seconds: float) -> Done:
    """With these cookies these requests, one after the other, for so many seconds; each time on a new connection."""
    (cookies, asks), count = share, 0
    browser = Browser(port, cookies)
    time.sleep(max(0, begin - time.time()))
    since = time.perf_counter()
    while time.perf_counter() - since < seconds:
        for one in asks:
            browser.ask(one.path, one.status, one.form)
        count += len(asks)
        browser.leave()
    return Done(count, time.perf_counter() - since, {})


def walks(port: int, readers: Iterable[Reader], begin: float) -> Done:
    """Each of these from their page through every question back to it."""
    times: dict[str, list[float]] = defaultdict(list)
    time.sleep(max(0, begin - time.time()))
    since = time.perf_counter()
    for reader in readers:
        _walk(Browser(port, reader.cookies), times)
    count = sum(map(len, times.values()))
    return Done(count, time.perf_counter() - since, dict(times))


def _walk(browser: Browser, times: dict[str, list[float]]) -> None:
    def look(kind: str, path: str) -> str:
        return ask(kind, path, 200, "")[0]

    def send(kind: str, path: str, page: str, **form: str) -> str:
        return ask(kind, path, 302, urlencode({**form, "csrfmiddlewaretoken": _found(TOKEN, page)}))[1]

    def ask(kind: str, path: str, status: int, form: str) -> tuple[str, str]:
        begun = time.perf_counter()
        answer = browser.ask(path, status, form)
        times[kind].append((time.perf_counter() - begun) * 1000)
        return answer

    page = look("start", _found(BUTTON, look("home", "/")))
    path, number = _found(BUTTON, page), 0
    while not path.endswith("/check/"):
        answer = CALM if path.endswith("/9/") else str(1 + number % 2)
        path = send("answer", path, look("question", path), answer=answer)
        number += 1
    page = look("check", path)
    path = send("send", path, page, key=_found(KEY, page))
    look("home", ask("received", path, 302, "")[1])
    browser.leave()


def _found(pattern: re.Pattern[str], page: str) -> str:
    found = pattern.search(page)
    if found is None:
        raise AssertionError(f"{pattern.pattern} is not in {page}")
    return found[1]


def at_once(pool: Executor, work: Callable[..., Done], port: int, shares: Iterable[Any], *more: float) -> list[Done]:
    """The same work in every process of the pool, each with its share, begun at one moment."""
    begin = time.time() + START
    return [found.result() for found in [pool.submit(work, port, share, begin, *more) for share in shares]]
