"""A session of a group by video, five minutes before it begins: Clara leads it, Ana and Bea have places."""

from __future__ import annotations

import pytest

from mentoring.meetings.joining import actions, views
from mentoring.meetings.rooms import actions as rooms_actions
from oncocare.foundation import clock
from tests.factories.session_pages import BEGINS, MINUTE, FakeRooms, Page, held, seat


@pytest.fixture
def rooms(monkeypatch):
    fake = FakeRooms()
    monkeypatch.setattr(views, "room_of", lambda _meeting: fake)
    monkeypatch.setattr(actions, "close_room", lambda *, meeting: fake.asked.append(("close", meeting.pk)))

    def shut_out(*, by, seat):
        fake.asked.append(("out", seat.user.pk))
        rooms_actions.shut_out(by=by, seat=seat)

    monkeypatch.setattr(actions, "shut_out", shut_out)
    return fake


@pytest.fixture
def soon():
    with clock.at(BEGINS - 5 * MINUTE):
        yield


@pytest.fixture
def session(cast, soon):
    made = held(cast)
    seat(made, cast.ana)
    seat(made, cast.bea)
    return made


@pytest.fixture
def pages(cast, session, rooms):
    """The pages of Clara, Ana and Bea."""
    return [Page(user, session) for user in (cast.clara, cast.ana, cast.bea)]
