"""The second process as a browser meets it: what it answers, what it sends, and what happens when something breaks."""

from __future__ import annotations

import asyncio
import time
from uuid import uuid4

import psycopg
import pytest
from django.db import connection
from django.http import HttpResponse

from mentoring.community.live import handlers
from mentoring.community.live.frames import ACCESS, NEWS
from mentoring.community.live.listener import Listener, address
from mentoring.community.live.streams import LiveStreams
from oncocare.asgi import application, as_of_the_site
from oncocare.foundation import clock
from tests.event_source import Browser, until
from tests.factories.community import member, open_group, posted
from tests.guards.test_law_09_headers import wrong
from tests.streams import LiveProcess, cookie_of, live_process

PATIENCE = 30  # seconds, on a busy machine
GROUP = f"/live/{uuid4()}/"


def answer(path=GROUP, method="GET", **headers):
    """The status and the headers with which the process answers before it asks for anybody."""
    given = {"host": "localhost"} | {name.replace("_", "-"): value for name, value in headers.items()}
    scope = {
        "type": "http", "method": method, "path": path.partition("?")[0], "query_string": path.partition("?")[2].encode(),
        "headers": [(name.encode(), value.encode()) for name, value in given.items()],
    }  # fmt: skip
    sent = []

    async def send(message):
        sent.append(message)

    async def receive():
        return {"type": "http.disconnect"}

    asyncio.run(LiveStreams(as_of_the_site())(scope, receive, send))
    assert [one.get("body") for one in sent[1:]] == [b""]
    return sent[0]["status"], {name.decode(): value.decode() for name, value in sent[0]["headers"]}


@pytest.mark.parametrize(
    ("status", "asked"),
    [
        (405, {"method": "POST"}),
        (405, {"method": "HEAD"}),
        (404, {"path": "/"}),
        (404, {"path": "/live/"}),
        (404, {"path": "/groups/"}),
        (404, {"path": f"{GROUP}more/"}),
        (400, {"path": f"/live/{'-' * 36}/"}),
        (400, {"path": f"{GROUP}?after=-1"}),
        (400, {"path": f"{GROUP}?after=99999999999999999999"}),
        (400, {"last_event_id": "x"}),
        (400, {"host": "other.example"}),
        (403, {"sec_fetch_site": "cross-site"}),
        (403, {"sec_fetch_site": "same-site"}),
        (503, {"path": "/live/health/"}),
    ],
)
def test_what_is_no_page_of_ours_is_refused_before_anybody_is_asked_for(status, asked):
    came, headers = answer(**asked)
    assert came == status
    assert wrong({name.title(): value for name, value in headers.items()}) == []


def test_every_answer_carries_the_headers_of_the_site(db, client):
    ours = {name.decode(): value.decode() for name, value in application.headers}
    page: HttpResponse = client.get("/nothing-here/")
    theirs = {name.lower(): value for name, value in page.headers.items()}
    assert sorted(set(theirs) - set(ours)) == ["content-language", "content-length", "content-type", "vary"]
    assert {name: theirs.get(name) for name in ours} == ours


# --- the line to PostgreSQL ---------------------------------------------------------------------------------------------


def test_a_line_that_breaks_is_made_anew_and_says_so(db):
    heard, began = [], []

    async def run():
        async def begins():
            began.append(len(heard))

        listener = Listener(reached, lambda channel, line: heard.append((channel, line)), begins)
        task = asyncio.ensure_future(listener.run())
        async with await psycopg.AsyncConnection.connect(**reached(), autocommit=True) as other:
            say = "SELECT pg_notify(%s, %s)"
            await until(lambda: len(began) == 1)
            await other.execute(say, [NEWS, "first"])
            await until(lambda: len(heard) == 1)
            await other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'live' "
                "AND datname = current_database()"
            )
            await until(lambda: len(began) == 2)
            await other.execute(say, [ACCESS, "second"])
            await until(lambda: len(heard) == 2)
        task.cancel()

    known = address()
    reached = lambda: known  # noqa: E731
    asyncio.run(run())
    assert (heard, began) == ([(NEWS, "first"), (ACCESS, "second")], [0, 1])


# --- the process ------------------------------------------------------------------------------------------------------


async def run_beside(browsers, act) -> None:
    """The browsers stay open while a thread acts; afterwards they have a moment to hear the end of it."""
    open_pages = [asyncio.ensure_future(one.stay()) for one in browsers]
    await until(lambda: all(one.opened or one.refused for one in browsers))
    await asyncio.to_thread(act)
    for one in open_pages:
        one.cancel()
    await asyncio.gather(*open_pages, return_exceptions=True)


def wait_for(so) -> None:
    deadline = time.monotonic() + PATIENCE
    while not so():
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.02)


def tell(author, thread) -> None:
    post = posted(author, thread=thread)
    handlers.tell_of_post({"post": post.pk})


def browser(process: LiveProcess, group, user) -> Browser:
    return Browser(process.port, f"/live/{group.pk}/", cookie_of(user))


@pytest.mark.slow
def test_ten_pages_hear_twenty_posts_once_each_though_the_process_is_killed_between(committed):
    group = open_group(committed)
    ana, bea = member(committed, group, committed.ana), member(committed, group, committed.bea)
    thread = posted(ana).thread
    with live_process() as process:
        inside = [
            browser(process, group, user) for user in (committed.ana, committed.bea, committed.clara) for _ in "123"
        ]
        leaving, outside = browser(process, group, committed.bea), browser(process, group, committed.dora)
        nobody = Browser(process.port, f"/live/{group.pk}/", "")
        many = [*inside, leaving]

        def act():
            try:
                for _post in range(8):
                    tell(ana, thread)
                wait_for(lambda: all(one.numbers[-1:] == [8] for one in many))
                process.kill()
                for _post in range(4):
                    tell(ana, thread)
                wait_for(lambda: all(one.numbers[-1:] == [12] for one in many))
                bea.left = clock.now()
                bea.save()
                handlers.look_again_at_who_left({"member": bea.pk, "group": group.pk})
                ended = ("end", {"why": "access"})
                wait_for(lambda: all(one.events[-1][1:] == ended for one in (*inside[3:6], leaving)))
                for _post in range(8):
                    tell(ana, thread)
                wait_for(lambda: all(one.numbers[-1:] == [20] for one in (*inside[:3], *inside[6:])))
            finally:
                connection.close()

        asyncio.run(run_beside([*many, outside, nobody], act))
    whole = list(range(1, 21))
    assert [one.numbers for one in (*inside[:3], *inside[6:])] == [whole] * 6
    assert [one.numbers for one in (*inside[3:6], leaving)] == [whole[:12]] * 4
    assert {said for one in inside[:3] for _when, said, _data in one.events} == {"own"}
    assert {said for one in inside[6:] for _when, said, _data in one.events} == {"news"}
    assert (outside.refused, outside.events, nobody.refused, nobody.events) == (404, [], 403, [])
    assert all(len(one.opened) == 2 for one in inside[:3])
