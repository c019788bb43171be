"""The second process: it answers `/live/<group>/` with server-sent events, and nothing else.

It is no part of the site: it has none of its middleware, reads the database once for each page that comes, in a thread,
and never writes but for a refusal.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import parse_qs

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connections
from django.http import Http404
from django.http.cookie import parse_cookie
from django.http.request import split_domain_port, validate_host

from mentoring.community.live.frames import ACCESS, Signal, number_in, read
from mentoring.community.live.hub import GONE, REFUSED, Hub, OpenPage
from mentoring.community.live.listener import Listener, address
from mentoring.community.live.selectors import as_id, heard_by, reads, signals_after
from oncocare.foundation import clock
from oncocare.signin.middleware import signed_in_by

logger = logging.getLogger(__name__)

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]
T = TypeVar("T")

PATH = re.compile(r"/live/([0-9a-f-]{36})/")
HEALTH = "/live/health/"
THREADS = 4  # pages whose access is looked up at one moment; the others wait
LOOK_AGAIN = 120.0  # seconds after which it is asked anew of every open page whether it may go on
STREAM: Headers = [(b"content-type", b"text/event-stream"), (b"x-accel-buffering", b"no")]


class LiveStreams:
    """An ASGI application. `headers` go with every answer, as the site sends them."""

    def __init__(self, headers: Headers, look_again: float = LOOK_AGAIN) -> None:
        self.headers, self.look_again = headers, look_again
        self.hub = Hub()
        self.threads = ThreadPoolExecutor(THREADS, thread_name_prefix="live")
        self.listener = Listener(address, self._heard, self._catch_up)
        self.running: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._last(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1000})

    # --- as long as the process lasts -------------------------------------------------------------------------------

    async def _last(self, receive: Receive, send: Send) -> None:
        await receive()
        self._soon(self.listener.run())
        self._soon(self._look_again_for_ever())
        await send({"type": "lifespan.startup.complete"})
        await receive()
        for task in list(self.running):
            task.cancel()
        self.threads.shutdown(wait=False, cancel_futures=True)
        await send({"type": "lifespan.shutdown.complete"})

    def _soon(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self.running.add(task)  # or nothing would keep it alive
        task.add_done_callback(self.running.discard)

    async def _in_thread(self, work: Callable[[], T]) -> T:
        def run() -> T:
            try:
                with clock.held():
                    return work()
            finally:
                connections.close_all()

        return await asyncio.get_running_loop().run_in_executor(self.threads, run)

    # --- what PostgreSQL says ---------------------------------------------------------------------------------------

    def _heard(self, channel: str, line: str) -> None:
        if channel == ACCESS:
            group, _, user = line.partition(":")
            self._soon(self._check(self.hub.of(group, user)))
        else:
            told, signal = read(line)
            self.hub.tell(told, [signal])

    async def _catch_up(self) -> None:
        """What was said while nobody listened stands in the table; who may still hear it is asked too."""
        for group, number in self.hub.lowest().items():
            while rows := await self._in_thread(partial(signals_after, group, number)):
                self.hub.tell(group, rows)
                number = rows[-1].number  # noqa: PLW2901 -- it goes on from there
        self._soon(self._check(self.hub.all()))

    async def _look_again_for_ever(self) -> None:
        while True:
            await asyncio.sleep(self.look_again)
            await self._check(self.hub.all())

    async def _check(self, pages: Iterable[OpenPage]) -> None:
        """End the pages that may not go on: nobody is signed in there any more, or they left the group."""
        alike: dict[tuple[str, str], list[OpenPage]] = {}
        for page in pages:
            alike.setdefault((page.key, page.group), []).append(page)
        for (key, group), same in alike.items():
            try:
                allowed = await self._in_thread(partial(_still_reads, key, group))
            except Exception:  # the database does not answer: what cannot be asked is asked again
                logger.exception("access to a group could not be looked at again")
                continue
            for page in same if not allowed else ():
                page.end(REFUSED)

    # --- one page ---------------------------------------------------------------------------------------------------

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        given = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        if refused := _refused(scope, given):
            await self._say(send, refused)
        elif scope["path"] == HEALTH:
            well = self.listener.listens.is_set()
            await self._say(send, HTTPStatus.OK if well else HTTPStatus.SERVICE_UNAVAILABLE)
        else:
            page = OpenPage(
                as_id(scope["path"].split("/")[2]), parse_cookie(given.get("cookie", "")).get(_cookie(), "")
            )
            self.hub.enter(page)  # before anything is read: what is new meanwhile waits for it
            try:
                await self._open(page, _after(scope, given), receive, send)
            finally:
                self.hub.leave(page)

    async def _open(self, page: OpenPage, after: int | None, receive: Receive, send: Send) -> None:
        try:
            user, heard = await self._in_thread(lambda: _may_hear(page.key, page.group, after))
        except PermissionDenied:
            await self._say(send, HTTPStatus.FORBIDDEN)
        except Http404:
            await self._say(send, HTTPStatus.NOT_FOUND)
        except DatabaseError:
            logger.warning("a page could not be opened: the database does not answer")
            await self._say(send, HTTPStatus.SERVICE_UNAVAILABLE)
        else:
            self.hub.settle(page, user, heard)
            await self._stream(page, receive, send)

    async def _stream(self, page: OpenPage, receive: Receive, send: Send) -> None:
        async def missed(number: int) -> list[Signal]:
            return await self._in_thread(lambda: signals_after(page.group, number))

        await send({"type": "http.response.start", "status": HTTPStatus.OK, "headers": [*STREAM, *self.headers]})
        leaving = asyncio.ensure_future(_end_once_gone(page, receive))
        try:
            async for part in page.frames(missed):
                await send({"type": "http.response.body", "body": part, "more_body": True})
        finally:
            leaving.cancel()
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _say(self, send: Send, status: HTTPStatus) -> None:
        headers = [
            (b"content-length", b"0"),
            *([(b"allow", b"GET")] if status == HTTPStatus.METHOD_NOT_ALLOWED else []),
        ]
        await send({"type": "http.response.start", "status": status, "headers": [*headers, *self.headers]})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _end_once_gone(page: OpenPage, receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    page.end(GONE)


def _cookie() -> str:
    return str(settings.SESSION_COOKIE_NAME)


def _refused(scope: Scope, given: dict[str, str]) -> HTTPStatus | None:
    """What is wrong with it before anybody is asked for."""
    host, _port = split_domain_port(given.get("host", ""))
    if not host or not validate_host(host, settings.ALLOWED_HOSTS):
        return HTTPStatus.BAD_REQUEST
    if scope["path"] != HEALTH and not PATH.fullmatch(scope["path"]):
        return HTTPStatus.NOT_FOUND
    if scope["method"] != "GET":
        return HTTPStatus.METHOD_NOT_ALLOWED
    if given.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return HTTPStatus.FORBIDDEN
    try:
        _after(scope, given)
        as_id(scope["path"].split("/")[2]) if scope["path"] != HEALTH else None
    except ValueError:
        return HTTPStatus.BAD_REQUEST
    return None


def _after(scope: Scope, given: dict[str, str]) -> int | None:
    """Up to where the page has heard: what the browser says of a stream that broke, else its address."""
    asked = parse_qs(scope["query_string"].decode("latin-1")).get("after", [""])
    said = given.get("last-event-id") or asked[0]
    if not said:
        return None
    if (number := number_in(said)) is None:
        raise ValueError(said)
    return number


def _may_hear(key: str, group: str, after: int | None) -> tuple[str, int]:
    """The id of whoever is signed in, and up to where their page has heard; refused like the pages of the group."""
    request = signed_in_by(key)
    if request is None:
        raise PermissionDenied
    return str(request.user.pk), heard_by(request.standing, group, after)


def _still_reads(key: str, group: str) -> bool:
    request = signed_in_by(key)
    return request is not None and reads(request.standing, group)
