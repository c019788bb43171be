"""Talks open to everybody, and whoever comes to them from outside, for tests."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from mentoring.meetings.actions import tell_moved
from mentoring.meetings.kinds import MEETING_CALLED_OFF
from mentoring.meetings.models import Meeting, OwnFeed, Registration, Seat, TalkQuestion
from mentoring.meetings.rooms.keys import seal_of
from mentoring.meetings.selectors import with_times
from mentoring.meetings.times.actions import cancel_occurrence, keep_times, move_occurrence
from mentoring.meetings.times.series import Times, on_the_wall
from mentoring.meetings.webinars import actions
from mentoring.meetings.webinars.selectors import secret_in_link, with_phase
from oncocare.events.actions import emit
from oncocare.foundation import clock
from oncocare.foundation.unit import action
from oncocare.notifications.sending.actions import send_due
from oncocare.people.models import User
from tests.cast import BY, Cast
from tests.factories.rooms import day

TITLE = "Sleeping again"
LINK = "https://video.example.org/room"
SECRET = "made-up"  # of Ana's feed and of a registration: what stands in an address of the matrix
EVENING = day(8, 18)


def planned(cast: Cast, begins: datetime, *, kind: str, minutes: int = 60, **facts: Any) -> Meeting:
    """A meeting that Clara holds at Ana's centre."""
    first, starts = on_the_wall(begins, cast.here.zone)
    times = Times(first=first, starts=starts, minutes=minutes, zone=cast.here.zone)
    _event, [occurrence] = keep_times(by=BY, centre=cast.here.pk, times=times)
    usual = {
        "host": cast.clara, "language": "en", "capacity": 1, "provider": "link", "link": LINK, "phone": "600 000 000",
        "by": cast.clara,
    }  # fmt: skip
    return Meeting.objects.create(centre=cast.here, kind=kind, occurrence=occurrence, **(usual | facts))


def a_talk(cast: Cast, begins: datetime = EVENING, *, capacity: int = 500, **facts: Any) -> Any:
    """A talk of an hour, as the selectors hand it out."""
    usual = {"title": TITLE, "about": "What helps.", "capacity": capacity}
    return again(planned(cast, begins, kind="webinar", **(usual | facts)))


def again(talk: Meeting) -> Any:
    """The same talk or session as it is now."""
    return with_phase(with_times(Meeting.objects.filter(pk=talk.pk)).get())


@action
def moved(talk: Meeting, begins: datetime) -> Any:
    """It is at another time, as planning does it."""
    move_occurrence(by=BY, occurrence=talk.occurrence, begins=begins, ends=begins + timedelta(hours=1))
    tell_moved(meeting=talk, begins=begins)
    return again(talk)


@action
def called_off(talk: Meeting, by: User, why: str = "Whoever was to speak is ill.") -> Any:
    """It does not take place, as planning does it."""
    cancel_occurrence(by=BY, occurrence=talk.occurrence)
    Meeting.objects.filter(pk=talk.pk).update(called_off_at=clock.now(), called_off_by=by, called_off_why=why)
    emit(MEETING_CALLED_OFF, meeting=talk.pk, centre=talk.centre_id)
    return again(talk)


def asked(talk: Any, address: str = "eli@example.net", *, remind: bool = False, language: str = "en") -> Registration:
    """Somebody asks for a place; nothing is confirmed yet."""
    return actions.register(by=BY, talk=again(talk), address=address, language=language, remind=remind)


def confirmed(talk: Any, address: str = "eli@example.net", *, remind: bool = False) -> Registration:
    """Somebody asked for a place and pressed the button of the mail."""
    return actions.confirm(registration=own(asked(talk, address, remind=remind)))


def own(registration: Registration) -> Registration:
    """A registration as its link finds it."""
    found = Registration.objects.get(pk=registration.pk)
    found.meeting = again(found.meeting)
    return found


def own_page(registration: Registration) -> str:
    """The address of their link."""
    return f"/talks/{registration.meeting.centre.slug}/in/{secret_in_link(registration)}/"


def seated(meeting: Meeting, user: User, state: str = Seat.State.BOOKED, patient: Any = None) -> Seat:
    """Somebody's place."""
    return Seat.objects.create(meeting=meeting, user=user, centre=meeting.centre, patient=patient, state=state)


def all_sent() -> None:
    """Every mail that may leave has left."""
    while send_due():
        pass


def link_in(mail: Any) -> str:
    """The path of the link in a mail."""
    [found] = re.findall(r"https?://\S+/talks/\S+", mail.body)
    return urlsplit(found).path


def talks_held(cast: Cast, rows: int = 1) -> Any:
    """So many talks to come, and to the first of them so many people and questions; Ana's place in a session, and her
    feed.
    """
    first, *_others = [a_talk(cast, clock.now() + timedelta(days=3, minutes=n)) for n in range(rows)]
    for number in range(rows):
        row = Registration.objects.create(
            meeting=first, address=f"made-up-{number}@example.net", language="en", confirmed=clock.now(),
            seal=seal_of(SECRET if number == 0 else f"{SECRET} {number}"),
        )  # fmt: skip
        TalkQuestion.objects.create(meeting=first, registration=row, words="made up")
    private = planned(cast, clock.now() + timedelta(days=4), kind="private")
    seated(private, cast.ana, patient=cast.patient(cast.ana))
    OwnFeed.objects.create(user=cast.ana, seal=seal_of(SECRET))
    return first


def talk_address(name: str) -> dict[str, Any]:
    """What the addresses of files and of talks name; of others nothing."""
    mine = ("session_file", "own_feed", "talks", "talk", "talk_asked", "talk_file", "talk_in", "watch_talk")
    led = ("lead_talk", "settle_question")
    question = TalkQuestion.objects.select_related("meeting__centre").first()
    if name not in (*mine, *led) or question is None:
        return {}
    seat = Seat.objects.filter(meeting__kind="private", user__name="Ana").first()
    return {
        "centre": question.meeting.centre.slug, "talk": question.meeting_id.hex, "key": SECRET,
        "meeting": seat.meeting_id if name == "session_file" and seat else question.meeting_id,
        "question": question.pk,
    }  # fmt: skip
