"""The sessions of the demo: what is promised of them is there, by the actions alone, and the same with the same seed."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta

import pytest
from django.db import transaction
from django.db.models import F

from clinicians.models import Note, Task
from mentoring.meetings.models import Meeting, MeetingSeries, OpenedHours, Registration, Seat, TalkQuestion
from mentoring.meetings.numbers.selectors import sessions_in_numbers
from mentoring.meetings.selectors import with_times
from mentoring.meetings.webinars.selectors import all_talks, counts_of
from oncocare.demo.happenings.sessions import said
from oncocare.demo.happenings.sessions.actions import SessionPeople, play_sessions, play_talk_elsewhere
from oncocare.events.models import Delivery
from oncocare.foundation import clock, ids
from oncocare.people import actions as people
from oncocare.safety.words.danger import tier
from tests.cast import BY, colleague
from tests.factories.community import member, open_group
from tests.factories.rooms import MADRID

NAMES = sorted({one.name for one in (*said.PAST, *said.TO_COME)} | {said.EARLIER, said.SOON, said.ASKED})
LONG_AGO = timedelta(days=80)


def company(cast) -> SessionPeople:
    """Everybody of whom the sessions are told, in care of Clara for weeks; seven of them in a group."""
    with clock.at(clock.now() - LONG_AGO):
        pau = colleague(cast)
        patients = {}
        for number, name in enumerate(NAMES):
            user = people.register_user(by=BY, email=f"s{number}@demo.invalid", name=name, language="es")
            clinician = pau if name == "Zoe" else cast.clara
            patients[name] = people.take_into_care(
                by=BY, centre=cast.here, user=user, language="es", clinician=clinician
            )
        group = open_group(cast)
        inside = [member(cast, group, patients[name].account, f"{name} there") for name in NAMES[:7]]
    return SessionPeople(cast.clara, pau, patients, group, inside[:4])


def play(cast, who: SessionPeople) -> None:
    with ids.seeded(7):
        play_sessions(centre=cast.here, people=who)
        play_talk_elsewhere(centre=cast.there, host=cast.denis)


def everything() -> list[list[tuple]]:
    """All that was told, without what the database counts."""
    times = ("occurrence__start", "occurrence__end", "occurrence__cancelled")
    meetings = Meeting.objects.order_by("pk").values_list("pk", "kind", "title", "host", "provider", "moves", *times)
    seats = Seat.objects.order_by("pk").values_list("pk", "meeting", "user", "state", "attendance", "minutes", "since")
    asked = Registration.objects.order_by("pk").values_list("pk", "address", "confirmed", "came_in", "minutes", "seal")
    questions = TalkQuestion.objects.order_by("pk").values_list("pk", "words", "made")
    return [list(rows) for rows in (meetings, seats, asked, questions)]


def test_what_is_promised_of_them_is_there_and_told_twice_with_one_seed_they_are_the_same(cast):
    """Told once to be looked at, for it takes seconds; and before that once more, of which nothing stays."""
    by_day = (clock.now() + timedelta(days=1)).replace(hour=10, minute=0, second=0, microsecond=0)
    with clock.at(by_day):
        who = company(cast)
        with transaction.atomic():
            play(cast, who)
            first = everything()
            transaction.set_rollback(True)
        assert Meeting.objects.count() == 0
        play(cast, who)
        assert everything() == first
        look_at_private()
        look_at_today()
        look_at_the_group()
        look_at_the_team()
        look_at_talks()
        now = sessions_in_numbers(cast.here).now
        assert (now.opened > now.booked > 0, now.places > now.noted > now.attended > 0, now.no_word) == (True, True, 1)
        assert Delivery.objects.exclude(state=Delivery.State.DONE).count() == 0


def look_at_private() -> None:
    """Kinds, hours, who came and who did not, and what became of those to come."""
    kinds = Counter(Meeting.objects.values_list("kind", flat=True))
    many = len(said.PAST) + len(said.TO_COME) + 3
    assert kinds == {"private": many, "group": 9, "supervision": 2, "training": 1, "webinar": 3}
    assert OpenedHours.objects.filter(closed_at=None).values("user").distinct().count() == 2
    seats = Seat.objects.filter(meeting__kind="private")
    noted = seats.filter(meeting__occurrence__end__lt=clock.now()).values_list("attendance", flat=True)
    assert Counter(noted) == Counter([*(one.attendance for one in said.PAST), ""])  # and the one of today
    [task] = Task.objects.filter(source__startswith="session_missed:")
    assert task.patient is not None
    assert (task.patient.name, task.over) == ("Lídia", None)
    assert [note.patient.name for note in Note.objects.all()] == ["Berta"]
    becomes = Counter(seats.values_list("state", flat=True))
    assert (becomes["given_back"], becomes["invited"]) == (1, 1)
    assert Meeting.objects.filter(kind="private", moves=1).count() == 1
    off = Meeting.objects.filter(kind="private").exclude(called_off_at=None)
    assert off.count() == 2  # one of them by whoever gave it back


def look_at_today() -> None:
    """Somebody has one within the hour, and another was today and waits for who came."""
    soon = with_times(Meeting.objects.filter(kind="private", seats__user__name=said.SOON)).get()
    assert timedelta(minutes=10) <= soon.begins - clock.now() <= timedelta(minutes=30)
    earlier = Seat.objects.get(meeting__kind="private", user__name=said.EARLIER)
    when = earlier.meeting.occurrence
    assert (when.end <= clock.now(), when.start.date(), earlier.attendance) == (True, clock.now().date(), "")


def look_at_the_group() -> None:
    """It meets every week, and of seven who want to come one waits."""
    met = Meeting.objects.filter(series=MeetingSeries.objects.get()).order_by("occurrence__start")
    states = [Counter(one.seats.values_list("state", flat=True)) for one in met]
    assert states == [*[{"booked": 6}] * 3, {"booked": 6, "waiting": 1}, {"booked": 3}, *[{}] * 4]
    came = [Counter(one.seats.values_list("attendance", flat=True)) for one in met[:3]]
    assert came == [Counter(said.GROUP_MET[week]) for week in sorted(said.GROUP_MET)]


def look_at_the_team() -> None:
    """Two others who work there came to the supervision that was; the second has not answered about the next."""
    was, comes = Meeting.objects.filter(kind="supervision").order_by("occurrence__start")
    assert list(was.seats.values_list("state", "attendance", "patient")) == [("booked", "present", None)] * 2
    assert list(comes.seats.order_by("made", "pk").values_list("state", flat=True)) == ["booked", "invited"]


def look_at_talks() -> None:
    """One was heard, in which some asked; two are to come."""
    found = [(one.title, counts_of(one)) for one in all_talks()]
    assert [(title, one.asked, one.confirmed, one.came_in) for title, one in found] == [
        (talk.title, talk.asked, talk.confirmed, talk.came_in) for talk in (said.SLEEP, said.AFTERWARDS, said.WALKING)
    ]
    assert [one.words for one in TalkQuestion.objects.exclude(answered_at=None)] == list(said.SLEEP.questions)


@pytest.mark.parametrize(("day", "at"), [(6, time(3, 7)), (7, time(23, 50))])
def test_they_can_be_told_at_any_hour_of_any_day(cast, day, at):
    with clock.at(datetime.combine(date(2026, 6, day), at, MADRID)):
        play(cast, company(cast))
        soon = with_times(Meeting.objects.filter(kind="private", seats__user__name=said.SOON)).get()
        assert time(7) <= soon.begins.astimezone(MADRID).time() <= time(22, 30)
        assert Seat.objects.filter(attended_at__lt=F("meeting__occurrence__start")).count() == 0


def test_nothing_that_is_said_is_danger_or_names_an_illness():
    texts = [
        said.NOTED, said.OFF, said.BACK, said.GROUP_TITLE, said.GROUP_ABOUT, said.TRAINING, said.TRAINING_ABOUT,
        *(text for talk in (said.SLEEP, said.AFTERWARDS, said.WALKING) for text in (talk.title, talk.about)),
        *said.SLEEP.questions,
    ]  # fmt: skip
    assert [text for text in texts if tier(text) is not None or "onco" in text.casefold()] == []


def test_a_working_day_is_none_of_a_weekend():
    friday = date(2026, 6, 5)
    assert [said.workday(friday, number) for number in (-5, -1, 0, 1, 2, 6)] == [
        date(2026, 5, 29), date(2026, 6, 4), friday, date(2026, 6, 8), date(2026, 6, 9), date(2026, 6, 15),
    ]  # fmt: skip
