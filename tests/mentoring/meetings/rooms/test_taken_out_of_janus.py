"""Whoever is taken out hears and reads nothing more of a room of the real Janus, also by a page that was changed to stay."""

from __future__ import annotations

import time

import pytest

from mentoring.meetings.rooms.room import GivenKey
from oncocare.foundation import ids
from tests.sitting import AHEAD, a_meeting, real_rooms, sits, sitting
from tests.video import page_of

pytestmark = [pytest.mark.slow, pytest.mark.browser]
REFUSED, PATIENCE = 433, 30.0
STAYS = "media.close = media.fail = media.drop = () => {}"  # whatever it is told
WRITES = "(words) => media.pass({kind: 'line', words})"
CAME = "heard().then(({told}) => told.reduce((sum, one) => sum + one.came, 0))"


@pytest.fixture(scope="module")
def rooms():
    return real_rooms()


def until(holds):
    deadline = time.perf_counter() + PATIENCE
    while not holds():
        assert time.perf_counter() < deadline


def goes_on(page):
    """Whether more sound comes within two seconds."""
    page.wait_for_timeout(1000)  # what is on its way
    before = page.evaluate(CAME)
    page.wait_for_timeout(2000)
    return page.evaluate(CAME) > before


def test_a_page_that_stays_hears_and_reads_nothing_and_opens_no_line_again(rooms, playwright):
    meeting, seat, key = a_meeting(8), ids.new(), GivenKey(ids.new(), AHEAD)
    with sitting(playwright) as (browser, address):
        ana, hers = sits(browser, address, rooms, meeting)
        clara, _ticket = sits(browser, address, rooms, meeting)
        bea, ticket = sits(browser, address, rooms, meeting, seat=seat, given=key)
        until(lambda: bea.evaluate(CAME) > 50)
        bea.evaluate(STAYS)
        assert goes_on(bea)
        until(
            lambda: (
                ana.evaluate(WRITES, "Hello")
                and "Hello" in bea.evaluate("lines")
                and "Hello" in clara.evaluate("lines")
            )
        )
        known = bea.evaluate("media.known")
        asked = {"streams": [{"feed": hers.person}], "token": ticket.watch, "private_id": known}
        with page_of(ticket) as join:
            assert join("subscriber", **asked)["videoroom"] == "attached"
            assert join("subscriber", **asked | {"private_id": 1}) == REFUSED
            rooms.send_out(meeting, seat, [key])
            assert (join("subscriber", **asked), join()) == (REFUSED, REFUSED)
        assert not goes_on(bea)
        until(lambda: ana.evaluate(WRITES, "Only us") and "Only us" in clara.evaluate("lines"))
        assert "Only us" not in bea.evaluate("lines")
        assert (goes_on(ana), goes_on(clara)) == (True, True)
    rooms.close(meeting)
